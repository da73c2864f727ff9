/** Makes a call with an MFA code. A person at the terminal may try again after a wrong one. */
import type { Line } from "../shared/lines";
import { answered, type Attempt } from "./attempt";
import { explained } from "./explained";
import { codeTries, findDevice, mfaCode } from "./mfa";
import type { AssumeRoleCall } from "./network/sts";
import { Refusal } from "./refusal";

/** The code that a call needs. */
export interface CodeQuestion {
  /** The device; undefined when IAM is to tell. */
  readonly serial: string | undefined;
  /** The code that was typed with the command; undefined when the person is to be asked. */
  readonly token: string | undefined;
  /** What the code is for: `roleWords` of mfa.ts. */
  readonly purpose: string;
}

/**
 * Asks for a code and does work with it.
 *
 * @param other asked before the person is asked again; what it gives is the result
 * @throws Failure, with the diagnosis when AWS refused
 */
export async function withCode<T>(
  { serial: named, token, purpose }: CodeQuestion,
  call: AssumeRoleCall,
  made: Attempt,
  work: (mfa: NonNullable<AssumeRoleCall["mfa"]>) => Promise<T>,
  other: () => Promise<T | undefined> = () => Promise.resolve(undefined),
): Promise<T> {
  const { place, credentials } = made;
  const serial = named ?? (await explained(() => answered(call, made, () => findDevice(credentials.keys, place.iam))));
  let why: readonly Line[] = [];
  for (let left = codeTries; ; left--) {
    const code = await mfaCode(serial, token, purpose, why);
    try {
      return await explained(() => work({ serial, code }));
    } catch (error) {
      const wrong = error instanceof Refusal && error.explained.diagnosis.findings[0]?.kind === "mfa-code";
      if (!wrong || token !== undefined || left <= 1) throw error;
      const found = await other();
      if (found !== undefined) return found;
      why = error.explained.lines;
    }
  }
}
