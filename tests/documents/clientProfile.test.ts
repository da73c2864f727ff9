import assert from "node:assert/strict";
import { clientProfile } from "../../documents/clientProfile";
import { consoleCanAssume } from "../../documents/consoleUrl";
import type { TrustingRole } from "../../documents/trustPolicy";

const ARN = "arn:aws:iam::111111111111:role/deploy";
const free = { required: false } as const;
const asked = { required: true } as const;
const bob = { account: "222222222222", principals: ["user/bob"] };
const plain: TrustingRole = { trusts: [bob], mfa: free, session: { maxDuration: 7_200 } };

/** The lines of a block without those that each has: its head, the role and the region. */
function lines(role: Partial<TrustingRole>, partition = "aws"): string[] {
  const block = clientProfile({ key: "deploy", arn: ARN, partition, region: "eu-west-1", role: { ...plain, ...role } });
  const all = block.split("\n");
  assert.equal(all[0], "[profile deploy]");
  assert.deepEqual(all.slice(-2), ["region = eu-west-1", ""]);
  return all.slice(1, -2);
}

const session = (more: Partial<TrustingRole["session"]>): Partial<TrustingRole> => ({
  session: { maxDuration: 3_600, ...more },
});

const tags = (required: Readonly<Record<string, readonly string[]>>): NonNullable<TrustingRole["session"]["tags"]> => ({
  required,
  allowed: Object.keys(required),
  transitive: [],
});

