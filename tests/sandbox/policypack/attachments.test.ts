import {
  IAMClient,
  ListAttachedGroupPoliciesCommand,
  ListAttachedRolePoliciesCommand,
  ListAttachedUserPoliciesCommand,
  ListGroupPoliciesCommand,
  ListPoliciesCommand,
  ListRolePoliciesCommand,
  ListRolesCommand,
  ListUserPoliciesCommand,
} from "@aws-sdk/client-iam";
import assert from "node:assert/strict";
import { openTemporarySandbox, person, type Sandbox } from "../../../sandbox/sandbox";
import { sampled } from "../../seed";
import { Programs, text } from "./programs";

const BROAD = JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] });
const NARROW = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::web-shop-artifacts/*" }],
});
const BROAD_LITERAL = JSON.stringify(BROAD);
const ADMIN = "arn:aws:iam::aws:policy/AdministratorAccess";
const MONITORING = "arn:aws:iam::aws:policy/CloudWatchReadOnlyAccess";

/** The beginning of a role that only its own account may assume, with MFA, so that nothing but its policies is in question. */
const roleOf = (holder: string): string =>
  `new iam.Role("${holder}", { name: "${holder}", assumeRolePolicy: JSON.stringify({ Version: "2012-10-17", ` +
  `Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { AWS: "arn:aws:iam::111111111111:root" ` +
  `}, Condition: { Bool: { "aws:MultiFactorAuthPresent": "true" } } }] }), tags: { "review-owner": "platform", ` +
  `"review-reason": "a test", "review-by": "2036-01-01" }`;
const ROLE = roleOf("holder");

/** A way to attach a policy, with the policy and its holder as parameters. */
type Way = (document: string, arn: string, holder: string) => string;
const withRole = (holder: string, rest: string): string => `const role = ${roleOf(holder)} }); ${rest}`;
const withGroup = (holder: string, rest: string): string =>
  `const group = new iam.Group("${holder}", { name: "${holder}" }); ${rest}`;
const withUser = (holder: string, rest: string): string =>
  `const user = new iam.User("${holder}", { name: "${holder}" }); ${rest}`;

const WAYS: Readonly<Record<string, Way>> = {
  "Role.inlinePolicies": (document, _, holder) =>
    `${roleOf(holder)}, inlinePolicies: [{ name: "own", policy: ${document} }] });`,
  "Role.managedPolicyArns": (_, arn, holder) => `${roleOf(holder)}, managedPolicyArns: [${arn}] });`,
  RolePolicy: (document, _, holder) =>
    withRole(holder, `new iam.RolePolicy("own-${holder}", { name: "own", role: role.name, policy: ${document} });`),
  RolePolicyAttachment: (_, arn, holder) =>
    withRole(holder, `new iam.RolePolicyAttachment("own-${holder}", { role: role.name, policyArn: ${arn} });`),
  PolicyAttachment: (_, arn, holder) =>
    withRole(
      holder,
      `new iam.PolicyAttachment("own-${holder}", { name: "own", roles: [role.name], policyArn: ${arn} });`,
    ),
  "Policy with RolePolicyAttachment": (document, _, holder) =>
    withRole(
      holder,
      `const policy = new iam.Policy("own-${holder}", { name: "own", policy: ${document} }); ` +
        `new iam.RolePolicyAttachment("own-${holder}", { role: role.name, policyArn: policy.arn });`,
    ),
  GroupPolicy: (document, _, holder) =>
    withGroup(holder, `new iam.GroupPolicy("own-${holder}", { name: "own", group: group.name, policy: ${document} });`),
  GroupPolicyAttachment: (_, arn, holder) =>
    withGroup(holder, `new iam.GroupPolicyAttachment("own-${holder}", { group: group.name, policyArn: ${arn} });`),
  UserPolicyAttachment: (_, arn, holder) =>
    withUser(holder, `new iam.UserPolicyAttachment("own-${holder}", { user: user.name, policyArn: ${arn} });`),
  RolePolicyAttachmentsExclusive: (_, arn, holder) =>
    withRole(
      holder,
      `new iam.RolePolicyAttachmentsExclusive("own-${holder}", { roleName: role.name, policyArns: [${arn}] });`,
    ),
  UserPolicy: (document, _, holder) =>
    withUser(holder, `new iam.UserPolicy("own-${holder}", { name: "own", user: user.name, policy: ${document} });`),
};
const NAMES = Object.keys(WAYS);
const holderOf = (way: string): string => `holder-${NAMES.indexOf(way)}`;
/** One program that attaches a policy in several ways, each to a holder of its own. */
const together = (ways: readonly string[], document: string, arn: string): string =>
  ways.map((way) => `{ ${WAYS[way]!(document, arn, holderOf(way))} }`).join("\n");

