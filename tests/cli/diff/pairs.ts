/** Pairs of settings, with what the difference has to be. */

type Value = null | boolean | number | string | readonly Value[] | { readonly [key: string]: Value };

/** The settings of one stack, without the namespace. */
export type StackSettings = Record<string, Record<string, Value>>;

/** The settings of all stacks, and the accounts of those that are not the usual two. */
export type Stacks = Record<string, StackSettings>;

/** What is expected. What is left out has to be empty; verdict and lists are compared whole. */
export interface Expected {
  readonly verdict: "same" | "narrower" | "wider";
  /** `role < principal of account`. */
  readonly gains?: readonly string[];
  readonly loses?: readonly string[];
  /** `role: action resource` */
  readonly more?: readonly string[];
  readonly less?: readonly string[];
  /** `role: before after` */
  readonly sessions?: readonly string[];
  /** `role: rule` */
  readonly found?: readonly string[];
  readonly gone?: readonly string[];
  readonly unknown?: number;
}

/** One pair. */
export interface Pair {
  readonly name: string;
  readonly before: Stacks;
  readonly now: Stacks;
  readonly expected: Expected;
}

const review = { owner: "platform@example.com", reason: "Weekly release", by: "2027-05-01" };
const read = { Version: "2012-10-17", Statement: [allow("s3:GetObject", "arn:aws:s3:::shop/*")] };

function allow(Action: Value, Resource: Value, more: Record<string, Value> = {}): Value {
  return { Effect: "Allow", Action, Resource, ...more };
}

function document(...Statement: Value[]): Value {
  return { Version: "2012-10-17", Statement };
}

/** A role that the user alice and nobody else is let into. */
export function role(changes: Record<string, Value> = {}): Value {
  const trusts = [{ account: "222222222222", principals: ["user/*"] }];
  return { trusts, policies: { inline: { read } }, review, ...changes };
}

const dev = { dev: { to: { permissionSets: ["Dev"] }, roles: [{ stack: "trusting", role: "deploy" }] } };

/** A role that the permission set Dev may get into, and grants. */
function withSet(grants: Record<string, Value>, accounts = ["222222222222", "333333333333"]): Stacks {
  const mfa = { required: false, reason: "x" };
  const trusts = accounts.map((account) => ({ account, principals: ["sso/Dev"], mfa }));
  return stacks({ deploy: role({ trusts }) }, { groups: { ops: {} }, grants });
}

function withPolicies(inline: Record<string, Value>, more: Record<string, Value> = {}): Stacks {
  return stacks({ deploy: role({ policies: { inline }, ...more }) });
}

const grant = { to: { groups: ["deployers"] }, roles: [{ stack: "trusting", role: "deploy" }] };

/** A role that is granted to a group whose members are not in the settings. */
function withOthers(session: Record<string, Value>): Stacks {
  const grants = { others: { ...grant, to: { groups: ["others"] } } };
  return stacks({ deploy: role({ session }) }, { groups: {}, grants });
}

export function stacks(
  roles: Record<string, Value> = { deploy: role() },
  trusted: StackSettings = { groups: { deployers: { members: ["alice"] } }, grants: { deploy: grant } },
): Stacks {
  return { trusting: { roles }, trusted };
}

function withGrantMfa(maxAge: string): StackSettings {
  return { groups: { deployers: { members: ["alice"] } }, grants: { deploy: { ...grant, mfa: { maxAge } } } };
}

const usual = stacks();
const byUserName = { namePattern: "${aws:username}" };
const withoutMfa = { required: false, reason: "x" };
const alice = "deploy < user/alice of 222222222222";
const bob = "deploy < user/bob of 222222222222";

function trusted(
  grants: Record<string, Value>,
  groups: Record<string, Value> = { deployers: { members: ["alice"] } },
): Stacks {
  return stacks(undefined, { groups, grants });
}

function pair(name: string, before: Stacks, now: Stacks, expected: Expected): Pair {
  return { name, before, now, expected };
}

