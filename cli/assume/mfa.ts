import { readCache, writeCache } from "./cacheFile";
import { exitCodes, Failure } from "./failure";
import { AwsError, query } from "./network/query";
import type { Endpoint } from "./network/region";
import { members, textOf } from "./network/xml";
import { said, say } from "./output/messages";
import type { Line } from "../shared/lines";
import type { Keys } from "./session";
import type { KnownRole } from "./roles/publishedRoles";
import type { RoleArn } from "./roles/roleArn";
import { askUnseen } from "./terminal";

/** What decides whether a call uses MFA. */
export interface MfaQuestion {
  /** Whether the role demands MFA; undefined when not known. */
  readonly required: boolean | undefined;
  readonly serialOption?: string;
  readonly codeOption?: string;
  readonly profileSerial?: string;
  /** MFA cannot be added to temporary credentials: it was part of their sign-in, or it is missing. */
  readonly temporary: boolean;
}

/** `use`: from the start. `skip`: never. `when-refused`: only after AWS refused the call without MFA. */
export function mfaPlan({
  required,
  serialOption,
  codeOption,
  profileSerial,
  temporary,
}: MfaQuestion): "use" | "skip" | "when-refused" {
  if (serialOption !== undefined || codeOption !== undefined) return "use";
  if (temporary || required === false) return "skip";
  return required === true || profileSerial !== undefined ? "use" : "when-refused";
}

/**
 * Finds the caller's MFA device by asking IAM.
 *
 * @throws Failure when the caller has no device or several, or IAM may not be asked; any other refusal unchanged
 */
export async function findDevice(keys: Keys, iam: Endpoint): Promise<string> {
  let serials: string[];
  try {
    const result = await query({ service: "iam", action: "ListMFADevices" }, keys, iam);
    serials = members(result, "MFADevices").flatMap((device) => textOf(device, "SerialNumber") ?? []);
  } catch (error) {
    if (!(error instanceof AwsError) || !/^AccessDenied/.test(error.code)) throw error;
    throw new Failure(
      exitCodes.credentials,
      `IAM does not tell which MFA device you have (${error.code}: ${error.message}). Name it: --mfa-serial ` +
        "arn:aws:iam::<account>:mfa/<device>, or mfa_serial in the profile.",
    );
  }
  // Security keys cannot sign API calls. Only devices that show codes can.
  const withCodes = serials.filter((serial) => !/:u2f\//.test(serial));
  if (withCodes.length === 1) return withCodes[0]!;
  if (withCodes.length > 1)
    throw new Failure(
      exitCodes.credentials,
      `You have several MFA devices: ${withCodes.join(", ")}. Name one with --mfa-serial.`,
    );
  throw new Failure(
    exitCodes.credentials,
    "You have no MFA device that shows codes" +
      `${serials.length > 0 ? ` (${serials.join(", ")} cannot be used for API calls)` : ""}. Add one in the ` +
      "console: IAM, your user, Security credentials.",
  );
}

/** How often a person may type a code. */
export const codeTries = 3;

/** A role and its account in words, for a person who is about to type a code for it. */
export function roleWords({ arn, account }: RoleArn, known?: KnownRole): string {
  return (
    `MFA for ${arn} in the account ${account}` +
    `${known === undefined ? "" : `, as the stack ${known.stack} of ${known.project} publishes it`}`
  );
}

/**
 * The code of a device: from the option, or from the person at the terminal, who is told what it is for.
 *
 * @param purpose {@link roleWords}
 * @param why why the code before was refused
 * @throws Failure when there is no option and no terminal
 */
export async function mfaCode(
  serial: string,
  option: string | undefined,
  purpose: string,
  why: readonly Line[] = [],
): Promise<string> {
  say(...why, purpose);
  if (option !== undefined) return option;
  // Tools that run this as credential_process hide standard error. So the question itself says what the code is for, and
  // why it is asked for again.
  let told = [...why, purpose];
  for (let left = codeTries; ; left--) {
    const code = await askUnseen(`${process.stderr.isTTY ? "" : said(told)}MFA code of ${serial}: `);
    if (code === undefined || code === "") {
      throw new Failure(
        exitCodes.credentials,
        `A code of ${serial} is needed: ` +
          `${code === undefined ? "there is no terminal to ask at" : "none was given"}. Use --mfa-token <6 ` +
          "digits>.",
      );
    }
    if (/^\d{6}$/.test(code)) return code;
    const problem = "The MFA code is of another form: expected the 6 digits that the device shows.";
    if (left <= 1) throw new Failure(exitCodes.credentials, problem);
    say(problem);
    told = [problem];
  }
}

/** Whether AWS refused the MFA code or the device. */
export function isMfaRefusal(error: unknown): error is AwsError {
  return (
    error instanceof AwsError &&
    error.code === "AccessDenied" &&
    /^MultiFactorAuthentication failed/.test(error.message)
  );
}

const file = "mfa.json";

/** Remembers when a code of the device was accepted, but not the code. */
export function rememberUse(serial: string, env: NodeJS.ProcessEnv): void {
  writeCache(env, file, { ...readCache<Record<string, number>>(env, file), [serial]: Date.now() });
}

/** How long a device shows a code, in seconds. */
const codeLife = 30;

/** Seconds since a code of the device was accepted; undefined when the device shows another one since. */
export function secondsSinceUse(serial: string, env: NodeJS.ProcessEnv): number | undefined {
  const last = readCache<Record<string, number>>(env, file)?.[serial];
  const seconds = typeof last === "number" ? Math.round((Date.now() - last) / 1000) : undefined;
  return seconds !== undefined && seconds >= 0 && seconds < codeLife ? seconds : undefined;
}
