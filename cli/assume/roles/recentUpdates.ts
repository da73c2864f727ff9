/** Finds the stacks of a project that were deployed a moment ago. Read only when a call was refused. */
import type { RecentChange } from "../diagnosis/evidence";
import { runEngine } from "../../shared/engine";

/**
 * How long a change of IAM may take to count everywhere, in seconds: roles and trusts that are new were seen to be
 * refused for about as long. https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_general.html
 */
export const propagation = 120;

/** How long the engine is waited for, in milliseconds. Its answer only adds to the explanation. */
const patience = 10_000;

/** The stacks of a project whose last update ended less than two minutes ago. Empty when the engine does not tell. */
export async function recentUpdates(project: string, env: NodeJS.ProcessEnv, now: Date): Promise<RecentChange[]> {
  try {
    const args = ["stack", "ls", "--json", "--non-interactive", "--color", "never"];
    const { code, stdout } = await runEngine(args, { cwd: project, env, timeout: patience });
    const read: unknown = code === 0 ? JSON.parse(stdout) : [];
    return (Array.isArray(read) ? (read as unknown[]) : []).flatMap((entry) => recentOf(entry, now));
  } catch {
    return [];
  }
}

function recentOf(entry: unknown, now: Date): RecentChange[] {
  if (typeof entry !== "object" || entry === null) return [];
  const { name, lastUpdate } = entry as { name?: unknown; lastUpdate?: unknown };
  if (typeof name !== "string" || typeof lastUpdate !== "string") return [];
  return changeSince("stack", name, lastUpdate, now);
}

/** A change that was made less than two minutes before; none for another, or a text that is no moment. */
export function changeSince(what: RecentChange["what"], name: string, moment: string, now: Date): RecentChange[] {
  const seconds = Math.round((now.getTime() - Date.parse(moment)) / 1000);
  // Clocks of two machines differ, so a moment may lie ahead of this one's.
  return seconds <= propagation && seconds >= -propagation ? [{ what, name, seconds: Math.max(0, seconds) }] : [];
}
