import assert from "node:assert/strict";
import { purposes, roleArn } from "../../pipeline/names";
import { boundaryPolicy, policyOf, trustOf } from "../../pipeline/roles/policies";
import { readPipelineSettings } from "../../pipeline/roles/settings";

const sub = (environment: string) => `repo:shop/access:environment:${environment}`;
const subjects = { preview: sub("access-preview"), deploy: sub("access-deployment"), review: sub("access-review") };
const right = { subjects, deploys: { path: "/access/" } };

function read(own: Readonly<Record<string, unknown>>) {
  const text = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value));
  return readPipelineSettings({
    "aws:region": "eu-west-1",
    "aws:allowedAccountIds": '["111111111111"]',
    ...Object.fromEntries(Object.entries(own).map(([key, value]) => [`cross-account-pipeline:${key}`, text(value)])),
  });
}

describe("the settings of a pipeline's roles", () => {
  const branch = (ref: string) => `project_path:shop/platform/access:ref_type:branch:ref:${ref}`;

  it("are those of GitHub where nothing else is said", () => {
    const { issuer, provider, states, deploys } = read(right);
    assert.deepEqual([issuer, provider, states], ["token.actions.githubusercontent.com", "make", undefined]);
    assert.deepEqual(deploys, { path: "/access/", groups: [], users: [], roles: [] });
  });

  it("may be those of GitLab, whose previews run on every branch", () => {
    const gitlab = { preview: branch("*"), deploy: branch("main"), review: branch("reviews") };
    const settings = read({ ...right, issuer: "gitlab.com", subjects: gitlab });
    const condition = (purpose: "preview" | "deploy") =>
      (trustOf(purpose, "arn", settings) as { Statement: [{ Condition: object }] }).Statement[0].Condition;
    assert.deepEqual(condition("preview"), {
      StringEquals: { "gitlab.com:aud": "sts.amazonaws.com" },
      StringLike: { "gitlab.com:sub": branch("*") },
    });
    assert.deepEqual(condition("deploy"), {
      StringEquals: { "gitlab.com:aud": "sts.amazonaws.com", "gitlab.com:sub": branch("main") },
    });
  });

  const refused: readonly (readonly [what: string, change: Readonly<Record<string, unknown>>, said: RegExp])[] = [
    ["an unknown key", { state: {} }, /state: unknown key, did you mean states\?/],
    ["no subjects", { subjects: undefined }, /subjects: missing, expected an object with keys out of preview, deploy/],
    [
      "a subject without an environment",
      { subjects: { ...subjects, deploy: "repo:shop/access:*" } },
      /subjects\.deploy: found "repo:shop\/access:\*", expected the subject of one environment/,
    ],
    ["every repository", { subjects: { ...subjects, review: "repo:shop/*:environment:a" } }, /subjects\.review: found/],
    [
      "every environment",
      { subjects: { ...subjects, preview: "repo:shop/access:environment:*" } },
      /subjects\.preview: found/,
    ],
    ["every branch that deploys", { subjects: { ...subjects, deploy: branch("*") } }, /subjects\.deploy: found/],
    [
      "a preview that could deploy",
      { subjects: { ...subjects, preview: subjects.deploy } },
      /subjects\.preview: found that of subjects\.deploy/,
    ],
    [
      "all paths",
      { deploys: { path: "/" } },
      /deploys\.path: found "\/", expected a path that is not \/ and not that of these roles/,
    ],
    ["the path of these roles", { deploys: { path: "/cross-account-pipeline/" } }, /deploys\.path: found/],
    ["a path within that", { deploys: { path: "/cross-account-pipeline/a/" } }, /deploys\.path: found/],
    ["a wildcard for a user", { deploys: { path: "/access/", users: ["*"] } }, /deploys\.users\[0\]: found "\*"/],
    [
      "an issuer with its scheme",
      { issuer: "https://gitlab.com" },
      /issuer: found "https:\/\/gitlab\.com", expected the address/,
    ],
    ["another provider", { provider: "mine" }, /provider: found "mine", expected make, or existing/],
    ["states without an account", { states: { bucket: "states" } }, /states\.account: missing/],
    ["a bucket that is a pattern", { states: { account: "111111111111", bucket: "states*" } }, /states\.bucket: found/],
    ["a boundary that is no policy", { boundary: "arn:aws:iam::111111111111:role/a" }, /boundary: found/],
  ];
  for (const [what, change, said] of refused)
    it(`refuse ${what}`, () =>
      assert.throws(
        () =>
          read(Object.fromEntries(Object.entries({ ...right, ...change }).filter(([, value]) => value !== undefined))),
        said,
      ));
});

describe("the policies of a pipeline's roles", () => {
  const states = { account: "111111111111", bucket: "states" };
  const settings = read({ ...right, states });
  const inOther = { ...settings, account: { ...settings.account, id: "222222222222" } };

  it("fit into a role: 10,240 characters; the boundary into a policy: 6,144", () => {
    for (const purpose of purposes) assert.ok(JSON.stringify(policyOf(purpose, settings)).length <= 10_240);
    assert.ok(JSON.stringify(boundaryPolicy(settings)).length <= 6144);
  });

  it("name the states in their own account alone, and the boundary denies them in each", () => {
    for (const purpose of purposes) {
      assert.match(JSON.stringify(policyOf(purpose, settings)), /arn:aws:s3:::states\/\.pulumi\/\*/);
      assert.doesNotMatch(JSON.stringify(policyOf(purpose, inOther)), /s3:/);
    }
    assert.deepEqual(boundaryPolicy(settings), boundaryPolicy(inOther));
    assert.match(JSON.stringify(boundaryPolicy(settings)), /"arn:aws:s3:::states\/\*"/);
  });

  it("write nothing where they preview or review", () => {
    for (const purpose of ["preview", "review"] as const)
      for (const { Action = [] } of policyOf(purpose, settings).Statement)
        for (const action of Action)
          assert.match(action, /:(?:Get|List|Describe|Lookup|Generate(?:Credential|ServiceLast))/);
  });

  it("name the role that the profiles of a job become", () =>
    assert.equal(
      roleArn("aws", "111111111111", "deploy"),
      "arn:aws:iam::111111111111:role/cross-account-pipeline/cross-account-deploy",
    ));
});
