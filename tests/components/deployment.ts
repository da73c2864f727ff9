import * as pulumi from "@pulumi/pulumi";
import * as debuggable from "@pulumi/pulumi/runtime/debuggable";
import * as runtime from "@pulumi/pulumi/runtime/settings";
import * as state from "@pulumi/pulumi/runtime/state";
import { join } from "node:path";
import { readSettings } from "../../checks/readSettings";
import { AccountAccess } from "../../components/accountAccess";
import { now, type Config } from "../settings/example";

/** What mocks do not hand on of a request to register a resource. */
interface ResourceRequest {
  getType(): string;
  getName(): string;
  getDependenciesList(): string[];
  getDeletebeforereplace(): boolean;
  getReplaceonchangesList(): string[];
  getAliasesList(): { getUrn(): string; getSpec(): { getName(): string } | undefined }[];
}

/** One resource that a program registered. */
export interface Registered {
  readonly type: string;
  readonly name: string;
  readonly inputs: Record<string, unknown>;
  /** The names of the resources that have to be there before it. */
  readonly after: readonly string[];
  /** Whether it is deleted before its replacement is made. */
  readonly deleteBeforeReplace: boolean;
  /** The name of the provider that makes it; undefined for the stack's own. */
  readonly provider: string | undefined;
  /** Its former names, or URNs without the stack's part. */
  readonly aliases: readonly string[];
}

/** What a run of the program came to under Pulumi's mocks. */
export interface Deployment {
  readonly resources: readonly Registered[];
  readonly outputs: Readonly<Record<"roles" | "grants" | "conditions" | "deployed", unknown>>;
}

/** An instance of IAM Identity Center, and a permission set of it. */
export const instanceArn = "arn:aws:sso:::instance/ssoins-1234567890abcdef";
export const setArn = (name: string) => `arn:aws:sso:::permissionSet/ssoins-1234567890abcdef/${name}`;

/** How the program is run. */
export interface Run {
  /** What other stacks publish, by their full names; a stack that is missing has published nothing. */
  readonly stacks?: Readonly<Record<string, Record<string, unknown>>>;
  /** Filled with what is registered, for programs that fail half-way. */
  readonly registered?: Registered[];
  /** A preview: what AWS decides is not known. */
  readonly preview?: boolean;
  /** The folder with Pulumi.yaml and the stacks' files; that of this project unless given. */
  readonly folder?: string;
  /** What the account says when it is asked for something that the settings name and the program does not create: its ARN, or an error. */
  readonly account?: (token: string, name: string) => string | Error;
  /** The instances of IAM Identity Center that the account sees; one unless given. */
  readonly instances?: readonly string[];
  /** The inline policy of a permission set, as Cloud Control tells it, by its name; or an error. */
  readonly inlinePolicy?: (name: string) => unknown;
  /** The outputs of this stack's last update. */
  readonly last?: Readonly<Record<string, unknown>>;
  /** Called with `type name` as each resource is asked for; it is made once this is done. */
  readonly making?: (resource: string) => Promise<void>;
  /** Filled with the stashes: gates, and what is renewed. */
  readonly stashes?: Map<
    string,
    Pick<Registered, "after" | "aliases" | "deleteBeforeReplace"> & { readonly replaceOnChanges: readonly string[] }
  >;
  /** Called as soon as the roles' published output is there. */
  readonly published?: () => void;
  /** The organization of the backend; unless given, the only one of a folder. */
  readonly organization?: string;
  /** The engine's refusal to read a stack, by its full name. */
  readonly refuse?: (stack: string) => string | undefined;
  /** What IAM Identity Center says of an `application`, a `UserName` or a `DisplayName`; unless given it is not to be asked. */
  readonly people?: (kind: string, name: string) => { readonly id: string; readonly written?: string } | Error;
  /** Filled with what the account was asked for, as `getUser alice`. */
  readonly asked?: string[];
  /** Called for each question to a provider, with the provider's name; undefined for the stack's own. */
  readonly calling?: (token: string, provider: string | undefined) => void;
  /** Filled with the warnings and what else people are told. */
  readonly told?: string[];
}

type Inputs = Readonly<Record<string, unknown>>;

