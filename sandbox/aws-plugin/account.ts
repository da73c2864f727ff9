import type { CloudControlClient } from "@aws-sdk/client-cloudcontrol";
import type { IAMClient } from "@aws-sdk/client-iam";
import type { S3Client } from "@aws-sdk/client-s3";
import type { SSOAdminClient } from "@aws-sdk/client-sso-admin";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { createRequire } from "node:module";
import type { Aws } from "./aws";
import { AwsCallError, awsCallError } from "./awsErrors";
import { clientOptions, credentialsSource, type CredentialsSource } from "./credentials";
import type { Settings } from "./settings";

// The other clients are loaded on first use: a preview without changes needs none.
const load = createRequire(__filename);

/**
 * Finds out which account the settings' credentials belong to, and whether the settings allow that account. This comes
 * before any change. It takes a few seconds at most when AWS cannot be reached.
 *
 * @throws one sentence that says what is wrong and what to do about it
 */
export async function openAccount(settings: Settings): Promise<Aws> {
  const source = credentialsSource(settings);
  const sts = namingCalls(new STSClient(clientOptions(settings, source, "sts")));
  const region = await sts.config.region().catch(async () => {
    // A profile that does not exist has no region either, but the missing profile is the problem to report.
    await sts.config
      .credentials()
      .catch((error: unknown) =>
        Promise.reject(identityError(awsCallError("STSClient", "GetCallerIdentityCommand", error), source)),
      );
    throw new Error(
      "no AWS region: set aws:region in the stack's settings, AWS_REGION in the environment, or region in the profile",
    );
  });
  const {
    Account: accountId = "",
    Arn: callerArn = "",
    UserId: userId = "",
  } = await sts
    .send(new GetCallerIdentityCommand({}))
    .catch((error: unknown) => Promise.reject(identityError(error, source)));
  refuseOtherAccounts(settings, accountId, callerArn, source);

  let iam: IAMClient | undefined;
  const s3 = new Map<string, S3Client>();
  return {
    accountId,
    callerArn,
    userId,
    partition: callerArn.split(":")[1] ?? "aws",
    region,
    defaultTags: settings.defaultTags ?? {},
    iam() {
      const { IAMClient } = load("@aws-sdk/client-iam") as typeof import("@aws-sdk/client-iam");
      return (iam ??= namingCalls(new IAMClient({ ...clientOptions(settings, source, "iam"), region })));
    },
    s3(bucketRegion = region) {
      const { S3Client } = load("@aws-sdk/client-s3") as typeof import("@aws-sdk/client-s3");
      const client =
        s3.get(bucketRegion) ??
        namingCalls(new S3Client({ ...clientOptions(settings, source, "s3"), region: bucketRegion }));
      s3.set(bucketRegion, client);
      return client;
    },
    ssoAdmin(there = region) {
      const { SSOAdminClient } = load("@aws-sdk/client-sso-admin") as typeof import("@aws-sdk/client-sso-admin");
      return namingCalls(new SSOAdminClient({ ...clientOptions(settings, source, "ssoadmin"), region: there }));
    },
    cloudControl(there = region) {
      const { CloudControlClient } = load(
        "@aws-sdk/client-cloudcontrol",
      ) as typeof import("@aws-sdk/client-cloudcontrol");
      return namingCalls(new CloudControlClient({ ...clientOptions(settings, source, "cloudcontrol"), region: there }));
    },
    async json(call) {
      const { jsonCall } = load("./jsonCall.ts") as typeof import("./jsonCall");
      return jsonCall({ ...call, region: call.region ?? region }, await sts.config.credentials());
    },
  };
}

// Wraps the SDK's own steps from outside, so that a call that they retried fails here only once.
function namingCalls<Client extends CloudControlClient | IAMClient | S3Client | SSOAdminClient | STSClient>(
  client: Client,
): Client {
  const { middlewareStack } = client as unknown as STSClient; // each client's stack has types of its own
  middlewareStack.add(
    (next, { clientName = "", commandName = "" }) =>
      (args) =>
        next(args).catch((error: unknown) => Promise.reject(awsCallError(clientName, commandName, error))),
    { step: "initialize", priority: "high", name: "namingCalls" },
  );
  return client;
}

function refuseOtherAccounts(
  { allowedAccountIds, forbiddenAccountIds }: Settings,
  accountId: string,
  callerArn: string,
  source: CredentialsSource,
): void {
  const allowed =
    allowedAccountIds === undefined || allowedAccountIds.length === 0 || allowedAccountIds.includes(accountId);
  if (allowed && forbiddenAccountIds?.includes(accountId) !== true) return;
  const rule = allowed
    ? "which aws:forbiddenAccountIds forbids"
    : `but aws:allowedAccountIds allows only ${(allowedAccountIds ?? []).join(", ")}`;
  throw new Error(
    `the credentials (${source.description}) belong to account ${accountId} (${callerArn}), ${rule}: check aws:profile and AWS_PROFILE`,
  );
}

const networkCodes = /^(E[A-Z]+|TimeoutError)$/;

function identityError(error: unknown, { description }: CredentialsSource): Error {
  if (!(error instanceof AwsCallError)) return error as Error;
  const { operation, code, reason } = error;
  if (code.endsWith("ProviderError")) {
    return new Error(
      `no AWS credentials (${description}): ${reason.replace(/\.$/, "")}: set aws:profile in the stack's ` +
        "settings or AWS_PROFILE to a profile that exists",
    );
  }
  if (networkCodes.test(code)) {
    return new Error(
      `AWS cannot be reached to check the credentials (${operation}: ${code}: ${reason}): check the network, ` +
        "and AWS_ENDPOINT_URL if it is set",
    );
  }
  const { httpStatusCode = 0 } =
    (error.cause as { $metadata?: { httpStatusCode?: number } } | undefined)?.$metadata ?? {};
  if (
    httpStatusCode >= 500 ||
    httpStatusCode === 429 ||
    /Throttl|TooManyRequests|RequestLimitExceeded|SlowDown/.test(code)
  ) {
    return new Error(
      `AWS could not check the credentials now, which says nothing about them (${operation}: ${code}: ${reason}): try again in a moment`,
    );
  }
  return new Error(
    `AWS does not accept the credentials (${description}; ${operation}: ${code}: ${reason}): renew them, or ` +
      "name another profile in aws:profile",
  );
}
