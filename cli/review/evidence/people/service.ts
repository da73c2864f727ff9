/** Lists of IAM Identity Center's services, page by page, and what is said where one cannot be read. */
import type { Fields, JsonCall } from "../accounts/jsonCalls";
import { explain, type Asking, type Explanation } from "../accounts/refusals";

/** Somebody whose credentials may be able to read. */
export interface Reader {
  /** 12 digits. */
  readonly account: string;
  readonly asking: Omit<Asking, "action">;
  /** The region of its own calls. */
  readonly region: string;
  readonly call: (call: JsonCall) => Promise<Fields>;
}

/** The most pages of one list that are read. A page has at most 100 entries. */
export const mostPages = 100;

/** Something could not be read. */
export class Unread extends Error {
  constructor(readonly explanation: Explanation) {
    super(explanation.why);
  }
}

/** One service, asked by one reader in one region. */
export class Service {
  constructor(
    private readonly reader: Reader,
    private readonly service: JsonCall["service"],
    private readonly region: string,
    private readonly signal: AbortSignal | undefined,
  ) {}

  /**
   * Makes a call. Undefined where AWS says that there is no such thing.
   *
   * @param action IAM's name of the action without the service, where it is not the operation's
   * @throws Unread; the signal's reason when it is interrupted
   */
  async one(operation: string, body: object, action = operation): Promise<Fields | undefined> {
    try {
      return await this.reader.call({ service: this.service, region: this.region, operation, body });
    } catch (error) {
      this.signal?.throwIfAborted();
      if ((error as Error).name === "ResourceNotFoundException") return undefined;
      const prefix = this.service === "sso-admin" ? "sso" : this.service;
      throw new Unread(explain(error, { ...this.reader.asking, action: `${prefix}:${action}` }));
    }
  }

  /**
   * All entries of a list, until `enough` says of a page that no more are wanted. Undefined where AWS says that there is no such
   * thing.
   *
   * @throws Unread, also for a list that does not end or has another form; the signal's reason when it is interrupted
   */
  async all(
    operation: string,
    body: object,
    {
      name,
      action = operation,
      enough,
    }: { name: string; action?: string; enough?: (page: readonly unknown[]) => boolean },
  ): Promise<unknown[] | undefined> {
    const token = this.service === "account-access" ? "nextToken" : "NextToken";
    const found: unknown[] = [];
    let next: unknown;
    for (let page = 0; page < mostPages; page++) {
      const answer = await this.one(operation, { ...body, ...(next !== undefined && { [token]: next }) }, action);
      if (answer === undefined) return undefined;
      const entries = answer[name];
      if (!Array.isArray(entries)) throw this.strange(action, `its answer has no list ${name}`);
      found.push(...(entries as unknown[]));
      next = answer[token] ?? undefined;
      if (next === undefined || enough?.(entries) === true) return found;
    }
    throw this.strange(action, `its list has more than ${mostPages} pages`);
  }

  private strange(action: string, what: string): Unread {
    return new Unread({
      why: `${this.service}:${action}: ${what}`,
      next: "Look there by hand; nothing more is read of it.",
    });
  }
}

/** A text of an answer; empty where there is none. */
export function text(value: unknown, name: string): string {
  const found = (value as Fields | null | undefined)?.[name];
  return typeof found === "string" ? found : "";
}
