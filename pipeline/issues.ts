/** One issue for each owner of reviews that are due: what there should be, and what has to be done for that. Pure. */
import { z } from "zod";
import { reviewSchema, type Finding, type FindingKind, type Review } from "../cli/review/model";
import { prose } from "../cli/review/formats/markdownText";
import { cut, visible } from "../policypack/visible";

/** The label of these issues. */
export const issueLabel = "access-review";

/** The parts of a review that count here. Others may be newer than this program. */
const partsOfReview = z.looseObject({
  version: reviewSchema.shape.version,
  accounts: reviewSchema.shape.accounts,
  roles: reviewSchema.shape.roles,
  findings: reviewSchema.shape.findings,
  missing: reviewSchema.shape.missing,
});

type DueParts = Pick<Review, "accounts" | "roles" | "findings" | "missing">;

/** An issue that there should be. */
export interface DueIssue {
  readonly owner: string;
  readonly title: string;
  readonly body: string;
}

/** An issue that there is. */
export interface FoundIssue {
  readonly number: number;
  readonly title: string;
  readonly body: string;
  readonly open: boolean;
}

/** What is to be done. */
export type IssueStep =
  | { readonly do: "open"; readonly issue: DueIssue }
  | { readonly do: "update"; readonly number: number; readonly issue: DueIssue }
  | { readonly do: "close"; readonly number: number; readonly body: string };

const dueKinds: readonly FindingKind[] = ["review-due", "review-overdue", "outside-expired"];
const longestBody = 60_000;

/** Reads what `review --output review.json` wrote; undefined for another form. */
export function readReview(read: unknown): DueParts | undefined {
  const parsed = partsOfReview.safeParse(read);
  return parsed.success ? parsed.data : undefined;
}

/** One issue for each owner, by owner. */
export function dueIssues({ accounts, roles, findings }: DueParts): DueIssue[] {
  const owners = new Map<string, Finding[]>();
  for (const finding of findings) {
    if (!dueKinds.includes(finding.kind)) continue;
    const owner = ownerOf(finding);
    owners.set(owner, [...(owners.get(owner) ?? []), finding]);
  }
  return [...owners]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([owner, due]) => ({ owner, title: titleOf(owner), body: bodyOf(owner, due) }));

  /** A finding about an outside account is its owner's, whatever role it stands at. */
  function ownerOf({ document = "", role }: Finding): string {
    const outside = accounts.find(({ id, outside: declared }) => declared && document.endsWith(`, ${id}`))?.outside;
    return outside?.owner ?? roles.find(({ arn }) => arn === role)?.review?.owner ?? "nobody who is named";
  }
}

/** How an issue begins, so that a later run finds it. */
function markerOf(owner: string): string {
  return `<!-- cross-account-access: reviews of ${Buffer.from(owner).toString("base64url")} -->`;
}

function titleOf(owner: string): string {
  return cut(`Access to review: ${visible(owner)}`, 200);
}

function bodyOf(owner: string, due: readonly Finding[]): string {
  const start = `${markerOf(owner)}\n${prose(owner)} answers for access that is to be reviewed:\n\n`;
  const end = "\nThis text is written anew by each review. It is closed when nothing is due any more.\n";
  let text = start;
  let taken = 0;
  for (const { message, remedy } of due) {
    const line = `- ${prose(message)}\n  ${prose(remedy)}\n`;
    if (text.length + line.length + end.length + 100 > longestBody) break;
    text += line;
    taken++;
  }
  const left = due.length - taken;
  return `${text}${left === 0 ? "" : `\n**${left} more are left out here; the review has all.**\n`}${end}`;
}

const closing = "\nNothing of this is due any more.\n";

/**
 * What has to be done so that there is what should be: each owner has one issue, which is opened again when it is needed
 * again.
 *
 * @param complete whether the review could read everything. Else nothing is closed, since what was not read may be due
 */
export function issueSteps(due: readonly DueIssue[], found: readonly FoundIssue[], complete: boolean): IssueStep[] {
  const wanted = new Map(due.map((issue) => [markerOf(issue.owner), issue]));
  const steps: IssueStep[] = [];
  // The oldest is the one; others would be copies that somebody made.
  for (const issue of [...found].sort((one, other) => one.number - other.number)) {
    const marker = issue.body.split(/\r?\n/, 1)[0]!;
    if (!/^<!-- cross-account-access: reviews of [\w-]+ -->$/.test(marker)) continue;
    const due = wanted.get(marker);
    wanted.delete(marker);
    if (due === undefined) {
      if (issue.open && complete) steps.push({ do: "close", number: issue.number, body: `${marker}\n${closing}` });
    } else if (!issue.open || issue.title !== due.title || !sameText(issue.body, due.body))
      steps.push({ do: "update", number: issue.number, issue: due });
  }
  return [...[...wanted.values()].map((issue): IssueStep => ({ do: "open", issue })), ...steps];
}

/** Forges change line ends and what stands at the end. */
function sameText(one: string, other: string): boolean {
  return one.replaceAll("\r\n", "\n").trim() === other.replaceAll("\r\n", "\n").trim();
}
