import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { approve, readApprovals } from "../../../../cli/review/approvals/file";
import { UnusableFile } from "../../../../settings/yamlForm";
import { accessOf, DECISION, TODAY } from "./roles";

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "approvals-"));
  file = join(folder, "approvals.yaml");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const write = (text: string): void => writeFileSync(file, text);
const read = (): string => readFileSync(file, "utf8");
const approveRole = (name: string, decision = DECISION): Promise<unknown> =>
  approve(file, accessOf(name), decision, TODAY);
const names = (): string[] => readApprovals(file).map(({ arn }) => arn.split("/").at(-1)!);

/** The message of the error, with `FILE` for the file. */
function refusal(text: string | undefined): string {
  if (text !== undefined) write(text);
  try {
    readApprovals(file);
  } catch (error) {
    assert.ok(error instanceof UnusableFile, String(error));
    return error.message.replaceAll(file, "FILE");
  }
  return assert.fail("it was read");
}

describe("approvals.yaml", () => {
  it("is made with a short header where there is none, and says in full what was approved, one value a line", async () => {
    assert.deepEqual(readApprovals(file), []);
    await approveRole("deploy");
    assert.equal(
      read(),
      `# What was approved of each role: who may assume it, what it lets them do, by whom, why and until when.
# \`cross-account review --approve\` writes it; a review compares the accounts with it.
version: 1

approvals:
  - role: arn:aws:iam::111111111111:role/deploy
    by: platform@example.com
    at: 2026-11-24
    reason: Weekly release
    until: 2027-02-01
    principals:
      - arn:aws:iam::222222222222:user/alice
    trust:
      Version: 2012-10-17
      Statement:
        - Sid: Trust
          Effect: Allow
          Principal:
            AWS: arn:aws:iam::222222222222:root
          Action: sts:AssumeRole
          Condition:
            Bool:
              aws:MultiFactorAuthPresent: "true"
    maxSessionDuration: 3600
    policies:
      - name: artifacts
        document:
          Version: 2012-10-17
          Statement:
            - Effect: Allow
              Action:
                - s3:GetObject
                - s3:ListBucket
              Resource: arn:aws:s3:::web-shop-artifacts/*
`,
    );
    assert.deepEqual(readApprovals(file), [{ ...accessOf("deploy"), ...DECISION, at: TODAY }]);
  });

  it("keeps what only looks like something else in YAML", async () => {
    const access = accessOf("deploy", {
      policies: [
        {
          name: "null",
          document: {
            Version: "2012-10-17",
            Statement: [
              {
                Effect: "Allow",
                Action: "*",
                Resource: [
                  "*",
                  "yes",
                  "0123",
                  "1e3",
                  "",
                  "a: b",
                  "- x",
                  "# y",
                  "~",
                  "{}",
                  "a\nb",
                  "&a",
                  "*a",
                  "é\u202e<script>",
                ],
                Condition: { Null: { "aws:x": true }, NumericLessThan: { "aws:y": 1 } },
              },
            ],
          },
        },
      ],
      boundary: { name: "arn:aws:iam::aws:policy/ReadOnlyAccess", document: {} },
    });
    const decision = { by: "a: b # c", reason: "\"quoted\", 'too' & <b>", until: "2027-02-01" };
    await approve(file, access, decision, TODAY);
    assert.deepEqual(readApprovals(file), [{ ...access, ...decision, at: TODAY }]);
  });

  it("a decision about another role leaves every byte as it is", async () => {
    await approveRole("a");
    await approveRole("b");
    const odd =
      `%YAML 1.2\n---\n# top\n` +
      `${read().replace("by: platform@example.com", "by:   'platform@example.com'   # who").replace("    maxSessionDuration: 3600", "\n    # an hour\n    maxSessionDuration:    3600  ")}` +
      `\n  # the end of the list\n# the end\n`;
    write(odd);
    await approveRole("c");
    const marker = "\n  - role: arn:aws:iam::111111111111:role/c\n";
    const at = read().indexOf(marker);
    assert.ok(at > 0);
    const added = read().slice(at, read().indexOf("web-shop-artifacts/*\n", at) + "web-shop-artifacts/*\n".length);
    assert.equal(read().replace(added, ""), odd);
    assert.deepEqual(names(), ["a", "b", "c"]);
  });

  it(
    "a new decision about a role takes the place of the former one; comments of the entry stay, and every byte " +
      "outside of it",
    async () => {
      for (const name of ["a", "b", "c"]) await approveRole(name);
      const [before, own, after] = read().split(/(?=\n {2}- role: )/) as [string, string, string, string];
      const rest = read().slice(before.length + own.length);
      assert.ok(after.length > 0);
      const commented = own
        .replace("reason: Weekly release", "reason: Weekly release # every Tuesday")
        .replace("    principals:", "    # the team\n    principals:")
        .replace("- s3:GetObject", "- s3:GetObject # reads");
      const head = before.replace("# What", "# Ours.   \n# What");
      const text = head + commented + rest;
      const [, first, ...others] = text.split(/(?=\n {2}- role: )/);
      assert.deepEqual([first, others.length], [commented, 2]);
      write(text);
      await approve(
        file,
        accessOf("a", {
          maxSessionDuration: 7200,
          principals: ["arn:aws:iam::222222222222:user/bob", "arn:aws:iam::222222222222:user/alice"],
        }),
        { ...DECISION, by: "boss@example.com" },
        "2026-12-01",
      );
      const expected = commented
        .replace("platform@example.com", "boss@example.com")
        .replace("2026-11-24", "2026-12-01")
        .replace("3600", "7200")
        .replace(
          "      - arn:aws:iam::222222222222:user/alice",
          "      - arn:aws:iam::222222222222:user/bob\n      - arn:aws:iam::222222222222:user/alice",
        );
      assert.equal(read(), head + expected + rest);
    },
  );

  it("the file's line ends, its byte order mark and a missing last line end are kept", async () => {
    await approveRole("a");
    write(`\ufeff${read().replaceAll("\n", "\r\n").trimEnd()}`);
    const before = read();
    await approveRole("b");
    assert.ok(read().startsWith(`${before}\r\n\r\n  - role: `));
    assert.ok(!/[^\r]\n/.test(read()));
    await approve(file, accessOf("a", { maxSessionDuration: 7200 }), DECISION, TODAY);
    assert.ok(!/[^\r]\n/.test(read()));
    assert.deepEqual(names(), ["a", "b"]);
  });

  it("what is written as JSON, or holds nothing but comments, takes a decision too", async () => {
    for (const text of [
      '{"version": 1, "approvals": []}',
      "version: 1\napprovals: []\n",
      "version: 1\napprovals: [] # none yet\n",
      "# ours\n",
      "",
    ]) {
      write(text);
      await approveRole("a");
      await approveRole("b");
      assert.deepEqual(names(), ["a", "b"], text);
      if (text.includes("#")) assert.match(read(), /# ours|# none yet/);
    }
    write(
      JSON.stringify({
        version: 1,
        approvals: readApprovals(file).map(({ arn, ...rest }) => ({ role: arn, ...rest })),
      }),
    );
    await approve(file, accessOf("a", { maxSessionDuration: 7200 }), DECISION, TODAY);
    assert.deepEqual(
      readApprovals(file).map(({ maxSessionDuration }) => maxSessionDuration),
      [7200, 3600],
    );
  });

  it("keeps the file's mode, follows a link, and leaves nothing beside the file", async () => {
    mkdirSync(join(folder, "real"));
    symlinkSync(join("real", "ours.yaml"), file);
    await approveRole("a");
    chmodSync(file, 0o640);
    await approveRole("b");
    assert.ok(lstatSync(file).isSymbolicLink());
    assert.equal(statSync(file).mode & 0o777, 0o640);
    assert.deepEqual(names(), ["a", "b"]);
    assert.deepEqual(
      [readdirSync(folder), readdirSync(join(folder, "real"))],
      [["approvals.yaml", "real"], ["ours.yaml"]],
    );
  });
});

describe("approvals.yaml is refused, with file and line, and left as it is", () => {
  const entry =
    "  - role: arn:aws:iam::111111111111:role/deploy\n    by: a\n    at: 2026-11-24\n    reason: b\n    " +
    "until: 2027-02-01\n    principals: []\n    trust: {}\n    maxSessionDuration: 3600\n    policies: []\n";
  const head = "version: 1\napprovals:\n";
  const cases: Readonly<Record<string, readonly [text: string, ...expected: RegExp[]]>> = {
    "a merge conflict": [
      `${head}<<<<<<< HEAD\n${entry}=======\n>>>>>>> other\n`,
      /^FILE:3: found "<<<<<<<", the mark of a merge conflict that is left/,
    ],
    "a merge conflict with Windows line ends": [`${head}${entry}>>>>>>> other\r\n`, /^FILE:12: found ">>>>>>>"/],
    "the same role twice": [
      head + entry + entry,
      /^FILE:12: approvals\[1\]\.role: found "arn:aws:iam::111111111111:role\/deploy", expected each role once; approvals\[0\] is about it too$/,
    ],
    "the same policy twice": [
      head + entry.replace("policies: []", "policies: [{ name: a, document: {} }, { name: a, document: {} }]"),
      /^FILE:11: approvals\[0\]\.policies\[1\]\.name: found "a", expected each policy once/,
    ],
    "the same key twice": [
      `${head}${entry}    by: c\n`,
      /^FILE:12: not valid YAML: found the key "by" a second time, expected each once$/,
    ],
    "an alias": [
      `${head}${entry.replace("by: a", "by: &me a").replace("reason: b", "reason: *me")}`,
      /FILE:4: found the anchor &me, expected the text itself/,
      /FILE:6: found the alias \*me/,
    ],
    "an alias that grows": [
      `a: &a [x, x]\nb: &b [*a, *a]\nversion: 1\napprovals: *b\n`,
      /FILE:1: found the anchor &a/,
      /FILE:4: found the alias \*b/,
    ],
    "a tag": [head + entry.replace("by: a", "by: !!js/function a"), /^FILE:4: not valid YAML: .*tag/],
    "a day that is none": [
      head + entry.replace("2027-02-01", "2027-02-30"),
      /^FILE:7: approvals\[0\]\.until: found "2027-02-30", expected a day such as 2027-02-01$/,
    ],
    "a day that never comes": [
      head + entry.replace("2027-02-01", "9999-12-31"),
      /^FILE:7: approvals\[0\]\.until: found "9999-12-31", which is more than ten years away; the latest possible day is 20/,
    ],
    "a moment for a day": [
      head + entry.replace("2026-11-24", "2026-11-24T10:00:00Z"),
      /^FILE:5: approvals\[0\]\.at: found "2026-11-24T10:00:00Z", expected a day/,
    ],
    "a key that is not known": [
      head + entry.replace("until:", "untill:"),
      /FILE:3: approvals\[0\]\.until: missing, expected a day/,
      /FILE:7: approvals\[0\]\.untill: unknown key, did you mean until\? expected one of role, by, at/,
    ],
    "a pattern of roles": [
      head + entry.replace("role/deploy", "role/*"),
      /^FILE:3: approvals\[0\]\.role: found ".*role\/\*", expected the ARN of one role/,
    ],
    "a number of seconds that no role has": [
      head + entry.replace("3600", "60"),
      /^FILE:10: approvals\[0\]\.maxSessionDuration: found 60 .*expected seconds from 3600 to 43200$/,
    ],
    "a document that is text": [
      head + entry.replace("trust: {}", "trust: '{}'"),
      /^FILE:9: approvals\[0\]\.trust: found "\{\}", expected a policy document/,
    ],
    "another version": [
      "version: 2\napprovals: []\n",
      /^FILE:1: version: found 2 .*, expected 1, the form of this file$/,
    ],
    "no version": ["approvals: []\n", /^FILE:1: version: missing, expected 1/],
    "a list": ["- a\n", /^FILE:1: found \["a"\], expected an object with keys out of version, approvals$/],
    text: ["hello\n", /^FILE:1: found "hello", expected an object/],
    "two documents": [
      `${head}${entry}---\n${head}${entry}`,
      /^FILE:12: not valid YAML: found a second document, expected one$/,
    ],
    "not YAML": ["version: 1\napprovals: [\n", /FILE:\d+: not valid YAML/],
    "control characters in a reason": [
      head + entry.replace("reason: b", 'reason: "b\\u001b[2J"'),
      /^FILE:6: approvals\[0\]\.reason: found "b\\u001b\[2J", expected why the access is wanted/,
    ],
  };
  for (const [name, [text, ...expected]] of Object.entries(cases)) {
    it(name, async () => {
      const message = refusal(text);
      for (const one of expected) assert.match(message, one);
      await assert.rejects(approveRole("other"), UnusableFile);
      assert.equal(read(), text);
      assert.deepEqual(readdirSync(folder), ["approvals.yaml"]);
    });
  }

  it("a folder", () => {
    mkdirSync(file);
    assert.equal(refusal(undefined), "FILE: found a folder, expected a YAML file of approvals");
  });

  it("bytes that are not UTF-8", () => {
    writeFileSync(file, Buffer.from([0x76, 0xff, 0xfe]));
    assert.equal(refusal(undefined), "FILE: found bytes that are not UTF-8, expected a YAML file of approvals");
  });

  it("what cannot be read", function () {
    if (process.getuid?.() === 0) return this.skip();
    write(head + entry);
    chmodSync(file, 0);
    assert.match(refusal(undefined), /^FILE: cannot be read, EACCES/);
  });

  it("a folder that is not there", async () => {
    await assert.rejects(
      approve(join(folder, "none", "approvals.yaml"), accessOf("a"), DECISION, TODAY),
      (error) => error instanceof UnusableFile && /approvals\.yaml: cannot be written, ENOENT/.test(error.message),
    );
  });
});

describe("a decision is refused, and nothing is written", () => {
  const cases: Readonly<Record<string, readonly [Partial<typeof DECISION>, RegExp, string?]>> = {
    "nobody decides": [{ by: "" }, /by: found "", expected who decides/],
    "no reason": [{ reason: "  " }, /reason: found " {2}", expected why/],
    "a reason of two lines": [{ reason: "a\nb" }, /reason: found "a\\nb", expected why/],
    "control characters": [{ by: "a\u001b[31m" }, /by: found "a\\u001b\[31m"/],
    "text that turns its direction": [{ reason: "ok\u202eko" }, /reason: found/],
    "a day that is past": [
      { until: "2026-11-23" },
      /until: found "2026-11-23", which is past; expected a day from 2026-11-24 on/,
    ],
    "a day that never comes": [
      { until: "9999-12-31" },
      /until: found "9999-12-31", which is more than ten years away; the latest possible day is 2036-11-24$/,
    ],
    "a day that is none": [{ until: "tomorrow" }, /until: found "tomorrow", expected a day such as 2027-02-01/],
    "a pattern of roles": [{}, /role: found ".*role\/\*", expected the ARN of one role/, "*"],
    "a role by its name": [{}, /role: found ".*role\/a b", expected the ARN of one role/, "a b"],
  };
  for (const [name, [change, expected, role]] of Object.entries(cases)) {
    it(name, async () => {
      await assert.rejects(
        approveRole(role ?? "deploy", { ...DECISION, ...change }),
        (error) => error instanceof UnusableFile && expected.test(error.message),
      );
      assert.deepEqual(readdirSync(folder), []);
    });
  }
});

describe("several write approvals.yaml at once", function () {
  this.timeout(120_000);
  const script = join(__dirname, "approveOnce.ts");
  const register = join(__dirname, "../../../../sandbox/register.cjs");

  it("in one process, none is lost", async () => {
    const roles = Array.from({ length: 12 }, (_, i) => `r${i}`);
    await Promise.all(roles.map((name) => approveRole(name)));
    assert.deepEqual(names().sort(), roles.sort());
    assert.deepEqual(readdirSync(folder), ["approvals.yaml"]);
  });

  it("in several processes, none is lost", async () => {
    const groups = [0, 1, 2].map((group) => [0, 1, 2, 3].map((i) => `r${group}-${i}`));
    const codes = await Promise.all(
      groups.map(
        (roles) =>
          new Promise((done) =>
            spawn(process.execPath, ["-r", register, script, file, "never", ...roles], { stdio: "ignore" }).on(
              "close",
              done,
            ),
          ),
      ),
    );
    assert.deepEqual(codes, [0, 0, 0]);
    assert.deepEqual(names().sort(), groups.flat().sort());
  });

  it("an editor that writes meanwhile is not written over", async () => {
    await approveRole("a");
    const edited = `${read()}# by hand\n`;
    const running = approveRole("b");
    write(edited);
    await running;
    assert.match(read(), /# by hand/);
    assert.deepEqual(names(), ["a", "b"]);
  });

  for (const [moment, expected] of [
    ["half written", ["a"]],
    ["written", ["a"]],
    ["before the rename", ["a"]],
    ["after the rename", ["a", "b"]],
  ] as const) {
    it(`killed when the new file is ${moment}, it leaves the old file or the new one, and the next run goes on`, async () => {
      await approveRole("a");
      const { signal } = spawnSync(process.execPath, ["-r", register, script, file, moment, "b"]);
      assert.equal(signal, "SIGKILL");
      assert.deepEqual(names(), expected);
      await approveRole("c");
      assert.deepEqual(names(), [...expected, "c"]);
      assert.deepEqual(readdirSync(folder), ["approvals.yaml"]);
    });
  }
});