/** The command of a block whose role requires what AWS's tools cannot pass, without its beginning. */
function command(role: Partial<TrustingRole>): string {
  const [why, hint, line, ...more] = lines(role);
  assert.match(why!, /^# The AWS tools cannot pass what this role requires/);
  assert.equal(hint, `# cross-account assume ${ARN} --format profile`);
  assert.deepEqual(more, []);
  const start = `credential_process = cross-account assume ${ARN} --format process --source-profile "<your profile>"`;
  assert.ok(line!.startsWith(start), line);
  return line!.slice(start.length).trim();
}

describe("the block for AWS's tools", () => {
  it("has the role, the reader's own profile and the longest session", () =>
    assert.deepEqual(lines({}), [`role_arn = ${ARN}`, "source_profile = <your profile>", "duration_seconds = 7200"]));

  const device = (role: Partial<TrustingRole>, partition?: string): string | undefined =>
    lines(role, partition).find((line) => line.startsWith("mfa_serial"));
  it("names a device where a trust asks for MFA, by the role or by itself, in the account of the caller", () => {
    assert.equal(device({ mfa: asked }), "mfa_serial = arn:aws:iam::222222222222:mfa/<your device>");
    assert.equal(device({ trusts: [{ ...bob, mfa: asked }] }), device({ mfa: asked }));
    assert.equal(device({ mfa: asked }, "aws-cn"), "mfa_serial = arn:aws-cn:iam::222222222222:mfa/<your device>");
    assert.equal(device({ mfa: asked, trusts: [{ ...bob, mfa: free }] }), undefined);
    assert.equal(device({ mfa: asked, trusts: [{ ...bob, mfa: free }, bob] }), device({ mfa: asked }));
    assert.equal(
      device({ mfa: asked, trusts: [bob, { account: "333333333333", principals: ["user/eve"] }] }),
      "mfa_serial = arn:aws:iam::<your account>:mfa/<your device>",
    );
  });

  const duration = (role: Partial<TrustingRole>): string | undefined =>
    lines(role).find((line) => line.startsWith("duration_seconds"));
  const durations: readonly (readonly [what: string, role: Partial<TrustingRole>, seconds: number])[] = [
    ["users alone", {}, 7_200],
    ["two users", { trusts: [{ ...bob, principals: ["user/bob", "user/teams/eve"] }] }, 7_200],
    ["a role among users", { trusts: [{ ...bob, principals: ["user/bob", "role/ci"] }] }, 3_600],
    ["a role in another trust", { trusts: [bob, { account: "333333333333", principals: ["role/ci"] }] }, 3_600],
    ["whoever the account lets", { trusts: [{ account: "222222222222" }] }, 3_600],
    ["whoever has MFA, which no role has", { trusts: [{ account: "222222222222" }], mfa: asked }, 7_200],
    ["a role that asks for MFA in vain", { trusts: [{ ...bob, principals: ["role/ci"] }], mfa: asked }, 3_600],
    [
      "a role, for a short session",
      { trusts: [{ ...bob, principals: ["role/ci"] }], session: { maxDuration: 900 } },
      900,
    ],
  ];
  for (const [what, role, seconds] of durations)
    it(`lets ${what} stay ${seconds} seconds`, () => assert.equal(duration(role), `duration_seconds = ${seconds}`));

  const names: readonly (readonly [pattern: string, name: string])[] = [
    ["release", "release"],
    ["${aws:username}", "<your user name>"],
    ["ci-${aws:username}-${aws:username}", "ci-<your user name>-<your user name>"],
    ["ci-*", "<a name like ci-*>"],
    ["ci-?", "<a name like ci-?>"],
    ["${aws:username}-*", "<a name like your user name-*>"],
  ];
  for (const [pattern, name] of names)
    it(`names a session of ${pattern} ${name}`, () =>
      assert.ok(lines(session({ namePattern: pattern })).includes(`role_session_name = ${name}`)));

  const commands: readonly (readonly [what: string, role: Partial<TrustingRole>, words: string])[] = [
    ["a source identity", session({ sourceIdentity: "required" }), '--source-identity "<your user name>"'],
    ["one source identity", session({ sourceIdentity: { matching: "ops" } }), "--source-identity ops"],
    [
      "a source identity of a pattern",
      session({ sourceIdentity: { matching: "ops-*" } }),
      '--source-identity "<a name like ops-*>"',
    ],
    ["a tag of one value", session({ tags: tags({ team: ["web"] }) }), "--tag team=web"],
    ["a tag of a value with a space", session({ tags: tags({ team: ["a b"] }) }), '--tag "team=a b"'],
    ["a tag of two values", session({ tags: tags({ team: ["a", "b"] }) }), '--tag "team=<a or b>"'],
    ["a tag of any value", session({ tags: tags({ team: [] }) }), '--tag "team=<value>"'],
    ["two tags", session({ tags: tags({ a: ["1"], b: ["2"] }) }), "--tag a=1 --tag b=2"],
    [
      "all of it, for long",
      {
        session: {
          maxDuration: 7_200,
          namePattern: "ci-1",
          sourceIdentity: { matching: "ops" },
          tags: tags({ a: ["1"] }),
        },
      },
      "--duration 7200 --session-name ci-1 --source-identity ops --tag a=1",
    ],
    [
      "a name of a pattern",
      session({ namePattern: "ci-*", sourceIdentity: { matching: "ops" } }),
      '--session-name "<a name like ci-*>" --source-identity ops',
    ],
  ];
  for (const [what, role, words] of commands)
    it(`names this project's command where the role requires ${what}`, () => assert.equal(command(role), words));

  it("names it for no tag that may be left out", () =>
    assert.ok(lines(session({ tags: tags({}) })).includes("source_profile = <your profile>")));
});

describe("whether the console can switch to a role", () => {
  const can: readonly (readonly [what: string, role: Partial<TrustingRole>, can: boolean])[] = [
    ["nothing is asked", {}, true],
    ["MFA is asked", { mfa: asked }, true],
    ["a source identity is asked", session({ sourceIdentity: "required" }), false],
    ["a tag is asked", session({ tags: tags({ team: ["web"] }) }), false],
    ["no tag is asked", session({ tags: tags({}) }), true],
    ["the session is named by its user", session({ namePattern: "${aws:username}" }), true],
    ["the name of the user stands in it", session({ namePattern: "*${aws:username}*" }), true],
    ["the name of the user ends it", session({ namePattern: "*${aws:username}" }), true],
    ["something stands before the user", session({ namePattern: "ci-${aws:username}" }), false],
    ["something stands after the user", session({ namePattern: "${aws:username}-ci" }), false],
    ["the session has another name", session({ namePattern: "ci-*" }), false],
    ["it is called from addresses", { network: { sourceIps: ["192.0.2.0/24"] } }, true],
    ["it is called through an endpoint", { network: { vpcEndpoints: ["vpce-1"] } }, false],
    ["it is called from either", { network: { sourceIps: ["192.0.2.0/24"], vpcEndpoints: ["vpce-1"] } }, true],
    ["a trust is called through an endpoint", { trusts: [{ ...bob, network: { vpcEndpoints: ["vpce-1"] } }] }, false],
    [
      "one of two trusts is",
      { trusts: [{ ...bob, network: { vpcEndpoints: ["vpce-1"] } }, { account: "333333333333" }] },
      true,
    ],
    [
      "a trust has addresses in place of the role's endpoint",
      { network: { vpcEndpoints: ["vpce-1"] }, trusts: [{ ...bob, network: { sourceIps: ["192.0.2.0/24"] } }] },
      true,
    ],
  ];
  for (const [what, role, expected] of can)
    it(`${expected ? "it can" : "it cannot"} where ${what}`, () =>
      assert.equal(consoleCanAssume({ ...plain, ...role }), expected));
});
