import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { joinFiles } from "../../cli/assume/credentials/awsFiles";
import { readSettings } from "../../checks/readSettings";
import { publishedRole } from "../../grants/publishedRole";
import { evaluateTrust, parsePolicy, type GranteeSession } from "../../policypack/iam";
import { roleArn } from "../../settings/arns";
import { now, trustingConfig } from "../settings/example";

/** What is published about a role with these settings. */
function published(changes: Record<string, unknown>) {
  const { roles, account } = readSettings(trustingConfig(changes), "cross-account-access", now);
  const role = roles["deploy"]!;
  return publishedRole("deploy", role, roleArn("deploy", role, account), account);
}

/** The call of a user who has a name, MFA and an address on the internet. */
const alice: GranteeSession = {
  principal: "arn:aws:iam::222222222222:user/alice",
  mfa: { ageSeconds: 0 },
  now,
  sessionName: "alice",
  sourceIdentity: null,
  externalId: null,
  sourceIp: "203.0.113.7",
  sourceVpce: null,
  sessionTags: {},
  transitiveTagKeys: null,
  principalTags: {},
  organizationId: null,
  tokenIssueTime: null,
};
const admits = (trustPolicy: unknown, session: GranteeSession) =>
  evaluateTrust(parsePolicy(trustPolicy, "trust").document!, session).verdict === "admitted";

const account = "222222222222";
const endpoints = { vpcEndpoints: ["vpce-0123456789abcdef0"] };
const sessions: readonly (readonly [
  what: string,
  changes: Record<string, unknown>,
  console: boolean,
  process: boolean,
])[] = [
  ["nothing of its own", {}, true, false],
  ["a source identity", { session: { sourceIdentity: "required" } }, false, true],
  ["a source identity of a pattern", { session: { sourceIdentity: { matching: "${aws:username}" } } }, false, true],
  ["tags that may be passed", { session: { tags: ["team"] } }, true, false],
  ["a tag that has to be", { session: { tags: { required: ["team"] } } }, false, true],
  ["a tag with a value", { session: { tags: { required: { "cost center": ["web shop"] } } } }, false, true],
  [
    "a tag with one of several values",
    { session: { tags: { required: { team: ["web", "ops"] }, allowed: ["x"] } } },
    false,
    true,
  ],
  ["the user's name as the session's", { session: { namePattern: "${aws:username}" } }, true, false],
  ["a name that has the user's in it", { session: { namePattern: "*${aws:username}*" } }, true, false],
  ["a name that begins in its own way", { session: { namePattern: "release-*" } }, false, false],
  ["a name with the user's at the end", { session: { namePattern: "release-${aws:username}" } }, false, false],
  ["one fixed name", { session: { namePattern: "release" } }, false, false],
  [
    "all at once",
    { session: { namePattern: "release-*", sourceIdentity: "required", tags: { required: ["team"] } } },
    false,
    true,
  ],
  ["VPC endpoints", { network: endpoints }, false, false],
  ["VPC endpoints or addresses", { network: { ...endpoints, sourceIps: ["203.0.113.0/24"] } }, true, false],
  [
    "VPC endpoints of one trust alone",
    { trusts: [{ account: "333333333333", network: endpoints }, { account }] },
    true,
    false,
  ],
];

describe("what is published works", () => {
  for (const [what, changes, console, process] of sessions) {
    it(`with ${what}`, () => {
      const { consoleUrl, profile, trustPolicy } = published(changes);
      assert.equal(consoleUrl !== undefined, console, "the console's link");
      assert.equal(admits(trustPolicy, alice), console, "what the console does");
      const block = joinFiles(profile, "").profiles["deploy"]!;
      assert.equal(block["credential_process"] !== undefined, process);
      assert.equal(block["role_arn"] === undefined, process);
      assert.equal(block["region"], "eu-west-1");
      if ("network" in changes && !console) return;
      const filled = fill(profile);
      assert.doesNotMatch(filled.replace(/^#.*$/gm, ""), /[<>]/);
      assert.ok(admits(trustPolicy, { ...alice, ...callOf(filled) }), filled);
    });
  }

  it("a plain profile names no session where the role does not care", () =>
    assert.doesNotMatch(published({}).profile, /role_session_name|credential_process/));

  const free = { required: false, reason: "ci" };
  const trusts = (...principals: string[]) => [{ account, principals }];
  for (const [what, changes, seconds] of [
    ["people", { trusts: trusts("user/*") }, 14_400],
    ["a role", { trusts: trusts("role/ci"), mfa: free }, 3_600],
    ["people of Identity Center", { trusts: trusts("sso/Dev"), mfa: free }, 3_600],
    ["people and a role", { trusts: trusts("user/*", "role/ci"), mfa: free }, 3_600],
    [
      "people of one account and a role of another",
      { trusts: [{ account }, { account: "333333333333", principals: ["role/ci"], mfa: free }] },
      3_600,
    ],
    ["all of an account, with MFA, which no role has", { trusts: [{ account }] }, 14_400],
    ["all of an account, without", { trusts: [{ account }], mfa: free }, 3_600],
    [
      "people, by the command",
      { trusts: trusts("user/*"), session: { maxDuration: "4h", sourceIdentity: "required" } },
      14_400,
    ],
    [
      "a role, by the command",
      { trusts: trusts("role/ci"), mfa: free, session: { maxDuration: "4h", sourceIdentity: "required" } },
      undefined,
    ],
  ] as const)
    it(`a session of ${what} lasts as long as it can`, () => {
      const { profile } = published({ session: { maxDuration: "4h" }, ...changes });
      const found = /(?:duration_seconds = |--duration )(\d+)/.exec(profile)?.[1];
      assert.equal(found === undefined ? undefined : Number(found), seconds, profile);
    });
});

/** A block as its reader fills it in. */
function fill(profile: string): string {
  return profile
    .replaceAll("<your user name>", "alice")
    .replaceAll("<your profile>", "mine")
    .replaceAll("<your device>", "alice")
    .replaceAll("<your account>", account)
    .replaceAll("<value>", "anything")
    .replaceAll("<web or ops>", "ops")
    .replace(/<a name like (.*?)>/g, (_, pattern: string) =>
      pattern.replaceAll("your user name", "alice").replaceAll("*", "x"),
    );
}

/** What a call says that is made with a block. */
function callOf(profile: string): Partial<GranteeSession> {
  const { credential_process: process, role_session_name: name } = joinFiles(profile, "").profiles["deploy"]!;
  if (process === undefined) return { sessionName: name ?? "botocore-session-1" };
  const { stdout } = spawnSync("sh", ["-c", `printf '%s\\n' ${process}`], { encoding: "utf8" });
  const words = stdout.split("\n");
  const after = (option: string) => words.flatMap((word, at) => (word === option ? [words[at + 1]!] : []));
  assert.deepEqual(words.slice(0, 3), ["cross-account", "assume", "arn:aws:iam::111111111111:role/deploy"]);
  return {
    sessionName: after("--session-name")[0] ?? "alice",
    sourceIdentity: after("--source-identity")[0] ?? null,
    sessionTags: Object.fromEntries(after("--tag").map((tag) => tag.split("=") as [string, string])),
  };
}
