/**
 * `--open`: opens a link in the browser, and keeps it out of every argument: other users see those. The browser gets the
 * address of a server on this machine, which sends it on once.
 */
import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

/** How long the browser has, in milliseconds. */
const patience = 60_000;

/**
 * Opens the link, and waits until the browser has asked for it.
 *
 * @param container the container of Firefox, for people whose Firefox has the extension "Open external links in a container"
 * @returns why no browser can be started or none asks; undefined when one has got the link
 */
export async function openLink(
  link: string,
  container: string | undefined,
  env: NodeJS.ProcessEnv,
): Promise<string | undefined> {
  const path = `/${randomUUID()}`;
  let fetched: () => void = () => {};
  const done = new Promise<undefined>((resolve) => (fetched = () => resolve(undefined)));
  const server = createServer((request, response) => {
    if (request.method !== "GET" || request.url !== path || isOther(request)) return void response.writeHead(404).end();
    // Neither the history nor the page that it came from gets to know the link.
    response.writeHead(303, { Location: link, "Cache-Control": "no-store", "Referrer-Policy": "no-referrer" });
    response.end(fetched);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const here = `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`;
  try {
    const [program = "", ...args] = browser(here, container, env);
    const child = spawn(program, args, { stdio: "ignore", detached: true, windowsHide: true });
    const failed = new Promise<string>((resolve) => {
      child.on("error", () => resolve(`${program} cannot be started`));
      child.on("exit", (code) => code !== 0 && resolve(`${program} ended with exit code ${code}`));
      setTimeout(() => resolve("no browser asked for the link within a minute"), patience).unref();
    });
    child.unref();
    return await Promise.race([done, failed]);
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

/** Whether another user of this machine asks, where the system tells: Linux does. */
function isOther({ socket }: IncomingMessage): boolean {
  if (process.platform !== "linux") return false;
  const port = socket.remotePort!.toString(16).toUpperCase().padStart(4, "0");
  const found = ["tcp", "tcp6"]
    .flatMap((file) => lines(`/proc/net/${file}`))
    .map((line) => line.trim().split(/\s+/))
    .find(([, local]) => local?.endsWith(`0100007F:${port}`));
  return found?.[7] !== String(process.getuid!());
}

function lines(file: string): string[] {
  try {
    return readFileSync(file, "utf8").split("\n");
  } catch {
    return [];
  }
}

function browser(address: string, container: string | undefined, env: NodeJS.ProcessEnv): string[] {
  const named = env["BROWSER"];
  if (container !== undefined) {
    const inside = `ext+container:${new URLSearchParams({ name: container, url: address }).toString()}`;
    return [named || "firefox", inside];
  }
  if (named) return [named, address];
  if (process.platform === "darwin") return ["open", address];
  return process.platform === "win32" ? ["rundll32", "url.dll,FileProtocolHandler", address] : ["xdg-open", address];
}
