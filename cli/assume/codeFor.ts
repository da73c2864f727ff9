import { roleWords } from "./mfa";
import type { Request } from "./options";
import type { Prepared } from "./preparation";
import type { CodeQuestion } from "./withCode";

/** The code for the role of a request. */
export function codeFor(request: Request, { profileSerial, role, known }: Prepared): CodeQuestion {
  return {
    serial: request.mfaSerial ?? profileSerial,
    token: request.mfaToken,
    // The cached role does not say where a given ARN came from, so the question names no stack.
    purpose: roleWords(role, request.role === role.arn ? undefined : known),
  };
}
