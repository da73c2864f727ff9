/** The exit codes that scripts rely on. */
export const exitCodes = { success: 0, usage: 2, credentials: 3, denied: 4, limits: 5, network: 9 } as const;

/** Ends the command with a message and an exit code; anything else that is thrown is a defect. */
export class Failure extends Error {
  /** @param exitCode one of {@link exitCodes} */
  constructor(
    readonly exitCode: number,
    message: string,
  ) {
    super(message);
    this.name = "Failure";
  }
}
