/** The addresses of AWS services that an environment names. */

/** An address as it was found. */
export interface NamedEndpoint {
  readonly url: string;
  /** The setting that it is from, for messages. */
  readonly from: string;
}

/**
 * The endpoint that the environment names for a service; undefined when it names none.
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
 *
 * @param service as in the variables, such as `STS`
 */
export function endpointInEnvironment(service: string, env: NodeJS.ProcessEnv): NamedEndpoint | undefined {
  const from = [`AWS_ENDPOINT_URL_${service}`, "AWS_ENDPOINT_URL"].find((variable) => env[variable]);
  return from === undefined ? undefined : { url: env[from]!, from };
}

/** The address of an endpoint, or what is wrong with it. */
export function addressOf({ url, from }: NamedEndpoint, example: string): URL | { readonly problem: string } {
  const address = URL.canParse(url) ? new URL(url) : undefined;
  return address !== undefined && /^https?:$/.test(address.protocol)
    ? address
    : { problem: `${from}: found ${JSON.stringify(url)}, expected an address such as https://${example}` };
}

/** A setting that is true or false, or what is wrong with it. Not set is false, and capital letters do not count. */
export function switchOf(value: string | undefined, from: string): boolean | { readonly problem: string } {
  if (value === undefined || /^false$/i.test(value)) return false;
  return /^true$/i.test(value) || { problem: `${from}: found ${JSON.stringify(value)}, expected true or false` };
}
