/** Turns a refused call into an explained refusal, for everything that makes calls. */
import { Unassumed } from "./attempt";
import type { Finding } from "./diagnosis/evidence";
import { Refusal } from "./refusal";

/**
 * Does work that makes calls. @throws Refusal, with the diagnosis, when a call gave no session; any other error
 * unchanged
 */
export async function explained<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof Unassumed ? await lazyExplanation().refusalOf(error) : error;
  }
}

/** A refusal that is certain without asking AWS. */
export function refusalBefore(roleArn: string, finding: Finding, exitCode: number): Refusal {
  return new Refusal(exitCode, lazyExplanation().explainFinding(roleArn, finding, exitCode));
}

function lazyExplanation(): typeof import("./explanation") {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- a call that succeeds needs none of it
  return require("./explanation") as typeof import("./explanation");
}
