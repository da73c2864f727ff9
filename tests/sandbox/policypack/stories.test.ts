import { GetRoleCommand, IAMClient, ListAttachedRolePoliciesCommand } from "@aws-sdk/client-iam";
import assert from "node:assert/strict";
import { openTemporarySandbox, person, type Sandbox } from "../../../sandbox/sandbox";
import { Programs, text } from "./programs";

const EDGE = "arn:aws:iam::aws:policy/CloudWatchReadOnlyAccess";
const ADMIN = "arn:aws:iam::aws:policy/AdministratorAccess";

/**
 * What all programs begin with: roles that only their own account may assume, with MFA, so that nothing but their
 * policies is in question.
 */
const BEGIN = `
const pulumi = require("@pulumi/pulumi");
const { Provider } = require("@pulumi/aws/provider");
const trust = (account) => JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { AWS: "arn:aws:iam::" + account + ":root" }, Condition: { Bool: { "aws:MultiFactorAuthPresent": "true" } } }] });
const tags = { "review-owner": "platform", "review-reason": "a test", "review-by": "2036-01-01" };
const role = (name, args, opts) => new iam.Role(name, { name: "holder", assumeRolePolicy: trust("111111111111"), tags, ...args }, opts);
const attach = (name, holder, opts) => new iam.RolePolicyAttachment(name, { role: holder, policyArn: "${ADMIN}" }, opts);
const boundary = { permissionsBoundary: "${EDGE}" };
class Claim extends pulumi.ComponentResource {
  constructor(name, settings, opts) {
    super("cross-account-access:index:CrossAccountRole", name, { account: { id: "111111111111", partition: "aws" }, key: name, role: { trusts: [{ account: "222222222222" }], mfa: { required: true }, policies: { managed: [], inline: {} }, review: { owner: "a", reason: "b", by: "2036-01-01" }, ...settings } }, opts);
  }
}
`;

/** Two accounts; the providers refuse any other, as the pack can see. */
const ACCOUNTS = `
const trusting = new Provider("trusting", { region: "eu-west-1", profile: "trusting", allowedAccountIds: ["111111111111"] });
const trusted = new Provider("trusted", { region: "eu-west-1", profile: "trusted", allowedAccountIds: ["222222222222"] });
`;

/** Two accounts; nothing but their credentials says which. */
const PROFILES = ACCOUNTS.replace(/, allowedAccountIds: \["\d+"\]/g, "");

interface Told {
  readonly stopped: string;
  readonly passes: string;
  readonly by: RegExp;
}

const STORIES: Readonly<Record<string, Told>> = {
  "two roles of one name in two accounts": {
    stopped:
      `${ACCOUNTS} role("a", boundary, { provider: trusted }); const b = role("b", {}, { provider: trusting ` +
      `}); attach("x", b.name, { provider: trusting });`,
    passes:
      `${ACCOUNTS} role("a", {}, { provider: trusted }); const b = role("b", boundary, { provider: trusting ` +
      `}); attach("x", b.name, { provider: trusting });`,
    by: /administrative-access/,
  },
  "two roles of one name in two providers that do not say in which account they are": {
    stopped:
      `${PROFILES} role("a", boundary, { provider: trusted }); const b = role("b", {}, { provider: trusting ` +
      `}); attach("x", b.name, { provider: trusting });`,
    passes:
      `${PROFILES} role("a", boundary, { provider: trusted }); const b = role("b", boundary, { provider: ` +
      `trusting }); attach("x", b.name, { provider: trusting });`,
    by: /administrative-access/,
  },
  "a component that is named like the role and claims a boundary": {
    stopped: `new Claim("holder", { boundary: "${EDGE}" }); const one = role("one", {}); attach("x", one.name);`,
    passes: `new Claim("holder", { boundary: "${EDGE}" }); const one = role("one", boundary); attach("x", one.name);`,
    by: /administrative-access/,
  },
  "a component that claims a boundary which its role does not have": {
    stopped:
      `const claim = new Claim("holder", { boundary: "${EDGE}" }); const one = role("holder", {}, { parent: ` +
      `claim }); attach("x", one.name, { parent: claim });`,
    passes:
      `const claim = new Claim("holder", { boundary: "${EDGE}" }); const one = role("holder", boundary, { ` +
      `parent: claim }); attach("x", one.name, { parent: claim });`,
    by: /administrative-access/,
  },
  "the accounts of a component beside the role": {
    stopped: `new Claim("holder", {}); role("holder", { assumeRolePolicy: trust("222222222222") });`,
    passes: `const claim = new Claim("holder", {}); role("holder", { assumeRolePolicy: trust("222222222222") }, { parent: claim });`,
    by: /trust-beyond-accounts/,
  },
  "a component of the type of a role": {
    stopped: `new pulumi.ComponentResource("aws:iam/role:Role", "false", { name: "other", ...boundary }); attach("x", "other");`,
    passes: `const other = role("true", { name: "other", ...boundary }); attach("x", other.name);`,
    by: /administrative-access/,
  },
};

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

  for (const [title, { stopped, passes, by }] of Object.entries(STORIES)) {
    it(`${title}: stopped by preview, and by up --skip-preview before it exists`, async () => {
      const run = await programs.project(BEGIN + stopped);
      const preview = await run("preview", ...(await programs.pack()));
      assert.notEqual(preview.code, 0, text(preview));
      assert.match(text(preview), by);
      const up = await run("up", "--yes", "--skip-preview", ...(await programs.pack()));
      assert.notEqual(up.code, 0, text(up));
      assert.match(text(up), by);
      for (const name of ["holder", "other"]) assert.deepEqual((await attached(name)) ?? [], [], text(up));
      const destroy = await run("destroy", "--yes", "--skip-preview");
      assert.equal(destroy.code, 0, text(destroy));
    });
    it(`${title}: let through where it is true`, async () => {
      const run = await programs.project(BEGIN + passes);
      const up = await run("up", "--yes", "--skip-preview", ...(await programs.pack()));
      assert.equal(up.code, 0, text(up));
      assert.ok((await attached("holder")) ?? (await attached("other")), text(up));
      const destroy = await run("destroy", "--yes", "--skip-preview");
      assert.equal(destroy.code, 0, text(destroy));
    });
  }
});
