import assert from "node:assert/strict";
import { checkInputs, type NamingContext } from "../../../sandbox/aws-plugin/check";
import { difference } from "../../../sandbox/aws-plugin/diff";
import { resourceType } from "../../../sandbox/aws-plugin/resources";
import { type Bag, text, unknownString } from "../../../sandbox/aws-plugin/values";
import { document, trust } from "./lives";

const role = resourceType("aws:iam/role:Role");
const naming = (changes: Partial<NamingContext> = {}): NamingContext => ({
  logicalName: "deploy",
  seed: Buffer.from("seed"),
  ...changes,
});
const check = (news: Bag, olds: Bag = {}, context = naming()) =>
  checkInputs(role, olds, { assumeRolePolicy: trust("222222222222"), ...news }, context);
const reasons = (news: Bag, context = naming()) =>
  check(news, {}, context).failures.map(({ property, reason }) => `${property}: ${reason}`);

describe("AWS plugin: names and defaults", () => {
  it("gives defaults, and lists them", () => {
    const { inputs } = check({ name: "deploy" });
    assert.deepEqual([inputs.path, inputs.maxSessionDuration, inputs.forceDetachPolicies], ["/", 3600, false]);
    assert.deepEqual(inputs.__defaults, ["forceDetachPolicies", "maxSessionDuration", "path"]);
  });

  it("makes a name of the resource's own where the program has none, the same for the same seed", () => {
    const name = text(check({}).inputs, "name");
    assert.match(name, /^deploy-[0-9a-f]{7}$/);
    assert.equal(check({}).inputs.name, name);
    assert.notEqual(check({}, {}, naming({ seed: Buffer.from("other") })).inputs.name, name);
  });

  it("keeps a name that it made before, and takes a new one where the program's own is gone", () => {
    const first = check({}).inputs;
    const later = naming({ seed: Buffer.from("later") });
    assert.equal(check({}, first, later).inputs.name, first.name);
    assert.match(text(check({}, check({ name: "own" }).inputs, later).inputs, "name"), /^deploy-/);
  });

  it("leaves the name open where the program asks for a prefix", () => {
    assert.equal(check({ namePrefix: "deploy-" }).inputs.name, undefined);
    assert.deepEqual(reasons({ namePrefix: "a", name: "b" }), ["namePrefix: conflicts with name; keep one of the two"]);
  });

  it("follows the engine's settings of generated names", () => {
    assert.equal(
      check({}, {}, naming({ autonaming: { mode: "propose", name: "shop-deploy" } })).inputs.name,
      "shop-deploy",
    );
    assert.deepEqual(reasons({}, naming({ autonaming: { mode: "disable", name: "" } })), [
      "name: missing, and this stack's settings turn generated names off",
    ]);
  });

  it("refuses names that AWS would refuse", () => {
    assert.deepEqual(reasons({ name: "x".repeat(65) }), ["name: found 65 characters, expected 1 to 64"]);
    assert.deepEqual(reasons({ name: "x".repeat(64) }), []);
    assert.match(
      reasons({}, naming({ logicalName: "x".repeat(57) }))[0] ?? "",
      /^name: the name made from "x+" would have 65 characters; AWS allows 64\./,
    );
  });
});

describe("AWS plugin: values of properties", () => {
  it("names a property that it does not know", () => {
    assert.match(
      reasons({ sessionDuration: 1 })[0] ?? "",
      /^sessionDuration: the sandbox's AWS plugin knows no such property of aws:iam\/role:Role, only assumeRolePolicy, .*genuine plugin/,
    );
  });

  it("asks for what every such resource needs", () => {
    assert.deepEqual(
      checkInputs(role, {}, {}, naming()).failures.map(({ property, reason }) => [property, reason]),
      [["assumeRolePolicy", "missing; every IAM role needs one"]],
    );
  });

  const refused: [Bag, string][] = [
    [{ assumeRolePolicy: "{" }, "assumeRolePolicy: not a policy document: not valid JSON: "],
    [{ assumeRolePolicy: 5 }, "assumeRolePolicy: found 5, expected a policy document"],
    [{ maxSessionDuration: 3599 }, "maxSessionDuration: found 3599, expected 3600 to 43200"],
    [{ maxSessionDuration: "an hour" }, 'maxSessionDuration: found "an hour", expected a number'],
    [{ forceDetachPolicies: "yes" }, 'forceDetachPolicies: found "yes", expected true or false'],
    [{ tags: ["a"] }, 'tags: found ["a"], expected a map of strings'],
    [
      { managedPolicyArns: "arn:aws:iam::aws:policy/X" },
      'managedPolicyArns: found "arn:aws:iam::aws:policy/X", expected a list of strings',
    ],
    [{ inlinePolicies: [{ name: "a", policy: "[]" }] }, "inlinePolicies: not a policy document: found a list"],
    [{ path: {} }, "path: found {}, expected a string"],
  ];
  for (const [news, reason] of refused) {
    it(`refuses ${JSON.stringify(news)}`, () =>
      assert.ok(reasons(news)[0]?.startsWith(reason), reasons(news).join("\n")));
  }

  it("takes a document as an object, a number as text, and what is not known yet", () => {
    const { inputs, failures } = check({
      assumeRolePolicy: { Version: "2012-10-17", Statement: [] },
      maxSessionDuration: "7200",
      description: unknownString,
    });
    assert.deepEqual(failures, []);
    assert.deepEqual(
      [inputs.assumeRolePolicy, inputs.maxSessionDuration, inputs.description],
      ['{"Version":"2012-10-17","Statement":[]}', 7200, unknownString],
    );
  });

  it("takes a document with an unknown part for unknown as a whole", () => {
    assert.equal(
      check({ assumeRolePolicy: { Statement: [{ Resource: unknownString }] } }).inputs.assumeRolePolicy,
      unknownString,
    );
  });
});

