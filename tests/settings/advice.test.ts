import assert from "node:assert/strict";
import { advice, keyAdvice } from "../../settings/advice";

describe("advice on values of another form", () => {
  const principals = ["roles", "deploy", "trusts", 0, "principals", 0];
  const members = ["groups", "deployers", "members", 0];
  for (const [path, found, expected] of [
    [principals, "arn:aws:iam::222222222222:user/alice", "; did you mean user/alice? The account stands beside it"],
    [
      principals,
      "arn:aws-cn:iam::222222222222:role/teams/ci",
      "; did you mean role/teams/ci? The account stands beside it",
    ],
    [principals, "alice", "; did you mean user/alice or role/alice?"],
    [principals, "AWSReservedSSO_Dev_0123456789abcdef", "; did you mean sso/Dev?"],
    [
      principals,
      "arn:aws:iam::222222222222:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Dev_0123456789abcdef",
      "; did you mean sso/Dev?",
    ],
    [principals, "lambda.amazonaws.com", ""],
    [principals, "*", ""],
    [principals, 7, ""],
    [members, "team-a/alice", "; did you mean alice, without its path?"],
    [members, "arn:aws:iam::222222222222:user/alice", "; did you mean alice, without its path?"],
    [members, "a b", ""],
    [["grants", "x", "to", "groups", 0], "/ops/deployers", "; did you mean deployers, without its path?"],
    [
      ["roles", "deploy", "policies", "inline", "own"],
      '{"Version":"2012-10-17"}',
      "; write it as YAML below this key, not as text",
    ],
    [["policies", "shared", "document"], " [1]", "; write it as YAML below this key, not as text"],
    [["roles", "deploy", "policies", "inline", "own"], "text", ""],
  ] as const)
    it(`${path.join(".")}: ${JSON.stringify(found)}`, () => assert.equal(advice(path, found), expected));
  it("groups are no principals", () => {
    for (const found of ["group/ops", "arn:aws:iam::222222222222:group/ops"])
      assert.match(advice(principals, found), /^; a group can be no principal: /);
  });
  it("a preset without a name between", () => {
    assert.equal(
      keyAdvice(["roles", "deploy", "policies", "presets", "readBuckets"]),
      "; a name of your own stands between, as in presets.web.readBuckets",
    );
    assert.equal(keyAdvice(["roles", "deploy", "policies", "presets", "web"]), "");
    assert.equal(keyAdvice(["roles", "readBuckets"]), "");
  });
});
