import { RunError } from "@pulumi/pulumi";

/**
 * An error whose message is all that the reader needs: Pulumi shows it without a stack trace and fails the run.
 *
 * Pulumi's runtime hangs the promise that failed on every error, and later prints the error with all that is
 * reachable from there, which takes half a minute and gigabytes. As a hidden property it is not followed.
 */
export class AccessError extends RunError {
  constructor(message: string) {
    super(message);
    Object.defineProperty(this, "promise", { writable: true, enumerable: false, value: undefined });
  }
}
