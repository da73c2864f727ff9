import assert from "node:assert/strict";
import { AssumeRoleGrant } from "../../components/assumeRoleGrant";
import { deployedText, readDeployed } from "../../transitions/deployed";
import { unrecordedText } from "../../transitions/words";
import { config, exampleRole, trustedConfig, trustingConfig, type Config } from "../settings/example";
import { document, granting, offering, on } from "../transitions/example";
import { deploy, type Registered, type Run } from "./deployment";
import { goodRole } from "./hostile/published";

const trusting = "organization/cross-account-access/trusting";
const published = { [trusting]: { roles: { deploy: { ...goodRole(), accountId: "111111111111" } } } };

async function registered(settings: Config, run: Run = {}): Promise<(type: string, name: string) => Registered> {
  const { resources } = await deploy(settings, { stacks: published, ...run });
  return (type, name) => resources.find((one) => one.type.endsWith(`:${type}`) && one.name === name)!;
}

describe("what people are told of an update", () => {
  const told = async (settings: Config, last: Run["last"]): Promise<readonly string[]> => {
    const texts: string[] = [];
    await deploy(settings, { stacks: published, told: texts, ...(last && { last }) });
    return texts;
  };
  const unrecorded: [what: string, last: Run["last"], told: boolean][] = [
    ["no update before it", undefined, false],
    ["one that made nothing", { roles: {}, grants: {} }, false],
    ["one that left roles and no record", { roles: { deploy: {} } }, true],
    ["one that left grants and no record", { roles: {}, grants: { deploy: [] } }, true],
    ["one with a record", { roles: { deploy: {} }, deployed: deployedText(offering({})) }, false],
    [
      "one whose record somebody changed",
      { roles: { deploy: {} }, deployed: deployedText(offering({})).slice(1) },
      true,
    ],
  ];
  for (const [what, last, expected] of unrecorded)
    it(`after ${what}: ${expected ? "that it cannot be compared" : "nothing"}`, async () =>
      assert.deepEqual(await told(trustingConfig(), last), expected ? [unrecordedText] : []));

  it("what is taken away first and given anew", async () => {
    const before = offering({ policies: { inline: { a: document(on("a")) } } });
    const after = trustingConfig({ policies: { inline: { b: document(on("b")) } } });
    const [text, ...others] = await told(after, { roles: { deploy: {} }, deployed: deployedText(before) });
    assert.match(text!, /^This update widens and narrows the role deploy at once\./);
    assert.deepEqual(others, []);
  });

  it("policies that each allow and deny", async () => {
    const both = (bucket: string) => document(on(bucket), on(bucket, "Deny", "s3:PutObject"));
    const [text, ...others] = await told(
      trustingConfig({ policies: { inline: { a: both("a"), b: both("b") } } }),
      undefined,
    );
    assert.match(text!, /^roles\.deploy: the policies a, b each allow and deny\./);
    assert.deepEqual(others, []);
  });
});

describe("what keeps its place in an update", () => {
  const type =
    "cross-account-access:index:AccountAccess$cross-account-access:index:AssumeRoleGrant$aws:iam/groupPolicy:GroupPolicy";

  it("a grantee's policy that earlier versions made once a grant, by the grant's names", async () => {
    const own = [`${type}::deployers-deploy-group-deployers`];
    for (const [changes, expected] of [
      [{}, own],
      [{ renamedFrom: "old" }, [...own, `${type}::old-group-deployers`]],
    ] as const) {
      const find = await registered(trustedConfig(changes));
      assert.deepEqual(find("GroupPolicy", "group-deployers").aliases, expected);
    }
  });

  it("a group that is renamed, with what it is renewed by; and no other", async () => {
    const last = { deployed: deployedText(granting({ dev: { members: ["alice"] } }, { "group/dev": ["deploy"] })) };
    const renamed = config("222222222222", {
      groups: { ops: { members: ["alice"], renamedFrom: "dev" }, qa: { members: ["bob"] } },
      grants: { g: { to: { groups: ["ops"] }, roles: [{ stack: "trusting", role: "deploy" }] } },
    });
    const stashes: NonNullable<Run["stashes"]> = new Map();
    const find = await registered(renamed, { last, stashes });
    assert.deepEqual([find("Group", "ops").aliases, find("Group", "qa").aliases], [["dev"], []]);
    const renewals = ["group-ops", "group-qa", "everything"].map((name) => stashes.get(name)?.aliases);
    assert.deepEqual(renewals, [["group-dev"], [], []]);
  });
});