describe("AWS plugin: what is a difference", () => {
  const account = { partition: "aws", defaultTags: {} };
  const state: Bag = {
    ...check({ name: "deploy", description: "Deploys", tags: { team: "a" } }).inputs,
    tagsAll: { team: "a" },
  };
  const differs = (news: Bag, context = account, ignored: string[] = []) =>
    [
      ...difference(
        role,
        state,
        check({ name: "deploy", description: "Deploys", tags: { team: "a" }, ...news }).inputs,
        context,
        ignored,
      ).changes,
    ].map(([property, { kind, replaces }]) => `${kind}${replaces ? " and replace" : ""} ${property}`);

  it("none where nothing changed, though a document is written otherwise", () => {
    assert.deepEqual(differs({}), []);
    assert.deepEqual(
      differs({ assumeRolePolicy: JSON.stringify(JSON.parse(trust("arn:aws:iam::222222222222:root")), null, 2) }),
      [],
    );
  });

  it("a value that comes, goes or changes", () => {
    assert.deepEqual(differs({ permissionsBoundary: "arn:aws:iam::1:policy/b" }), ["add permissionsBoundary"]);
    assert.deepEqual(differs({ description: "" }), ["delete description"]);
    assert.deepEqual(differs({ assumeRolePolicy: document("s3:*") }), ["update assumeRolePolicy"]);
    assert.deepEqual(differs({ path: "/x/" }), ["update and replace path"]);
    assert.deepEqual(differs({ tags: { team: "b" } }), ["update tags", "update tagsAll"]);
  });

  it("what is not known yet", () => assert.deepEqual(differs({ name: unknownString }), ["update and replace name"]));

  it("not what the program leaves to AWS or tells to ignore", () => {
    const attached: Bag = { ...state, managedPolicyArns: ["arn:aws:iam::aws:policy/X"] };
    const wanted = (managedPolicyArns?: string[]) =>
      check({
        name: "deploy",
        description: "Deploys",
        tags: { team: "a" },
        ...(managedPolicyArns && { managedPolicyArns }),
      }).inputs;
    assert.deepEqual([...difference(role, attached, wanted(), account).changes.keys()], []);
    assert.deepEqual([...difference(role, attached, wanted([]), account).changes.keys()], ["managedPolicyArns"]);
    assert.deepEqual(differs({ description: "Other" }, account, ["description"]), []);
  });

  it("the provider's default tags, under the resource's own", () => {
    assert.deepEqual(differs({}, { ...account, defaultTags: { cost: "7" } }), ["update tagsAll"]);
    assert.deepEqual(differs({}, { ...account, defaultTags: { team: "other" } }), []);
  });

  it("takes the old one away first wherever the program sets the name, as the genuine plugin does", () => {
    const replaced = (news: Bag, olds: Bag) => difference(role, olds, check(news).inputs, account).deleteBeforeReplace;
    assert.equal(replaced({ name: "deploy", path: "/x/" }, state), true);
    assert.equal(replaced({ name: "other", path: "/x/" }, state), true);
    assert.equal(replaced({ name: "other" }, state), true);
    assert.equal(replaced({ path: "/x/" }, check({}).inputs), false);
    assert.equal(replaced({ name: "deploy" }, state), false);
  });
});
