/** Everything before the call: which role, whose credentials, where to ask. */
import { join } from "node:path";
import { readAwsFiles, type AwsFiles } from "./credentials/awsFiles";
import { resolveSource, type SourceCredentials } from "./credentials/resolve";
import { findSource, type Source } from "./credentials/source";
import { attempt, caller, type Attempt } from "./attempt";
import { exitCodes, Failure } from "./failure";
import { mfaCode, roleWords } from "./mfa";
import { chosenRegion, endpointOf, type Endpoint } from "./network/region";
import type { Request } from "./options";
import { parseRoleArn, type RoleArn } from "./roles/roleArn";
import { publishedRoles, rememberedRole, roleByName, type KnownRole, type Shelf } from "./roles/publishedRoles";
import { sessionNameOf } from "./sessionName";
import { parseDuration } from "./duration";

/** What calls need to know of the place they are made from. */
export interface Place {
  readonly env: NodeJS.ProcessEnv;
  readonly files: AwsFiles;
  readonly sts: Endpoint;
  readonly iam: Endpoint;
  /** The region that was chosen; undefined when the partition's main one stands in. */
  readonly region?: string;
}

/** A call that can be made. */
export interface Prepared {
  readonly place: Place;
  readonly role: RoleArn;
  readonly known?: KnownRole;
  readonly credentials: SourceCredentials;
  /** `mfa_serial` of the source profile, or of the profile that stands for the role. */
  readonly profileSerial?: string;
  /** The region of the source profile, when nothing else says one. */
  readonly profileRegion?: string;
}

/** The folder of the checkout, seen from the bundle and from the source alike. */
const own = join(__dirname, "..", "..");

/** Where published roles are looked for. */
export function shelfOf(request: Request, env: NodeJS.ProcessEnv): Shelf {
  return { env, directory: process.cwd(), own, ...(request.project !== undefined && { project: request.project }), ...(request.stack !== undefined && { stack: request.stack }), ...(request.refresh && { refresh: true }) };
}

/** Finds out everything that the call needs. @throws Failure */
export async function prepare(request: Request, env: NodeJS.ProcessEnv): Promise<Prepared> {
  const known = await knownRole(request, env);
  const role = parseRoleArn(known?.arn ?? request.role!)!;
  return prepareSource(request, env, role, known);
}

/** The source alone, for what is not about one role. */
export async function prepareSource(request: Request, env: NodeJS.ProcessEnv, role: RoleArn, known: KnownRole | undefined): Promise<Prepared> {
  const files = readAwsFiles(env);
  const source = findSource({ env, files, roleArn: role.arn, ...(request.sourceProfile !== undefined && { profile: request.sourceProfile }) });
  const section = files.profiles[request.sourceProfile ?? source.profile ?? ""] ?? {};
  const profileRegion = section["region"] ?? files.profiles[source.profile ?? ""]?.["region"];
  const region = chosenRegion(request.region, env, profileRegion);
  const question = { partition: role.partition, env, files, ...(region !== undefined && { region }), ...(source.profile !== undefined && { profile: source.profile }) };
  const place: Place = { env, files, sts: endpointOf({ ...question, service: "sts" }), iam: endpointOf({ ...question, service: "iam" }), ...(region !== undefined && { region }) };
  const credentials = await resolve(source, place);
  const serial = section["mfa_serial"] ?? files.profiles[source.profile ?? ""]?.["mfa_serial"];
  return { place, role, credentials, ...(known && { known }), ...(serial !== undefined && { profileSerial: serial }), ...(profileRegion !== undefined && !env["AWS_REGION"] && { profileRegion }) };
}

/** Gets the credentials of a source; a profile that stands for a role is assumed on the way. */
export function resolve(source: Source, place: Place): Promise<SourceCredentials> {
  return resolveSource(source, {
    now: () => new Date(),
    ...(place.region !== undefined && { region: place.region }),
    assume: async ({ profile, roleArn, settings }, credentials) => {
      const role = parseRoleArn(roleArn);
      if (!role) throw new Failure(exitCodes.credentials, `The profile ${profile} has the role_arn ${JSON.stringify(roleArn)}, expected such as arn:aws:iam::111111111111:role/deploy.`);
      const serial = settings["mfa_serial"];
      const made: Attempt = { place, credentials, explainWith: [] };
      const draft = { roleArn, sessionName: settings["role_session_name"] ?? "unnamed", duration: parseDuration(settings["duration_seconds"] ?? "3600"), tags: {} };
      const call = {
        ...draft,
        sessionName: settings["role_session_name"] ?? sessionNameOf(await caller(draft, made)),
        ...(settings["external_id"] !== undefined && { externalId: settings["external_id"] }),
        ...(serial !== undefined && { mfa: { serial, code: await mfaCode(serial, undefined, roleWords(role)) } }),
      };
      return attempt(call, made);
    },
  });
}

async function knownRole(request: Request, env: NodeJS.ProcessEnv): Promise<KnownRole | undefined> {
  const role = request.role!;
  if (!parseRoleArn(role)) return roleByName(role, shelfOf(request, env));
  if (request.stack === undefined) return rememberedRole(role, env);
  const roles = await publishedRoles(shelfOf(request, env));
  return roles.find(({ arn }) => arn === role);
}
