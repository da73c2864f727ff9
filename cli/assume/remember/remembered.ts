/**
 * A call with a sign-in that is remembered, or that is remembered from now on. A bundle of its own, since calls without
 * one must not load it. So its errors are values, and what makes calls is passed in.
 */
import { inWords } from "../../../settings/duration";
import type { Keys } from "../session";
import { NoAgent } from "./client";
import { openPlaces, type Places } from "./places";
import type { Reply } from "./speech";

/** What the call needs, and what it can do. */
export interface Remembering<S> {
  readonly env: NodeJS.ProcessEnv;
  /** Tells these source credentials from others. It has no secret. */
  readonly key: string;
  /** Who signs in, for people. */
  readonly name: string;
  /** How old a sign-in the role takes, in seconds. */
  readonly maxAge: number;
  /** Whether a sign-in is to be remembered from now on. Else one is used that is there. */
  readonly start: boolean;
  /** Signs in with a code, for some seconds. @param other asked before a further code: a sign-in of somebody else */
  readonly signIn: (seconds: number, other: () => Promise<Keys | undefined>) => Promise<Keys>;
  /** Makes the call. */
  readonly use: (keys: Keys) => Promise<S>;
  /** Whether a refusal may be about the sign-in rather than the role. */
  readonly isStale: (error: unknown) => boolean;
  readonly tell: (line: string) => void;
  /** What to type to forget. */
  readonly forget: string;
}

/** The shortest and the longest sign-in that is asked for, in seconds. STS gives 15 minutes at least. */
const [shortest, longest] = [900, 12 * 3600];
/** What is left of a sign-in for a call to come in time, in seconds. */
const margin = 10;

/**
 * Makes the call.
 *
 * @returns the session; `none` when nothing is remembered, and nothing is to be; or why there is no agent
 */
export async function withRemembered<S>(
  one: Remembering<S>,
): Promise<{ readonly session: S } | { readonly none: true } | { readonly problem: string }> {
  let places: Places | undefined;
  try {
    places = await openPlaces(one.env, one.start);
    return places === undefined ? { none: true } : await call(places, one);
  } catch (error) {
    if (error instanceof NoAgent) return { problem: error.message };
    throw error;
  } finally {
    places?.close();
  }
}

async function call<S>(
  places: Places,
  one: Remembering<S>,
): Promise<{ readonly session: S } | { readonly none: true }> {
  const { key, start, use, tell } = one;
  const maxAge = Math.max(1, one.maxAge - margin);
  const get = () => places.ask({ op: "get", key, maxAge, claim: start });
  let reply = await get();
  const kept = keysOf(reply);
  if (kept !== undefined) {
    tell(
      `Using the sign-in with MFA of ${ago(reply.found!.age)}; ${inWords(minutes(reply.found!.left))} are left (${one.forget} forgets it).`,
    );
    try {
      return { session: await use(kept) };
    } catch (error) {
      if (!one.isStale(error)) throw error;
      tell("AWS does not take that sign-in for this role, so it is forgotten.");
      await places.ask({ op: "drop", key });
      reply = await get();
    }
  }
  if (reply.claimed !== true) {
    if (places.without() !== undefined) tell(`The system's keyring is not used, since ${places.without()}.`);
    return { none: true };
  }
  const seconds = Math.min(longest, Math.max(shortest, one.maxAge));
  const keys = await one.signIn(seconds, async () => keysOf(await places.ask({ op: "get", key, maxAge })));
  const lasts = Math.min(seconds, one.maxAge);
  await places.ask({ op: "set", key, name: one.name, value: keys, seconds: lasts });
  tell(`This sign-in with MFA is remembered for ${inWords(lasts)} (${one.forget} forgets it).`);
  if (places.keeper() === "keyring") tell("The system's keyring keeps it.");
  else if (places.without() !== undefined)
    tell(`An agent keeps it in its memory: the system's keyring is not used, since ${places.without()}.`);
  return { session: await use(keys) };
}

function keysOf({ found }: Reply): Keys | undefined {
  return found?.value as Keys | undefined;
}

function ago(seconds: number): string {
  return seconds < 60 ? "just now" : `${inWords(minutes(seconds))} ago`;
}

/** Whole minutes, in seconds; seconds below one. */
function minutes(seconds: number): number {
  return seconds < 60 ? seconds : seconds - (seconds % 60);
}
