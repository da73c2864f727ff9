import assert from "node:assert/strict";
import { readCaller } from "../../../cli/assume/diagnosis/caller";
import { diagnose } from "../../../cli/assume/diagnosis/diagnose";
import type { Evidence } from "../../../cli/assume/diagnosis/evidence";
import { possibleTexts } from "../../../cli/assume/diagnosis/render";
import { exitCodeOf } from "../../../cli/assume/explanation";
import { organizationWith } from "../../policypack/iam/call/organizationCases";
import { alice, forceMfa, grant, justNow, mfa, named, sso, table, trust, whole } from "./diagnoseCases";

describe("the diagnosis of a refusal", () => {
  for (const [title, evidence, finds] of table) {
    it(title, () => {
      const diagnosis = diagnose({ ...whole, ...evidence });
      const kinds = diagnosis.findings.map(({ kind }) => kind);
      if (finds instanceof RegExp) {
        assert.deepEqual([diagnosis.outcome, kinds], ["undetermined", []]);
        assert.match(possibleTexts(diagnosis.possible).join("\n"), finds);
      } else {
        assert.deepEqual([diagnosis.outcome, kinds], ["denied", finds]);
      }
    });
  }

  it("without a refusal, what admits is allowed and what is not known is not", () => {
    const { refusal: _, ...quiet } = whole;
    assert.equal(diagnose(quiet).outcome, "allowed");
    assert.equal(diagnose({ ...quiet, policies: undefined }).outcome, "undetermined");
    assert.equal(diagnose({ ...quiet, policies: [] }).outcome, "denied");
  });

  it("a Deny of the trust policy is told with all its conditions", () => {
    const barred = named(
      "trust",
      "trust",
      { Effect: "Allow", Principal: { AWS: "222222222222" }, Action: "sts:AssumeRole" },
      {
        Effect: "Deny",
        Principal: "*",
        Action: "sts:AssumeRole",
        Condition: {
          StringLike: { "sts:RoleSessionName": "a*" },
          ArnLike: { "aws:PrincipalArn": "arn:aws:iam::*:user/alice" },
        },
      },
    );
    assert.deepEqual(
      diagnose({ ...whole, trust: barred }).findings.map(({ kind, statement, text }) => [kind, statement, text]),
      [
        [
          "trust-denied",
          "Statement[1]",
          `denies where it finds sts:RoleSessionName like "a*", and aws:PrincipalArn like ` +
            `"arn:aws:iam::*:user/alice"; found "alice", and "${alice}"`,
        ],
      ],
    );
  });

  it("what to do about MFA depends on who asks", () => {
    const remedy = (evidence: Partial<Evidence>) =>
      diagnose({ ...whole, policies: [grant(), forceMfa], ...evidence }).findings[0]?.remedy ?? "";
    assert.match(remedy({}), /^Sign in with MFA: --mfa-token/);
    assert.match(remedy({ temporary: true, mfaInSession: false }), /^Use the user's own keys and --mfa-token/);
    assert.match(remedy({ temporary: true, caller: readCaller(sso) }), /^A session of a role never carries MFA/);
  });

  it("the organization's policy is told with the unit, and who has to change it", () => {
    const organization = organizationWith({
      "service-control": { people: ["full", { Sid: "KeepIn", Effect: "Deny", Action: "sts:*", Resource: "*" }] },
    });
    const [finding, ...more] = diagnose({ ...whole, organization }).findings;
    assert.deepEqual(more, []);
    assert.deepEqual(
      [finding?.side, finding?.text, finding?.remedy],
      [
        "organization",
        "the service control policy own (p-1) on the unit People (ou-ab12-22222222) denies it in Statement[0] (KeepIn)",
        "Whoever runs the organization of the trusted account has to allow it there.",
      ],
    );
    assert.match(finding?.document ?? "", /^arn:aws:organizations::999999999999:policy\/o-a1b2c3d4e5\//);
  });

  it("a change of a moment ago is told with what to do, and ends with 4", () => {
    const diagnosis = diagnose({ ...whole, recent: [...justNow, { what: "role", name: "deploy", seconds: 41 }] });
    const [finding] = diagnosis.findings;
    assert.equal(finding?.certainty, "only-remaining");
    assert.equal(
      finding.text,
      "the stack trusting was deployed 40 s ago, the role deploy was created 41 s ago, and a change takes up to two minutes to count everywhere in AWS",
    );
    assert.match(finding.remedy, /^Wait for two minutes and try again\./);
    assert.equal(exitCodeOf(diagnosis), 4);
    assert.equal(exitCodeOf(diagnose({ ...whole, policies: undefined, recent: justNow })), 4);
  });

  it("the exit code is 3 where MFA is all it takes, and 4 where it is not", () => {
    assert.equal(exitCodeOf(diagnose({ ...whole, trust: trust(mfa) })), 3);
    assert.equal(exitCodeOf(diagnose({ ...whole, policies: [], trust: trust(mfa) })), 4);
    assert.equal(exitCodeOf(diagnose(whole)), 4);
  });

  it("a finding names the side, the document and the statement, what was found and what to do", () => {
    const [finding] = diagnose({
      ...whole,
      trust: trust({ Sid: "Web", Condition: { StringLike: { "sts:RoleSessionName": "release-*" } } }),
    }).findings;
    assert.deepEqual(finding, {
      kind: "session-name",
      side: "trusting account",
      certainty: "certain",
      document: "trust",
      statement: "Statement[0] (Web)",
      text: 'expected sts:RoleSessionName like "release-*"; found "alice"',
      remedy: "Use a session name that fits: --session-name.",
    });
  });
});
