import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What of this machine is missing for a keyring of a test's own; empty when nothing is. */
export const missingForKeyring: readonly string[] = ["dbus-daemon", "gnome-keyring-daemon"].filter((program) => {
  try {
    execFileSync("which", [program], { stdio: "ignore" });
    return false;
  } catch {
    return true;
  }
});

/** A session bus and GNOME's keyring on it, with a home of their own: nobody's real keyring is touched. */
export class SecretService {
  readonly home = mkdtempSync(join(tmpdir(), "keyring-"));
  private readonly runtime = mkdtempSync(join(tmpdir(), "rt-"));
  private bus: ChildProcess | undefined;
  private daemon: ChildProcess | undefined;
  private address = "";

  async open(): Promise<void> {
    const args = ["--session", "--nofork", "--nopidfile", "--print-address=1", "--address=unix:dir=" + this.runtime];
    this.bus = spawn("dbus-daemon", args, { stdio: ["ignore", "pipe", "ignore"] });
    const [line] = (await once(this.bus.stdout!, "data")) as [Buffer];
    this.address = line.toString().trim();
    await this.unlock();
  }

  /** What a process needs to find it. */
  get env(): NodeJS.ProcessEnv {
    return { DBUS_SESSION_BUS_ADDRESS: this.address, HOME: this.home, CROSS_ACCOUNT_KEYRING: "" };
  }

  unlock(): Promise<void> {
    return this.start(["--unlock"]);
  }
  /** Starts it anew without its password. Without a display nobody can be asked for it. */
  lock(): Promise<void> {
    return this.start([]);
  }

  async close(): Promise<void> {
    await this.end(this.daemon);
    await this.end(this.bus);
    for (const folder of [this.home, this.runtime]) rmSync(folder, { recursive: true, force: true });
  }

  private async start(args: readonly string[]): Promise<void> {
    await this.end(this.daemon);
    const control = join(this.runtime, "control");
    mkdirSync(control, { recursive: true, mode: 0o700 });
    const { DISPLAY: _, WAYLAND_DISPLAY: __, ...rest } = process.env;
    const own = { ...rest, ...this.env, XDG_RUNTIME_DIR: this.runtime, XDG_DATA_HOME: join(this.home, "data") };
    this.daemon = spawn(
      "gnome-keyring-daemon",
      ["--foreground", "--components=secrets", "--control-directory", control, ...args],
      { env: own, stdio: ["pipe", "ignore", "ignore"] },
    );
    this.daemon.stdin!.end("a password");
    const ask = ["--session", "--dest=org.freedesktop.DBus", "--print-reply", "/org/freedesktop/DBus"];
    for (;;) {
      const told = execFileSync("dbus-send", [...ask, "org.freedesktop.DBus.ListNames"], { env: own }).toString();
      if (told.includes('"org.freedesktop.secrets"')) return;
      if (this.daemon.exitCode !== null) throw new Error("gnome-keyring-daemon ended");
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  private async end(child: ChildProcess | undefined): Promise<void> {
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    child.kill();
    await ended;
  }
}
