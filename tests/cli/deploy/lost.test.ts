import assert from "node:assert/strict";
import { differences, type Found } from "../../../cli/deploy/lost";

const trust = (principal: unknown, more: object = {}) =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { AWS: principal }, Action: "sts:AssumeRole", ...more }],
  });
const inputs = {
  name: "deploy",
  path: "/web/",
  description: "Deploys",
  maxSessionDuration: 7200,
  tags: { team: "web" },
  assumeRolePolicy: trust("arn:aws:iam::222222222222:root"),
};
const found: Found = {
  path: "/web/",
  description: "Deploys",
  maxSessionDuration: 7200,
  tags: { team: "web" },
  document: trust("arn:aws:iam::222222222222:root"),
  more: [],
};

describe("what is there already", () => {
  const cases: readonly (readonly [title: string, inputs: object, found: Partial<Found>, expected: string[]])[] = [
    ["is what was to be made", {}, {}, []],
    ["is the same though a single value is a list", {}, { document: trust(["arn:aws:iam::222222222222:root"]) }, []],
    [
      "is the same though a list has another order",
      { assumeRolePolicy: trust(["a", "b"]) },
      { document: trust(["b", "a"]) },
      [],
    ],
    [
      "has the tags of the provider, too",
      { tagsAll: { team: "web", env: "prod" } },
      { tags: { env: "prod", team: "web" } },
      [],
    ],
    [
      "has what IAM takes when nothing is said",
      { path: undefined, description: undefined, maxSessionDuration: undefined, tags: undefined },
      { path: "/", description: undefined, maxSessionDuration: 3600, tags: {} },
      [],
    ],
    ["has another path", {}, { path: "/" }, ["its path"]],
    ["has another description", {}, { description: undefined }, ["its description"]],
    ["has a tag more", {}, { tags: { team: "web", by: "hand" } }, ["its tags"]],
    ["has a tag less", {}, { tags: {} }, ["its tags"]],
    ["trusts somebody else", {}, { document: trust("arn:aws:iam::333333333333:root") }, ["its document"]],
    [
      "trusts on another condition",
      {},
      { document: trust("arn:aws:iam::222222222222:root", { Condition: {} }) },
      ["its document"],
    ],
    ["has a document that cannot be read", {}, { document: "{" }, ["its document"]],
    ["and what was to be made cannot be read", { assumeRolePolicy: "{" }, {}, ["its document"]],
    ["has none", {}, { document: undefined }, ["its document"]],
    ["has longer sessions", {}, { maxSessionDuration: 43200 }, ["its longest session"]],
    ["has longer sessions than IAM's own", { maxSessionDuration: undefined }, {}, ["its longest session"]],
    ["has a boundary", {}, { boundary: "arn:aws:iam::111111111111:policy/b" }, ["its boundary"]],
    ["has no boundary", { permissionsBoundary: "arn:aws:iam::111111111111:policy/b" }, {}, ["its boundary"]],
    ["has policies", {}, { more: ["the policy own"] }, ["the policy own"]],
    ["differs in several ways", {}, { path: "/", more: ["the policy own"] }, ["its path", "the policy own"]],
  ];
  for (const [title, wanted, there, expected] of cases)
    it(title, () => assert.deepEqual(differences({ ...inputs, ...wanted }, { ...found, ...there }), expected));

  it("is a group where that has neither members nor policies", () => {
    assert.deepEqual(differences({ name: "ops", path: "/" }, { path: "/", tags: {}, more: [] }), []);
    assert.deepEqual(differences({ name: "ops", path: "/" }, { path: "/", tags: {}, more: ["the member bob"] }), [
      "the member bob",
    ]);
  });
});
