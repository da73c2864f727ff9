/** A refused or failed AWS call: what was called, and AWS's own code and words. */
export class AwsCallError extends Error {
  override readonly name = "AwsCallError";

  /**
   * @param operation service and action as IAM writes them, `iam:CreateRole`
   * @param code AWS's error code (`NoSuchEntity`), or the network's (`ECONNREFUSED`)
   * @param reason AWS's message
   */
  constructor(readonly operation: string, readonly code: string, readonly reason: string, cause: unknown) {
    super(`${operation}: ${code}: ${reason}`, { cause });
  }
}

/** The error codes that mean "there is no such thing" in IAM and S3. */
const goneCodes = new Set(["NoSuchEntity", "NoSuchBucket", "NoSuchKey", "NotFound"]);

/** Whether an error says that the thing asked for does not exist (any more). */
export function isGone(error: unknown): boolean {
  return error instanceof AwsCallError && goneCodes.has(error.code);
}

/** Whether an error is AWS's answer with one of these codes. */
export function hasCode(error: unknown, ...codes: string[]): boolean {
  return error instanceof AwsCallError && codes.includes(error.code);
}

/** The result of a call, or undefined where AWS says that there is no such thing. */
export async function unlessGone<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
}

/**
 * Makes an error of the SDK one that says which call failed.
 *
 * @param client the SDK's name of the client, `IAMClient`
 * @param command the SDK's name of the command, `CreateRoleCommand`
 */
export function awsCallError(client: string, command: string, error: unknown): Error {
  if (error instanceof AwsCallError) return error;
  const operation = `${client.replace(/Client$/, "").toLowerCase()}:${command.replace(/Command$/, "")}`;
  // `Code` is AWS's own; `name` is the SDK's, which has "Exception" at the end of some.
  const { name, message, Code, code, errors, $metadata } = error as Error & {
    Code?: string;
    code?: string;
    errors?: Error[];
    $metadata?: { httpStatusCode?: number };
  };
  if ($metadata?.httpStatusCode !== undefined) {
    // HEAD requests have no body, so their errors have neither code nor message.
    const found = Code ?? (name === "Unknown" || name === "UnknownError" ? `HTTP ${$metadata.httpStatusCode}` : name);
    return new AwsCallError(operation, found, message, error);
  }
  // A host with several addresses fails with one error for each, and no message of its own.
  return new AwsCallError(operation, code ?? name, message || errors?.map((one) => one.message).join("; ") || String(error), error);
}

/**
 * Repeats a call while AWS answers with an error that time mends: IAM tells its parts of a change within seconds.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_general.html#troubleshoot_general_eventual-consistency
 *
 * @param mends whether an error is such a one
 * @param seconds how long at most; then the error passes through
 */
export async function whilePropagating<T>(call: () => Promise<T>, mends: (error: unknown) => boolean, seconds: number): Promise<T> {
  const deadline = Date.now() + seconds * 1000;
  for (let pause = 250; ; pause = Math.min(pause * 2, 2000)) {
    try {
      return await call();
    } catch (error) {
      if (!mends(error) || Date.now() + pause > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
}
