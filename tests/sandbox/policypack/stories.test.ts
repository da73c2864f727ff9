import { GetRoleCommand, IAMClient, ListAttachedRolePoliciesCommand } from "@aws-sdk/client-iam";
import assert from "node:assert/strict";
import { openTemporarySandbox, person, type Sandbox } from "../../../sandbox/sandbox";
import { Programs, text } from "./programs";

const EDGE = "arn:aws:iam::aws:policy/CloudWatchReadOnlyAccess";
const ADMIN = "arn:aws:iam::aws:policy/AdministratorAccess";

/**
 * What a program begins with: roles that only their own account may assume, with MFA, so that nothing but their policies is in
 * question.
 */
const BEGIN = `
const pulumi = require("@pulumi/pulumi");
const { Provider } = require("@pulumi/aws/provider");
const trust = (account) => JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { AWS: "arn:aws:iam::" + account + ":root" }, Condition: { Bool: { "aws:MultiFactorAuthPresent": "true" } } }] });
const tags = { "review-owner": "platform", "review-reason": "a test", "review-by": "2036-01-01" };
const boundary = { permissionsBoundary: "${EDGE}" };
class Claim extends pulumi.ComponentResource {
  constructor(name, settings, opts) {
    super("cross-account-access:index:CrossAccountRole", name, { account: { id: "111111111111", partition: "aws" }, key: name, role: { trusts: [{ account: "222222222222" }], mfa: { required: true }, policies: { managed: [], inline: {} }, review: { owner: "a", reason: "b", by: "2036-01-01" }, ...settings } }, opts);
  }
}
`;

/** The providers of two accounts; the second pair does not say which accounts they are. A plugin runs for each. */
const PROVIDERS = `
const [trusting, trusted] = [["trusting", "111111111111"], ["trusted", "222222222222"]].map(([profile, account]) =>
  new Provider(profile, { region: "eu-west-1", profile, allowedAccountIds: [account] }));
const [here, there] = ["trusting", "trusted"].map((profile) => new Provider(profile + "-unsaid", { region: "eu-west-1", profile }));
`;

/** A story in a scope of its own: its holder is the name of a role, and begins the names of all else but that. */
const told = (holder: string, lines: string): string => `{
const holder = "${holder}";
const role = (name, args, opts) => new iam.Role(holder + name, { name: holder, assumeRolePolicy: trust("111111111111"), tags, ...args }, opts);
const attach = (role, opts) => new iam.RolePolicyAttachment(holder + "-attached", { role, policyArn: "${ADMIN}" }, opts);
${lines}
}
`;

/** A program that tells these. */
const program = (...scenes: readonly string[]): string =>
  [BEGIN, ...(scenes.some((scene) => scene.includes("provider:")) ? [PROVIDERS] : []), ...scenes].join("");

interface Story {
  readonly stopped: string;
  readonly passes: string;
  readonly by: string;
}

