import assert from "node:assert/strict";
import { progressTo } from "../../../cli/deploy/progress";
import type { State } from "../../../cli/deploy/schedule";

/** What a stream got. */
function shown(isTTY: boolean, rows = 24): { stream: Parameters<typeof progressTo>[0]; text: () => string } {
  let all = "";
  const stream = { isTTY, rows, columns: 40, write: (text: string) => ((all += text), true) };
  return { stream: stream, text: () => all };
}
const states = (all: Record<string, State>) => new Map(Object.entries(all));

describe("the progress of a deployment", () => {
  it("is lines alone where there is no terminal, with control characters escaped", () => {
    const { stream, text } = shown(false);
    const progress = progressTo(stream);
    progress.update(states({ shop: "running" }));
    progress.tell("shop: \u001b[31mdone");
    progress.end();
    assert.equal(text(), "shop: \\u001b[31mdone\n");
  });

  it("is a table below the lines on a terminal, which is gone at the end", () => {
    let now = 0;
    const { stream, text } = shown(true);
    const progress = progressTo(stream, () => now);
    progress.update(states({ shop: "running", people: "waiting" }));
    now = 12_400;
    progress.update(states({ shop: "running", people: "waiting" }));
    progress.tell("shop: deployed");
    progress.end();
    const table = (seconds: number) => `  shop  ${seconds} s\n0 of 2 stacks at their end\n`;
    const erase = "\u001b[2A\r\u001b[J";
    assert.equal(text(), `${table(0)}${erase}${table(12)}${erase}shop: deployed\n${table(12)}${erase}`);
  });

  it("fits into the window", () => {
    const { stream, text } = shown(true, 5);
    const progress = progressTo(stream, () => 0);
    progress.update(states(Object.fromEntries(Array.from({ length: 9 }, (_, at) => [`s${at}`.repeat(30), "running"]))));
    const lines = text().trimEnd().split("\n");
    progress.end();
    assert.deepEqual([lines.length, lines.at(-2), lines.at(-1)], [4, "  and 7 more", "0 of 9 stacks at their end"]);
    assert.ok(lines.every((line) => line.length < 40));
  });
});
