/** A Chromium that is on this machine, and pages in it that notice what they must not do. */
import { accessSync, constants, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { tmpdir } from "node:os";
import { pathToFileURL } from "node:url";
import { chromium, type Browser, type BrowserContextOptions, type Page } from "playwright-core";

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge"];

/** The path of a browser on PATH; undefined where there is none, and then there is nothing to test with. */
export function findChromium(): string | undefined {
  const candidates = (process.env["PATH"] ?? "")
    .split(delimiter)
    .flatMap((folder) => names.map((name) => join(folder, name)));
  return candidates.find((path) => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** A page that was opened, and what it did that it should not have. */
export interface OpenedPage {
  readonly page: Page;
  /** Console messages, errors and violations of the Content-Security-Policy. */
  readonly complaints: string[];
  /** Addresses that it asked for, its own left out. */
  readonly requests: string[];
}

/** Opens files; close it afterwards. */
export class TestBrowser {
  private readonly folder = mkdtempSync(join(tmpdir(), "review-page-"));

  private constructor(readonly browser: Browser) {}

  static async start(executablePath: string): Promise<TestBrowser> {
    // A browser that runs as root has no sandbox; and none of its own errands is part of what is tested.
    const root = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
    const args = [
      ...root,
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--no-first-run",
      "--disable-dev-shm-usage",
    ];
    return new TestBrowser(await chromium.launch({ executablePath, args }));
  }

  /** @param fragment what follows the file's name in the address, such as `#role-1` */
  async open(html: string, options: BrowserContextOptions = {}, fragment = ""): Promise<OpenedPage> {
    const context = await this.browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
    const page = await context.newPage();
    const complaints: string[] = [];
    const requests: string[] = [];
    const file = join(this.folder, "review.html");
    writeFileSync(file, html);
    const address = pathToFileURL(file).href;
    page.on("console", (message) => complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("request", (request) => {
      if (request.url().split("#")[0] !== address) requests.push(request.url());
    });
    await page.goto(`${address}${fragment}`);
    return { page, complaints, requests };
  }

  async close(): Promise<void> {
    await this.browser.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
