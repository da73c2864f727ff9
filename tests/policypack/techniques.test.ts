import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { actionCatalogue, managedPolicy, namedActions, parsePolicy } from "../../policypack/iam";
import { rowsOf } from "../../policypack/iam/catalogue/judgements";
import { LOW_IMPACT_WRITES } from "../../policypack/rules/low-impact-writes";
import { allow, doc, judge } from "./cases/case";
import { HARMLESS } from "./harmless";

/** The sets of actions of the sections of techniques.txt, by their headings. */
function techniques(): ReadonlyMap<string, readonly (readonly string[])[]> {
  const sections = new Map<string, (readonly string[])[]>();
  let section: (readonly string[])[] = [];
  for (const row of rowsOf(readFileSync(join(__dirname, "techniques.txt"), "utf8"))) {
    const heading = /^\[(\w+)\]$/.exec(row)?.[1];
    const [service, ...names] = row.split(" ");
    if (heading !== undefined) sections.set(heading, (section = []));
    else if (row.includes(" + ")) section.push(row.split(" + "));
    else section.push(...names.map((name) => [`${service!}:${name}`]));
  }
  return sections;
}

/** The names of all actions that AWS' own policies for auditors allow on all resources. */
function auditorsHave(): ReadonlySet<string> {
  const catalogue = actionCatalogue();
  const names = ["job-function/ViewOnlyAccess", "SecurityAudit"].flatMap((name) => {
    const { document } = managedPolicy(`arn:aws:iam::aws:policy/${name}`)!;
    return parsePolicy(document, "identity").document!.statements.flatMap(({ actions }) =>
      [...namedActions(catalogue, actions).set].map((action) => catalogue.name(action)),
    );
  });
  return new Set(names);
}

describe("techniques that public catalogues name", () => {
  const sections = techniques();
  const verdict = (actions: readonly string[]): string => judge({ policies: [doc(allow(actions.join(" ")))] }).verdict;

  it("are of actions that exist", () => {
    const all = [...sections.values()].flat(2);
    assert.ok(all.length > 1_500, `${all.length}`);
    assert.deepEqual(
      all.filter((action) => actionCatalogue().number(action) === undefined),
      [],
    );
  });

  it("are stopped on all resources", () => {
    const stopped = sections.get("stopped")!;
    assert.ok(stopped.length > 1_200, `${stopped.length}`);
    assert.deepEqual(
      stopped.filter((actions) => verdict(actions) !== "too-broad"),
      [],
    );
  });

  it("or each of their actions is harmless, as AWS or people judged", () => {
    const known = new Set([...HARMLESS.map(({ action }) => action), ...LOW_IMPACT_WRITES.keys(), ...auditorsHave()]);
    const passing = sections.get("passes")!;
    assert.ok(passing.length > 200, `${passing.length}`);
    assert.deepEqual(
      passing.filter((actions) => verdict(actions) !== "acceptable" || !actions.every((action) => known.has(action))),
      [],
    );
  });
});
