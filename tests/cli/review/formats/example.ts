/** Reviews to show: one with every kind of finding, one whose every text is hostile, and big ones. */
import {
  findingKinds,
  reviewSchema,
  type Finding,
  type FindingKind,
  type PrincipalReview,
  type Review,
  type RoleReview,
} from "../../../../cli/review/model";

const shop = "111111111111";
const people = "222222222222";
const data = "333333333333";
const vendor = "999999999999";

const userArn = (name: string, account = people) => `arn:aws:iam::${account}:user/${name}`;
const roleArn = (name: string, account = shop) => `arn:aws:iam::${account}:role/${name}`;

/** A trust policy as the components write it. */
export const trustOf = (account: string) => ({
  Version: "2012-10-17",
  Statement: [
    {
      Effect: "Allow",
      Principal: { AWS: `arn:aws:iam::${account}:root` },
      Action: "sts:AssumeRole",
      Condition: {
        Bool: { "aws:MultiFactorAuthPresent": "true" },
        NumericLessThan: { "aws:MultiFactorAuthAge": "3600" },
      },
    },
  ],
});

const allow = (action: string | string[], resource: string) => ({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: action, Resource: resource }],
});

const alice: PrincipalReview = {
  arn: userArn("alice"),
  kind: "user",
  account: people,
  ways: [{ policy: "the inline policy deployers-deploy of the group deployers", grant: "deployers-deploy" }],
  conditions: ["MFA within 1 h", "until 2027-05-01"],
  mfaDevice: true,
  lastAssumed: "2026-11-20T08:15:00Z",
};
const bob: PrincipalReview = {
  arn: userArn("bob"),
  kind: "user",
  account: people,
  ways: [{ policy: "the inline policy by-hand of the user bob" }],
  conditions: ["MFA within 1 h"],
  mfaDevice: false,
};
const release: PrincipalReview = {
  arn: roleArn("release", people),
  kind: "role",
  account: people,
  ways: [{ policy: "the inline policy audit of the role release", grant: "release-audit" }],
  conditions: [],
};

/** A role as approved, with nothing to say against it. */
export function exampleRole(name: string, account = shop, fields: Partial<RoleReview> = {}): RoleReview {
  return {
    arn: roleArn(name, account),
    name,
    account,
    stack: account === shop ? "trusting" : "data",
    key: name,
    description: `What ${name} is for`,
    verdict: "as-approved",
    trustPolicy: trustOf(people),
    trusts: [{ account: people, reviewed: true }],
    maxSessionDuration: 3600,
    policies: [
      {
        name: "artifacts",
        kind: "inline",
        document: allow(["s3:GetObject", "s3:PutObject"], "arn:aws:s3:::web-shop-artifacts/*"),
      },
    ],
    principals: [alice],
    identities: [],
    chains: [],
    permissions: { verdict: "acceptable", findings: [] },
    lastUsed: "2026-11-20T08:15:00Z",
    services: [{ service: "s3", lastUsed: "2026-11-20T08:20:00Z" }],
    review: { owner: "platform@example.com", reason: "Weekly release of the web shop", by: "2027-05-01" },
    approval: {
      state: "approved",
      possible: true,
      by: "carol@example.com",
      at: "2026-10-01",
      reason: "Weekly release",
      until: "2027-05-01",
    },
    ...fields,
  };
}

