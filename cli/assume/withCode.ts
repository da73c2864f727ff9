/** Makes a call with an MFA code. A person at the terminal may try again after a wrong one. */
import type { Line } from "../shared/lines";
import { answered, type Attempt } from "./attempt";
import { explained } from "./explained";
import { codeTries, findDevice, mfaCode, roleWords } from "./mfa";
import type { AssumeRoleCall } from "./network/sts";
import type { Request } from "./options";
import type { Prepared } from "./preparation";
import { Refusal } from "./refusal";

/**
 * Asks for a code and does work with it.
 *
 * @param other asked before the person is asked again; what it gives is the result
 * @throws Failure, with the diagnosis when AWS refused
 */
export async function withCode<T>(
  request: Request,
  call: AssumeRoleCall,
  made: Attempt,
  { place, credentials, profileSerial, role, known }: Prepared,
  work: (mfa: NonNullable<AssumeRoleCall["mfa"]>) => Promise<T>,
  other: () => Promise<T | undefined> = () => Promise.resolve(undefined),
): Promise<T> {
  // The cached role does not say where a given ARN came from, so the question names no stack.
  const purpose = roleWords(role, request.role === role.arn ? undefined : known);
  const serial =
    request.mfaSerial ??
    profileSerial ??
    (await explained(() => answered(call, made, () => findDevice(credentials.keys, place.iam))));
  let why: readonly Line[] = [];
  for (let left = codeTries; ; left--) {
    const code = await mfaCode(serial, request.mfaToken, purpose, why);
    try {
      return await explained(() => work({ serial, code }));
    } catch (error) {
      const wrong = error instanceof Refusal && error.explained.diagnosis.findings[0]?.kind === "mfa-code";
      if (!wrong || request.mfaToken !== undefined || left <= 1) throw error;
      const found = await other();
      if (found !== undefined) return found;
      why = error.explained.lines;
    }
  }
}
