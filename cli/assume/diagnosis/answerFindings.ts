/** Findings from AWS's answer alone, before any policy is read. */
import { exitCodes } from "../failure";
import { AwsError, isThrottling, StrangeAnswer } from "../network/query";
import { NoAnswer } from "../network/noAnswer";
import type { Finding } from "./evidence";

/** Facts about the call, for the words of the finding. */
export interface AnswerContext {
  /** Where the source credentials are from, in words. */
  readonly from: string;
  readonly region: string;
  readonly url: string;
  readonly serial?: string;
  /** Seconds since a code of the device was accepted, if that was a moment ago. */
  readonly sinceUse?: number;
  /** The requested duration, in words. */
  readonly duration: string;
}

/** AWS refuses signatures from a clock that is further off than this, in seconds. */
const allowedSkew = 300;

/** The finding for an error, with its exit code; undefined for a refusal that policies decide. */
export function readAnswer(
  error: unknown,
  context: AnswerContext,
): { readonly finding: Finding; readonly exitCode: number } | undefined {
  const found = (exitCode: number, finding: Omit<Finding, "certainty">) => ({
    exitCode,
    finding: { ...finding, certainty: "certain" as const },
  });
  if (error instanceof NoAnswer) return found(exitCodes.network, unreachable(error, context));
  if (error instanceof StrangeAnswer) {
    return found(exitCodes.network, {
      kind: "endpoint",
      side: "network",
      text: `${error.url} answered with status ${error.status}, and not as AWS does: the address is wrong, or something stands between`,
      remedy: "See AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_STS, endpoint_url in the profile, and the proxy settings.",
    });
  }
  if (!(error instanceof AwsError)) return undefined;
  // When AWS sends no text of its own, the status is all that is known.
  const said = error.statusAlone
    ? error.message
    : `AWS says ${error.code}${error.message === "" ? "" : `: ${error.message}`}`;
  if (isThrottling(error))
    return found(exitCodes.network, {
      kind: "throttled",
      side: "network",
      text: `AWS is throttling: tried ${error.tries} times, refused each time (${said})`,
      remedy: "Wait a minute and try again; see what else in the account makes so many calls.",
    });
  if (/^MultiFactorAuthentication failed/.test(error.message))
    return found(exitCodes.credentials, mfa(error.message, context));
  switch (error.code) {
    case "ExpiredToken":
    case "ExpiredTokenException":
      return found(exitCodes.credentials, {
        kind: "credentials-expired",
        side: "caller",
        text: `the source credentials of ${context.from} are over (${said})`,
        remedy: "Get new ones where these came from.",
      });
    case "InvalidClientTokenId":
    case "UnrecognizedClientException":
    case "InvalidAccessKeyId":
      return found(exitCodes.credentials, {
        kind: "credentials-invalid",
        side: "caller",
        text:
          `AWS does not know the source credentials of ${context.from}: deleted, deactivated, of another ` +
          `partition, or not yet usable in ${context.region} (${said})`,
        remedy:
          "See whether the access key still exists and is active, and whether the region is enabled for the account.",
      });
    case "RegionDisabledException":
      return found(exitCodes.network, {
        kind: "region",
        side: "network",
        text: `STS is not active for the account in ${context.region} (${said})`,
        remedy: "Choose another region with --region, or enable this one for the account.",
      });
    case "SignatureDoesNotMatch":
    case "InvalidSignatureException":
    case "RequestExpired":
    case "RequestTimeTooSkewed":
    case "IncompleteSignature":
      return signature(error, said, context, found);
    case "PackedPolicyTooLarge":
    case "PackedPolicyTooLargeException":
      return found(exitCodes.limits, {
        kind: "session-policy-size",
        side: "caller",
        text: `the session policies and tags are too large together (${said})`,
        remedy: "Name fewer actions and resources, pass fewer tags, or name a stored policy with --policy-arn.",
      });
    case "ValidationError":
      return validation(error, said, context, found);
    case "AccessDenied":
    case "AccessDeniedException":
      return undefined;
    default:
      return found(error.status >= 500 ? exitCodes.network : exitCodes.usage, {
        kind: "request",
        side: error.status >= 500 ? "network" : "caller",
        text: said,
        remedy: error.status >= 500 ? "Try again in a moment." : "Change what the message names.",
      });
  }
}

type Found = (
  exitCode: number,
  finding: Omit<Finding, "certainty">,
) => { readonly finding: Finding; readonly exitCode: number };

