import assert from "node:assert/strict";
import { readSettings } from "../../checks/readSettings";
import { widened } from "../../grants/chained";
import { grantedGrantees } from "../../grants/grantees";
import { grantsError } from "../../grants/grantProblemTexts";
import { planGrants } from "../../grants/grantPlan";
import { publishedRole } from "../../grants/publishedRole";
import { trustedActionsIn } from "../../grants/trustedActions";
import { parsePolicy } from "../../policypack/iam";
import { roleArn } from "../../settings/arns";
import { config, exampleRole, now, trustedConfig, trustingConfig } from "../settings/example";

const allow = (Principal: unknown, more: object = {}) => ({
  Effect: "Allow",
  Principal,
  Action: "sts:AssumeRole",
  ...more,
});
const trust = (...Statement: object[]) => parsePolicy({ Version: "2012-10-17", Statement }, "trust").document!;

describe("a trust policy that another stack claims", () => {
  const problems = (faults: number): readonly string[] => {
    const { account, roles } = readSettings(trustingConfig(), "cross-account-access", now);
    const role = publishedRole("deploy", roles["deploy"]!, roleArn("deploy", roles["deploy"]!, account), account);
    const Statement = Array.from({ length: faults }, () => allow({ AWS: "*" }, { Effect: "allow" }));
    const claimed = { ...role, trustPolicy: { Version: "2012-10-17", Statement } };
    const name = "organization/cross-account-access/trusting";
    const file = { id: "111111111111", file: "Pulumi.trusting.yaml" };
    const settings = readSettings(trustedConfig(), "cross-account-access", now);
    const stacks = { trusting: { name, roles: { deploy: claimed }, account: file } };
    const error = grantsError(planGrants(settings, stacks, now).problems);
    return error.message.split("\n").map((line) => line.trim());
  };

  it("has its first five problems told, and how many more there are", () => {
    const [, head, ...five] = problems(5);
    assert.match(head!, /offers the role deploy in another form/);
    assert.equal(five.filter((line) => /^roles\.deploy\.trustPolicy\.Statement\[\d\]/.test(line)).length, 5);
    const [, , ...eight] = problems(8);
    assert.deepEqual(eight.slice(0, 5), five.slice(0, 5));
    assert.match(eight.join("\n"), /roles\.deploy\.trustPolicy: 3 more problems/);
    assert.doesNotMatch(five.join("\n"), /more problems/);
  });
});

describe("a problem of a grant", () => {
  it("is told with the place of the setting, and one of another stack without", () => {
    const settings = readSettings(trustedConfig(), "cross-account-access", now);
    const text = (roles: unknown) => {
      const account = { id: "111111111111", file: "Pulumi.trusting.yaml" };
      const stacks = { trusting: { name: "organization/cross-account-access/trusting", roles, account } };
      return grantsError(planGrants(settings, stacks, now).problems, (path) => `file:${path}`).message.split("\n")[1]!;
    };
    assert.match(text({}), /offers no role deploy.*\(file:grants\.deployers-deploy\.roles\[0\]\)$/);
    assert.match(text(undefined), /has no output `roles`.*(?<!\))$/);
  });
});

describe("what a trust policy gives to several accounts", () => {
  it("is what it gives to one or another, each once and in order", () => {
    const [one, other] = ["222222222222", "333333333333"].map((id) => ({ id, partition: "aws" as const }));
    const document = trust(
      allow({ AWS: "222222222222" }, { Action: "sts:TagSession" }),
      allow({ AWS: "333333333333" }, { Action: ["sts:AssumeRole", "sts:TagSession"] }),
    );
    assert.deepEqual(trustedActionsIn(document, [one!, other!]).actions, ["sts:AssumeRole", "sts:TagSession"]);
    assert.deepEqual(trustedActionsIn(document, [one!]).actions, ["sts:TagSession"]);
  });
});

describe("the name of a grantee's policy", () => {
  const roles = [{ stack: "trusting", role: "deploy" }];
  const named = (...names: (string | undefined)[]) => {
    const grants = Object.fromEntries(
      names.map((policyName, at) => [`g${at}`, { to: { users: ["alice"] }, roles, ...(policyName && { policyName }) }]),
    );
    const read = readSettings(config("222222222222", { grants }), "cross-account-access", now);
    return grantedGrantees(read.grants).map(({ policyName }) => policyName);
  };

  it("is what one of its grants says, whichever", () => {
    assert.deepEqual(named("own"), ["own"]);
    assert.deepEqual(named(undefined, "own"), ["own"]);
    assert.deepEqual(named("own", undefined), ["own"]);
    assert.notDeepEqual(named(undefined), ["own"]);
  });
});

describe("a trust that names its principals one by one", () => {
  const OWN = "arn:aws:iam::222222222222";
  const roles = { ci: { ...exampleRole(), name: "ci", trusts: [{ account: "333333333333" }] } };
  const settings = readSettings(config("222222222222", { roles }), "cross-account-access", now);
  const found = (...statements: object[]) => widened(trust(...statements), "ci", settings, now)?.key;
  const later = { DateGreaterThan: { "aws:CurrentTime": "2027-01-01T00:00:00Z" } };

  it("is made wide by a grantee that is open to others", () => {
    assert.equal(found(allow({ AWS: `${OWN}:role/ci` })), "ci");
    assert.equal(found(allow({ AWS: `${OWN}:root` })), undefined);
  });

  it("is wide itself where it admits others at one moment or another", () =>
    assert.equal(
      found(allow({ AWS: `${OWN}:role/ci` }), allow({ AWS: `${OWN}:root` }, { Condition: later })),
      undefined,
    ));
});
