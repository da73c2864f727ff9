/**
 * Actions that read secrets or data, and what they read. The operations were found in the services' API models and
 * judged by people: see catalogue/judgements.txt, and catalogue/judging/harmless.txt for why others are left out.
 */
import { judgements } from "../iam";

/** What an action reads, by its name. */
export const SENSITIVE_READS: ReadonlyMap<string, string> = new Map(
  [...judgements("credentials"), ...judgements("data")]
    .filter(({ verdict }) => verdict !== "none")
    .map(({ action, verdict }) => [action, verdict]),
);
