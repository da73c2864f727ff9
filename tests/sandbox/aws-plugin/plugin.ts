import { credentials } from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import type { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Bag } from "../../../sandbox/aws-plugin/values";
import { fromStruct, toStruct } from "../../../sandbox/aws-plugin/wire";

const executable = join(__dirname, "..", "..", "..", "sandbox", "aws-plugin", "pulumi-resource-aws");

/** What a diff answers, in plain values. */
export interface Diff {
  readonly changed: boolean;
  readonly properties: string[];
  readonly replaces: string[];
  readonly deleteBeforeReplace: boolean;
}

/** The plugin as a process of its own, spoken to over gRPC as the engine does. */
export class Plugin {
  private constructor(
    private readonly process: ChildProcess,
    private readonly client: ResourceProviderClient,
    /** What the process wrote after its port, on either stream. */
    readonly noise: string[],
    /** Milliseconds from the start of the process to its port. */
    readonly startTime: number,
  ) {}

  /** @param env on top of PATH and HOME, and nothing else of this process's own environment */
  static async start(env: Record<string, string>): Promise<Plugin> {
    const started = Date.now();
    const { PATH = "", HOME = "" } = process.env;
    // Another working directory than the repository, as with any program of a user's.
    const child = spawn(executable, ["127.0.0.1:1"], {
      cwd: tmpdir(),
      env: { PATH, HOME, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const noise: string[] = [];
    child.stderr.on("data", (chunk: Buffer) => noise.push(chunk.toString()));
    const [first] = (await Promise.race([
      once(child.stdout, "data"),
      once(child, "exit").then(() => [Buffer.from("")]),
    ])) as [Buffer];
    const port = /^(\d+)\n$/.exec(first.toString())?.[1];
    if (port === undefined) throw new Error(`no port, but ${first.toString()}${noise.join("")}`);
    child.stdout.on("data", (chunk: Buffer) => noise.push(chunk.toString()));
    return new Plugin(
      child,
      new ResourceProviderClient(`127.0.0.1:${port}`, credentials.createInsecure()),
      noise,
      Date.now() - started,
    );
  }

  async stop(): Promise<void> {
    this.client.close();
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    const ended = once(this.process, "exit");
    this.process.kill();
    await ended;
  }

  async version(): Promise<string> {
    return (await this.call<PluginInfo>("getPluginInfo", new Empty())).getVersion();
  }

  /** The settings that the plugin refuses, and why. */
  async checkConfig(settings: Bag): Promise<string[]> {
    const response = await this.call<messages.CheckResponse>(
      "checkConfig",
      new messages.CheckRequest().setNews(toStruct(settings)),
    );
    return response.getFailuresList().map((failure) => failure.getReason());
  }

  async configure(settings: Bag): Promise<messages.ConfigureResponse> {
    return this.call("configure", new messages.ConfigureRequest().setArgs(toStruct(settings)).setAcceptsecrets(true));
  }

  async check(token: string, name: string, news: Bag, olds: Bag = {}): Promise<{ inputs: Bag; failures: string[] }> {
    const request = new messages.CheckRequest()
      .setUrn(urn(token, name))
      .setNews(toStruct(news))
      .setOlds(toStruct(olds));
    const response = await this.call<messages.CheckResponse>(
      "check",
      request.setRandomseed(Buffer.from(`seed of ${name}`)),
    );
    return {
      inputs: fromStruct(response.getInputs()),
      failures: response.getFailuresList().map((failure) => failure.getReason()),
    };
  }

  async diff(token: string, id: string, state: Bag, inputs: Bag, ignored: string[] = []): Promise<Diff> {
    const request = new messages.DiffRequest()
      .setUrn(urn(token, "it"))
      .setId(id)
      .setOlds(toStruct(state))
      .setNews(toStruct(inputs));
    const response = await this.call<messages.DiffResponse>("diff", request.setIgnorechangesList(ignored));
    return {
      changed: response.getChanges() === messages.DiffResponse.DiffChanges.DIFF_SOME,
      properties: response.getDiffsList().sort(),
      replaces: response.getReplacesList().sort(),
      deleteBeforeReplace: response.getDeletebeforereplace(),
    };
  }

  async create(token: string, inputs: Bag, preview = false): Promise<{ id: string; state: Bag }> {
    const request = new messages.CreateRequest()
      .setUrn(urn(token, "it"))
      .setProperties(toStruct(inputs))
      .setPreview(preview);
    const response = await this.call<messages.CreateResponse>("create", request);
    return { id: response.getId(), state: fromStruct(response.getProperties()) };
  }

  /** @returns undefined when the resource is gone */
  async read(
    token: string,
    id: string,
    state: Bag = {},
    inputs: Bag = {},
  ): Promise<{ id: string; state: Bag; inputs: Bag } | undefined> {
    const request = new messages.ReadRequest()
      .setUrn(urn(token, "it"))
      .setId(id)
      .setProperties(toStruct(state))
      .setInputs(toStruct(inputs));
    const response = await this.call<messages.ReadResponse>("read", request);
    if (response.getId() === "") return undefined;
    return {
      id: response.getId(),
      state: fromStruct(response.getProperties()),
      inputs: fromStruct(response.getInputs()),
    };
  }

  async update(token: string, id: string, state: Bag, inputs: Bag, preview = false): Promise<Bag> {
    const request = new messages.UpdateRequest()
      .setUrn(urn(token, "it"))
      .setId(id)
      .setOlds(toStruct(state))
      .setNews(toStruct(inputs));
    return fromStruct(
      (await this.call<messages.UpdateResponse>("update", request.setPreview(preview))).getProperties(),
    );
  }

  async delete(token: string, id: string, state: Bag): Promise<void> {
    await this.call(
      "delete",
      new messages.DeleteRequest().setUrn(urn(token, "it")).setId(id).setProperties(toStruct(state)),
    );
  }

  async invoke(token: string, args: Bag): Promise<Bag> {
    const response = await this.call<messages.InvokeResponse>(
      "invoke",
      new messages.InvokeRequest().setTok(token).setArgs(toStruct(args)),
    );
    return fromStruct(response.getReturn());
  }

  private call<Response>(method: string, request: object): Promise<Response> {
    const stub = this.client as unknown as Record<
      string,
      (request: object, done: (error: Error | null, response: Response) => void) => void
    >;
    return new Promise((resolve, reject) => {
      stub[method]?.(request, (error, response) => (error ? reject(error) : resolve(response)));
    });
  }
}

/** What the engine is told of a resource that exists but is not complete; undefined for any other error. */
export function leftBehind(
  error: unknown,
): { id: string; state: Bag; reasons: string[]; refresh: boolean } | undefined {
  const [packed] =
    (error as { metadata?: { get(key: string): Buffer[] } }).metadata?.get("grpc-status-details-bin") ?? [];
  if (packed === undefined) return undefined;
  const [detail] = Status.deserializeBinary(packed).getDetailsList();
  if (detail?.getTypeUrl() !== "type.googleapis.com/pulumirpc.ErrorResourceInitFailed") return undefined;
  const failure = messages.ErrorResourceInitFailed.deserializeBinary(detail.getValue_asU8());
  return {
    id: failure.getId(),
    state: fromStruct(failure.getProperties()),
    reasons: failure.getReasonsList(),
    refresh: failure.getRefreshBeforeUpdate(),
  };
}

function urn(token: string, name: string): string {
  return `urn:pulumi:trusting::cross-account-access::cross-account-access:index:AccountAccess$${token}::${name}`;
}
