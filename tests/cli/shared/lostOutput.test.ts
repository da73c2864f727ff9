import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execute } from "../../../sandbox/execute";
import { formats } from "../../../cli/review/formats/format";
import { results, role, xml } from "../../fuzz/world/answers";
import { prepareHome } from "../../fuzz/world/home";
import { offered } from "../../fuzz/world/offered";
import { Place } from "../../fuzz/world/place";
import { state } from "../../fuzz/kinds/published";
import { into, sinks } from "./sinks";

const command = join(__dirname, "..", "..", "..", "cli", "bin", "cross-account.cjs");
const code = ["--mfa-token", "123456", "--mfa-serial", "arn:aws:iam::222222222222:mfa/alice"];

/** What is typed, how it usually ends, and whether it prints more than a small file holds. */
const commands: readonly (readonly [line: readonly string[], usual: number, long?: boolean])[] = [
  ...["env", "fish", "powershell", "cmd", "json", "process"].map(
    (format) => [["assume", role, ...code, "--format", format], 0] as const,
  ),
  [["assume", "deploy", ...code], 0],
  [["assume", role, "--format", "profile"], 0],
  [["assume", role, ...code, "--console"], 0],
  [["assume", "--list"], 0],
  [["assume", "--list", "--format", "json"], 0],
  [["assume", role, "--explain", "--format", "json"], 0],
  ...formats.map((format) => [["review", "--format", format], 7, true] as const),
  [["trust", "--list"], 0],
];

describe("credentials and reviews that cannot be written", function () {
  this.timeout(60_000);
  let folder: string;
  let place: Place;
  let env: NodeJS.ProcessEnv;
  before(async () => {
    place = new Place((folder = mkdtempSync(join(tmpdir(), "lost-"))));
    await place.open();
    prepareHome(place);
    const answered = Object.entries(results).map(
      ([action, result]) =>
        [action, { status: 200, body: xml({ [`${action}Response`]: { [`${action}Result`]: result } }) }] as const,
    );
    // Whatever else is asked is the sign-in to the console.
    place.answers = {
      ...Object.fromEntries(answered),
      "*": { status: 200, body: JSON.stringify({ SigninToken: "t" }) },
    };
    place.engine(JSON.stringify(offered), JSON.stringify(state(offered)));
    env = place.environment({ CROSS_ACCOUNT_FEDERATION_ENDPOINT: place.endpoint });
    // The project is trusted from now on.
    await execute(command, ["assume", "--list"], { env, cwd: place.work });
  });
  after(async () => {
    await place.close();
    rmSync(folder, { recursive: true });
  });

  for (const [line, usual, long = false] of commands) {
    const title = line.filter((word) => !code.includes(word)).join(" ");
    it(`${title}: as it usually ends`, async () => {
      const ran = await execute(command, [...line], { env, cwd: place.work });
      assert.equal(ran.code, usual, ran.stderr);
      assert.ok(ran.stdout.length > 0 && (!long || ran.stdout.length > 1024), String(ran.stdout.length));
    });
    for (const [sink, { code: ended, said }] of Object.entries(sinks)) {
      if (sink === "a disk that fills up" && !long) continue;
      it(`${title}: ${sink}`, async () => {
        const ran = await into(sink as keyof typeof sinks, [command, ...line], { env, cwd: place.work });
        assert.equal(ran.code, ended, ran.stderr);
        const last = ran.stderr
          .split("\n")
          .filter((one) => !/^Reading accounts|^debug|^The role|^MFA/.test(one))
          .join("\n");
        assert.match(last, said);
      });
    }
  }

  it("assume --explain, whose words are for standard error", async () => {
    const usually = await execute(command, ["assume", role, "--explain"], { env, cwd: place.work });
    assert.deepEqual([usually.code, usually.stdout], [0, ""]);
    assert.ok(usually.stderr.length > 0);
    const ran = await execute("bash", ["-c", '"$@" 2> /dev/full', "-", command, "assume", role, "--explain"], {
      env,
      cwd: place.work,
    });
    assert.deepEqual([ran.code, ran.stdout], [74, ""]);
  });

  for (const format of formats) {
    it(`review --output: a file of ${format} on a disk that fills up is not there at all`, async () => {
      const out = join(place.work, `out.${format}`);
      const line = ["review", "--format", format, "--output", out];
      const before = readdirSync(place.work);
      const ran = await execute("bash", ["-c", 'ulimit -f 1; "$@"', "-", command, ...line], { env, cwd: place.work });
      assert.equal(ran.code, 74, ran.stderr);
      assert.match(
        ran.stderr,
        /out\.\w+ cannot be written \(EFBIG: larger than a file may be here\); what is there is not the whole result\.\n$/,
      );
      assert.equal(existsSync(out), false);
      assert.deepEqual(readdirSync(place.work), before, "nothing else is left");
    });
  }

  it("review --output /dev/full", async () => {
    const ran = await execute(command, ["review", "--format", "json", "--output", "/dev/full"], {
      env,
      cwd: place.work,
    });
    assert.equal(ran.code, 74, ran.stderr);
    assert.match(ran.stderr, /\/dev\/full cannot be written \(ENOSPC: no space left\)/);
  });

  it("review --output - after all is well elsewhere: the exit code is the review's", async () => {
    const out = join(place.work, "out.json");
    const ran = await execute(command, ["review", "--format", "json", "--output", out], { env, cwd: place.work });
    assert.equal(ran.code, 7, ran.stderr);
    assert.ok(existsSync(out));
    rmSync(out);
  });
});
