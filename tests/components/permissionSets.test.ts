import assert from "node:assert/strict";
import { readSettings } from "../../checks/readSettings";
import { ownedPolicy, ownerMark } from "../../documents/ownedPolicy";
import type { PolicyDocument } from "../../documents/policyDocument";
import type { PublishedRole } from "../../grants/publishedRole";
import { publishedRole } from "../../grants/publishedRole";
import { roleArn } from "../../settings/arns";
import { deployedText, readDeployed } from "../../transitions/deployed";
import { config, exampleRole, now } from "../settings/example";
import { deploy, instanceArn, setArn, type Registered, type Run } from "./deployment";

const trusting = "organization/cross-account-access/trusting";
const mfa = { required: false, reason: "SSO" };
const trusts = [
  { account: "222222222222", principals: ["sso/Dev", "sso/Ops"], mfa },
  { account: "999999999999", principals: ["role/ci"], mfa },
];
const roles = { deploy: { ...exampleRole(), trusts }, audit: { ...exampleRole(), trusts } };
const offering = readSettings(config("111111111111", { roles }), "cross-account-access", now);
const published: Record<string, PublishedRole> = Object.fromEntries(
  Object.entries(offering.roles).map(([key, role]) => [
    key,
    publishedRole(key, role, roleArn(key, role, offering.account), offering.account),
  ]),
);
const grant = (role: string, ...permissionSets: string[]) => ({
  to: { permissionSets },
  roles: [{ stack: "trusting", role, account: "111111111111" }],
});
const token = "aws:ssoadmin/permissionSetInlinePolicy:PermissionSetInlinePolicy";
const mark = ownerMark("organization/cross-account-access/test");
const statement = { Sid: "x", Effect: "Allow", Action: "s3:GetObject", Resource: "*" } as const;
const policy: PolicyDocument = { Version: "2012-10-17", Statement: [statement] };

/** What is registered of permission sets; the error's text where the program refuses. */
async function tried(
  grants: Record<string, object>,
  run: Run,
): Promise<{ readonly made: readonly Registered[]; readonly error?: string }> {
  const registered: Registered[] = [];
  const groups = Object.keys(grants).length === 0 ? { ops: {} } : {};
  try {
    const stacks = { [trusting]: { roles: published } };
    await deploy(config("999999999999", { grants, groups }), { stacks, ...run, registered });
    return { made: registered.filter(({ type }) => type === token).sort((a, b) => (a.name < b.name ? -1 : 1)) };
  } catch (error) {
    assert.deepEqual(registered, [], "something was registered although the program refuses");
    return { made: [], error: (error as Error).message };
  }
}

/** What is registered where the program does not refuse. */
async function made(grants: Record<string, object>, run: Run = {}): Promise<readonly Registered[]> {
  const { made: found, error } = await tried(grants, run);
  assert.equal(error, undefined);
  return found;
}

const both = { a: grant("deploy", "Dev"), b: grant("audit", "Dev", "Ops") };