/** A change and its opposite: what the one gives, the other takes. */
function both(
  name: string,
  before: Stacks,
  now: Stacks,
  wider: Omit<Expected, "verdict"> & { readonly verdict?: "wider" },
): Pair[] {
  const { gains, loses, more, less, found, gone, sessions, unknown } = wider;
  const turned = sessions?.map((one) => one.replace(/(\d+) (\d+)$/, "$2 $1"));
  const back = {
    ...(gains && { loses: gains }),
    ...(loses && { gains: loses }),
    ...(more && { less: more }),
    ...(less && { more: less }),
    ...(found && { gone: found }),
    ...(gone && { found: gone }),
    ...(turned && { sessions: turned }),
    ...(unknown !== undefined && { unknown }),
  };
  return [
    pair(name, before, now, { verdict: "wider", ...wider }),
    pair(`${name}, and back`, now, before, { verdict: loses || less ? "wider" : "narrower", ...back }),
  ];
}

/** Two ways to write the same. */
function same(name: string, before: Stacks, now: Stacks): Pair[] {
  return [
    pair(name, before, now, { verdict: "same" }),
    pair(`${name}, the other way round`, now, before, { verdict: "same" }),
  ];
}

const twoBuckets = document(allow("s3:GetObject", ["arn:aws:s3:::shop/*", "arn:aws:s3:::logs/*"]));

