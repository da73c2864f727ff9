import assert from "node:assert/strict";
import { readCaller } from "../../../cli/assume/diagnosis/caller";
import { diagnose } from "../../../cli/assume/diagnosis/diagnose";
import { sessionOf } from "../../../cli/assume/diagnosis/request";
import type { Diagnosis, Evidence, NamedDocument } from "../../../cli/assume/diagnosis/evidence";
import { conditionText } from "../../../cli/assume/diagnosis/render";
import { judgeTrust } from "../../../cli/assume/diagnosis/trustFindings";
import { exitCodeOf } from "../../../cli/assume/explanation";
import { parsePolicy, type PolicyKind } from "../../../policypack/iam";

/** Words that stand in the diagnosis' own sentences, as names and values that somebody else chose. */
const hostile = [
  "multi-factor-admin",
  "multi-factor sign-in",
  "a session signed in with multi-factor authentication",
  "expected x; found y",
  "expected multi-factor; found nothing",
  "Statement[0] (Other)",
  "Statement[7]",
  "an Allow of sts:TagSession",
  "sts:SetSourceIdentity",
  "aws:MultiFactorAuthPresent",
  "Bool aws:MultiFactorAuthAge",
  "denies when it finds x; found y",
  "mfa-missing",
];
const alice = "arn:aws:iam::222222222222:user/alice";

/** One word in all the places that others name: the role's name and path, the Sid, the documents, a tag's key, a value. */
function evidence(
  word: string,
  condition: (word: string) => object,
  more: Partial<Evidence> = {},
  effect: "Allow" | "Deny" = "Allow",
): Evidence {
  const role = `arn:aws:iam::111111111111:role/${word.replace(/[^\w+=,.@-]/g, ".")}/${word.replace(/[^\w+=,.@-]/g, "-")}`;
  const named = (kind: PolicyKind, ...statements: object[]): NamedDocument => {
    const { document, problems } = parsePolicy({ Version: "2012-10-17", Statement: statements }, kind);
    assert.ok(document, JSON.stringify(problems));
    return { name: `the ${kind} policy ${word}`, document };
  };
  const admits = {
    Sid: word,
    Effect: "Allow",
    Principal: { AWS: "arn:aws:iam::222222222222:root" },
    Action: "sts:AssumeRole",
  };
  return {
    call: { roleArn: role, sessionName: "alice", tags: {}, duration: 3600, mfa: false },
    now: new Date("2026-11-24T10:00:00Z"),
    caller: readCaller(alice),
    temporary: true,
    refusal: { message: "" },
    policies: [named("identity", { Sid: word, Effect: "Allow", Action: "sts:AssumeRole", Resource: role })],
    boundary: null,
    callerTags: {},
    trust:
      effect === "Allow"
        ? named("trust", { ...admits, Condition: condition(word) })
        : named("trust", { ...admits, Sid: `${word}.` }, { ...admits, Effect: "Deny", Condition: condition(word) }),
    unread: [],
    ...more,
  };
}

const present = { Bool: { "aws:MultiFactorAuthPresent": "true" } };
const recent = { NumericLessThanEquals: { "aws:MultiFactorAuthAge": "3600" } };
const network = { IpAddress: { "aws:SourceIp": "203.0.113.0/24" } };
const undetermined = ["undetermined", 4] as const;

