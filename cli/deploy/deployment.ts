/** Deploys, previews or removes one stack, and carries on what an earlier run left. */
import { complaint, runEngine } from "../shared/engine";
import { leftOf } from "./backend";
import { holderText, isGone } from "./lock";
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
  /** Whether the backend has it. */
  readonly known: boolean;
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
  if (known) {
    try {
      const left = await leftOf(name, at);
      if (left.failed && !refresh) note("its last update did not end well, so AWS is asked what is there");
      refresh ||= left.failed;
    } catch (error) {
      return failed(`its state cannot be read: ${(error as Error).message}`, []);
    }
  }
  return outcomeOf(action, name, await runUpdate({ ...question, stack: name, refresh }, at));
}

function outcomeOf(action: Action, name: string, updated: Updated): Outcome {
  const { ok, holder, refusals, errors, warnings, said } = updated;
  if (ok) return { state: "done", words: `${words[action]}: ${changesText(updated)}`, details: warnings };
  if (holder !== undefined) {
    const gone = isGone(holder, hostname(), runs);
    return {
      state: "locked",
      words: gone
        ? `its lock is held by ${holderText(holder)}, which runs no more; once nobody deploys it: pulumi cancel --stack ${name}`
        : `${holderText(holder)} deploys it right now; wait, or add --wait`,
      details: [],
      mayEnd: !gone,
    };
  }
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
