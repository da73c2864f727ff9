import { readCache, writeCache } from "./cacheFile";
import { exitCodes, Failure } from "./failure";
import { AwsError, query } from "./network/query";
import type { Endpoint } from "./network/region";
import { members, textOf } from "./network/xml";
import { say } from "./output/messages";
import type { Keys } from "./session";
import type { KnownRole } from "./roles/publishedRoles";
import type { RoleArn } from "./roles/roleArn";
import { askUnseen } from "./terminal";
import { visible } from "../../settings/visible";

/** What decides whether a call is made with MFA. */
export interface MfaQuestion {
  /** Whether the role asks for MFA, where that is known. */
  readonly required: boolean | undefined;
  readonly serialOption?: string;
  readonly codeOption?: string;
  readonly profileSerial?: string;
  /** Temporary credentials cannot add MFA to a call: it is in their own sign-in or not at all. */
  readonly temporary: boolean;
}

/** `use` it from the start, `skip` it, or ask for it when the call without is refused. */
export function mfaPlan({ required, serialOption, codeOption, profileSerial, temporary }: MfaQuestion): "use" | "skip" | "when-refused" {
  if (serialOption !== undefined || codeOption !== undefined) return "use";
  if (temporary || required === false) return "skip";
  return required === true || profileSerial !== undefined ? "use" : "when-refused";
}

/**
 * Finds the caller's MFA device by asking IAM.
 *
 * @throws Failure when there is none, there are several, or IAM may not be asked; any other refusal as it came
 */
export async function findDevice(keys: Keys, iam: Endpoint): Promise<string> {
  let serials: string[];
  try {
    const result = await query({ service: "iam", action: "ListMFADevices" }, keys, iam);
    serials = members(result, "MFADevices").flatMap((device) => textOf(device, "SerialNumber") ?? []);
  } catch (error) {
    if (!(error instanceof AwsError) || !/^AccessDenied/.test(error.code)) throw error;
    throw new Failure(exitCodes.credentials, `IAM does not tell which MFA device you have (${error.code}: ${error.message}). Name it: --mfa-serial arn:aws:iam::<account>:mfa/<device>, or mfa_serial in the profile.`);
  }
  // Security keys cannot sign API calls; only devices that show codes can.
  const withCodes = serials.filter((serial) => !/:u2f\//.test(serial));
  if (withCodes.length === 1) return withCodes[0]!;
  if (withCodes.length > 1) throw new Failure(exitCodes.credentials, `You have several MFA devices: ${withCodes.join(", ")}. Name one with --mfa-serial.`);
  throw new Failure(exitCodes.credentials, `You have no MFA device that shows codes${serials.length > 0 ? ` (${serials.join(", ")} cannot be used for API calls)` : ""}. Add one in the console: IAM, your user, Security credentials.`);
}

/** How often a person may mistype a code. */
export const codeTries = 3;

/** A role with the account that it is in, for whoever is about to spend a code on it. */
export function roleWords({ arn, account }: RoleArn, known?: KnownRole): string {
  return `MFA for ${arn} in the account ${account}${known === undefined ? "" : `, as the stack ${known.stack} of ${known.project} publishes it`}`;
}

/**
 * The code of a device: from the option, else from the person at the terminal. What it is for is said before.
 *
 * @param purpose {@link roleWords}
 * @throws Failure when there is neither
 */
export async function mfaCode(serial: string, option: string | undefined, purpose: string): Promise<string> {
  say(purpose);
  if (option !== undefined) return option;
  for (let left = codeTries; ; left--) {
    // Tools that run this as credential_process show nobody what is said.
    const code = await askUnseen(`${process.stderr.isTTY ? "" : `${visible(purpose)}\n`}MFA code of ${serial}: `);
    if (code === undefined || code === "") {
      throw new Failure(exitCodes.credentials, `A code of ${serial} is needed: ${code === undefined ? "there is no terminal to ask at" : "none was given"}. Use --mfa-token <6 digits>.`);
    }
    if (/^\d{6}$/.test(code)) return code;
    const problem = "The MFA code is of another form: expected the 6 digits that the device shows.";
    if (left <= 1) throw new Failure(exitCodes.credentials, problem);
    say(problem);
  }
}

/** Whether AWS refused the MFA code or device itself. */
export function isMfaRefusal(error: unknown): error is AwsError {
  return error instanceof AwsError && error.code === "AccessDenied" && /^MultiFactorAuthentication failed/.test(error.message);
}

const file = "mfa.json";

/** Remembers when a device's code was accepted, not which. */
export function rememberUse(serial: string, env: NodeJS.ProcessEnv): void {
  writeCache(env, file, { ...readCache<Record<string, number>>(env, file), [serial]: Date.now() });
}

/** Seconds since a code of the device was accepted, when that is within the life of a code. */
export function secondsSinceUse(serial: string, env: NodeJS.ProcessEnv): number | undefined {
  const last = readCache<Record<string, number>>(env, file)?.[serial];
  const seconds = typeof last === "number" ? Math.round((Date.now() - last) / 1000) : undefined;
  return seconds !== undefined && seconds >= 0 && seconds <= 90 ? seconds : undefined;
}
