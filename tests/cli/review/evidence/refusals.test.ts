import assert from "node:assert/strict";
import { addressCode, explain, oneLine } from "../../../../cli/review/evidence/accounts/refusals";

const error = (name: string, message: string, more: object = {}) =>
  Object.assign(new Error(message), { name, ...more });
const asking = { as: "the profile trusting", profile: "trusting", action: "iam:ListRoles" };

/** What the SDK throws, what is said of it, and what to do. */
const cases: readonly (readonly [string, Error, RegExp, RegExp])[] = [
  [
    "a denied call",
    error("AccessDenied", "User: x is not authorized to perform: iam:ListRoles"),
    /^User: x is not authorized/,
    /Allow the profile trusting iam:ListRoles/,
  ],
  ["a denied call of a JSON service", error("AccessDeniedException", "no"), /^no$/, /Allow the profile trusting/],
  [
    "a denied call by a role whose name says what else it could be",
    error(
      "AccessDenied",
      "User: arn:aws:sts::111111111111:assumed-role/requires multi-factor authentication/SSO session is not " +
        "authorized to perform: iam:ListRoles",
    ),
    /^User: /,
    /Allow the profile trusting iam:ListRoles/,
  ],
  [
    "throttling that names such a role",
    error("ThrottlingException", "Rate exceeded for SSO session mfaCodeProvider"),
    /^AWS throttles/,
    /fewer accounts/,
  ],
  [
    "a profile whose name says so",
    error("CredentialsProviderError", "Could not resolve credentials using profile: [multi-factor]"),
    /Could not resolve/,
    /Give the profile trusting credentials/,
  ],
  [
    "no such profile",
    error("CredentialsProviderError", "Could not resolve credentials using profile: [trusting]"),
    /Could not resolve/,
    /Give the profile trusting credentials/,
  ],
  [
    "an expired session of Identity Center",
    error(
      "CredentialsProviderError",
      "The SSO session associated with this profile has expired. To refresh this SSO session run aws sso login",
    ),
    /expired/,
    /aws sso login --profile trusting/,
  ],
  [
    "a profile that asks for MFA",
    error(
      "CredentialsProviderError",
      "Profile trusting requires multi-factor authentication, but no MFA code callback was provided.",
    ),
    /multi-factor/,
    /MFA code/,
  ],
  [
    "no network",
    error("Error", "connect ECONNREFUSED 127.0.0.1:9", { code: "ECONNREFUSED" }),
    /^AWS was not reached: connect ECONNREFUSED 127/,
    /reaches AWS/,
  ],
  [
    "no name",
    error("Error", "getaddrinfo EAI_AGAIN iam.amazonaws.com", { code: "EAI_AGAIN" }),
    /^AWS was not reached/,
    /reaches AWS/,
  ],
  [
    "no answer",
    error("TimeoutError", "Connection timed out"),
    /^AWS was not reached: Connection timed out/,
    /reaches AWS/,
  ],
  [
    "an expired token",
    error("ExpiredToken", "The security token included in the request is expired"),
    /^ExpiredToken: /,
    /new credentials/,
  ],
  [
    "a wrong key",
    error("InvalidClientTokenId", "The security token included in the request is invalid."),
    /InvalidClientTokenId/,
    /new credentials/,
  ],
  [
    "throttling to the end",
    error("Throttling", "Rate exceeded"),
    /^AWS throttles, and did so after many tries: Rate exceeded/,
    /fewer accounts/,
  ],
  [
    "an address that is none",
    error("Error", 'AWS_ENDPOINT_URL: found "foo"', { code: addressCode }),
    /^AWS_ENDPOINT_URL: found/,
    /Correct or unset it/,
  ],
  [
    "anything else",
    error("ServiceFailure", "The request processing has failed"),
    /^ServiceFailure: The request/,
    /Run the review again/,
  ],
];

describe("what could not be read is explained", () => {
  for (const [title, thrown, why, next] of cases) {
    it(title, () => {
      const explained = explain(thrown, asking);
      assert.match(explained.why, why);
      assert.match(explained.next, next);
    });
  }

  it("without a profile, how to name one", () => {
    assert.match(
      explain(error("CredentialsProviderError", "Could not load credentials from any providers"), {
        ...asking,
        profile: undefined,
      }).next,
      /--profile or aws:profile/,
    );
  });

  it("in one line that steers no terminal", () => {
    assert.equal(oneLine("a\n  \u001b[31mb\u0007\u202e  c\r\n"), "a \\u001b[31mb\\u0007\\u202e  c");
    assert.equal(oneLine("x".repeat(1000)), `${"x".repeat(400)}… (600 more characters)`);
  });
});