/** What the provider answers about people of IAM Identity Center; undefined for other calls. */
function peopleAnswer(token: string, inputs: Inputs, people: NonNullable<Run["people"]>): object | undefined {
  const found = (kind: string, name: string) => {
    const answer = people(kind, name);
    if (answer instanceof Error) throw Object.assign(answer, { details: answer.message });
    return answer;
  };
  if (token === "aws:accountaccess/getApplication:getApplication") {
    const { id } = found("application", String(inputs["arn"]));
    return { identitySources: [{ identityCenters: [{ instanceArn: id }] }] };
  }
  if (token === "aws:ssoadmin/getInstances:getInstances" && inputs["region"] === undefined)
    throw new Error("asked in no region");
  if (token === "aws:ssoadmin/getInstances:getInstances")
    return { arns: ["arn:aws:sso:::instance/other", "arn:aws:sso:::instance/ours"], identityStoreIds: ["d-0", "d-1"] };
  const [, kind] = /^aws:identitystore\/get(User|Group):/.exec(token) ?? [];
  if (kind === undefined) return undefined;
  if (inputs["identityStoreId"] !== "d-1") throw new Error(`asked ${String(inputs["identityStoreId"])}`);
  const { uniqueAttribute } = inputs["alternateIdentifier"] as {
    uniqueAttribute: { attributePath: string; attributeValue: string };
  };
  const { id, written } = found(uniqueAttribute.attributePath, uniqueAttribute.attributeValue);
  return kind === "User" ? { userId: id, userName: written } : { groupId: id, displayName: written };
}

/**
 * Runs the program with a stack's configuration under Pulumi's mocks, as an update or as a preview.
 *
 * @throws the error of the program, or the first error of one of its outputs
 */
