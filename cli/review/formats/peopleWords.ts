/** People and groups of IAM Identity Center in words, which are not escaped. Pure. */
import { permissionSetOf } from "../evidence/people/wanted";
import { identitiesText } from "../findings/identities";
import type { PrincipalReview, RoleReview } from "../model";

/** A user or a group, as it was read or as a review has it. */
interface Holder {
  readonly kind: "user" | "group";
  readonly id: string;
  readonly name?: string | undefined;
  readonly members?: readonly string[] | undefined;
}

/** The most members of a group that are named. */
const mostMembers = 10;

/** One user or group, such as `ann` or `the group Engineers (ann, ben)`. */
export function holderText({ kind, id, name, members }: Holder): string {
  if (kind === "user") return name ?? `the user ${id}`;
  const more = (members?.length ?? 0) - mostMembers;
  const its =
    members === undefined
      ? "whose members are not known"
      : members.length === 0
        ? "nobody"
        : `${members.slice(0, mostMembers).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
  return `the group ${name ?? id} (${its})`;
}

/** Who gets in by the statements of a trust policy, each once: people and groups by name where they are known. */
export function identityTexts({
  arn,
  identities,
  people,
}: Pick<RoleReview, "arn" | "identities" | "people">): string[] {
  const set = permissionSetOf(arn);
  const known = people ?? [];
  return [
    ...new Set(
      identities.flatMap((way) => {
        const ofCenter = way.kind === "account-access" || (way.kind === "saml" && set !== undefined);
        if (!ofCenter || people === undefined) return identitiesText(way);
        if (known.length > 0) return known.map(holderText);
        return set === undefined
          ? "nobody whom account access manager lets"
          : `nobody who has the permission set ${set}`;
      }),
    ),
  ];
}

/** The name of a user or role; for the role of a permission set, who has that. */
export function principalText({ arn, people }: Pick<PrincipalReview, "arn" | "people">): string {
  const set = permissionSetOf(arn);
  if (set === undefined) return arn.slice(arn.lastIndexOf("/") + 1) || arn;
  if (people === undefined) return `whoever has the permission set ${set}`;
  return `${people.map(holderText).join(", ") || "nobody"} by the permission set ${set}`;
}

/** Everything by which somebody may look for a role: the names of people, groups and members. */
export function peopleNames(role: Pick<RoleReview, "people" | "principals">): string[] {
  const all = [...(role.people ?? []), ...role.principals.flatMap(({ people = [] }) => people)];
  return [...new Set(all.flatMap(({ name, members = [] }) => [...(name === undefined ? [] : [name]), ...members]))];
}
