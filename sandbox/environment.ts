import { delimiter, join } from "node:path";
import { mfaSerial, type Person } from "./world";

/** The places of one sandbox, all in its folder. */
export interface SandboxPlaces {
  readonly directory: string;
  readonly endpoint: string;
  /** The folder of the genuine `pulumi`. */
  readonly engine: string;
}

/**
 * An environment in which commands use the sandbox and nothing else. The caller's own variables for AWS and Pulumi are
 * left out, so that no command can reach a real account or backend by mistake.
 */
export function sandboxEnvironment(
  inherited: NodeJS.ProcessEnv,
  { directory, endpoint, engine }: SandboxPlaces,
): NodeJS.ProcessEnv {
  const own = Object.entries(inherited).filter(([key]) => !/^(AWS|PULUMI|BOTO|CROSS_ACCOUNT)_/.test(key));
  const backend = `file://${join(directory, "state")}`;
  return {
    ...Object.fromEntries(own),
    PATH: [join(__dirname, "bin"), engine, inherited["PATH"]].join(delimiter),
    AWS_CONFIG_FILE: join(directory, "aws-config"),
    AWS_SHARED_CREDENTIALS_FILE: join(directory, "aws-credentials"),
    AWS_ENDPOINT_URL: endpoint,
    AWS_EC2_METADATA_DISABLED: "true",
    PULUMI_BACKEND_URL: backend,
    // Every project in this environment uses the stacks of the sandbox.
    CROSS_ACCOUNT_TRUSTED_BACKEND: backend,
    // The emulator has no console. The address keeps sessions on this machine.
    CROSS_ACCOUNT_FEDERATION_ENDPOINT: `${endpoint}/federation`,
    PULUMI_HOME: engineHome(directory),
    // The sandbox contains no real secrets, but the file backend requires a passphrase.
    PULUMI_CONFIG_PASSPHRASE: "sandbox",
    PULUMI_FALLBACK_TO_STATE_SECRETS_MANAGER: "true",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    CROSS_ACCOUNT_ACCESS_SANDBOX: directory,
    CROSS_ACCOUNT_ACCESS_ENGINE: join(engine, "pulumi"),
  };
}

/** The folder in which the engine keeps its own files, such as plugins. */
export function engineHome(directory: string): string {
  return join(directory, "pulumi-home");
}

/** The texts of the two AWS profile files, with one profile for each person. */
export function profileFiles(people: readonly Person[], region: string): { config: string; credentials: string } {
  const config = people.map((person) =>
    [
      `[profile ${person.profile}]`,
      `region = ${region}`,
      ...(person.mfaSeed ? [`mfa_serial = ${mfaSerial(person)}`] : []),
      "",
    ].join("\n"),
  );
  const credentials = people.map(({ profile, accessKeyId, secretAccessKey }) =>
    [`[${profile}]`, `aws_access_key_id = ${accessKeyId}`, `aws_secret_access_key = ${secretAccessKey}`, ""].join("\n"),
  );
  return { config: config.join("\n"), credentials: credentials.join("\n") };
}
