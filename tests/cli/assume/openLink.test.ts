import assert from "node:assert/strict";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { openLink } from "../../../cli/assume/openLink";

const link = "https://signin.aws.amazon.com/federation?SigninToken=the-token";

describe("--open", () => {
  const folder = mkdtempSync(join(tmpdir(), "open-"));
  before(() => chmodSync(folder, 0o777));
  after(() => rmSync(folder, { recursive: true }));
  const told = join(folder, "told");
  /** A browser that writes down its argument, and what it got for each of some requests. */
  function browser(name: string, requests: string): string {
    const file = join(folder, name);
    writeFileSync(
      file,
      `#!${process.execPath}
const { appendFileSync } = require("node:fs");
const say = (text) => appendFileSync(${JSON.stringify(told)}, text + "\\n");
const typed = process.argv[2];
const address = /^http/.test(typed) ? typed : new URLSearchParams(typed.split(":").slice(1).join(":")).get("url");
say(typed);
const get = async (url) => { const { status, headers } = await fetch(url, { redirect: "manual" }); say(status + " " + headers.get("location")); };
(async () => { ${requests} })();
`,
      { mode: 0o755 },
    );
    writeFileSync(told, "");
    chmodSync(told, 0o666);
    return file;
  }
  /** The lines that the browser wrote, once there are so many: it may still write when the link is fetched. */
  async function lines(count: number): Promise<string[]> {
    for (;;) {
      const all = readFileSync(told, "utf8").split("\n").slice(0, -1);
      if (all.length >= count) return all;
      await sleep(20);
    }
  }

  it("gives the browser an address of this machine, which leads to the link; nothing else does", async () => {
    const BROWSER = browser(
      "browser",
      'await get(address + "x"); await get(address.replace(/[^/]*$/, "")); await get(address);',
    );
    assert.equal(await openLink(link, undefined, { BROWSER }), undefined);
    const [typed, ...got] = await lines(4);
    assert.match(typed!, /^http:\/\/127\.0\.0\.1:\d+\/[0-9a-f-]{36}$/);
    assert.deepEqual(got, ["404 null", "404 null", `303 ${link}`]);
  });
  it("opens a container of Firefox by its name", async () => {
    const BROWSER = browser("firefox", "await get(address);");
    assert.equal(await openLink(link, "shop & co", { BROWSER }), undefined);
    const [typed, got] = await lines(2);
    assert.match(typed!, /^ext\+container:name=shop\+%26\+co&url=http%3A%2F%2F127/);
    assert.equal(got, `303 ${link}`);
  });
  it("another user of this machine does not get the link", async function () {
    if (process.platform !== "linux" || process.getuid?.() !== 0) return this.skip();
    const BROWSER = browser("other", "process.setuid(54321); await get(address); process.exit(3);");
    assert.match((await openLink(link, undefined, { BROWSER }))!, /other ended with exit code 3/);
    assert.equal((await lines(2))[1], "404 null");
  });
  it("a browser that is not there, or fails", async () => {
    assert.match((await openLink(link, undefined, { BROWSER: join(folder, "none") }))!, /none cannot be started/);
    assert.match(
      (await openLink(link, undefined, { BROWSER: browser("fails", "process.exit(4)") }))!,
      /fails ended with exit code 4/,
    );
    assert.ok(existsSync(told));
  });
});