export const pairs: readonly Pair[] = [
  // People
  ...both("a member more", usual, trusted({ deploy: grant }, { deployers: { members: ["alice", "bob"] } }), {
    gains: [bob],
  }),
  ...both("a grant to a user", usual, trusted({ deploy: grant, own: { ...grant, to: { users: ["bob"] } } }), {
    gains: [bob],
  }),
  pair("one member for another", usual, trusted({ deploy: grant }, { deployers: { members: ["bob"] } }), {
    verdict: "wider",
    gains: [bob],
    loses: [alice],
  }),
  pair("a grant that is gone", usual, trusted({}), { verdict: "narrower", loses: [alice] }),
  ...both(
    "a group whose members are not in the settings",
    usual,
    trusted({ deploy: grant, own: { ...grant, to: { groups: ["others"] } } }),
    { gains: ["deploy < group/others of 222222222222"] },
  ),
  ...same(
    "alice through two groups instead of one",
    usual,
    trusted(
      { deploy: { ...grant, to: { groups: ["deployers", "shippers"] } } },
      { deployers: { members: ["alice"] }, shippers: { members: ["alice"] } },
    ),
  ),
  ...same("a user named instead of her group", usual, trusted({ deploy: { ...grant, to: { users: ["alice"] } } }, {})),
  ...same("another name for the grant", usual, trusted({ release: grant })),
  ...same("another name for the policy of the grant", usual, trusted({ deploy: { ...grant, policyName: "release" } })),
  ...same(
    "one grant as two",
    stacks(
      { deploy: role(), audit: role() },
      {
        groups: { deployers: { members: ["alice"] } },
        grants: {
          both: {
            to: { groups: ["deployers"] },
            roles: [
              { stack: "trusting", role: "deploy" },
              { stack: "trusting", role: "audit" },
            ],
          },
        },
      },
    ),
    stacks(
      { audit: role(), deploy: role() },
      {
        groups: { deployers: { members: ["alice"] } },
        grants: {
          a: { to: { groups: ["deployers"] }, roles: [{ stack: "trusting", role: "audit" }] },
          d: { to: { groups: ["deployers"] }, roles: [{ stack: "trusting", role: "deploy" }] },
        },
      },
    ),
  ),
  ...same(
    "the full name of the stack",
    usual,
    trusted({ deploy: { ...grant, roles: [{ stack: "cross-account-access/trusting", role: "deploy" }] } }),
  ),
  ...both(
    "MFA no longer asked for by the grant, nor by the trust",
    stacks(
      { deploy: role({ mfa: { required: false, reason: "x" } }) },
      { groups: { deployers: { members: ["alice"] } }, grants: { deploy: { ...grant, mfa: { maxAge: "1h" } } } },
    ),
    stacks({ deploy: role({ mfa: { required: false, reason: "x" } }) }),
    { gains: [alice] },
  ),
  ...both(
    "an older MFA sign-in by the grant",
    trusted({ deploy: { ...grant, mfa: { maxAge: "30m" } } }),
    trusted({ deploy: { ...grant, mfa: { maxAge: "1h" } } }),
    { gains: [alice] },
  ),

  ...same(
    "MFA no longer asked for by the grant, since the trust asks for it",
    trusted({ deploy: { ...grant, mfa: { maxAge: "1h" } } }),
    usual,
  ),
  ...same(
    "a grant to a group that the settings leave empty",
    usual,
    trusted(
      { deploy: grant, own: { ...grant, to: { groups: ["shippers"] } } },
      { deployers: { members: ["alice"] }, shippers: {} },
    ),
  ),

  // Trusts
  ...both("MFA is no longer required", usual, stacks({ deploy: role({ mfa: { required: false, reason: "x" } }) }), {
    gains: [alice],
  }),
  ...both("an older MFA sign-in", usual, stacks({ deploy: role({ mfa: { maxAge: "8h" } }) }), { gains: [alice] }),
  ...same("the age of MFA that is the default", usual, stacks({ deploy: role({ mfa: { maxAge: "60m" } }) })),
  ...same(
    "MFA said by the trust instead of the role",
    stacks({ deploy: role({ mfa: { maxAge: "2h" } }) }),
    stacks({
      deploy: role({ trusts: [{ account: "222222222222", principals: ["user/*"], mfa: { maxAge: "2h" } }] }),
    }),
  ),
  ...both(
    "the whole account instead of its users",
    stacks({ deploy: role({ mfa: withoutMfa }) }),
    stacks({ deploy: role({ mfa: withoutMfa, trusts: [{ account: "222222222222" }] }) }),
    { gains: ["deploy < * of 222222222222"] },
  ),
  ...same(
    "the whole account instead of its users, who alone sign in with MFA",
    usual,
    stacks({ deploy: role({ trusts: [{ account: "222222222222" }] }) }),
  ),
  ...same(
    "the whole account instead of its users, who alone have a user name",
    stacks({ deploy: role({ mfa: withoutMfa, session: byUserName }) }),
    stacks({ deploy: role({ mfa: withoutMfa, session: byUserName, trusts: [{ account: "222222222222" }] }) }),
  ),
  ...both("tags of the session", usual, stacks({ deploy: role({ session: { tags: ["team"] } }) }), { gains: [alice] }),
  ...both(
    "a tag more of the session",
    stacks({ deploy: role({ session: { tags: ["team"] } }) }),
    stacks({ deploy: role({ session: { tags: ["team", "cost"] } }) }),
    { gains: [alice] },
  ),
  ...both(
    "a tag that sessions pass on",
    stacks({ deploy: role({ session: { tags: ["team"] } }) }),
    stacks({ deploy: role({ session: { tags: { allowed: ["team"], transitive: ["team"] } } }) }),
    { gains: [alice] },
  ),
  ...both(
    "a tag that is required no longer",
    stacks({ deploy: role({ session: { tags: { required: ["team"] } } }) }),
    stacks({ deploy: role({ session: { tags: ["team"] } }) }),
    { gains: [alice] },
  ),
  pair(
    "tags, and a pattern of the session's name",
    stacks({ deploy: role({ session: { tags: ["team"] } }) }),
    stacks({ deploy: role({ session: { tags: ["team"], namePattern: "release-*" } }) }),
    { verdict: "narrower", loses: [alice] },
  ),
  pair(
    "an older MFA sign-in by the trust, while the grant asks for the same",
    stacks({ deploy: role({ mfa: { maxAge: "1h" } }) }, withGrantMfa("30m")),
    stacks({ deploy: role({ mfa: { maxAge: "2h" } }) }, withGrantMfa("30m")),
    { verdict: "wider", gains: ["deploy < user/* of 222222222222"] },
  ),
  ...same(
    "a user who was among all users",
    usual,
    stacks({
      deploy: role({ trusts: [{ account: "222222222222", principals: ["user/alice", "user/*/alice", "user/*"] }] }),
    }),
  ),
  ...both(
    "an account more",
    usual,
    stacks({
      deploy: role({ trusts: [{ account: "222222222222", principals: ["user/*"] }, { account: "333333333333" }] }),
    }),
    { gains: ["deploy < * of 333333333333"] },
  ),
  ...both(
    "a permission set more",
    usual,
    stacks({
      deploy: role({
        trusts: [
          { account: "222222222222", principals: ["user/*"] },
          { account: "222222222222", principals: ["sso/Deploy"], mfa: { required: false, reason: "x" } },
        ],
      }),
    }),
    { gains: ["deploy < sso/Deploy of 222222222222"] },
  ),
  ...both(
    "a source identity that is a pattern which the user's own name matches",
    stacks({ deploy: role({ session: { sourceIdentity: { matching: "${aws:username}" } } }) }),
    stacks({ deploy: role({ session: { sourceIdentity: { matching: "al*" } } }) }),
    { gains: [alice], loses: ["deploy < user/* of 222222222222"] },
  ),
  ...both(
    "a session's name that is a pattern which the user's own name does not match",
    stacks({ deploy: role({ session: { namePattern: "${aws:username}" } }) }),
    stacks({ deploy: role({ session: { namePattern: "bo*" } }) }),
    { gains: [alice], loses: [alice] },
  ),
  ...same(
    "the user's own name, where one user alone is trusted",
    stacks({
      deploy: role({ trusts: [{ account: "222222222222", principals: ["user/alice"] }], session: byUserName }),
    }),
    stacks({
      deploy: role({
        trusts: [{ account: "222222222222", principals: ["user/alice"] }],
        session: { namePattern: "alice" },
      }),
    }),
  ),
  ...["role/ci", "role/AWSReservedSSO_Deploy_0123456789abcdef"].flatMap((principal, at) => {
    const trusting = (...more: string[]): Stacks =>
      stacks({
        deploy: role({ trusts: [{ account: "222222222222", principals: [principal, ...more] }], mfa: withoutMfa }),
      });
    // A role of a permission set has a path of its own, so its name alone may be both.
    const names = at === 0 ? ["sso/Deploy"] : [principal, "sso/Deploy"];
    return both(`a permission set beside ${principal}`, trusting(), trusting("sso/Deploy"), {
      gains: names.map((name) => `deploy < ${name} of 222222222222`),
    });
  }),
  ...both("a grant to a permission set, in each account that the trust names", withSet({}), withSet(dev), {
    gains: ["deploy < sso/Dev of 222222222222", "deploy < sso/Dev of 333333333333"],
  }),
  ...both("an account in which a permission set is trusted", withSet(dev, ["222222222222"]), withSet(dev), {
    gains: ["deploy < sso/Dev of 333333333333"],
  }),
  ...same("a grant to a permission set under another name", withSet({ a: dev["dev"] }), withSet({ b: dev["dev"] })),
  ...same(
    "trusts in another order",
    stacks({ deploy: role({ trusts: [{ account: "222222222222" }, { account: "333333333333" }] }) }),
    stacks({ deploy: role({ trusts: [{ account: "333333333333" }, { account: "222222222222" }] }) }),
  ),
  ...same(
    "a pattern that another one covers",
    usual,
    stacks({ deploy: role({ trusts: [{ account: "222222222222", principals: ["user/*", "user/bob"] }] }) }),
  ),
  ...both(
    "a window that ends later",
    stacks({ deploy: role({ window: { until: "2027-01-01" } }) }),
    stacks({ deploy: role({ window: { until: "2027-02-01" } }) }),
    { gains: [alice] },
  ),
  ...both("a window that is gone", stacks({ deploy: role({ window: { until: "2027-01-01" } }) }), usual, {
    gains: [alice],
  }),
  ...both(
    "a network more",
    stacks({ deploy: role({ network: { sourceIps: ["203.0.113.0/24"] } }) }),
    stacks({ deploy: role({ network: { sourceIps: ["203.0.113.0/24", "198.51.100.0/24"] } }) }),
    { gains: [alice] },
  ),
  ...same(
    "two networks as one",
    stacks({ deploy: role({ network: { sourceIps: ["203.0.113.0/25", "203.0.113.128/25"] } }) }),
    stacks({ deploy: role({ network: { sourceIps: ["203.0.113.128/25", "203.0.113.0/25"] } }) }),
  ),
  ...both(
    "an organization that is no longer asked for",
    stacks({ deploy: role({ organization: { id: "o-a1b2c3d4e5" } }) }),
    usual,
    {
      gains: [alice],
    },
  ),
  ...both(
    "a source identity that is no longer required",
    stacks({ deploy: role({ session: { sourceIdentity: "required" } }) }),
    usual,
    { gains: [alice] },
  ),
  ...both(
    "a source identity that is any, and no longer the user's own name, for a group whose members are not known",
    withOthers({ sourceIdentity: { matching: "${aws:username}" } }),
    withOthers({ sourceIdentity: "required" }),
    { gains: ["deploy < group/others of 222222222222"] },
  ),

  // What sessions may do
  ...both("a bucket more", usual, withPolicies({ read: twoBuckets }), {
    more: ["deploy: s3:GetObject arn:aws:s3:::logs/"],
  }),
  ...both(
    "an action more",
    usual,
    withPolicies({ read: document(allow(["s3:GetObject", "s3:PutObject"], "arn:aws:s3:::shop/*")) }),
    { more: ["deploy: s3:PutObject arn:aws:s3:::shop/"] },
  ),
  ...same(
    "one statement as two",
    withPolicies({ read: twoBuckets }),
    withPolicies({
      read: document(allow("s3:GetObject", "arn:aws:s3:::logs/*"), allow("s3:GetObject", "arn:aws:s3:::shop/*")),
    }),
  ),
  ...same(
    "two policies for one",
    withPolicies({ read: twoBuckets }),
    withPolicies({
      a: document(allow("s3:GetObject", "arn:aws:s3:::logs/*")),
      b: document(allow("s3:GetObject", "arn:aws:s3:::shop/*")),
    }),
  ),
  ...same(
    "an action in another case",
    usual,
    withPolicies({ read: document(allow("S3:getobject", "arn:aws:s3:::shop/*")) }),
  ),
  ...same(
    "a statement that another covers",
    usual,
    withPolicies({
      read: document(allow("s3:GetObject", "arn:aws:s3:::shop/*"), allow("s3:GetObject", "arn:aws:s3:::shop/a/*")),
    }),
  ),
  ...same(
    "a Sid",
    usual,
    withPolicies({ read: document(allow("s3:GetObject", "arn:aws:s3:::shop/*", { Sid: "Read" })) }),
  ),
  ...same("a list of one", usual, withPolicies({ read: document(allow(["s3:GetObject"], ["arn:aws:s3:::shop/*"])) })),
  ...same("a shared policy instead of an inline one", usual, {
    ...usual,
    trusting: { roles: { deploy: role({ policies: { shared: ["read"] } }) }, policies: { read: { document: read } } },
  }),
  ...both(
    "a condition that is gone",
    withPolicies({
      read: document(
        allow("s3:GetObject", "arn:aws:s3:::shop/*", { Condition: { StringEquals: { "s3:prefix": "a" } } }),
      ),
    }),
    usual,
    { more: ["deploy: s3:GetObject arn:aws:s3:::shop/"] },
  ),
  ...both(
    "a Deny that is gone",
    withPolicies({
      read: document(allow("s3:GetObject", "arn:aws:s3:::shop/*"), {
        Effect: "Deny",
        Action: "s3:GetObject",
        Resource: "arn:aws:s3:::shop/secret/*",
      }),
    }),
    usual,
    { more: ["deploy: s3:GetObject arn:aws:s3:::shop/secret/"] },
  ),
  ...both("all buckets", usual, withPolicies({ read: document(allow("s3:GetObject", "*")) }), {
    more: ["deploy: s3:GetObject *"],
    found: ["deploy: unbounded-sensitive-read"],
  }),
  ...both(
    "a managed policy of AWS more",
    usual,
    stacks({
      deploy: role({ policies: { inline: { read }, managed: ["AmazonSQSReadOnlyAccess"] } }),
    }),
    { more: ["deploy: sqs:GetQueueAttributes *"] },
  ),
  ...both(
    "a boundary that is gone",
    stacks({ deploy: role({ boundary: "arn:aws:iam::aws:policy/AmazonSQSReadOnlyAccess" }) }),
    usual,
    { more: ["deploy: s3:GetObject arn:aws:s3:::shop/"] },
  ),
  ...same(
    "a policy of the account that both have",
    stacks({ deploy: role({ policies: { inline: { read }, managed: ["arn:aws:iam::111111111111:policy/ours"] } }) }),
    stacks({
      deploy: role({ policies: { managed: ["arn:aws:iam::111111111111:policy/ours"], inline: { again: read } } }),
    }),
  ),
  pair(
    "a policy of the account that nobody knows",
    usual,
    stacks({ deploy: role({ policies: { inline: { read }, managed: ["arn:aws:iam::111111111111:policy/ours"] } }) }),
    { verdict: "same", unknown: 1, found: ["deploy: unknown-policy"] },
  ),

  // Sessions and roles
  ...both("a longer session", usual, stacks({ deploy: role({ session: { maxDuration: "4h" } }) }), {
    sessions: ["deploy: 3600 14400"],
    found: ["deploy: session-too-long"],
  }),
  ...same(
    "a duration written otherwise",
    stacks({ deploy: role({ session: { maxDuration: "90m" } }) }),
    stacks({
      deploy: role({ session: { maxDuration: "1h30m" } }),
    }),
  ),
  ...same("another description", usual, stacks({ deploy: role({ description: "Releases" }) })),
  ...same("another review", usual, stacks({ deploy: role({ review: { ...review, by: "2027-06-01" } }) })),
  ...same("tags", usual, stacks({ deploy: role({ tags: { team: "web" } }) })),
  ...both("a role more", usual, stacks({ deploy: role(), audit: role() }), {
    gains: ["audit < user/* of 222222222222"],
    more: ["audit: s3:GetObject arn:aws:s3:::shop/"],
  }),
  pair(
    "another name of the role",
    usual,
    stacks(
      { release: role() },
      {
        groups: { deployers: { members: ["alice"] } },
        grants: { deploy: { ...grant, roles: [{ stack: "trusting", role: "release" }] } },
      },
    ),
    {
      verdict: "wider",
      gains: ["release < user/* of 222222222222", "release < user/alice of 222222222222"],
      loses: ["deploy < user/* of 222222222222", alice],
      more: ["release: s3:GetObject arn:aws:s3:::shop/"],
      less: ["deploy: s3:GetObject arn:aws:s3:::shop/"],
    },
  ),
  ...same(
    "another key, the same name",
    usual,
    stacks(
      { release: role({ name: "deploy" }) },
      {
        groups: { deployers: { members: ["alice"] } },
        grants: { deploy: { ...grant, roles: [{ stack: "trusting", role: "release" }] } },
      },
    ),
  ),
  ...same("a role in another stack of the account", usual, {
    trusting: { roles: { other: role() } },
    second: { roles: { deploy: role() } },
    trusted: {
      groups: { deployers: { members: ["alice"] } },
      grants: { deploy: { ...grant, roles: [{ stack: "second", role: "deploy" }] } },
    },
  }).map((one) => ({ ...one, before: withOther(one.before), now: withOther(one.now) })),
  ...same("a stack of another name", usual, {
    production: usual["trusting"]!,
    trusted: {
      groups: { deployers: { members: ["alice"] } },
      grants: { deploy: { ...grant, roles: [{ stack: "production", role: "deploy" }] } },
    },
  }),
  ...both("sessions that were revoked", stacks({ deploy: role({ revokeSessionsBefore: "2026-11-01" }) }), usual, {
    more: ["deploy: s3:GetObject arn:aws:s3:::shop/"],
  }),

  // Other projects
  pair(
    "a role of another project that nothing tells of",
    usual,
    trusted({ deploy: grant, other: { ...grant, roles: [{ stack: "organization/shop/prod", role: "x" }] } }),
    { verdict: "same", unknown: 1 },
  ),
  ...both(
    "a role of another project by its ARN",
    usual,
    trusted({
      deploy: grant,
      other: {
        ...grant,
        roles: [
          {
            stack: "organization/shop/prod",
            role: "x",
            arnUntilDeployed: "arn:aws:iam::444444444444:role/x",
          },
        ],
      },
    }),
    { gains: ["x < user/alice of 222222222222"] },
  ),
  pair("no stack before", {}, usual, {
    verdict: "wider",
    gains: ["deploy < user/* of 222222222222", alice],
    more: ["deploy: s3:GetObject arn:aws:s3:::shop/"],
  }),
  pair(
    "no stack any more",
    usual,
    {},
    {
      verdict: "narrower",
      loses: ["deploy < user/* of 222222222222", alice],
      less: ["deploy: s3:GetObject arn:aws:s3:::shop/"],
    },
  ),
];

/** Adds a role `other` to the first stack, so that it is on both sides. */
function withOther(all: Stacks): Stacks {
  return { ...all, trusting: { roles: { other: role(), ...all["trusting"]!["roles"] } } };
}
