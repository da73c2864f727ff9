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
import { Programs, text } from "./programs";

const BROAD = JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] });
const NARROW = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::web-shop-artifacts/*" }],
});
const BROAD_LITERAL = JSON.stringify(BROAD);
const ADMIN = "arn:aws:iam::aws:policy/AdministratorAccess";
const MONITORING = "arn:aws:iam::aws:policy/CloudWatchReadOnlyAccess";

/** A role that only its own account may assume, with MFA, so that nothing but its policies is in question. */
const ROLE =
  `new iam.Role("holder", { name: "holder", assumeRolePolicy: JSON.stringify({ Version: "2012-10-17", ` +
  `Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { AWS: "arn:aws:iam::111111111111:root" ` +
  `}, Condition: { Bool: { "aws:MultiFactorAuthPresent": "true" } } }] }), tags: { "review-owner": "platform", ` +
  `"review-reason": "a test", "review-by": "2036-01-01" }`;

/** Each way to attach a policy, with the policy as a parameter. */
const WAYS: Readonly<Record<string, (document: string, arn: string) => string>> = {
  "Role.inlinePolicies": (document) => `${ROLE}, inlinePolicies: [{ name: "own", policy: ${document} }] });`,
  "Role.managedPolicyArns": (_, arn) => `${ROLE}, managedPolicyArns: [${arn}] });`,
  RolePolicy: (document) =>
    `const role = ${ROLE} }); new iam.RolePolicy("own", { name: "own", role: role.name, policy: ${document} });`,
  RolePolicyAttachment: (_, arn) =>
    `const role = ${ROLE} }); new iam.RolePolicyAttachment("own", { role: role.name, policyArn: ${arn} });`,
  PolicyAttachment: (_, arn) =>
    `const role = ${ROLE} }); new iam.PolicyAttachment("own", { name: "own", roles: [role.name], policyArn: ${arn} });`,
  "Policy with RolePolicyAttachment": (document) =>
    `const role = ${ROLE} }); const policy = new iam.Policy("own", { name: "own", policy: ${document} }); ` +
    `new iam.RolePolicyAttachment("own", { role: role.name, policyArn: policy.arn });`,
  GroupPolicy: (document) =>
    `const group = new iam.Group("holder", { name: "holder" }); new iam.GroupPolicy("own", { name: "own", ` +
    `group: group.name, policy: ${document} });`,
  GroupPolicyAttachment: (_, arn) =>
    `const group = new iam.Group("holder", { name: "holder" }); new iam.GroupPolicyAttachment("own", { ` +
    `group: group.name, policyArn: ${arn} });`,
  UserPolicyAttachment: (_, arn) =>
    `const user = new iam.User("holder", { name: "holder" }); new iam.UserPolicyAttachment("own", { user: user.name, policyArn: ${arn} });`,
  RolePolicyAttachmentsExclusive: (_, arn) =>
    `const role = ${ROLE} }); new iam.RolePolicyAttachmentsExclusive("own", { roleName: role.name, policyArns: [${arn}] });`,
  UserPolicy: (document) =>
    `const user = new iam.User("holder", { name: "holder" }); new iam.UserPolicy("own", { name: "own", user: ` +
    `user.name, policy: ${document} });`,
};

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

  async function attached(): Promise<string[]> {
    const iam = new IAMClient({
      endpoint: sandbox.endpoint,
      region: "eu-west-1",
      credentials: person(sandbox, "trusting"),
    });
    const none = (error: Error): object => (/NoSuchEntity/.test(error.name) ? {} : Promise.reject(error));
    const found = await Promise.all([
      iam.send(new ListRolePoliciesCommand({ RoleName: "holder" })).catch(none),
      iam.send(new ListAttachedRolePoliciesCommand({ RoleName: "holder" })).catch(none),
      iam.send(new ListGroupPoliciesCommand({ GroupName: "holder" })).catch(none),
      iam.send(new ListUserPoliciesCommand({ UserName: "holder" })).catch(none),
      iam.send(new ListAttachedGroupPoliciesCommand({ GroupName: "holder" })).catch(none),
      iam.send(new ListAttachedUserPoliciesCommand({ UserName: "holder" })).catch(none),
      iam.send(new ListPoliciesCommand({ Scope: "Local" })),
    ]);
    return found.flatMap((answer) => {
      const { PolicyNames, AttachedPolicies, Policies } = answer as {
        PolicyNames?: string[];
        AttachedPolicies?: { PolicyName?: string }[];
        Policies?: { PolicyName?: string }[];
      };
      return [
        ...(PolicyNames ?? []),
        ...[...(AttachedPolicies ?? []), ...(Policies ?? [])].map(({ PolicyName }) => PolicyName ?? ""),
      ];
    });
  }

  for (const [way, lines] of Object.entries(WAYS)) {
    it(`${way}: a broad policy is stopped by preview, and by up --skip-preview before it exists`, async () => {
      const run = await project(lines(BROAD_LITERAL, JSON.stringify(ADMIN)));
      const preview = await run("preview", ...(await pack()));
      assert.notEqual(preview.code, 0, text(preview));
      assert.match(text(preview), /administrative-access/);
      const up = await run("up", "--yes", "--skip-preview", ...(await pack()));
      assert.notEqual(up.code, 0, text(up));
      assert.match(text(up), /administrative-access/);
      assert.deepEqual(await attached(), []);
      await run("destroy", "--yes", "--skip-preview");
    });
  }

  for (const [way, lines] of Object.entries(WAYS).filter(([name]) =>
    ["Role.inlinePolicies", "Policy with RolePolicyAttachment", "PolicyAttachment"].includes(name),
  )) {
    it(`${way}: a narrow policy is let through, by preview and by up`, async () => {
      const run = await project(lines(JSON.stringify(NARROW), JSON.stringify(MONITORING)));
      const up = await run("up", "--yes", ...(await pack()));
      assert.equal(up.code, 0, text(up));
      const destroy = await run("destroy", "--yes", "--skip-preview");
      assert.equal(destroy.code, 0, text(destroy));
    });
  }

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
    const run = await project(WAYS.RolePolicy!(BROAD_LITERAL, ""));
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
    const iam = new IAMClient({
      endpoint: sandbox.endpoint,
      region: "eu-west-1",
      credentials: person(sandbox, "trusting"),
    });
    assert.deepEqual((await iam.send(new ListRolesCommand({}))).Roles, []);
  });
});
