import { trustingConfig } from "../example";
import { application, center, ofPeople } from "../people";
import { role, type Refused } from "../refused";

const account = { account: "222222222222" };
const at = "^roles\\.deploy\\.trusts\\[0\\]";

/** A role whose one trust is about people of IAM Identity Center, with some settings of it replaced. */
function people(what: string, changes: Record<string, unknown>, problem: string): Refused {
  return role(what, { trusts: [ofPeople(changes)] }, new RegExp(`${at}\\.identityCenter${problem}`));
}

/** The same with something beside it. */
function beside(what: string, changes: Record<string, unknown>, problem: string): Refused {
  return role(what, { trusts: [{ ...ofPeople(), ...changes }] }, new RegExp(`${at}${problem}`));
}

/** A role with such a trust, and other settings. */
function roleOf(what: string, changes: Record<string, unknown>, problem: RegExp): Refused {
  return role(what, { trusts: [account, ofPeople()], ...changes }, problem);
}

/** People of IAM Identity Center whom a role trusts. */
export const refusedPeople: readonly Refused[] = [
  role(
    "neither an account nor people",
    { trusts: [{}] },
    /trusts\[0\]\.account: missing, expected an account id: .*; or id/,
  ),
  beside("an account beside people", account, '\\.account: found "222222222222", expected it in an entry of its own'),
  beside(
    "principals beside people",
    { principals: ["user/a"] },
    '\\.principals: found \\["user/a"\\], expected no such key',
  ),
  beside("an organization beside people", { organization: { id: "o-a1b2c3d4e5" } }, "\\.organization: .* no such key"),
  beside("addresses beside people", { network: { sourceIps: ["203.0.113.0/24"] } }, "\\.network: .* no such key"),
  beside("tags beside people", { principalTags: { team: ["web"] } }, "\\.principalTags: .* no such key"),
  beside("MFA of people", { mfa: undefined }, "\\.mfa: missing, but a trust policy cannot ask for it"),
  beside(
    "MFA required of people",
    { mfa: { maxAge: "1h" } },
    "\\.mfa: found a required MFA, but a trust policy cannot",
  ),
  beside("no reason for people", { mfa: { required: false } }, "\\.mfa\\.reason: missing, expected why"),
  beside("a window that is over", { window: { until: "2026-11-01" } }, "\\.window"),
  people("no application", { application: undefined }, "\\.application: missing, expected the ARN of an application"),
  people(
    "the application of Identity Center itself",
    { application: "arn:aws:sso::333333333333:application/ssoins-1234567890abcdef/apl-1234567890abcdef" },
    '\\.application: found "arn:aws:sso.*, expected the ARN of an application of account access manager',
  ),
  people(
    "an application of China",
    { application: application.replace("arn:aws:", "arn:aws-cn:") },
    '\\.application: found "arn:aws-cn.*there is none outside of the partition aws',
  ),
  people(
    "a wildcard as application",
    { application: application.replace(/[^/]+$/, "*") },
    "\\.application: found .*, expected the ARN of an application",
  ),
  people(
    "an application of an example",
    {
      application: application.replace("333333333333", "123456789012"),
      assumeRole: "arn:aws:iam::123456789012:role/entitlements",
    },
    '\\.application: found the account "123456789012", which stands for another one in examples',
  ),
  people("nobody", { users: [], groups: undefined }, ": found neither users nor groups, expected at least one"),
  people(
    "a blank in a user's name",
    { users: ["alice smith"] },
    '\\.users\\[0\\]: found "alice smith", expected the name',
  ),
  people(
    "a hidden character in a user's name",
    { users: ["al\u200bice"] },
    "\\.users\\[0\\]: found .*, expected the name",
  ),
  people(
    "a group's name that ends in a blank",
    { groups: ["Engineers "] },
    "\\.groups\\[0\\]: .*no blank at either end",
  ),
  people("a user twice", { users: ["alice", "alice"] }, '\\.users\\[1\\]: found "alice", expected each once'),
  people(
    "a user twice in other letters",
    { users: ["alice", "Alice"] },
    '\\.users\\[1\\]: found "Alice", which is "alice"',
  ),
  people("a group twice in other letters", { groups: ["Eng", "eng"] }, '\\.groups\\[1\\]: found "eng", which is "Eng"'),
  people("names that are no list", { users: "alice" }, '\\.users: found "alice", expected a list of names of users'),
  people(
    "no way to another account",
    { assumeRole: undefined },
    "\\.assumeRole: missing, but the application is of the account 333333333333",
  ),
  people(
    "a way to the wrong account",
    { assumeRole: "arn:aws:iam::222222222222:role/entitlements" },
    "\\.assumeRole: found .*, expected a role of 333333333333, the application's account",
  ),
  people(
    "a way that is no role",
    { assumeRole: "entitlements" },
    '\\.assumeRole: found "entitlements", expected the ARN of a role',
  ),
  people(
    "an unknown key",
    { user: ["alice"] },
    "\\.user: unknown key, did you mean users\\? expected one of application",
  ),
  roleOf(
    "people twice",
    { trusts: [ofPeople(), ofPeople({ users: ["bob"] })] },
    /^roles\.deploy\.trusts\[1\]\.identityCenter: found a second time, .* name these in trusts\[0\] too/,
  ),
  roleOf(
    "an organization of all",
    { organization: { id: "o-a1b2c3d4e5" } },
    /^roles\.deploy\.organization: found beside people/,
  ),
  roleOf(
    "addresses of all",
    { network: { sourceIps: ["203.0.113.0/24"] } },
    /^roles\.deploy\.network: found beside people/,
  ),
  roleOf("tags of all", { principalTags: { team: ["web"] } }, /^roles\.deploy\.principalTags: found beside people/),
  roleOf(
    "a session's name",
    { session: { namePattern: "x-*" } },
    /^roles\.deploy\.session\.namePattern: found beside people/,
  ),
  roleOf(
    "a source identity",
    { session: { sourceIdentity: "required" } },
    /^roles\.deploy\.session\.sourceIdentity: found bes/,
  ),
  roleOf("session tags", { session: { tags: ["team"] } }, /^roles\.deploy\.session\.tags: found beside people/),
  {
    what: "people in China",
    config: {
      ...trustingConfig({ trusts: [ofPeople()], policies: { managed: ["CloudWatchReadOnlyAccess"] } }),
      "aws:region": "cn-north-1",
    },
    problem: new RegExp(`${at}\\.identityCenter\\.application: found .*, but this account is in aws-cn, which has no`),
  },
];

