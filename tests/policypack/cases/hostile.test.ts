import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Case, doc, judge } from "./case";
import { statementOf } from "./short";

const VERDICTS: Readonly<Record<string, readonly Case["verdict"][]>> = {
  A: ["acceptable"],
  B: ["too-broad"],
  N: ["too-broad", "unprovable"],
};

describe("hostile policies and their narrow twins", () => {
  const lines = readFileSync(join(__dirname, "hostile.txt"), "utf8")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"));

  for (const line of lines) {
    const [verdict, statements, more] = line.split(" | ") as [string, string, string | undefined];
    it(line, () => {
      const found = judge({
        policies: [doc(...statements.split(" ; ").map(statementOf))],
        ...(more === undefined ? {} : (JSON.parse(more) as Partial<Case>)),
      });
      assert.ok(
        VERDICTS[verdict]!.includes(found.verdict),
        `${found.verdict}: ${JSON.stringify(found.findings.map(({ rule, witness }) => ({ rule, witness })))}`,
      );
    });
  }

  it("has more than 300 broad and more than 100 narrow ones, each once", () => {
    const narrow = lines.filter((line) => line.startsWith("A")).length;
    assert.ok(lines.length - narrow > 300 && narrow > 100, `${lines.length} lines, ${narrow} narrow`);
    assert.equal(new Set(lines).size, lines.length);
  });
});
