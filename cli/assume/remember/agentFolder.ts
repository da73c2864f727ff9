/** Where the agent's socket is, and what says that the keyring keeps something. Asked by each call with MFA, so it has to cost nothing. */
import { existsSync, lstatSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { isAbsolute, join } from "node:path";
import { cacheDirectory } from "../cacheFile";

/** The socket's name has the version of what is spoken: another version is another agent. */
const socketName = "agent-1";

/** The folder of the socket: the person's own in XDG_RUNTIME_DIR, else one in the folder for temporary files. */
export function agentFolder(env: NodeJS.ProcessEnv): string {
  const runtime = env["XDG_RUNTIME_DIR"];
  if (runtime && isAbsolute(runtime)) return join(runtime, "cross-account-access");
  return join(tmpdir(), `cross-account-access-${process.getuid?.() ?? userInfo().username}`);
}

/** The path of the socket. */
export function socketIn(folder: string): string {
  return join(folder, socketName);
}

/** The file that is there while the system's keyring may keep a sign-in; it is empty. Undefined without a home. */
export function keyringMark(env: NodeJS.ProcessEnv): string | undefined {
  const folder = cacheDirectory(env);
  return folder && join(folder, "keyring");
}

/** Whether the keyring may keep something: it did since it was last forgotten. Costs nothing. */
export function keyringMayKeep(env: NodeJS.ProcessEnv): boolean {
  const mark = keyringMark(env);
  return mark !== undefined && existsSync(mark);
}

/** Whether something may be kept: in an agent, or in the keyring. */
export function mayBeKept(env: NodeJS.ProcessEnv): boolean {
  return existsSync(socketIn(agentFolder(env))) || keyringMayKeep(env);
}

/**
 * What is wrong with a folder or a socket that only this user may reach, in words; undefined when nothing is, or when
 * there is none. Links are not followed: whoever made one decides where it leads.
 */
export function foreign(path: string): string | undefined {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) return undefined;
  if (!found.isDirectory() && !found.isSocket()) return "it is neither a folder nor a socket";
  if (process.getuid !== undefined && found.uid !== process.getuid()) return "it belongs to another user";
  return (found.mode & 0o077) === 0 ? undefined : "others may reach it";
}
