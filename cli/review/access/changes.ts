/**
 * What differs between two sides of the same access: settings and state, or state and account. Pure; changeWords.ts
 * makes the words.
 */
import type { AccessDocuments, GrantDocument, RoleDocuments } from "../evidence/evidence";
import { difference, type Difference } from "./documents";

/** What differs: a thing as a whole, or one part of it. Roles and policies are named by their ARNs. */
export type Subject =
  | { readonly kind: "role" | "trust-policy" | "session" | "boundary" | "managed-policies"; readonly role: string }
  | { readonly kind: "inline-policy"; readonly role: string; readonly policyName: string }
  | { readonly kind: "group" | "members"; readonly group: string }
  | {
      readonly kind: "grant";
      readonly holder: GrantDocument["kind"];
      readonly name: string;
      readonly policyName: string;
    }
  | { readonly kind: "policy"; readonly policy: string };

/** What was expected and what was found, where both sides have the subject. */
export type Differing =
  | ({ readonly form: "document" } & Difference)
  /** Entries that are only found, and entries that are only expected; sorted. */
  | { readonly form: "list"; readonly added: readonly string[]; readonly removed: readonly string[] }
  /** Seconds. */
  | { readonly form: "seconds"; readonly expected: number; readonly found: number }
  /** An ARN; undefined for none. */
  | { readonly form: "arn"; readonly expected: string | undefined; readonly found: string | undefined };

/** One difference. */
export type Change = {
  readonly subject: Subject;
  /** Whether this exists although no deployment made it. Then no deployment removes it. */
  readonly added: boolean;
} & (
  | { readonly change: "missing" }
  | { readonly change: "extra" }
  | { readonly change: "differs"; readonly differing: Differing }
);

/**
 * Compares what is expected with what is found.
 *
 * @param whole true when both sides are the same stack; false when `found` is a whole account, which has much else
 * @param grantKeys inline policies of roles that are grants to those roles, as `role/name/policy name`; they are not
 * compared as parts of the role
 */
export function changes(
  expected: AccessDocuments,
  found: AccessDocuments,
  whole: boolean,
  grantKeys: ReadonlySet<string>,
): Change[] {
  return [
    ...pairs(expected.roles, found.roles, whole).flatMap(([role, before, after]) =>
      roleChanges(role, before, after, grantKeys),
    ),
    ...pairs(expected.groups, found.groups, whole).flatMap(([group, before, after]): Change[] => {
      if (before === undefined || after === undefined)
        return [oneSided({ kind: "group", group }, before !== undefined)];
      return lists({ kind: "members", group }, before.members, after.members);
    }),
    ...pairs(expected.grants, found.grants, whole).flatMap(([, before, after]): Change[] => {
      const { kind: holder, name, policyName } = (before ?? after)!;
      const subject: Subject = { kind: "grant", holder, name, policyName };
      if (before === undefined || after === undefined) return [oneSided(subject, before !== undefined)];
      return documents(subject, before.document, after.document);
    }),
    ...pairs(expected.policies, found.policies, whole).flatMap(([policy, before, after]): Change[] => {
      // Of an account, only the policies that are attached to something are known.
      if (before === undefined || after === undefined)
        return whole ? [oneSided({ kind: "policy", policy }, before !== undefined)] : [];
      return documents({ kind: "policy", policy }, before, after);
    }),
  ];
}

function roleChanges(
  role: string,
  before: RoleDocuments | undefined,
  after: RoleDocuments | undefined,
  grantKeys: ReadonlySet<string>,
): Change[] {
  const name = role.split("/").at(-1)!;
  if (before === undefined || after === undefined) return [oneSided({ kind: "role", role }, before !== undefined)];
  const own = ({ inline }: RoleDocuments) =>
    Object.fromEntries(Object.entries(inline).filter(([policy]) => !grantKeys.has(`role/${name}/${policy}`)));
  const [expected, found] = [before, after].map((side) => ({ ...side, inline: own(side) })) as [
    RoleDocuments,
    RoleDocuments,
  ];
  return Object.values(partChanges).flatMap((changesOf) => changesOf(role, expected, found));
}

/** What differs in each part of a role. */
const partChanges: Readonly<
  Record<keyof RoleDocuments, (role: string, before: RoleDocuments, after: RoleDocuments) => Change[]>
> = {
  trust: (role, before, after) => documents({ kind: "trust-policy", role }, before.trust, after.trust, "trust"),
  maxSessionDuration(role, { maxSessionDuration: expected }, { maxSessionDuration: found }) {
    if (expected === undefined || found === undefined || expected === found) return [];
    return [differs({ kind: "session", role }, { form: "seconds", expected, found })];
  },
  boundary: (role, { boundary: expected }, { boundary: found }) =>
    expected === found ? [] : [differs({ kind: "boundary", role }, { form: "arn", expected, found })],
  inline: (role, before, after) =>
    pairs(before.inline, after.inline, true).flatMap(([policyName, was, is]): Change[] => {
      const subject: Subject = { kind: "inline-policy", role, policyName };
      return was === undefined || is === undefined
        ? [oneSided(subject, was !== undefined)]
        : documents(subject, was, is);
    }),
  managed: (role, before, after) => lists({ kind: "managed-policies", role }, before.managed, after.managed),
};

function documents(
  subject: Subject,
  before: unknown,
  after: unknown,
  kind: "identity" | "trust" = "identity",
): Change[] {
  const differing = difference(before, after, kind);
  return differing ? [differs(subject, { form: "document", ...differing })] : [];
}

function lists(subject: Subject, before: readonly string[], after: readonly string[]): Change[] {
  const added = after.filter((one) => !before.includes(one)).sort();
  const removed = before.filter((one) => !after.includes(one)).sort();
  if (added.length + removed.length === 0) return [];
  // A deployment resets the members of a group, but leaves a policy that somebody attached to a role.
  return [
    {
      ...differs(subject, { form: "list", added, removed }),
      added: subject.kind === "managed-policies" && added.length > 0,
    },
  ];
}

function differs(subject: Subject, differing: Differing): Change {
  return { subject, change: "differs", differing, added: false };
}

function oneSided(subject: Subject, missing: boolean): Change {
  return missing ? { subject, change: "missing", added: false } : { subject, change: "extra", added: true };
}

/** The entries of both sides by key, sorted. Without `whole`, only keys that are expected. */
function pairs<Entry>(
  before: Readonly<Record<string, Entry>>,
  after: Readonly<Record<string, Entry>>,
  whole: boolean,
): [key: string, before: Entry | undefined, after: Entry | undefined][] {
  const keys = [...new Set([...Object.keys(before), ...(whole ? Object.keys(after) : [])])].sort();
  const of = (side: Readonly<Record<string, Entry>>, key: string) => (Object.hasOwn(side, key) ? side[key] : undefined);
  return keys.map((key) => [key, of(before, key), of(after, key)]);
}
