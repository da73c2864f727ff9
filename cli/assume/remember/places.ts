/**
 * The places that may keep a sign-in: an agent that runs, the system's keyring, and else an agent that is started for it.
 */
import { NoAgent, openAgent, type Client } from "./client";
import { keyringMayKeep } from "./agentFolder";
import { NoKeyring, openKeyring } from "./keyring";
import type { KeptName, Question, Reply } from "./speech";

/** All of them, asked as one. */
export interface Places extends Client {
  /** Which of them took the last value. */
  readonly keeper: () => "agent" | "keyring";
  /** Why the keyring was not used, as the end of a sentence; undefined when it was, or is not wanted. */
  readonly without: () => string | undefined;
}

/**
 * Opens them.
 *
 * @param start whether something is to be kept. Else only those are asked that may keep something
 * @returns undefined when none keeps anything
 * @throws NoAgent
 */
export async function openPlaces(env: NodeJS.ProcessEnv, start: boolean): Promise<Places | undefined> {
  let agent = await openAgent(env, false);
  let keyring: Client | undefined;
  let without: string | undefined;
  let keeper: "agent" | "keyring" = "agent";
  const asked = async (question: Question): Promise<Reply | undefined> => {
    try {
      return await keyring?.ask(question);
    } catch (error) {
      if (!(error instanceof NoKeyring)) throw error;
      keyring?.close();
      keyring = undefined;
      without = error.message;
      return undefined;
    }
  };
  const started = async () => (agent ??= await openAgent(env, true))!;
  let opened = false;
  /** The keyring is opened when no agent has the answer: that takes longer. */
  const open = () => {
    if (opened) return;
    opened = true;
    try {
      if (start || keyringMayKeep(env)) keyring = openKeyring(env);
    } catch (error) {
      if (!(error instanceof NoKeyring)) throw error;
      without = error.message;
    }
  };
  if (agent === undefined) {
    open();
    if (keyring === undefined && start) await started();
    if (keyring === undefined && agent === undefined && without === undefined) return undefined;
  }
  return {
    ask: async (question) => {
      if (question.op === "get") {
        const { found } = (await agent?.ask({ ...question, claim: false })) ?? {};
        if (found !== undefined) return { found };
        open();
        return (await asked(question)) ?? (start ? (await started()).ask(question) : {});
      }
      if (question.op === "set") {
        const taken = await asked(question);
        keeper = taken === undefined ? "agent" : "keyring";
        return taken ?? (await started()).ask(question);
      }
      await asked(question);
      return (await agent?.ask(question)) ?? {};
    },
    close: () => {
      keyring?.close();
      agent?.close();
    },
    keeper: () => keeper,
    without: () => without,
  };
}

/** What is kept anywhere, and why a place did not tell. */
export interface Told {
  readonly kept: readonly KeptName[];
  readonly forgotten: number;
  readonly sessions: number;
  readonly problems: readonly string[];
}

/** Asks all places, each by itself: one that does not answer keeps nobody from the others. */
export async function askAll(env: NodeJS.ProcessEnv, op: "status" | "forget"): Promise<Told> {
  const told = await Promise.all([askKeyring(env, op), askAgent(env, op)]);
  return {
    kept: told.flatMap(({ kept = [] }) => kept),
    forgotten: told.reduce((sum, { forgotten = 0 }) => sum + forgotten, 0),
    sessions: told.reduce((sum, { sessions = 0 }) => sum + sessions, 0),
    problems: told.flatMap(({ problem }) => (problem === undefined ? [] : [problem])),
  };
}

type One = Partial<Pick<Told, "kept" | "forgotten" | "sessions">> & { readonly problem?: string };

async function askAgent(env: NodeJS.ProcessEnv, op: "status" | "forget"): Promise<One> {
  try {
    const agent = await openAgent(env, false);
    const reply = (await agent?.ask({ op })) ?? {};
    agent?.close();
    return reply;
  } catch (error) {
    if (error instanceof NoAgent) return { problem: error.message };
    throw error;
  }
}

/** Forgetting looks into the keyring also where nothing says that it keeps something: that file may be lost. */
async function askKeyring(env: NodeJS.ProcessEnv, op: "status" | "forget"): Promise<One> {
  const mayKeep = keyringMayKeep(env);
  if (op === "status" && !mayKeep) return {};
  let keyring: Client | undefined;
  const problem = (why: string) => ({
    problem:
      `The system's keyring keeps a sign-in and cannot be used here, since ${why}. Make it usable and run this again, ` +
      "or take what has the name cross-account-access out of it yourself.",
  });
  try {
    keyring = openKeyring(env);
    if (keyring === undefined)
      return mayKeep ? problem("the library @napi-rs/keyring is not installed, or CROSS_ACCOUNT_KEYRING is off") : {};
    return await keyring.ask({ op });
  } catch (error) {
    if (!(error instanceof NoKeyring)) throw error;
    return mayKeep || keyring !== undefined ? problem(error.message) : {};
  }
}
