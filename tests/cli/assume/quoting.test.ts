import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { hiddenCharacters, hostileTexts } from "../../hostileTexts";
import { assignCmd, quoteFish, quotePosix, quotePowerShell } from "../../../cli/assume/output/quoting";

/** What a variable can hold. */
const hostile = [...hostileTexts, ...hiddenCharacters].filter(
  (text) => !text.includes("\u0000") && !/\p{Surrogate}/u.test(text),
);

/**
 * What PowerShell reads between single quotes, from its own description: any of its five single quotes ends the text,
 * two in a row stand for the first.
 */
function readPowerShell(text: string): string {
  const quote = /['\u2018\u2019\u201a\u201b]/;
  assert.match(text[0]!, quote);
  let value = "";
  let at = 1;
  for (; at < text.length; at++) {
    if (!quote.test(text[at]!)) value += text[at];
    else if (at + 1 < text.length && quote.test(text[at + 1]!)) value += text[at++];
    else break;
  }
  assert.equal(at, text.length - 1, "the text ends where the quotes end");
  return value;
}

describe("quoting for shells", () => {
  const shells = [
    ["bash", quotePosix],
    ["dash", quotePosix],
    ["zsh", quotePosix],
    ["fish", quoteFish],
  ] as const;
  for (const [shell, quote] of shells) {
    it(`${shell} reads every value as it is`, function () {
      if (spawnSync(shell, ["-c", "true"]).error) return this.skip();
      const ran = spawnSync(shell, ["-c", `printf '%s\\0' ${hostile.map(quote).join(" ")}`], { encoding: "utf8" });
      assert.deepEqual(ran.stdout.split("\0").slice(0, -1), hostile, ran.stderr);
    });
  }

  it(
    "PowerShell's rules read every value as it is (an independent reader; PowerShell itself runs in the " +
      "sandbox's suite where it is installed)",
    () => {
      for (const value of hostile) assert.equal(readPowerShell(quotePowerShell(value)), value);
    },
  );

  it("cmd.exe takes values of credentials, and refuses what it would interpret", () => {
    assert.equal(assignCmd("A", "abc/+=DEF.1"), 'set "A=abc/+=DEF.1"');
    for (const value of ["%PATH%", 'a"b', "a&b", "a^b", "a!b", "a|b", "a\nb", "a<b", "it's"]) {
      assert.throws(
        () => assignCmd("A", value),
        /A: found ".*", which cmd\.exe does not take literally\. Use --format powershell or json\./,
      );
    }
  });

  it("NUL is in no variable", () => {
    for (const quote of [quotePosix, quoteFish, quotePowerShell]) assert.throws(() => quote("a\0b"), /NUL/);
  });
});
