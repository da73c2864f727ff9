import assert from "node:assert/strict";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { readInput } from "../../cli/check/input";
import { judgeAll } from "../../cli/check/results";
import { findingKinds } from "../../cli/review/model";
import { DECLARABLE, readDeclarations } from "../../policypack/declarations";
import { findingsIn } from "../../policypack/documentation/example";
import { generatedPage, pageFile } from "../../policypack/documentation/generate";
import { readableJson } from "../../policypack/documentation/json";
import { pageText } from "../../policypack/documentation/page";
import { DECLARATIONS, enforce } from "../../policypack/enforce";
import { RULES } from "../../policypack/rules";
import type { Example } from "../../policypack/rules/rule";

const root = join(__dirname, "../..");
const now = new Date("2026-11-24T12:00:00Z");
const page = readFileSync(pageFile, "utf8");
/** A principal, or a configuration. */
const blocks = [...page.matchAll(/```json\n([\s\S]*?)```/g)].map(([, text]) => text!);

describe("docs/policypack.md", () => {
  it("is what `npm run docs` writes", () => assert.equal(page, generatedPage(), "run `npm run docs`"));

  it("asks for all that is generated, and for nothing else", () => {
    assert.throws(
      () => pageText("{{rules}} {{rulez}}", RULES),
      /\{\{rulez\}\} is not generated; expected one of .*rules/,
    );
    assert.throws(() => pageText("{{rules}}", RULES), /the page does not ask for .*\{\{options\}\}/);
  });

  for (const rule of RULES) {
    describe(`the examples of ${rule.name}`, () => {
      const { fails, passes } = rule.examples;

      it("one fails, and the page quotes what the pack says", () => {
        const own = findingsIn(fails).filter((finding) => finding.rule === rule.name && finding.level === rule.level);
        assert.ok(own.length > 0, JSON.stringify(findingsIn(fails)));
        assert.ok(page.includes(`${readableJson(fails)}\n\`\`\`\n\n> ${own[0]!.message}\n`));
      });

      it("one passes every rule", () => {
        assert.deepEqual(findingsIn(passes), []);
        assert.ok(page.includes(`\n${readableJson(passes)}\n`));
      });
    });
  }

  it("has examples that `cross-account check` judges as the page says", () => {
    const principals = blocks.filter((text) => "policies" in (JSON.parse(text) as Example));
    assert.equal(principals.length, 2 * RULES.length);
    const readable = principals.filter(
      (text) => !["grant", "review", "resourcePolicy"].some((key) => key in (JSON.parse(text) as Example)),
    );
    assert.equal(readable.length, principals.length - 6);
    for (const text of readable) {
      const [result] = judgeAll(readInput(text, "-", ["222222222222"]), now);
      assert.deepEqual(result!.findings, findingsIn(JSON.parse(text) as Example));
    }
  });

  it("has a configuration that the pack takes", () => {
    const [config, ...others] = blocks
      .map((text) => JSON.parse(text) as Record<string, unknown>)
      .filter((one) => DECLARATIONS in one);
    assert.deepEqual(others, []);
    const policies = new Map(enforce(RULES).map((policy) => [policy.name, policy]));
    for (const [name, value] of Object.entries(config!)) {
      const policy = policies.get(name);
      assert.ok(policy !== undefined, `${name} is no policy of the pack`);
      const properties = policy.configSchema?.properties ?? {};
      if (typeof value === "string") assert.ok(["mandatory", "advisory", "disabled"].includes(value), value);
      else
        for (const key of Object.keys(value as object))
          assert.ok(key === "enforcementLevel" || Object.hasOwn(properties, key), key);
    }
    const names = RULES.map(({ name }) => name);
    const declared = readDeclarations(config![DECLARATIONS], names, now);
    assert.deepEqual(declared.problems, []);
    assert.deepEqual(
      Object.keys(config![DECLARATIONS] as object),
      Object.keys(DECLARABLE),
      "the example has all that may be declared",
    );
    assert.deepEqual(
      [declared.exceptions.length, declared.documents.size, Object.keys(declared.others).length],
      [1, 1, 2],
    );
  });
});

describe("names of rules", () => {
  it("are written by hand in the pack alone", () => {
    const elsewhere = ["node_modules", "dist", ".git", "policypack", "tests"];
    const folders = readdirSync(root).filter(
      (name) => !elsewhere.includes(name) && statSync(join(root, name)).isDirectory(),
    );
    const below = folders.flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).map((file) => join(folder, file)),
    );
    const outside = [...readdirSync(root), ...below].filter(
      (file) => /\.c?ts$|\.cjs$/.test(file) && !/(^|[\\/])(node_modules|dist)[\\/]/.test(file),
    );
    assert.ok(outside.length > 100);
    // A review has a kind of finding of its own that is called like a rule.
    const own = Object.keys(findingKinds);
    const names = RULES.map(({ name }) => name).filter((name) => !own.includes(name));
    const found = outside.flatMap((file) => {
      const text = readFileSync(join(root, file), "utf8");
      return names.filter((name) => new RegExp(`["'\`]${name}["'\`]`).test(text)).map((name) => `${file}: ${name}`);
    });
    assert.deepEqual(found, []);
  });
});
