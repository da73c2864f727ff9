/** Posts the digest of a review to receivers of others. Their addresses are secrets: no message quotes more than a host. */
import { readText, Unreadable } from "../../../settings/readText";
import { NoAnswer } from "../../assume/network/noAnswer";
import { send } from "../../assume/network/post";
import type { Review } from "../model";
import { digestOf, earlierReview, type EarlierReview } from "./digest";
import { messageFor, receivers, type Receiver } from "./messages";

/** A receiver. */
export interface Target {
  readonly receiver: Receiver;
  readonly url: URL;
}

/** An option or a file cannot be used. The message contains no address. */
export class UnusableNotify extends Error {}

/** The largest earlier review, in bytes. */
const limit = 200_000_000;
/** How often a post is tried in all. */
const tries = 3;
/** The pause before the second try, and how long an answer may take, in milliseconds. */
const patience = { pause: 500, answer: 20_000 };

/** Reads `URL`, `slack=URL`, `teams=URL` or `json=URL`. @throws UnusableNotify */
export function targetOf(typed: string): Target {
  const named = receivers.find((name) => typed.startsWith(`${name}=`));
  const text = named === undefined ? typed : typed.slice(named.length + 1);
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const local = url !== undefined && ["127.0.0.1", "localhost", "[::1]"].includes(url.hostname);
  if (url === undefined || !(url.protocol === "https:" || (url.protocol === "http:" && local)))
    throw new UnusableNotify(
      "--notify: found something else than an address that begins with https:// (http:// for this machine alone), " +
        "expected such as https://hooks.slack.com/services/…, or slack=, teams= or json= before it.",
    );
  return { receiver: named ?? receiverOf(url.hostname), url };
}

function receiverOf(host: string): Receiver {
  if (/(^|\.)slack(-gov)?\.com$/.test(host)) return "slack";
  return /(^|\.)(office\.com|office365\.com|logic\.azure\.com|api\.powerplatform\.com)$/.test(host) ? "teams" : "json";
}

/** An earlier review, as `--output review.json` wrote it; undefined where there is no file. @throws UnusableNotify */
export function readEarlier(path: string): EarlierReview | undefined {
  let read: unknown;
  try {
    read = JSON.parse(readText(path, { limit }));
  } catch (error) {
    if (error instanceof Unreadable && error.code === "ENOENT") return undefined;
    throw new UnusableNotify(`--since: ${path}: ${(error as Error).message}.`);
  }
  const earlier = earlierReview(read);
  if (earlier === undefined)
    throw new UnusableNotify(
      `--since: ${path}: found another form, expected a review that \`review --output FILE.json\` wrote.`,
    );
  return earlier;
}

/**
 * Posts what changed, to each receiver. Nothing is posted where nothing changed.
 *
 * @returns what happened, a line each; `failed` when a receiver did not take it
 */
export async function notify(
  review: Review,
  before: EarlierReview | undefined,
  targets: readonly Target[],
  { pause, answer } = patience,
): Promise<{ readonly lines: readonly string[]; readonly failed: boolean }> {
  const digest = digestOf(review, before);
  if (!digest.changed)
    return { lines: ["Nothing changed since the earlier review, so nothing was posted."], failed: false };
  const ended = await Promise.all(
    targets.map(async ({ receiver, url }) => {
      const problem = await posted(url, JSON.stringify(messageFor(receiver, review, digest)), { pause, answer });
      return problem === undefined
        ? { line: `Posted what changed to ${url.host} (${receiver}).`, failed: false }
        : { line: `What changed was not posted to ${url.host} (${receiver}): ${problem}.`, failed: true };
    }),
  );
  return { lines: ended.map(({ line }) => line), failed: ended.some(({ failed }) => failed) };
}

/** Posts once, and again where that may help. Undefined when it was taken, else why not. */
async function posted(url: URL, body: string, { pause, answer }: typeof patience): Promise<string | undefined> {
  const headers = { "Content-Type": "application/json", "Content-Length": String(Buffer.byteLength(body)) };
  let problem: string | undefined;
  for (let attempt = 1; attempt <= tries; attempt++) {
    if (attempt > 1) await new Promise((resolve) => setTimeout(resolve, pause * 4 ** (attempt - 2)));
    try {
      const { status } = await send(url, { method: "POST", headers }, body, answer);
      if (status >= 200 && status < 300) return undefined;
      problem = `it answered with status ${status}${attempt > 1 ? `, ${attempt} times` : ""}`;
      if (status < 500 && status !== 429) return problem;
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
      problem = error.message;
      // It may have been taken all the same, and nobody wants to read it twice.
      if (error.code === "TIMEOUT") return problem;
    }
  }
  return problem;
}
