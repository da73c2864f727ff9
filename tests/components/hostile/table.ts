import { allowing, goodRole, trust, trusted, trusting, type Published } from "./published";

/** What a stack publishes that must not be followed. */
export interface Lie {
  readonly what: string;
  /** Its output `roles`. */
  readonly roles: unknown;
  /** The role that the grant asks for; `deploy` unless given. */
  readonly role?: string;
  /** Whether Pulumi hands it on as something else, so that it is refused in other words. */
  readonly changedOnTheWay?: true;
}

/** A role `deploy` with other fields; `undefined` takes one out. */
function role(what: string, changes: Published): Lie {
  // As JSON has it: what is undefined is not there.
  return { what, roles: JSON.parse(JSON.stringify({ deploy: { ...goodRole(), ...changes } })) as unknown };
}

/** A role under another ARN, its account told as the ARN has it. */
function arn(what: string, text: string): Lie {
  return role(what, { arn: text, accountId: text.split(":")[4] ?? trusting });
}

/** A role of the right account with another text behind the account. */
const resource = (what: string, text: string) => arn(what, `arn:aws:iam::${trusting}:${text}`);
/** A role whose trust policy has these statements. */
const trusts = (what: string, ...statements: unknown[]) => role(what, { trustPolicy: trust(...statements) });
/** A role whose trust names another principal. */
const principal = (what: string, named: unknown) => trusts(what, allowing({ Principal: named }));
/** A role whose trust gives this account other actions. */
const action = (what: string, ...actions: unknown[]) =>
  trusts(what, allowing({ Action: actions.length === 1 ? actions[0] : actions }));

const root = (account: string) => `arn:aws:iam::${account}:root`;
const nested = (depth: number): unknown => (depth === 0 ? "x" : { x: nested(depth - 1) });

