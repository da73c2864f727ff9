import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { stringify } from "yaml";
import { readInput } from "../../../cli/check/input";
import { refusalLines } from "../../../cli/check/refusals";
import { refusedDocuments, takenDocuments } from "../../policypack/iam/grammar/documents";

const lines = (text: string, file: string): string[] => refusalLines(readInput(text, file), file);
const json = (value: unknown): string => JSON.stringify(value, null, 2);
const right = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::shop/*" }],
};

/** The line of JSON text, indented by two blanks, on which the path's last part stands; 0 when it is not there. */
function lineOf(text: string, path: string): number {
  const keys = [...path.matchAll(/([^.[\]]+)|\[(\d+)\]/g)].map(([, key, at]) => key ?? Number(at));
  let value: unknown = JSON.parse(text);
  const marked = JSON.parse(text) as Record<string, unknown>;
  let inner: Record<string | number, unknown> = marked;
  for (const [at, key] of keys.entries()) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return 0;
    value = (value as Record<string | number, unknown>)[key];
    if (at < keys.length - 1) inner = inner[key] as Record<string | number, unknown>;
  }
  inner[keys.at(-1)!] = "HERE";
  return json(marked).slice(0, json(marked).indexOf('"HERE"')).split("\n").length;
}

describe("what IAM would refuse, in cross-account check", () => {
  for (const { what, document, path } of refusedDocuments) {
    it(`is told by file, line and path: ${what}`, () => {
      const text = json(document);
      const [first] = lines(text, "p.json");
      const [, line, told] =
        /^p\.json:(\d+): (.*?): (?:found|missing|not allowed|unknown|stands|")/s.exec(first ?? "") ?? [];
      assert.equal(told ?? /^p\.json: (Statement): /.exec(first!)?.[1], path, first);
      // Keys with dots and slashes in them are left to the other cases.
      const expected = /[:/]/.test(path) ? 0 : lineOf(text, path);
      if (expected > 0) assert.equal(Number(line), expected, first);
    });
  }
  for (const { what, document } of takenDocuments)
    it(`does not include ${what}`, () => {
      assert.deepEqual(lines(json(document), "p.json"), []);
      assert.deepEqual(lines(stringify(document), "p.yaml"), []);
    });

  it("is told wherever a document stands", () => {
    const wrong = { ...right, Statement: [{ ...right.Statement[0], Resource: "shop" }] };
    const trust = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Resource: "*" }] };
    const arn = "arn:aws:iam::111111111111:role/b";
    const principal = {
      name: "a",
      policies: [right, wrong, { arn: "arn:aws:iam::111111111111:policy/x", document: wrong }, JSON.stringify(wrong)],
      boundary: wrong,
      trust,
      others: { [arn]: { policies: [wrong], trust }, "arn:aws:iam::111111111111:role/c": { policies: wrong } },
    };
    const text = json([right, principal]);
    const found = lines(text, "p.json").map((line) =>
      line.replace(/^p\.json:\d+: /, "").replace(/: (found|missing|not).*/, ""),
    );
    assert.deepEqual(found, [
      "[1].policies[1].Statement[0].Resource",
      "[1].policies[2].document.Statement[0].Resource",
      "[1].policies[3].Statement[0].Resource",
      "[1].boundary.Statement[0].Resource",
      "[1].trust.Statement[0].Resource",
      "[1].trust.Statement[0].Principal",
      `[1].others.${arn}.policies[0].Statement[0].Resource`,
      `[1].others.${arn}.trust.Statement[0].Resource`,
      `[1].others.${arn}.trust.Statement[0].Principal`,
      "[1].others.arn:aws:iam::111111111111:role/c.policies.Statement[0].Resource",
    ]);
  });

  it("has the line in YAML, and in JSON that is indented with tabs", () => {
    const yaml = "Version: '2012-10-17'\nStatement:\n  - Effect: Allow\n    Action: s3:GetObject\n    Resource: shop\n";
    assert.match(lines(yaml, "p.yaml").join(), /^p\.yaml:5: Statement\[0\]\.Resource: found "shop"/);
    const tabs = JSON.stringify({ ...right, Statement: [{ ...right.Statement[0], Sid: "a b" }] }, null, "\t");
    assert.match(lines(tabs, "p.json").join(), /^p\.json:8: Statement\[0\]\.Sid: found "a b"/);
  });

  it("tells 200 things of a file, and how many more there are", () => {
    const text = json({
      ...right,
      Statement: Array.from({ length: 1_000 }, () => ({ ...right.Statement[0], Sid: "a b" })),
    });
    const told = lines(text, "p.json");
    assert.equal(told.length, 201);
    // The first Sid has a blank, and all others are told for being the same.
    assert.equal(told.at(-1), "p.json: and 800 more");
  });

  const run = (input: unknown) =>
    spawnSync(process.execPath, [join(__dirname, "../../../cli/bin/cross-account.cjs"), "check", "-"], {
      input: json(input),
      encoding: "utf8",
    });
  it("ends the command with 2, its text on standard error", () => {
    const refused = run([right, { ...right, Statement: [{ ...right.Statement[0], Sid: "Find Artifacts" }] }]);
    assert.deepEqual([refused.status, refused.stdout], [2, ""]);
    assert.match(
      refused.stderr,
      /^standard input:\d+: \[1\]\.Statement\[0\]\.Sid: found "Find Artifacts", expected letters/m,
    );
    assert.equal(run(right).status, 0);
  }).timeout(120_000);
});
