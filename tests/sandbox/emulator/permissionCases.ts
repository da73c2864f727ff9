import { trusted } from "./world";

/** What is attached to whoever acts, and where; and the call, which is allowed or not. */
export interface Setting {
  /** A user of the trusted account, or a session of a role of it. */
  readonly as: "user" | "role";
  /** Statements of the inline policy; `iam:GetRole` on everything unless given. */
  readonly policy?: readonly object[];
  /** Statements of a policy of the user's group. */
  readonly group?: readonly object[];
  /** Statements of a managed policy that is attached. */
  readonly managed?: readonly object[];
  /** Statements of the permissions boundary. */
  readonly boundary?: readonly object[];
  /** Statements of a session policy, for a role. */
  readonly session?: readonly object[];
  /** The ARN of a managed policy passed as session policy, for a role. */
  readonly sessionArn?: string;
  /** Session tags, for a role. */
  readonly tags?: Record<string, string>;
  /** The call: reading a role, listing roles, making a role under a path with a tag, attaching a policy. */
  readonly call?: "get" | "list" | "create" | "attach";
}

/** A rule with a setting in which the call is allowed and one in which it is not. */
export interface PermissionTwin {
  readonly rule: string;
  readonly common: Setting;
  readonly yes: Partial<Setting> & { readonly title: string };
  readonly no: Partial<Setting> & { readonly title: string; readonly message?: RegExp };
}

const all = [{ Effect: "Allow", Action: "*", Resource: "*" }];
const get = (more: object = {}) => [{ Effect: "Allow", Action: "iam:GetRole", Resource: "*", ...more }];
const target = `arn:aws:iam::${trusted}:role/team/shop/target`;
const deny = (more: object = {}) => [{ Effect: "Deny", Action: "iam:*", Resource: "*", ...more }];
const user: Setting = { as: "user" };
const role: Setting = { as: "role" };

