/** Explains, in one line, an error of AWS or of the network, and what to do about it. Pure. */
import { cut, visible } from "../../../../settings/visible";
import type { MissingEvidence } from "../evidence";

/** Who asked AWS for what. */
export interface Asking {
  /** Whose credentials, in words, such as `the profile trusting`. */
  readonly as: string;
  readonly profile: string | undefined;
  /** IAM's name of the action, such as `iam:ListRoles`. */
  readonly action: string;
}

/** The fields of missing evidence that explain it. */
export type Explanation = Pick<MissingEvidence, "why" | "next">;

/** The error code for an address in the environment that cannot be used. */
export const addressCode = "ERR_ADDRESS";

/** Explains an error of the SDK. */
export function explain(error: unknown, { as, profile, action }: Asking): Explanation {
  const { name = "", message = "", code = "" } = error as { name?: string; message?: string; code?: string };
  const why = oneLine(message) || name || "no reason was given";
  const kind = kindOf(name, message, code);
  switch (kind) {
    case "network":
      return {
        why: `AWS was not reached: ${why.includes(code) ? why : `${code} ${why}`}`,
        next: "See whether this machine reaches AWS, and AWS_ENDPOINT_URL if it is set; then run the review again.",
      };
    case "address":
      return { why, next: "Correct or unset it, and run the review again." };
    case "sign-in":
      return { why, next: `Sign in again: aws sso login${profile === undefined ? "" : ` --profile ${profile}`}` };
    case "code":
      return {
        why,
        next:
          "The profile asks for an MFA code, which a review of many accounts cannot: name a profile whose " +
          "session has begun already, or one of a role without MFA that may only read.",
      };
    case "credentials":
      return {
        why,
        next:
          profile === undefined
            ? "Name a profile with --profile or aws:profile in the stack's settings, or set AWS_PROFILE."
            : `Give the profile ${profile} credentials, or name another with --profile; \`aws sts ` +
              `get-caller-identity --profile ${profile}\` shows whether it works.`,
      };
    case "expired":
      return {
        why: `${name}: ${why}`,
        next: `Get new credentials for ${as}, and see that this machine's clock is right.`,
      };
    case "denied":
      return {
        why,
        next: notOfAuditors.test(action)
          ? `Allow ${as} ${action}.`
          : `Allow ${as} ${action}; AWS's managed policy SecurityAudit has all else that a review reads.`,
      };
    case "throttled":
      return {
        why: `AWS throttles, and did so after many tries: ${why}`,
        next: "Run the review again later, or with fewer accounts at a time.",
      };
    case "other":
      return {
        why: name && !why.startsWith(name) ? `${name}: ${why}` : why,
        next: "Run the review again; where it stays, the account's CloudTrail says more.",
      };
  }
}

/** What AWS's managed policy for auditors does not have. */
const notOfAuditors = /^(account-access:|identitystore:Describe)/;

/** How AWS calls credentials that it does not take, or no longer: the starts of the codes. */
const notTaken = [
  "ExpiredToken",
  "RequestExpired",
  "InvalidClientTokenId",
  "UnrecognizedClient",
  "SignatureDoesNotMatch",
  "IncompleteSignature",
  "InvalidAccessKeyId",
  "AuthFailure",
];

function kindOf(
  name: string,
  message: string,
  code: string,
): "network" | "address" | "sign-in" | "code" | "credentials" | "expired" | "denied" | "throttled" | "other" {
  if (code === addressCode) return "address";
  // Shows only the code of AWS's answer: its text may contain names that others chose.
  if (/^(AccessDenied|UnauthorizedOperation|NotAuthorized)/.test(name)) return "denied";
  if (/Throttl|TooManyRequests|RequestLimitExceeded|SlowDown/.test(name)) return "throttled";
  if (/sso login|SSO session|Token is expired|TokenProviderError|SSOTokenProvider/i.test(`${name} ${message}`))
    return "sign-in";
  if (/requires multi-factor authentication|mfaCodeProvider/i.test(message)) return "code";
  if (
    /^(ECONN|ENOTFOUND|ETIMEDOUT|EAI_|EHOST|ENET|EPIPE|CERT_|DEPTH_|UNABLE_|SELF_SIGNED|ERR_TLS|PROXY)/.test(code) ||
    name === "TimeoutError"
  )
    return "network";
  if (/^CredentialsProviderError|^ProviderError/.test(name)) return "credentials";
  if (notTaken.some((start) => name.startsWith(start))) return "expired";
  return "other";
}

/**
 * Text of a server or file as one line of plain text, with at most `most` characters. It must not control the reader's
 * terminal.
 */
export function oneLine(text: string, most = 400): string {
  const line = text
    .split("\n")
    .map((part) => part.trim())
    .join(" ")
    .trim();
  return cut(visible(line), most);
}
