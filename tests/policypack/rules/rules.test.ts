import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { RULES } from "../../../policypack/rules";
import { judge } from "../cases/case";
import type { RuleCase, RuleCases } from "./ruleCases";

const folder = join(__dirname, "../../../policypack/rules");
const sources = readdirSync(folder).map((file) => file.replace(/\.ts$/, ""));

/** The cases of a rule; none where their file is missing. */
function casesOf(rule: string): RuleCases {
  const file = join(__dirname, `${rule}.ts`);
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- one file a rule, by its name
  return existsSync(file) ? (require(file) as { readonly cases: RuleCases }).cases : { fails: [], passes: [] };
}

/** The levels of what one rule finds. */
function levels(rule: string, one: RuleCase): string[] {
  return judge(one)
    .findings.filter((finding) => finding.rule === rule)
    .map(({ level }) => level);
}

describe("each rule", () => {
  it("is in a file of its name", () => {
    for (const { name } of RULES) assert.ok(sources.includes(name), name);
    assert.equal(new Set(RULES.map(({ name }) => name)).size, RULES.length);
  });

  it("that has a file or cases is in the list", () => {
    const names = RULES.map(({ name }) => name);
    const cases = readdirSync(__dirname)
      .filter((file) => file.includes("-"))
      .map((file) => file.replace(/\.ts$/, ""));
    assert.deepEqual(
      cases.filter((name) => !names.includes(name)),
      [],
    );
    // Other files of the folder hold what rules share.
    assert.deepEqual(
      sources.filter((name) => name.includes("-") && !names.includes(name)),
      ["account-wide-writes", "low-impact-writes", "sensitive-reads"],
    );
  });

  for (const rule of RULES) {
    describe(rule.name, () => {
      const { fails, passes, advises = [] } = casesOf(rule.name);

      it("has cases that fail and cases that pass", () => {
        assert.ok(fails.length > 0, `no case of tests/policypack/rules/${rule.name}.ts fails`);
        assert.ok(passes.length > 0, `no case of tests/policypack/rules/${rule.name}.ts passes`);
        assert.equal(
          advises.length > 0,
          rule.advisoryWhen !== undefined,
          "advisoryWhen and the cases under advises go together",
        );
      });

      for (const one of fails)
        it(`finds ${one.name}`, () =>
          assert.ok(levels(rule.name, one).includes(rule.level), JSON.stringify(judge(one))));
      for (const one of passes) it(`finds nothing in ${one.name}`, () => assert.deepEqual(levels(rule.name, one), []));
      for (const one of advises)
        it(`only advises on ${one.name}`, () => assert.deepEqual([...new Set(levels(rule.name, one))], ["advisory"]));
    });
  }
});