function signature(error: AwsError, said: string, { from, region }: AnswerContext, found: Found) {
  const ahead = error.clockAhead ?? 0;
  if (Math.abs(ahead) > allowedSkew) {
    const minutes = Math.round(Math.abs(ahead) / 60);
    return found(exitCodes.credentials, {
      kind: "clock",
      side: "caller",
      text: `this machine's clock is ${minutes} minutes ${ahead > 0 ? "ahead" : "behind"}; AWS takes 5 at most (${said})`,
      remedy: "Set the clock (timedatectl set-ntp true, or the system's settings) and try again.",
    });
  }
  if (/scoped to a valid region|valid region/i.test(error.message))
    return found(exitCodes.network, {
      kind: "region",
      side: "network",
      text: `the address does not serve the region ${region} (${said})`,
      remedy: "Let the region (--region, AWS_REGION) and the endpoint agree.",
    });
  if (/expired|not yet current/i.test(error.message))
    return found(exitCodes.credentials, {
      kind: "clock",
      side: "caller",
      text: `this machine's clock and AWS's differ (${said})`,
      remedy: "Set the clock and try again.",
    });
  return found(exitCodes.credentials, {
    kind: "credentials-invalid",
    side: "caller",
    text: `the secret access key of ${from} does not belong to its access key id (${said})`,
    remedy: "Copy both parts of the key again.",
  });
}

function validation(error: AwsError, said: string, { duration }: AnswerContext, found: Found) {
  if (/role chaining/.test(error.message))
    return found(exitCodes.limits, {
      kind: "chained-duration",
      side: "caller",
      text: `asked for ${duration}: a session that is got with a session of another role lasts 1 h at most (${said})`,
      remedy: "Use --duration 1h, or a user's own keys as the source.",
    });
  if (/MaxSessionDuration/.test(error.message))
    return found(exitCodes.limits, {
      kind: "duration",
      side: "trusting account",
      text: `asked for ${duration}, which is longer than the role allows (${said})`,
      remedy:
        "Ask for a shorter session with --duration, or have the trusting account raise session.maxDuration of the role.",
    });
  if (/durationSeconds/i.test(error.message))
    return found(exitCodes.limits, {
      kind: "duration",
      side: "caller",
      text: said,
      remedy: "Use --duration between 15m and 12h.",
    });
  return found(exitCodes.usage, {
    kind: "request",
    side: "caller",
    text: said,
    remedy: "Change what the message names.",
  });
}

function mfa(message: string, { serial, sinceUse }: AnswerContext): Omit<Finding, "certainty"> {
  if (/one time pass code/i.test(message) && !/validate MFA code/i.test(message)) {
    const before =
      sinceUse === undefined ? "" : `; a code of this device was accepted ${sinceUse} s ago, so it may be the same one`;
    return {
      kind: "mfa-code",
      side: "caller",
      text: `AWS refused the MFA code: it is wrong, or was used before (each code works once)${before}`,
      remedy:
        "Wait for the next code of the device. When no code works, the device's clock is off: resynchronise it in IAM.",
    };
  }
  return {
    kind: "mfa-device",
    side: "caller",
    text: `AWS does not take ${serial ?? "the device"} for the caller's MFA device (${message.trim()})`,
    remedy: "Give the ARN of your own, enabled device: --mfa-serial, or mfa_serial in the profile.",
  };
}

function unreachable(error: NoAnswer, { region }: AnswerContext): Omit<Finding, "certainty"> {
  const base = { kind: "network", side: "network" } as const;
  if (error.proxied && /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ECONNRESET|PROXY)$/.test(error.code))
    return {
      ...base,
      text: `${error.url} cannot be reached: ${error.message} (${error.code})`,
      remedy: "See whether that proxy is the right one and answers: HTTPS_PROXY names it, and NO_PROXY excepts hosts.",
    };
  switch (error.code) {
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return {
        ...base,
        kind: error.code === "ENOTFOUND" ? "region" : "network",
        text: `the name of ${error.url} is not known: no network, no name server, or no region ${region}`,
        remedy:
          "See whether other addresses can be reached, and the region (--region, AWS_REGION, the profile's region).",
      };
    case "ECONNREFUSED":
      return { ...base, text: `nobody answers at ${error.url}`, remedy: "See AWS_ENDPOINT_URL and the network." };
    case "TIMEOUT":
    case "ETIMEDOUT":
      return {
        ...base,
        text: `${error.url} does not answer in time`,
        remedy: "See the network, VPN and proxy settings (HTTPS_PROXY).",
      };
    default:
      return {
        ...base,
        text: `${error.url} cannot be reached: ${error.message} (${error.code})`,
        remedy: /CERT|SSL|TLS|SIGNED/.test(error.code)
          ? "Where a proxy opens TLS, name its authority's certificate with NODE_EXTRA_CA_CERTS."
          : "See the network, VPN and proxy settings (HTTPS_PROXY).",
      };
  }
}
