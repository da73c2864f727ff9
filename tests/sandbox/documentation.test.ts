import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { changeSettings, copyProject } from "../../sandbox/project";
import { openTemporarySandbox, root, type Sandbox } from "../../sandbox/sandbox";
import { readAccounts } from "../../settings/accounts";
import { Engine } from "./lifecycle/engine";

/** An example of settings in the documents. */
interface Example {
  /** Such as `docs/settings.md:32`. */
  readonly where: string;
  readonly text: string;
  readonly value: Readonly<Record<string, unknown>>;
}

const own = "cross-account-access:";

/** Every block of YAML in the documents. */
function examples(): Example[] {
  const pages = ["README.md", "CONTRIBUTING.md", ...readdirSync(join(root, "docs")).map((page) => `docs/${page}`)];
  return pages
    .filter((page) => page.endsWith(".md"))
    .flatMap((page) => {
      const all = readFileSync(join(root, page), "utf8");
      return [...all.matchAll(/^```ya?ml\n([\s\S]*?)^```$/gm)].map(({ 1: text = "", index }) => ({
        where: `${page}:${all.slice(0, index).split("\n").length}`,
        text,
        value: parse(text) as Record<string, unknown>,
      }));
    });
}

/** Settings of a stack: all keys are of this program. */
const isSettings = ({ value }: Example): boolean => Object.keys(value).every((key) => key.startsWith(own));
/** Names and owners of accounts: all keys are account ids. */
const isAccounts = ({ value }: Example): boolean => Object.keys(value).every((key) => /^\d{12}$/.test(key));

describe("the examples in the documents", function () {
  this.timeout(900_000);
  const settings = examples().filter(isSettings);
  let sandbox: Sandbox;
  let project: string;
  let engine: Engine;

  before(async () => {
    sandbox = await openTemporarySandbox();
    project = await copyProject(join(sandbox.directory, "documentation"));
    engine = await Engine.start(project, sandbox.env);
  });
  after(async () => {
    await engine?.stop();
    await sandbox?.remove();
  });

  const up = async (stack: string): Promise<string> => {
    const pack = ["--policy-pack", join(project, "policypack")];
    const { code, stdout, stderr } = await engine.pulumi("up", stack, "--yes", "--skip-preview", ...pack);
    assert.equal(code, 0, stdout + stderr);
    return stdout;
  };

  it("are settings of a stack, or accounts", () => {
    const others = examples().filter((example) => !isSettings(example) && !isAccounts(example));
    assert.deepEqual(
      others.map(({ where }) => where),
      [],
    );
    assert.ok(settings.length >= 4, String(settings.length));
  });

  /** The entries of a section in all examples; each name may stand in one of them. */
  function entries(section: string): Record<string, unknown> {
    const all = settings.flatMap(({ value }) => Object.entries(value[own + section] ?? {}));
    assert.equal(new Set(all.map(([name]) => name)).size, all.length, `${section}: a name stands in two examples`);
    return Object.fromEntries(all);
  }

  it("with roles are deployed with the pack", async () => {
    const roles = entries("roles");
    assert.ok(Object.keys(roles).length >= 2);
    await changeSettings(project, "trusting", [`${own}roles`], roles);
    await changeSettings(project, "trusting", [`${own}policies`], entries("policies"));
    const said = await up("trusting");
    for (const role of Object.keys(roles)) assert.match(said, new RegExp(`${role}\\s`));
  });

  it("with grants are deployed with the pack", async () => {
    const grants = entries("grants");
    assert.ok(Object.keys(grants).length >= 1);
    await changeSettings(project, "trusted", [`${own}groups`], entries("groups"));
    await changeSettings(project, "trusted", [`${own}grants`], grants);
    await up("trusted");
  });

  it("of an empty stack empty it", async () => {
    const empty = settings.find(({ value }) => Object.hasOwn(value, `${own}empty`));
    assert.ok(empty !== undefined);
    for (const section of ["groups", "grants"]) await changeSettings(project, "trusted", [own + section], undefined);
    await changeSettings(project, "trusted", [`${own}empty`], empty.value[`${own}empty`]);
    assert.match(await up("trusted"), /\d+ deleted/);
  });

  it("of accounts are taken", () => {
    const accounts = examples().filter(isAccounts);
    assert.ok(accounts.length > 0);
    for (const { where, text, value } of accounts) {
      const read = readAccounts(text, where, new Date("2026-12-01T12:00:00Z"));
      assert.deepEqual(Object.keys(read), Object.keys(value));
    }
  });
});
