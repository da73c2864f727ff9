/** Random settings, and random changes of them. */
import type { Chance } from "../../../sandbox/lifecycle/random";
import type { StackSettings, Stacks } from "../pairs";

type Value = StackSettings[string][string];
type Fields = Record<string, Value | undefined>;

const unit = "o-aaaaaaaaaa/r-ab12/ou-ab12-11111111/";
/** The values of each condition; undefined leaves it out. */
const conditions: Readonly<Record<string, readonly (Value | undefined)[]>> = {
  mfa: [undefined, { maxAge: "30m" }, { maxAge: "2h" }, { required: false, reason: "x" }],
  window: [
    undefined,
    undefined,
    { from: "2026-11-01" },
    { until: "2026-11-30" },
    { until: "2027-01-01" },
    { from: "2027-01-01", until: "2027-03-01" },
  ],
  organization: [undefined, undefined, { id: "o-aaaaaaaaaa" }, { id: "o-aaaaaaaaaa", paths: [`${unit}*`] }],
  network: [
    undefined,
    undefined,
    { sourceIps: ["203.0.113.0/24"] },
    { sourceIps: ["203.0.113.0/25"] },
    { vpcEndpoints: ["vpce-0123456789abcdef0"] },
    { sourceIps: ["203.0.113.0/25"], vpcEndpoints: ["vpce-0123456789abcdef0"] },
  ],
  principalTags: [undefined, undefined, { team: ["shop"] }, { team: ["shop", "web"] }],
};
const session: Readonly<Record<string, readonly (Value | undefined)[]>> = {
  maxDuration: [undefined, "2h"],
  namePattern: [undefined, undefined, "${aws:username}", "release-*", "rel*"],
  sourceIdentity: [undefined, undefined, "required", { matching: "${aws:username}" }, { matching: "al*" }],
  tags: [
    undefined,
    undefined,
    ["team"],
    { required: ["team"] },
    { required: { team: ["shop"] } },
    { allowed: ["team", "cost"], transitive: ["team"] },
  ],
};
const principals = ["user/*", "user/alice", "user/team-a/*", "user/*/bob", "role/ci", "role/pipelines/*", "sso/Deploy"];
const statements: readonly Value[] = [
  { Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::shop/*" },
  { Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::shop/releases/*" },
  { Effect: "Allow", Action: ["s3:GetObject", "s3:PutObject"], Resource: "arn:aws:s3:::shop/releases/*" },
  { Effect: "Allow", Action: "s3:*Object", Resource: "arn:aws:s3:::logs/*" },
  { Effect: "Allow", Action: "sqs:SendMessage", Resource: "arn:aws:sqs:eu-west-1:111111111111:orders" },
  { Effect: "Deny", Action: "s3:PutObject", Resource: "*" },
  { Effect: "Deny", NotAction: "s3:*", Resource: "*" },
];
const review = { owner: "platform@example.com", reason: "Weekly release", by: "2027-05-01" };
const boundary = "arn:aws:iam::111111111111:policy/bound";

function drawn(chance: Chance, from: Readonly<Record<string, readonly (Value | undefined)[]>>, share: number): Fields {
  return Object.fromEntries(
    Object.entries(from).map(([key, values]) => [key, chance.often(share) ? chance.one(values) : undefined]),
  );
}

function without(fields: Fields): Record<string, Value> {
  return Object.fromEntries(Object.entries(fields).filter((one): one is [string, Value] => one[1] !== undefined));
}

function trust(chance: Chance): Value {
  const named = chance.often(0.75) ? chance.some(principals, 1) : undefined;
  const account = chance.often(0.8) ? "222222222222" : "444444444444";
  return without({ account, principals: named, ...drawn(chance, conditions, 0.2) });
}

const documents = (chance: Chance): Value => ({ Version: "2012-10-17", Statement: chance.some(statements, 1) });

const roleSettings: Readonly<Record<string, (chance: Chance) => Value | undefined>> = {
  trusts: (chance) => [trust(chance), ...(chance.often(0.3) ? [trust(chance)] : [])],
  policies: (chance) => ({
    inline: { a: documents(chance), ...(chance.often(0.3) && { b: documents(chance) }) },
    ...(chance.often(0.3) && { shared: ["common"] }),
  }),
  boundary: (chance) => (chance.often(0.2) ? boundary : undefined),
  session: (chance) => without(drawn(chance, session, 0.4)),
  ...Object.fromEntries(
    Object.entries(conditions).map(([key, values]) => [
      key,
      (chance) => (chance.often(0.3) ? chance.one(values) : undefined),
    ]),
  ),
};

function role(chance: Chance): Value {
  return without({
    ...Object.fromEntries(Object.entries(roleSettings).map(([key, draw]) => [key, draw(chance)])),
    review,
  });
}

const users = ["alice", "bob", "carol"];

function grant(chance: Chance): Value {
  const to = {
    groups: chance.some(["deployers", "ops"]),
    users: chance.some(users),
    roles: chance.some(["ci"]),
    permissionSets: chance.often(0.3) ? ["Deploy"] : [],
  };
  const roles = chance.some(["deploy", "audit"], 1).map((key) => ({ stack: "trusting", role: key }));
  const sessions = to.roles.length + to.permissionSets.length;
  const nobody = to.groups.length + to.users.length + sessions === 0;
  const mfa = sessions === 0 && chance.often(0.3) ? { maxAge: chance.one(["30m", "1h"]) } : undefined;
  return without({ to: nobody ? { users: ["alice"] } : to, roles, mfa });
}

function grants(chance: Chance): Record<string, Value> {
  return { one: grant(chance), ...(chance.often(0.5) && { two: grant(chance) }) };
}

const group = (chance: Chance): Value => ({ members: chance.some(users) });
const policies = (chance: Chance): Record<string, Value> => ({
  common: { document: documents(chance) },
  bound: { document: documents(chance) },
});

/** The settings of a project with two stacks. */
export function world(chance: Chance): Stacks {
  return {
    trusting: { roles: { deploy: role(chance), audit: role(chance) }, policies: policies(chance) },
    trusted: { groups: { deployers: group(chance) }, grants: grants(chance) },
  };
}

/** The same settings with some changes. */
export function changed(chance: Chance, { trusting, trusted }: Stacks): Stacks {
  const now = structuredClone({ trusting: trusting!, trusted: trusted! });
  for (let left = 1 + chance.upTo(2); left > 0; left--) {
    const change = chance.upTo(6);
    const roles = now.trusting["roles"] as Record<string, Fields>;
    if (change <= 3) {
      const key = chance.one(Object.keys(roles));
      const setting = chance.one(Object.keys(roleSettings));
      roles[key] = without({ ...roles[key], [setting]: roleSettings[setting]!(chance) });
    } else if (change === 4) now.trusting["policies"] = policies(chance);
    else if (change === 5) now.trusted["groups"] = { deployers: group(chance) };
    else now.trusted["grants"] = grants(chance);
  }
  return now;
}

/** Everything whose order means nothing, in the other order. */
export function reordered(stacks: Stacks): Stacks {
  return JSON.parse(JSON.stringify(stacks), (_, value: Value) => {
    if (Array.isArray(value)) return (value as Value[]).reverse();
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).reverse());
  }) as Stacks;
}