describe("the policy pack in the engine", () => {
  let sandbox: Sandbox;
  let programs: Programs;

  before(async () => {
    sandbox = await openTemporarySandbox();
    programs = new Programs(sandbox);
  });
  after(() => sandbox?.remove());
  const project = (lines: string): ReturnType<Programs["project"]> => programs.project(lines);
  const pack = (declarations?: object): Promise<string[]> => programs.pack(declarations);

  const iam = (): IAMClient =>
    new IAMClient({ endpoint: sandbox.endpoint, region: "eu-west-1", credentials: person(sandbox, "trusting") });

  /** The policies that holders have. */
  async function attached(holders: readonly string[]): Promise<string[]> {
    const none = (error: Error): object => (/NoSuchEntity/.test(error.name) ? {} : Promise.reject(error));
    const found = await Promise.all(
      holders.flatMap((name) => [
        iam()
          .send(new ListRolePoliciesCommand({ RoleName: name }))
          .catch(none),
        iam()
          .send(new ListAttachedRolePoliciesCommand({ RoleName: name }))
          .catch(none),
        iam()
          .send(new ListGroupPoliciesCommand({ GroupName: name }))
          .catch(none),
        iam()
          .send(new ListUserPoliciesCommand({ UserName: name }))
          .catch(none),
        iam()
          .send(new ListAttachedGroupPoliciesCommand({ GroupName: name }))
          .catch(none),
        iam()
          .send(new ListAttachedUserPoliciesCommand({ UserName: name }))
          .catch(none),
      ]),
    );
    return found.flatMap((answer) => {
      const { PolicyNames, AttachedPolicies } = answer as {
        PolicyNames?: string[];
        AttachedPolicies?: { PolicyName?: string }[];
      };
      return [...(PolicyNames ?? []), ...(AttachedPolicies ?? []).map(({ PolicyName }) => PolicyName ?? "")];
    });
  }

  describe("a broad policy, in each way to attach it", () => {
    let previewed: string;
    // One preview for all, since it goes on after a finding. An update does not.
    before(async () => {
      const run = await project(together(NAMES, BROAD_LITERAL, JSON.stringify(ADMIN)));
      const preview = await run("preview", ...(await pack()));
      assert.notEqual(preview.code, 0, text(preview));
      previewed = text(preview);
    });
    after(async () => {
      const destroy = await (await project(""))("destroy", "--yes", "--skip-preview");
      assert.equal(destroy.code, 0, text(destroy));
    });

    const finding = (way: string): RegExp =>
      new RegExp(`administrative-access {2}\\(aws:iam:\\w+: (own-)?${holderOf(way)}\\)`);
    for (const way of NAMES) it(`${way}: is stopped by preview`, () => assert.match(previewed, finding(way)));
    for (const way of sampled("ways to attach a policy that an update stops", NAMES, 3)) {
      it(`${way}: is stopped by up --skip-preview before it exists`, async () => {
        const run = await project(together([way], BROAD_LITERAL, JSON.stringify(ADMIN)));
        const up = await run("up", "--yes", "--skip-preview", ...(await pack()));
        assert.notEqual(up.code, 0, text(up));
        assert.match(text(up), finding(way));
        assert.deepEqual(await attached([holderOf(way)]), []);
      });
    }
    it("leaves no policy behind", async () =>
      assert.deepEqual((await iam().send(new ListPoliciesCommand({ Scope: "Local" }))).Policies, []));
  });

  const narrow = ["Role.inlinePolicies", "Policy with RolePolicyAttachment", "PolicyAttachment"];
  it(`a narrow policy is let through, by preview and by up: ${narrow.join(", ")}`, async () => {
    const run = await project(together(narrow, JSON.stringify(NARROW), JSON.stringify(MONITORING)));
    const up = await run("up", "--yes", ...(await pack()));
    assert.equal(up.code, 0, text(up));
    assert.equal((await attached(narrow.map(holderOf))).length, narrow.length);
    const destroy = await run("destroy", "--yes", "--skip-preview");
    assert.equal(destroy.code, 0, text(destroy));
  });

  it("a document that is not known yet is stopped, not waved through as unable to run", async () => {
    const run = await project(
      `const role = ${ROLE} }); new iam.RolePolicy("own", { name: "own", role: role.name, policy: ` +
        `role.uniqueId.apply((id) => ${JSON.stringify(NARROW)}.replace("web-shop-artifacts", id)) });`,
    );
    const preview = await run("preview", ...(await pack()));
    assert.notEqual(preview.code, 0, text(preview));
    assert.match(
      text(preview),
      /\[mandatory\] {2}unknown-policy|unknown-policy.*\n.*the document is not known at preview/s,
    );
  });

  it("two halves that are harmless alone are stopped together", async () => {
    const half = (action: string, resource: string): string =>
      JSON.stringify(
        JSON.stringify({
          Version: "2012-10-17",
          Statement: [{ Effect: "Allow", Action: action.split(" "), Resource: resource }],
        }),
      );
    const run = await project(
      `const role = ${ROLE} }); new iam.RolePolicy("pass", { name: "pass", role: role.name, policy: ` +
        `${half("iam:PassRole", "arn:aws:iam::111111111111:role/app-*")} }); new iam.RolePolicy("run", { name: ` +
        `"run", role: role.name, policy: ` +
        `${half("lambda:CreateFunction lambda:InvokeFunction", "arn:aws:lambda:eu-west-1:111111111111:function:web")}` +
        " });",
    );
    const preview = await run("preview", ...(await pack()));
    assert.notEqual(preview.code, 0, text(preview));
    assert.match(text(preview), /privilege-escalation/);
  });

  it("an exception in the configuration lets it through until its day", async () => {
    const run = await project(WAYS.RolePolicy!(BROAD_LITERAL, "", "holder"));
    const rules = [
      "administrative-access",
      "privilege-escalation",
      "service-wide-access",
      "unbounded-write",
      "unbounded-sensitive-read",
      "assume-any-role",
    ];
    const configuration = (until: string): Promise<string[]> =>
      pack({
        exceptions: rules.map((rule) => ({
          role: "holder",
          rule,
          reason: "break glass",
          approvedBy: "security",
          until,
        })),
      });
    const excepted = await run("preview", ...(await configuration("2036-01-01")));
    assert.equal(excepted.code, 0, text(excepted));
    const expired = await run("preview", ...(await configuration("2020-01-01")));
    assert.notEqual(expired.code, 0, text(expired));
    assert.match(
      text(expired).replace(/\s+/g, " "),
      /The exception that security approved \(break glass\) ended on 2020-01-01 and counts no more/,
    );
  });

  it("leaves nothing behind", async () => {
    assert.deepEqual((await iam().send(new ListRolesCommand({}))).Roles, []);
  });
});
