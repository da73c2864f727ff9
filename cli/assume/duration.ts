import { durationText, inWords, secondsOf } from "../../settings/duration";
import type { Finding } from "./diagnosis/evidence";
import { exitCodes, Failure } from "./failure";

/** The length of a session unless `--duration` says otherwise, in seconds. */
export const defaultDuration = 3600;
/**
 * The shortest and longest session that AssumeRole allows, in seconds:
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
 */
export const durationRange = { shortest: 900, longest: 43_200 } as const;
/** The same for GetScopedCredentials: https://docs.aws.amazon.com/STS/latest/APIReference/API_GetScopedCredentials.html */
export const scopedDurationRange = { shortest: 1, longest: 129_600 } as const;
/** The longest session that one role's session may get for another role, in seconds, even if that role allows more. */
export const chainedMaximum = 3600;

/**
 * Reads a duration: `3600`, `45m`, `1h`, `1h30m`, `3600s`.
 *
 * @returns seconds
 * @throws Failure when the text is not a duration, or AWS does not allow it
 */
export function parseDuration(
  text: string,
  range: { readonly shortest: number; readonly longest: number } = durationRange,
): number {
  const seconds = / |\d{6}|\d{4}m|\d{3}h/.test(text) ? undefined : secondsOf(/^\d+$/.test(text) ? `${text}s` : text);
  if (seconds === undefined)
    throw new Failure(
      exitCodes.usage,
      `--duration: found ${JSON.stringify(text)}, expected seconds or such as 45m, 1h, 1h30m`,
    );
  if (seconds < range.shortest || seconds > range.longest) {
    throw new Failure(
      exitCodes.limits,
      `--duration: found ${inWords(seconds)}, expected ${durationText(range.shortest)} to ${durationText(range.longest)}, ` +
        "which is what AWS takes",
    );
  }
  return seconds;
}

/** The known limits of a session before the call. */
export interface SessionLimits {
  /** The role's maximum in seconds, if known. */
  readonly roleMaximum?: number;
  /** Whether the caller is itself the session of a role. */
  readonly chained: boolean;
}

/** Why a session cannot be this long; undefined when no known limit forbids it. */
export function durationFinding(seconds: number, { roleMaximum, chained }: SessionLimits): Finding | undefined {
  const asked = `asked for ${inWords(seconds)}`;
  if (roleMaximum !== undefined && seconds > roleMaximum) {
    return {
      kind: "duration",
      side: "trusting account",
      certainty: "certain",
      text: `${asked}, which is longer than the role allows: at most ${inWords(roleMaximum)}`,
      remedy: "Ask for that with --duration, or have the trusting account raise session.maxDuration of the role.",
    };
  }
  if (chained && seconds > chainedMaximum) {
    return {
      kind: "chained-duration",
      side: "caller",
      certainty: "certain",
      text:
        `${asked}: a session that is got with a session of another role lasts ${inWords(chainedMaximum)} at ` +
        "most, whatever the role's own maximum (role chaining)",
      remedy: "Use --duration 1h, or a user's own keys as the source.",
    };
  }
  return undefined;
}
