/** Tells when the screen is locked, where the system does: by the signals of logind and of screen savers, as gdbus shows them. */
import { spawn } from "node:child_process";

/** What is listened to, if it is there. */
const sources = [
  ["--system", "org.freedesktop.login1"],
  ["--session", "org.freedesktop.ScreenSaver"],
  ["--session", "org.gnome.ScreenSaver"],
] as const;
/** A lock of anybody's screen: logind names sessions by numbers, and forgetting too often only costs a code. */
const locks = /\.login1\.Session\.Lock \(|\.ScreenSaver\.ActiveChanged \(true/;

/**
 * Listens until it is told to stop. Without gdbus, as on macOS, nothing is ever told.
 *
 * @returns ends it
 */
export function watchScreenLock(locked: () => void): () => void {
  const children = sources.map(([bus, name]) => {
    const child = spawn("gdbus", ["monitor", bus, "--dest", name], { stdio: ["ignore", "pipe", "ignore"] });
    child.on("error", () => {});
    let line = "";
    child.stdout.setEncoding("utf8");
    child.stdout.on("data", (data: string) => {
      const lines = (line + data).split("\n");
      // What is not yet a whole line is short.
      line = lines.pop()!.slice(-1000);
      if (lines.some((one) => locks.test(one))) locked();
    });
    return child;
  });
  return () => children.forEach((child) => child.kill());
}
