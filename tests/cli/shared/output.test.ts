import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execute } from "../../../sandbox/execute";
import { into, sinks } from "./sinks";

const command = join(__dirname, "..", "..", "..", "cli", "bin", "cross-account.cjs");

describe("a result that cannot be written", function () {
  this.timeout(60_000);
  let folder: string;
  let env: NodeJS.ProcessEnv;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "output-"));
    const policy = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] };
    writeFileSync(join(folder, "broad.json"), JSON.stringify(policy));
    // Profiles are names to complete, and enough of them that a small file does not hold all.
    writeFileSync(
      join(folder, "credentials"),
      Array.from({ length: 300 }, (_, i) => `[profile-${i}]\naws_access_key_id = A\naws_secret_access_key = B\n`).join(
        "",
      ),
    );
    writeFileSync(join(folder, "config"), "");
    env = {
      ...process.env,
      AWS_CONFIG_FILE: join(folder, "config"),
      AWS_SHARED_CREDENTIALS_FILE: join(folder, "credentials"),
      XDG_CACHE_HOME: join(folder, "cache"),
    };
  });
  after(() => rmSync(folder, { recursive: true }));

  const long = "x".repeat(1100);
  const commands: readonly (readonly [line: readonly string[], usual: number])[] = [
    [["--help"], 0],
    [["help", "assume"], 0],
    [["check", "broad.json"], 7],
    [["check", "--format", "json", "broad.json"], 7],
    [["check", "--format", "sarif", "broad.json"], 7],
    [["completion", "bash"], 0],
    [["completion", "--words", "profiles"], 0],
    [
      [
        "assume",
        "--format",
        "profile",
        "--region",
        "eu-west-1",
        "arn:aws:iam::111111111111:role/deploy",
        "--external-id",
        long,
      ],
      0,
    ],
  ];
  for (const [line, usual] of commands) {
    const title = line.map((word) => (word === long ? "…" : word)).join(" ");
    it(`${title}: as it usually ends`, async () => {
      const { code, stdout, stderr } = await execute(command, [...line], { env, cwd: folder });
      assert.deepEqual([code, stderr], [usual, ""]);
      assert.ok(stdout.length > 0);
    });
    for (const [sink, { code, said }] of Object.entries(sinks)) {
      // What a small file holds is written, and rightly so.
      if (sink === "a disk that fills up" && title === "--help") continue;
      it(`${title}: ${sink}`, async () => {
        const ran = await into(sink as keyof typeof sinks, [command, ...line], { env, cwd: folder });
        assert.equal(ran.code, code, ran.stderr);
        assert.match(ran.stderr, said);
      });
    }
  }

  it("a message that cannot be written changes nothing", async () => {
    const ran = await execute("bash", ["-c", '"$@" 2> /dev/full', "-", command, "check", "none.json"], {
      env,
      cwd: folder,
    });
    assert.deepEqual([ran.code, ran.stdout], [2, ""]);
  });
});
