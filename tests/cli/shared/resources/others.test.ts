import assert from "node:assert/strict";
import { parseXml } from "../../../../cli/assume/network/xml";
import { readAcl, unreadLists } from "../../../../cli/shared/resources/bucketAcl";
import type { ResourceEvidence } from "../../../../cli/shared/resources/evidence";
import { judgeAccess, together } from "../../../../cli/shared/resources/judge";
import { policyOfGrants } from "../../../../cli/shared/resources/keyGrants";
import { Malformed } from "../../../../cli/shared/resources/parts";
import { parsePolicy } from "../../../../policypack/iam";

const [home, other] = ["111111111111", "222222222222"];
const role = `arn:aws:iam::${home}:role/deploy`;
const key = `arn:aws:kms:eu-west-1:${other}:key/0a1b`;
const everything = { Effect: "Allow", Action: "*", Resource: "*" };
const named = (name: string, kind: "identity" | "resource", ...Statement: object[]) => ({
  name,
  document: parsePolicy({ Version: "2012-10-17", Statement }, kind).document!,
});

/** The verdict for a role whose own policies allow everything, where the resource's own policy lets nobody in. */
function verdict(action: string, target: Partial<ResourceEvidence> & Pick<ResourceEvidence, "arn">, own = everything) {
  const evidence = { owner: other, policy: null, otherWays: false, key: null, unread: [], ...target };
  const policies = [named("own", "identity", own)];
  return together(judgeAccess(action, evidence, undefined, { role, policies, boundary: null, now: new Date() }));
}

describe("grants of a key", () => {
  const grant = (more: object) => ({ GranteePrincipal: role, Operations: ["Decrypt", "Encrypt"], ...more });
  const cases: readonly (readonly [what: string, grants: readonly object[], expected: string])[] = [
    ["none", [], "denied"],
    ["to the role", [grant({})], "allowed"],
    ["to the role's account", [grant({ GranteePrincipal: `arn:aws:iam::${home}:root` })], "allowed"],
    ["to another role", [grant({ GranteePrincipal: `${role}-2` })], "denied"],
    ["to another account", [grant({ GranteePrincipal: `arn:aws:iam::${other}:root` })], "denied"],
    ["to a service", [grant({ GranteePrincipal: "rds.amazonaws.com" })], "denied"],
    [
      "to a service of another form",
      [{ GranteeServicePrincipal: "rds.amazonaws.com", Operations: ["Decrypt"] }],
      "denied",
    ],
    ["to somebody who was deleted", [grant({ GranteePrincipal: "AROAEXAMPLE" })], "denied"],
    [
      "to one of its sessions, of any name",
      [grant({ GranteePrincipal: `arn:aws:sts::${home}:assumed-role/deploy/a` })],
      "open",
    ],
    ["of other operations", [grant({ Operations: ["Encrypt"] })], "denied"],
    ["with empty limits", [grant({ Constraints: { EncryptionContextSubset: {} } })], "allowed"],
    [
      "with a context, of which nothing is known",
      [grant({ Constraints: { EncryptionContextSubset: { a: "b" } } })],
      "open",
    ],
    ["with exactly a context", [grant({ Constraints: { EncryptionContextEquals: { a: "b" } } })], "open"],
    ["one of many", [grant({ Operations: ["Encrypt"] }), grant({})], "allowed"],
  ];
  for (const [what, grants, expected] of cases)
    it(`${expected}: ${what}`, () => {
      const granted = policyOfGrants(key, grants);
      const alsoLets = granted === undefined ? [] : [granted];
      assert.equal(verdict("kms:Decrypt", { arn: key, policy: named("p", "resource"), alsoLets }), expected);
    });

  it("denied: the grant lets, and the role's own policies do not, across accounts", () => {
    const own = { ...everything, Action: "s3:*" };
    assert.equal(verdict("kms:Decrypt", { arn: key, alsoLets: [policyOfGrants(key, [grant({})])!] }, own), "denied");
  });

  for (const [what, one] of [
    ["a limit that is not known", grant({ Constraints: { SourceArn: "arn:aws:s3:::x" } })],
    ["limits of another form", grant({ Constraints: ["EncryptionContextSubset"] })],
    ["operations of another form", grant({ Operations: "Decrypt" })],
    ["no operations", { GranteePrincipal: role }],
    ["nothing", null],
  ] as const)
    it(`not known: ${what}`, () => assert.throws(() => policyOfGrants(key, [one]), Malformed));
});

