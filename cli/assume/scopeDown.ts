/** `assume --scope-down`: less of the session that is there already, for something that needs a part of it. */
import { inWords } from "../../settings/duration";
import { partitionOfRegion } from "../../settings/partitions";
import { readAwsFiles } from "./credentials/awsFiles";
import { whoHolds } from "./credentials/identity";
import { readCaller } from "./diagnosis/caller";
import { exitCodes, Failure } from "./failure";
import { AwsError } from "./network/query";
import { chosenRegion } from "./network/region";
import { scopedCredentials } from "./network/sts";
import type { Request } from "./options";
import { marker } from "./output/environment";
import { say } from "./output/messages";
import { prepareSource, sessionPoliciesOf, writtenPolicyOf, type Prepared } from "./preparation";
import { rememberedRole } from "./roles/publishedRoles";
import { parseRoleArn, type RoleArn } from "./roles/roleArn";
import type { Session } from "./session";

/** The address that does not have this call. */
const globalHost = "sts.amazonaws.com";

/** Narrows the session of the environment, or of the source profile. @throws Failure */
export async function scopedDown(
  request: Request,
  env: NodeJS.ProcessEnv,
): Promise<{ readonly session: Session; readonly prepared: Prepared }> {
  // What is wrong with a policy is told before anybody is asked.
  const written = writtenPolicyOf(request);
  // Other calls go back to where the environment's session came from. This one is about that session.
  const { [marker.session]: _, ...here } = env;
  const prepared = await prepareSource(request, here, { ...nobody, partition: partitionHere(request, env) }, undefined);
  const { credentials, place } = prepared;
  if (credentials.keys.sessionToken === undefined)
    throw new Failure(
      exitCodes.credentials,
      `--scope-down: ${credentials.from} has long-lived keys, and AWS makes less of temporary ones alone. ` +
        "Name a role: its session has less from the start.",
    );
  if (place.sts.url.hostname === globalHost)
    throw new Failure(
      exitCodes.network,
      `--scope-down: found the address ${globalHost}, expected that of a region: the global one has no GetScopedCredentials.`,
    );
  const arn = await whoHolds(credentials.keys, place.sts, env);
  const role = roleOf(arn, env);
  if (role === undefined)
    throw new Failure(exitCodes.credentials, `--scope-down: found ${arn}, expected the session of a role.`);
  const { policies, lines } = sessionPoliciesOf(request, written, role, rememberedRole(role.arn, env));
  if (policies.policyArns !== undefined)
    throw new Failure(
      exitCodes.usage,
      "--read-only: the role's reads are not known here or do not fit, and a session that is there takes no managed " +
        "policy such as ReadOnlyAccess. Name actions with --scope, or a policy with --policy-file.",
    );
  const { duration } = request;
  const left = credentials.expiration && Math.floor((Date.parse(credentials.expiration) - Date.now()) / 1000);
  if (duration !== undefined && typeof left === "number" && duration > left)
    throw new Failure(
      exitCodes.limits,
      `--duration: found ${inWords(duration)}, expected at most ${inWords(left)}, ${rest}`,
    );
  say(...lines, "It has no more than the session that it is made of.");
  const call = { ...(policies.policy !== undefined && { policy: policies.policy }), ...(duration && { duration }) };
  const scoped = await scopedCredentials(call, credentials.keys, place.sts).catch((error: unknown) => {
    throw error instanceof AwsError ? (refusalOf(error, place.sts.url.host) ?? error) : error;
  });
  return { session: { ...scoped, roleArn: role.arn }, prepared: { ...prepared, role } };
}

const nobody = { arn: "", account: "", name: "" };
const rest = "which is what the session that is there lasts. Ask for less, or leave --duration out.";

function partitionHere({ region, sourceProfile }: Request, env: NodeJS.ProcessEnv): string {
  const { profiles } = readAwsFiles(env);
  const profile = sourceProfile ?? (env["AWS_PROFILE"] || env["AWS_DEFAULT_PROFILE"] || "default");
  const chosen = chosenRegion(region, env, profiles[profile]?.["region"]);
  return chosen === undefined ? (parseRoleArn(env[marker.role] ?? "")?.partition ?? "aws") : partitionOfRegion(chosen);
}

/** The role of a session. Its path is known where this command got the session. */
function roleOf(arn: string, env: NodeJS.ProcessEnv): RoleArn | undefined {
  const [, partition, , account, resource = ""] = arn.split(":").filter((part) => part !== "");
  const name = resource.split("/")[1];
  if (readCaller(arn).kind !== "role" || name === undefined) return undefined;
  const ours = parseRoleArn(env[marker.role] ?? "");
  if (ours?.partition === partition && ours?.account === account && ours?.name === name) return ours;
  return parseRoleArn(`arn:${partition}:iam::${account}:role/${name}`);
}

/** What a refusal means; undefined for one that says so itself. */
function refusalOf({ code, message }: AwsError, host: string): Failure | undefined {
  const failure = (exitCode: number, text: string) => new Failure(exitCode, `--scope-down: ${text}`);
  if (/^InsufficientSessionLifetime/.test(code))
    return new Failure(exitCodes.limits, `--duration: more than is left, ${rest}`);
  if (/^PackedPolicyTooLarge/.test(code))
    return failure(exitCodes.limits, `AWS has no room for the policy (${message}). Name fewer actions.`);
  if (/^InvalidSubjectCredentials/.test(code))
    return failure(exitCodes.credentials, `AWS does not take the session that is there (${message}). Get a new one.`);
  if (code === "InvalidAction")
    return failure(
      exitCodes.network,
      `${host} does not know GetScopedCredentials. Choose another region with --region.`,
    );
  if (/^AccessDenied/.test(code))
    return failure(
      exitCodes.denied,
      `AWS refuses it (${message}). The session, and each policy that made it less, has to allow sts:GetScopedCredentials; ` +
        "at most three policies can be added one after the other.",
    );
  return undefined;
}
