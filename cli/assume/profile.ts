/** `assume --format profile`: a block for the AWS config file that names this command. No secrets, no call. */
import { resolve } from "node:path";
import { lasting } from "../shared/invocation";
import { joinFiles, readAwsFiles, type Section } from "./credentials/awsFiles";
import { circleFrom } from "./credentials/profileChain";
import { itself } from "./credentials/source";
import { exitCodes, Failure } from "./failure";
import { chosenRegion, endpointOf } from "./network/region";
import type { Request } from "./options";
import { profileBlock } from "./output/formats";
import { say } from "./output/messages";
import { shelfOf } from "./preparation";
import { roleByName, type KnownRole } from "./roles/publishedRoles";
import { parseRoleArn } from "./roles/roleArn";

/**
 * Makes the block. Says what is missing, and what would keep it from working.
 *
 * @returns the block; empty when the AWS files have this very profile, so that the same may be appended twice
 * @throws Failure when the profile would ask itself, when the files have another one of this name, or when no permanent
 * command starts this program
 */
export async function profileFor(request: Request, env: NodeJS.ProcessEnv): Promise<string> {
  const known = parseRoleArn(request.role!) ? undefined : await roleByName(request.role!, shelfOf(request, env));
  const role = parseRoleArn(known?.arn ?? request.role!)!;
  const name = request.profileName ?? role.name;
  const files = readAwsFiles(env);
  // Without a source profile, the new profile would be its own source.
  const source = request.sourceProfile ?? (env["AWS_PROFILE"] || env["AWS_DEFAULT_PROFILE"] || "default");
  const written = {
    ...files,
    profiles: { ...files.profiles, [name]: { role_arn: role.arn, source_profile: source } },
  };
  const circle = circleFrom(name, written);
  if (circle)
    throw new Failure(exitCodes.usage, `${itself(name, circle)} Name with --source-profile one that has credentials.`);
  const section = files.profiles[source];
  const region = chosenRegion(
    request.region,
    env,
    section?.["region"] ?? files.profiles[section?.["source_profile"] ?? ""]?.["region"] ?? regionOf(known),
  );
  // Throws if the region does not exist or is in another partition.
  endpointOf({ service: "sts", partition: role.partition, env, files, ...(region !== undefined && { region }) });
  const block = profileBlock(name, [...command(env), ...wordsFor(request, role.arn, source)], region);
  const there = files.profiles[name];
  if (there && isSame(there, joinFiles(block, "").profiles[name]!)) {
    say(`The AWS files have this profile ${name} already, so there is nothing to add.`);
    return "";
  }
  if (there)
    throw new Failure(
      exitCodes.usage,
      `The AWS files have another profile ${name} already (with ${Object.keys(there).join(", ") || "no settings"}), and ` +
        "tools refuse two of one name. Take that one out first, or name this one with --profile-name.",
    );
  return region === undefined ? `${block}# No region is known, which most tools want: add region = <region>\n` : block;
}

/** The region of the stack that publishes a role; undefined for one of another project. */
function regionOf(known: KnownRole | undefined): string | undefined {
  if (known === undefined || known.stack.includes("/")) return undefined;
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- reading YAML takes longer to load than most calls need
  const { stackRegion } = require("../shared/project/identity") as typeof import("../shared/project/identity");
  return stackRegion(known.project, known.stack);
}

function isSame(one: Section, other: Section): boolean {
  const sorted = (section: Section) => JSON.stringify(Object.entries(section).sort());
  return sorted(one) === sorted(other);
}

function command(env: NodeJS.ProcessEnv): readonly string[] {
  const words = lasting(env);
  if (words) return words;
  throw new Failure(
    exitCodes.usage,
    "A profile cannot name this command where it is: npm's package runner has unpacked it for one call, and " +
      "may remove it at any time. Install the package's file, or use the launcher of a checkout.",
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
    ...option("--policy-file", request.policyFile === undefined ? undefined : resolve(request.policyFile)),
    ...(request.policyArn ?? []).flatMap((arn) => ["--policy-arn", arn]),
    ...(request.scope ?? []).flatMap((scope) => ["--scope", scope]),
    ...(request.readOnly ? ["--read-only"] : []),
    ...(request.remember ? ["--remember"] : []),
    ...(request.reuse ? ["--reuse"] : []),
    ...Object.entries(request.tags).flatMap(([key, value]) => ["--tag", `${key}=${value}`]),
  ];
}
