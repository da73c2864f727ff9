/** Deploys, previews or removes one stack, and carries on what an earlier run left. */
import type { Settings } from "../../settings/settings";
import { heldVariable, rolesToHold } from "../../transitions/hold";
import { complaint, runEngine } from "../shared/engine";
import { leftOf, type Left } from "./backend";
import type { FailedCreation } from "./facts";
import type { Healed } from "./heal";
import { holderOf, holderText, isGone, type Holder } from "./lock";
import type { Ended } from "./schedule";
import { runUpdate, type Action, type Surroundings, type Updated, type UpdateQuestion } from "./update";
import { hostname } from "node:os";

/** How a stack ended, and what people are told of it. */
export interface Outcome {
  readonly state: Ended;
  /** One line. */
  readonly words: string;
  /** What the engine or the pack said, one text each. */
  readonly details: readonly string[];
  /** Of a stack that is locked by somebody who may come to an end: who, in words. */
  readonly heldBy?: string;
}

/** What is asked of a stack. */
export interface StackQuestion extends Omit<UpdateQuestion, "stack"> {
  /** What the engine calls it. */
  readonly name: string;
  readonly settings: Settings;
  /** Whether the backend has it. */
  readonly known: boolean;
  /** Takes into the stack's state what is there already and these creations made. */
  readonly heal: (creations: readonly FailedCreation[]) => Promise<Healed>;
  /** Told what people may want to know meanwhile. */
  readonly note: (line: string) => void;
}

/** Deploys a stack. Rejects only where the engine cannot be started. */
export async function deployStack(question: StackQuestion, at: Surroundings): Promise<Outcome> {
  const { action, name, known, note } = question;
  if (!known) {
    if (action === "destroy" || action === "preview-destroy") return done("nothing of it is deployed");
    if (action === "preview") return failed("the backend does not have it yet; deploying creates it", []);
    const made = await runEngine(["stack", "init", name, "--non-interactive", "--color", "never"], at);
    if (made.code !== 0) return failed(`the backend does not take it: ${complaint(made)}`, []);
  }
  let left: Left = { failed: false, pending: [], record: undefined };
  if (known) {
    try {
      left = await leftOf(name, at);
    } catch (error) {
      return failed(`its state cannot be read: ${(error as Error).message}`, []);
    }
  }
  const previewed = action === "preview" || action === "preview-destroy";
  // A preview changes no state, so the engine asks AWS within it, if that was typed.
  if (previewed) return outcomeOf(action, name, await runUpdate({ ...question, stack: name }, at));
  if (left.failed) note("its last update did not end well, so AWS is asked what is there");
  if (known && (left.failed || question.refresh)) {
    const stopped = (await takeLost(question, left.pending)) ?? (await refreshed(name, at));
    if (stopped !== undefined) return stopped;
  }
  if (action === "destroy")
    return outcomeOf(action, name, await runUpdate({ ...question, refresh: false, stack: name }, at));
  const closed = rolesToHold(left.record, question.settings);
  if (closed.length > 0) {
    note(`the policies of ${closed.join(", ")} each allow and deny: closed first, opened by a second update`);
    const env = { ...at.env, [heldVariable]: JSON.stringify(closed) };
    const first = await healing(question, { ...at, env });
    if (first.state !== "done") return first;
  }
  return healing(question, at);
}

/** The most updates of one stack in one run. What is healed in one lets the next come further. */
const mostUpdates = 5;

/** Deploys a stack, and takes what its creations made whose answers were lost. */
async function healing(question: StackQuestion, at: Surroundings): Promise<Outcome> {
  const { name, heal } = question;
  for (let updates = 1; ; updates++) {
    const updated = await runUpdate({ ...question, refresh: false, stack: name }, at);
    const outcome = outcomeOf("up", name, updated);
    if (outcome.state !== "failed" || updated.creations.length === 0 || updates === mostUpdates) return outcome;
    const { holder, refused, taken } = await heal(updated.creations);
    if (holder !== undefined) return locked(holder, name);
    if (refused.length > 0) return { ...outcome, details: [...outcome.details, ...refused] };
    if (taken === 0) return outcome;
    const stopped = await refreshed(name, at);
    if (stopped !== undefined) return stopped;
  }
}

/** Takes what pending creations made. @returns why that cannot be done */
async function takeLost(
  { name, heal }: StackQuestion,
  pending: readonly FailedCreation[],
): Promise<Outcome | undefined> {
  const { holder, refused, unread } = await heal(pending);
  if (holder !== undefined) return locked(holder, name);
  if (unread !== undefined) return failed("what its last update made cannot be read", [unread]);
  return refused.length > 0 ? failed("something is there already that it would make", refused) : undefined;
}

/**
 * Writes into the state what AWS says is there, and forgets pending creations. An update that does so by itself lets the
 * pack judge what it is about to delete, too.
 *
 * @returns why that cannot be done
 */
async function refreshed(name: string, at: Surroundings): Promise<Outcome | undefined> {
  const args = ["refresh", "--clear-pending-creates", "--yes", "--skip-preview", "--suppress-outputs"];
  const ran = await runEngine([...args, "--stack", name, "--non-interactive", "--color", "never"], {
    ...at,
    apart: at.started,
  });
  if (ran.code === 0) return undefined;
  const holder = holderOf(ran.stderr);
  return holder === undefined ? failed("AWS does not say what is there", [complaint(ran)]) : locked(holder, name);
}

function outcomeOf(action: Action, name: string, updated: Updated): Outcome {
  const { ok, holder, refusals, errors, warnings, said } = updated;
  if (ok) return { state: "done", words: `${words[action]}: ${changesText(updated)}`, details: warnings };
  if (holder !== undefined) return locked(holder, name);
  if (refusals.length > 0) return { state: "refused", words: "the policy pack refuses it", details: refusals };
  return failed("it failed", errors.length > 0 ? errors : [said]);
}

const words: Readonly<Record<Action, string>> = {
  up: "deployed",
  preview: "previewed",
  destroy: "removed",
  "preview-destroy": "previewed",
};

const counted: Readonly<Record<string, string>> = {
  create: "created",
  update: "changed",
  replace: "replaced",
  delete: "deleted",
  import: "imported",
};

/** What changed, such as `2 created, 1 changed`. */
export function changesText({ changes }: Pick<Updated, "changes">): string {
  const parts = Object.entries(counted).flatMap(([operation, word]) =>
    changes[operation] ? [`${changes[operation]} ${word}`] : [],
  );
  return parts.join(", ") || "no changes";
}

function done(text: string): Outcome {
  return { state: "done", words: text, details: [] };
}

function locked(holder: Holder, name: string): Outcome {
  const heldBy = holderText(holder);
  if (isGone(holder, hostname(), runs)) {
    const next = `once nobody deploys it: pulumi cancel --stack ${name}`;
    return { state: "locked", words: `its lock is held by ${heldBy}, which runs no more; ${next}`, details: [] };
  }
  return { state: "locked", words: `${heldBy} deploys it right now; wait, or add --wait`, details: [], heldBy };
}

function failed(text: string, details: readonly string[]): Outcome {
  return { state: "failed", words: text, details };
}

/** Whether a process of this machine runs. */
function runs(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
