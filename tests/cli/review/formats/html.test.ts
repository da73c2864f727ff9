import assert from "node:assert/strict";
import { build } from "esbuild";
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { asHtml } from "../../../../cli/review/formats/html";
import { findingKinds, type Review } from "../../../../cli/review/model";
import { plugin } from "../../../../cli/review/page/build.cjs";
import { html, json } from "../../../../cli/review/page/markup";
import { visible } from "../../../../settings/visible";
import { bigReview, example, hostile, quiet } from "./example";
import { hostileTexts } from "../../../hostileTexts";

const textOf = (markup: string) =>
  markup
    .replaceAll(/<(script|style)>.*?<\/\1>/gs, "")
    .replaceAll(/<[^>]*>/g, "")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll("&amp;", "&");
/** Names of elements and attributes, each once. */
const vocabulary = (markup: string) => {
  const tags = [
    ...markup
      .replaceAll(/<(script|style)>.*?<\/\1>/gs, "<$1></$1>")
      .matchAll(/<([!a-z][\w-]*)((?:\s+[\w-]+(?:="[^"<>]*")?)*)\s*\/?>/gi),
  ];
  return {
    count: tags.length,
    elements: new Set(tags.map(([, name]) => name!.toLowerCase())),
    attributes: new Set(
      tags.flatMap(([, , attributes]) => [...attributes!.matchAll(/([\w-]+)(?:="[^"]*")?/g)].map(([, name]) => name!)),
    ),
  };
};

describe("templates of HTML", () => {
  it("take text as text, in elements and in attributes", () => {
    const hostileText = `<b>"it's" & \u202e`;
    assert.equal(
      html`<a title="${hostileText}">${hostileText}</a>`.text,
      `<a title="&lt;b&gt;&quot;it&#39;s&quot; &amp; \\u202e">&lt;b&gt;&quot;it&#39;s&quot; &amp; \\u202e</a>`,
    );
  });

  it("take HTML of other templates, lists and numbers, and nothing for undefined and false", () => {
    assert.equal(
      html`<p>${html`<b>${"<"}</b>`}${["a", html`<i></i>`, ["<"]]}${0}${undefined}${false}</p>`.text,
      "<p><b>&lt;</b>a<i></i>&lt;0</p>",
    );
  });

  it("take no object for HTML that only looks like it", () => {
    const forged = JSON.parse('{"text":"<script></script>"}') as never;
    assert.throws(() => html`${forged}`);
  });

  it("show JSON in lines, hidden characters as escapes", () => {
    assert.equal(json({ a: "<\u202e\n>" }).text, `{\n  &quot;a&quot;: &quot;&lt;\\u202e\\n&gt;&quot;\n}`);
    assert.equal(json(undefined).text, "not known");
  });

  it("cut a text that nobody reads to its end", () => {
    assert.equal(html`${"x".repeat(30_000)}`.text, `${"x".repeat(20_000)}… (10000 more characters)`);
  });
});

describe("a review as a page", () => {
  const page = asHtml(example);

  it("allows its own script and style by their hashes, and nothing else", () => {
    const policy = /<meta http-equiv="Content-Security-Policy" content="([^"]*)">/.exec(page)![1]!;
    const hash = (element: string) =>
      `'sha256-${createHash("sha256")
        .update(new RegExp(`<${element}>(.*?)</${element}>`, "s").exec(page)![1]!)
        .digest("base64")}'`;
    assert.equal(
      policy,
      `default-src 'none'; script-src ${hash("script")}; style-src ${hash("style")}; base-uri 'none'; form-action 'none'`,
    );
    const { attributes } = vocabulary(page);
    assert.deepEqual(
      [...attributes].filter(
        (name) => name === "style" || name.startsWith("on") || name === "src" || name === "srcset",
      ),
      [],
    );
  });

  it("names no address but its own", () => {
    assert.deepEqual(
      [...page.matchAll(/(?:href|src|action|url)\s*[=(]\s*["']?([^"'\s)>]*)/g)]
        .map(([, address]) => address)
        .filter((address) => !address!.startsWith("#")),
      [],
    );
    const ids = new Set([...page.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id));
    for (const [, id] of page.matchAll(/href="#([^"]*)"/g)) assert.ok(ids.has(id), `#${id}`);
  });

  it("has each id once", () => {
    const ids = [...page.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id);
    assert.deepEqual(
      ids.filter((id, i) => ids.indexOf(id) !== i),
      [],
    );
  });

  it("says everything that the review says", () => {
    const text = textOf(page);
    for (const kind of Object.keys(findingKinds)) assert.ok(text.includes(kind), kind);
    for (const { arn, policies, principals, description, permissions, trusts } of example.roles) {
      for (const part of [
        arn,
        description,
        ...policies.map(({ name }) => name),
        ...principals.flatMap(({ ways, conditions }) => [...ways.map(({ policy }) => policy), ...conditions]),
        ...permissions.findings.flatMap(({ message, witness }) => [message, witness]),
        ...trusts.map(({ account }) => account.replace("*", "everybody")),
      ])
        assert.ok(part === undefined || text.includes(part), part);
    }
    for (const { what, why, next } of example.missing)
      for (const part of [what, why, next]) assert.ok(text.includes(part), part);
    for (const part of example.roles[0]!.approval.broader!.permissions)
      assert.match(page, new RegExp(`<ins>${part.replaceAll("*", "\\*")}</ins>`));
    assert.ok(text.includes("Added since carol@example.com approved it on 2026-10-01"));
  });

  it("has errors before what is not known, the map, the tables and warnings", () => {
    assert.deepEqual(
      [...page.matchAll(/<section id="([^"]*)"/g)].map(([, id]) => id),
      ["decide", "missing", "map", "roles", "accounts", "warnings", "sheets"],
    );
    assert.deepEqual(
      [...asHtml(quiet).matchAll(/<section id="([^"]*)"/g)].map(([, id]) => id),
      ["decide", "map", "roles", "accounts", "warnings", "sheets"],
    );
  });

  it("draws each role once, coloured by its verdict, in the frame of its account", () => {
    const map = page.slice(page.indexOf('<section id="map"'), page.indexOf('<section id="roles"'));
    const drawn = [
      ...map.matchAll(
        /class="node role ([\w-]+)"[^>]*aria-label="([\w-]+)(?: no stack declares it)?, role in (\d+)(?: \(shop\))?, [\w ]+" href="#(role-\d)"/g,
      ),
    ].map(([, verdict, name, account, id]) => ({ verdict, name, account, id }));
    assert.deepEqual(
      drawn,
      example.roles.map(({ verdict, name, account }, i) => ({ verdict, name, account, id: `role-${i + 1}` })),
    );
    assert.deepEqual(
      [...map.matchAll(/class="frame" data-of="account-(\d+)"/g)].map(([, account]) => account),
      ["111111111111", "222222222222", "333333333333", "444444444444", "999999999999"],
    );
    assert.equal(map.match(/class="arrow [\w-]+( added)?" data-of/g)?.length, 7);
    assert.equal(map.match(/class="arrow differs added" data-of="role-1"/g)?.length, 1);
    assert.equal(map.match(/class="arrow differs forbidden" data-of="role-4"/g)?.length, 1);
  });

  it("is the same when bundled, and the bundle has no need of what makes its script", async () => {
    const folder = mkdtempSync(join(tmpdir(), "review-bundle-"));
    try {
      const outfile = join(folder, "html.cjs");
      const { metafile } = await build({
        entryPoints: [join(__dirname, "../../../../cli/review/formats/html.ts")],
        bundle: true,
        platform: "node",
        format: "cjs",
        outfile,
        plugins: [plugin()],
        metafile: true,
        logLevel: "silent",
      });
      assert.deepEqual(
        Object.keys(metafile.inputs).filter((file) => /build\.cjs|client|node_modules\/esbuild/.test(file)),
        [],
      );
      // eslint-disable-next-line @typescript-eslint/no-require-imports -- it was made just now
      const bundled = require(outfile) as { asHtml: typeof asHtml };
      assert.equal(bundled.asHtml(example), page);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("is the same for the same review", () => {
    assert.equal(asHtml(structuredClone(example)), page);
  });

  const { elements, attributes, count } = vocabulary(page);
  for (const text of hostileTexts) {
    it(`has ${visible(text.slice(0, 40))} as text alone, wherever it comes from`, () => {
      const injected = asHtml(hostile(text));
      const found = vocabulary(injected);
      assert.deepEqual(
        [...found.elements].filter((name) => !elements.has(name)),
        [],
      );
      assert.deepEqual(
        [...found.attributes].filter((name) => !attributes.has(name)),
        [],
      );
      // Nothing of it became an element, but for what is named alike and so drawn or listed together.
      assert.ok(found.count <= count + 5, `${found.count} tags instead of ${count}`);
      assert.ok(textOf(injected).includes(visible(text)));
      assert.doesNotMatch(
        injected.replaceAll("\n", ""),
        // eslint-disable-next-line no-control-regex -- it is control characters that are looked for
        /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]|\p{Cs}/u,
      );
    });
  }

  for (const [what, review] of [
    ["without roles", { ...quiet, roles: [] }],
    ["without anything", { ...quiet, roles: [], accounts: [] }],
  ] as [string, Review][]) {
    it(`can be ${what}`, () => assert.match(asHtml(review), /There is no role that another account can assume\./));
  }

  it("of many accounts has a drawing of bounded size, and grows with them by a constant amount each", () => {
    const [small, big] = [40, 80].map((accounts) => asHtml(bigReview(accounts, 10, 20)));
    const drawing = (text: string) => /<section id="map".*?<\/section>/s.exec(text)![0];
    assert.match(drawing(big!), /There are too many roles for one drawing/);
    assert.ok((drawing(big!).match(/class="node /g)?.length ?? 0) <= 120);
    assert.ok(big!.length < 2.1 * small!.length, `${small!.length} and ${big!.length} characters`);
    assert.match(big!, /id="account-100000000079"><article.*?<svg class="map/s);
  });
});
