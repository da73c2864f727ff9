/**
 * Finds the principals of a stack and what is attached to each.
 *
 * A principal is a resource of the stack, or somebody outside it whose name a policy is attached to. A physical name is
 * unique only within an account, where upper and lower case are the same. So two resources with one name are two
 * principals. When it is not clear which of them something is attached to, it counts for each of them, but only with
 * what it allows.
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

/** A part that belongs to a principal, or may belong to it. */
export interface Held extends Part {
  /** False when it may belong to another principal instead. */
  readonly certain: boolean;
}

/** A principal with everything that is or may be attached to it. */
export interface Principal {
  readonly kind: HolderKind;
  /** The physical name, or words in its place. */
  readonly name: string;
  readonly place: Place;
  /** The resource that is the principal, or claims to make it; undefined when the stack has none. */
  readonly self?: Part;
  readonly parts: readonly Held[];
  /** Set when parts without a known name belong to it or may belong to it: their findings are those of several. */
  readonly loose?: true;
}

/** All principals of a stack, and each of its policies by itself. */
export function principalsOf(stack: Stack): Principal[] {
  const all = [...stack.resources.values()].flatMap((resource) =>
    attachmentsIn(resource).map((attachment): Part => ({ resource, attachment })),
  );
  const alone = (part: Part): boolean =>
    part.attachment.says === "claims" || ["policy", "resource"].includes(part.attachment.kind);
  const parts = all.filter((part) => !alone(part));
  const unnamed = unnamedIn(parts, stack);
  const nameless = parts.filter((part) => part.attachment.says === "is" && nameOf(part) === undefined);
  return [
    ...all.filter(alone).map((part) => principal(part, [])),
    ...[...groups(parts, (part) => nameOf(part)?.toLowerCase()).values()].flatMap((group) => namesakes(group, unnamed)),
    ...nameless.map((self) => principal(self, [], comingTo(self, unnamed))),
    ...unnamed.map(whoever),
  ];
}

/** The principals of one kind and name. */
function namesakes(parts: readonly Part[], unnamed: readonly Unnamed[]): Principal[] {
  const own = parts.filter(({ attachment }) => attachment.says === "is");
  const found = own.map((self) =>
    principal(
      self,
      heldIn(
        self.resource.place,
        parts.filter((part) => part !== self),
      ),
      comingTo(self, unnamed),
    ),
  );
  // Attached in a place where the stack has no principal of that name: it belongs to a principal outside the stack.
  const strays = parts.filter(
    ({ attachment, resource }) =>
      attachment.says === "attaches" && !own.some((self) => samePlace(self.resource.place, resource.place)),
  );
  const places: Place[] = [];
  for (const { resource } of strays)
    if (!places.some((place) => samePlace(place, resource.place))) places.push(resource.place);
  return [
    ...found,
    ...places.map((place): Principal => {
      const held = heldIn(place, strays);
      const first = held.find(({ certain }) => certain)!;
      return { kind: first.attachment.kind, name: nameOf(first)!, place, parts: held };
    }),
  ];
}

/** The parts that may be in a place. Another resource that is a principal of the same name is never certain. */
function heldIn(place: Place, parts: readonly Part[]): Held[] {
  return parts.flatMap((part) =>
    elsewhere(part.resource.place, place)
      ? []
      : [{ ...part, certain: part.attachment.says === "attaches" && samePlace(part.resource.place, place) }],
  );
}

/** Parts that are attached to a name that is not known yet, and the resources that the name is made from. */
interface Unnamed {
  readonly parts: readonly Part[];
  readonly candidates: readonly SeenResource[];
}

function unnamedIn(parts: readonly Part[], stack: Stack): Unnamed[] {
  const loose = parts
    .filter((part) => part.attachment.says === "attaches" && nameOf(part) === undefined)
    // A managed policy may become known until the end. Then everything is judged again.
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

/**
 * The parts whose unknown name is made from this principal's resource. They are never certain, since the program may
 * turn the name into any other.
 */
function comingTo(self: Part, unnamed: readonly Unnamed[]): Held[] {
  return unnamed
    .filter(({ candidates }) => candidates.includes(self.resource))
    .flatMap(({ parts }) => heldIn(self.resource.place, parts))
    .map((part) => ({ ...part, certain: false }));
}

/** The unknown principal that parts without a known name are attached to. It has no boundary that would limit it. */
function whoever({ parts }: Unnamed): Principal {
  const [{ resource, attachment }] = parts as [Part];
  const name = `attached to by ${resource.name}, whose name is not known yet`;
  return {
    kind: attachment.kind,
    name,
    place: resource.place,
    parts: parts.map((part) => ({ ...part, certain: parts.length === 1 })),
    loose: true,
  };
}

function principal(self: Part, others: readonly Held[], coming: readonly Held[] = []): Principal {
  const { resource, attachment } = self;
  const name = attachment.title ?? nameOf(self) ?? `${resource.name}, whose name is not known yet`;
  return {
    kind: attachment.kind,
    name,
    place: resource.place,
    self,
    parts: [{ ...self, certain: true }, ...others, ...coming],
    ...(coming.length > 0 ? { loose: true as const } : {}),
  };
}

/** What identifies a principal within its account: its name, or the ARN of a permission set. */
function nameOf({ resource, attachment: { kind, says, name } }: Part): string | undefined {
  if (kind === "permission-set" && says === "is") return resource.physical?.arn;
  return name ?? (says === "is" ? resource.physical?.name : undefined);
}

/** Groups parts by kind and key. Parts without a key are left out. */
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
