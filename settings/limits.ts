import { trustPolicy, type Partition } from "../components/trustPolicy";
import { pathText, yamlDate, type Problem } from "./problems";
import type { RoleSettings } from "./role";
import { durationText } from "./values";

/** The name of the inline policy that ends sessions issued before a moment. */
export const revocationPolicyName = "RevokeSessionsBefore";
/** Characters of a trust policy that IAM accepts unless the account's quota was raised. */
const trustPolicyLimit = 2_048;
/** Characters of all inline policies of a role together, white space not counted. */
const inlinePoliciesLimit = 10_240;

/**
 * What no single setting shows: values that contradict each other, and the limits of IAM on what they add up to.
 * See https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 *
 * @param now decides whether a date is past
 */
export function roleProblems(name: string, role: RoleSettings, account: { id: string; partition: Partition }, now: Date): Problem[] {
  const problems: Problem[] = [];
  const problem = (path: readonly PropertyKey[], message: string) => problems.push({ path: pathText(["roles", name, ...path]), message });
  const past = (moment: string) => new Date(moment) <= now;

  role.trusts.forEach((trust, at) => {
    if (trust.account === account.id) {
      problem(["trusts", at, "account"], `found "${trust.account}", which is this account itself, expected another account`);
    }
    if (role.trusts.findIndex((other) => other.account === trust.account) !== at) {
      problem(["trusts", at, "account"], `found "${trust.account}" a second time, expected each account once, with all its principals`);
    }
    trust.principals?.forEach((principal, index) => {
      if (role.mfa.required && !principal.startsWith("user/")) {
        problem(
          ["trusts", at, "principals", index],
          `found "${principal}", but the session of a role (IAM Identity Center included) never carries MFA, so it could not get in; expected a user, or mfa: { required: false, reason: … } for this role`,
        );
      }
    });
  });
  if (!role.mfa.required && !role.mfa.reason) problem(["mfa", "reason"], "missing, expected why this role can do without MFA");
  if (!role.mfa.required && role.mfa.maxAge !== undefined) {
    problem(["mfa", "maxAge"], `found ${durationText(role.mfa.maxAge)} beside required: false, expected one or the other`);
  }
  if (role.policies.managed.length === 0 && Object.keys(role.policies.inline).length === 0) {
    problem(["policies"], "found no policy, expected at least one under managed or inline: the role could do nothing");
  }
  const { from, until } = role.window ?? {};
  if (role.window && !from && !until) problem(["window"], "found neither, expected from, until or both");
  if (from && until && from >= until) problem(["window", "until"], `found ${until}, expected a moment after from (${from})`);
  if (until && past(until)) problem(["window", "until"], `found ${until}, which is past: nobody can assume this role; expected a later moment, or remove the role`);
  if (past(role.review.by)) {
    problem(["review", "by"], `found ${role.review.by}, which is past: ${role.review.owner} has to decide again whether this access is wanted, and set a later date`);
  }
  if (role.revokeSessionsBefore && !past(role.revokeSessionsBefore)) {
    problem(["revokeSessionsBefore"], `found ${role.revokeSessionsBefore}, which is not past yet: it would deny every new session too; expected a past moment`);
  }
  if (role.revokeSessionsBefore && Object.hasOwn(role.policies.inline, revocationPolicyName)) {
    problem(["policies", "inline", revocationPolicyName], "found the name that revokeSessionsBefore gives its own policy, expected another name");
  }
  for (const path of datesIn(role.policies.inline)) {
    problem(["policies", "inline", ...path], "found a date that YAML has read as one, so it is not in the form that IAM reads; expected it in quotes");
  }
  for (const [policies, value] of [["managed", role.policies.managed], ["boundary", role.boundary ? [role.boundary] : []]] as const) {
    value.forEach((arn, at) => {
      const path = policies === "managed" ? ["policies", "managed", at] : ["boundary"];
      const [, partition, , , owner] = arn.split(":");
      if (partition !== account.partition) problem(path, `found "${arn}" of the partition ${partition}, expected ${account.partition}, where this account's region is`);
      if (owner !== "aws" && owner !== account.id) problem(path, `found "${arn}" of another account, expected a policy of AWS or of ${account.id}`);
    });
  }
  const trustLength = JSON.stringify(trustPolicy(role, account.partition)).length;
  if (trustLength > trustPolicyLimit) {
    problem(["trusts"], `found settings that make a trust policy of ${trustLength} characters, expected at most ${trustPolicyLimit}: merge principals into patterns or paths, or offer two roles`);
  }
  const inlineLength = Object.values(role.policies.inline).reduce((sum, document) => sum + JSON.stringify(document).replace(/\s/g, "").length, 0);
  if (inlineLength > inlinePoliciesLimit) {
    problem(["policies", "inline"], `found ${inlineLength} characters in all, expected at most ${inlinePoliciesLimit}: move some into a managed policy`);
  }
  return problems;
}

/** Where YAML has turned a text of a document into a date. */
function datesIn(value: unknown): PropertyKey[][] {
  if (typeof value === "string") return yamlDate.test(value) ? [[]] : [];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => datesIn(inner).map((path) => [Array.isArray(value) ? Number(key) : key, ...path]));
}