const STORIES: Readonly<Record<string, Story>> = {
  "two roles of one name in two accounts": {
    stopped:
      `role("-a", boundary, { provider: trusted }); const b = role("-b", {}, { provider: trusting }); ` +
      `attach(b.name, { provider: trusting });`,
    passes:
      `role("-a", {}, { provider: trusted }); const b = role("-b", boundary, { provider: trusting }); ` +
      `attach(b.name, { provider: trusting });`,
    by: "administrative-access",
  },
  "two roles of one name in two providers that do not say in which account they are": {
    stopped:
      `role("-a", boundary, { provider: there }); const b = role("-b", {}, { provider: here }); ` +
      `attach(b.name, { provider: here });`,
    passes:
      `role("-a", boundary, { provider: there }); const b = role("-b", boundary, { provider: here }); ` +
      `attach(b.name, { provider: here });`,
    by: "administrative-access",
  },
  "a component that is named like the role and claims a boundary": {
    stopped: `new Claim(holder, { boundary: "${EDGE}" }); const one = role("-one", {}); attach(one.name);`,
    passes: `new Claim(holder, { boundary: "${EDGE}" }); const one = role("-one", boundary); attach(one.name);`,
    by: "administrative-access",
  },
  "a component that claims a boundary which its role does not have": {
    stopped:
      `const claim = new Claim(holder, { boundary: "${EDGE}" }); const one = role("", {}, { parent: claim }); ` +
      `attach(one.name, { parent: claim });`,
    passes:
      `const claim = new Claim(holder, { boundary: "${EDGE}" }); const one = role("", boundary, { parent: claim }); ` +
      `attach(one.name, { parent: claim });`,
    by: "administrative-access",
  },
  "the accounts of a component beside the role": {
    stopped: `new Claim(holder, {}); role("", { assumeRolePolicy: trust("222222222222") });`,
    passes: `const claim = new Claim(holder, {}); role("", { assumeRolePolicy: trust("222222222222") }, { parent: claim });`,
    by: "trust-beyond-accounts",
  },
  "a component of the type of a role": {
    stopped: `new pulumi.ComponentResource("aws:iam/role:Role", "false", { name: holder, ...boundary }); attach(holder);`,
    passes: `const other = role("-true", boundary); attach(other.name);`,
    by: "administrative-access",
  },
};
const all = Object.values(STORIES);

describe("stories that a program tells the pack in the engine", () => {
  let sandbox: Sandbox;
  let programs: Programs;

  before(async () => {
    sandbox = await openTemporarySandbox();
    programs = new Programs(sandbox);
  });
  after(() => sandbox?.remove());

  /** Policies that the role has in the account that the story is about; undefined where there is no role. */
  async function attached(name: string): Promise<(string | undefined)[] | undefined> {
    const iam = new IAMClient({
      endpoint: sandbox.endpoint,
      region: "eu-west-1",
      credentials: person(sandbox, "trusting"),
    });
    try {
      await iam.send(new GetRoleCommand({ RoleName: name }));
    } catch (error) {
      if ((error as Error).name === "NoSuchEntityException") return undefined;
      throw error;
    }
    return (await iam.send(new ListAttachedRolePoliciesCommand({ RoleName: name }))).AttachedPolicies?.map(
      ({ PolicyArn }) => PolicyArn,
    );
  }

  describe("stopped by preview, and by up --skip-preview before it exists", () => {
    const holder = (at: number): string => `stopped-${at}`;
    let previewed: string;
    // One preview for all, since it goes on after a finding. An update does not.
    before(async () => {
      const run = await programs.project(program(...all.map(({ stopped }, at) => told(holder(at), stopped))));
      const preview = await run("preview", ...(await programs.pack()));
      assert.notEqual(preview.code, 0, text(preview));
      previewed = text(preview);
    });

    for (const [at, [title, { stopped, by }]] of Object.entries(STORIES).entries()) {
      it(title, async () => {
        const finding = new RegExp(`${by} {2}\\(aws:iam:\\w+: ${holder(at)}(-\\w+)?\\)`);
        assert.match(previewed, finding);
        const run = await programs.project(program(told(holder(at), stopped)));
        const up = await run("up", "--yes", "--skip-preview", ...(await programs.pack()));
        assert.notEqual(up.code, 0, text(up));
        assert.match(text(up), finding);
        assert.deepEqual((await attached(holder(at))) ?? [], [], text(up));
      });
    }
  });

  it("let through, all together, where they are true", async () => {
    const holder = (at: number): string => `passes-${at}`;
    const run = await programs.project(program(...all.map(({ passes }, at) => told(holder(at), passes))));
    const up = await run("up", "--yes", "--skip-preview", ...(await programs.pack()));
    assert.equal(up.code, 0, text(up));
    for (const [at, { by }] of all.entries())
      assert.deepEqual(await attached(holder(at)), by === "administrative-access" ? [ADMIN] : [], holder(at));
    const destroy = await run("destroy", "--yes", "--skip-preview");
    assert.equal(destroy.code, 0, text(destroy));
  });
});