describe("who joins a group", () => {
  /** Whether the policy waits for who joins, and who joins for the policy. */
  const waits = async (...granted: readonly string[]) => {
    const before = granting({ deployers: { members: ["bob"] } }, { "group/deployers": granted });
    const settings = trustedConfig();
    const key = "cross-account-access:groups";
    const groups = JSON.stringify({ deployers: { members: ["alice", "bob"] } });
    const find = await registered({ ...settings, [key]: groups }, { last: { deployed: deployedText(before) } });
    const policy = find("GroupPolicy", "group-deployers").after.filter((name) => name === "deployers");
    const member = find("UserGroupMembership", "deployers/alice").after.filter((name) => name === "group-deployers");
    // The group has the membership's name, and the renewal has the policy's.
    return { policy: policy.length > 1, member: member.length > 1 };
  };

  it("comes after what the group loses", async () =>
    assert.deepEqual(await waits("deploy", "more"), { policy: false, member: true }));

  it("comes before what the group gains", async () => assert.deepEqual(await waits(), { policy: true, member: false }));
});

describe("a group that somebody joins and that loses all its roles", () => {
  it("is renewed, and who joins waits for nothing else", async () => {
    const before = granting({ deployers: { members: ["bob"] } }, { "group/deployers": ["deploy"] });
    const groups = { deployers: { members: ["alice", "bob"] } };
    const last = { deployed: deployedText(before) };
    const find = await registered(config("222222222222", { groups }), { last });
    assert.equal(find("GroupPolicy", "group-deployers"), undefined);
    assert.deepEqual([...new Set(find("UserGroupMembership", "deployers/alice").after)].sort(), [
      "deployers",
      "everything",
      "grants renewed",
      "group-deployers",
    ]);
  });
});

describe("what IAM would refuse half-way", () => {
  it("is refused before anything is made", async () => {
    const stack = (description: string) => ({
      policies: { limit: { document: document(on("a")), description } },
    });
    const boundary = { boundary: "arn:aws:iam::111111111111:policy/limit" };
    const last = { deployed: deployedText(offering(boundary, stack("One"))) };
    const all = (description: string) =>
      config("111111111111", { roles: { deploy: { ...exampleRole(), ...boundary } }, ...stack(description) });
    const made: Registered[] = [];
    await assert.rejects(
      deploy(all("Two"), { last, registered: made }),
      /IAM would refuse this update half-way; nothing was changed\.\n {2}policies\.limit: found another description/,
    );
    assert.deepEqual(made, []);
    await deploy(all("One"), { last, registered: made });
    assert.ok(made.length > 0);
  });
});

describe("policies that deny", () => {
  it("come before what they limit, those of AWS too", async () => {
    const managed = [
      "arn:aws:iam::aws:policy/AWSDenyAll",
      // One statement, in no list; one of a customer, of which nothing is known.
      "arn:aws:iam::aws:policy/AWSElementalMediaLiveFullAccess",
      "arn:aws:iam::111111111111:policy/unknown",
    ];
    const policies = { ...(exampleRole()["policies"] as object), managed };
    const { resources } = await deploy(trustingConfig({ policies }));
    const denies = "deploy-aws:policy/AWSDenyAll";
    const first = resources
      .filter(({ type, after }) => /RolePolicy/.test(type) && !after.includes(denies))
      .map(({ name }) => name);
    assert.deepEqual(first, [denies]);
    assert.equal(resources.filter(({ type }) => /RolePolicy/.test(type)).length, 4);
  });
});

describe("the record of an update", () => {
  it("has no mark where no permission set is granted to", async () => {
    const { outputs } = await deploy(trustedConfig(), { stacks: published });
    const { mark, ...record } = readDeployed(outputs.deployed)!;
    assert.deepEqual([mark, record.grantees.map(({ key }) => key)], [undefined, ["group-deployers"]]);
  });
});

describe("a grant by itself", () => {
  it("needs no options", async () => {
    await registered(trustedConfig());
    const grant = new AssumeRoleGrant("alone", {
      kind: "user",
      name: "alice",
      policyName: "p",
      policy: { Version: "2012-10-17", Statement: [] },
    });
    const { attached } = grant as unknown as { attached: { promise(): Promise<string> } };
    assert.equal(await attached.promise(), "alone-id");
  });
});
