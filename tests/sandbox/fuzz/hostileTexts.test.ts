import assert from "node:assert/strict";
import { everyHidden, hiddenCharacters, hostileTexts } from "../../hostileTexts";
import { everyPlace, hostile, type HostileText } from "../../fuzz/kinds/hostileTexts";
import { Trier } from "../../fuzz/pool";
import { sampled } from "../../seed";

describe("text of others, wherever it is printed", function () {
  this.timeout(1_800_000);
  const trier = new Trier();
  after(() => trier.close());

  /** What is wrong with each, a fault a line. */
  async function wrong(inputs: readonly HostileText[]): Promise<string[]> {
    const faults = new Map<string, string>();
    for (const input of inputs) {
      const outcome = await trier.attempt(hostile.name, input);
      if (typeof outcome !== "string")
        faults.set(`${input.path}: ${outcome.property}`, `${outcome.detail.slice(0, 600)}\n${JSON.stringify(input)}`);
    }
    return [...faults].map(([what, detail]) => `${what}\n${detail}`);
  }

  it("is shown as what it is in each place of a path", async () => {
    assert.deepEqual(await wrong(sampled("places of paths", everyPlace(everyHidden), 50)), []);
  });

  it("is shown as what it is whatever text it is", async () => {
    const texts = [...hiddenCharacters.map((one) => `a${one}b`), ...hostileTexts];
    // Each text in some places; over the runs of the fuzz machine in all.
    const places = everyPlace("");
    const some = texts.flatMap((text, which) =>
      places.filter((_, at) => (at + 5 * which) % (8 * texts.length) === 0).map((place) => ({ ...place, text })),
    );
    assert.ok(some.length > texts.length);
    assert.deepEqual(await wrong(some), []);
  });
});
