import assert from "node:assert/strict";
import { type Config, config, exampleRole, trustedConfig } from "../settings/example";
import { deploy, type Run } from "./deployment";
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

/** What each resource waits for. A group and its membership have one name, so what waits for both has it twice. */
const TRUSTING = {
  "Policy limit": ["roles renewed"],
  "Policy shop": ["roles made"],
  "Role deploy": ["everything", "limit", "role deploy"],
  "RolePolicy deploy-own": ["deploy", "everything", "role deploy"],
  "RolePolicyAttachment deploy-111111111111:policy/shop": ["deploy", "everything", "role deploy", "shop"],
  "RolePolicyAttachment deploy-aws:policy/CloudWatchReadOnlyAccess": ["deploy", "everything", "role deploy"],
  "stash everything": [],
  "stash grants renewed": ["everything"],
  "stash role deploy": [],
  "stash roles made": ["deploy"],
  "stash roles renewed": ["everything", "role deploy"],
};
const TRUSTED = {
  "Group deployers": ["everything", "group-deployers"],
  "GroupMembership deployers": ["deployers", "deployers/alice", "everything", "group-deployers"],
  "GroupPolicy group-deployers": ["deployers", "deployers", "everything", "grants renewed", "group-deployers"],
  "UserGroupMembership deployers/alice": ["deployers", "everything", "grants renewed", "group-deployers"],
  "stash everything": [],
  "stash grants renewed": ["everything", "group-deployers"],
  "stash group-deployers": [],
  "stash roles made": [],
  "stash roles renewed": ["everything"],
};

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

describe("what everything waits for", () => {
  async function waits(settings: Config, run: Run = {}): Promise<Record<string, string[]>> {
    const stashes: NonNullable<Run["stashes"]> = new Map();
    const { resources } = await deploy(settings, { ...run, stashes });
    const all = [
      ...[...stashes].map(([name, { after }]) => ({ type: "stash", name, after })),
      ...resources.filter(({ type }) => type.startsWith("aws:")),
    ];
    return Object.fromEntries(
      all.map(({ type, name, after }) => [`${type.split(":").at(-1)} ${name}`, [...after].sort()]),
    );
  }

  it("in a trusting stack", async () => {
    assert.deepEqual(await waits(trusting), TRUSTING);
  });

  it("in a trusted stack", async () => {
    assert.deepEqual(
      await waits(trustedConfig(), { stacks: { "organization/cross-account-access/trusting": published } }),
      TRUSTED,
    );
  });
});

describe("what is renewed", () => {
  it("goes first when its number changes, and comes back last; a gate only waits", async () => {
    const stashes: NonNullable<Run["stashes"]> = new Map();
    await deploy(trusting, { stashes });
    const found = [...stashes].map(([name, { deleteBeforeReplace, replaceOnChanges }]) =>
      [name, ...(deleteBeforeReplace ? ["deleted first"] : []), ...replaceOnChanges].join(", "),
    );
    assert.deepEqual(found.sort(), [
      "everything, deleted first, input",
      "grants renewed",
      "role deploy, deleted first, input",
      "roles made",
      "roles renewed",
    ]);
  });
});

describe("a grantee that this stack makes", () => {
  const stacks = { "organization/cross-account-access/trusting": published };

  it("is there before its policy, be it a role or a group; a user of the group's name waits for neither", async () => {
    const trusts = [{ account: "333333333333" }];
    const settings = config("222222222222", {
      roles: { ci: { ...exampleRole(), trusts } },
      groups: { deployers: { members: ["alice"] } },
      grants: {
        g: {
          to: { roles: ["ci"], users: ["deployers"], groups: ["deployers"] },
          roles: [{ stack: "trusting", role: "deploy" }],
        },
      },
    });
    const { resources } = await deploy(settings, { stacks });
    const waits = (name: string) => resources.find((one) => one.name === name && one.type.endsWith("Policy"))!.after;
    assert.ok(waits("role-ci").includes("ci"));
    assert.ok(waits("group-deployers").includes("deployers"));
    assert.ok(!waits("user-deployers").includes("deployers"));
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
