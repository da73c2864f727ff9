/**
 * What a review says. This is the form of `--format json`; the other formats show the same. Types and the published
 * JSON Schema are derived from it. Lists are sorted; two reviews of the same access differ in `at` only.
 */
import { z } from "zod";

/** The version of this form. New fields keep the number; any other change increases it. */
export const reviewVersion = 1;

const text = (description: string) => z.string().meta({ description });
const list = <T extends z.ZodType>(item: T, description: string) => z.array(item).meta({ description });
const moment = (description: string) => z.iso.datetime().meta({ description });
const day = (description: string) => z.iso.date().meta({ description });
const arn = (description: string) => z.string().regex(/^arn:/).meta({ description });
const accountId = z
  .string()
  .regex(/^\d{12}$/)
  .meta({ description: "An account, 12 digits" });

/** What a finding is about. */
export const findingKinds = {
  "code-not-deployed": "the settings say something that was not deployed",
  "changed-by-hand": "the account has something else than what was deployed",
  "role-missing": "a role was deployed and is gone from the account",
  "undeclared-role": "a role that no stack declares admits other accounts",
  "undeclared-grant": "somebody can assume a role through a policy that no stack declares",
  "granted-not-trusted": "a policy lets somebody assume a role whose trust policy does not admit them",
  "trusted-not-granted": "a trust policy names somebody whom no policy lets assume the role",
  "stale-principal": "a policy names a principal that was deleted",
  unused: "a role, or somebody's access to it, was not used for long",
  "review-overdue": "the date by which somebody had to decide again is past",
  "review-due": "somebody has to decide again soon",
  "not-approved": "nobody approved this access",
  "approval-expired": "the approval is past its date",
  "broader-than-approved": "the access is more than what was approved",
  "approved-but-gone": "an approval is about a role that is no longer there",
  "mfa-device-missing": "somebody holds access that needs MFA and has no device",
  "old-access-key": "somebody with access has an old access key",
  "too-broad": "a session may do too much, by the rules of the policy pack",
  "open-identities": "identities that anybody can get are let in",
  "loose-identities": "identities are let in without a condition that AWS advises",
  "outside-account": "an account that no stack describes lets people in, and somebody answers for it",
  "forbidden-grant": "a policy lets somebody assume a role, and the organization forbids it",
  "resource-refuses": "a role's policies allow something that the policy of a resource, or its key, does not",
  "outside-expired": "what somebody declared of an account that no stack describes is past its date",
} as const;

export type FindingKind = keyof typeof findingKinds;

/** Kinds that are warnings whatever else holds. The others are errors, some of them until an approval covers them. */
export const warningKinds: readonly FindingKind[] = [
  "granted-not-trusted",
  "trusted-not-granted",
  "stale-principal",
  "unused",
  "review-due",
  "approved-but-gone",
  "mfa-device-missing",
  "old-access-key",
  "outside-account",
  "loose-identities",
  "forbidden-grant",
  "resource-refuses",
];

const finding = z.strictObject({
  kind: z.enum(Object.keys(findingKinds) as [FindingKind, ...FindingKind[]]).meta({ description: "What it is about" }),
  level: z.enum(["error", "warning"]).meta({ description: "An error makes exit code 7; a warning is to be looked at" }),
  account: accountId,
  role: arn("The role that it is about").optional(),
  principal: arn("The user, group or role that it is about").optional(),
  document: text("The policy or setting that it is about, such as `the inline policy artifacts`").optional(),
  message: text("What was found and what is expected, in sentences"),
  remedy: text("What to do, in sentences"),
});

const missing = z.strictObject({
  what: text("What is not known"),
  account: accountId.optional(),
  stack: text("The stack that it is about").optional(),
  why: text("What AWS or the engine said"),
  next: text("What to do"),
});

