/** Why a grant's stack cannot be read, in words; each problem has the path of the reference. */
import { nearestName, unknownName, type Problem } from "../settings/problems";
import type { Settings } from "../settings/settings";

/** A stack as a grant names it. */
export interface StackName {
  /** The path of the name, such as `grants.ci.roles[0].stack`. */
  readonly path: string;
  /** `stack`, `project/stack` or `organization/project/stack`. */
  readonly stack: string;
  /** Whether something beside the name says which role is meant: an account or an ARN. */
  readonly pinned: boolean;
  /** Whether the grant says what to do while the stack is not deployed. */
  readonly mayBeMissing: boolean;
}

/** The stack that is being deployed, and what is known of the others. */
export interface Surroundings {
  /** `organization` where the backend is a folder or a bucket, which has no other. */
  readonly organization: string;
  readonly project: string;
  /** The names of the stacks that have a file in this project. */
  readonly here: readonly string[];
}

/** The organization of every stack whose backend is a folder or a bucket. */
const onlyOrganization = "organization";

/** The stacks that grants name, each as often as it is named. */
export function stackNames(grants: Settings["grants"]): StackName[] {
  return Object.entries(grants).flatMap(([grant, { roles }]) =>
    roles.map(({ stack, account, arnUntilDeployed }, at) => ({
      path: `grants.${grant}.roles[${at}].stack`,
      stack,
      pinned: account !== undefined || arnUntilDeployed !== undefined,
      mayBeMissing: arnUntilDeployed !== undefined,
    })),
  );
}

/** Completes a name to `organization/project/stack`. Missing parts are those of the stack that is being deployed. */
export function qualified(stack: string, { organization, project }: Omit<Surroundings, "here">): string {
  const parts = stack.split("/");
  return [...[organization, project].slice(0, 3 - parts.length), ...parts].join("/");
}

/** What is wrong with a name by itself, before the engine is asked; undefined when nothing is. */
export function nameProblem({ path, stack, pinned }: StackName, around: Surroundings): Problem | undefined {
  const [organization, project, name] = qualified(stack, around).split("/");
  if (around.organization === onlyOrganization && organization !== onlyOrganization)
    return {
      path,
      message:
        `found "${stack}" of the organization ${organization}, did you mean ${[onlyOrganization, project, name].join("/")}? ` +
        `expected ${onlyOrganization}, which is the only one in this backend (a folder or a bucket)`,
    };
  const isMisspelt =
    !stack.includes("/") && !pinned && !around.here.includes(stack) && nearestName(stack, around.here) !== undefined;
  return isMisspelt ? { path, message: unknownName(stack, around.here, "a stack of this project") } : undefined;
}

/** The problem of a stack that the backend does not have. */
export function unknownStack({ path, stack }: StackName, around: Surroundings): Problem {
  const [organization, project, name] = qualified(stack, around).split("/") as [string, string, string];
  const isOwn = organization === around.organization && project === around.project;
  if (isOwn && around.here.includes(name))
    return {
      path,
      message:
        `found "${stack}", which has a file here and is not in the backend, expected a stack that is deployed: ` +
        `pulumi stack init ${name}, then pulumi up --stack ${name}`,
    };
  if (isOwn) return { path, message: unknownName(stack, around.here, "a stack of this project") };
  const near =
    nearestName(organization, [around.organization]) !== undefined &&
    nearestName(project, [around.project]) !== undefined &&
    nearestName(name, around.here);
  return {
    path,
    message:
      `found "${stack}", ${near ? `did you mean ${near}? ` : ""}expected a stack that the backend has, and it has no ` +
      `${[organization, project, name].join("/")}; pulumi stack ls --all lists those that you may see`,
  };
}

/** The problem of a stack that could not be asked for. @param why the engine's words */
export function unreadStack({ path, stack }: StackName, why: string): Problem {
  return { path, message: `found "${stack}", which could not be read: ${why}` };
}
