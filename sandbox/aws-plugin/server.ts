import {
  type handleUnaryCall,
  Metadata,
  Server,
  ServerCredentials,
  status,
  type UntypedServiceImplementation,
} from "@grpc/grpc-js";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Any } from "google-protobuf/google/protobuf/any_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import type { Failure, NamingContext } from "./check";
import type { PropertyChange } from "./diff";
import { type AwsProvider, IncompleteResourceError, type Subject } from "./provider";
import { hasUnknown } from "./values";
import { fromStruct, toStruct } from "./wire";

/** The largest message, in bytes. Pulumi uses the same limit everywhere, since states may be large. */
const maxMessage = 400 * 1024 * 1024;

/**
 * Serves the provider protocol on a free port of the loopback interface.
 *
 * `@pulumi/pulumi/provider` has a server too, but it answers `configure` and `checkConfig` itself, so settings could be
 * neither used nor refused. It also drops what a preview needs (the preview flag, the random seed, property diffs).
 *
 * https://pulumi-developer-docs.readthedocs.io/latest/docs/architecture/providers/index.html
 *
 * @param version the plugin's version, a semantic version
 * @returns the port
 */
export async function serve(provider: AwsProvider, version: string): Promise<number> {
  const server = new Server({
    "grpc.max_receive_message_length": maxMessage,
    "grpc.max_send_message_length": maxMessage,
  });
  server.addService(ResourceProviderService, handlers(provider, version));
  return new Promise((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) =>
      error ? reject(error) : resolve(port),
    );
  });
}

// For requests that are not listed here (call, construct, parameterize, …), the library answers "unimplemented", as it
// should.
function handlers(provider: AwsProvider, version: string): UntypedServiceImplementation {
  return {
    getPluginInfo: unary(() => new PluginInfo().setVersion(version)),
    getSchema: unary(() => new messages.GetSchemaResponse().setSchema(JSON.stringify({ name: "aws", version }))),
    attach: unary(() => new Empty()),
    cancel: unary(() => new Empty()),
    checkConfig: unary((request: messages.CheckRequest) => {
      const news = fromStruct(request.getNews());
      return new messages.CheckResponse()
        .setInputs(toStruct(news))
        .setFailuresList(provider.checkConfig(news).map(checkFailure));
    }),
    diffConfig: unary((request: messages.DiffRequest) => {
      const [olds, news] = [fromStruct(request.getOldInputs() ?? request.getOlds()), fromStruct(request.getNews())];
      const diffs = [...new Set([...Object.keys(olds), ...Object.keys(news)])].filter(
        (property) => property !== "version" && JSON.stringify(olds[property]) !== JSON.stringify(news[property]),
      );
      const { DIFF_NONE, DIFF_SOME } = messages.DiffResponse.DiffChanges;
      return new messages.DiffResponse().setDiffsList(diffs).setChanges(diffs.length === 0 ? DIFF_NONE : DIFF_SOME);
    }),
    configure: unary(async (request: messages.ConfigureRequest) => {
      await provider.configure(fromStruct(request.getArgs()));
      return new messages.ConfigureResponse().setSupportspreview(true).setSupportsAutonamingConfiguration(true);
    }),
    check: unary((request: messages.CheckRequest) => {
      const { inputs, failures } = provider.check(
        subject(request),
        fromStruct(request.getOlds()),
        fromStruct(request.getNews()),
        naming(request),
      );
      return new messages.CheckResponse().setInputs(toStruct(inputs)).setFailuresList(failures.map(checkFailure));
    }),
    diff: unary(async (request: messages.DiffRequest) => {
      const [state, inputs] = [fromStruct(request.getOlds()), fromStruct(request.getNews())];
      const { changes, deleteBeforeReplace } = await provider.diff(
        subject(request),
        state,
        inputs,
        request.getIgnorechangesList(),
      );
      const { DIFF_NONE, DIFF_SOME } = messages.DiffResponse.DiffChanges;
      const response = new messages.DiffResponse()
        .setChanges(changes.size === 0 ? DIFF_NONE : DIFF_SOME)
        .setDiffsList([...changes.keys()])
        .setReplacesList([...changes].filter(([, change]) => change.replaces).map(([property]) => property))
        .setDeletebeforereplace(deleteBeforeReplace)
        .setHasdetaileddiff(true);
      for (const [property, change] of changes)
        response.getDetaileddiffMap().set(property, new messages.PropertyDiff().setKind(kindOf(change)));
      return response;
    }),
    create: unary(async (request: messages.CreateRequest) => {
      const { id, state } = await provider.create(
        subject(request),
        fromStruct(request.getProperties()),
        request.getPreview(),
      );
      return new messages.CreateResponse().setId(id).setProperties(toStruct(state));
    }),
    read: unary(async (request: messages.ReadRequest) => {
      const [state, inputs] = [fromStruct(request.getProperties()), fromStruct(request.getInputs())];
      const found = await provider.read(subject(request), request.getId(), state, inputs);
      if (found === undefined) return new messages.ReadResponse();
      return new messages.ReadResponse()
        .setId(request.getId())
        .setProperties(toStruct(found.state))
        .setInputs(toStruct(found.inputs));
    }),
    update: unary(async (request: messages.UpdateRequest) => {
      const [state, inputs] = [fromStruct(request.getOlds()), fromStruct(request.getNews())];
      const after = await provider.update(
        subject(request),
        request.getId(),
        state,
        inputs,
        request.getPreview(),
        request.getIgnorechangesList(),
      );
      return new messages.UpdateResponse().setProperties(toStruct(after));
    }),
    delete: unary(async (request: messages.DeleteRequest) => {
      await provider.delete(subject(request), request.getId(), fromStruct(request.getProperties()));
      return new Empty();
    }),
    invoke: unary(async (request: messages.InvokeRequest) => {
      const args = fromStruct(request.getArgs());
      if (hasUnknown(args)) throw new Error(`${request.getTok()}: its arguments are not known yet`);
      return new messages.InvokeResponse().setReturn(toStruct(await provider.invoke(request.getTok(), args)));
    }),
  };
}

