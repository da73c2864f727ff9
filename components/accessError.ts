import { RunError } from "@pulumi/pulumi";

/**
 * An error whose message is all that the reader needs: Pulumi shows it without a stack trace and fails the run.
 *
 * It has no stack trace to begin with. Pulumi's runtime formats every error by `util.inspect` with colours, and Node.js
 * 20 never finishes with the frame `node_modules/@pulumi/output.ts`: half a minute and gigabytes until it gives up.
 */
export class AccessError extends RunError {
  constructor(message: string) {
    super(message);
    this.stack = `${this.name}: ${message}`;
  }
}
