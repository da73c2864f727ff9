/** What differs between two sides of the same access: code and state, or state and account. Pure. */
import type { AccessDocuments, GrantDocument, RoleDocuments } from "../evidence/evidence";
import { difference, differenceText } from "./documents";

/** One difference. */
export interface Change {
  readonly what: "role" | "group" | "grant" | "policy";
  /** The ARN of the role or policy, the group's name, or the grant's `kind/name/policy name`. */
  readonly key: string;
  readonly change: "missing" | "extra" | "differs";
  /** What of it differs, such as `the inline policy artifacts of the role deploy`. */
  readonly document: string;
  /** What was found and what is expected, in words without a full stop. */
  readonly text: string;
  /** Whether something is there that no deployment made, and so none takes away. */
  readonly added?: true;
}

/**
 * Compares what is expected with what is found.
 *
 * @param whole true where both sides speak of the same stack; false where `found` is an account, which has much else
 * @param grantKeys inline policies of roles that are somebody's grants, by `role/name/policy name`: not the role's own
 */
export function changes(expected: AccessDocuments, found: AccessDocuments, whole: boolean, grantKeys: ReadonlySet<string>): Change[] {
  return [
    ...pairs(expected.roles, found.roles, whole).flatMap(([arn, before, after]) => roleChanges(arn, before, after, grantKeys)),
    ...pairs(expected.groups, found.groups, whole).flatMap(([name, before, after]): Change[] => {
      const base = { what: "group", key: name } as const;
      if (before === undefined || after === undefined) return [oneSided(base, `the group ${name}`, before !== undefined)];
      return lists(base, `the members of the group ${name}`, before.members, after.members);
    }),
    ...pairs(expected.grants, found.grants, whole).flatMap(([key, before, after]): Change[] => {
      const words = grantWords((before ?? after)!);
      if (before === undefined || after === undefined) return [oneSided({ what: "grant", key }, words, before !== undefined)];
      return documents({ what: "grant", key }, words, before.document, after.document);
    }),
    ...pairs(expected.policies, found.policies, whole).flatMap(([arn, before, after]): Change[] => {
      // Of an account only those policies are known that are attached to somebody.
      if (before === undefined || after === undefined) return whole ? [oneSided({ what: "policy", key: arn }, `the policy ${arn}`, before !== undefined)] : [];
      return documents({ what: "policy", key: arn }, `the policy ${arn}`, before, after);
    }),
  ];
}

/** How messages name a grantee's policy. */
export function grantWords({ kind, name, policyName }: GrantDocument): string {
  return `the inline policy ${policyName} of the ${kind} ${name}`;
}

type Base = Pick<Change, "what" | "key">;

function roleChanges(arn: string, before: RoleDocuments | undefined, after: RoleDocuments | undefined, grantKeys: ReadonlySet<string>): Change[] {
  const base = { what: "role", key: arn } as const;
  const name = arn.split("/").at(-1)!;
  if (before === undefined || after === undefined) return [oneSided(base, `the role ${name}`, before !== undefined)];
  const trust = difference(before.trust, after.trust, "trust");
  const own = (policies: RoleDocuments["inline"]) => Object.fromEntries(Object.entries(policies).filter(([policy]) => !grantKeys.has(`role/${name}/${policy}`)));
  const differs = (document: string, text: string): Change => ({ ...base, change: "differs", document, text });
  return [
    ...(trust ? [differs(`the trust policy of the role ${name}`, differenceText(trust))] : []),
    ...(before.maxSessionDuration !== undefined && after.maxSessionDuration !== undefined && before.maxSessionDuration !== after.maxSessionDuration
      ? [differs(`the longest session of the role ${name}`, `found ${after.maxSessionDuration} s, expected ${before.maxSessionDuration} s`)]
      : []),
    ...(before.boundary !== after.boundary ? [differs(`the permissions boundary of the role ${name}`, `found ${after.boundary ?? "none"}, expected ${before.boundary ?? "none"}`)] : []),
    ...pairs(own(before.inline), own(after.inline), true).flatMap(([policy, was, is]): Change[] => {
      const words = `the inline policy ${policy} of the role ${name}`;
      return was === undefined || is === undefined ? [oneSided(base, words, was !== undefined)] : documents(base, words, was, is);
    }),
    ...lists(base, `the managed policies of the role ${name}`, before.managed, after.managed).map((change): Change => (after.managed.some((arn) => !before.managed.includes(arn)) ? { ...change, added: true } : change)),
  ];
}

function documents(base: Base, words: string, before: unknown, after: unknown): Change[] {
  const differing = difference(before, after, "identity");
  return differing ? [{ ...base, change: "differs", document: words, text: differenceText(differing) }] : [];
}

function lists(base: Base, words: string, before: readonly string[], after: readonly string[]): Change[] {
  const added = after.filter((one) => !before.includes(one)).sort();
  const removed = before.filter((one) => !after.includes(one)).sort();
  if (added.length + removed.length === 0) return [];
  const text = [...(added.length > 0 ? [`found ${added.join(", ")}, which ${added.length > 1 ? "are" : "is"} not expected`] : []), ...(removed.length > 0 ? [`expected ${removed.join(", ")}, not found`] : [])].join("; ");
  return [{ ...base, change: "differs", document: words, text }];
}

function oneSided(base: Base, words: string, missing: boolean): Change {
  return missing ? { ...base, change: "missing", document: words, text: "expected, and not found" } : { ...base, change: "extra", document: words, text: "found, and not expected", added: true };
}

/** What both sides have under the same key, sorted; without `whole` only what is expected. */
function pairs<Entry>(before: Readonly<Record<string, Entry>>, after: Readonly<Record<string, Entry>>, whole: boolean): [key: string, before: Entry | undefined, after: Entry | undefined][] {
  const keys = [...new Set([...Object.keys(before), ...(whole ? Object.keys(after) : [])])].sort();
  const of = (side: Readonly<Record<string, Entry>>, key: string) => (Object.hasOwn(side, key) ? side[key] : undefined);
  return keys.map((key) => [key, of(before, key), of(after, key)]);
}
