/** Everything before the call: which role, whose credentials, which address. */
import { join } from "node:path";
import { readAwsFiles } from "./credentials/awsFiles";
import type { SourceCredentials } from "./credentials/resolve";
import { findSource } from "./credentials/source";
import { explained } from "./explained";
import { exitCodes, Failure } from "./failure";
import { serialProblem } from "./mfaSerial";
import { chosenRegion, endpointOf } from "./network/region";
import type { Request } from "./options";
import { say } from "./output/messages";
import type { Place } from "./place";
import { parseRoleArn, type RoleArn } from "./roles/roleArn";
import { publishedRoles, rememberedRole, roleByName, type KnownRole, type Shelf } from "./roles/publishedRoles";
import type { Refused, SessionPolicies } from "./sessionPolicy/narrow";
import { resolve } from "./sourceCredentials";
import { sourceSignIn } from "./sourceSignIn";

/** All that is needed for a call. */
export interface Prepared {
  readonly place: Place;
  readonly role: RoleArn;
  readonly known?: KnownRole;
  readonly credentials: SourceCredentials;
  /** `mfa_serial` of the source profile, or of the profile that stands for the role. */
  readonly profileSerial?: string;
  /** The region of the source profile, if nothing else names one. */
  readonly profileRegion?: string;
  /** What makes the session less than the role. */
  readonly sessionPolicies?: SessionPolicies;
}

/** The folder of the checkout. The path is right from the bundle and from the source. */
const own = join(__dirname, "..", "..");

/** Where to look for published roles. */
export function shelfOf(request: Request, env: NodeJS.ProcessEnv): Shelf {
  return {
    env,
    directory: process.cwd(),
    own,
    ...(request.project !== undefined && { project: request.project }),
    ...(request.stack !== undefined && { stack: request.stack }),
    ...(request.refresh && { refresh: true }),
  };
}

/** Finds out everything that the call needs. @throws Failure */
export async function prepare(request: Request, env: NodeJS.ProcessEnv): Promise<Prepared> {
  // What is wrong with a policy is told before anybody is asked.
  const written = writtenPolicyOf(request);
  const known = await knownRole(request, env);
  const role = parseRoleArn(known?.arn ?? request.role!)!;
  const prepared = () => prepareSource(request, env, role, known);
  if (!isNarrowed(request)) return prepared();
  const { policies, lines } = sessionPoliciesOf(request, written, role, known);
  say(...lines);
  return { ...(await prepared()), sessionPolicies: policies };
}

function isNarrowed({ policyFile, policyArn, scope, readOnly }: Request): boolean {
  return [policyFile, policyArn, scope].some((given) => given !== undefined) || readOnly === true;
}

/** The policy that was written for the session; undefined without one. @throws Failure when AWS would refuse it */
export function writtenPolicyOf(request: Request): string | undefined {
  return isNarrowed(request) ? unrefused(lazyNarrow().writtenPolicy(request)).policy : undefined;
}

/** What makes a session less than its role, and what that leaves in words. @throws Failure */
export function sessionPoliciesOf(
  request: Request,
  written: string | undefined,
  role: RoleArn,
  known: KnownRole | undefined,
): { readonly policies: SessionPolicies; readonly lines: readonly string[] } {
  if (!isNarrowed(request)) return { policies: {}, lines: [] };
  return unrefused(lazyNarrow().narrow(request, written, role, known));
}

/** @throws Failure for what was refused */
function unrefused<T extends { readonly refused?: Refused }>(made: T): T {
  if (made.refused) throw new Failure(made.refused.exitCode, made.refused.lines);
  return made;
}

/** Prepares the source credentials only, for what is not about one role. */
export async function prepareSource(
  request: Request,
  env: NodeJS.ProcessEnv,
  role: RoleArn,
  known: KnownRole | undefined,
): Promise<Prepared> {
  const files = readAwsFiles(env);
  const source = findSource({
    env,
    files,
    roleArn: role.arn,
    ...(request.sourceProfile !== undefined && { profile: request.sourceProfile }),
  });
  const section = files.profiles[request.sourceProfile ?? source.profile ?? ""] ?? {};
  const profileRegion = section["region"] ?? files.profiles[source.profile ?? ""]?.["region"];
  const region = chosenRegion(request.region, env, profileRegion);
  // With keys in the environment, other settings are still those of the profile that it names, as for the AWS SDKs.
  const settingsOf = source.profile ?? (env["AWS_PROFILE"] || env["AWS_DEFAULT_PROFILE"]);
  const question = {
    partition: role.partition,
    env,
    files,
    ...(region !== undefined && { region }),
    ...(settingsOf && { profile: settingsOf }),
  };
  const place: Place = {
    env,
    files,
    sts: endpointOf({ ...question, service: "sts" }),
    iam: endpointOf({ ...question, service: "iam" }),
    toolbox: () => endpointOf({ ...question, service: "iam-toolbox" }),
    service: (service, region) => endpointOf({ ...question, service, region }),
    ...(region !== undefined && { region }),
  };
  const credentials = await explained(() => resolve(source, place, sourceSignIn(request)));
  const serial = section["mfa_serial"] ?? files.profiles[source.profile ?? ""]?.["mfa_serial"];
  const wrong = serial === undefined || request.mfaSerial !== undefined ? undefined : serialProblem(serial);
  if (wrong !== undefined)
    throw new Failure(
      exitCodes.credentials,
      `mfa_serial of the profile ${request.sourceProfile ?? source.profile}: ${wrong}`,
    );
  return {
    place,
    role,
    credentials,
    ...(known && { known }),
    ...(serial !== undefined && { profileSerial: serial }),
    ...(profileRegion !== undefined && !env["AWS_REGION"] && { profileRegion }),
  };
}

async function knownRole(request: Request, env: NodeJS.ProcessEnv): Promise<KnownRole | undefined> {
  const role = request.role!;
  if (!parseRoleArn(role)) return roleByName(role, shelfOf(request, env));
  if (request.stack === undefined) return rememberedRole(role, env);
  const roles = await publishedRoles(shelfOf(request, env));
  return roles.find(({ arn }) => arn === role);
}

function lazyNarrow(): typeof import("./sessionPolicy/narrow") {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- the catalogue takes longer to load than a whole call
  return require("./sessionPolicy/narrow") as typeof import("./sessionPolicy/narrow");
}
