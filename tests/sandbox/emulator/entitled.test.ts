import assert from "node:assert/strict";
import { startEmulator, type Emulator } from "../../../sandbox/emulator/emulator";
import type { World, WorldRole } from "../../../sandbox/emulator/world";
import { send } from "./signedRequest";

const id = (n: number) => `00000000-0000-4000-8000-00000000000${n}`;
const [ann, ben, cara, group] = [id(1), id(2), id(3), id(4)];
const application = "arn:aws:account-access:eu-west-1:333333333333:application/0ab1893e-62f9-5dcf-915d-d2ae56601fdb";
const manager = { Service: "account-access.amazonaws.com" };
const whole = ["sts:AssumeRole", "sts:SetContext", "sts:TagSession"];
const ours = { "aws:SourceAccount": "333333333333", "aws:SourceArn": application };
const statement = (Action: string[], StringEquals: object = ours, Principal: object = manager, more: object = {}) => ({
  Effect: "Allow",
  Action,
  Principal,
  Condition: { StringEquals, ...more },
});
const denial = { Effect: "Deny", Action: "sts:AssumeRole", Principal: "*" };
const until = (time: string) => ({ DateLessThan: { "aws:CurrentTime": time } });

/** Roles by what their trust policies say, and whether somebody with an entitlement gets in. */
const trusts: Readonly<Record<string, readonly [statements: object[], enters: boolean]>> = {
  "what AWS documents": [[statement(whole)], true],
  "two statements": [[statement(whole.slice(0, 1)), statement(whole.slice(1))], true],
  "no conditions": [[{ Effect: "Allow", Action: "sts:*", Principal: manager }], true],
  "a window that is open": [[statement(whole, ours, manager, until("2099-01-01T00:00:00Z"))], true],
  "a denial to others": [[statement(whole), { ...denial, Principal: { AWS: "222222222222" } }], true],
  "no sts:SetContext": [[statement(["sts:AssumeRole", "sts:TagSession"])], false],
  "no sts:TagSession": [[statement(["sts:AssumeRole", "sts:SetContext"])], false],
  "no sts:AssumeRole": [[statement(["sts:SetContext", "sts:TagSession"])], false],
  "another application": [[statement(whole, { "aws:SourceArn": `${application}0` })], false],
  "another account": [[statement(whole, { "aws:SourceAccount": "222222222222" })], false],
  "another service": [[statement(whole, ours, { Service: "lambda.amazonaws.com" })], false],
  "an account alone": [[statement(whole, ours, { AWS: "arn:aws:iam::111111111111:root" })], false],
  "MFA asked for": [[statement(whole, ours, manager, { Bool: { "aws:MultiFactorAuthPresent": "true" } })], false],
  "a window that is over": [[statement(whole, ours, manager, until("2020-01-01T00:00:00Z"))], false],
  "a denial to everybody": [[statement(whole), denial], false],
};
const names = Object.keys(trusts);
const arn = (name: string) => `arn:aws:iam::111111111111:role/r${names.indexOf(name)}`;
const owner = { accessKeyId: "AKIAADMIN00000000000", secretAccessKey: "the-secret-of-admin" };
const roles = names.map((name, at): WorldRole => ({
  name: `r${at}`,
  trust: { Version: "2012-10-17", Statement: trusts[name]![0] },
}));

const world: World = {
  accounts: [
    { id: "111111111111", roles },
    { id: "222222222222" },
    { id: "333333333333", users: [{ name: "admin", ...owner, administrator: true }] },
  ],
  identityCenter: {
    instance: "ssoins-1234567890abcdef",
    store: "d-1234567890",
    region: "eu-west-1",
    owner: "333333333333",
    users: [
      { id: ann, name: "ann", token: "ann" },
      { id: ben, name: "ben", token: "ben" },
      { id: cara, name: "cara", token: "cara" },
      { id: id(5), name: "dora" },
    ],
    groups: [{ id: group, name: "Engineers", members: [cara] }],
    entitlements: [
      ...names.map((name) => ({ user: ann, role: arn(name) })),
      { user: ann, role: "arn:aws:iam::111111111111:role/gone" },
      { group, role: arn("what AWS documents") },
    ],
  },
};

describe("the emulator's account access manager lets people into roles", () => {
  let emulator: Emulator;
  let tenantId: string;
  before(async () => {
    emulator = await startEmulator(world);
    const reply = await send({
      keys: owner,
      service: "account-access",
      endpoint: emulator.endpoint,
      path: "/applications-list",
      text: "{}",
    });
    const [only] = (JSON.parse(reply.body) as { applications: Record<string, string>[] }).applications;
    assert.equal(only!["applicationArn"], application);
    tenantId = only!["tenantId"]!;
  });
  after(() => emulator.stop());

  /** `in`, or the code of the refusal. */
  const enters = async (token: string, roleArn: string, changes: Record<string, string> = {}): Promise<string> => {
    const query = new URLSearchParams({ tenantId, roleArn, accessType: "PROGRAMMATIC_ACCESS", ...changes });
    const answer = await fetch(`${emulator.endpoint}/access/credentials?${query.toString()}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    return answer.ok ? "in" : (answer.headers.get("x-amzn-errortype") ?? "");
  };
  const own = arn("what AWS documents");

  for (const [what, [, isIn]] of Object.entries(trusts))
    it(`${isIn ? "by" : "not by"} a trust policy with ${what}`, async () =>
      assert.equal(await enters("ann", arn(what)), isIn ? "in" : "AccessDeniedException"));

  for (const [what, expected, token, role, changes] of [
    ["a member of an entitled group", "in", "cara", own],
    ["somebody without an entitlement", "AccessDeniedException", "ben", own],
    ["a member of the group, to another role", "AccessDeniedException", "cara", arn("two statements")],
    ["a role that is gone", "AccessDeniedException", "ann", "arn:aws:iam::111111111111:role/gone"],
    ["nobody's token", "UnauthorizedException", "zoe", own],
    ["another tenant", "AccessDeniedException", "ann", own, { tenantId: "aa-other" }],
    ["another kind of access", "ValidationException", "ann", own, { accessType: "CONSOLE" }],
    ["a name that is none", "ValidationException", "ann", own, { sessionName: "a b" }],
    ["an hour", "in", "ann", own, { sessionDuration: "3600" }],
    ["more than the role's maximum", "ValidationException", "ann", own, { sessionDuration: "3601" }],
  ] as const)
    it(`answers ${what}: ${expected}`, async () => assert.equal(await enters(token, role, changes), expected));
});
