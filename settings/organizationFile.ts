/**
 * `organization.json`: an AWS organization with its tree and the policies that are attached to it, as `cross-account
 * organization` writes it. Its form, and its reader. What cannot be read there has a mark, so that it is never taken for
 * "nothing is forbidden".
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import {
  controlTypes,
  parseControlPolicy,
  parseJson,
  type ControlPlace,
  type ControlPolicy,
  type ControlType,
  type Organization,
} from "../policypack/iam";
import { problemsOf, type Problem } from "./problems";
import { readText, Unreadable } from "./readText";
import { organizationId } from "./trust";
import { accountId, keys, text } from "./values";
import { UnusableFile, unusable } from "./yamlForm";
import { dayOf } from "../policypack/calendar";

/** The file's name, at the project's root. */
export const organizationFileName = "organization.json";
/** The most bytes of the file: enough for 20,000 accounts. */
const limit = 4_000_000;
/** How long what the file says counts, in days. */
export const organizationFileAge = 30;

/** When a file was written that no longer counts, in words that follow its name. */
export function writtenLongAgo(at: Date): string {
  return `was written on ${dayOf(at)}, more than ${organizationFileAge} days ago`;
}

const placeId = text(
  /^(?:r-[a-z0-9]{4,32}|ou-[a-z0-9]{4,32}-[a-z0-9]{8,32}|\d{12})$/,
  "the id of a root, a unit or an account: r-ab12, ou-ab12-11111111 or 12 digits",
);
const policyId = text(/^p-[0-9a-zA-Z_]{8,128}$/, "the id of a policy, such as p-examplepolicyid");
const attached = z.array(policyId, { error: "a list of the ids of policies" }).optional();

const place = keys({
  id: placeId,
  name: z.string({ error: "the name of the root, unit or account" }),
  kind: z.enum(["root", "unit", "account"], { error: "root, unit or account" }),
  parent: placeId.optional().meta({ description: "The root or unit that it is in; absent for the root" }),
  "service-control": attached.meta({ description: "What is attached to it; absent where that could not be read" }),
  "resource-control": attached,
});

const policy = keys({
  name: z.string({ error: "the name of the policy" }),
  type: z.enum(controlTypes, { error: controlTypes.join(" or ") }),
  arn: text(/^arn:aws[a-z-]*:organizations::\S+$/, "the ARN of the policy"),
  document: z
    .record(z.string(), z.unknown(), { error: "a policy document" })
    .optional()
    .meta({ description: "Absent where it could not be read" }),
});

const sentence = z.string({ error: "a sentence" });
const enabled = z.boolean({ error: "true or false" }).optional();

/** The whole file. */
export const organizationForm = keys({
  version: z.literal(1, { error: "1" }),
  at: z.iso.datetime({ error: "the moment at which it was read, such as 2026-11-26T10:00:00Z" }),
  id: organizationId,
  management: accountId.meta({ description: "The management account, for which no policy holds" }),
  enabled: keys({ "service-control": enabled, "resource-control": enabled }).meta({
    description: "Whether policies of a type hold at all; absent where that could not be read",
  }),
  complete: z
    .boolean({ error: "true or false" })
    .meta({ description: "Whether every account of the organization is among the places" }),
  places: z.array(place, { error: "a list of roots, units and accounts" }),
  policies: z.record(policyId, policy, { error: "policies by their ids" }),
  permissionSets: z
    .record(z.string(), z.array(accountId, { error: "a list of account ids" }), { error: "lists of accounts by names" })
    .optional()
    .meta({
      description:
        "The accounts that each permission set of IAM Identity Center is provisioned in; absent where that was not read",
    }),
  missing: z.array(keys({ what: sentence, why: sentence, next: sentence }), { error: "a list of what is missing" }),
});

/** What the file says, as it is written. */
export type OrganizationText = z.output<typeof organizationForm>;

/** An organization, and where it is from. */
export interface ReadOrganization {
  readonly organization: Organization;
  /** When it was read from AWS. */
  readonly at: Date;
  /** Whether that is so long ago that it no longer counts. */
  readonly old: boolean;
  /** What could not be read. */
  readonly missing: OrganizationText["missing"];
  /** The accounts that each permission set is provisioned in, by its name; undefined where that was not read. */
  readonly assigned?: ReadonlyMap<string, readonly string[]>;
}

/**
 * Reads a file.
 *
 * @throws UnusableFile with every problem as `path: …`
 */
