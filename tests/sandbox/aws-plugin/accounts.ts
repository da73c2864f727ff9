import { IAMClient } from "@aws-sdk/client-iam";
import { S3Client } from "@aws-sdk/client-s3";
import { SSOAdminClient } from "@aws-sdk/client-sso-admin";
import { startEmulator } from "../../../sandbox/emulator/emulator";
import type { World } from "../../../sandbox/emulator/world";
import { makePeople, type Person, trustedAccount, trustingAccount, worldOf } from "../../../sandbox/world";

export const region = "eu-west-1";

/** The sandbox's accounts on an emulator of the test's own. */
export interface Accounts {
  readonly endpoint: string;
  readonly people: readonly Person[];
  /** The environment of a process that works as this account's administrator. */
  environment(profile: "trusting" | "trusted" | "mallory"): Record<string, string>;
  /** Somebody else with all rights in the trusting account, to change things behind the program's back. */
  readonly iam: IAMClient;
  readonly s3: S3Client;
  readonly sso: SSOAdminClient;
  stop(): Promise<void>;
}

/** An instance of IAM Identity Center, which the trusting account administers, with account access manager. */
const identityCenter: NonNullable<World["identityCenter"]> = {
  instance: "ssoins-1234567890abcdef",
  store: "d-1234567890",
  region,
  owner: trustingAccount,
  users: [{ id: "00000000-0000-4000-8000-000000000001", name: "ann" }],
  groups: [{ id: "00000000-0000-4000-8000-000000000003", name: "Engineers" }],
  entitlements: [],
  permissionSets: ["Prepared", "Other"].map((name, at) => ({
    id: `ps-${String(at).repeat(16)}`,
    name,
    assignments: [{ account: trustedAccount, user: "00000000-0000-4000-8000-000000000001" }],
  })),
};

/**
 * Starts the sandbox's two accounts on an emulator of their own.
 *
 * @param controls see `World`
 */
export async function startAccounts(controls = false): Promise<Accounts> {
  // The SDK's notice that a later version will want a newer Node.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";
  const people = makePeople();
  const keysOf = (profile: string) => {
    const person = people.find((one) => one.profile === profile);
    if (person === undefined) throw new Error(`nobody has the profile ${profile}`);
    return { accessKeyId: person.accessKeyId, secretAccessKey: person.secretAccessKey };
  };
  const emulator = await startEmulator({ ...worldOf(people, controls), identityCenter });
  const client = { endpoint: emulator.endpoint, region, credentials: keysOf("trusting") };
  return {
    endpoint: emulator.endpoint,
    people,
    environment: (profile) => ({
      AWS_ENDPOINT_URL: emulator.endpoint,
      AWS_ACCESS_KEY_ID: keysOf(profile).accessKeyId,
      AWS_SECRET_ACCESS_KEY: keysOf(profile).secretAccessKey,
      AWS_EC2_METADATA_DISABLED: "true",
    }),
    iam: new IAMClient(client),
    sso: new SSOAdminClient(client),
    s3: new S3Client({ ...client, forcePathStyle: true }),
    stop: () => emulator.stop(),
  };
}
