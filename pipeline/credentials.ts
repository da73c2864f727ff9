/**
 * Credentials of a role for a job, by the job's own OpenID Connect token. Nothing is kept: each call asks the forge for a
 * token, since GitHub's are good for minutes and a deployment may take longer.
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-process-credentials.html
 */
import { NoAnswer } from "../cli/assume/network/noAnswer";
import { send } from "../cli/assume/network/post";
import { parseXml, textOf } from "../cli/assume/network/xml";
import { addressOf, endpointInEnvironment } from "../cli/shared/endpoint";
import { parseIamArn } from "../policypack/iam";
import { visible } from "../policypack/visible";
import { partitions, stsHost, type AnyPartition } from "../settings/partitions";
import { Refused } from "./forge/forge";

/** Whom the token is for. The trust policies of the pipeline's roles ask for it. */
export const audience = "sts.amazonaws.com";

/**
 * The job's token.
 *
 * @throws Refused where there is none; NoAnswer where the forge gives none
 */
export async function jobToken(env: NodeJS.ProcessEnv): Promise<string> {
  const { ACTIONS_ID_TOKEN_REQUEST_URL: url, ACTIONS_ID_TOKEN_REQUEST_TOKEN: bearer, AWS_ID_TOKEN: given } = env;
  if (given) return given;
  if (!url || !bearer)
    throw new Refused(
      "this job has no token to sign in with: on GitHub it needs `permissions: id-token: write`, on GitLab `id_tokens: " +
        "AWS_ID_TOKEN`, and code of a fork gets none.",
      "unsigned",
    );
  const asked = new URL(url);
  asked.searchParams.set("audience", audience);
  const answer = await send(asked, { method: "GET", headers: { Authorization: `bearer ${bearer}` } }, "");
  const value = answer.status === 200 ? tokenIn(answer.body) : undefined;
  if (value === undefined)
    throw new NoAnswer(asked.origin, "STATUS", `it answered with status ${answer.status} and no token`);
  return value;
}

function tokenIn(body: string): string | undefined {
  try {
    const { value } = JSON.parse(body) as { readonly value?: unknown };
    return typeof value === "string" && value !== "" ? value : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The answer of a `credential_process`, in JSON.
 *
 * @throws Refused where the role is not to be had; NoAnswer
 */
export async function roleCredentials(arn: string, env: NodeJS.ProcessEnv): Promise<string> {
  const partition = parseIamArn(arn)?.partition;
  if (partition === undefined || !Object.hasOwn(partitions, partition))
    throw new Refused(`found ${JSON.stringify(arn)}, expected the ARN of a role.`, "usage");
  const url = endpointOf(partition as AnyPartition, env);
  const body = new URLSearchParams({
    Action: "AssumeRoleWithWebIdentity",
    Version: "2011-06-15",
    RoleArn: arn,
    // CloudTrail then says which job it was.
    RoleSessionName: `pipeline-${(env["GITHUB_RUN_ID"] ?? env["CI_JOB_ID"] ?? "job").replace(/[^\w-]/g, "").slice(0, 40)}`,
    WebIdentityToken: await jobToken(env),
  }).toString();
  const headers = {
    "Content-Type": "application/x-www-form-urlencoded",
    "Content-Length": String(Buffer.byteLength(body)),
  };
  const answer = await send(url, { method: "POST", headers }, body);
  const xml = parseXml(answer.body);
  const part = (name: string) =>
    textOf(xml, "AssumeRoleWithWebIdentityResponse", "AssumeRoleWithWebIdentityResult", "Credentials", name);
  const [id, secret, token, expiration] = ["AccessKeyId", "SecretAccessKey", "SessionToken", "Expiration"].map(part);
  if (id && secret && token && expiration) {
    const keys = { AccessKeyId: id, SecretAccessKey: secret, SessionToken: token, Expiration: expiration };
    return `${JSON.stringify({ Version: 1, ...keys })}\n`;
  }
  const [code, message] = ["Code", "Message"].map((name) => textOf(xml, "ErrorResponse", "Error", name));
  if (code === undefined || answer.status >= 500)
    throw new NoAnswer(url.origin, "STATUS", `it answered with status ${answer.status}`);
  throw new Refused(
    `AWS refuses ${arn} to this job: ${visible(`${code}, ${message ?? ""}`)} Its trust policy names a repository and an ` +
      "environment; compare both with this job's, and whether the role is deployed (docs/pipelines.md).",
    "refused",
  );
}

function endpointOf(partition: AnyPartition, env: NodeJS.ProcessEnv): URL {
  const given = endpointInEnvironment("STS", env);
  if (given === undefined)
    return new URL(`https://${stsHost(partitions[partition].main, { fips: false, dualstack: false })}`);
  const address = addressOf(given, "sts.eu-west-1.amazonaws.com");
  if (address instanceof URL) return address;
  throw new Refused(address.problem, "usage");
}