describe("access control lists of a bucket", () => {
  const xml = (...grants: readonly (readonly [grantee: string, permission: string])[]) =>
    parseXml(
      `<AccessControlPolicy><Owner><ID>me</ID></Owner><AccessControlList>${grants
        .map(
          ([grantee, permission]) =>
            `<Grant><Grantee>${grantee.startsWith("http") ? `<URI>${grantee}</URI>` : `<ID>${grantee}</ID>`}</Grantee>` +
            `<Permission>${permission}</Permission></Grant>`,
        )
        .join("")}</AccessControlList></AccessControlPolicy>`,
    );
  const global = "http://acs.amazonaws.com/groups/global";
  const bucket = "arn:aws:s3:::shop";
  const answers = (list: NonNullable<ReturnType<typeof readAcl>>) =>
    (["s3:ListBucket", "s3:GetBucketPolicy"] as const)
      .map((action) => verdict(action, { arn: bucket, ...list }))
      .concat(
        (["s3:PutObject", "s3:GetObject"] as const).map((action) => verdict(action, { arn: `${bucket}/x`, ...list })),
      );
  // Lists of objects are not read, so what these may allow stays open.
  const cases: readonly (readonly [
    what: string,
    grants: readonly (readonly [string, string])[],
    ignores: boolean | undefined,
    expected: readonly string[],
  ])[] = [
    ["nobody but the owner", [["me", "FULL_CONTROL"]], false, ["denied", "denied", "denied", "open"]],
    [
      "whoever writes logs",
      [["http://acs.amazonaws.com/groups/s3/LogDelivery", "WRITE"]],
      false,
      ["denied", "denied", "denied", "open"],
    ],
    ["everybody, who reads", [[`${global}/AllUsers`, "READ"]], false, ["allowed", "denied", "denied", "open"]],
    [
      "everybody who signs in",
      [[`${global}/AuthenticatedUsers`, "READ"]],
      false,
      ["allowed", "denied", "denied", "open"],
    ],
    ["everybody, all", [[`${global}/AllUsers`, "FULL_CONTROL"]], false, ["allowed", "denied", "allowed", "open"]],
    ["everybody, ignored", [[`${global}/AllUsers`, "FULL_CONTROL"]], true, ["denied", "denied", "denied", "open"]],
    ["everybody, perhaps ignored", [[`${global}/AllUsers`, "READ"]], undefined, ["open", "denied", "denied", "open"]],
    ["some account", [["somebody", "WRITE"]], true, ["denied", "denied", "open", "open"]],
  ];
  for (const [what, grants, ignores, expected] of cases)
    it(`${what}: ${expected.join(", ")}`, () =>
      assert.deepEqual(answers(readAcl("shop", xml(...grants), ignores)!), expected));

  it("not read, or of another form: whatever lists may allow is open, and nothing else", () => {
    assert.equal(readAcl("shop", parseXml("<html></html>"), false), undefined);
    assert.equal(readAcl("shop", xml(["me", "SOMETHING"]), false), undefined);
    assert.deepEqual(answers(unreadLists), ["open", "denied", "open", "open"]);
  });
});

describe("tags of a resource", () => {
  const tagged = (tags: Record<string, string> | undefined, Condition: object) =>
    verdict("kms:Decrypt", {
      arn: key,
      tags,
      policy: named("p", "resource", { ...everything, Principal: { AWS: role }, Condition }),
    });
  const is = { StringEquals: { "aws:ResourceTag/Stage": "live" } };
  for (const [what, tags, condition, expected] of [
    ["the tag", { stage: "live" }, is, "allowed"],
    ["another value", { stage: "test" }, is, "denied"],
    ["no such tag", {}, is, "denied"],
    ["no such tag, which is asked for", {}, { Null: { "aws:ResourceTag/Stage": "true" } }, "allowed"],
    ["not read", undefined, is, "open"],
  ] as const)
    it(`${what}: ${expected}`, () => assert.equal(tagged(tags, condition), expected));
});
