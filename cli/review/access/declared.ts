/** What a stack's settings would deploy, in the form in which code, state and account are compared. */
import { inlinePolicies } from "../../../documents/inlinePolicies";
import { trustPolicy, type TrustingRole } from "../../../documents/trustPolicy";
import { planGrants } from "../../../grants/grantPlan";
import { grantedGrantees } from "../../../grants/grantees";
import type { GrantProblem } from "../../../grants/grantProblems";
import type { PublishedStack } from "../../../grants/referencedRole";
import { roleArn, sharedPolicyArn } from "../../../settings/arns";
import type { RoleUsing } from "../../../settings/role";
import type { Settings } from "../../../settings/settings";
import { projectName } from "../../shared/project/find";
import type { AccessDocuments, GrantDocument, StackEvidence } from "../evidence/evidence";
import { roleDocuments } from "../evidence/roleDocuments";

/** What of a role's settings is held against the state and the account. */
type Reviewed = RoleUsing<
  keyof TrustingRole | "policies" | "boundary" | "revokeSessionsBefore" | "name" | "namePrefix" | "path",
  { description: "gives nobody anything"; tags: "give nobody anything"; review: "is judged by its date" }
>;

/** The code side of one stack. */
export interface Declared {
  readonly documents: AccessDocuments;
  /** Which grant lets whom assume which role. */
  readonly grants: readonly DeclaredGrant[];
  /** Grants that cannot be deployed as they stand, with what is wrong; their documents are left out. */
  readonly problems: readonly GrantProblem[];
  /** Stacks of other projects whose roles some grants name: what such a grant comes to is not known, so it is left out too. */
  readonly foreign: readonly string[];
}

/** One grant of the settings to one grantee. */
export interface DeclaredGrant {
  /** `kind/name/policy name`. */
  readonly policy: string;
  readonly grant: string;
  /** ARNs. */
  readonly roles: readonly string[];
}

/**
 * What the settings of a stack would deploy. Pure.
 *
 * @param stacks all that are reviewed; grants name roles that they published
 */
export function declaredDocuments(settings: Settings, stacks: readonly StackEvidence[], now: Date): Declared {
  const { account } = settings;
  const shared = Object.fromEntries(Object.entries(settings.policies).map(([name, policy]) => [name, sharedPolicyArn(name, policy, account)]));
  const roles = Object.entries<Reviewed>(settings.roles).map(([key, role]) => {
    const documents = roleDocuments({
      trust: trustPolicy(role, account.partition),
      maxSessionDuration: role.session.maxDuration,
      boundary: role.boundary,
      inline: inlinePolicies(role, account),
      managed: [...role.policies.managed, ...role.policies.shared.map((name) => shared[name]!)],
    });
    return [roleArn(key, role, account), documents] as const;
  });
  const { granted, problems, foreign, documents } = declaredGrants(settings, stacks, now);
  return {
    documents: {
      roles: Object.fromEntries(roles),
      groups: Object.fromEntries(Object.entries(settings.groups).map(([name, { members }]) => [name, { members }])),
      grants: documents,
      policies: Object.fromEntries(Object.entries(settings.policies).map(([name, { document }]) => [shared[name]!, document])),
    },
    grants: granted,
    problems,
    foreign,
  };
}

function declaredGrants(settings: Settings, stacks: readonly StackEvidence[], now: Date) {
  const names = [...new Set(Object.values(settings.grants).flatMap(({ roles }) => roles.map(({ stack }) => stack)))];
  const found = names.map((name) => [name, stacks.find((stack) => stack.name.split("/").at(-1) === ownStack(name))] as const);
  const foreign = found.flatMap(([name, stack]) => (stack === undefined ? [name] : []));
  const published = Object.fromEntries(found.map(([name, stack]): [string, PublishedStack] => {
    if (stack === undefined) return [name, { name, roles: undefined, account: { why: "it is not among the stacks that are reviewed" } }];
    return [name, { name: stack.name, roles: stack.state?.roles, account: { id: stack.account.id, file: `Pulumi.${stack.name.split("/").at(-1)}.yaml` } }];
  }));
  const plan = planGrants(settings, published, now);
  // A stack that was not read says nothing of a grant; one that was not deployed is a problem of the grant's.
  const unread = found.flatMap(([name, stack]) => (stack === undefined || (stack.deployed && stack.state === undefined) ? [name] : []));
  const unresolved = Object.keys(settings.grants).filter((grant) => plan.arns[grant]!.length < new Set(settings.grants[grant]!.roles.map(({ stack, role }) => `${ownStack(stack)}/${role}`)).size);
  const wrong = unresolved.filter((grant) => !settings.grants[grant]!.roles.some(({ stack }) => unread.includes(stack)));
  const whole = grantedGrantees(settings.grants).filter(({ grants }) => !grants.some((grant) => unresolved.includes(grant)));
  const policyKey = ({ kind, name, policyName }: (typeof whole)[number]) => `${kind}/${name}/${policyName}`;
  return {
    documents: Object.fromEntries(whole.map((grantee): [string, GrantDocument] => {
      const { kind, name, policyName, key } = grantee;
      return [policyKey(grantee), { kind, name, policyName, document: plan.policies[key] }];
    })),
    granted: grantedGrantees(settings.grants).flatMap((grantee) => grantee.grants.map((grant): DeclaredGrant => ({ policy: policyKey(grantee), grant, roles: plan.arns[grant]! }))),
    // That a trust does not admit a grantee is judged by the account's own trust policy, not by the published one.
    problems: wrong.length > 0 ? plan.problems.filter((problem) => problem.where === "stack" || (problem.where === "role" && wrong.includes(problem.grant))) : [],
    foreign: foreign.filter((name) => unresolved.some((grant) => settings.grants[grant]!.roles.some(({ stack }) => stack === name))),
  };
}

/** The last part of `organization/project/stack`; undefined where that is of another project, which is not this one's to review. */
function ownStack(reference: string): string | undefined {
  const parts = reference.split("/");
  const project = parts.at(-2);
  return project === undefined || project === projectName ? parts.at(-1) : undefined;
}
