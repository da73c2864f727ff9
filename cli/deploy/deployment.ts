/** Deploys, previews or removes one stack, and carries on what an earlier run left. */
import type { Settings } from "../../settings/settings";
import { heldVariable, rolesToHold } from "../../transitions/hold";
import { complaint, runEngine } from "../shared/engine";
import { leftOf } from "./backend";
import type { FailedCreation } from "./facts";
import type { Healed } from "./heal";
import { holderText, isGone, type Holder } from "./lock";
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
  /** Of a stack that is locked: whether whoever holds it may come to an end. */
  readonly mayEnd?: boolean;
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
  let refresh = question.refresh;
  let pending: readonly FailedCreation[] = [];
  let record: unknown;
  if (known) {
    try {
      const left = await leftOf(name, at);
      if (left.failed && !refresh) note("its last update did not end well, so AWS is asked what is there");
      refresh ||= left.failed;
      ({ pending, record } = left);
    } catch (error) {
      return failed(`its state cannot be read: ${(error as Error).message}`, []);
    }
  }
  if (action !== "up") return outcomeOf(action, name, await runUpdate({ ...question, stack: name, refresh }, at));
  const closed = rolesToHold(record, question.settings);
  if (closed.length > 0) {
    note(`the policies of ${closed.join(", ")} each allow and deny: closed first, opened by a second update`);
    const env = { ...at.env, [heldVariable]: JSON.stringify(closed) };
    const first = await healing({ ...question, refresh }, pending, { ...at, env });
    if (first.state !== "done") return first;
    [refresh, pending] = [false, []];
  }
  return healing({ ...question, refresh }, pending, at);
}

/** The most updates of one stack in one run. What is healed in one lets the next come further. */
const mostUpdates = 5;

/** Deploys a stack, and takes what earlier creations made whose answers were lost. */
async function healing(
  question: StackQuestion,
  pending: readonly FailedCreation[],
  at: Surroundings,
): Promise<Outcome> {
  const { name, heal } = question;
  let { refresh } = question;
  let lost = pending;
  for (let updates = 1; ; updates++) {
    const healed = await heal(lost);
    if (healed.holder !== undefined) return locked(healed.holder, name);
    if (healed.refused.length > 0) return failed("something is there already that it would make", healed.refused);
    const updated = await runUpdate({ ...question, stack: name, refresh: refresh || healed.taken > 0 }, at);
    if (updated.ok) {
      const cleared = pending.length === 0 ? undefined : await clear(name, at);
      return cleared === undefined ? outcomeOf("up", name, updated) : failed("what was pending stays", [cleared]);
    }
    const outcome = outcomeOf("up", name, updated);
    if (outcome.state !== "failed" || updated.creations.length === 0 || updates === mostUpdates) return outcome;
    const after = await heal(updated.creations);
    if (after.holder !== undefined) return locked(after.holder, name);
    if (after.refused.length > 0) return { ...outcome, details: [...outcome.details, ...after.refused] };
    if (after.taken === 0) return outcome;
    [lost, refresh] = [[], true];
  }
}

/** Forgets what was pending: the update has made it, or found it. @returns what the engine says against it */
async function clear(stack: string, at: Surroundings): Promise<string | undefined> {
  const args = ["refresh", "--clear-pending-creates", "--yes", "--skip-preview", "--suppress-outputs"];
  const ran = await runEngine([...args, "--stack", stack, "--non-interactive", "--color", "never"], {
    ...at,
    apart: at.started,
  });
  return ran.code === 0 ? undefined : complaint(ran);
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
  const gone = isGone(holder, hostname(), runs);
  const text = gone
    ? `its lock is held by ${holderText(holder)}, which runs no more; once nobody deploys it: pulumi cancel --stack ${name}`
    : `${holderText(holder)} deploys it right now; wait, or add --wait`;
  return { state: "locked", words: text, details: [], mayEnd: !gone };
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
