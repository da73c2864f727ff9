import { config, trustedConfig, trustingConfig } from "../example";
import { grant, group, policies, sharedPolicy, type Refused } from "../refused";

const arn = "arn:aws:iam::111111111111:role/deploy";
const trusted = (more: Record<string, unknown>) => ({ ...trustedConfig(), ...config("222222222222", more) });
const whole = (what: string, from: Refused["config"], problem: RegExp): Refused => ({ what, config: from, problem });
const grants = (entries: Record<string, Record<string, unknown>>) =>
  config("222222222222", {
    grants: Object.fromEntries(
      Object.entries(entries).map(([key, changes]) => [
        key,
        { to: { groups: ["deployers"] }, roles: [{ stack: "trusting", role: "deploy" }], ...changes },
      ]),
    ),
  });

/** Grants, groups and the account. */
export const refusedStacks: readonly Refused[] = [
  grant(
    "nobody",
    { to: {} },
    /^grants\.deployers-deploy\.to: found nobody, expected at least one group, user, role or permission set$/,
  ),
  grant(
    "somebody twice",
    { to: { users: ["alice", "alice"] } },
    /^grants\.deployers-deploy\.to\.users\[1\]: found "alice", expected each once/,
  ),
  ...(
    [
      ["a quota below the usual one", { managedPoliciesPerRole: 5 }, "managedPoliciesPerRole: found 5"],
      ["a quota above the most that AWS grants", { trustPolicyLength: 10_000 }, "trustPolicyLength: found 10000"],
      [
        "a quota that is no number",
        { trustPolicyLength: "4096" },
        'trustPolicyLength: found "4096", expected a whole number from 2048',
      ],
      ["half a policy", { managedPoliciesPerRole: 10.5 }, "managedPoliciesPerRole: found 10\\.5"],
      [
        "an unknown quota",
        { managedPoliciesPerRoles: 20 },
        "managedPoliciesPerRoles: unknown key, did you mean managedPoliciesPerRole\\?",
      ],
    ] as const
  ).map(([what, limits, problem]) =>
    whole(what, { ...trustingConfig(), ...config("111111111111", { limits }) }, new RegExp(`^limits\\.${problem}`)),
  ),
  whole(
    "grantees of two grants that differ in case only",
    grants({ a: {}, b: { to: { groups: ["Deployers"] } } }),
    /^grants\.b\.to\.groups\[0\]: found "Deployers", which is "deployers" of grants\.a\.to\.groups\[0\] in other letters; expected one spelling/,
  ),
  whole(
    "users of one grant that differ in case only",
    grants({ a: { to: { users: ["alice", "bob", "ALICE"] } } }),
    /^grants\.a\.to\.users\[2\]: found "ALICE", which is "alice" of grants\.a\.to\.users\[0\]/,
  ),
  whole(
    "groups that differ in case only",
    trusted({ groups: { deployers: {}, DEPLOYERS: {} } }),
    /^groups\.DEPLOYERS: found "DEPLOYERS", which is "deployers" of groups\.deployers in other letters/,
  ),
  whole(
    "a grantee in other letters than its group",
    trusted({ groups: { Deployers: { members: ["alice"] } } }),
    /^grants\.deployers-deploy\.to\.groups\[0\]: found "deployers", which is "Deployers" of groups\.Deployers/,
  ),
  whole(
    "policies that differ in case only",
    { ...trustingConfig(), ...policies({ shared: sharedPolicy(), Shared: { ...sharedPolicy(), path: "/a/" } }) },
    /^policies\.Shared: found "Shared", which is "shared" of policies\.shared in other letters/,
  ),
  grant(
    "a group's ARN",
    { to: { groups: ["arn:aws:iam::222222222222:group/x"] } },
    /to\.groups\[0\]: found .*, expected a name of 1 to 128/,
  ),
  grant(
    "a principal's ARN",
    { to: { users: ["arn:aws:iam::222222222222:user/alice"] } },
    /to\.users\[0\]: found .*, expected a name of 1 to 64/,
  ),
  grant(
    "a role with a path",
    { to: { roles: ["ci/deploy"] } },
    /to\.roles\[0\]: found "ci\/deploy", expected a name of 1 to 64/,
  ),
  grant(
    "a role of Identity Center",
    { to: { roles: ["AWSReservedSSO_Deploy_0123456789abcdef"] } },
    /to\.roles\[0\]: found .*, which IAM Identity Center owns and nobody else may change; expected its permission set under to\.permissionSets, in a stack of the account that administers IAM Identity Center$/,
  ),
  grant(
    "a permission set twice",
    { to: { permissionSets: ["Dev", "Dev"] } },
    /to\.permissionSets\[1\]: found "Dev", expected each once/,
  ),
  grant(
    "a permission set's name of 33 characters",
    { to: { permissionSets: ["D".repeat(33)] } },
    /to\.permissionSets\[0\]: found .*, expected the name of a permission set, of 1 to 32 letters/,
  ),
  grant(
    "a permission set's name with a blank",
    { to: { permissionSets: ["Dev Ops"] } },
    /to\.permissionSets\[0\]: found "Dev Ops", expected the name of a permission set/,
  ),
  grant(
    "a permission set as trusts write it",
    { to: { permissionSets: ["sso/Dev"] } },
    /to\.permissionSets\[0\]: found "sso\/Dev", expected .*; did you mean Dev\?$/,
  ),
  grant(
    "the role of a permission set",
    { to: { permissionSets: ["AWSReservedSSO_Dev_0123456789abcdef"] } },
    /to\.permissionSets\[0\]: found .*; did you mean Dev\?$/,
  ),
  grant(
    "MFA for a permission set",
    { to: { permissionSets: ["Dev"] }, mfa: { maxAge: "1h" } },
    /^grants\.deployers-deploy\.mfa: found beside to\.permissionSets, but the session of a permission set never carries MFA/,
  ),
  grant(
    "a policy's name for permission sets alone",
    { to: { permissionSets: ["Dev"] }, policyName: "assume" },
    /^grants\.deployers-deploy\.policyName: found for permission sets alone, whose inline policy has no name of its own; expected none$/,
  ),
  grant(
    "a role of a service",
    { to: { roles: ["AWSServiceRoleForSupport"] } },
    /to\.roles\[0\]: found .*, a role of an AWS service; services are out of scope$/,
  ),
  grant(
    "a misspelt kind",
    { to: { group: ["deployers"] } },
    /to\.group: unknown key, did you mean groups\? expected one of groups, users, roles, permissionSets$/,
  ),
  grant("no roles", { roles: [] }, /^grants\.deployers-deploy\.roles: found \[\], expected at least one role$/),
  grant(
    "a role's name alone",
    { roles: ["deploy"] },
    /^grants\.deployers-deploy\.roles\[0\]: found "deploy", expected an object with keys out of stack, role, account, arnUntilDeployed$/,
  ),
  grant(
    "a role twice",
    {
      roles: [
        { stack: "trusting", role: "deploy" },
        { stack: "trusting", role: "deploy", arnUntilDeployed: arn },
      ],
    },
    /roles\[1\]: found trusting deploy a second time, expected each role once$/,
  ),
  grant(
    "a stack with four parts",
    { roles: [{ stack: "a/b/c/d", role: "deploy" }] },
    /roles\[0\]\.stack: found "a\/b\/c\/d", expected stack, project\/stack or organization\/project\/stack$/,
  ),
  grant(
    "a role's name with a wildcard",
    { roles: [{ stack: "trusting", role: "*" }] },
    /roles\[0\]\.role: found "\*", expected a name of 1 to 64/,
  ),
  grant(
    "an ARN with a wildcard",
    { roles: [{ stack: "trusting", role: "deploy", arnUntilDeployed: "arn:aws:iam::111111111111:role/*" }] },
    /roles\[0\]\.arnUntilDeployed: found .*, expected the ARN that the role will have$/,
  ),
  ...[
    "role/../admin",
    "role/a/./deploy",
    "role//deploy",
    "role/deploy/",
    "role/..",
    "user/deploy",
    "role/deplo?",
    `role/${"x".repeat(65)}`,
    `role/${"p/".repeat(256)}x`,
    "role/${aws:username}",
    "role/deploy\n",
  ].map((resource) =>
    grant(
      `the ARN of ${resource.length > 40 ? `a role with ${resource.length} characters` : JSON.stringify(resource)}`,
      { roles: [{ stack: "trusting", role: "deploy", arnUntilDeployed: `arn:aws:iam::111111111111:${resource}` }] },
      /roles\[0\]\.arnUntilDeployed: found .*, expected the ARN that the role will have$/,
    ),
  ),
  grant(
    "a number as the account of a reference",
    { roles: [{ stack: "trusting", role: "deploy", account: 111111111111 }] },
    /roles\[0\]\.account: found 111111111111 \(a number.*expected an account id/,
  ),
  grant(
    "an account with a wildcard",
    { roles: [{ stack: "trusting", role: "deploy", account: "11111111111*" }] },
    /roles\[0\]\.account: found "11111111111\*", expected an account id/,
  ),
  grant(
    "the account itself as that of a reference",
    { roles: [{ stack: "trusting", role: "deploy", account: "222222222222" }] },
    /roles\[0\]\.account: found "222222222222", which is this account itself, expected another account$/,
  ),
  grant(
    "an ARN that is not in the account beside it",
    { roles: [{ stack: "trusting", role: "deploy", account: "333333333333", arnUntilDeployed: arn }] },
    /roles\[0\]\.arnUntilDeployed: found .*, which is not in the account "333333333333" that stands beside it/,
  ),
  grant(
    "an ARN of another partition",
    { roles: [{ stack: "trusting", role: "deploy", arnUntilDeployed: "arn:aws-cn:iam::111111111111:role/deploy" }] },
    /roles\[0\]\.arnUntilDeployed: found .* of the partition aws-cn, expected aws/,
  ),
  grant(
    "an ARN of the account itself",
    { roles: [{ stack: "trusting", role: "deploy", arnUntilDeployed: "arn:aws:iam::222222222222:role/deploy" }] },
    /roles\[0\]\.arnUntilDeployed: found .* of this account itself/,
  ),
  grant(
    "a grant's age of MFA",
    { mfa: { maxAge: "1d" } },
    /^grants\.deployers-deploy\.mfa\.maxAge: found "1d", expected a duration from 15m to 36h/,
  ),
  grant(
    "MFA asked of roles",
    { to: { roles: ["ci"] }, mfa: {} },
    /^grants\.deployers-deploy\.mfa: found beside to\.roles, but the session of a role never carries MFA/,
  ),
  grant(
    "MFA as yes",
    { mfa: true },
    /^grants\.deployers-deploy\.mfa: found true, expected an object with keys out of maxAge$/,
  ),
  grant(
    "a policy's name with a slash",
    { policyName: "a/b" },
    /^grants\.deployers-deploy\.policyName: found "a\/b", expected a name of 1 to 128/,
  ),
  whole(
    "two names for one policy",
    grants({ a: { policyName: "x" }, b: { policyName: "y" } }),
    /^grants\.b\.policyName: found "y" for the group deployers, which grants\.a calls "x", expected one name, since a grantee gets one policy$/,
  ),
  whole(
    "a grant's policy under the name of one of the role's own",
    {
      ...trustingConfig({
        policies: {
          inline: {
            "cross-account-access": {
              Version: "2012-10-17",
              Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::shop/*" }],
            },
          },
        },
      }),
      "cross-account-access:grants": JSON.stringify({
        chain: { to: { roles: ["deploy"] }, roles: [{ stack: "other", role: "audit" }] },
      }),
    },
    /^roles\.deploy\.policies\.inline\.cross-account-access: found the name that the policy of the grants to this role has, expected another name here, or policyName in those grants$/,
  ),
  grant(
    "a former name that is none",
    { renamedFrom: "" },
    /^grants\.deployers-deploy\.renamedFrom: found "", expected a name/,
  ),
  whole(
    "a former name that is still there",
    grants({ a: {}, b: { renamedFrom: "a" } }),
    /^grants\.b\.renamedFrom: found "a", which grants still has/,
  ),

  group(
    "a member's ARN",
    { members: ["arn:aws:iam::222222222222:user/alice"] },
    /^groups\.deployers\.members\[0\]: found .*, expected a name of 1 to 64/,
  ),
  group(
    "a member twice",
    { members: ["alice", "alice"] },
    /^groups\.deployers\.members\[1\]: found "alice", expected each once/,
  ),
  group("a group's path", { path: "teams" }, /^groups\.deployers\.path: found "teams", expected a path/),
  group("a group's former name", { renamedFrom: 1 }, /^groups\.deployers\.renamedFrom: found 1 \(a number/),

  whole(
    "a group's former name that is still there",
    config("222222222222", { groups: { a: {}, b: { renamedFrom: "a" } } }),
    /^groups\.b\.renamedFrom: found "a", which groups still has, expected a name that nothing has any more$/,
  ),
  whole(
    "a grant to a group's former name",
    { ...trustedConfig(), ...config("222222222222", { groups: { shippers: { renamedFrom: "deployers" } } }) },
    /^grants\.deployers-deploy\.to\.groups\[0\]: found "deployers", which is called shippers now \(groups\.shippers\.renamedFrom\), expected that$/,
  ),
  whole(
    "a group's former name of two",
    config("222222222222", { groups: { a: { renamedFrom: "c" }, b: { renamedFrom: "c" } } }),
    /^groups\.b\.renamedFrom: found "c" a second time, expected one entry that was called so$/,
  ),

  whole(
    "no account",
    { ...trustingConfig(), "aws:allowedAccountIds": "" },
    /^aws:allowedAccountIds: found "", expected a list of exactly one account id/,
  ),
  whole(
    "a number as account",
    { ...trustedConfig(), "aws:allowedAccountIds": "[222222222222]" },
    /^aws:allowedAccountIds: found \[222222222222\], expected a list of exactly one account id, 12 digits in quotes/,
  ),
  whole(
    "two accounts",
    { ...trustedConfig(), "aws:allowedAccountIds": '["222222222222","333333333333"]' },
    /^aws:allowedAccountIds: found .*, expected a list of exactly one/,
  ),
  whole(
    "a region that is none",
    { ...trustingConfig(), "aws:region": "Ireland" },
    /^aws:region: found "Ireland", expected a region/,
  ),
  whole(
    "a region of another partition",
    { ...trustingConfig(), "aws:region": "us-iso-east-1" },
    /^aws:region: found "us-iso-east-1", expected a region of the partitions aws, aws-cn, aws-us-gov, aws-eusc, as/,
  ),
  whole(
    "a misspelt section",
    config("111111111111", { role: {} }),
    /^role: unknown key, did you mean roles\? expected one of roles, policies, groups, grants, organization, limits, empty$/,
  ),
  whole(
    "a list of roles",
    config("111111111111", { roles: [] }),
    /^roles: found \[\], expected an object of entries by their names$/,
  ),
  whole(
    "a role's key with a space",
    config("111111111111", { roles: { "a b": {} } }),
    /^roles\.a b: found the name "a b", expected a name of 1 to 64/,
  ),
  whole(
    "the name __proto__",
    { ...config("111111111111", {}), "cross-account-access:roles": '{"__proto__":{}}' },
    /^__proto__: found this key/,
  ),
  whole(
    "this account's organization as text",
    trusted({ organization: "o-a1b2c3d4e5" }),
    /^organization: found "o-a1b2c3d4e5", expected an object with keys out of id, path$/,
  ),
  whole(
    "this account's organization's id",
    trusted({ organization: { id: "x" } }),
    /^organization\.id: found "x", expected the id of an organization/,
  ),
  whole(
    "this account's unit as a pattern",
    trusted({ organization: { id: "o-a1b2c3d4e5", path: "o-a1b2c3d4e5/r-ab12/*" } }),
    /^organization\.path: found .*, expected the path of this account's unit/,
  ),
  whole(
    "this account's unit elsewhere",
    trusted({ organization: { id: "o-a1b2c3d4e5", path: "o-zzzzzzzzzz/r-ab12/" } }),
    /^organization\.path: found .*, which is not in o-a1b2c3d4e5/,
  ),
];