/** Identity policies of users and of roles' sessions, boundaries and session policies. */
export const permissionTwins: readonly PermissionTwin[] = [
  {
    rule: "an identity policy's resource",
    common: user,
    yes: { title: "with the path", policy: get({ Resource: target }) },
    no: {
      title: "without",
      policy: get({ Resource: `arn:aws:iam::${trusted}:role/target` }),
      message:
        /^User: arn:aws:iam::222222222222:user\/carol is not authorized to perform: iam:GetRole on resource: arn:aws:iam::222222222222:role\/team\/shop\/target because no identity-based policy allows the iam:GetRole action$/,
    },
  },
  {
    rule: "a variable in a resource",
    common: { as: "role", tags: { team: "shop" } },
    yes: {
      title: "a session tag",
      policy: get({ Resource: `arn:aws:iam::${trusted}:role/team/\${aws:PrincipalTag/team}/*` }),
    },
    no: {
      title: "aws:username, which a role's session has not",
      policy: get({ Resource: `arn:aws:iam::${trusted}:role/team/\${aws:username}*` }),
    },
  },
  {
    rule: "a group's policy",
    common: { as: "user", policy: [] },
    yes: { title: "allows", group: get() },
    no: {
      title: "denies",
      group: [...get(), ...deny()],
      message: /with an explicit deny in an identity-based policy$/,
    },
  },
  {
    rule: "a managed policy",
    common: { as: "user", policy: [] },
    yes: { title: "allows", managed: get() },
    no: { title: "of another action", managed: get({ Action: "iam:GetUser" }) },
  },
  {
    rule: "a user's boundary",
    common: user,
    yes: { title: "allows too", boundary: get() },
    no: {
      title: "does not",
      boundary: get({ Action: "iam:GetUser" }),
      message: /because no permissions boundary allows the iam:GetRole action$/,
    },
  },
  {
    rule: "a boundary grants nothing",
    common: { as: "user", boundary: all },
    yes: { title: "beside a policy" },
    no: { title: "alone", policy: [] },
  },
  {
    rule: "a boundary's Deny",
    common: user,
    yes: { title: "of something else", boundary: [...all, ...deny({ Action: "iam:DeleteRole" })] },
    no: {
      title: "of this",
      boundary: [...all, ...deny()],
      message: /with an explicit deny in a permissions boundary$/,
    },
  },
  {
    rule: "a role's boundary",
    common: role,
    yes: { title: "allows too", boundary: get() },
    no: { title: "does not", boundary: get({ Action: "iam:GetUser" }) },
  },
  {
    rule: "a session policy",
    common: role,
    yes: { title: "allows too", session: get() },
    no: {
      title: "does not",
      session: get({ Action: "iam:GetUser" }),
      message: /because no session policy allows the iam:GetRole action$/,
    },
  },
  {
    rule: "a session policy grants nothing",
    common: { as: "role", session: all },
    yes: { title: "beside the role's" },
    no: { title: "alone", policy: [] },
  },
  {
    rule: "a managed session policy",
    common: { as: "role", policy: all },
    yes: { title: "that allows", sessionArn: "arn:aws:iam::aws:policy/IAMReadOnlyAccess" },
    no: { title: "that does not", sessionArn: "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess" },
  },
  {
    rule: "session policies add up",
    common: { as: "role", policy: all, session: get({ Action: "iam:GetUser" }) },
    yes: { title: "one of them allows", sessionArn: "arn:aws:iam::aws:policy/IAMReadOnlyAccess" },
    no: { title: "neither does", sessionArn: "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess" },
  },
  {
    rule: "revocation by the time of issue",
    common: role,
    yes: {
      title: "issued later",
      policy: [...get(), ...deny({ Condition: { DateLessThan: { "aws:TokenIssueTime": "2020-01-01T00:00:00Z" } } })],
    },
    no: {
      title: "issued earlier",
      policy: [...get(), ...deny({ Condition: { DateLessThan: { "aws:TokenIssueTime": "2099-01-01T00:00:00Z" } } })],
    },
  },
  {
    rule: "a long-lived key has no time of issue",
    common: user,
    yes: {
      title: "so a revocation does not touch it",
      policy: [...get(), ...deny({ Condition: { DateLessThan: { "aws:TokenIssueTime": "2099-01-01T00:00:00Z" } } })],
    },
    no: {
      title: "and Null says so",
      policy: [...get(), ...deny({ Condition: { Null: { "aws:TokenIssueTime": "true" } } })],
    },
  },
  {
    rule: "MFA in a role's own permissions",
    common: role,
    yes: {
      title: "BoolIfExists true",
      policy: get({ Condition: { BoolIfExists: { "aws:MultiFactorAuthPresent": "true" } } }),
    },
    no: {
      title: "Bool true, which no role's session meets",
      policy: get({ Condition: { Bool: { "aws:MultiFactorAuthPresent": "true" } } }),
    },
  },
  {
    rule: "aws:PrincipalArn of a role's session",
    common: role,
    yes: {
      title: "is the role's ARN with its path",
      policy: get({ Condition: { ArnEquals: { "aws:PrincipalArn": `arn:aws:iam::${trusted}:role/actors/*` } } }),
    },
    no: {
      title: "is not the session's",
      policy: get({ Condition: { ArnLike: { "aws:PrincipalArn": `arn:aws:sts::${trusted}:assumed-role/*` } } }),
    },
  },
  {
    rule: "aws:userid of a role's session",
    common: role,
    yes: {
      title: "ends with the session's name",
      policy: get({ Condition: { StringLike: { "aws:userid": "AROA*:acting" } } }),
    },
    no: { title: "not with another", policy: get({ Condition: { StringLike: { "aws:userid": "AROA*:other" } } }) },
  },
  {
    rule: "aws:PrincipalType",
    common: { as: "role", policy: get({ Condition: { StringEquals: { "aws:PrincipalType": "AssumedRole" } } }) },
    yes: { title: "a role's session" },
    no: { title: "a user", as: "user" },
  },
  {
    rule: "a session's tag overrides the role's",
    common: { as: "role", policy: get({ Condition: { StringEquals: { "aws:PrincipalTag/team": "shop" } } }) },
    yes: { title: "given", tags: { team: "shop" } },
    no: { title: "not given" },
  },
  {
    rule: "an action without a resource of its own",
    common: { as: "user", call: "list" },
    yes: { title: "on *", policy: [{ Effect: "Allow", Action: "iam:ListRoles", Resource: "*" }] },
    no: {
      title: "on roles",
      policy: [{ Effect: "Allow", Action: "iam:ListRoles", Resource: `arn:aws:iam::${trusted}:role/*` }],
    },
  },
  {
    rule: "NotAction",
    common: user,
    yes: { title: "leaves out another", policy: [{ Effect: "Allow", NotAction: "iam:Delete*", Resource: "*" }] },
    no: { title: "leaves out this one", policy: [{ Effect: "Allow", NotAction: "iam:Get*", Resource: "*" }] },
  },
  {
    rule: "NotResource in a Deny",
    common: user,
    yes: {
      title: "this role is left out",
      policy: [...get(), { Effect: "Deny", Action: "*", NotResource: `arn:aws:iam::${trusted}:role/team/*` }],
    },
    no: {
      title: "another is",
      policy: [...get(), { Effect: "Deny", Action: "*", NotResource: `arn:aws:iam::${trusted}:role/other/*` }],
    },
  },
  {
    rule: "the resource of what is being made",
    common: { as: "user", call: "create" },
    yes: {
      title: "under the path",
      policy: [
        { Effect: "Allow", Action: ["iam:CreateRole", "iam:TagRole"], Resource: `arn:aws:iam::${trusted}:role/made/*` },
      ],
    },
    no: {
      title: "under another",
      policy: [
        {
          Effect: "Allow",
          Action: ["iam:CreateRole", "iam:TagRole"],
          Resource: `arn:aws:iam::${trusted}:role/other/*`,
        },
      ],
    },
  },
  {
    rule: "tags at creation",
    common: { as: "user", call: "create" },
    yes: {
      title: "with iam:TagRole",
      policy: [{ Effect: "Allow", Action: ["iam:CreateRole", "iam:TagRole"], Resource: "*" }],
    },
    no: {
      title: "without",
      policy: [{ Effect: "Allow", Action: "iam:CreateRole", Resource: "*" }],
      message: /to perform: iam:TagRole on resource/,
    },
  },
  {
    rule: "the tags a request carries",
    common: { as: "user", call: "create" },
    yes: {
      title: "as required",
      policy: [
        {
          Effect: "Allow",
          Action: "iam:*",
          Resource: "*",
          Condition: { StringEquals: { "aws:RequestTag/owner": "carol" } },
        },
      ],
    },
    no: {
      title: "otherwise",
      policy: [
        {
          Effect: "Allow",
          Action: "iam:*",
          Resource: "*",
          Condition: { StringEquals: { "aws:RequestTag/owner": "alice" } },
        },
      ],
    },
  },
  {
    rule: "iam:PolicyARN",
    common: { as: "user", call: "attach" },
    yes: {
      title: "the one attached",
      policy: [
        {
          Effect: "Allow",
          Action: "iam:AttachRolePolicy",
          Resource: "*",
          Condition: { ArnEquals: { "iam:PolicyARN": "arn:aws:iam::aws:policy/ReadOnlyAccess" } },
        },
      ],
    },
    no: {
      title: "another",
      policy: [
        {
          Effect: "Allow",
          Action: "iam:AttachRolePolicy",
          Resource: "*",
          Condition: { ArnEquals: { "iam:PolicyARN": "arn:aws:iam::aws:policy/ViewOnlyAccess" } },
        },
      ],
    },
  },
  {
    rule: "a key of this service that the emulator does not know",
    common: user,
    yes: {
      title: "in an Allow, beside a plain one",
      policy: [...get(), ...get({ Condition: { StringEquals: { "iam:Unheard": "x" } } })],
    },
    no: { title: "in a Deny", policy: [...get(), ...deny({ Condition: { StringEquals: { "iam:Unheard": "x" } } })] },
  },
];
