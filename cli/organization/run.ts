/** Carries out `cross-account organization`. */
import { regionForm } from "../../settings/partitions";
import type { OrganizationText } from "../../settings/organizationFile";
import { Clients } from "../review/evidence/accounts/clients";
import type { JsonCall } from "../review/evidence/accounts/jsonCalls";
import { explain, type Explanation } from "../review/evidence/accounts/refusals";
import { interruptible, Interrupted } from "../shared/interruptible";
import { rendered } from "../shared/lines";
import { UnusablePlace, writeFile, writeOut } from "../shared/output";
import { readPermissionSets } from "./permissionSets";
import { membership, readOrganizationFromAws } from "./read";

/** The options as they were typed. */
export interface OrganizationOptions {
  readonly profile?: string;
  readonly output: string;
  readonly region?: string;
}

const exitCodes = { whole: 0, missing: 11, usage: 2, interrupted: 130 } as const;

/** Runs the subcommand and returns its exit code. */
export async function runOrganization({ profile, output, region: typed }: OrganizationOptions): Promise<number> {
  const region = typed ?? process.env["AWS_REGION"] ?? "us-east-1";
  if (!regionForm.test(region))
    return told(exitCodes.usage, `--region: found "${region}", expected a region, such as eu-west-1.`);
  let found: OrganizationText | Explanation;
  try {
    found = await interruptible((signal) => read(profile, region, signal));
  } catch (error) {
    if (error instanceof Interrupted) return told(exitCodes.interrupted, "interrupted; nothing was written.");
    throw error;
  }
  if (!("version" in found)) return told(exitCodes.missing, `${found.why}. Nothing was written.`, `  -> ${found.next}`);
  const text = `${JSON.stringify(found, undefined, 1)}\n`;
  try {
    if (output === "-") await writeOut(text);
    else writeFile(output, text);
  } catch (error) {
    if (!(error instanceof UnusablePlace)) throw error;
    return told(exitCodes.usage, `--output: ${error.message}`);
  }
  const accounts = found.places.filter(({ kind }) => kind === "account").length;
  return told(
    found.missing.length > 0 ? exitCodes.missing : exitCodes.whole,
    `the organization ${found.id}: ${accounts} accounts, ${Object.keys(found.policies).length} policies` +
      `${found.permissionSets === undefined ? "" : `, ${Object.keys(found.permissionSets).length} permission sets`}` +
      `${output === "-" ? "" : `, written to ${output}`}.`,
    ...found.missing.flatMap(({ what, why, next }) => [`  not known: ${what}: ${why}`, `    -> ${next}`]),
  );
}

async function read(
  profile: string | undefined,
  region: string,
  signal: AbortSignal,
): Promise<OrganizationText | Explanation> {
  const asking = {
    as: profile === undefined ? "the credentials of the environment" : `the profile ${profile}`,
    profile,
  };
  let clients: Clients | undefined;
  try {
    clients = new Clients({ profile, region, env: process.env, signal });
    const reading = { client: clients.organizations, sending: clients.sending, asking, now: new Date() };
    const member = await membership(reading);
    if (member === null)
      return {
        why: `The account of ${asking.as} is in no organization`,
        next: "Name a profile of the management account with --profile.",
      };
    const found = await readOrganizationFromAws(member, reading);
    if (!("version" in found)) return found;
    const open = clients;
    const reader = { account: await open.account(), asking, region, call: (one: JsonCall) => open.json(one) };
    const { permissionSets, missing } = await readPermissionSets(reader, signal);
    return { ...found, ...(permissionSets && { permissionSets }), missing: [...found.missing, ...missing] };
  } catch (error) {
    signal.throwIfAborted();
    return explain(error, { ...asking, action: "organizations:DescribeOrganization" });
  } finally {
    clients?.close();
  }
}

function told(code: number, first: string, ...more: readonly string[]): number {
  process.stderr.write(rendered([`cross-account organization: ${first}`, ...more], false));
  return code;
}
