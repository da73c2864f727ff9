/**
 * Tells the principals of a stack apart and finds what is attached to each.
 *
 * A principal is a resource, or whoever else has the name that a policy is attached to. Its physical name is unique in
 * its account alone, and not even there distinguished by case, so two resources with one name are two principals. What
 * cannot be told to be attached to one of them counts for each that it may be attached to, as far as it gives more.
 */
import type { HolderKind } from "../rules/rule";
import type { Attachment } from "./attachment";
import { elsewhere, type Place, samePlace } from "./places";
import { attachmentsIn, madeFrom, type SeenResource, type Stack } from "./stack";

/** What one resource says about one principal. */
export interface Part {
  readonly resource: SeenResource;
  readonly attachment: Attachment;
}

/** A part of a principal, or of one that has the same name. */
export interface Held extends Part {
  readonly certain: boolean;
}

/** A principal, with everything that may be attached to it. */
export interface Principal {
  readonly kind: HolderKind;
  /** The physical name, or words that stand for it. */
  readonly name: string;
  readonly place: Place;
  /** The resource that is the principal (or claims to make it); undefined where the stack does not have it. */
  readonly self?: Part;
  readonly parts: readonly Held[];
}

/** All principals of a stack, and its policies that stand alone. */
export function principalsOf(stack: Stack): Principal[] {
  const all = [...stack.resources.values()].flatMap((resource) =>
    attachmentsIn(resource).map((attachment): Part => ({ resource, attachment })),
  );
  const alone = (part: Part): boolean => part.attachment.says === "claims" || part.attachment.kind === "policy";
  const parts = all.filter((part) => !alone(part));
  const unnamed = unnamedIn(parts, stack);
  const nameless = parts.filter((part) => part.attachment.says === "is" && nameOf(part) === undefined);
  return [
    ...all.filter(alone).map((part) => principal(part, [])),
    ...[...groups(parts, (part) => nameOf(part)?.toLowerCase()).values()].flatMap((group) => namesakes(group, unnamed)),
    ...nameless.map((self) => principal(self, comingTo(self, unnamed))),
    ...unnamed.map(whoever),
  ];
}

/** The principals of one kind and name. */
function namesakes(parts: readonly Part[], unnamed: readonly Unnamed[]): Principal[] {
  const own = parts.filter(({ attachment }) => attachment.says === "is");
  const found = own.map((self) =>
    principal(self, [
      ...heldIn(
        self.resource.place,
        parts.filter((part) => part !== self),
      ),
      ...comingTo(self, unnamed),
    ]),
  );
  // What is attached in a place in which the stack has no such principal comes to one that is not known.
  const strays = parts.filter(
    ({ attachment, resource }) => attachment.says === "attaches" && !own.some((self) => samePlace(self.resource.place, resource.place)),
  );
  const places: Place[] = [];
  for (const { resource } of strays) if (!places.some((place) => samePlace(place, resource.place))) places.push(resource.place);
  return [
    ...found,
    ...places.map((place): Principal => {
      const held = heldIn(place, strays);
      const first = held.find(({ certain }) => certain)!;
      return { kind: first.attachment.kind, name: nameOf(first)!, place, parts: held };
    }),
  ];
}

/** The parts that may be in a place; of another resource that says it is the principal only one can be right. */
function heldIn(place: Place, parts: readonly Part[]): Held[] {
  return parts.flatMap((part) =>
    elsewhere(part.resource.place, place)
      ? []
      : [{ ...part, certain: part.attachment.says === "attaches" && samePlace(part.resource.place, place) }],
  );
}

/** Parts that are attached to somebody whose name is not known yet, and the resources that the name is made from. */
interface Unnamed {
  readonly parts: readonly Part[];
  readonly candidates: readonly SeenResource[];
}

function unnamedIn(parts: readonly Part[], stack: Stack): Unnamed[] {
  const loose = parts
    .filter((part) => part.attachment.says === "attaches" && nameOf(part) === undefined)
    // Of a managed policy nothing may be known before the end, when all of it is looked at again.
    .filter(({ attachment }) => stack.complete || attachment.policies.length > 0);
  const candidates = new Map(
    loose.map((part) => [
      part,
      madeFrom(part.resource, part.attachment.nameProperty ?? "", stack).filter((one) =>
        attachmentsIn(one).some(({ says, kind }) => says === "is" && kind === part.attachment.kind),
      ),
    ]),
  );
  const key = (part: Part): string =>
    candidates
      .get(part)!
      .map(({ urn }) => urn)
      .sort()
      .join(" ") || `alone ${part.resource.urn}`;
  return [...groups(loose, key).values()].map((group) => ({ parts: group, candidates: candidates.get(group[0]!)! }));
}

/** What may be attached to a principal, since the name that it is attached to is made from it; it may be made into any other. */
function comingTo(self: Part, unnamed: readonly Unnamed[]): Held[] {
  return unnamed
    .filter(({ candidates }) => candidates.includes(self.resource))
    .flatMap(({ parts }) => heldIn(self.resource.place, parts))
    .map((part) => ({ ...part, certain: false }));
}

/** Whoever parts without a known name are attached to: nothing is known that would make it less. */
function whoever({ parts }: Unnamed): Principal {
  const [{ resource, attachment }] = parts as [Part];
  const name = `attached to by ${resource.name}, whose name is not known yet`;
  return { kind: attachment.kind, name, place: resource.place, parts: parts.map((part) => ({ ...part, certain: parts.length === 1 })) };
}

function principal(self: Part, others: readonly Held[]): Principal {
  const { resource, attachment } = self;
  const name = attachment.title ?? nameOf(self) ?? `${resource.name}, whose name is not known yet`;
  return { kind: attachment.kind, name, place: resource.place, self, parts: [{ ...self, certain: true }, ...others] };
}

/** What tells a principal within its account: its name, or a permission set's ARN. */
function nameOf({ resource, attachment: { kind, says, name } }: Part): string | undefined {
  if (kind === "permission-set" && says === "is") return resource.physical?.arn;
  return name ?? (says === "is" ? resource.physical?.name : undefined);
}

/** Groups parts of one kind by a key; those without one are left out. */
function groups(parts: readonly Part[], keyOf: (part: Part) => string | undefined): Map<string, Part[]> {
  const found = new Map<string, Part[]>();
  for (const part of parts) {
    const own = keyOf(part);
    if (own === undefined) continue;
    const key = `${part.attachment.kind} ${own}`;
    const group = found.get(key);
    if (group === undefined) found.set(key, [part]);
    else group.push(part);
  }
  return found;
}