const holder = z.strictObject({
  kind: z.enum(["user", "group"]),
  id: text("Its id in the identity store"),
  name: text("The name; absent where it could not be read").optional(),
  members: list(
    z.string(),
    "The names of a group's members; absent for users, and where they could not be read",
  ).optional(),
});
const people = list(holder, "The users and groups of IAM Identity Center who get in, as far as they are known");

const way = z.strictObject({
  policy: text("The policy that lets them, such as `the inline policy cross-account-access of the group deployers`"),
  grant: text("The grant in a stack's settings that it comes from; absent where no stack declares it").optional(),
});

const principal = z.strictObject({
  arn: arn("A user or a role"),
  kind: z.enum(["user", "role"]),
  account: accountId,
  ways: list(way, "The policies that let them; any one of them does"),
  conditions: list(z.string(), "What has to hold for a call to succeed, in words"),
  mfaDevice: z
    .boolean()
    .optional()
    .meta({ description: "Whether a user has an MFA device; absent where that is not known, or for roles" }),
  lastAssumed: moment("When they last assumed the role, as far as CloudTrail tells").optional(),
  people: people.optional().meta({ description: "Who has the permission set whose role this is" }),
});

const identities = z.strictObject({
  provider: text("The provider's ARN, the name of a provider or service that all accounts share, or `*` for all"),
  kind: z.enum(["saml", "oidc", "roles-anywhere", "account-access"]),
  statement: text("The statement of the trust policy that lets them in"),
  conditions: list(z.string(), "What the statement asks for, in words"),
  bound: z.enum(["bound", "weak", "anybody", "unknown"]).meta({
    description:
      "Whether a condition or the provider names whose they are; `weak` without a condition that AWS advises, " +
      "`anybody` where everybody can be one of them, `unknown` where nobody can tell",
  }),
});

const chain = z.strictObject({
  principal: text("A user, a role, a provider, a service, or the root of an account that was not read"),
  through: list(arn("A role"), "The roles on the way, in the order in which they are assumed").min(1),
});

const forbidden = z.strictObject({
  principal: text("A user, a role, a provider or a service; `*` for all providers"),
  why: list(z.string(), "The policies of the organization that forbid it, with the place each is attached to"),
});

const policy = z.strictObject({
  name: text("The inline policy's name or the managed policy's ARN"),
  kind: z.enum(["inline", "managed"]),
  document: z.unknown().meta({ description: "The policy document; absent where it is not known" }).optional(),
});

const broader = z.strictObject({
  principals: list(z.string(), "Who was not approved"),
  trust: list(z.string(), "What the trust policy lets through that it did not"),
  permissions: list(z.string(), "What a session may do that it might not: an action on a resource each"),
  session: list(z.string(), "Longer sessions"),
});

