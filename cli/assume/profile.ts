/** `assume --format profile`: a block for the AWS config file that names this command. No secrets, no call. */
import { lasting } from "../shared/invocation";
import { readAwsFiles } from "./credentials/awsFiles";
import { circleFrom } from "./credentials/profileChain";
import { itself } from "./credentials/source";
import { exitCodes, Failure } from "./failure";
import { chosenRegion, endpointOf } from "./network/region";
import type { Request } from "./options";
import { profileBlock } from "./output/formats";
import { say } from "./output/messages";
import { shelfOf } from "./preparation";
import { roleByName } from "./roles/publishedRoles";
import { parseRoleArn } from "./roles/roleArn";

/**
 * Makes the block. Says what is missing, and what would keep it from working.
 *
 * @throws Failure when the profile would ask itself, or when no permanent command starts this program
 */
export async function profileFor(request: Request, env: NodeJS.ProcessEnv): Promise<string> {
  const role =
    parseRoleArn(request.role!) ?? parseRoleArn((await roleByName(request.role!, shelfOf(request, env))).arn)!;
  const files = readAwsFiles(env);
  // Without a source profile, the new profile would be its own source.
  const source = request.sourceProfile ?? (env["AWS_PROFILE"] || env["AWS_DEFAULT_PROFILE"] || "default");
  const written = {
    ...files,
    profiles: { ...files.profiles, [role.name]: { role_arn: role.arn, source_profile: source } },
  };
  const circle = circleFrom(role.name, written);
  if (circle)
    throw new Failure(
      exitCodes.usage,
      `${itself(role.name, circle)} Name with --source-profile one that has credentials.`,
    );
  const section = files.profiles[source];
  const region = chosenRegion(
    request.region,
    env,
    section?.["region"] ?? files.profiles[section?.["source_profile"] ?? ""]?.["region"],
  );
  // Throws if the region does not exist or is in another partition.
  endpointOf({ service: "sts", partition: role.partition, env, files, ...(region !== undefined && { region }) });
  const block = profileBlock(role.name, [...command(env), ...wordsFor(request, role.arn, source)], region);
  if (files.profiles[role.name])
    say(
      `The AWS files have a profile ${role.name} already: put this in its place, since tools refuse two of one name.`,
    );
  return region === undefined ? `${block}# No region is known, which most tools want: add region = <region>\n` : block;
}

function command(env: NodeJS.ProcessEnv): readonly string[] {
  const words = lasting(env);
  if (words) return words;
  throw new Failure(
    exitCodes.usage,
    "A profile cannot name this command where it is: npm's package runner has unpacked it for this once, and " +
      "removes it at any time. Install the package's file, or use the launcher of a checkout.",
  );
}

function wordsFor(request: Request, arn: string, source: string): string[] {
  const option = (name: string, value: string | undefined) => (value === undefined ? [] : [name, value]);
  return [
    "assume",
    arn,
    "--format",
    "process",
    "--source-profile",
    source,
    ...option("--region", request.region),
    ...option("--mfa-serial", request.mfaSerial),
    ...option("--duration", request.duration === undefined ? undefined : String(request.duration)),
    ...option("--session-name", request.sessionName),
    ...option("--source-identity", request.sourceIdentity),
    ...option("--external-id", request.externalId),
    ...Object.entries(request.tags).flatMap(([key, value]) => ["--tag", `${key}=${value}`]),
  ];
}
