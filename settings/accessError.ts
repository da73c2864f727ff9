import { inspect } from "node:util";
import { visible } from "./visible";

/** The most problems that an error lists. */
const mostListed = 200;

/**
 * An error for people: a headline and the problems, each on its own line. Pulumi shows it without a stack trace and
 * fails the run.
 *
 * It has no stack trace and defines how it is inspected. Pulumi's runtime formats every error by `util.inspect` with
 * colours. With a stack trace that contains the frame `node_modules/@pulumi/output.ts`, Node.js 20 needs half a minute
 * and gigabytes for that.
 */
export class AccessError extends Error {
  /**
   * By this the engine's runtime knows an error that it shows without a stack trace. Its own class, RunError, brings
   * all of gRPC along, for which the command line would wait.
   *
   * @internal
   */
  readonly __pulumiRunError = true;

  constructor(headline: string, problems: readonly string[] = []) {
    // A problem may have several lines. Text that is quoted in one must not send control characters to a terminal.
    const more = problems.length > mostListed ? [`and ${problems.length - mostListed} more`] : [];
    const message = [headline, ...[...problems.slice(0, mostListed), ...more].map((problem) => `  ${problem}`)]
      .join("\n")
      .split("\n")
      .map(visible)
      .join("\n");
    super(message);
    this.stack = `${this.name}: ${message}`;
    // Without this, Pulumi would put the name of each property that the error passes through in front of the message.
    Object.defineProperty(this, "message", { get: () => message, set: () => {} });
  }

  /** @internal */
  [inspect.custom](): string {
    return this.message;
  }
}
