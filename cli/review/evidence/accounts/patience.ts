import { StandardRetryStrategy } from "@smithy/core/retry";
import { setTimeout as pause } from "node:timers/promises";

type Token = Awaited<ReturnType<StandardRetryStrategy["refreshRetryTokenForRetry"]>>;

/** How often a call is tried in all that AWS throttles: with the SDK's pauses, which double up to 20 s, some two minutes long. */
const attempts = 10;
/** How often one that fails otherwise: a network that is away stays away for every account. */
const attemptsOfOthers = 4;

/** The SDK's own retrying, its pauses included, but one that a signal ends at once. */
export class Patience extends StandardRetryStrategy {
  constructor(private readonly signal: AbortSignal | undefined) {
    super(attempts);
  }

  /** Waits for as long as the SDK would, so that it need not. */
  override async refreshRetryTokenForRetry(...[before, problem]: Parameters<StandardRetryStrategy["refreshRetryTokenForRetry"]>): Promise<Token> {
    if (problem.errorType !== "THROTTLING" && before.getRetryCount() + 1 >= attemptsOfOthers) throw new Error("not to be tried again");
    const token = await super.refreshRetryTokenForRetry(before, problem);
    await pause(token.getRetryDelay(), undefined, this.signal && { signal: this.signal });
    return { ...token, getRetryCount: () => token.getRetryCount(), getRetryCost: () => token.getRetryCost(), getRetryDelay: () => 0 };
  }
}
