import assert from "node:assert/strict";
import { ruleNamed } from "../../../policypack/rules";
import { judge } from "./case";
import { DECEPTIVE } from "./deceptive";
import { DECEPTIVE_TRUSTS } from "./deceptiveTrusts";
import { LIMIT_KEYS } from "./limitKeys";
import { LEVELS } from "./levels";
import { GENERATED } from "./generated";
import { GENERATED_NAMES } from "./generatedNames";
import { MORE } from "./more";
import { OWNERS } from "./owners";
import { OWN_MARKS } from "./ownMarks";
import { SHAPES } from "./shapes";
import { SOUNDNESS } from "./soundness";
import { STAKES } from "./stakes";
import { TABLE } from "./table";
import { UNIONS } from "./unions";
import { VARIABLES } from "./variables";
import { VOID } from "./void";

const ALL = {
  ...TABLE,
  ...SOUNDNESS,
  ...LIMIT_KEYS,
  ...OWNERS,
  ...OWN_MARKS,
  ...GENERATED,
  ...GENERATED_NAMES,
  ...LEVELS,
  ...VARIABLES,
  ...VOID,
  ...STAKES,
  ...UNIONS,
  ...SHAPES,
  ...MORE,
  ...Object.fromEntries(Object.entries(DECEPTIVE).map(([name, cases]) => [`deceptive: ${name}`, cases])),
  "deceptive: trusts": DECEPTIVE_TRUSTS,
};

describe("table of cases", () => {
  for (const [category, cases] of Object.entries(ALL)) {
    describe(category, () => {
      for (const one of cases) {
        it(`${one.name}: ${one.verdict}`, () => {
          const { verdict, findings } = judge(one);
          const shown = JSON.stringify(
            findings.map(({ rule, level, witness, message }) => ({ rule, level, witness, message })),
            null,
            1,
          );
          assert.equal(verdict, one.verdict, shown);
          // The pack tells findings apart by all that they have but their words.
          const fields = findings.map(({ message: _, ...finding }) => JSON.stringify(finding));
          assert.equal(
            new Set(fields).size,
            new Set(findings.map(({ message }) => message)).size,
            JSON.stringify(findings, null, 1),
          );
          // The engine has one level a policy: a rule says beforehand that it may only advise.
          const stray = findings.filter(
            ({ rule, level }) => level !== ruleNamed(rule)!.level && ruleNamed(rule)!.advisoryWhen === undefined,
          );
          assert.deepEqual(stray, []);
          const level = one.verdict === "acceptable" ? "advisory" : "mandatory";
          if (one.rule !== undefined)
            assert.ok(
              findings.some((finding) => finding.rule === one.rule && finding.level === level),
              `expected ${one.rule}: ${shown}`,
            );
          if (one.witness !== undefined)
            assert.ok(
              findings.some((finding) => finding.witness === one.witness),
              `expected the witness ${one.witness}: ${shown}`,
            );
        });
      }
    });
  }

  it("is long enough, and half of it narrow", () => {
    const all = Object.values(ALL).flat();
    const narrow = all.filter((one) => one.verdict === "acceptable").length;
    assert.ok(
      all.length >= 480 && narrow * 2 >= Object.values(TABLE).flat().length,
      `${all.length} cases, ${narrow} of them narrow`,
    );
  });
});