function unary<Request, Response>(
  answer: (request: Request) => Response | Promise<Response>,
): handleUnaryCall<Request, Response> {
  return ({ request }, callback) => {
    // Inside a promise chain, an error that is thrown at once is handled like one that comes later.
    Promise.resolve(request)
      .then(answer)
      .then((response) => callback(null, response))
      .catch((error: unknown) =>
        callback({ code: status.UNKNOWN, details: (error as Error).message, metadata: details(error) }),
      );
  };
}

// Tells the engine that a failed creation left something behind: `rpcerror` in Pulumi's sdk/go/common/util.
function details(error: unknown): Metadata {
  const metadata = new Metadata();
  if (!(error instanceof IncompleteResourceError)) return metadata;
  const failure = new messages.ErrorResourceInitFailed()
    .setId(error.id)
    .setProperties(toStruct(error.state))
    .setInputs(toStruct(error.inputs))
    .setReasonsList([error.reason.message])
    .setRefreshBeforeUpdate(error.refresh);
  const detail = new Any();
  detail.pack(failure.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
  const whole = new Status().setCode(status.UNKNOWN).setMessage(error.message).setDetailsList([detail]);
  metadata.add("grpc-status-details-bin", Buffer.from(whole.serializeBinary()));
  return metadata;
}

function subject(request: { getUrn(): string; getType(): string }): Subject {
  // urn:pulumi:<stack>::<project>::<parent types>$<type>::<name>
  const urn = request.getUrn();
  return { urn, type: request.getType() || (urn.split("::")[2]?.split("$").at(-1) ?? "") };
}

function naming(request: messages.CheckRequest): NamingContext {
  const { PROPOSE, ENFORCE, DISABLE } = messages.CheckRequest.AutonamingOptions.Mode;
  const options = request.getAutonaming();
  const mode = { [PROPOSE]: "propose", [ENFORCE]: "enforce", [DISABLE]: "disable" } as const;
  return {
    logicalName: request.getName() || request.getUrn().split("::").slice(3).join("::"),
    seed: request.getRandomseed_asU8(),
    autonaming: options === undefined ? undefined : { mode: mode[options.getMode()], name: options.getProposedName() },
  };
}

function checkFailure({ property, reason }: Failure): messages.CheckFailure {
  return new messages.CheckFailure().setProperty(property).setReason(reason);
}

function kindOf({ kind, replaces }: PropertyChange): messages.PropertyDiff.Kind {
  const kinds = messages.PropertyDiff.Kind;
  const named = {
    add: [kinds.ADD, kinds.ADD_REPLACE],
    delete: [kinds.DELETE, kinds.DELETE_REPLACE],
    update: [kinds.UPDATE, kinds.UPDATE_REPLACE],
  } as const;
  return named[kind][replaces ? 1 : 0];
}
