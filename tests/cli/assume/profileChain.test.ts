import assert from "node:assert/strict";
import fc from "fast-check";
import { joinFiles } from "../../../cli/assume/credentials/awsFiles";
import { askingIn, askingText, askingVariable, circleFrom } from "../../../cli/assume/credentials/profileChain";
import { findSource } from "../../../cli/assume/credentials/source";
import { quotePosix } from "../../../cli/assume/output/quoting";
import { seed } from "../../seed";

const process = (profile: string, more = "") => `[profile ${profile}]\ncredential_process = ${more}`;
const role = (profile: string, source: string) =>
  `[profile ${profile}]\nrole_arn = arn:aws:iam::111111111111:role/x\nsource_profile = ${source}`;
const keys = (profile: string) => `[${profile}]\naws_access_key_id = AKIA0\naws_secret_access_key = 0`;

describe("the profiles that a profile asks", () => {
  for (const [title, config, credentials, start, expected] of [
    ["keys", "", keys("alice"), "alice", undefined],
    ["a profile that is not there", "", "", "nobody", undefined],
    [
      "this command with another's keys",
      process("deploy", "/opt/cross-account assume x --source-profile alice"),
      keys("alice"),
      "deploy",
      undefined,
    ],
    [
      "this command with itself",
      process("deploy", "/opt/cross-account assume x --source-profile deploy"),
      "",
      "deploy",
      ["deploy", "deploy"],
    ],
    [
      "the same, with =",
      process("deploy", "cross-account assume x --source-profile=deploy"),
      "",
      "deploy",
      ["deploy", "deploy"],
    ],
    [
      "the same, by node",
      process("deploy", "/usr/bin/node /opt/bin/cross-account.cjs assume x --source-profile deploy"),
      "",
      "deploy",
      ["deploy", "deploy"],
    ],
    [
      "the same, on Windows",
      process("deploy", '"C:\\bin\\node.exe" "C:\\x\\cross-account.cjs" assume x --source-profile deploy'),
      "",
      "deploy",
      ["deploy", "deploy"],
    ],
    [
      "a name with blanks and quotes",
      process("it's me", `cross-account assume x --source-profile ${quotePosix("it's me")}`),
      "",
      "it's me",
      ["it's me", "it's me"],
    ],
    [
      "the AWS CLI",
      process("deploy", "aws configure export-credentials --profile deploy"),
      "",
      "deploy",
      ["deploy", "deploy"],
    ],
    [
      "by a variable",
      process("deploy", "env AWS_PROFILE=deploy cross-account assume x"),
      "",
      "deploy",
      ["deploy", "deploy"],
    ],
    [
      "an option that counts before the variable",
      process("deploy", "env AWS_PROFILE=deploy cross-account assume x --source-profile alice"),
      keys("alice"),
      "deploy",
      undefined,
    ],
    [
      "a tool that has profiles of its own",
      process("deploy", "granted credential-process --profile deploy"),
      "",
      "deploy",
      undefined,
    ],
    [
      "other files",
      process("deploy", "env AWS_CONFIG_FILE=/x aws configure export-credentials --profile deploy"),
      "",
      "deploy",
      undefined,
    ],
    [
      "through a role",
      `${process("deploy", "cross-account assume x --source-profile team")}\n${role("team", "deploy")}`,
      "",
      "deploy",
      ["deploy", "team", "deploy"],
    ],
    [
      "from the other side",
      `${process("deploy", "cross-account assume x --source-profile team")}\n${role("team", "deploy")}`,
      "",
      "team",
      ["team", "deploy", "team"],
    ],
    [
      "a circle further on",
      `${role("a", "b")}\n${process("b", "aws sts x --profile c")}\n${role("c", "b")}`,
      "",
      "a",
      ["b", "c", "b"],
    ],
    [
      "a long way that ends",
      `${role("a", "b")}\n${process("b", "aws sts x --profile c")}\n${role("c", "d")}`,
      keys("d"),
      "a",
      undefined,
    ],
    ["a role that has keys of its own", role("a", "a"), keys("a"), "a", undefined],
    ["keys before a process", process("a", "cross-account assume x --source-profile a"), keys("a"), "a", undefined],
    [
      "IAM Identity Center before a process",
      `${process("a", "cross-account assume x --source-profile a")}\nsso_session = s`,
      "",
      "a",
      undefined,
    ],
    [
      "names that objects have",
      `${process("constructor", "cross-account assume x --source-profile __proto__")}\n${role("__proto__", "constructor")}`,
      "",
      "constructor",
      ["constructor", "__proto__", "constructor"],
    ],
  ] as const) {
    it(title, () => assert.deepEqual(circleFrom(start, joinFiles(config, credentials)), expected));
  }

  it("of any profiles: there is a circle just when following the names never ends", () => {
    const names = ["a", "b", "c", "d", "e"];
    const one = fc.record({
      kind: fc.constantFrom("keys", "role", "process", "aws", "other"),
      next: fc.constantFrom(...names),
    });
    fc.assert(
      fc.property(fc.array(one, { minLength: 5, maxLength: 5 }), fc.constantFrom(...names), (profiles, start) => {
        const text = profiles.map(({ kind, next }, at) => {
          const name = names[at]!;
          if (kind === "keys") return `[profile ${name}]\naws_access_key_id = A\naws_secret_access_key = 0`;
          if (kind === "role") return role(name, next);
          return process(
            name,
            kind === "process"
              ? `cross-account assume x --source-profile ${next}`
              : kind === "aws"
                ? `aws x --profile ${next}`
                : `tool --profile ${next}`,
          );
        });
        const follow = (name: string) =>
          ["role", "process", "aws"].includes(profiles[names.indexOf(name)]!.kind)
            ? profiles[names.indexOf(name)]!.next
            : undefined;
        let at: string | undefined = start;
        for (let steps = 0; steps < names.length && at !== undefined; steps++) at = follow(at);
        const circle = circleFrom(start, joinFiles(text.join("\n"), ""));
        assert.equal(circle !== undefined, at !== undefined);
        if (circle) circle.slice(1).forEach((name, index) => assert.equal(follow(circle[index]!), name));
      }),
      { seed, numRuns: 300 },
    );
  });

  it("is what the source is refused for, before anything is started", () => {
    const files = joinFiles(
      `${process("deploy", "cross-account assume x --source-profile team")}\n${role("team", "deploy")}\n${role("z", "deploy")}`,
      "",
    );
    const find = (profile: string) => () => findSource({ env: {}, files, profile });
    assert.throws(find("deploy"), {
      exitCode: 3,
      message:
        "The profile deploy is its own source: deploy -> team -> deploy. Let its credential_process name a profile that has credentials.",
    });
    assert.throws(find("z"), { exitCode: 3, message: /^The profile deploy is its own source/ });
  });

  it("those who ask are told as they are called", () => {
    const all = ["a b", "c,d", "é%", "x=y"];
    assert.deepEqual(askingIn({ [askingVariable]: askingText(all) }), all);
    assert.deepEqual(
      [askingIn({}), askingIn({ [askingVariable]: "" }), askingIn({ [askingVariable]: "%zz" })],
      [[], [], ["%zz"]],
    );
  });
});