export async function deploy(config: Config, run: Run = {}): Promise<Deployment> {
  const { stacks = {}, preview = false, registered: resources = [], account: there = () => "", asked = [] } = run;
  const { folder = join(__dirname, "../.."), making = () => Promise.resolve(), published } = run;
  const { organization = "organization", refuse = () => undefined, people } = run;
  const { instances = [instanceArn], inlinePolicy = () => undefined, last = {} } = run;
  const requests: ResourceRequest[] = [];
  const names = new Set<string>();
  // Pulumi's runner says it by an option, which mocks leave as it is.
  (
    state as unknown as { getStore(): { settings: { options: { rootDirectory: string } } } }
  ).getStore().settings.options.rootDirectory = folder;
  const account = /\d{12}/.exec(config["aws:allowedAccountIds"] ?? "")?.[0];
  await pulumi.runtime.setMocks(
    {
      newResource: async ({ type, name, inputs, provider }) => {
        // The engine refuses a second one of a URN.
        const called = `${type} ${name}`;
        if (names.has(called)) throw new Error(`${called} is registered twice`);
        names.add(called);
        const asked = requests.find((one) => one.getType() === type && one.getName() === name);
        await making(`${type} ${name}`);
        const given = inputs as Record<string, unknown>;
        const after = (asked?.getDependenciesList() ?? []).map((urn) => urn.split("::").at(-1)!);
        if (type === "pulumi:pulumi:StackReference") {
          return { id: name, state: { name, outputs: stacks[name] ?? {} } };
        }
        // The engine's own: what it keeps is known at once.
        const aliases = (asked?.getAliasesList() ?? []).map(
          (one) => one.getSpec()?.getName() ?? one.getUrn().split("::").slice(2).join("::"),
        );
        const deleteBeforeReplace = asked?.getDeletebeforereplace() ?? false;
        const replaceOnChanges = asked?.getReplaceonchangesList() ?? [];
        if (type === "pulumi:index:Stash")
          run.stashes?.set(name, { after, aliases, deleteBeforeReplace, replaceOnChanges });
        if (type === "pulumi:index:Stash")
          return { id: preview ? undefined : name, state: { ...given, output: given["input"] } };
        resources.push({
          type,
          name,
          inputs: given,
          after,
          deleteBeforeReplace,
          provider: providerName(provider),
          aliases,
        });
        if (preview) return { id: undefined, state: given };
        const arn =
          type === "aws:iam/role:Role" ? { arn: `arn:aws:iam::${account}:role/${String(given["name"])}` } : {};
        return { id: `${name}-id`, state: { ...given, ...arn } };
      },
      call: ({ token, inputs, provider }) => {
        run.calling?.(token, providerName(provider));
        // Nothing was deployed before.
        if (token === "pulumi:pulumi:readStackOutputs") {
          const stack = String((inputs as Record<string, unknown>)["name"]);
          const refused = stack.endsWith("/cross-account-access/test") ? undefined : refuse(stack);
          if (refused !== undefined) throw Object.assign(new Error(refused), { details: refused });
          return { outputs: stack.endsWith("/cross-account-access/test") ? last : {} };
        }
        const ofPeople = people && peopleAnswer(token, inputs as Inputs, people);
        if (ofPeople !== undefined) return ofPeople;
        if (token === "aws:ssoadmin/getInstances:getInstances") return { arns: instances };
        if (token === "aws:cloudcontrol/getResource:getResource") {
          const { identifier } = inputs as { identifier: string };
          asked.push(`getResource ${identifier}`);
          const policy = inlinePolicy(identifier.split("/").at(-1)!);
          if (policy instanceof Error) throw Object.assign(policy, { details: policy.message });
          return { properties: JSON.stringify({ Name: "Dev", InlinePolicy: policy }) };
        }
        const [, called] =
          /^aws:(?:iam|ssoadmin)\/\w+:(getUser|getGroup|getRole|getPolicy|getPermissionSet)$/.exec(token) ?? [];
        if (called === undefined) throw new Error(`the program called ${token}, which it has no need to`);
        const given = inputs as Record<string, string>;
        const name = given["userName"] ?? given["groupName"] ?? given["name"] ?? given["arn"] ?? "";
        asked.push(`${called} ${name}`);
        const arn = there(called, name);
        // As the engine hands it on over gRPC.
        if (arn instanceof Error) throw Object.assign(arn, { details: arn.message });
        if (called === "getPermissionSet") return { arn: setArn(name) };
        return arn === "" ? {} : { arn };
      },
    },
    "cross-account-access",
    "test",
    preview,
    organization,
  );
  const monitor = runtime.getMonitor() as unknown as {
    registerResource(request: ResourceRequest, done: unknown): unknown;
  };
  const register = monitor.registerResource.bind(monitor);
  monitor.registerResource = (request, done) => {
    requests.push(request);
    return register(request, done);
  };
  const settings = readSettings(config, "cross-account-access", now);
  const access = await telling(run.told, () => AccountAccess.fromRead("access", { settings }));
  if (published !== undefined) access.roles.apply(published);
  const [roles, grants, conditions, deployed] = await Promise.all([
    settled(access.roles),
    settled(access.grants),
    settled(access.conditions),
    settled(access.deployed),
  ]);
  return { resources, outputs: { roles, grants, conditions, deployed } };
}

/** Keeps what people are told meanwhile. */
async function telling<Result>(told: string[] | undefined, run: () => Promise<Result>): Promise<Result> {
  if (told === undefined) return run();
  const log = pulumi.log as { warn: typeof pulumi.log.warn; info: typeof pulumi.log.info };
  const { warn, info } = log;
  log.warn = log.info = (text) => {
    told.push(text);
    return Promise.resolve();
  };
  return run().finally(() => Object.assign(log, { warn, info }));
}

/** The name in a provider's URN, which stands before its id. */
function providerName(provider: string | undefined): string | undefined {
  return provider === undefined || provider === "" ? undefined : provider.split("::").at(-2);
}

/** The value of an output once it is there; undefined where it is not known. */
async function settled(output: pulumi.Output<unknown>): Promise<unknown> {
  const inner = output as pulumi.Output<unknown> & { promise(): Promise<unknown>; isKnown: Promise<boolean> };
  const value = await inner.promise();
  return (await inner.isKnown) ? value : undefined;
}

// A run that is refused never comes to register what waits for it. Pulumi takes that for a leak, and would fail the
// whole test run as it ends.
after(() => void (debuggable as unknown as { leakedPromises(): unknown }).leakedPromises());
