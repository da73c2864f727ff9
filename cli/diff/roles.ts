/** The roles that the settings of one side make, in the form that is compared. Pure. */
import { inlinePolicies } from "../../documents/inlinePolicies";
import { trustPolicy, type TrustingRole } from "../../documents/trustPolicy";
import type { PolicyDocument } from "../../documents/policyDocument";
import { parseIamArn } from "../../policypack/iam";
import { roleArn, sharedPolicyArn } from "../../settings/arns";
import type { RoleSettings, RoleUsing } from "../../settings/role";
import { roleDocuments } from "../review/evidence/roleDocuments";
import type { JudgedRole } from "../review/access/permissions";
import { PolicyShelf, type HeldPolicy } from "../review/access/policies";
import type { Side, SideStack } from "./side";

/** The settings of a role that decide who gets what from it, and why the others are not compared here. */
type Compared = RoleUsing<
  keyof TrustingRole | "policies" | "boundary" | "revokeSessionsBefore" | "name" | "namePrefix" | "path",
  { description: "gives nobody anything"; tags: "give nobody anything"; review: "is a date, and gives nobody anything" }
>;

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
  const { account, policies, roles } = stack.settings;
  const shared = Object.fromEntries(
    Object.entries(policies).map(([name, policy]) => [name, sharedPolicyArn(name, policy, account)]),
  );
  const documents = Object.entries(policies).map(([name, { document }]) => [shared[name]!, document] as const);
  const shelf = new PolicyShelf({ policies: Object.fromEntries(documents) });
  return Object.entries<RoleSettings & Compared>(roles).map(([key, settings]) => {
    const arn = roleArn(key, settings, account);
    const trust = trustPolicy(settings, account.partition);
    const made = roleDocuments({
      trust,
      maxSessionDuration: settings.session.maxDuration,
      boundary: settings.boundary,
      inline: inlinePolicies(settings, account),
      managed: [...settings.policies.managed, ...settings.policies.shared.map((name) => shared[name]!)],
    });
    return {
      arn,
      key,
      stack,
      settings,
      trust,
      policies: shelf.of(made),
      ...(settings.boundary !== undefined && { boundary: shelf.byArn(settings.boundary) }),
      maxSessionDuration: settings.session.maxDuration,
      judged: { ...made, arn, name: parseIamArn(arn)!.name, tags: {} },
      shelf,
    };
  });
}
