/**
 * Hands out a role's session once more within one process tree, for those who ask for that. A bundle of its own. The
 * session is in the agent's memory alone, and is forgotten with the tree.
 */
import { createHash } from "node:crypto";
import { inWords } from "../../../settings/duration";
import type { Origin } from "../credentials/resolve";
import type { Session } from "../session";
import { NoAgent, openAgent, type Client } from "./client";
import { processTree } from "./processTree";
import type { Reply } from "./speech";

/** What a session is got with, and how. */
export interface Reusing {
  readonly env: NodeJS.ProcessEnv;
  /** The call, without a code. Another call is another session. */
  readonly call: { readonly roleArn: string; readonly duration: number };
  readonly source: Origin;
  /** The STS that is asked. */
  readonly host: string;
  /** Gets a new session. */
  readonly make: () => Promise<Session>;
  readonly tell: (line: string) => void;
  /** What to type to forget. */
  readonly forget: string;
}

/** How long before its end a session is handed out no more, in seconds. */
const before = 300;

/**
 * How long a session is handed out again, in seconds, by what was asked for and by what AWS says. Whichever is shorter:
 * the clock of this machine may be wrong.
 */
export function reusedFor(duration: number, expiration: string, now: number): number {
  return Math.floor(Math.min(duration, (Date.parse(expiration) - now) / 1000)) - before;
}

/**
 * Gets the session that this process tree got with the same call before, or a new one.
 *
 * @returns the session, or why none can be handed out again
 */
export async function reusing(one: Reusing): Promise<{ readonly session: Session } | { readonly problem: string }> {
  const tree = processTree();
  if (tree === undefined)
    return { problem: "The system does not tell which processes belong together; Linux does, within a session." };
  const { call, source, host, tell } = one;
  const { accessKeyId, secretAccessKey, sessionToken } = source.keys;
  const key = createHash("sha256")
    .update(JSON.stringify([tree.id, host, accessKeyId, secretAccessKey, sessionToken ?? "", source.roles, call]))
    .digest("hex");
  let agent: Client;
  let found: Reply["found"];
  try {
    agent = (await openAgent(one.env, true))!;
    const get = { op: "get", key, maxAge: call.duration } as const;
    // An agent that does not answer at all is found out before anybody waits.
    ({ found } = await agent.ask(get));
    if (found === undefined) ({ found } = await agent.ask({ ...get, claim: true }));
  } catch (error) {
    if (error instanceof NoAgent) return { problem: error.message };
    throw error;
  }
  try {
    if (found !== undefined) {
      tell(
        `Using the session of ${call.roleArn} that was got here before, for ${inWords(found.left)} more (${one.forget} forgets it).`,
      );
      return { session: found.value as Session };
    }
    const session = await one.make();
    const seconds = reusedFor(call.duration, session.expiration, Date.now());
    const { leader } = tree;
    if (seconds > 0)
      await agent
        .ask({ op: "set", key, name: `session of ${call.roleArn}`, value: session, seconds, leader })
        .catch(passed);
    return { session };
  } finally {
    agent.close();
  }
}

/** An agent that ended meanwhile keeps nothing. The session is there all the same. */
function passed(error: unknown): void {
  if (!(error instanceof NoAgent)) throw error;
}