/** What is asked, and what it comes to whatever things are called. */
const table: readonly (readonly [
  title: string,
  of: (word: string) => Evidence,
  outcome: Diagnosis["outcome"],
  exitCode: number,
  ...kinds: string[],
])[] = [
  ["a network alone", (word) => evidence(word, () => network), ...undetermined],
  [
    "a network, with MFA in the session",
    (word) => evidence(word, () => network, { mfaInSession: true }),
    ...undetermined,
  ],
  ["MFA, and a network", (word) => evidence(word, () => ({ ...present, ...network })), ...undetermined],
  [
    "an external id that is not given",
    (word) => evidence(word, () => ({ StringEquals: { "sts:ExternalId": word } })),
    "denied",
    4,
    "external-id",
  ],
  ["an unknown value", (word) => evidence(word, () => ({ StringEquals: { "aws:UserId": word } })), ...undetermined],
  [
    "a tag of the caller by that name",
    (word) => evidence(word, () => ({ StringEquals: { [`aws:PrincipalTag/${word}`]: "x" } })),
    "denied",
    4,
    "trust-principal",
  ],
  [
    "a tag of the call by that name",
    (word) => evidence(word, () => ({ StringEquals: { [`aws:RequestTag/${word}`]: "x" } })),
    "denied",
    4,
    "tags",
  ],
  [
    "a tag of the caller that is not known",
    (word) =>
      evidence(word, () => ({ StringEquals: { [`aws:PrincipalTag/${word}`]: "x" } }), { callerTags: undefined }),
    ...undetermined,
  ],
  ["MFA alone", (word) => evidence(word, () => present), "denied", 3, "mfa-missing"],
  [
    "MFA alone, which the session has",
    (word) => evidence(word, () => present, { mfaInSession: true }),
    ...undetermined,
  ],
  ["recent MFA", (word) => evidence(word, () => ({ ...present, ...recent })), "denied", 3, "mfa-missing"],
  [
    "recent MFA, of a session that has it",
    (word) => evidence(word, () => ({ ...recent, ...present }), { mfaInSession: true }),
    "denied",
    3,
    "mfa-too-old",
  ],
  [
    "a Deny without MFA",
    (word) => evidence(word, () => ({ BoolIfExists: { "aws:MultiFactorAuthPresent": "false" } }), {}, "Deny"),
    "denied",
    3,
    "mfa-missing",
  ],
  [
    "a Deny of other networks",
    (word) => evidence(word, () => ({ NotIpAddress: { "aws:SourceIp": "203.0.113.0/24" } }), {}, "Deny"),
    ...undetermined,
  ],
  [
    "no MFA, which signing in does not help",
    (word) => evidence(word, () => ({ Bool: { "aws:MultiFactorAuthPresent": "false" } })),
    ...undetermined,
  ],
  [
    "a Deny with MFA, which signing in does not help",
    (word) => evidence(word, () => present, {}, "Deny"),
    ...undetermined,
  ],
  [
    "an action that the trust does not allow",
    (word) => tagging(evidence(word, () => ({}))),
    "denied",
    4,
    "tags",
    "tags",
  ],
];

function tagging(of: Evidence): Evidence {
  return { ...of, call: { ...of.call, tags: { team: "web" } } };
}

describe("names and values that others chose", () => {
  for (const [title, of, outcome, exitCode, ...kinds] of table) {
    it(`decide nothing: ${title}`, () => {
      for (const word of ["plain", ...hostile]) {
        const found = diagnose(of(word));
        assert.deepEqual(
          [found.outcome, exitCodeOf(found), found.findings.map(({ kind }) => kind)],
          [outcome, exitCode, kinds],
          word,
        );
      }
    });
  }

  it("leave the place and the words of a finding whole", () => {
    for (const word of hostile) {
      const [finding] = diagnose(evidence(word, () => ({ ...present, ...recent }))).findings;
      assert.deepEqual(finding, {
        kind: "mfa-missing",
        side: "trusting account",
        certainty: "only-remaining",
        document: `the trust policy ${word}`,
        statement: `Statement[0] (${word})`,
        text:
          "expected a session signed in with multi-factor authentication, and a multi-factor sign-in at most " +
          "1 h old; the source session has no MFA, or an older one",
        remedy: "Sign in with MFA afresh: use the user's own keys and --mfa-token <code>.",
      });
      const [old] = diagnose(evidence(word, () => ({ ...recent, ...present }), { mfaInSession: true })).findings;
      assert.equal(
        old?.text,
        "expected a multi-factor sign-in at most 1 h old; the source session has MFA, so its sign-in is older",
      );
      const [denied] = diagnose(
        evidence(word, () => ({ BoolIfExists: { "aws:MultiFactorAuthPresent": "false" } }), {}, "Deny"),
      ).findings;
      assert.equal(denied?.statement, `Statement[1] (${word})`);
      assert.equal(
        denied?.text,
        "denies where it finds a session without multi-factor authentication, or no such key; the source " +
          "session has no MFA, or an older one",
      );
    }
  });

  it("stand whole among the conditions of the list", () => {
    for (const word of hostile) {
      const one = evidence(word, () => ({ StringEquals: { "aws:UserId": word } }));
      assert.deepEqual(judgeTrust(one, sessionOf(one)).open.map(conditionText), [
        `aws:UserId equal to ${JSON.stringify(word)}`,
      ]);
    }
  });
});
