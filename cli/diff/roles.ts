/** The roles that the settings of one side make, in the form that is compared. Pure. */
import type { PolicyDocument } from "../../documents/policyDocument";
import { parseIamArn } from "../../policypack/iam";
import type { RoleSettings } from "../../settings/role";
import { declaredPolicies, declaredRoles } from "../review/access/declaredRoles";
import type { JudgedRole } from "../review/access/permissions";
import { PolicyShelf, type HeldPolicy } from "../review/access/policies";
import type { Side, SideStack } from "./side";

/** A role of one side. */
export interface SideRole {
  readonly arn: string;
  readonly key: string;
  readonly stack: SideStack;
  readonly settings: RoleSettings;
  readonly trust: PolicyDocument;
  /** All policies; a document that is not known is undefined. */
  readonly policies: readonly HeldPolicy[];
  readonly boundary?: HeldPolicy;
  readonly maxSessionDuration: number;
  /** The same as the account would have it, for the policy pack. */
  readonly judged: JudgedRole;
  readonly shelf: PolicyShelf;
}

/** All roles of a side, by their ARNs. */
export function rolesOf({ stacks }: Side): ReadonlyMap<string, SideRole> {
  return new Map(stacks.flatMap(rolesOfStack).map((role) => [role.arn, role]));
}

function rolesOfStack(stack: SideStack): SideRole[] {
  const shelf = new PolicyShelf({ policies: declaredPolicies(stack.settings) });
  return declaredRoles(stack.settings).map(({ documents, ...role }) => ({
    ...role,
    stack,
    policies: shelf.of(documents),
    ...(documents.boundary !== undefined && { boundary: shelf.byArn(documents.boundary) }),
    maxSessionDuration: role.settings.session.maxDuration,
    judged: { ...documents, arn: role.arn, name: parseIamArn(role.arn)!.name, tags: {} },
    shelf,
  }));
}