/** Settings of people that are taken. */
export const rightPeople: Readonly<Record<string, Record<string, unknown>>> = {
  "people and an account": { trusts: [account, ofPeople()] },
  "people alone": { trusts: [ofPeople()] },
  "users alone": { trusts: [ofPeople({ groups: undefined })] },
  "groups alone": { trusts: [ofPeople({ users: undefined })] },
  "names in other letters": { trusts: [ofPeople({ users: ["zoë.müller@example.com"], groups: ["Büro 3 & Co"] })] },
  "an application of this account": {
    trusts: [ofPeople({ application: application.replace("333333333333", "111111111111"), assumeRole: undefined })],
  },
  "an application of this account by a role of it": {
    trusts: [
      ofPeople({
        application: application.replace("333333333333", "111111111111"),
        assumeRole: "arn:aws:iam::111111111111:role/entitlements",
      }),
    ],
  },
  "a window of people": { trusts: [{ ...ofPeople(), window: { until: "2027-01-01" } }] },
  "a window of the role": { trusts: [ofPeople()], window: { until: "2027-01-01" } },
  "no MFA of the role": { trusts: [{ identityCenter: center }], mfa: { required: false, reason: "people" } },
  "conditions of the account alone": {
    trusts: [{ ...account, network: { sourceIps: ["203.0.113.0/24"] } }, ofPeople()],
  },
};