/** ARNs that are not of one role of the account that the reference names. */
const arns: readonly Lie[] = [
  arn("the trusted account's own administrator", `arn:aws:iam::${trusted}:role/OrganizationAdmin`),
  role("the trusted account's own role, as if it were the other's", {
    arn: `arn:aws:iam::${trusted}:role/OrganizationAdmin`,
  }),
  arn("a role of a third account", "arn:aws:iam::999999999999:role/Admin"),
  role("a role of a third account, as if it were the stack's", { arn: "arn:aws:iam::999999999999:role/Admin" }),
  resource("any role", "role/*"),
  resource("roles by a beginning", "role/deploy*"),
  resource("roles by one letter", "role/deplo?"),
  resource("roles below a path", "role/teams/*/deploy"),
  arn("a role of any account", "arn:aws:iam::*:role/deploy"),
  arn("a role of ten accounts", "arn:aws:iam::11111111111?:role/deploy"),
  arn("a role of any partition", `arn:*:iam::${trusting}:role/deploy`),
  arn("anything", "*"),
  resource("anything of an account", "*"),
  resource("a path that leads up", "role/../admin"),
  resource("a path that leads up twice", "role/teams/../../admin"),
  resource("a path with a dot", "role/./deploy"),
  resource("a name of two dots", "role/.."),
  resource("an empty part in the path", "role//deploy"),
  resource("a slash at the end", "role/deploy/"),
  resource("no name", "role/"),
  resource("an escaped path", "role/%2e%2e/admin"),
  resource("a variable for the user", "role/${aws:username}"),
  resource("a variable for a tag", "role/${aws:PrincipalTag/role}"),
  resource("a variable that is a star", "role/${*}"),
  resource("a name of 65 characters", `role/${"x".repeat(65)}`),
  resource("a path of 514 characters", `role/${"p/".repeat(256)}deploy`),
  resource("a very long name", `role/${"x".repeat(1_000_000)}`),
  resource("a user", "user/alice"),
  resource("a group", "group/admins"),
  resource("a policy", "policy/AdministratorAccess"),
  resource("the account itself", "root"),
  resource("an instance profile", "instance-profile/deploy"),
  resource("a SAML provider", "saml-provider/deploy"),
  arn("a session", `arn:aws:sts::${trusting}:assumed-role/deploy/alice`),
  arn("another service", `arn:aws:lambda::${trusting}:role/deploy`),
  arn("a region", `arn:aws:iam:eu-west-1:${trusting}:role/deploy`),
  arn("eleven digits", "arn:aws:iam::11111111111:role/deploy"),
  arn("capital letters", `ARN:AWS:IAM::${trusting}:ROLE/deploy`),
  arn("China", `arn:aws-cn:iam::${trusting}:role/deploy`),
  arn("GovCloud", `arn:aws-us-gov:iam::${trusting}:role/deploy`),
  arn("a partition that there is not", `arn:aws-moon:iam::${trusting}:role/deploy`),
  resource("a newline at the end", "role/deploy\n"),
  resource("a second line", "role/deploy\nwarning: all is well"),
  arn("a space before it", ` arn:aws:iam::${trusting}:role/deploy`),
  resource("a space that does not break", "role/de\u00a0ploy"),
  resource("text that runs backwards", "role/\u202eyolped"),
  resource("a space without width", "role/deploy\u200b"),
  resource("a letter of another alphabet", "role/d\u0435ploy"),
  arn(
    "digits of another alphabet",
    "arn:aws:iam::\uff11\uff11\uff11\uff11\uff11\uff11\uff11\uff11\uff11\uff11\uff11\uff11:role/deploy",
  ),
  resource("an escape sequence", "role/deploy\u001b[31m"),
  resource("a null character", "role/deploy\u0000admin"),
  resource("half of a surrogate pair", "role/deploy\ud800"),
  arn("two roles", `arn:aws:iam::${trusting}:role/deploy,arn:aws:iam::${trusted}:role/admin`),
  role("a list of roles", { arn: [`arn:aws:iam::${trusting}:role/deploy`, `arn:aws:iam::${trusted}:role/admin`] }),
  role("a number as ARN", { arn: 111111111111 }),
  role("null as ARN", { arn: null }),
  role("an object as ARN", { arn: { toString: "arn" } }),
  role("no ARN", { arn: undefined }),
];

/** Other fields. */
const fields: readonly Lie[] = [
  role("no account", { accountId: undefined }),
  role("another account than the ARN's", { accountId: "999999999999" }),
  role("an account as a number", { accountId: 111111111111 }),
  role("an account with a space", { accountId: `${trusting} ` }),
  role("no version", { version: undefined }),
  role("a version as text", { version: "1" }),
  role("a later version", { version: 2 }),
  role("a version between", { version: 1.5 }),
  role("no length of sessions", { maxSessionDuration: undefined }),
  role("a length of sessions as text", { maxSessionDuration: "3600" }),
  role("sessions of a year", { maxSessionDuration: 31_536_000 }),
  role("sessions of a second more than IAM takes", { maxSessionDuration: 43_201 }),
  role("sessions of a second less than IAM takes", { maxSessionDuration: 3_599 }),
  role("sessions of less than nothing", { maxSessionDuration: -3_600 }),
  role("sessions of half a second more", { maxSessionDuration: 3_600.5 }),
];

