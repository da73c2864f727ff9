/** Speaks with the agent, and starts it. */
import { connect, type Socket } from "node:net";
import { agentFolder, foreign, socketIn } from "./agentFolder";
import { longestLine, type Question, type Reply } from "./speech";

/** Somebody else may have made what is at the agent's place, or the agent cannot be started. */
export class NoAgent extends Error {
  override readonly name = "NoAgent";
}

const onWindows =
  "On Windows there is no socket that only you can open. Install @napi-rs/keyring beside this command (npm install " +
  "--global @napi-rs/keyring): then the Credential Manager of Windows keeps the sign-in.";

/** How long the agent may take for an answer that waits for nobody, in milliseconds. */
const patience = 10_000;

/** A connection to the agent. */
export interface Client {
  /** @throws NoAgent when the agent ends before it answers, or does not answer */
  readonly ask: (question: Question) => Promise<Reply>;
  readonly close: () => void;
}

/**
 * Connects to the agent.
 *
 * @param start whether to start it when none runs
 * @returns undefined when none runs
 * @throws NoAgent
 */
export async function openAgent(env: NodeJS.ProcessEnv, start: boolean): Promise<Client | undefined> {
  if (process.platform === "win32") {
    if (start) throw new NoAgent(onWindows);
    return undefined;
  }
  const folder = agentFolder(env);
  for (const path of [folder, socketIn(folder)]) {
    const problem = foreign(path);
    if (problem !== undefined)
      throw new NoAgent(`${path} cannot be used, since ${problem}. Set XDG_RUNTIME_DIR to a folder of your own.`);
  }
  const socket = await connected(socketIn(folder));
  if (socket !== undefined || !start) return socket && client(socket, folder);
  await startAgent(env);
  const second = await connected(socketIn(folder));
  if (second === undefined)
    throw new NoAgent(`The agent could not be started in ${folder}. See whether you may write there.`);
  return client(second, folder);
}

function connected(path: string): Promise<Socket | undefined> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once("connect", () => resolve(socket));
    socket.once("error", () => resolve(undefined));
  });
}

function client(socket: Socket, folder: string): Client {
  let text = "";
  let silent = false;
  let told: ((reply: Reply | undefined) => void) | undefined;
  const end = () => told?.(undefined);
  socket.setEncoding("utf8");
  socket.on("error", end);
  socket.on("close", end);
  socket.on("data", (data: string) => {
    text += data;
    if (text.length > longestLine) return socket.destroy();
    const at = text.indexOf("\n");
    if (at < 0) return;
    const line = text.slice(0, at);
    text = text.slice(at + 1);
    let reply: Reply;
    try {
      reply = JSON.parse(line) as Reply;
    } catch {
      // What speaks otherwise is not the agent.
      return socket.destroy();
    }
    told?.(reply);
  });
  return {
    ask: async (question) => {
      const reply = await new Promise<Reply | undefined>((resolve) => {
        told = resolve;
        if (socket.destroyed) return resolve(undefined);
        socket.write(`${JSON.stringify(question)}\n`);
        // Whoever waits for somebody's code may wait long.
        if (question.op === "get" && question.claim) return;
        socket.setTimeout(patience, () => {
          silent = true;
          socket.destroy();
        });
      });
      told = undefined;
      socket.setTimeout(0);
      if (silent)
        throw new NoAgent(
          `The agent of ${socketIn(folder)} does not answer. End its process (cross-account agent) and run the command again.`,
        );
      if (reply === undefined) throw new NoAgent("The agent ended meanwhile. Run the command again.");
      return reply;
    },
    close: () => socket.destroy(),
  };
}

/** What of the environment the agent gets. Nothing of it is secret. */
const passed = ["PATH", "HOME", "XDG_RUNTIME_DIR", "TMPDIR", "DBUS_SESSION_BUS_ADDRESS"];

/** Starts the agent and waits until it can be asked. It outlives this process and its terminal, and dumps no core. */
async function startAgent(env: NodeJS.ProcessEnv): Promise<void> {
  const own = Object.fromEntries(passed.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])));
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- it takes a millisecond, and most calls find an agent
  const { spawn } = require("node:child_process") as typeof import("node:child_process");
  const child = spawn("/bin/sh", ["-c", 'ulimit -c 0; exec "$@"', "sh", process.execPath, process.argv[1]!, "agent"], {
    cwd: "/",
    detached: true,
    env: own,
    stdio: ["ignore", "pipe", "ignore"],
  });
  await new Promise<void>((resolve) => {
    child.stdout.once("data", resolve);
    child.once("error", resolve);
    child.once("exit", resolve);
  });
  child.stdout.destroy();
  child.unref();
}
