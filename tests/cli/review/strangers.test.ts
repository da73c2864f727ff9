import assert from "node:assert/strict";
import { trustedSide } from "../../../cli/review/access/trust";
import { parsePolicy } from "../../../policypack/iam";
import { at, trusted, trusting } from "./fixture";

const everybody = { Effect: "Allow", Principal: { AWS: "*" }, Action: "sts:AssumeRole" };
const deny = (more: object) => ({ ...everybody, Effect: "Deny", ...more });
const without = (account: string | string[]) =>
  deny({ Condition: { StringEquals: { "aws:PrincipalAccount": account } } });

/** Whom a trust policy lets in whose account it does not name. */
describe("a trust policy that names everybody", () => {
  for (const [what, statements, open] of [
    ["everybody", [everybody], true],
    ["everybody but one account", [everybody, deny({ Principal: { AWS: "999999999999" } })], true],
    [
      "everybody but some accounts",
      [everybody, without(["999999999999", "999999999998", "999999999997", "999999999996"])],
      true,
    ],
    [
      "everybody but all accounts with a nine",
      [everybody, deny({ Condition: { StringLike: { "aws:PrincipalAccount": "9*" } } })],
      true,
    ],
    ["everybody, and then nobody", [everybody, deny({})], false],
  ] as [string, object[], boolean][])
    it(`lets ${open ? "" : "no "}strangers in: ${what}`, () => {
      const { document } = parsePolicy({ Version: "2012-10-17", Statement: statements }, "trust");
      assert.equal(trustedSide(document!, trusting, at).accounts.includes("*"), open);
    });

  const besides = (condition: object) => deny({ Condition: condition });
  for (const [what, statements, accounts] of [
    ["by its account", [everybody, besides({ StringNotEquals: { "aws:PrincipalAccount": trusted } })], [trusted]],
    [
      "by the account of its ARN",
      [everybody, besides({ ArnNotLike: { "aws:PrincipalArn": `arn:aws:iam::${trusted}:*` } })],
      [trusted],
    ],
    [
      "by its ARN",
      [everybody, besides({ ArnNotEquals: { "aws:PrincipalArn": `arn:aws:iam::${trusted}:role/x` } })],
      [trusted],
    ],
    [
      "as no principal of the denial",
      [everybody, { Effect: "Deny", NotPrincipal: { AWS: `arn:aws:iam::${trusted}:user/a` }, Action: "*" }],
      [trusted],
    ],
    [
      "by a pattern of accounts",
      [everybody, besides({ ArnNotLike: { "aws:PrincipalArn": "arn:aws:iam::22*:root" } })],
      ["*"],
    ],
    ["of its own account", [everybody, besides({ StringNotEquals: { "aws:PrincipalAccount": trusting } })], [trusting]],
    [
      "and another denial names it",
      [everybody, besides({ StringNotEquals: { "aws:PrincipalAccount": trusted } }), without(trusted)],
      [],
    ],
    ["and nobody is let in", [besides({ StringNotEquals: { "aws:PrincipalAccount": trusted } })], []],
  ] as [string, object[], string[]][])
    it(`lets in whom a denial of everybody spares: ${what}`, () => {
      const { document } = parsePolicy({ Version: "2012-10-17", Statement: statements }, "trust");
      assert.deepEqual(trustedSide(document!, trusting, at).accounts, accounts);
    });
});