const roles: RoleReview[] = [
  exampleRole("deploy", shop, {
    verdict: "differs",
    policies: [
      {
        name: "artifacts",
        kind: "inline",
        document: allow(["s3:GetObject", "s3:PutObject"], "arn:aws:s3:::web-shop-artifacts/*"),
      },
      { name: "clean-up", kind: "inline", document: allow("s3:Delete*", "*") },
      { name: "arn:aws:iam::aws:policy/CloudWatchReadOnlyAccess", kind: "managed" },
    ],
    boundary: { name: `arn:aws:iam::${shop}:policy/boundary`, kind: "managed", document: allow("s3:*", "*") },
    principals: [alice, bob],
    permissions: {
      verdict: "too-broad",
      findings: [
        {
          rule: "unbounded-write",
          level: "mandatory",
          message: "the inline policy clean-up, Statement[0] allows s3:DeleteObject on all buckets.",
          policy: "clean-up",
          statement: "Statement[0]",
          witness: "s3:DeleteObject on arn:aws:s3:::anything/anything",
        },
      ],
    },
    approval: {
      state: "broader",
      possible: true,
      by: "carol@example.com",
      at: "2026-10-01",
      reason: "Weekly release",
      until: "2027-05-01",
      broader: {
        principals: [bob.arn],
        trust: [`${people}: without MFA`],
        permissions: ["s3:DeleteObject on arn:aws:s3:::anything/anything", "s3:DeleteBucket on arn:aws:s3:::anything"],
        session: ["2 h instead of 1 h"],
      },
    },
  }),
  exampleRole("hand-made", shop, {
    verdict: "differs",
    trusts: [{ account: "*", reviewed: false }],
    principals: [],
    policies: [],
    approval: { state: "none", possible: false },
  }),
  exampleRole("read-logs", shop, {
    trusts: [
      { account: people, reviewed: true },
      { account: vendor, reviewed: false, outside: true },
    ],
  }),
  exampleRole("audit", data, {
    verdict: "differs",
    principals: [release],
    chains: [{ principal: userArn("dora"), through: [release.arn] }],
    forbidden: [{ principal: userArn("mallory"), why: ["the service control policy KeepOut (p-1) denies it"] }],
    approval: {
      state: "expired",
      possible: true,
      by: "dave@example.com",
      at: "2026-01-05",
      reason: "Audit",
      until: "2026-11-01",
    },
  }),
  exampleRole("export", data, {
    verdict: "unknown",
    trusts: [
      { account: people, reviewed: true },
      { account: "444444444444", reviewed: false },
    ],
    principals: [],
  }),
];
for (const name of ["hand-made"]) {
  const role = roles.find((one) => one.name === name)!;
  delete role.stack;
  delete role.key;
  delete role.review;
  delete role.lastUsed;
  delete role.services;
  delete role.description;
}

const errors: readonly FindingKind[] = [
  "code-not-deployed",
  "changed-by-hand",
  "role-missing",
  "undeclared-role",
  "undeclared-grant",
  "granted-not-trusted",
  "stale-principal",
  "review-overdue",
  "not-approved",
  "approval-expired",
  "broader-than-approved",
  "mfa-device-missing",
  "too-broad",
  "outside-expired",
];
/** Which role a kind is about; the others are about `deploy`. */
const about: Partial<Record<FindingKind, Partial<Finding>>> = {
  "role-missing": { role: roleArn("gone") },
  "approved-but-gone": { role: roleArn("gone") },
  "undeclared-role": { role: roleArn("hand-made") },
  "not-approved": { role: roleArn("hand-made") },
  "undeclared-grant": { account: people, principal: bob.arn, document: "the inline policy by-hand of the user bob" },
  "trusted-not-granted": { role: roleArn("export", data), account: data },
  "outside-account": { role: roleArn("read-logs") },
  "approval-expired": { role: roleArn("audit", data), account: data },
  "review-due": { role: roleArn("audit", data), account: data },
  "old-access-key": { account: people, principal: bob.arn },
  "mfa-device-missing": { account: people, principal: bob.arn },
  "changed-by-hand": { document: "the inline policy clean-up" },
  "too-broad": { document: "the inline policy clean-up" },
  "stale-principal": { role: undefined, account: people, document: "the inline policy of the role release" },
};

function exampleFinding(kind: FindingKind): Finding {
  const { role = roleArn("deploy"), ...fields } = about[kind] ?? {};
  return {
    kind,
    level: errors.includes(kind) ? "error" : "warning",
    account: shop,
    ...(kind === "stale-principal" ? {} : { role }),
    message: `Found that ${findingKinds[kind]}. Expected is what the settings and approvals.yaml say.`,
    remedy: `Undo it in the account, or declare it in the stack's settings and approve it.`,
    ...Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)),
  };
}

const kinds = Object.keys(findingKinds) as FindingKind[];
const findings = [
  ...kinds.filter((kind) => errors.includes(kind)),
  ...kinds.filter((kind) => !errors.includes(kind)),
].map(exampleFinding);

