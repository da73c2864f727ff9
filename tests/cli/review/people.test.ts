import assert from "node:assert/strict";
import { broaderThan } from "../../../cli/review/approvals/compare";
import { assess } from "../../../cli/review/assess";
import type { Evidence, RolePeople } from "../../../cli/review/evidence/evidence";
import { formats, formatted } from "../../../cli/review/formats/format";
import { holderText, identityTexts, principalText } from "../../../cli/review/formats/peopleWords";
import { reviewSchema } from "../../../cli/review/model";
import { pageOf } from "../../../cli/review/page/ids";
import { accessGraph } from "../../../cli/review/page/map/graph";
import { allow, approveAll, deployed, iamOf, options as base, role, trust, trusted, trusting } from "./fixture";

const options = { ...base, compare: broaderThan };
const reserved = `arn:aws:iam::${trusted}:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Deployers_0123456789abcdef`;
const provider = `arn:aws:iam::${trusted}:saml-provider/AWSSSO_0123456789abcdef_DO_NOT_DELETE`;
const helper = `arn:aws:iam::${trusting}:role/helper`;
const entitled = `arn:aws:iam::${trusting}:role/entitled`;
const saml = {
  Version: "2012-10-17",
  Statement: {
    Effect: "Allow",
    Principal: { Federated: provider },
    Action: ["sts:AssumeRoleWithSAML", "sts:TagSession"],
    Condition: { StringEquals: { "SAML:aud": "https://signin.aws.amazon.com/saml" } },
  },
};
const engineers = { kind: "group", id: "g1", name: "Engineers", members: ["ann", "ben"] } as const;
const cleo = { kind: "user", id: "u3", name: "cleo" } as const;
const gap = { what: "who of IAM Identity Center gets into some roles", why: "nobody may read it", next: "Read it." };
const all: Record<string, RolePeople> = {
  [reserved]: { holders: [engineers], missing: [] },
  [entitled]: { holders: [cleo], missing: [] },
};

/** An engineer of IAM Identity Center assumes `helper`, and somebody is entitled to `entitled`. */
function evidence(people: Evidence["people"] | undefined = all): Evidence {
  const made = deployed();
  iamOf(made, trusted).roles.push({
    ...role(trusted, "AWSReservedSSO_Deployers_0123456789abcdef", saml, {
      inline: { AwsSSOInlinePolicy: allow("sts:AssumeRole", helper) },
    }),
    arn: reserved,
  });
  iamOf(made, trusting).roles.push(role(trusting, "helper", trust(`arn:aws:iam::${trusted}:root`)));
  iamOf(made, trusting).roles.push(
    role(trusting, "entitled", {
      Version: "2012-10-17",
      Statement: { Effect: "Allow", Principal: { Service: "account-access.amazonaws.com" }, Action: "sts:AssumeRole" },
    }),
  );
  return { ...(made as Evidence), ...(people !== undefined && { people }) };
}
const review = (people?: Evidence["people"]) => {
  const found = evidence(people);
  return assess(found, approveAll(found), options);
};
const roleOf = (of: ReturnType<typeof review>, arn: string) => of.roles.find((one) => one.arn === arn)!;

