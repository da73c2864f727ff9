/** Clients of one account's services, with the credentials of a profile. */
import { CloudTrailClient } from "@aws-sdk/client-cloudtrail";
import { IAMClient } from "@aws-sdk/client-iam";
import { OrganizationsClient } from "@aws-sdk/client-organizations";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { fromIni, fromNodeProviderChain } from "@aws-sdk/credential-providers";
import { proxyFor } from "../../../assume/network/post";
import { TunnelAgent } from "../../../assume/network/proxy";
import { addressOf, endpointInEnvironment, switchOf } from "../../../shared/endpoint";
import { readAwsFiles } from "../../../assume/credentials/awsFiles";
import {
  endpointOf as placeOf,
  type Endpoint,
  type IdentityCenterService,
  type ResourceService,
} from "../../../assume/network/region";
import type { Keys } from "../../../assume/session";
import { partitionOfRegion } from "../../../../settings/partitions";
import { jsonCall, type Fields, type JsonCall } from "./jsonCalls";
import { addressCode } from "./refusals";
import { Patience } from "./patience";

/** Which account to ask, and with which credentials. */
export interface Access {
  /**
   * The AWS profile. Undefined when the stack names none; then the environment or the machine gives the credentials.
   */
  readonly profile: string | undefined;
  readonly region: string;
  readonly env: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal | undefined;
}

/** How long AWS may take to accept a connection, and to answer, in milliseconds. */
const limits = { connectionTimeout: 10_000, requestTimeout: 60_000, throwOnRequestTimeout: true };

/** The AWS services of one account. */
export class Clients {
  private readonly opened: { destroy(): void }[] = [];
  private readonly credentials: ReturnType<typeof fromNodeProviderChain>;
  private readonly patience: Patience;
  private lazyIam: IAMClient | undefined;
  private lazyOrganizations: OrganizationsClient | undefined;
  private keys: ReturnType<Clients["credentials"]> | undefined;
  private readonly trails = new Map<string, CloudTrailClient>();

  constructor(private readonly access: Access) {
    // The SDK's advice about Node.js versions is for the maintainers of this command, not for its users.
    process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] ??= "true";
    this.credentials = credentialsOf(access);
    this.patience = new Patience(access.signal);
  }

  get iam(): IAMClient {
    return (this.lazyIam ??= this.opening(new IAMClient(this.settings("IAM", this.access.region))));
  }

  get organizations(): OrganizationsClient {
    const { region } = this.access;
    return (this.lazyOrganizations ??= this.opening(new OrganizationsClient(this.settings("ORGANIZATIONS", region))));
  }

  cloudTrail(region: string): CloudTrailClient {
    const known = this.trails.get(region) ?? this.opening(new CloudTrailClient(this.settings("CLOUDTRAIL", region)));
    this.trails.set(region, known);
    return known;
  }

  /** The account that the credentials belong to. */
  async account(): Promise<string> {
    const sts = this.opening(new STSClient(this.settings("STS", this.access.region)));
    return (await sts.send(new GetCallerIdentityCommand({}), this.sending)).Account ?? "";
  }

  /** The region of the account's own calls. */
  get region(): string {
    return this.access.region;
  }

  /**
   * Makes a call of a service that has no client here. It works after {@link close}, too.
   *
   * @throws as {@link jsonCall}, and the errors of credentials and addresses
   */
  async json(call: JsonCall): Promise<Fields> {
    const { keys, place, signal } = await this.asking();
    return jsonCall(call, keys, place(call.service, call.region).url, signal);
  }

  /**
   * What calls need that are signed by hand. It works after {@link close}, too.
   *
   * @throws the errors of credentials, and `place` those of addresses
   */
  async asking(): Promise<{
    readonly keys: Keys;
    readonly place: (service: IdentityCenterService | ResourceService, region: string) => Endpoint;
    readonly signal: AbortSignal | undefined;
  }> {
    const { env, profile, signal } = this.access;
    const place = (service: IdentityCenterService | ResourceService, region: string) =>
      placeOf({
        service,
        region,
        partition: partitionOfRegion(region),
        env,
        files: readAwsFiles(env),
        ...(profile !== undefined && { profile }),
      });
    return { keys: await (this.keys ??= this.credentials()), place, signal };
  }

  /** The options of each call. */
  get sending(): { abortSignal?: AbortSignal } {
    return this.access.signal ? { abortSignal: this.access.signal } : {};
  }

  /** Closes all connections. */
  close(): void {
    for (const client of this.opened) client.destroy();
  }

  private opening<Client extends { destroy(): void }>(client: Client): Client {
    this.opened.push(client);
    return client;
  }

  private settings(service: string, region: string) {
    const endpoint = endpointOf(service, this.access.env);
    return {
      region,
      credentials: this.credentials,
      retryStrategy: this.patience,
      requestHandler: connection(service, region, this.access.env),
      ...(endpoint && { endpoint }),
      ...(this.access.profile !== undefined && { profile: this.access.profile }),
    };
  }
}

/**
 * The credentials of an account. The region is that of STS, and so is an endpoint that the environment names for it,
 * which the SDK finds by itself. In `clientConfig` both would count for IAM Identity Center too, whatever the profile's
 * `sso_region` says.
 */
function credentialsOf({ profile, region, env }: Access) {
  const settings = {
    clientConfig: { requestHandler: connection("STS", region, env) },
    parentClientConfig: { region },
  };
  if (profile === undefined) return fromNodeProviderChain(settings);
  const files = {
    ...(env["AWS_SHARED_CREDENTIALS_FILE"] && { filepath: env["AWS_SHARED_CREDENTIALS_FILE"] }),
    ...(env["AWS_CONFIG_FILE"] && { configFilepath: env["AWS_CONFIG_FILE"] }),
  };
  return fromIni({ profile, ...files, ...settings });
}

/** The connection to a service. It uses the proxy of the environment, which the SDK ignores. */
function connection(service: string, region: string, env: NodeJS.ProcessEnv) {
  const url =
    endpointOf(service, env) ??
    `https://${service.toLowerCase()}.${service === "IAM" || service === "ORGANIZATIONS" ? "" : `${region}.`}amazonaws.com`;
  const proxy = proxyFor(new URL(url), env);
  return { ...limits, ...(proxy && { httpsAgent: new TunnelAgent(proxy) }) };
}

const ignoring = "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS";

/**
 * The endpoint that the environment names for a service; undefined when it names none. The SDK itself reads endpoints
 * of a profile.
 *
 * @throws when the value is not an address, or it is not said with true or false whether it counts
 */
function endpointOf(service: string, env: NodeJS.ProcessEnv): string | undefined {
  const ignored = switchOf(env[ignoring] || undefined, ignoring);
  if (typeof ignored === "object") throw Object.assign(new Error(ignored.problem), { code: addressCode });
  if (ignored) return undefined;
  const named = endpointInEnvironment(service, env);
  if (named === undefined) return undefined;
  const address = addressOf(named, "iam.amazonaws.com");
  if (address instanceof URL) return named.url;
  throw Object.assign(new Error(address.problem), { code: addressCode });
}
