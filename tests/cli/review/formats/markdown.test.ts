import assert from "node:assert/strict";
import { asMarkdown, commentLimit } from "../../../../cli/review/formats/markdown";
import { visible } from "../../../../settings/visible";
import { findingKinds, type Finding, type Review } from "../../../../cli/review/model";
import { bigReview, example, exampleRole, hostile, quiet } from "./example";
import { hostileTexts } from "../../../hostileTexts";

/** What GitHub's flavour makes of it, raw HTML as it stands there. */
async function html(markdown: string): Promise<string> {
  const [{ micromark }, { gfm, gfmHtml }] = await Promise.all([import("micromark"), import("micromark-extension-gfm")]);
  return micromark(markdown, {
    extensions: [gfm()],
    htmlExtensions: [gfmHtml()],
    allowDangerousHtml: true,
    allowDangerousProtocol: true,
  });
}
const textOf = (markup: string) =>
  markup
    .replaceAll(/<!--.*?-->|<[^>]*>/g, "")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&amp;", "&");

const onlyFindings = (findings: Finding[]): Review => ({ ...quiet, verdict: "differs", findings });
const finding = (fields: Partial<Finding> = {}): Finding => ({
  kind: "too-broad",
  level: "error",
  account: "111111111111",
  role: exampleRole("deploy").arn,
  message: "Found.",
  remedy: "Mend.",
  ...fields,
});

describe("a review as Markdown", () => {
  it("says everything of a quiet one", () => {
    assert.equal(
      asMarkdown(quiet),
      `## ✅ Access is as approved

1 role in 2 accounts: 0 errors, 0 warnings (2026-11-24 12:00 UTC)

- Nothing before 2027-05-01, when the next review is due.

### Roles

| | role | account | approval | who can assume it | last used | review by |
| --- | --- | --- | --- | --- | --- | --- |
| ✅ as approved | \`deploy\` | \`111111111111\` | approved | \`alice\` | 2026-11-20 | \`2027-05-01\` |
`,
    );
  });

  it("has errors first, then what is not known, roles and warnings", async () => {
    const markup = await html(asMarkdown(example));
    assert.deepEqual(
      [...markup.matchAll(/<h3>(.*?)<\/h3>/g)].map(([, title]) => title),
      ["Errors", "Not known", "Roles", "Warnings"],
    );
    for (const kind of Object.keys(findingKinds)) assert.match(markup, new RegExp(`<strong>${kind}</strong>`));
    assert.equal(markup.match(/<tr>/g)?.length, 1 + example.roles.length);
    assert.match(markup, /<h4><code>deploy in 111111111111 \(shop\)<\/code><\/h4>/);
    assert.match(markup, /<strong>the IAM of the account 444444444444<\/strong>/);
  });

  for (const text of hostileTexts) {
    it(`shows ${visible(text.slice(0, 40))} as text, without markup, links or mentions`, async () => {
      const markup = await html(asMarkdown(hostile(text), 1_000_000));
      const tags = new Set(
        [...markup.replaceAll("<!-- -->", "").matchAll(/<\/?([a-z!][^\s>/]*)([^>]*)>/gi)].map(
          ([, name, attributes]) => `${name}${attributes}`,
        ),
      );
      assert.deepEqual(
        [...tags].filter(
          (tag) =>
            ![
              "h2",
              "h3",
              "h4",
              "p",
              "ul",
              "li",
              "strong",
              "code",
              "table",
              "thead",
              "tbody",
              "tr",
              "th",
              "td",
              "span",
              "br",
              "br /",
            ].includes(tag),
        ),
        [],
      );
      assert.ok(
        textOf(markup).includes(
          text.length > 400 ? `${text.slice(0, 400)}… (${text.length - 400} more characters)` : visible(text),
        ),
        markup.slice(0, 3000),
      );
      // GitHub looks for mentions and references in what is neither code nor cut by a comment.
      assert.doesNotMatch(markup.replaceAll(/<code>.*?<\/code>/gs, ""), /[@#]\w/);
      assert.equal(markup.match(/<tr>/g)?.length, 1 + example.roles.length);
      assert.equal(markup.match(/<t[dh]>/g)?.length, 7 * (1 + example.roles.length));
    });
  }

  it("leaves no address that GitHub would link, however it is written", async () => {
    for (const text of [
      "HTTPS://evil.example/a",
      "http://evil.example",
      "WWW.evil.example",
      "ftp://evil.example",
      "mailto:a@evil.example",
      "a.b@evil.example",
      "xmpp:a@evil.example/x",
      "<a@evil.example>",
      "[a]: https://evil.example",
    ]) {
      assert.doesNotMatch(
        await html(asMarkdown(onlyFindings([finding({ message: text, remedy: `${text} ${text}` })]))),
        /<a\b/,
        text,
      );
    }
  });

  it("fits a comment: errors are kept first, and a line says how much is left out", () => {
    const big = bigReview(200, 20, 3);
    const text = asMarkdown({
      ...big,
      findings: [...big.findings, ...big.findings.map((one): Finding => ({ ...one, level: "warning" }))],
    });
    assert.ok(text.length <= commentLimit && text.length > commentLimit - 2000, `${text.length}`);
    assert.equal(text.match(/^- \*\*not-approved\*\*/gm)!.length, big.findings.length);
    const rows = text.match(/^\| [✅❌]/gm)!.length;
    const left =
      /\n\*\*Left out, since this text may have 65536 characters: (.*)\.\*\* `\S*cross-account review` shows everything\.\n$/.exec(
        text,
      )?.[1];
    assert.equal(left, `${4000 - rows} roles, ${big.findings.length} warnings`);
  });

  it("shows nothing after the first error that does not fit", () => {
    const errors = Array.from({ length: 300 }, (_, i) => finding({ message: `${i} ${"x".repeat(1800)}` }));
    const text = asMarkdown({ ...onlyFindings([...errors, finding({ level: "warning", message: "short" })]) });
    assert.ok(text.length <= commentLimit);
    const shown = [...text.matchAll(/^ {2}(\d+) x/gm)].map(([, i]) => Number(i));
    assert.deepEqual(
      shown,
      shown.map((_, i) => i),
    );
    assert.doesNotMatch(text, /### (Roles|Warnings)/);
    assert.match(text, new RegExp(`: ${300 - shown.length} errors, 1 role, 1 warning\\.`));
  });

  it("has everything where the limit allows it, as a step's summary does", () => {
    const text = asMarkdown(bigReview(20, 20, 3), 1_000_000);
    assert.equal(text.match(/^\| [✅❌]/gm)!.length, 400);
    assert.doesNotMatch(text, /Left out/);
  });

  it("cuts a message that is no sentence any more", () => {
    assert.match(
      asMarkdown(onlyFindings([finding({ message: "x".repeat(70_000) })])),
      /x… \\?\(68000 more characters\\?\)/,
    );
  });
});
