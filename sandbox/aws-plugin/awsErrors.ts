/** An AWS call that was refused or failed: the operation, and AWS's own code and message. */
export class AwsCallError extends Error {
  override readonly name = "AwsCallError";

  /**
   * @param operation service and action as IAM writes them, `iam:CreateRole`
   * @param code AWS's error code (`NoSuchEntity`), or the network's (`ECONNREFUSED`)
   * @param reason AWS's message
   */
  constructor(
    readonly operation: string,
    readonly code: string,
    readonly reason: string,
    cause: unknown,
  ) {
    super(`${operation}: ${code}: ${reason}`, { cause });
  }
}

/** The error codes for something that does not exist. */
const goneCodes = new Set(["NoSuchEntity", "NoSuchBucket", "NoSuchKey", "NotFound", "ResourceNotFoundException"]);

/** Whether an error says that the thing does not exist, or no longer exists. */
export function isGone(error: unknown): boolean {
  return error instanceof AwsCallError && goneCodes.has(error.code);
}

/** Whether an error is an answer of AWS with one of these codes. */
export function hasCode(error: unknown, ...codes: string[]): boolean {
  return error instanceof AwsCallError && codes.includes(error.code);
}

/** The result of a call; undefined when AWS says that the thing does not exist. */
export async function unlessGone<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
}

/** The services that IAM calls by another name than the SDK. */
const prefixes: Readonly<Record<string, string>> = { cloudcontrol: "cloudformation", ssoadmin: "sso" };

/**
 * Turns an error of the SDK into one that says which call failed.
 *
 * @param client the SDK's name of the client, `IAMClient`
 * @param command the SDK's name of the command, `CreateRoleCommand`
 */
export function awsCallError(client: string, command: string, error: unknown): Error {
  if (error instanceof AwsCallError) return error;
  const service = client.replace(/Client$/, "").toLowerCase();
  const operation = `${prefixes[service] ?? service}:${command.replace(/Command$/, "")}`;
  // `Code` is AWS's own code. `name` is the SDK's, which adds "Exception" to some.
  const { name, message, Code, code, errors, $metadata } = error as Error & {
    Code?: string;
    code?: string;
    errors?: Error[];
    $metadata?: { httpStatusCode?: number };
  };
  if ($metadata?.httpStatusCode !== undefined) {
    // The answer to a HEAD request has no body, so its error has neither code nor message.
    const found = Code ?? (name === "Unknown" || name === "UnknownError" ? `HTTP ${$metadata.httpStatusCode}` : name);
    return new AwsCallError(operation, found, message, error);
  }
  // For a host with several addresses, the error contains one error per address, and no message itself.
  return new AwsCallError(
    operation,
    code ?? name,
    message || errors?.map((one) => one.message).join("; ") || String(error),
    error,
  );
}

/**
 * Repeats a call while AWS answers with an error that goes away with time: a change takes seconds to reach all parts of
 * IAM.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_general.html#troubleshoot_general_eventual-consistency
 *
 * @param mends whether an error goes away with time
 * @param seconds for how long to repeat, at most; then the error is thrown
 */
export async function whilePropagating<T>(
  call: () => Promise<T>,
  mends: (error: unknown) => boolean,
  seconds: number,
): Promise<T> {
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
