import { RunError } from "@pulumi/pulumi/errors";
import { inspect } from "node:util";
import { visible } from "./visible";

/** How many problems are listed: more help nobody. */
const mostListed = 200;

/**
 * An error whose message is all that the reader needs: a headline, and the problems, each on a line of its own. Pulumi
 * shows it without a stack trace and fails the run.
 *
 * It has no stack trace to begin with, and says itself how it is inspected. Pulumi's runtime formats every error by
 * `util.inspect` with colours, and Node.js 20 never finishes with the frame `node_modules/@pulumi/output.ts`: half a
 * minute and gigabytes until it gives up.
 */
export class AccessError extends RunError {
  constructor(headline: string, problems: readonly string[] = []) {
    // A problem may have lines of its own; what is quoted in one steers no terminal.
    const more = problems.length > mostListed ? [`and ${problems.length - mostListed} more`] : [];
    const message = [headline, ...[...problems.slice(0, mostListed), ...more].map((problem) => `  ${problem}`)].join("\n").split("\n").map(visible).join("\n");
    super(message);
    this.stack = `${this.name}: ${message}`;
    // Pulumi would prefix it with each property that it travels through.
    Object.defineProperty(this, "message", { get: () => message, set: () => {} });
  }

  [inspect.custom](): string {
    return this.message;
  }
}
