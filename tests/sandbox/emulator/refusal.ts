import assert from "node:assert/strict";

/** What AWS's clients show of a refusal. */
export interface Refusal {
  /** The error's code. */
  readonly code: string;
  /** A pattern or the whole text of its message. */
  readonly message?: RegExp | string;
}

/** Asserts that a call is refused with this code and message. */
export async function refused(call: Promise<unknown>, { code, message }: Refusal): Promise<void> {
  const outcome = await call.then(
    () => undefined,
    (error: Error) => error,
  );
  assert.ok(outcome, `the call was allowed; ${code} was expected`);
  assert.equal(outcome.name, code, outcome.message);
  if (typeof message === "string") assert.equal(outcome.message, message);
  else if (message) assert.match(outcome.message, message);
}

/** Asserts that a call is allowed; a failure says what the emulator answered. */
export async function allowed<T>(call: Promise<T>): Promise<T> {
  return call.catch((error: Error) => assert.fail(`refused: ${error.name}: ${error.message}`));
}
