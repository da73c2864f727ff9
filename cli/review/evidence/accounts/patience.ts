import { StandardRetryStrategy } from "@smithy/core/retry";
import { setTimeout as pause } from "node:timers/promises";

type Token = Awaited<ReturnType<StandardRetryStrategy["refreshRetryTokenForRetry"]>>;

/**
 * How often to try a call that AWS throttles. With the SDK's pauses, which double up to 20 s, this takes some two
 * minutes.
 */
const attempts = 10;
/** How often to try a call that fails otherwise. If the network is down, it is down for every account. */
const attemptsOfOthers = 4;

/** The SDK's own retry strategy and pauses, but a signal ends a pause at once. */
export class Patience extends StandardRetryStrategy {
  constructor(private readonly signal: AbortSignal | undefined) {
    super(attempts);
  }

  /** Does the waiting itself, so that the SDK does not wait. */
  override async refreshRetryTokenForRetry(
    ...[before, problem]: Parameters<StandardRetryStrategy["refreshRetryTokenForRetry"]>
  ): Promise<Token> {
    if (problem.errorType !== "THROTTLING" && before.getRetryCount() + 1 >= attemptsOfOthers)
      throw new Error("not to be tried again");
    const token = await super.refreshRetryTokenForRetry(before, problem);
    await pause(token.getRetryDelay(), undefined, this.signal && { signal: this.signal });
    return {
      ...token,
      getRetryCount: () => token.getRetryCount(),
      getRetryCost: () => token.getRetryCost(),
      getRetryDelay: () => 0,
    };
  }
}
