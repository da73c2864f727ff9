/** A forge on this machine, in GitHub's and GitLab's form, that keeps what it is told. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

interface Kept {
  readonly id: number;
  text: string;
  title: string;
  open: boolean;
  readonly label?: string;
  /** Whether the token's owner wrote it. */
  readonly own: boolean;
}

/** What the forge has, and how it answers. */
export class TestForge {
  readonly comments: Kept[] = [];
  readonly issues: Kept[] = [];
  /** Method and path of each call that changed something. */
  readonly writes: string[] = [];
  /** Statuses that are answered instead, first to last. */
  statuses: number[] = [];
  token = "secret-token";
  /** What an open issue is called. */
  opened = "open";
  private readonly server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      const signedIn = [request.headers.authorization, request.headers["private-token"]].some((one) =>
        String(one).endsWith(this.token),
      );
      const status = this.statuses.shift() ?? (signedIn ? 200 : 401);
      const method = request.method!;
      const url = new URL(request.url!, "http://localhost");
      const given = body === "" ? {} : (JSON.parse(body) as Record<string, string>);
      const answer = status === 200 ? this.answer(method, url, given) : { message: "Bad credentials" };
      response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(answer));
    });
  });

  async open(): Promise<NodeJS.ProcessEnv> {
    await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
    return { GITHUB_API_URL: `http://127.0.0.1:${(this.server.address() as AddressInfo).port}` };
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  add(list: "comments" | "issues", kept: Partial<Kept>): void {
    this[list].push({ id: 100 + this[list].length, text: "", title: "", open: true, own: true, ...kept });
  }

  private answer(method: string, url: URL, given: Record<string, string>): unknown {
    const { pathname } = url;
    if (pathname === "/user") return { id: 7 };
    const list = /comments|notes/.test(pathname) ? this.comments : this.issues;
    const text = given["body"] ?? given["description"] ?? "";
    if (method === "GET") {
      const page = Number(url.searchParams.get("page"));
      const label = url.searchParams.get("labels");
      const found = list.filter((one) => label === null || one.label === label);
      return found.slice((page - 1) * 100, page * 100).map((one) => this.shown(one));
    }
    this.writes.push(`${method} ${pathname}`);
    if (method === "POST") {
      const label = given["labels"];
      const [first] = Array.isArray(label) ? (label as string[]) : [label];
      this.add(list === this.comments ? "comments" : "issues", {
        text,
        title: given["title"] ?? "",
        ...(first !== undefined && { label: first }),
      });
      return this.shown(list.at(-1)!);
    }
    const kept = list.find(({ id }) => pathname.endsWith(`/${id}`))!;
    kept.text = text;
    kept.title = given["title"] ?? kept.title;
    const state = given["state"] ?? given["state_event"];
    if (state !== undefined) kept.open = state === "open" || state === "reopen";
    return this.shown(kept);
  }

  private shown({ id, text, title, open, own }: Kept): unknown {
    return {
      ...{ id, number: id, iid: id, title, body: text, description: text },
      // GitLab says "opened".
      state: open ? this.opened : "closed",
      user: { type: own ? "Bot" : "User" },
      author: { id: own ? 7 : 8 },
    };
  }
}
