/**
 * Changes that no resource limits and that act on all that the account has, and why nobody should have them. People
 * judged them: see catalogue/judgements.txt.
 */
import { judgements } from "../iam";

/** The reason, a sentence, by the name of the action. */
export const ACCOUNT_WIDE_WRITES: ReadonlyMap<string, string> = new Map(
  judgements("access")
    .filter(({ verdict }) => verdict === "everything")
    .map(({ action, reason }) => [action, reason]),
);
