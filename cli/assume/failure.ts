/** The exit codes that scripts rely on. */
export const exitCodes = { success: 0, usage: 2, credentials: 3, denied: 4, limits: 5, network: 9 } as const;

/** Ends the command with a message and an exit code. Any other error is a defect of this command. */
export class Failure extends Error {
  /** The lines of the message. A line break inside one is text that was found: it is shown escaped. */
  readonly lines: readonly string[];

  /**
   * @param exitCode one of {@link exitCodes}
   * @param message one line, or several
   */
  constructor(
    readonly exitCode: number,
    message: string | readonly string[],
  ) {
    const lines = typeof message === "string" ? [message] : message;
    super(lines.join("\n"));
    this.lines = lines;
    this.name = "Failure";
  }
}
