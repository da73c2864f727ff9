/** There was no answer. `code` is the system's (ECONNREFUSED, ENOTFOUND …) or TIMEOUT. */
export class NoAnswer extends Error {
  constructor(
    readonly url: string,
    readonly code: string,
    message: string,
    /** Whether the call went through a proxy. */
    readonly proxied = false,
  ) {
    super(message);
    this.name = "NoAnswer";
  }
}
