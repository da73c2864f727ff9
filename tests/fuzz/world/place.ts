/** Where inputs are tried: a folder with a home, a project, and an engine and an AWS that answer what they are told. */
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { delimiter, join } from "node:path";

/** What the AWS of a place answers a call with. */
export interface Answer {
  readonly status: number;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const root = join(__dirname, "..", "..", "..");

/** What is done to the AWS and the engine of a place, and what they saw. */
export class Place {
  readonly home: string;
  /** Where commands are run; what they leave there is a fault unless it was asked for. */
  readonly work: string;
  readonly project: string;
  private readonly bin: string;
  private server: Server | undefined;
  /** What an AWS action is answered; `*` stands for those that are not named. */
  answers: Readonly<Record<string, Answer>> = {};
  /** The actions that were asked for. */
  asked: string[] = [];

  /** @param folder an empty one of its own; whoever made it removes it */
  constructor(readonly folder: string) {
    this.home = join(folder, "home");
    this.work = join(folder, "work");
    this.project = join(folder, "project");
    this.bin = join(folder, "bin");
  }

  /** Makes the folders and starts the AWS. */
  async open(): Promise<void> {
    for (const folder of [this.home, join(this.home, ".aws"), this.work, this.project, this.bin]) mkdirSync(folder);
    for (const name of ["Pulumi.yaml", "Pulumi.trusting.yaml", "Pulumi.trusted.yaml"])
      writeFileSync(join(this.project, name), readFileSync(join(root, name)));
    const engine = join(this.bin, "pulumi");
    const [output, exported] = [this.engineFile("output"), this.engineFile("export")];
    const cases = `"stack output") cat '${output}';; "stack export") cat '${exported}';; *) echo organization;;`;
    const refusal = this.engineFile("refusal");
    writeFileSync(
      engine,
      `#!/bin/sh\nif [ -f '${refusal}' ]; then cat '${refusal}' >&2; exit 255; fi\ncase "$1 $2" in ${cases} esac\n`,
    );
    chmodSync(engine, 0o755);
    // Installed as people have it, so that what it tells to type is the same however it is started.
    symlinkSync(join(root, "cli", "bin", "cross-account.cjs"), join(this.bin, "cross-account"));
    this.engine("{}", "{}");
    this.server = createServer((request, response) => {
      let body = "";
      request.on("data", (chunk: Buffer) => (body += chunk.toString("latin1")));
      request.on("end", () => {
        const action = new URLSearchParams(body).get("Action") ?? request.url ?? "";
        this.asked.push(action);
        const {
          status,
          body: text,
          headers = {},
        } = this.answers[action] ?? this.answers["*"] ?? { status: 500, body: "" };
        response.writeHead(status, { "Content-Type": "text/xml", ...headers });
        response.end(text);
      });
    });
    await new Promise<void>((resolve) => this.server!.listen(0, "127.0.0.1", resolve));
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.server!.address() as AddressInfo).port}`;
  }

  /** What the engine prints of every stack. */
  engine(output: string, exported: string): void {
    rmSync(this.engineFile("refusal"), { force: true });
    writeFileSync(this.engineFile("output"), output);
    writeFileSync(this.engineFile("export"), exported);
  }

  /** The engine says this, and nothing of any stack. */
  engineRefuses(words: string): void {
    writeFileSync(this.engineFile("refusal"), words);
  }

  /** The environment of a command: nothing of the tester's own, and no way to an AWS but this one. */
  environment(more: Readonly<Record<string, string>> = {}): Record<string, string> {
    return {
      HOME: this.home,
      USERPROFILE: this.home,
      PATH: `${this.bin}${delimiter}${process.env["FUZZ_PATH"] ?? process.env["PATH"] ?? ""}`,
      CROSS_ACCOUNT_PROJECT: this.project,
      AWS_ENDPOINT_URL: this.endpoint,
      AWS_EC2_METADATA_DISABLED: "true",
      AWS_ACCESS_KEY_ID: "AKIAFUZZFUZZFUZZFUZZ",
      AWS_SECRET_ACCESS_KEY: "fuzz/secret/of/nobody/1234567890",
      AWS_REGION: "eu-west-1",
      HTTPS_PROXY: "http://127.0.0.1:1",
      NO_COLOR: "1",
      ...more,
    };
  }

  /** Puts a file into the folder where commands are run, and gives its path. */
  write(name: string, text: string): string {
    const file = join(this.work, name);
    writeFileSync(file, text);
    return file;
  }

  /** Everything outside the home's cache, with its size and time: what changes is what a command left. */
  contents(): string {
    const list = (folder: string): string[] =>
      readdirSync(folder, { withFileTypes: true })
        .sort((a, b) => (a.name < b.name ? -1 : 1))
        .flatMap((entry) => {
          const path = join(folder, entry.name);
          if (path === join(this.home, ".cache")) return [];
          if (entry.isDirectory()) return [path, ...list(path)];
          const { size, mtimeMs, mode } = statSync(path);
          return [`${path} ${size} ${mtimeMs} ${mode}`];
        });
    return list(this.folder).join("\n");
  }

  /** Forgets what the last input left. */
  reset(): void {
    rmSync(this.work, { recursive: true, force: true });
    mkdirSync(this.work);
    rmSync(join(this.home, ".cache"), { recursive: true, force: true });
    for (const name of readdirSync(join(this.home, ".aws")))
      rmSync(join(this.home, ".aws", name), { recursive: true, force: true });
    rmSync(join(this.project, "approvals.yaml"), { force: true, recursive: true });
    this.engine("{}", "{}");
    this.answers = {};
    this.asked = [];
  }

  /** Stops the AWS. */
  async close(): Promise<void> {
    this.server?.closeAllConnections();
    await new Promise((resolve) => (this.server ? this.server.close(resolve) : resolve(undefined)));
  }

  private engineFile(name: string): string {
    return join(this.folder, `${name}.json`);
  }
}