/** Trust policies that are none. */
const documents: readonly Lie[] = [
  role("no trust policy", { trustPolicy: undefined }),
  role("a trust policy as text", { trustPolicy: JSON.stringify(trust(allowing())) }),
  role("a trust policy as a list", { trustPolicy: [allowing()] }),
  role("null as a trust policy", { trustPolicy: null }),
  role("an empty trust policy", { trustPolicy: {} }),
  role("another version of the language", { trustPolicy: { Version: "2032-10-17", Statement: [allowing()] } }),
  role("statements as text", { trustPolicy: trust("Allow") }),
  role("a key that documents have not", { trustPolicy: { ...trust(allowing()), constructor: { prototype: {} } } }),
  trusts("an element that statements have not", allowing({ "Action\u202e": "iam:*" })),
  trusts("an effect that there is not", allowing({ Effect: "allow" })),
  trusts("a resource", allowing({ Resource: "*" })),
  trusts("an action as a number", allowing({ Action: 7 })),
  trusts("no action", allowing({ Action: undefined })),
  trusts("both kinds of action", allowing({ NotAction: "iam:*" })),
  trusts("one Sid twice", allowing({ Sid: "A" }), allowing({ Sid: "A" })),
  trusts("statements without end", ...Array.from({ length: 2_000 }, () => allowing())),
  trusts(
    "a condition without end",
    allowing({ Condition: { StringEquals: { "aws:PrincipalArn": "x".repeat(100_000) } } }),
  ),
  trusts("a condition without bottom", allowing({ Condition: { StringEquals: nested(60) } })),
];

/** Trust policies that do not admit the grantee. */
const strangers: readonly Lie[] = [
  role("no statement", { trustPolicy: trust() }),
  principal("an empty list of principals", { AWS: [] }),
  principal("no kind of principal", {}),
  principal("no principal", undefined),
  principal("null as principal", null),
  principal("a principal as a number", { AWS: 222222222222 }),
  principal("another account", { AWS: root("333333333333") }),
  principal("an account that begins like this one", { AWS: `${trusted}3` }),
  principal("a role of another account that is called like this one", {
    AWS: `arn:aws:iam::333333333333:role/${trusted}`,
  }),
  principal("an identifier of a deleted user", { AWS: "AIDAJQABLZS4A3QDU576Q" }),
  principal("a service", { Service: "lambda.amazonaws.com" }),
  principal("a service called like this account", { Service: `${trusted}.amazonaws.com` }),
  principal("a federated provider", { Federated: "accounts.google.com" }),
  principal("a canonical user", { CanonicalUser: "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be" }),
  principal("a kind of principal that there is not", { Everyone: root(trusted) }),
  principal("this account in another partition", { AWS: `arn:aws-cn:iam::${trusted}:root` }),
  principal("users of this account by a pattern", { AWS: `arn:aws:iam::${trusted}:user/*` }),
  principal("a group of this account", { AWS: `arn:aws:iam::${trusted}:group/deployers` }),
  principal("another user of this account", { AWS: `arn:aws:iam::${trusted}:user/mallory` }),
  trusts(
    "this account in a name alone",
    allowing({ Sid: `Trust${trusted}`, Principal: { AWS: root("333333333333") } }),
  ),
  trusts("a denial alone", allowing({ Effect: "Deny" })),
  trusts("a denial beside", allowing(), allowing({ Effect: "Deny", Action: "sts:*" })),
  trusts(
    "a time that is over",
    allowing({ Condition: { DateLessThan: { "aws:CurrentTime": "2020-01-01T00:00:00Z" } } }),
  ),
  trusts(
    "a condition that shows what it should not",
    allowing({ Condition: { StringEquals: { "aws:PrincipalArn": "\u001b[31m\u202e\nwarning: all is well" } } }),
  ),
  action("tags alone", "sts:TagSession"),
];

