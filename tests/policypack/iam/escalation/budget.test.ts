/** What is said of escalation paths when there is little time to find out: never that there are none. */
import assert from "node:assert/strict";
import { actionCatalogue } from "../../../../policypack/iam/catalogue/actions";
import { parsePolicy } from "../../../../policypack/iam/document/parse";
import { openings } from "../../../../policypack/iam/escalation/openings";
import { ANALYSIS_BUDGET, Permissions } from "../../../../policypack/iam/reach/permissions";
import { doc } from "../../cases/case";
import { statementOf } from "../../cases/short";

const ROLE = "arn:aws:iam::111111111111:role/";
const FUNCTION = "arn:aws:lambda:eu-west-1:111111111111:function:web";
/** Each opens a path. */
const OPEN = [
  "+ iam:PutRolePolicy",
  `+ iam:PutRolePolicy @ ${ROLE}app-*`,
  "+ iam:CreateAccessKey @ arn:aws:iam::111111111111:user/*",
  `+ iam:PassRole @ ${ROLE}app-* ; + lambda:CreateFunction lambda:InvokeFunction @ ${FUNCTION}`,
  `+ iam:PassRole @ ${ROLE}app-* ; + lambda:CreateFunction lambda:InvokeFunction @ ${FUNCTION} ; - lambda:InvokeFunction @ arn:aws:lambda:eu-west-1:111111111111:function:other`,
  "+ iam:PassRole ; + appflow:CreateFlow",
  "+ lambda:UpdateFunctionCode @ arn:aws:lambda:eu-west-1:111111111111:function:*",
  "+ ssm:StartSession @ arn:aws:ec2:eu-west-1:111111111111:instance/*",
  "+ organizations:LeaveOrganization",
  `+ iam:UpdateAssumeRolePolicy @ ${ROLE}* ; - iam:UpdateAssumeRolePolicy @ ${ROLE}admin`,
  "+ cognito-identity:SetIdentityPoolRoles iam:PassRole",
  `+ iam:PassRole ; - iam:PassRole @ * if {"StringNotEquals":{"iam:PassedToService":"lambda.amazonaws.com"}} ; + lambda:CreateFunction lambda:InvokeFunction @ ${FUNCTION}`,
  `+ iam:PassRole ; - iam:PassRole @ * if {"StringEquals":{"iam:PassedToService":"ec2.amazonaws.com"}} ; + lambda:CreateFunction lambda:InvokeFunction @ ${FUNCTION}`,
];
/** None of these does. */
const CLOSED = [
  `+ iam:PassRole @ ${ROLE}app-* ; + lambda:InvokeFunction @ ${FUNCTION}`,
  `+ iam:PassRole @ ${ROLE}app-* ; + lambda:CreateFunction @ ${FUNCTION} ; + lambda:InvokeFunction @ ${FUNCTION}-other ; - iam:PassRole @ ${ROLE}app-*`,
  `+ iam:PutRolePolicy @ ${ROLE}app-* ; - iam:*`,
  "+ iam:GetRole iam:ListRoles",
  `+ iam:PassRole @ ${ROLE}app-* ; + lambda:CreateFunction lambda:InvokeFunction @ ${FUNCTION} ; - lambda:InvokeFunction`,
  `+ iam:PassRole ; - iam:PassRole @ * if {"StringNotEquals":{"iam:PassedToService":"ec2.amazonaws.com"}} ; + lambda:CreateFunction lambda:InvokeFunction @ ${FUNCTION}`,
  `+ iam:PassRole ; - iam:PassRole @ * if {"StringEquals":{"iam:PassedToService":"lambda.amazonaws.com"}} ; + lambda:CreateFunction lambda:InvokeFunction @ ${FUNCTION}`,
  "+ ssm:StartSession ssm:SendCommand @ arn:aws:ssm:*:*:document/AWS-*",
  `+ iam:PassRole @ ${ROLE}aws-service-role/* ; + appflow:CreateFlow`,
  `+ iam:PassRole @ ${ROLE}app-* ; + lambda:CreateFunction @ ${FUNCTION} ; + lambda:InvokeFunction lambda:AddPermission @ ${FUNCTION}-other`,
  "+ organizations:LeaveOrganization ; - organizations:LeaveOrganization",
];

function found(statements: string, left: number) {
  const read = parsePolicy(doc(...statements.split(" ; ").map(statementOf)), "identity");
  assert.ok(read.problems === undefined, JSON.stringify(read.problems));
  const permissions = new Permissions(
    actionCatalogue(),
    {
      kind: "role",
      name: "deploy",
      arn: `${ROLE}deploy`,
      account: "111111111111",
      policies: [{ name: "own", document: read.document }],
      now: new Date("2026-11-24T12:00:00Z"),
    },
    { left },
  );
  return openings(permissions, () => ({ verdict: "unknown" }));
}

describe("escalation paths with little time", () => {
  for (const statements of OPEN)
    it(`stay open, or are not decided: ${statements}`, () => {
      const all = found(statements, ANALYSIS_BUDGET);
      const open = all.filter(({ state }) => state === "open").map(({ path }) => path.id);
      assert.ok(open.length > 0, JSON.stringify(all.map(({ path, state }) => [path.id, state])));
      for (let left = 0; left < 200_000; left = left * 2 + 1) {
        const some = found(statements, left);
        assert.ok(some.length > 0, `${left}: nothing`);
        assert.ok(
          some.some(({ state }) => state !== "depends"),
          `${left}: ${some.map(({ path, state }) => `${path.id} ${state}`).join()}`,
        );
      }
    });

  for (const statements of CLOSED)
    it(`are none where there are none, with enough of it: ${statements}`, () => {
      assert.deepEqual(
        found(statements, ANALYSIS_BUDGET).map(({ path }) => path.id),
        [],
      );
    });
});
