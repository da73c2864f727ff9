import axe from "axe-core";
import assert from "node:assert/strict";
import type { BrowserContextOptions, Page } from "playwright-core";
import { asHtml } from "../../cli/review/formats/html";
import { visible } from "../../settings/visible";
import { bigReview, example, hostile, quiet } from "../cli/review/formats/example";
import { hostileTexts } from "../hostileTexts";
import { findChromium, TestBrowser, type OpenedPage } from "./chromium";

const examplePage = asHtml(example);
const panel = "#panel";
const deploy = "#map a.node[aria-label^='deploy,']";

describe("the page of a review in a browser", () => {
  let browser: TestBrowser;
  const opened: OpenedPage[] = [];

  before(async function () {
    const path = findChromium();
    if (path === undefined) return this.skip();
    browser = await TestBrowser.start(path);
  });
  after(() => browser?.close());
  afterEach(async () => {
    await Promise.all(opened.splice(0).map(({ page }) => page.context().close()));
  });

  async function open(html = examplePage, options: BrowserContextOptions = {}, fragment = ""): Promise<OpenedPage> {
    const one = await browser.open(html, options, fragment);
    opened.push(one);
    return one;
  }
  /** What has the focus: its label, or else its text. */
  const focused = (page: Page) =>
    page.evaluate(
      () => document.activeElement?.getAttribute("aria-label") ?? document.activeElement?.textContent?.trim(),
    );
  const isDim = (page: Page, selector: string) =>
    page.locator(selector).evaluate((element) => element.classList.contains("dim"));

  it("asks for nothing, and complains of nothing", async () => {
    const { page, complaints, requests } = await open();
    await page.click(deploy);
    await page.click("#close");
    assert.deepEqual({ complaints, requests }, { complaints: [], requests: [] });
    assert.equal(
      await page.title(),
      "Access differs from what was approved, and evidence is missing besides (2026-11-24)",
    );
  });

  it("would not run or load anything else, and such an attempt is noticed", async () => {
    const { page, complaints } = await open();
    await page.evaluate(() => {
      const script = document.createElement("script");
      script.textContent = "window.injected = 1";
      const image = document.createElement("img");
      image.src = "https://example.com/x.png";
      const style = document.createElement("p");
      style.setAttribute("style", "color: red");
      style.setAttribute("onclick", "window.injected = 1");
      document.body.append(script, image, style);
      style.click();
    });
    assert.equal(await page.evaluate(() => "injected" in window), false);
    await page.waitForTimeout(100);
    for (const directive of ["script-src", "img-src", "style-src"])
      assert.ok(
        complaints.some(
          (complaint) =>
            complaint.includes("Content Security Policy") &&
            complaint.includes(directive.replace("img-src", "default-src")),
        ),
        `${directive}: ${complaints.join("\n")}`,
      );
  });

  it("opens everything about a role by a click, and closes it again", async () => {
    const { page } = await open();
    assert.equal(await page.isVisible(panel), false);
    await page.click(deploy);
    const text = await page.innerText(panel);
    for (const part of [
      "arn:aws:iam::111111111111:role/deploy",
      "Added since carol@example.com approved it",
      "bob",
      "no MFA device",
      "the inline policy by-hand of the user bob",
      "no stack declares it",
      "MFA within 1 h",
      "clean-up",
      "s3:DeleteObject on arn:aws:s3:::anything/anything",
      "a session last called s3",
      "the approval ends",
    ])
      assert.ok(text.includes(part), `${part} in ${text}`);
    await page.click(`${panel} summary:has-text('Document')`);
    assert.match(await page.innerText(`${panel} pre >> visible=true`), /"aws:MultiFactorAuthPresent": "true"/);
    assert.ok((await page.locator("#map .arrow.lit").count()) === 2, "its arrows stand out");
    await page.click("#close");
    assert.equal(await page.isVisible(panel), false);
    assert.equal(await focused(page), "deploy, role in 111111111111 (shop), differs");
  });

  it("goes from a role to its account, to a shared document, and back", async () => {
    const { page } = await open();
    await page.click("#roles a:text('deploy')");
    await page.click(`${panel} a:has-text('111111111111')`);
    assert.match(await page.innerText(panel), /Account shop 111111111111\s+stack trusting/);
    await page.goBack();
    assert.match(await page.innerText(panel), /ARN\s+arn:aws:iam::111111111111:role\/deploy/);
    await page.click(`${panel} .policies a:text('Document')`);
    assert.match(await page.innerText(`${panel} pre`), /"Action": "s3:\*"/);
    await page.goBack();
    await page.goBack();
    assert.equal(await page.isVisible(panel), false);
  });

  it("is used by the keyboard alone", async () => {
    const { page } = await open();
    await page.keyboard.press("Tab");
    assert.equal(await focused(page), "Skip to what needs a decision");
    for (let i = 0; i < 60 && !(await page.evaluate(() => document.activeElement?.closest("#map svg"))); i++)
      await page.keyboard.press("Tab");
    const first = await focused(page);
    assert.match(
      first ?? "",
      /^[\w-]+( no stack declares it)?, role in \d+( \(\S+\))?, differs$/,
      "the map has one stop, at something to decide",
    );
    const seen = new Set([first]);
    for (const key of [
      "ArrowUp",
      "ArrowUp",
      "ArrowUp",
      "ArrowDown",
      "ArrowDown",
      "ArrowDown",
      "ArrowDown",
      "ArrowDown",
      "ArrowDown",
    ]) {
      await page.keyboard.press(key);
      seen.add(await focused(page));
    }
    assert.ok(
      seen.has("deploy, role in 111111111111 (shop), differs") && seen.has("export, role in 333333333333, unknown"),
      [...seen].join("; "),
    );
    const from = await focused(page);
    await page.keyboard.press("Enter");
    assert.equal(await page.isVisible(panel), true);
    assert.ok(
      from?.startsWith((await focused(page)) ?? "nothing") || from?.startsWith("account"),
      "the panel's heading has the focus",
    );
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate(() => document.activeElement?.closest("#panel") !== null), true);
    await page.keyboard.press("Escape");
    assert.equal(await page.isVisible(panel), false);
    assert.equal(await focused(page), from);
    await page.keyboard.press("Tab");
    assert.equal(
      await page.evaluate(() => document.activeElement?.closest("#map svg") ?? undefined),
      undefined,
      "Tab leaves the map",
    );
  });

  it("draws the ways over other roles on demand, by the keyboard alone", async () => {
    const { page } = await open();
    await page.focus("#map a.node[aria-label^='audit,']");
    await page.keyboard.press("Enter");
    const drawing = page.locator(`${panel} details.ways svg.map`);
    assert.equal(await drawing.isVisible(), false);
    await page.focus(`${panel} details.ways summary`);
    await page.keyboard.press("Enter");
    assert.equal(await drawing.isVisible(), true);
    await page.keyboard.press("Tab");
    assert.equal(await focused(page), "audit, role in 333333333333, differs");
    assert.equal(await drawing.locator(".arrow").count(), 2);
    assert.equal(await drawing.locator("[aria-label^='dora user']").count(), 1);
  });

  it("shows what the address names, and nothing for an address that names nothing", async () => {
    assert.match(await (await open(examplePage, {}, "#role-4")).page.innerText(panel), /audit/);
    for (const fragment of ["#role-99", "#constructor", "#%E0%A4%A", "#<script>"]) {
      const { page, complaints } = await open(examplePage, {}, fragment);
      assert.equal(await page.isVisible(panel), false);
      assert.deepEqual(complaints, []);
    }
  });

  it("filters the roles and the map by text, verdict and account", async () => {
    const { page } = await open();
    const names = () => page.locator("#roles tbody th").allInnerTexts();
    assert.deepEqual(await names(), ["deploy", "hand-made", "read-logs", "audit", "export"]);
    await page.fill("[name=text]", "BOB");
    assert.deepEqual(await names(), ["deploy"]);
    assert.equal(await page.innerText("#matched"), "1 of 5 roles.");
    assert.deepEqual(
      [
        await isDim(page, deploy),
        await isDim(page, "#map a.node[aria-label^='audit,']"),
        await isDim(page, "#map [aria-label^='bob user']"),
      ],
      [false, true, false],
    );
    await page.fill("[name=text]", "clean-up alice");
    assert.deepEqual(await names(), ["deploy"], "policies and people, each word");
    await page.fill("[name=text]", "nobody like this");
    assert.deepEqual(await names(), []);
    await page.click("#filter [type=reset]");
    await page.selectOption("[name=verdict]", "unknown");
    assert.deepEqual(await names(), ["export"]);
    await page.selectOption("[name=verdict]", "");
    await page.selectOption("[name=account]", "333333333333");
    assert.deepEqual(await names(), ["audit", "export"]);
    await page.click("#filter [type=reset]");
    await page.waitForFunction(() => document.querySelectorAll("#roles tbody tr").length === 5);
    assert.equal(await page.locator("#map .dim").count(), 0);
    await page.press("[name=text]", "Enter");
    assert.equal(await page.locator("#roles tbody tr").count(), 5, "Enter sends no form");
  });

  it("leaves what a person of the map can assume, until the same is chosen again", async () => {
    const { page } = await open();
    const names = () => page.locator("#roles tbody th").allInnerTexts();
    await page.click("#map a[aria-label^='alice user']");
    assert.deepEqual(await names(), ["deploy", "read-logs"]);
    assert.equal(await page.inputValue("[name=text]"), "alice");
    assert.deepEqual(
      [await isDim(page, deploy), await isDim(page, "#map a.node[aria-label^='audit,']")],
      [false, true],
    );
    await page.keyboard.press("Enter");
    assert.equal((await names()).length, 5);
    assert.equal(await page.locator("#map .dim").count(), 0);
  });

  it("is dark where the system is, and as somebody chooses", async () => {
    const ground = (page: Page) => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const [light, dark] = [await open(), await open(examplePage, { colorScheme: "dark" })];
    const grounds = [await ground(light.page), await ground(dark.page)];
    assert.deepEqual(grounds, ["rgb(244, 246, 248)", "rgb(14, 18, 23)"]);
    await light.page.click("#scheme");
    assert.equal(await ground(light.page), grounds[1]);
    assert.equal(await focused(light.page), "Use the light colours");
    await light.page.click("#scheme");
    assert.equal(await ground(light.page), grounds[0]);
  });

  it("moves nothing where that is not wanted", async () => {
    const transition = async (reducedMotion: "reduce" | "no-preference") =>
      (await open(examplePage, { reducedMotion })).page
        .locator("#map .node rect")
        .first()
        .evaluate((element) => getComputedStyle(element).transitionDuration);
    assert.deepEqual([await transition("reduce"), await transition("no-preference")], ["0s", "0.15s"]);
  });

  it("prints everything on white, without what can only be clicked", async () => {
    const { page } = await open(examplePage, { colorScheme: "dark" }, "#role-1");
    await page.emulateMedia({ media: "print" });
    for (const selector of [panel, "#filter", "#scheme"]) assert.equal(await page.isVisible(selector), false, selector);
    assert.equal(
      await page.locator("h1 .badge").evaluate((element) => getComputedStyle(element).color),
      "rgb(180, 35, 24)",
    );
    const sheets = () => page.locator("#sheets article").count();
    assert.equal(await sheets(), 0);
    await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
    assert.equal(await sheets(), example.roles.length + example.accounts.length + 1);
    assert.equal(await page.isVisible("#sheets article pre >> nth=0"), true, "documents are unfolded");
    await page.evaluate(() => dispatchEvent(new Event("afterprint")));
    assert.equal(await sheets(), 0);
    assert.ok((await page.pdf()).length > 50_000);
  });

  it("is a document with everything in it where scripts do not run", async () => {
    const { page } = await open(examplePage, { javaScriptEnabled: false });
    assert.equal(await page.locator("#roles tbody tr >> visible=true").count(), 5);
    assert.equal(
      await page.locator("#sheets article >> visible=true").count(),
      example.roles.length + example.accounts.length + 1,
    );
    assert.equal(await page.isVisible("#filter"), false);
    await page.click(deploy);
    assert.equal(
      await page.locator("#role-1 h3").evaluate((heading) => heading.getBoundingClientRect().top < innerHeight),
      true,
      "a box of the map leads to its role",
    );
  });

  for (const [what, review, fragment, options] of [
    ["light", example, "", {}],
    ["dark", example, "", { colorScheme: "dark" }],
    ["light, a role open", example, "#role-1", {}],
    ["dark, a role open", example, "#role-1", { colorScheme: "dark" }],
    ["an account open", example, "#account-111111111111", {}],
    ["narrow, a role open", example, "#role-2", { viewport: { width: 360, height: 700 } }],
    ["nothing to decide", quiet, "", {}],
    ["hostile texts", hostile(hostileTexts.join(" ").slice(0, 1500)), "#role-1", { colorScheme: "dark" }],
    ["many accounts", bigReview(30, 20, 5), "#account-100000000004", {}],
  ] as const) {
    it(`has no accessibility violations: ${what}`, async () => {
      const { page } = await open(asHtml(review), options, fragment);
      await page.evaluate(axe.source);
      const { violations, passes } = await page.evaluate(() =>
        (window as unknown as { axe: typeof axe }).axe.run(document, { resultTypes: ["violations"] }),
      );
      assert.deepEqual(
        violations.map(
          ({ id, help, nodes }) =>
            `${id}: ${help}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`).join("\n")}`,
        ),
        [],
      );
      assert.ok(passes.length > 20);
    });
  }

  it("would have some with a text that is too pale", async () => {
    const { page } = await open();
    await page.evaluate(axe.source);
    const violations = await page.evaluate(() => {
      document.querySelector<HTMLElement>("h2")!.style.color = "#cccccc";
      return (window as unknown as { axe: typeof axe }).axe
        .run(document)
        .then((found) => found.violations.map(({ id }) => id));
    });
    assert.deepEqual(violations, ["color-contrast"]);
  });

  /** The names of all elements and attributes that a page has. */
  const names = (page: Page) =>
    page.evaluate(() =>
      [
        ...new Set(
          [...document.querySelectorAll("*")].flatMap((one) => [
            one.localName,
            ...[...one.attributes].map(({ name }) => `@${name}`),
          ]),
        ),
      ].sort(),
    );
  let usual: readonly string[] | undefined;
  for (const text of hostileTexts) {
    it(`shows ${visible(text.slice(0, 40))} as text, in every place`, async () => {
      usual ??= await names((await open(examplePage, {}, "#role-1")).page);
      const { page, complaints, requests } = await open(asHtml(hostile(text)), {}, "#role-1");
      assert.equal(await page.locator("#panel-body h3").textContent(), visible(text));
      const allowed = usual;
      assert.deepEqual(
        (await names(page)).filter((name) => !allowed.includes(name)),
        [],
      );
      await page.fill("[name=text]", text.slice(0, 20));
      assert.equal(await page.evaluate(() => "injected" in window), false);
      assert.deepEqual({ complaints, requests }, { complaints: [], requests: [] });
    });
  }

  it("stays small in the browser for a review of 200 accounts and 4,000 roles", async () => {
    const { page, complaints } = await open(asHtml(bigReview(200, 20, 50)));
    const elements = () => page.evaluate(() => document.querySelectorAll("*").length);
    assert.ok((await elements()) < 15_000, `${await elements()} elements`);
    assert.equal(await page.locator("#roles tbody tr").count(), 200);
    assert.match(await page.innerText("#matched"), /^4000 of 4000 roles; the first 200 are shown/);
    await page.selectOption("[name=account]", "100000000199");
    assert.equal(await page.locator("#roles tbody tr").count(), 20);
    await page.click("#roles tbody a:text-is('role-7')");
    assert.match(await page.innerText(panel), /arn:aws:iam::100000000199:role\/role-7[^]*50 users in 100000000003/);
    await page.click(`${panel} a:has-text('100000000199') >> nth=0`);
    assert.equal(await page.locator(`${panel} svg.map a.node.role`).count(), 20, "an account has a map of its own");
    assert.ok((await elements()) < 15_000);
    assert.deepEqual(complaints, []);
  });

  it("shows what is beyond the first fifty when asked to", async () => {
    const { page } = await open(asHtml(bigReview(600, 1, 1)));
    const cards = () => page.locator("#decide .card").count();
    assert.equal(await cards(), 50);
    await page.click("button:text('Show the other 10 decisions')");
    assert.equal(await cards(), 60);
  });

  for (const [width, scheme] of [
    [1280, "light"],
    [1280, "dark"],
    [360, "light"],
  ] as const) {
    it(`can be looked at: ${width} wide, ${scheme}`, async () => {
      const { page } = await open(examplePage, { viewport: { width, height: 800 }, colorScheme: scheme });
      assert.ok(
        await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth),
        "nothing sticks out sideways",
      );
      const picture = (await page.screenshot({ fullPage: true })).toString("base64");
      const blank = await browser.browser.newPage();
      const colours = await blank.evaluate(async (data) => {
        const image = new Image();
        image.src = `data:image/png;base64,${data}`;
        await image.decode();
        const canvas = new OffscreenCanvas(image.width, image.height);
        const context = canvas.getContext("2d")!;
        context.drawImage(image, 0, 0);
        return new Set(new Uint32Array(context.getImageData(0, 0, image.width, image.height).data.buffer)).size;
      }, picture);
      await blank.close();
      assert.ok(colours > 200, `${colours} colours`);
    });
  }
});
