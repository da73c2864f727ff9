import assert from "node:assert/strict";
import { config, exampleRole, trustedConfig } from "../settings/example";
import { deploy } from "./deployment";
import { goodRole } from "./hostile/published";

const document = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::shop/*" }],
};
const roles = {
  deploy: {
    ...exampleRole(),
    boundary: "arn:aws:iam::111111111111:policy/limit",
    policies: { shared: ["shop"], managed: ["CloudWatchReadOnlyAccess"], inline: { own: document } },
  },
};
const trusting = config("111111111111", { roles, policies: { shop: { document }, limit: { document } } });
const published = { roles: { deploy: { ...goodRole(), accountId: "111111111111" } } };

/** Gives everything else that can go on a turn to do so, often. */
async function turns(): Promise<void> {
  for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve));
}

describe("what waits for what", () => {
  it("a role for its permissions boundary", async () => {
    const made: string[] = [];
    const making = async (resource: string): Promise<void> => {
      if (resource === "aws:iam/policy:Policy limit") await turns();
      made.push(resource);
    };
    const { resources } = await deploy(trusting, { making });
    assert.ok(resources.find(({ type }) => type === "aws:iam/role:Role")!.after.includes("limit"));
    assert.ok(made.indexOf("aws:iam/policy:Policy limit") < made.indexOf("aws:iam/role:Role deploy"), made.join("\n"));
  });

  it("what is published of a role for the last of its policies", async () => {
    const events: string[] = [];
    const making = async (resource: string): Promise<void> => {
      if (/^aws:iam\/role(Policy|PolicyAttachment):/.test(resource)) await turns();
      events.push(resource);
    };
    await deploy(trusting, { making, published: () => events.push("published") });
    const policies = events.filter((event) => /^aws:iam\/role(Policy|PolicyAttachment):/.test(event));
    assert.equal(policies.length, 3, events.join("\n"));
    assert.deepEqual(events.slice(-4), [...policies, "published"]);
  });
});

describe("what has a name of ours", () => {
  it("is deleted before another of that name is made", async () => {
    const { resources: ofTrusting } = await deploy(trusting);
    const { resources: ofTrusted } = await deploy(trustedConfig(), {
      stacks: { "organization/cross-account-access/trusting": published },
    });
    // A user joins a group without a name for that.
    const found = [...ofTrusting, ...ofTrusted].filter(
      ({ type }) => type.startsWith("aws:iam/") && !type.startsWith("aws:iam/userGroupMembership:"),
    );
    assert.deepEqual([...new Set(found.map(({ type }) => type))].sort(), [
      "aws:iam/group:Group",
      "aws:iam/groupMembership:GroupMembership",
      "aws:iam/groupPolicy:GroupPolicy",
      "aws:iam/policy:Policy",
      "aws:iam/role:Role",
      "aws:iam/rolePolicy:RolePolicy",
      "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
    ]);
    const late = found
      .filter(({ deleteBeforeReplace }) => !deleteBeforeReplace)
      .map(({ type, name }) => `${type} ${name}`);
    assert.deepEqual(late, []);
  });
});
