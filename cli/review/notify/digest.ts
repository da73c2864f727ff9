/** What a review says in short, and what is new in it since an earlier one. Pure. */
import { createHash } from "node:crypto";
import { z } from "zod";
import { reviewVersion, type Review } from "../model";
import { compareText } from "../../shared/compareText";

/** The parts of an earlier review that are compared. A later version may have more of them, which change nothing. */
const earlierForm = z.object({
  version: z.literal(reviewVersion),
  verdict: z.enum(["as-approved", "differs", "incomplete"]),
  roles: z.array(z.object({ arn: z.string(), principals: z.array(z.object({ arn: z.string() })) })),
  findings: z.array(
    z.object({
      kind: z.string(),
      level: z.enum(["error", "warning"]),
      account: z.string(),
      role: z.string().optional(),
      principal: z.string().optional(),
      document: z.string().optional(),
      message: z.string(),
    }),
  ),
  missing: z.array(z.object({ what: z.string(), why: z.string() })),
});

/** A review as `--format json` wrote it, now or earlier. */
export type EarlierReview = z.output<typeof earlierForm>;
type Finding = EarlierReview["findings"][number];

/** Reads an earlier review; undefined for anything else. */
export function earlierReview(value: unknown): EarlierReview | undefined {
  return earlierForm.safeParse(value).data;
}

/** Who may assume a role. */
export interface Access {
  readonly role: string;
  readonly principal: string;
}

/** What changed between two reviews. All lists are sorted. */
export interface Digest {
  /** The same for two reviews that say the same, however far apart in time. */
  readonly digest: string;
  readonly verdict: Review["verdict"];
  readonly new: readonly Finding[];
  readonly gone: readonly Finding[];
  readonly gains: readonly Access[];
  readonly loses: readonly Access[];
  /** What is not known and was known before. */
  readonly missing: readonly string[];
  /** Whether anything at all changed. Without an earlier review everything is new. */
  readonly changed: boolean;
}

/** Compares a review with an earlier one, or with nothing. */
export function digestOf(now: EarlierReview, before: EarlierReview | undefined): Digest {
  const own = picture(earlierForm.parse(now));
  const other = before === undefined ? undefined : picture(before);
  const beyond = <T>(these: ReadonlyMap<string, T>, those: ReadonlyMap<string, T> | undefined): T[] =>
    [...these].filter(([key]) => those?.has(key) !== true).map(([, value]) => value);
  const nothing = new Map<string, never>();
  return {
    digest: own.digest,
    verdict: now.verdict,
    new: beyond(own.findings, other?.findings),
    gone: beyond(other?.findings ?? nothing, own.findings),
    gains: beyond(own.access, other?.access),
    loses: beyond(other?.access ?? nothing, own.access),
    missing: beyond(own.missing, other?.missing),
    changed: own.digest !== other?.digest,
  };
}

/** Everything that a digest is about, by keys that stay the same from run to run. */
function picture({ verdict, roles, findings, missing }: EarlierReview) {
  const keyed = <T>(items: readonly (readonly [string, T])[]) =>
    new Map([...items].sort(([a], [b]) => compareText(a, b)));
  const parts = {
    findings: keyed(
      findings.map((finding) => {
        const { kind, level, account, role, principal, document, message } = finding;
        return [JSON.stringify([level, account, role, kind, principal, document, message]), finding] as const;
      }),
    ),
    access: keyed(
      roles.flatMap(({ arn: role, principals }) =>
        principals.map(({ arn: principal }) => [`${role} ${principal}`, { role, principal }] as const),
      ),
    ),
    missing: keyed(missing.map(({ what, why }) => [`${what}: ${why}`, `${what}: ${why}`] as const)),
  };
  const text = JSON.stringify([verdict, ...Object.values(parts).map((part) => [...part.keys()])]);
  return { ...parts, digest: createHash("sha256").update(text).digest("hex") };
}
