/** Where pull requests and issues are kept. */
import { NoAnswer } from "../../cli/assume/network/noAnswer";
import { send } from "../../cli/assume/network/post";
import type { FoundIssue } from "../issues";
import { visible } from "../../policypack/visible";

/** GitHub or GitLab, as far as a pipeline needs it. Each call rejects with Refused or NoAnswer. */
export interface Forge {
  /** The comments of the pull request that this program may have written. */
  comments(): Promise<readonly { readonly id: number; readonly text: string }[]>;
  addComment(text: string): Promise<void>;
  changeComment(id: number, text: string): Promise<void>;
  /** All issues with the label that this program may have written, open or closed. */
  issues(label: string): Promise<readonly FoundIssue[]>;
  openIssue(title: string, body: string, label: string): Promise<void>;
  /** Changes an issue, and opens or closes it. */
  changeIssue(number: number, change: { title?: string; body: string; open: boolean }): Promise<void>;
}

/** The forge refused, or nobody is signed in to one. */
export class Refused extends Error {
  override readonly name = "Refused";

  constructor(
    message: string,
    readonly kind: "unsigned" | "refused" | "usage",
  ) {
    super(message);
  }
}

/** The most pages of a list that are read: more would be somebody's mistake. */
const mostPages = 100;
export const pageSize = 100;

/** Calls a forge's API. The token is in no message. */
export class Api {
  constructor(
    private readonly base: URL,
    private readonly headers: Readonly<Record<string, string>>,
  ) {}

  async call(method: string, path: string, body?: unknown): Promise<unknown> {
    const url = new URL(`${this.base.href.replace(/\/$/, "")}/${path}`);
    const text = body === undefined ? "" : JSON.stringify(body);
    const headers = {
      ...this.headers,
      Accept: "application/json",
      "User-Agent": "cross-account-access",
      ...(body !== undefined && {
        "Content-Type": "application/json",
        "Content-Length": String(Buffer.byteLength(text)),
      }),
    };
    const answer = await send(url, { method, headers }, text);
    if (answer.status >= 500) throw new NoAnswer(url.origin, "STATUS", `it answered with status ${answer.status}`);
    const read = jsonOf(answer.body);
    if (answer.status >= 200 && answer.status < 300) return read;
    const said = (read as { message?: unknown } | undefined)?.message;
    const why = said === undefined ? "" : `: ${visible(typeof said === "string" ? said : JSON.stringify(said))}`;
    throw new Refused(
      `${url.host} answered ${answer.status} to ${method} ${url.pathname}${why}. ` +
        "The token may have expired, or lacks the right to do that.",
      "refused",
    );
  }

  /** All items of a list. */
  async list(path: string): Promise<readonly Record<string, unknown>[]> {
    const all: Record<string, unknown>[] = [];
    for (let page = 1; page <= mostPages; page++) {
      const read = await this.call("GET", `${path}${path.includes("?") ? "&" : "?"}per_page=${pageSize}&page=${page}`);
      if (!Array.isArray(read))
        throw new Refused(`${this.base.host} answered with something that is no list.`, "refused");
      all.push(...(read as Record<string, unknown>[]));
      if (read.length < pageSize) break;
    }
    return all;
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
