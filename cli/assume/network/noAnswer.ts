/** There was no answer. `code` is the system's (ECONNREFUSED, ENOTFOUND …) or TIMEOUT. */
export class NoAnswer extends Error {
  constructor(
    readonly url: string,
    readonly code: string,
    message: string,
  ) {
    super(message);
    this.name = "NoAnswer";
  }
}
