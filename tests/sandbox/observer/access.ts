/** Everything that decides who can do what at one moment. */
export interface Access {
  /** By ARN. */
  readonly roles: Readonly<
    Record<
      string,
      Identity & {
        readonly trust: Document;
        /** The names of the attempts that are let in. */ readonly admitted: readonly string[];
      }
    >
  >;
  /** By ARN. */
  readonly users: Readonly<Record<string, Identity & { readonly groups: readonly string[] }>>;
}

/** What a user or role holds, its groups' policies included. */
interface Identity {
  /** Unique, and another one when it is made anew under the same name. */
  readonly id: string;
  /** Inline and managed. */
  readonly policies: readonly Document[];
  /** The permissions boundary. */
  readonly boundary: Document | null;
}

interface Document {
  readonly Statement: Statement | readonly Statement[];
}
type Statement = Readonly<Record<string, unknown>> & { readonly Effect?: string };

/** Something that somebody holds and should not. */
export interface Excess {
  /** `leak`: no baseline lets this person in, or has this statement. `mixed`: each is in a baseline, the two together are in none. */
  readonly kind: "leak" | "mixed";
  /**
   * An attempt's name; `sessions` for whoever has a session of the role from before; a user's ARN where it is about
   * the user's own policies.
   */
  readonly who: string;
  /** The ARN of the role or user whose policies they are. */
  readonly holder: string;
  /** What is too much, in one sentence. */
  readonly text: string;
}

/**
 * What is held now beyond every baseline. Baselines are the moments before and after a change, the one before first:
 * whoever is let in then may be let in now, with
 * no more than there, no Deny missing, and under no wider boundary. Sessions outlive the trust that let them in, so
 * for them that counts alone
 * which the role holds. Statements are compared action by action and resource by resource, so that it
 * does not matter which policy has them.
 */
export function excess(now: Access, baselines: readonly Access[]): Excess[] {
  const found: Excess[] = [];
  for (const [arn, role] of Object.entries(now.roles)) {
    const there = baselines.flatMap(({ roles }) => (Object.hasOwn(roles, arn) ? [roles[arn]!] : []));
    if (baselines[0]?.roles[arn]?.id === role.id) found.push(...beyond("sessions", arn, role, there, there));
    for (const who of role.admitted) {
      const open = there.filter(({ admitted }) => admitted.includes(who));
      if (open.length === 0) found.push({ kind: "leak", who, holder: arn, text: "is let in" });
      else found.push(...beyond(who, arn, role, open, there));
    }
  }
  for (const [arn, user] of Object.entries(now.users)) {
    const there = baselines.flatMap(({ users }) => (Object.hasOwn(users, arn) ? [users[arn]!] : []));
    found.push(
      ...(there.length === 0
        ? [{ kind: "leak" as const, who: arn, holder: arn, text: "exists" }]
        : beyond(arn, arn, user, there, there)),
    );
  }
  return found;
}

function beyond(
  who: string,
  holder: string,
  now: Identity,
  open: readonly Identity[],
  all: readonly Identity[],
): Excess[] {
  const surplus = (one: Identity): string[] => {
    const [held, were] = [atoms(now.policies), atoms(one.policies)];
    // What allows nothing needs nothing to bound it.
    if (held.allow.size === 0) return [];
    return [
      ...[...held.allow].filter((atom) => !were.allow.has(atom)).map((atom) => `Allow ${atom}`),
      // A Deny that is missing gives nothing by itself.
      ...[...(held.allow.size > 0 ? were.deny : [])]
        .filter((atom) => !held.deny.has(atom))
        .map((atom) => `without Deny ${atom}`),
      ...(held.allow.size === 0 || within(now.boundary, one.boundary)
        ? []
        : [now.boundary === null ? "without a boundary" : "under another boundary"]),
    ];
  };
  const least = open.map(surplus).sort((one, other) => one.length - other.length)[0] ?? [];
  if (least.length === 0) return [];
  // What is in none of the baselines at all, whoever was let in there.
  const alien = least.filter((one) => all.every((other) => surplus(other).includes(one)));
  return [
    { kind: alien.length > 0 ? "leak" : "mixed", who, holder, text: (alien.length > 0 ? alien : least).join("; ") },
  ];
}

function within(now: Document | null, before: Document | null): boolean {
  if (before === null) return true;
  if (now === null) return false;
  const [held, were] = [atoms([now]), atoms([before])];
  return [...held.allow].every((atom) => were.allow.has(atom)) && [...were.deny].every((atom) => held.deny.has(atom));
}

function atoms(documents: readonly Document[]): { allow: Set<string>; deny: Set<string> } {
  const found = { allow: new Set<string>(), deny: new Set<string>() };
  for (const { Statement } of documents) {
    for (const statement of list(Statement)) {
      const { Effect, Sid: _, Action, Resource, ...rest } = statement;
      for (const action of Action === undefined ? [undefined] : list(Action)) {
        for (const resource of Resource === undefined ? [undefined] : list(Resource)) {
          found[Effect === "Deny" ? "deny" : "allow"].add(
            canonical({
              ...rest,
              ...(action !== undefined && { Action: action }),
              ...(resource !== undefined && { Resource: resource }),
            }),
          );
        }
      }
    }
  }
  return found;
}

function list<T>(value: T | readonly T[]): readonly T[] {
  return Array.isArray(value) ? (value as readonly T[]) : [value as T];
}

/** JSON whose keys are in order. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([one], [other]) => (one < other ? -1 : 1)))
      : inner,
  );
}
