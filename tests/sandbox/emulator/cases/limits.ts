import { trustIf, hours } from "./documents";
import type { Twin } from "./variant";

const one = { Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::shop/*" };
const session = (...statements: readonly object[]) => ({
  Policy: JSON.stringify({ Version: "2012-10-17", Statement: statements }),
});
const longest = (length: number) => {
  const rest = session({ ...one, Resource: "arn:aws:s3:::" }).Policy.length;
  return session({ ...one, Resource: `arn:aws:s3:::${"a".repeat(length - rest)}` });
};
const malformed = "MalformedPolicyDocumentException";

/** What STS refuses of session policies before it looks at anything else. */
const sessionPolicies: readonly Twin[] = [
  {
    rule: "a session policy is JSON",
    yes: { title: "an object", call: session(one) },
    no: { title: "YAML", call: { Policy: "Statement: []" }, code: malformed, message: /invalid Json/ },
  },
  {
    rule: "an effect of a session policy",
    yes: { title: "Deny", call: session({ ...one, Effect: "Deny" }) },
    no: { title: "deny", call: session({ ...one, Effect: "deny" }), code: malformed, message: /^Syntax errors/ },
  },
  {
    rule: "a session policy names nobody",
    yes: { title: "nobody", call: session(one) },
    no: {
      title: "a principal",
      call: session({ ...one, Principal: "*" }),
      code: malformed,
      message: /not specify a principal/,
    },
  },
  {
    rule: "a resource of a session policy",
    yes: { title: "*", call: session({ ...one, Resource: "*" }) },
    no: { title: "a name", call: session({ ...one, Resource: "shop" }), code: malformed, message: /ARN format/ },
  },
  {
    rule: "the length of a session policy",
    yes: { title: "2048", call: longest(2048) },
    no: {
      title: "2049",
      call: longest(2049),
      code: "ValidationError",
      message: /less than or equal to 2048/,
    },
  },
  {
    rule: "the number of managed session policies",
    yes: {
      title: "10",
      call: { PolicyArns: Array<object>(10).fill({ arn: "arn:aws:iam::aws:policy/ReadOnlyAccess" }) },
    },
    no: {
      title: "11",
      call: { PolicyArns: Array<object>(11).fill({ arn: "arn:aws:iam::aws:policy/ReadOnlyAccess" }) },
      code: "ValidationError",
      message: /less than or equal to 10/,
    },
  },
  {
    rule: "a managed session policy is there",
    yes: { title: "of AWS", call: { PolicyArns: [{ arn: "arn:aws:iam::aws:policy/ReadOnlyAccess" }] } },
    no: {
      title: "none",
      call: { PolicyArns: [{ arn: "arn:aws:iam::aws:policy/NoSuchPolicy" }] },
      code: "ValidationError",
      message: /does not exist/,
    },
  },
];

/** Durations, names and session policies. */
export const limits: readonly Twin[] = [
  {
    rule: "the shortest session",
    yes: { title: "900 s", call: { DurationSeconds: 900 } },
    no: {
      title: "899 s",
      call: { DurationSeconds: 899 },
      code: "ValidationError",
      message: /'durationSeconds' failed to satisfy constraint: Member must have value greater than or equal to 900/,
    },
  },
  {
    rule: "the longest session of all",
    common: { maxSessionDuration: hours(12) },
    yes: { title: "12 h", call: { DurationSeconds: hours(12) } },
    no: {
      title: "one second more",
      call: { DurationSeconds: hours(12) + 1 },
      code: "ValidationError",
      message: /less than or equal to 43200/,
    },
  },
  {
    rule: "the role's longest session",
    common: { maxSessionDuration: hours(2) },
    yes: { title: "just as long", call: { DurationSeconds: hours(2) } },
    no: {
      title: "a second longer",
      call: { DurationSeconds: hours(2) + 1 },
      code: "ValidationError",
      message: "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
    },
  },
  {
    rule: "who may not assume a role does not learn its limit",
    common: { call: { DurationSeconds: hours(2) } },
    yes: { title: "within", maxSessionDuration: hours(2) },
    no: { title: "too long and not allowed", identity: [] },
  },
  {
    rule: "a condition on the duration",
    common: trustIf({ NumericLessThanEquals: { "sts:DurationSeconds": 1800 } }),
    yes: { title: "half an hour", call: { DurationSeconds: 1800 } },
    no: { title: "more", call: { DurationSeconds: 1801 } },
  },
  {
    rule: "the form of a session's name",
    yes: { title: "with = , . @ -", call: { RoleSessionName: "a=b,c.d@e-f" } },
    no: {
      title: "with a blank",
      call: { RoleSessionName: "a b" },
      code: "ValidationError",
      message: /'roleSessionName' failed to satisfy constraint: Member must satisfy regular expression pattern/,
    },
  },
  {
    rule: "the length of a session's name",
    yes: { title: "64", call: { RoleSessionName: "n".repeat(64) } },
    no: {
      title: "65",
      call: { RoleSessionName: "n".repeat(65) },
      code: "ValidationError",
      message: /length less than or equal to 64/,
    },
  },
  ...sessionPolicies,
];
