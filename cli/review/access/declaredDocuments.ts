/** What a stack's settings would deploy, in the form in which settings, state and account are compared. */
import { planGrants } from "../../../grants/grantPlan";
import { grantedGrantees } from "../../../grants/grantees";
import type { GrantProblem } from "../../../grants/grantProblems";
import type { PublishedStack } from "../../../grants/referencedRole";
import type { Settings } from "../../../settings/settings";
import { stackOfProject } from "../../shared/project/find";
import type { AccessDocuments, Evidence, GrantDocument } from "../evidence/evidence";
import { declaredPolicies, declaredRoles } from "./declaredRoles";

type Stacks = Pick<Evidence, "stacks" | "project">;

/** What the settings of one stack declare. */
export interface Declared {
  readonly documents: AccessDocuments;
  /** Which grant lets whom assume which role. */
  readonly grants: readonly DeclaredGrant[];
  /** Grants that cannot be deployed as they are, with the reason. Their documents are left out. */
  readonly problems: readonly GrantProblem[];
  /**
   * Stacks that are not reviewed and whose roles a grant names. The result of such a grant is not known, so it is left
   * out too.
   */
  readonly foreign: readonly ForeignStack[];
}

/** A stack that a grant names. */
export interface ForeignStack {
  /** As the grant has it. */
  readonly name: string;
  /** Its name in this project; undefined when it is of another one. */
  readonly own?: string;
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
 * @param evidence all stacks that are reviewed; grants name roles that they published
 */
export function declaredDocuments(settings: Settings, evidence: Stacks, now: Date): Declared {
  const { granted, problems, foreign, documents } = declaredGrants(settings, evidence, now);
  return {
    documents: {
      roles: Object.fromEntries(declaredRoles(settings).map(({ arn, documents: role }) => [arn, role])),
      groups: Object.fromEntries(Object.entries(settings.groups).map(([name, { members }]) => [name, { members }])),
      grants: documents,
      policies: declaredPolicies(settings),
    },
    grants: granted,
    problems,
    foreign,
  };
}

function declaredGrants(settings: Settings, { stacks, project }: Stacks, now: Date) {
  const ownStack = (reference: string) => stackOfProject(reference, project);
  const names = [...new Set(Object.values(settings.grants).flatMap(({ roles }) => roles.map(({ stack }) => stack)))];
  const found = names.map(
    (name) => [name, stacks.find((stack) => stack.name.split("/").at(-1) === ownStack(name))] as const,
  );
  const foreign = found.flatMap(([name, stack]) => (stack === undefined ? [name] : []));
  const published = Object.fromEntries(
    found.map(([name, stack]): [string, PublishedStack] => {
      if (stack === undefined)
        return [name, { name, roles: undefined, account: { why: "it is not among the stacks that are reviewed" } }];
      return [
        name,
        {
          name: stack.name,
          roles: stack.state?.roles,
          account: { id: stack.account.id, file: `Pulumi.${stack.name.split("/").at(-1)}.yaml` },
        },
      ];
    }),
  );
  const plan = planGrants(settings, published, now);
  // If a stack was not read, nothing is known about its grants. If it was not deployed, that is a problem of the grant.
  const unread = found.flatMap(([name, stack]) =>
    stack === undefined || (stack.deployed && stack.state === undefined) ? [name] : [],
  );
  const unresolved = Object.keys(settings.grants).filter(
    (grant) =>
      plan.arns[grant]!.length <
      new Set(settings.grants[grant]!.roles.map(({ stack, role }) => `${ownStack(stack)}/${role}`)).size,
  );
  const wrong = unresolved.filter(
    (grant) => !settings.grants[grant]!.roles.some(({ stack }) => unread.includes(stack)),
  );
  const whole = grantedGrantees(settings.grants).filter(
    ({ grants }) => !grants.some((grant) => unresolved.includes(grant)),
  );
  const policyKey = ({ kind, name, policyName }: (typeof whole)[number]) => `${kind}/${name}/${policyName}`;
  return {
    documents: Object.fromEntries(
      whole.map((grantee): [string, GrantDocument] => {
        const { kind, name, policyName, key } = grantee;
        return [policyKey(grantee), { kind, name, policyName, document: plan.policies[key] }];
      }),
    ),
    granted: grantedGrantees(settings.grants).flatMap((grantee) =>
      grantee.grants.map((grant): DeclaredGrant => ({ policy: policyKey(grantee), grant, roles: plan.arns[grant]! })),
    ),
    // Whether a trust admits a grantee is judged by the trust policy in the account, not by the published one.
    problems:
      wrong.length > 0
        ? plan.problems.filter(
            (problem) => problem.where === "stack" || (problem.where === "role" && wrong.includes(problem.grant)),
          )
        : [],
    foreign: foreign
      .filter((name) => unresolved.some((grant) => settings.grants[grant]!.roles.some(({ stack }) => stack === name)))
      .map((name): ForeignStack => {
        const own = ownStack(name);
        return { name, ...(own !== undefined && { own }) };
      }),
  };
}