/** Trust policies that give this account more than a grant may follow. */
const excess: readonly Lie[] = [
  principal("everybody", "*"),
  principal("everybody by AWS", { AWS: "*" }),
  principal("everybody beside this account", { AWS: [root(trusted), "*"] }),
  trusts(
    "everybody of an organization",
    allowing({ Principal: "*", Condition: { StringEquals: { "aws:PrincipalOrgID": "o-a1b2c3d4e5" } } }),
  ),
  trusts("everybody but one", {
    Effect: "Allow",
    NotPrincipal: { AWS: root("333333333333") },
    Action: "sts:AssumeRole",
  }),
  action("all of IAM", "sts:AssumeRole", "iam:*"),
  action("everything", "*"),
  action("all of STS", "sts:*"),
  action("actions by a beginning", "sts:Assume*"),
  action("actions by a letter", "sts:AssumeRol?"),
  action("a session by SAML", "sts:AssumeRole", "sts:AssumeRoleWithSAML"),
  action("a session by web identity", "sts:AssumeRole", "sts:AssumeRoleWithWebIdentity"),
  action("a federation token", "sts:AssumeRole", "sts:GetFederationToken"),
  action("passing roles, in capital letters", "STS:ASSUMEROLE", "IAM:PASSROLE"),
  action("objects", "sts:AssumeRole", "sts:TagSession", "s3:GetObject"),
  action("an action that shows what it should not", "sts:AssumeRole", "iam:\u202e*"),
  trusts("all actions but one", { Effect: "Allow", Principal: { AWS: trusted }, NotAction: "sts:TagSession" }),
  trusts(
    "more for one user of this account",
    allowing(),
    allowing({ Principal: { AWS: `arn:aws:iam::${trusted}:user/alice` }, Action: "iam:*" }),
  ),
  trusts(
    "more for a session of this account",
    allowing(),
    allowing({ Principal: { AWS: `arn:aws:sts::${trusted}:assumed-role/ci/x` }, Action: "iam:*" }),
  ),
  trusts(
    "more under a condition",
    allowing(),
    allowing({ Action: "iam:*", Condition: { StringEquals: { "aws:username": "nobody" } } }),
  ),
];

const administrator = { ...goodRole(), arn: `arn:aws:iam::${trusted}:role/OrganizationAdmin`, accountId: trusted };

/** Outputs that are no roles, and names of roles that objects have of themselves. */
const outputs: readonly Lie[] = [
  { what: "null for all roles", roles: null, changedOnTheWay: true },
  { what: "a list for all roles", roles: [goodRole()] },
  { what: "text for all roles", roles: JSON.stringify({ deploy: goodRole() }) },
  { what: "a number for all roles", roles: 1 },
  { what: "null for the role", roles: { deploy: null } },
  { what: "the ARN for the role", roles: { deploy: `arn:aws:iam::${trusting}:role/deploy` } },
  { what: "a list for the role", roles: { deploy: [goodRole()] } },
  { what: "no role of the name", roles: {} },
  {
    what: "other roles with names that show what they should not",
    roles: { "\u202eyolped": goodRole(), "deploy\nwarning: all is well": goodRole(), "\u001b[31mred": goodRole() },
  },
  {
    what: "very many other roles",
    roles: Object.fromEntries(Array.from({ length: 10_000 }, (_, at) => [`role-${at}`, 1])),
  },
  { what: "a name that every object has", roles: { deploy: goodRole() }, role: "constructor" },
  { what: "a name that every object has, as a method", roles: { deploy: goodRole() }, role: "toString" },
  { what: "the name of the prototype", roles: { deploy: goodRole() }, role: "__proto__" },
  {
    what: "a role that a prototype has",
    roles: JSON.parse(`{"__proto__": {"deploy": ${JSON.stringify(administrator)}}}`) as unknown,
    changedOnTheWay: true,
  },
  {
    what: "the prototype as the role",
    roles: JSON.parse(`{"__proto__": ${JSON.stringify(administrator)}}`) as unknown,
    role: "__proto__",
    changedOnTheWay: true,
  },
  {
    what: "fields that a prototype has",
    roles: { deploy: JSON.parse(`{"__proto__": ${JSON.stringify(administrator)}}`) as unknown },
    changedOnTheWay: true,
  },
];

/** All lies by what they are about. */
export const lies: Readonly<Record<string, readonly Lie[]>> = {
  "another ARN than that of one role of the account": arns,
  "fields of another form": fields,
  "a trust policy that is none": documents,
  "a trust policy that does not admit the grantee": strangers,
  "a trust policy that gives more than a grant may follow": excess,
  "an output that has no such role": outputs,
};
