import assert from "node:assert/strict";
import { parse, stringify } from "yaml";
import Ajv from "ajv";
import addFormats from "ajv-formats";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readAccounts } from "../../settings/accounts";
import { UnusableFile } from "../../settings/yamlForm";
import { hiddenCharacters, hostileTexts } from "../hostileTexts";

const now = new Date("2026-11-24T12:00:00Z");
const shop = "111111111111";
const vendor = "999999999999";
const outside = { owner: "security@example.com", reason: "Backups", by: "2027-02-01" };
const read = (text: string, described?: ReadonlyMap<string, string>) =>
  readAccounts(text, "accounts.yaml", now, described);
const lines = (text: string, described?: ReadonlyMap<string, string>): readonly string[] => {
  try {
    read(text, described);
    return [];
  } catch (error) {
    assert.ok(error instanceof UnusableFile, String(error));
    return error.lines;
  }
};

describe("accounts.yaml", () => {
  it("says names, and who answers for accounts outside", () => {
    const accounts = {
      [shop]: { name: "shop-production" },
      [vendor]: { name: "Müller & Co (Backups)", outside },
    };
    assert.deepEqual(read(stringify(accounts)), accounts);
    assert.deepEqual(read("# nothing yet\n"), {});
    assert.deepEqual(read(`"${vendor}": { name: v, outside: { owner: o, reason: r, by: 2027-02-01 } }`), {
      [vendor]: { name: "v", outside: { owner: "o", reason: "r", by: "2027-02-01" } },
    });
  });

  it("takes a day that is past: a review says so, and the others are read", () =>
    assert.deepEqual(lines(stringify({ [vendor]: { name: "v", outside: { ...outside, by: "2020-01-01" } } })), []));

  /** A text, and what is said of it. */
  const refused: readonly (readonly [what: string, text: string, said: RegExp])[] = [
    ["a list", "- a", /^accounts\.yaml:1: found \["a"\], expected accounts by their ids$/],
    [
      "no id",
      "shop: { name: shop }",
      /^accounts\.yaml:1: shop: found the name "shop", expected an account id: 12 digits, in quotes/,
    ],
    [
      "an id without quotes",
      `# ids\n111111111111: { name: shop }`,
      /^accounts\.yaml:2: 111111111111: found 111111111111 \(a number: .*expected the account id in quotes$/,
    ],
    [
      "an id that lost its zero",
      "012345678901: { name: shop }",
      /^accounts\.yaml:1: .*expected an account id: 12 digits, in quotes/,
    ],
    [
      "the same id twice",
      `"${shop}": { name: a }\n"${shop}": { name: b }`,
      /^accounts\.yaml:2: not valid YAML: found the key "111111111111" a second time/,
    ],
    ["no name", `"${shop}": {}`, /^accounts\.yaml:1: 111111111111(\.name)?: missing, expected a name of 1 to 50/],
    [
      "a name that is an id",
      `"${shop}": { name: "222222222222" }`,
      /expected a name of 1 to 50 .*that is no account id$/,
    ],
    ["a number as a name", `"${shop}": { name: 7 }`, /name: found 7 \(a number/],
    ["a name of 51 characters", `"${shop}": { name: ${"n".repeat(51)} }`, /expected a name of 1 to 50/],
    ["a name with a blank at its end", `"${shop}": { name: "shop " }`, /expected a name of 1 to 50/],
    [
      "the same name twice",
      `"${shop}":\n  name: Shop\n"${vendor}":\n  name: shop`,
      /^accounts\.yaml:4: 999999999999\.name: found "shop", expected another name than that of 111111111111$/,
    ],
    ["an unknown key", `"${shop}": { nmae: shop }`, /nmae: unknown key, did you mean name\?/],
    [
      "outside without its owner",
      `"${vendor}":\n  name: v\n  outside: { reason: r, by: 2027-02-01 }`,
      /^accounts\.yaml:3: 999999999999\.outside(\.owner)?: missing, expected who answers/,
    ],
    [
      "outside without a reason",
      `"${vendor}": { name: v, outside: { owner: o, reason: " ", by: 2027-02-01 } }`,
      /outside\.reason: found " ", expected why/,
    ],
    [
      "outside without an end",
      `"${vendor}": { name: v, outside: { owner: o, reason: r } }`,
      /outside(\.by)?: missing, expected a day/,
    ],
    [
      "a day that is in no calendar",
      `"${vendor}": { name: v, outside: { owner: o, reason: r, by: 2027-02-30 } }`,
      /by: found "2027-02-30", expected a day such as/,
    ],
    [
      "an end in eleven years",
      `"${vendor}": { name: v, outside: { owner: o, reason: r, by: 2037-12-01 } }`,
      /more than ten years away; the latest possible day is 2036-11-24$/,
    ],
    [
      "yes as outside",
      `"${vendor}": { name: v, outside: yes }`,
      /outside: found "yes", expected an object with keys out of owner, reason, by/,
    ],
    [
      "an anchor",
      `"${shop}": &x { name: a }\n"${vendor}": *x`,
      /found the (anchor &x|alias \*x), expected the text itself: each account says in full/,
    ],
    [
      "the mark of a merge",
      `<<<<<<< ours\n"${shop}": { name: a }`,
      /^accounts\.yaml:1: found "<<<<<<<", the mark of a merge/,
    ],
    ["no YAML", "a: [", /^accounts\.yaml:\d+: not valid YAML/],
  ];
  for (const [what, text, said] of refused)
    it(`is refused with ${what}`, () => {
      const found = lines(text);
      assert.ok(
        found.some((line) => said.test(line.trim())),
        found.join("\n"),
      );
    });

  it("is refused where it calls an account outside that a stack describes; the twin is another account", () => {
    const text = stringify({ [vendor]: { name: "v", outside } });
    assert.match(
      lines(text, new Map([[vendor, "backup"]])).join("\n"),
      /^accounts\.yaml:4: 999999999999\.outside: found an account that the stack backup describes, expected one that no stack does$/,
    );
    assert.deepEqual(lines(text, new Map([[shop, "trusting"]])), []);
    assert.deepEqual(lines(stringify({ [vendor]: { name: "v" } }), new Map([[vendor, "backup"]])), []);
  });

  for (const hidden of hiddenCharacters.filter((one) => !/[\ud800-\udfff]/.test(one) || one.length > 1))
    it(`is refused with ${JSON.stringify(hidden)} in a name`, () =>
      assert.notDeepEqual(lines(stringify({ [shop]: { name: `a${hidden}b` } })), []));

  it("takes what a page or a shell may take for something else, as long as it is visible, and gives it back as it is", () => {
    for (const text of [...hostileTexts, "<b>&amp;</b>", "$(id)", "constructor", "__proto__"]) {
      const file = stringify({ [shop]: { name: text } });
      if (lines(file).length === 0) assert.deepEqual(read(file), { [shop]: { name: text } });
    }
    assert.deepEqual(lines(stringify({ [shop]: { name: "<b>&amp;</b>" } })), []);
  });

  it("is described by its schema, for editors", () => {
    const ajv = new Ajv({ strict: false });
    addFormats(ajv);
    const valid = ajv.compile(
      JSON.parse(readFileSync(join(__dirname, "../../settings/accounts.schema.json"), "utf8")) as object,
    );
    for (const [text, expected] of [
      [`"${vendor}": { name: v, outside: { owner: o, reason: r, by: 2027-02-01 } }`, true],
      [`"${shop}": { name: shop }`, true],
      [`"${shop}": { nmae: shop }`, false],
      ["shop: { name: shop }", false],
      [`"${vendor}": { name: v, outside: { owner: o } }`, false],
    ] as const)
      assert.equal(valid(parse(text)), expected, text);
  });
});
