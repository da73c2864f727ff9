import { grantPolicy, inlineLimits } from "../documents/grantPolicy";
import { documentLength, inlineLength } from "../documents/length";
import { ownedPolicy, ownerMark } from "../documents/ownedPolicy";
import type { PolicyDocument } from "../documents/policyDocument";
import { distinct, type Organization } from "../policypack/iam";
import { roleArnParts, roleName } from "../settings/arns";
import type { Settings } from "../settings/settings";
import { admission, type GranteeAccount } from "./admission";
import { widened, widenedText } from "./chained";
import { forbids } from "./forbidden";
import { contradictions, type Granted } from "./grantContradictions";
import type { GrantProblem } from "./grantProblems";
import {
  grantedGrantees,
  granteesOfGrants,
  granteeText,
  groupedBy,
  type GrantedGrantee,
  type Grantee,
} from "./grantees";
import { placesOf } from "./places";
import { referencedRole, type PublishedStack } from "./referencedRole";
import { trustedActionsIn } from "./trustedActions";

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
 *
 * @param assigned the accounts that each permission set is assigned in, by its name; undefined where nothing says it
 */
export function planGrants(
  settings: Omit<Settings, "policies">,
  stacks: Readonly<Record<string, PublishedStack>>,
  now: Date,
  organization?: Organization,
  assigned?: ReadonlyMap<string, readonly string[]>,
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
        const places = found.role === undefined ? [] : placesOf(found.role.trust, grantee, settings);
        const { actions, excess } =
          found.role === undefined || grantee.kind !== "permission-set"
            ? { actions: found.actions, excess: [] }
            : trustedActionsIn(
                found.role.trust,
                places.map(({ account }) => account),
              );
        const named = grantee.kind === "permission-set" ? idsOf(places).join(", ") : settings.account.id;
        if (excess.length > 0) {
          const { account: owner } = roleArnParts(found.arn)!;
          const base = { where: "role", kind: "excess", stack: found.stack, arn: found.arn } as const;
          problems.push({ ...base, owner, excess, account: named, grant, at });
          continue;
        }
        granted.push({ grant, grantee, role: { arn: found.arn, actions, mfaMaxAge: mfa?.maxAge } });
        const callersIn = grantee.kind === "permission-set" ? places : [settings];
        const forbidding =
          organization === undefined || callersIn.length === 0
            ? []
            : forbids(organization, found.arn, granteeOf(grantee), callersIn, now);
        if (forbidding.length > 0)
          problems.push({
            where: "organization",
            kind: "forbidden",
            grant,
            arn: found.arn,
            grantee: granteeOf(grantee),
            account: named,
            forbidding,
          });
        if (!found.role) {
          warnings.push(
            `grants.${grant}: the stack ${found.stack} does not offer ${reference.role} yet, so nothing says ` +
              `that ${found.arn} will admit the ${granteeText(grantee)}. Deploy that stack, then this ` +
              "one again.",
          );
          continue;
        }
        const { trust, maxSessionDuration } = found.role;
        // A trust that names no account is judged for this one, for the reasons.
        const judged = (places.length > 0 ? places : [settings]).map((place) => ({
          account: place.account.id,
          ...admission(trust, grantee, place, now),
        }));
        const able = judged.filter(({ refusals }) => refusals.length === 0);
        if (able.length === 0)
          problems.push({
            where: "trust",
            kind: "not-admitted",
            grant,
            arn: found.arn,
            grantee: granteeOf(grantee),
            account: named || "no account",
            refusals: distinct(judged.flatMap(({ refusals }) => refusals)),
          });
        const left = able.flatMap((one) => one.left);
        if (left.length > 0)
          warnings.push(`${where} does not admit ${left.join(", ")} of the group ${grantee.name}; the others it does.`);
        const chains = grantee.kind === "role" || grantee.kind === "permission-set";
        if (grantee.kind === "role" && able.length > 0) {
          const wide = widened(trust, grantee.name, settings, now);
          if (wide !== undefined) warnings.push(widenedText(grant, found.arn, wide));
        }
        if (grantee.kind === "permission-set" && able.length > 0) {
          const there = assigned?.get(grantee.name) ?? (assigned && []);
          const accounts = able.map(({ account }) => account);
          if (there === undefined)
            warnings.push(
              `grants.${grant}: nothing says in which accounts the permission set ${grantee.name} is assigned, and ` +
                `${found.arn} admits its sessions in ${accounts.join(", ")} alone. See that it is assigned there.`,
            );
          else if (!accounts.some((account) => there.includes(account)))
            problems.push({
              where: "assignment",
              kind: "not-assigned",
              grant,
              arn: found.arn,
              grantee: granteeOf(grantee),
              accounts,
              assigned: there,
            });
        }
        if (chains && able.length > 0 && maxSessionDuration > chainedLimit)
          warnings.push(
            `grants.${grant}: the ${granteeText(grantee)} assumes ${found.arn} by role chaining, so the ` +
              `session ends after 1 h, although that role allows ${maxSessionDuration / 3600} h.`,
          );
        for (const one of able) {
          const by = grantee.kind === "permission-set" ? "a session of it" : "a role";
          const asked = [
            ...one.conditions,
            ...(chains ? [`sessions of ${chainedLimit / 3600} h at most, since ${by} assumes it (role chaining)`] : []),
          ];
          const whose = grantee.kind === "permission-set" ? ` in ${one.account}` : "";
          if (asked.length > 0)
            conditions.set(grant, [
              ...(conditions.get(grant) ?? []),
              `${found.arn} admits the ${granteeText(grantee)}${whose} with ${asked.join("; ")}`,
            ]);
        }
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

function idsOf(places: readonly GranteeAccount[]): string[] {
  return places.map(({ account }) => account.id);
}

function granteeOf({ kind, name }: GrantedGrantee): Grantee {
  return { kind, name };
}

/** @param others the characters of the inline policies that the grantee has already */
function lengthProblem(grantee: GrantedGrantee, policy: PolicyDocument, others: number): GrantProblem | undefined {
  const { kind, grants } = grantee;
  // What it is written with is longer by its owner's mark.
  const length = documentLength(kind === "permission-set" ? ownedPolicy(policy, ownerMark("")) : policy) + others;
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
