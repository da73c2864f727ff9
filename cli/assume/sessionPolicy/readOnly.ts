/** The session policy of `--read-only`: the reads of what a role allows. Pure. */
import { type ActionCatalogue, type ActionSet, judgements } from "../../../policypack/iam";

/**
 * The most characters of an inline session policy. AWS also packs it, with the session's tags, into less room than that.
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
 */
export const longestPolicy = 2_048;

/** The managed policy that stands in where no generated one can: it names the reads of all services. */
export const readOnlyAccess = (partition: string): string => `arn:${partition}:iam::aws:policy/ReadOnlyAccess`;

/**
 * The policy as compact JSON. Resources and conditions stay the role's own, since a session may do only what both allow.
 *
 * Actions are written out, so that none is among them that AWS adds later. Where that is too long, those that begin with
 * the same word become a pattern, if the catalogue has only reads that match it.
 *
 * @param allowed what the role allows
 * @returns undefined when that is too long too, or when the role allows no reads
 */
export function readOnlyPolicy(catalogue: ActionCatalogue, allowed: ActionSet): string | undefined {
  const isRead = readsOf(catalogue);
  const names = [...allowed].filter(isRead).map((action) => catalogue.name(action));
  if (names.length === 0) return undefined;
  return [names, shortened(catalogue, names, isRead)]
    .map((Action) => JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action, Resource: "*" }] }))
    .find((text) => text.length <= longestPolicy);
}

/** Tells reads: AWS calls the action a read or a list, and its answers hold no credentials or secrets. */
function readsOf(catalogue: ActionCatalogue): (action: number) => boolean {
  const giving = new Set(
    judgements("credentials")
      .filter(({ verdict }) => verdict === "credentials" || verdict === "secrets")
      .map(({ action }) => catalogue.number(action)),
  );
  return (action) => !catalogue.changes(action) && !giving.has(action);
}

function shortened(
  catalogue: ActionCatalogue,
  names: readonly string[],
  isRead: (action: number) => boolean,
): readonly string[] {
  const groups = new Map<string, string[]>();
  for (const name of names) {
    const begin = beginOf(name);
    groups.set(begin, [...(groups.get(begin) ?? []), name]);
  }
  return [...groups].flatMap(([begin, own]) => {
    if (own.length === 1) return own;
    const service = catalogue.service(begin.slice(0, begin.indexOf(":")))!;
    const lower = begin.toLowerCase();
    const all = service.lowerNames.flatMap((name, at) => (name.startsWith(lower) ? [service.first + at] : []));
    return all.every(isRead) ? [`${begin}*`] : own;
  });
}

/** The service and the first word of an action: `s3:Get` of `s3:GetObject`. */
function beginOf(name: string): string {
  return /^[^:]+:[A-Z]?[a-z]*/.exec(name)?.[0] ?? name;
}
