import { grantPolicy, inlineLimits } from "../documents/grantPolicy";
import { documentLength, inlineLength } from "../documents/length";
import type { PolicyDocument } from "../documents/policyDocument";
import { distinct, type Organization } from "../policypack/iam";
import { roleName } from "../settings/arns";
import type { Settings } from "../settings/settings";
import { admission } from "./admission";
import { widened, widenedText } from "./chained";
import { forbids } from "./forbidden";
import { contradictions, type Granted } from "./grantContradictions";
import type { GrantProblem } from "./grantProblems";
import { grantedGrantees, granteesOfGrants, groupedBy, type GrantedGrantee, type Grantee } from "./grantees";
import { referencedRole, type PublishedStack } from "./referencedRole";

/** The policies that the grants of a stack make, and what is wrong with the grants. */
export interface GrantPlan {
  /** What is wrong with the grants. Nothing may be created unless this is empty. */
  readonly problems: readonly GrantProblem[];
  /** Things that are not wrong but that people should know, in words. */
  readonly warnings: readonly string[];
  /** The policies by the grantees' keys. */
  readonly policies: Readonly<Record<string, PolicyDocument>>;
  /** The ARNs of the roles by the grants' names. */
  readonly arns: Readonly<Record<string, readonly string[]>>;
  /**
   * The conditions under which a grant can be used, in words, by the grants' names. Grants without any are left out.
   */
  readonly conditions: Readonly<Record<string, readonly string[]>>;
}

/** The longest session, in seconds, when a role's session assumes another role (role chaining). */
const chainedLimit = 3600;

/**
 * Checks every grant against the trust policies of its roles and against the organization, and makes the grantees'
 * policies. Pure.
 */
export function planGrants(
  settings: Omit<Settings, "policies">,
  stacks: Readonly<Record<string, PublishedStack>>,
  now: Date,
  organization?: Organization,
): GrantPlan {
  const problems: GrantProblem[] = [];
  const warnings: string[] = [];
  const conditions = new Map<string, string[]>();
  const grantees = grantedGrantees(settings.grants);
  const granteesOf = granteesOfGrants(grantees);
  const granted: Granted[] = [];
  for (const [grant, { roles, mfa }] of Object.entries(settings.grants)) {
    const own = granteesOf.get(grant) ?? [];
    for (const [at, reference] of roles.entries()) {
      const stack = Object.hasOwn(stacks, reference.stack)
        ? stacks[reference.stack]!
        : { name: reference.stack, roles: undefined, account: { why: "it was not read" } };
      const found = referencedRole(reference, stack, settings.account);
      if (found.problem !== undefined) {
        problems.push(found.problem.where === "stack" ? found.problem : { ...found.problem, grant, at });
        continue;
      }
      for (const grantee of own) {
        const where = `grants.${grant}: the trust policy of ${found.arn}`;
        granted.push({ grant, grantee, role: { arn: found.arn, actions: found.actions, mfaMaxAge: mfa?.maxAge } });
        const forbidding =
          organization === undefined ? [] : forbids(organization, found.arn, granteeOf(grantee), settings, now);
        if (forbidding.length > 0)
          problems.push({
            where: "organization",
            kind: "forbidden",
            grant,
            arn: found.arn,
            grantee: granteeOf(grantee),
            account: settings.account.id,
            forbidding,
          });
        if (!found.role) {
          warnings.push(
            `grants.${grant}: the stack ${found.stack} does not offer ${reference.role} yet, so nothing says ` +
              `that ${found.arn} will admit the ${grantee.kind} ${grantee.name}. Deploy that stack, then this ` +
              "one again.",
          );
          continue;
        }
        const judged = admission(found.role.trust, grantee, settings, now);
        if (judged.refusals.length > 0)
          problems.push({
            where: "trust",
            kind: "not-admitted",
            grant,
            arn: found.arn,
            grantee: granteeOf(grantee),
            account: settings.account.id,
            refusals: judged.refusals,
          });
        if (judged.left.length > 0)
          warnings.push(
            `${where} does not admit ${judged.left.join(", ")} of the group ${grantee.name}; the others it does.`,
          );
        const asked = [...judged.conditions];
        if (grantee.kind === "role" && judged.refusals.length === 0) {
          const wide = widened(found.role.trust, grantee.name, settings, now);
          if (wide !== undefined) warnings.push(widenedText(grant, found.arn, wide));
          asked.push(`sessions of ${chainedLimit / 3600} h at most, since a role assumes it (role chaining)`);
          if (found.role.maxSessionDuration > chainedLimit) {
            warnings.push(
              `grants.${grant}: the role ${grantee.name} assumes ${found.arn} by role chaining, so the ` +
                `session ends after 1 h, although that role allows ${found.role.maxSessionDuration / 3600} h.`,
            );
          }
        }
        if (asked.length > 0)
          conditions.set(grant, [
            ...(conditions.get(grant) ?? []),
            `${found.arn} admits the ${grantee.kind} ${grantee.name} with ${asked.join("; ")}`,
          ]);
      }
    }
  }
  problems.push(...contradictions(granted, settings.groups));
  const rolesOf = groupedBy(
    granted,
    ({ grantee }) => grantee.key,
    ({ role }) => role,
  );
  const policies = Object.fromEntries(grantees.map(({ key }) => [key, grantPolicy(rolesOf.get(key) ?? [])]));
  const ownRoles = new Map(Object.entries(settings.roles).map(([key, role]) => [roleName(key, role), role]));
  for (const grantee of grantees) {
    const own = grantee.kind === "role" ? ownRoles.get(grantee.name) : undefined;
    const others = own ? inlineLength(own, settings.account) : 0;
    const tooLong = lengthProblem(grantee, policies[grantee.key]!, others);
    if (tooLong !== undefined) problems.push(tooLong);
  }
  const arnsOf = groupedBy(
    granted,
    ({ grant }) => grant,
    ({ role }) => role.arn,
  );
  const arns = Object.keys(settings.grants).map((grant) => [grant, [...new Set(arnsOf.get(grant) ?? [])]]);
  return {
    problems: distinct(problems),
    warnings,
    policies,
    arns: Object.fromEntries(arns) as GrantPlan["arns"],
    conditions: Object.fromEntries(conditions),
  };
}

function granteeOf({ kind, name }: GrantedGrantee): Grantee {
  return { kind, name };
}

/** @param others the characters of the inline policies that the grantee has already */
function lengthProblem(grantee: GrantedGrantee, policy: PolicyDocument, others: number): GrantProblem | undefined {
  const { kind, grants } = grantee;
  const length = documentLength(policy) + others;
  const limit = inlineLimits[kind];
  if (length <= limit) return undefined;
  const named = policy.Statement.reduce((sum, { Resource }) => sum + [Resource].flat().length, 0);
  return {
    where: "grantee",
    kind: "too-long",
    grants,
    grantee: granteeOf(grantee),
    roles: named,
    length,
    others,
    limit,
  };
}