/** Three accounts, five roles, every kind of finding, something missing. */
export const example: Review = reviewSchema.parse({
  version: 1,
  at: "2026-11-24T12:00:00Z",
  verdict: "differs",
  accounts: [
    { id: shop, stacks: ["trusting"], read: true, name: "shop" },
    { id: people, stacks: ["trusted"], read: true },
    { id: data, stacks: ["data"], read: true },
    { id: "444444444444", stacks: ["far"], read: false, name: "far away" },
    {
      id: vendor,
      stacks: [],
      read: false,
      name: "vendor",
      outside: { owner: "security@example.com", reason: "Backups", by: "2027-02-01" },
    },
  ],
  roles,
  findings,
  missing: [
    {
      what: "the IAM of the account 444444444444",
      account: "444444444444",
      why: "AccessDenied: not authorized to perform iam:GetAccountAuthorizationDetails",
      next: "Give the profile iam:GetAccountAuthorizationDetails.",
    },
    {
      what: "when roles were last used",
      account: data,
      stack: "data",
      why: "the API does not answer",
      next: "Try again later.",
    },
  ],
} satisfies Review);

/** One role, as approved. */
export const quiet: Review = reviewSchema.parse({
  version: 1,
  at: "2026-11-24T12:00:00Z",
  verdict: "as-approved",
  accounts: [
    { id: shop, stacks: ["trusting"], read: true },
    { id: people, stacks: ["trusted"], read: true },
  ],
  roles: [exampleRole("deploy")],
  findings: [],
  missing: [],
} satisfies Review);

/** The same review with `text` in the place of every free text and at the end of every ARN. */
export function hostile(text: string): Review {
  const keep = new Set([
    "version",
    "at",
    "verdict",
    "kind",
    "level",
    "account",
    "id",
    "state",
    "until",
    "lastUsed",
    "lastAssumed",
  ]);
  const taint = (value: unknown, key: string): unknown => {
    if (Array.isArray(value)) return value.map((item) => taint(item, key));
    if (typeof value === "object" && value !== null)
      return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, taint(inner, name)]));
    if (typeof value !== "string" || keep.has(key)) return value;
    if (/^\d{4}-\d\d-\d\d/.test(value)) return value;
    return value.startsWith("arn:") ? `${value}${text}` : text;
  };
  return reviewSchema.parse(taint(example, ""));
}

/** Accounts with as many roles each, assumed by as many users of one of four accounts; every tenth account has something to decide. */
export function bigReview(accounts: number, rolesEach: number, usersEach: number): Review {
  const ids = Array.from({ length: accounts }, (_, i) => String(100_000_000_000 + i));
  const bigRoles = ids.flatMap((account, i) =>
    Array.from({ length: rolesEach }, (_, j) => {
      const trusted = ids[i === i % 4 ? (i + 1) % Math.min(accounts, 4) : i % 4]!;
      const differs = j === 0 && i % 10 === 0;
      const principals = Array.from({ length: usersEach }, (_u, k): PrincipalReview => ({
        arn: userArn(`user-${k}`, trusted),
        kind: "user",
        account: trusted,
        ways: [{ policy: `the inline policy grant-${j} of the group team-${j}`, grant: `grant-${j}` }],
        conditions: ["MFA within 1 h"],
        mfaDevice: true,
      }));
      return exampleRole(`role-${j}`, account, {
        verdict: differs ? "differs" : "as-approved",
        stack: `stack-${i}`,
        trusts: [{ account: trusted, reviewed: true }],
        principals,
        ...(differs ? { approval: { state: "none" as const, possible: true } } : {}),
      });
    }),
  );
  const bigFindings = bigRoles
    .filter(({ verdict }) => verdict === "differs")
    .map(({ arn, account }): Finding => ({ ...exampleFinding("not-approved"), account, role: arn }));
  return {
    version: 1,
    at: "2026-11-24T12:00:00Z",
    verdict: "differs",
    accounts: ids.map((id, i) => ({ id, stacks: [`stack-${i}`], read: true })),
    roles: bigRoles,
    findings: bigFindings,
    missing: [],
  };
}