describe("review: people of IAM Identity Center behind roles", () => {
  it("stand at the permission set's role, at a role that trusts it, and at one with entitlements", () => {
    const found = review();
    assert.deepEqual(roleOf(found, reserved).people, [engineers]);
    assert.deepEqual(roleOf(found, entitled).people, [cleo]);
    assert.deepEqual(
      roleOf(found, helper).principals.map(({ arn, people }) => [arn, people]),
      [[reserved, [engineers]]],
    );
    assert.equal(found.verdict, "as-approved");
    reviewSchema.parse(JSON.parse(JSON.stringify(found)));
  });

  it("are named in every format that shows roles, by their names and those of their groups", () => {
    for (const format of formats.filter((one) => one !== "sarif")) {
      const text = formatted(review(), format, {}, { width: 900, colour: false });
      for (const name of ["Engineers", "ann", "ben", "cleo"])
        assert.match(text, new RegExp(`\\b${name}\\b`), `${format} ${name}`);
    }
  });

  it("are held against the settings of a role that trusts them: who is not there and who is missing are errors", () => {
    const found = evidence();
    const [stack] = found.stacks;
    const settings = stack!.settings!;
    const trusts = (users: string[], groups: string[] = []) => [
      { identityCenter: { application: "arn:aws:account-access:eu-west-1:333333333333:application/a", users, groups } },
    ];
    const told = (users: string[], groups?: string[], people?: RolePeople) => {
      const declared = { ...settings.roles["deploy"]!, name: "entitled", trusts: trusts(users, groups) };
      const stacks = [{ ...stack!, settings: { ...settings, roles: { ...settings.roles, entitled: declared } } }];
      return assess(
        { ...found, stacks, people: { ...all, ...(people && { [entitled]: people }) } },
        approveAll(found),
        options,
      )
        .findings.filter(({ document }) => document?.startsWith("the entitlements"))
        .map(({ kind, level, principal }) => `${level} ${kind} ${principal!}`);
    };
    const error = (who: string) => `error changed-by-hand identity-center/${who}`;
    assert.deepEqual(told(["cleo"]), []);
    assert.deepEqual(told(["dora"]), [error("user/cleo"), error("user/dora")]);
    assert.deepEqual(told(["cleo"], ["Engineers"]), [error("group/Engineers")]);
    assert.deepEqual(told(["cleo"], ["Engineers"], { holders: [cleo, engineers], missing: [] }), []);
    assert.deepEqual(told([], ["cleo"]), [error("group/cleo"), error("user/cleo")], "a group is no user");
    assert.deepEqual(told(["dora"], [], { holders: [], missing: [gap] }), [], "nobody knows");
    assert.deepEqual(told(["dora"], [], { holders: [cleo], missing: [gap] }), [error("user/cleo")]);
  });

  it("are drawn in the map, with an arrow to what they get into", () => {
    const found = review();
    const { nodes, edges } = accessGraph(pageOf(found), found.roles);
    const nameOf = (id: string) => nodes.find((node) => node.id === id)!.label;
    const arrows = edges.map(({ from, to }) => `${nameOf(from)} -> ${nameOf(to)}`);
    assert.ok(
      arrows.includes("the group Engineers (ann, ben) -> AWSReservedSSO_Deployers_0123456789abcdef"),
      arrows.join("\n"),
    );
    assert.ok(arrows.includes("AWSReservedSSO_Deployers_0123456789abcdef -> helper"), arrows.join("\n"));
    assert.ok(arrows.includes("cleo -> entitled"), arrows.join("\n"));
  });

  it("are never nobody where they are not known: that is missing, said once, and no such role can be approved", () => {
    const found = review({ [reserved]: { holders: [], missing: [gap] }, [entitled]: { holders: [], missing: [gap] } });
    assert.equal(found.verdict, "incomplete");
    assert.deepEqual(found.missing, [gap]);
    for (const arn of [reserved, entitled]) {
      const one = roleOf(found, arn);
      assert.deepEqual([one.people, one.verdict, one.approval.possible], [undefined, "unknown", false]);
      assert.match(identityTexts(one).join(), /^people of IAM Identity Center/);
    }
    assert.equal(principalText(roleOf(found, helper).principals[0]!), "whoever has the permission set Deployers");
  });

  it("half of them: who is known is shown, and the rest is missing", () => {
    const half = { kind: "group", id: "g1", name: "Engineers" } as const;
    const found = review({ ...all, [reserved]: { holders: [half], missing: [gap] } });
    assert.deepEqual(identityTexts(roleOf(found, reserved)), ["the group Engineers (whose members are not known)"]);
    assert.deepEqual([found.verdict, found.missing], ["incomplete", [gap]]);
  });

  it("nobody is nobody where all of it was read", () => {
    const found = review({ [reserved]: { holders: [], missing: [] }, [entitled]: { holders: [], missing: [] } });
    assert.equal(found.verdict, "as-approved");
    assert.deepEqual(identityTexts(roleOf(found, reserved)), ["nobody who has the permission set Deployers"]);
    assert.deepEqual(identityTexts(roleOf(found, entitled)), ["nobody whom account access manager lets"]);
    assert.equal(principalText(roleOf(found, helper).principals[0]!), "nobody by the permission set Deployers");
  });

  it("a long group is named in part, and what has no name by its id", () => {
    const members = Array.from({ length: 12 }, (_, n) => `m${n}`);
    assert.match(holderText({ kind: "group", id: "g", members }), /^the group g \(m0, .*m9 and 2 more\)$/);
    assert.equal(holderText({ kind: "group", id: "g", name: "Empty", members: [] }), "the group Empty (nobody)");
    assert.equal(holderText({ kind: "user", id: "u9" }), "the user u9");
  });
});
