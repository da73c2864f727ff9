/** Who can assume which role by the settings of one side: what the grants give and the trust policies admit. Pure. */
import { admission } from "../../grants/admission";
import { grantedGrantees, granteesOfGrants, granteeText, peopleOf } from "../../grants/grantees";
import { grantProblemText } from "../../grants/grantProblemTexts";
import { placesOf } from "../../grants/places";
import { publishedRole } from "../../grants/publishedRole";
import { referencedRole, type PublishedStack } from "../../grants/referencedRole";
import { durationText } from "../../settings/duration";
import type { Settings } from "../../settings/settings";
import { groupBy } from "../shared/groupBy";
import { stackOfProject } from "../shared/project/find";
import type { Unknown, Way } from "./difference";
import type { SideRole } from "./roles";
import type { Side, SideStack } from "./side";

/** A way into a role through a grant. */
export interface GrantedWay extends Way {
  /** The oldest MFA sign-in that the grant takes, in seconds; undefined when it asks for none. */
  readonly mfaMaxAge?: number;
}

/** All ways through grants of a stack, and the grants of which it is not known what they give. */
interface Ways {
  readonly ways: readonly GrantedWay[];
  readonly unknown: readonly Unknown[];
}

/** The ways of each stack, by its name. */
export type WaysByStack = ReadonlyMap<string, Ways>;

/**
 * Every person and role that the grants of a side let into a role.
 *
 * @param other the other side with its ways: those of a stack are the same where it and all that it names are the same
 */
export function waysOf(
  side: Side,
  roles: ReadonlyMap<string, SideRole>,
  at: Date,
  other?: { readonly side: Side; readonly ways: WaysByStack },
): WaysByStack {
  const byStack = groupBy([...roles.values()], ({ stack }) => stack.name);
  const published = new Map(
    side.stacks.map((stack) => [stack.name, publishedStack(stack, side.project, byStack.get(stack.name) ?? [])]),
  );
  const isSame = (name: string) => settingsOf(side, name) === settingsOf(other!.side, name);
  return new Map(
    side.stacks.map((stack) => {
      const named = Object.values(stack.settings.grants).flatMap((grant) => grant.roles.map((role) => role.stack));
      const all = [stack.name, ...named.map((name) => stackOfProject(name, side.project) ?? "")];
      const known = other !== undefined && all.every(isSame) ? other.ways.get(stack.name) : undefined;
      return [stack.name, known ?? waysOfStack(stack, side.project, published, at)];
    }),
  );
}

function settingsOf({ stacks }: Side, name: string): Settings | undefined {
  return stacks.find((stack) => stack.name === name)?.settings;
}

/** What a stack will publish when it is deployed as its settings say. */
function publishedStack(
  { name, settings: { account } }: SideStack,
  project: string,
  own: readonly SideRole[],
): PublishedStack {
  return {
    name: `organization/${project}/${name}`,
    roles: Object.fromEntries(own.map(({ key, settings, arn }) => [key, publishedRole(key, settings, arn, account)])),
    account: { id: account.id, file: `Pulumi.${name}.yaml` },
  };
}

function waysOfStack(
  { name, settings }: SideStack,
  project: string,
  published: ReadonlyMap<string, PublishedStack>,
  at: Date,
): Ways {
  const ways: GrantedWay[] = [];
  const unknown: Unknown[] = [];
  const granteesOf = granteesOfGrants(grantedGrantees(settings.grants));
  for (const [grant, { roles, mfa }] of Object.entries(settings.grants)) {
    for (const [index, reference] of roles.entries()) {
      const stack = published.get(stackOfProject(reference.stack, project) ?? "") ?? {
        name: reference.stack,
        roles: undefined,
        account: { why: "it is of another project, whose settings are not here" },
      };
      const found = referencedRole(reference, stack, settings.account);
      if (found.problem !== undefined) {
        const problem = found.problem.where === "stack" ? found.problem : { ...found.problem, grant, at: index };
        unknown.push({ what: `what grants.${grant} of the stack ${name} gives`, why: grantProblemText(problem) });
        continue;
      }
      for (const { kind, name: grantee } of granteesOf.get(grant) ?? []) {
        // A group that the settings leave empty has nobody; peopleOf has it stand for itself.
        if (kind === "group" && settings.groups[grantee]?.members.length === 0) continue;
        const who = { kind, name: grantee };
        const places = found.role === undefined ? [settings] : placesOf(found.role.trust, who, settings);
        if (kind === "permission-set" && found.role === undefined) {
          const why = `nothing says in which accounts the role will trust the ${granteeText(who)}`;
          unknown.push({ what: `what grants.${grant} of the stack ${name} gives`, why });
          continue;
        }
        for (const [one, place] of peopleOf(who, settings.groups).flatMap((one) =>
          places.map((place) => [one, place] as const),
        )) {
          const admitted = found.role && admission(found.role.trust, one, place, at);
          if (admitted !== undefined && admitted.refusals.length > 0) continue;
          const principal = `${one.kind === "permission-set" ? "sso" : one.kind}/${one.name}`;
          ways.push({
            role: found.arn,
            principal,
            account: place.account.id,
            conditions: [...(admitted?.conditions ?? []), ...(mfa ? [grantCondition(mfa.maxAge)] : [])],
            ...(mfa !== undefined && { mfaMaxAge: mfa.maxAge }),
          });
        }
      }
    }
  }
  return { ways, unknown };
}

function grantCondition(maxAge: number): string {
  return `MFA at most ${durationText(maxAge)} old, by the grant`;
}