const role = z.strictObject({
  arn: arn("The role"),
  name: text("Its name in IAM"),
  account: accountId,
  stack: text("The stack that declares it; absent where none does").optional(),
  key: text("Its key in the stack's settings").optional(),
  description: text("What it is for").optional(),
  verdict: z
    .enum(["as-approved", "differs", "unknown"])
    .meta({ description: "`unknown` when evidence is missing about it and nothing that is known differs" }),
  trustPolicy: z.unknown().optional().meta({ description: "As the account has it; absent where that is not known" }),
  trusts: list(
    z.strictObject({
      account: z.string(),
      reviewed: z.boolean().meta({ description: "Whether its principals are known" }),
      outside: z.boolean().optional().meta({
        description: "Whether `accounts.yaml` declares it as outside, so that whoever it lets is known access",
      }),
    }),
    "The accounts that the trust policy names; `*` for everybody",
  ),
  maxSessionDuration: z.number().int().optional().meta({ description: "Seconds" }),
  policies: list(policy, "What is attached"),
  boundary: policy.optional(),
  principals: list(principal, "Who can assume it now: both sides allow it, whatever conditions it takes"),
  identities: list(identities, "Whom the trust policy lets in who is neither a user nor a role"),
  people: people.optional().meta({
    description:
      "Who of IAM Identity Center gets in, for a role of a permission set or one that trusts account access manager",
  }),
  chains: list(
    chain,
    "Who gets in through other roles and not directly, each by a shortest way over at most ten roles, at most 500; " +
      "such sessions last at most one hour",
  ),
  chainsCut: z
    .boolean()
    .optional()
    .meta({ description: "True where there may be more such ways than are listed; else absent" }),
  forbidden: list(
    forbidden,
    "Whom both sides let assume it and the organization forbids it; absent where there is none",
  ).optional(),
  permissions: z.strictObject({
    verdict: z.enum(["acceptable", "too-broad", "unprovable"]),
    findings: list(
      z.strictObject({
        rule: z.string(),
        level: z.enum(["mandatory", "advisory"]),
        message: z.string(),
        policy: z.string().optional(),
        statement: z.string().optional(),
        witness: z.string().optional(),
      }),
      "What the policy pack says of its policies together",
    ),
  }),
  lastUsed: z
    .union([z.iso.datetime(), z.literal("never")])
    .optional()
    .meta({
      description:
        "When a session of it last called anything, in the 400 days that AWS remembers; absent where that is not known",
    }),
  services: list(
    z.strictObject({ service: z.string(), lastUsed: z.iso.datetime() }),
    "The services that its sessions called, latest first",
  ).optional(),
  review: z
    .strictObject({ owner: z.string(), reason: z.string(), by: z.string() })
    .optional()
    .meta({ description: "Who answers for it, from the settings" }),
  approval: z.strictObject({
    state: z.enum(["approved", "broader", "expired", "none"]),
    possible: z
      .boolean()
      .meta({ description: "Whether everything is known that an approval is about; else it cannot be approved" }),
    by: text("Who approved").optional(),
    at: day("When").optional(),
    reason: text("Why").optional(),
    until: day("The last day on which it counts").optional(),
    broader: broader.optional().meta({ description: "What is more than was approved" }),
  }),
});

/** A whole review. */
export const reviewSchema = z.strictObject({
  version: z.literal(reviewVersion),
  at: moment("When the evidence was gathered"),
  verdict: z.enum(["as-approved", "differs", "incomplete"]).meta({
    description: "Exit codes 0, 7 and 11; `incomplete` when evidence is missing and nothing that is known differs",
  }),
  accounts: list(
    z.strictObject({
      id: accountId,
      stacks: z.array(z.string()),
      read: z.boolean().meta({ description: "Whether its IAM could be read" }),
      name: text("Its name in `accounts.yaml`; absent where that has none").optional(),
      outside: z
        .strictObject({ owner: z.string(), reason: z.string(), by: day("The last day on which it counts") })
        .optional()
        .meta({ description: "Who answers for it, where no stack describes it and `accounts.yaml` says so" }),
    }),
    "The accounts of the stacks, and those of `accounts.yaml` that a role trusts",
  ),
  organization: z
    .strictObject({
      id: text("The organization's id; absent where it was not read").optional(),
      source: z.enum(["aws", "file", "none"]).meta({ description: "Where what it forbids was read; `none`: nowhere" }),
      at: moment("When it was read").optional(),
      why: text("Why it, or that of some accounts, was not read").optional(),
    })
    .optional()
    .meta({ description: "The organization whose policies count; absent where no account is in one" }),
  roles: list(
    role,
    "The roles that a stack declares, that others than their own account can assume, or that sessions of these can " +
      "assume; by account and name",
  ),
  findings: list(finding, "Errors first, then by account, role, kind and text"),
  missing: list(missing, "What could not be read"),
});

export type Review = z.output<typeof reviewSchema>;
export type RoleReview = Review["roles"][number];
export type PrincipalReview = RoleReview["principals"][number];
export type Finding = Review["findings"][number];
export type Missing = Review["missing"][number];
