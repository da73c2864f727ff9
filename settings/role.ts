import { z } from "zod";
import { accountId, duration, iamName, instant, keys, sentence, text } from "./values";

/**
 * Who in a trusted account is meant: `user/*`, `user/alice`, `role/ci`, `role/teams/*`, or `sso/<permission set>` for
 * the people that IAM Identity Center lets in with that permission set. `*` and `?` stand for any characters.
 */
const principal = text(
  /^(?:(?:user|role)\/[\w+=,.@/*?-]{1,512}|sso\/[\w+=,.@-]{1,32})$/,
  "user/<name>, role/<name> (with paths, * and ? as in user/team-a/*) or sso/<permission set>; services, federated and wildcard principals are out of scope",
);

const trust = keys({
  account: accountId,
  principals: z
    .array(principal, { error: "a list of principals" })
    .min(1, { error: "at least one principal; leave the key out to admit every principal of the account that is granted the role" })
    .optional(),
});

const mfa = keys({
  required: z.boolean({ error: "true or false" }).default(true),
  maxAge: duration(15 * 60, 36 * 3600).optional(),
  reason: sentence("why this role can do without MFA").optional(),
});

const session = keys({
  maxDuration: duration(3600, 12 * 3600).default(3600),
  namePattern: text(/^(?:[\w+=,.@*?-]|\$\{aws:username\}){1,64}$/, "a pattern for the session's name, such as ${aws:username} or release-*").optional(),
  sourceIdentity: z.literal("required", { error: "required" }).optional(),
  tags: z.array(text(/^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/u, "the key of a session tag"), { error: "a list of tag keys" }).min(1, { error: "at least one tag key" }).optional(),
});

/** A policy's document as it stands in the settings; what it means is the policy pack's to judge. */
const policyDocument = keys({
  Version: z.literal("2012-10-17", { error: '"2012-10-17", in quotes' }),
  Id: z.string({ error: "text" }).optional(),
  Statement: z
    .array(z.looseObject({ Effect: z.enum(["Allow", "Deny"], { error: "Allow or Deny" }) }, { error: "a statement" }), { error: "a list of statements" })
    .min(1, { error: "at least one statement" }),
});

const policies = keys({
  managed: z
    .array(text(/^arn:aws(-cn|-us-gov)?:iam::(aws|\d{12}):policy\/[\w+=,.@/-]+$/, "the ARN of a managed policy"), { error: "a list of ARNs" })
    .max(10, { error: "at most 10 managed policies, which is what IAM attaches to a role" })
    .default([]),
  inline: z.record(iamName(128), policyDocument, { error: "inline policies by their names" }).default({}),
});

const review = keys({
  owner: sentence("who answers for this access, such as platform@example.com"),
  reason: sentence("why this access is wanted"),
  by: instant,
});

/** One role under `roles`: what the trusting account offers, to whom, and on which conditions. */
export const roleSettings = keys({
  description: text(/^[\u0009\u000A\u000D\u0020-\u007E\u00A1-\u00FF]{1,1000}$/, "a description of at most 1000 characters").optional(),
  trusts: z.array(trust, { error: "a list of trusted accounts" }).min(1, { error: "at least one trusted account" }),
  mfa: mfa.default({ required: true }),
  session: session.default({ maxDuration: 3600 }),
  policies,
  boundary: text(/^arn:aws(-cn|-us-gov)?:iam::(aws|\d{12}):policy\/[\w+=,.@/-]+$/, "the ARN of a managed policy").optional(),
  window: keys({ from: instant.optional(), until: instant.optional() }).optional(),
  revokeSessionsBefore: instant.optional(),
  review,
});

/** One role, read: durations in seconds, moments as ISO 8601 in UTC, defaults filled in. */
export type RoleSettings = z.output<typeof roleSettings>;
/** One trusted account of a role. */
export type TrustSettings = RoleSettings["trusts"][number];
