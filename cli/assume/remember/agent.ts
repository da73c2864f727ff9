/**
 * The agent: a process that keeps sign-ins in its memory, for this user alone, and ends when it keeps nothing. It writes
 * no file and no message. Whoever may open its socket is this user, or the system's administrator: the system sees to
 * that by the modes of the folder and the socket. Node.js does not tell more about who is at the other end.
 */
import { chmodSync, linkSync, lstatSync, renameSync, rmSync } from "node:fs";
import { connect, createServer, type Socket } from "node:net";
import { join } from "node:path";
import { randomUUID } from "node:crypto";
import { makeFolder } from "../../shared/makeFolder";
import { foreign, socketIn } from "./agentFolder";
import { clocks, Keep } from "./keep";
import { watchScreenLock } from "./screenLock";
import { longestLine, type Question, type Reply } from "./speech";

/** How often it looks at the clocks and at its socket, in milliseconds. */
const beat = 5_000;
/** How long it waits for the first value, in milliseconds: a person types a code meanwhile. */
const patience = 10 * 60_000;

/** Runs the agent until it keeps nothing more. @param ready called when it can be asked, also when another one can */
export async function runAgent(folder: string, ready: () => void): Promise<void> {
  // This signal would open Node.js's inspector to everybody on this machine.
  process.on("SIGUSR1", () => {});
  makeFolder(folder);
  if (foreign(folder) !== undefined) return;
  const keep = new Keep(clocks);
  const agent = new Agent(keep);
  const own = await listen(folder, (socket) => agent.serve(socket));
  ready();
  if (own === undefined) return;
  const started = Date.now();
  let unwatch = () => {};
  await new Promise<void>((resolve) => {
    agent.ended = resolve;
    unwatch = watchScreenLock(() => {
      keep.forget();
      if (agent.kept) resolve();
    });
    for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => resolve());
    setInterval(() => {
      const idle = keep.size === 0 && !agent.waits && (agent.kept || Date.now() - started > patience);
      if (idle || !own.isThere()) resolve();
    }, beat);
  });
  keep.forget();
  unwatch();
  own.close();
  process.exit(0);
}

/** Answers questions. */
class Agent {
  ended: () => void = () => {};
  /** Whether anything was kept so far. */
  kept = false;
  /** Who brings the value of a key, and who waits for it. */
  private readonly claims = new Map<string, { by: Socket; readonly waiting: { socket: Socket; maxAge: number }[] }>();

  constructor(private readonly keep: Keep) {}

  /** Whether somebody is about to bring a value. */
  get waits(): boolean {
    return this.claims.size > 0;
  }

  serve(socket: Socket): void {
    let text = "";
    socket.setEncoding("utf8");
    socket.on("error", () => socket.destroy());
    socket.on("close", () => this.left(socket));
    socket.on("data", (data: string) => {
      text += data;
      if (text.length > longestLine) return socket.destroy();
      for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n")) {
        const question = parsed(text.slice(0, end));
        text = text.slice(end + 1);
        if (question === undefined) return socket.destroy();
        this.answer(question, socket);
      }
    });
  }

  private answer(question: Question, socket: Socket): void {
    switch (question.op) {
      case "get":
        return this.get(question, socket);
      case "set":
        this.keep.set(question);
        this.kept = true;
        reply(socket, {});
        return this.passOn(question.key);
      case "drop":
        this.keep.drop(question.key);
        return reply(socket, {});
      case "status":
        return reply(socket, { kept: this.keep.names() });
      case "forget":
        socket.end(`${JSON.stringify(this.keep.forget())}\n`, () => this.ended());
    }
  }

  private get({ key, maxAge, claim }: Extract<Question, { op: "get" }>, socket: Socket): void {
    const found = this.keep.get(key, maxAge);
    if (found !== undefined || claim !== true) return reply(socket, found === undefined ? {} : { found });
    const claimed = this.claims.get(key);
    if (claimed !== undefined && claimed.by !== socket) return void claimed.waiting.push({ socket, maxAge });
    this.claims.set(key, { by: socket, waiting: claimed?.waiting ?? [] });
    reply(socket, { claimed: true });
  }

  /** Answers those who waited for a key: with its value, or the first of them is to bring it now. */
  private passOn(key: string): void {
    const { waiting = [] } = this.claims.get(key) ?? {};
    this.claims.delete(key);
    for (const { socket, maxAge } of waiting)
      if (!socket.destroyed) this.get({ op: "get", key, maxAge, claim: true }, socket);
  }

  private left(socket: Socket): void {
    for (const [key, { by }] of [...this.claims]) if (by === socket) this.passOn(key);
  }
}

function reply(socket: Socket, answer: Reply): void {
  if (!socket.destroyed) socket.write(`${JSON.stringify(answer)}\n`);
}

function parsed(line: string): Question | undefined {
  try {
    const read = JSON.parse(line) as Question | null;
    return typeof read === "object" ? (read ?? undefined) : undefined;
  } catch {
    return undefined;
  }
}

/** The agent's own socket. */
interface Own {
  /** Whether it is still the one that is found. */
  readonly isThere: () => boolean;
  readonly close: () => void;
}

/** Opens the socket; undefined when another agent answers at its place. */
async function listen(folder: string, serve: (socket: Socket) => void): Promise<Own | undefined> {
  const place = socketIn(folder);
  // Under a name of its own first: at its place it has its mode from the beginning, and two agents cannot mix.
  const draft = join(folder, randomUUID().slice(0, 8));
  const server = createServer(serve);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(draft, resolve);
  });
  chmodSync(draft, 0o600);
  const { ino } = lstatSync(draft);
  try {
    linkSync(draft, place);
    rmSync(draft);
  } catch {
    if (await answers(place)) {
      server.close();
      rmSync(draft, { force: true });
      return undefined;
    }
    // Left behind by an agent that was killed.
    renameSync(draft, place);
  }
  const isThere = () => lstatSync(place, { throwIfNoEntry: false })?.ino === ino;
  return {
    isThere,
    close: () => {
      if (isThere()) rmSync(place, { force: true });
    },
  };
}

function answers(place: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(place);
    socket.once("connect", () => (socket.destroy(), resolve(true)));
    socket.once("error", () => resolve(false));
  });
}
