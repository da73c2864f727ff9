/** Shows a review as SARIF. Each finding has the place in the repository where people decide about it. */
import { addressOf, plain, sarifLog, type SarifGap, type SarifResult } from "../../sarif";
import { typedHere } from "../../shared/invocation";
import { findingKinds, type FindingKind, warningKinds, type Finding, type Missing, type Review } from "../model";
import { arnLines, roleLines } from "./lines";
import { accountText, count } from "./words";

/** A file of the repository. */
export interface SourceFile {
  /** Relative to the repository. */
  readonly path: string;
  /** Its text, if it could be read. Then findings have lines. */
  readonly text?: string;
}

/** The files in which people decide about findings. */
export interface Sources {
  /**
   * The settings file of each stack, by the stack's name in the review. For a missing stack it is `Pulumi.<stack>.yaml`
   * at the root.
   */
  readonly stacks?: ReadonlyMap<string, SourceFile>;
  /** The paths of roles that have files of their own, relative to the repository: by stacks and keys. */
  readonly roles?: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** The approvals file; by default `approvals.yaml` at the root. */
  readonly approvals?: SourceFile;
}

/** The most results of one run. Code scanning refuses a file with more. */
const mostResults = 25_000;

/** The review as one SARIF log. If something could not be read, its run counts as unsuccessful. */
export function asSarif(review: Review, sources: Sources = {}): string {
  const rules = Object.entries(findingKinds).map(([id, description]) => ({
    id,
    description: `${description[0]!.toUpperCase()}${description.slice(1)}.`,
    // Of the kind, whatever this run found.
    level: warningKinds.includes(id as FindingKind) ? ("warning" as const) : ("error" as const),
  }));
  const place = placeIn(review, sources);
  const found = review.findings.slice(0, mostResults).map((finding): SarifResult => ({
    rule: finding.kind,
    level: finding.level,
    message: `${plain(finding.message)}\n\n${plain(finding.remedy)}`,
    ...place(finding),
    logical: [finding.role ?? finding.account, finding.principal, finding.document]
      .filter((part) => part !== undefined)
      .map(plain),
    identity: [finding.kind, finding.account, finding.role, finding.principal, finding.document],
  }));
  const cutOff = review.findings.length - found.length;
  return sarifLog("cross-account review", rules, found, [
    ...review.missing.map((one) => gap(review, one)),
    ...(cutOff > 0
      ? [
          {
            id: "too-many-findings",
            message:
              `${count(cutOff, "finding")} left out: code scanning takes ${mostResults} of one run. ` +
              `${typedHere()} review --format json has all.`,
          },
        ]
      : []),
  ]);
}

/**
 * The file and line of a finding: in the settings of the stack that declares the role, or else in the approvals file.
 */
function placeIn(
  review: Review,
  { approvals = { path: "approvals.yaml" }, ...sources }: Sources,
): (finding: Finding) => { uri: string; line: number } {
  const roles = new Map(review.roles.map((role) => [role.arn, role]));
  const accounts = new Map(review.accounts.map(({ id, stacks: of }) => [id, of[0]]));
  const approved = arnLines(approvals.text ?? "");
  const declared = rolePlaces(sources);
  return (finding) => {
    const role = finding.role === undefined ? undefined : roles.get(finding.role);
    const stack = role?.stack ?? (finding.role === undefined ? accounts.get(finding.account) : undefined);
    if (stack === undefined) return { uri: addressOf(approvals.path), line: approved.get(finding.role ?? "") ?? 1 };
    return declared(stack, role?.key ?? "");
  };
}

/** The file and line of a role that a stack declares. */
export function rolePlaces({
  stacks,
  roles: files,
}: Omit<Sources, "approvals">): (stack: string, key: string) => { uri: string; line: number } {
  const declared = new Map<string, ReadonlyMap<string, number>>();
  return (stack, key) => {
    const own = files?.get(stack)?.get(key);
    if (own !== undefined) return { uri: addressOf(own), line: 1 };
    const { path, text = "" } = stacks?.get(stack) ?? { path: `Pulumi.${stack.split("/").at(-1)}.yaml` };
    const lines = declared.get(stack) ?? roleLines(text);
    declared.set(stack, lines);
    return { uri: addressOf(path), line: lines.get(key) ?? 1 };
  };
}

function gap(review: Review, { what, account, stack, why, next }: Missing): SarifGap {
  const where = [
    ...(stack === undefined ? [] : [`stack ${stack}`]),
    ...(account === undefined ? [] : [`account ${accountText(review, account)}`]),
  ].join(", ");
  return {
    id: "missing-evidence",
    message: plain(
      `Not known: ${what}${where === "" ? "" : ` (${where})`}. ${why}${why.at(-1) === "." ? "" : "."} ${next}`,
    ),
  };
}