describe("inline policies of permission sets", () => {
  for (const preview of [false, true])
    it(`are one for all grants to a permission set, with the stack's mark, ${preview ? "as a preview" : "as an update"}`, async () => {
      const found = await made(both, { preview });
      assert.deepEqual(
        found.map(({ name, inputs, deleteBeforeReplace }) => [name, inputs["instanceArn"], deleteBeforeReplace]),
        [
          ["permission-set-Dev", instanceArn, true],
          ["permission-set-Ops", instanceArn, true],
        ],
      );
      const [dev] = found;
      if (!preview) assert.equal(dev!.inputs["permissionSetArn"], setArn("Dev"));
      assert.deepEqual(JSON.parse(dev!.inputs["inlinePolicy"] as string), {
        Version: "2012-10-17",
        Statement: [
          {
            Sid: `${mark}x1`,
            Effect: "Allow",
            Action: ["sts:AssumeRole"],
            Resource: ["arn:aws:iam::111111111111:role/audit", "arn:aws:iam::111111111111:role/deploy"],
          },
        ],
      });
    });

  it("ask nothing of IAM Identity Center where no grant is to one", async () => {
    const asked: string[] = [];
    await made(
      { g: { to: { roles: ["ci"] }, roles: [{ stack: "trusting", role: "deploy", account: "111111111111" }] } },
      { asked },
    );
    assert.deepEqual(
      asked.filter((one) => /PermissionSet|getResource/.test(one)),
      [],
    );
  });

  const sso = "operation error SSO Admin: DescribePermissionSet, https response error StatusCode: 400, RequestID: 1, ";
  const cases: [what: string, run: Run, refused: RegExp | undefined][] = [
    ["none", {}, undefined],
    ["an empty text", { inlinePolicy: () => "" }, undefined],
    ["an empty object", { inlinePolicy: () => ({}) }, undefined],
    [
      "its own, from an update that did not come to its end",
      { inlinePolicy: () => ownedPolicy(policy, mark) },
      undefined,
    ],
    ["its own, as text", { inlinePolicy: () => JSON.stringify(ownedPolicy(policy, mark)) }, undefined],
    [
      "somebody's",
      { inlinePolicy: () => policy },
      /grants\.g\.to\.permissionSets\[0\]: found "Dev", which has an inline policy that is not this stack's alone/,
    ],
    ["somebody's, as text", { inlinePolicy: () => JSON.stringify(policy) }, /is not this stack's alone/],
    ["one without statements", { inlinePolicy: () => ({ ...policy, Statement: [] }) }, /is not this stack's alone/],
    [
      "one whose Sids only begin as its own do",
      { inlinePolicy: () => ({ ...policy, Statement: [{ ...statement, Sid: `${mark}x1y` }] }) },
      /is not this stack's alone/,
    ],
    ["text that is no document", { inlinePolicy: () => "{" }, /is not this stack's alone/],
    [
      "another stack's",
      { inlinePolicy: () => ownedPolicy(policy, ownerMark("organization/cross-account-access/other")) },
      /is not this stack's alone/,
    ],
    [
      "its own with a statement of somebody's",
      { inlinePolicy: () => ({ ...policy, Statement: [...ownedPolicy(policy, mark).Statement, statement] }) },
      /is not this stack's alone/,
    ],
    [
      "one that may not be read",
      { inlinePolicy: () => new Error(`${sso}api error AccessDeniedException: no`) },
      /could not be read, so it may be somebody else's: AccessDeniedException: no\. The credentials need sso:ListInstances/,
    ],
    [
      "one that could not be read",
      { inlinePolicy: () => new Error(`${sso}api error ThrottlingException: later`) },
      /could not be read, so it may be somebody else's: ThrottlingException: later/,
    ],
    [
      "no permission set",
      { account: () => new Error("invoking x: reading SSO Permission Set: not found") },
      /found "Dev", expected a permission set of the IAM Identity Center that this account administers, in the stack's region eu-west-1/,
    ],
    [
      "a permission set that may not be looked for",
      { account: () => new Error(`${sso}api error AccessDeniedException: no`) },
      /could not be read/,
    ],
    [
      "no instance",
      { instances: [] },
      /expected a permission set of the IAM Identity Center that this account administers/,
    ],
  ];
  for (const [what, run, refused] of cases)
    it(`where there is ${what}: ${refused ? "refused" : "written"}`, async () => {
      const { made: found, error = "" } = await tried({ g: grant("deploy", "Dev") }, run);
      if (refused) assert.match(error, refused);
      else assert.equal(found.length, 1, error);
    });

  it("are those of the instance that has the permission set, where the account sees two", async () => {
    const own = "arn:aws:sso:::instance/ssoins-aaaaaaaaaaaaaaaa";
    const found = await made({ g: grant("deploy", "Dev") }, { instances: [own, instanceArn] });
    assert.equal(found[0]!.inputs["instanceArn"], own);
  });

  const last = (more: object = {}) => ({
    deployed: deployedText({
      settings: readSettings(config("999999999999", { groups: { ops: {} } }), "cross-account-access", now),
      grantees: [{ key: "permission-set-Dev", kind: "permission-set", name: "Dev", policyName: "p", policy }],
      renewals: {},
      ...more,
    }),
  });
  const former: [what: string, run: Run, refused: RegExp | undefined][] = [
    ["is its own", { last: last(), inlinePolicy: () => ownedPolicy(policy, mark) }, undefined],
    ["is gone already", { last: last() }, undefined],
    [
      "is gone with its permission set",
      { last: last(), account: () => new Error("reading SSO Permission Set: not found") },
      undefined,
    ],
    [
      "is somebody's now",
      { last: last(), inlinePolicy: () => policy },
      /The last update granted to the permission set Dev, and this one takes that away: which has/,
    ],
    [
      "cannot be read",
      { last: last(), inlinePolicy: () => new Error("AccessDeniedException: no") },
      /could not be read/,
    ],
    [
      "has the mark of the stack's former name",
      { last: last({ mark: ownerMark("former") }), inlinePolicy: () => ownedPolicy(policy, ownerMark("former")) },
      undefined,
    ],
    [
      "has a mark that the stack never had",
      { last: last({ mark: ownerMark("former") }), inlinePolicy: () => ownedPolicy(policy, ownerMark("other")) },
      /is not this stack's alone/,
    ],
  ];
  for (const [what, run, refused] of former)
    it(`one that is granted no more and ${what}: ${refused ? "refused" : "deleted"}`, async () => {
      const { made: found, error = "" } = await tried({}, run);
      if (refused) assert.match(error, refused);
      else assert.deepEqual([found, error], [[], ""]);
    });

  it("leave the stack's mark in the record of the update", async () => {
    const stacks = { [trusting]: { roles: published } };
    const settings = config("999999999999", { grants: { g: grant("deploy", "Dev") } });
    assert.equal(readDeployed((await deploy(settings, { stacks })).outputs.deployed)?.mark, mark);
  });

  it("keep the mark of the stack's former name", async () => {
    const kept = ownerMark("former");
    const run = { last: last({ mark: kept }), inlinePolicy: () => ownedPolicy(policy, kept) };
    const [dev] = await made({ g: grant("deploy", "Dev") }, run);
    assert.match(dev!.inputs["inlinePolicy"] as string, new RegExp(`"${kept}x1"`));
  });
});