export function organizationAt(path: string, now: Date): ReadOrganization {
  let value: unknown;
  try {
    value = parseJson(readText(path, { limit }));
  } catch (error) {
    const { message } = error as Error;
    const refused = error instanceof Unreadable && error.code !== undefined;
    const expected = `, expected what \`cross-account organization --output ${organizationFileName}\` writes`;
    throw new UnusableFile([`${path}: ${message}${refused ? "" : expected}`]);
  }
  return readOrganization(value, path, now);
}

/** The file of a project; undefined where it has none. @throws UnusableFile */
export function organizationIn(project: string, now: Date): ReadOrganization | undefined {
  const path = join(project, organizationFileName);
  return existsSync(path) ? organizationAt(path, now) : undefined;
}

/** Reads what a file says. @throws UnusableFile */
export function readOrganization(value: unknown, path: string, now: Date): ReadOrganization {
  const read = organizationForm.safeParse(value);
  const problems = read.success ? contradictions(read.data, now) : problemsOf(read.error, [], value);
  if (problems.length > 0 || !read.success)
    throw unusable(path, problems, ({ path: at, message }) => `${path}: ${at === "" ? "" : `${at}: `}${message}`);
  const at = new Date(read.data.at);
  return {
    organization: organizationOf(read.data),
    at,
    old: now.getTime() - at.getTime() > organizationFileAge * 86_400_000,
    missing: read.data.missing,
    ...(read.data.permissionSets && { assigned: new Map(Object.entries(read.data.permissionSets)) }),
  };
}

/** What the form cannot say. */
function contradictions({ at, places }: OrganizationText, now: Date): Problem[] {
  const kinds = new Map<string, string>();
  const problems: Problem[] = [];
  places.forEach(({ id, kind }, index) => {
    if (kinds.has(id))
      problems.push({ path: `places[${index}].id`, message: `found "${id}" twice, expected each place once` });
    kinds.set(id, kind);
  });
  places.forEach(({ kind, parent }, index) => {
    const path = `places[${index}].parent`;
    if (
      kind === "root"
        ? parent !== undefined
        : parent !== undefined && !["root", "unit"].includes(kinds.get(parent) ?? "")
    )
      problems.push({
        path,
        message: `found "${parent}", expected ${kind === "root" ? "none, for a root" : "a root or unit among the places"}`,
      });
    if (kind !== "root" && parent === undefined) problems.push({ path, message: "missing; expected a root or unit" });
  });
  // A day of difference is a clock or a time zone.
  if (new Date(at).getTime() > now.getTime() + 86_400_000)
    problems.push({
      path: "at",
      message: `found "${at}", which is still to come, expected the moment at which it was read`,
    });
  return problems;
}

/** The organization that a file describes. A policy that it does not have, or that nobody can parse, is not known. */
export function organizationOf({
  id,
  management,
  enabled: holds,
  complete,
  places,
  policies,
}: OrganizationText): Organization {
  const known = new Map(Object.entries(policies).map(([policy, one]) => [policy, controlOf(policy, one)]));
  const controls = (ids: readonly string[] | undefined, type: ControlType) =>
    ids && { [type]: ids.map((policy) => known.get(policy) ?? { id: policy, name: policy, arn: policy }) };
  return {
    id,
    management,
    complete,
    enabled: { "service-control": holds["service-control"], "resource-control": holds["resource-control"] },
    places: new Map(
      places.map((one): [string, ControlPlace] => [
        one.id,
        {
          id: one.id,
          name: one.name,
          kind: one.kind,
          ...(one.parent !== undefined && { parent: one.parent }),
          controls: {
            ...controls(one["service-control"], "service-control"),
            ...controls(one["resource-control"], "resource-control"),
          },
        },
      ]),
    ),
  };
}

function controlOf(id: string, { name, type, arn, document }: OrganizationText["policies"][string]): ControlPolicy {
  const read = document === undefined ? undefined : parseControlPolicy(document, type);
  return { id, name, arn, ...(read !== undefined && "document" in read && { document: read.document }) };
}

/**
 * Why a file is not about these accounts: it names another organization than an account that it lists is in, or than all
 * of them are. Undefined where nothing says so.
 *
 * @param said the organization of each account, where somebody says it, and who does in words
 */
export function otherOrganization(
  { id, places }: Organization,
  said: ReadonlyMap<string, { readonly organization: string; readonly by: string }>,
): string | undefined {
  const others = [...said].filter(([, { organization }]) => organization !== id);
  const wrong =
    others.find(([account]) => places.has(account)) ?? (others.length === said.size ? others[0] : undefined);
  if (wrong === undefined) return undefined;
  const [account, { organization, by }] = wrong;
  return `found the organization ${id}, and ${by} says that the account ${account} is in ${organization}`;
}
