import * as pulumi from "@pulumi/pulumi";
import type { Organization } from "../policypack/iam";
import { AccessError } from "../settings/accessError";
import type { ReadOrganization } from "../settings/organizationFile";
import type { Settings } from "../settings/settings";

/** What the project's file says of the organization that forbids, and what people should know of it. */
export interface OwnOrganizationFile {
  /** Undefined where there is no file, or it is too old to count. */
  readonly organization?: Organization;
  /** The accounts that each permission set is assigned in; undefined where nothing that counts says it. */
  readonly assigned?: ReadonlyMap<string, readonly string[]>;
  readonly warnings: readonly string[];
}

/**
 * Reads `organization.json` at the project's root, where grants need it.
 *
 * @param folder the project's root; by default that of the project that is being deployed
 * @throws AccessError when the file cannot be used, or is about another organization than this stack's
 */
export function organizationFile(
  { account, organization: own, grants }: Pick<Settings, "account" | "organization" | "grants">,
  now: Date,
  folder: string = pulumi.runtime.getRootDirectory(),
): OwnOrganizationFile {
  // Its form takes a while to load, which only grants need wait for.
  if (Object.keys(grants).length === 0) return { warnings: [] };
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- as said above
  const file = require("../settings/organizationFile") as typeof import("../settings/organizationFile");
  let read: ReadOrganization | undefined;
  try {
    read = file.organizationIn(folder, now);
  } catch (error) {
    if ((error as Error).name !== "UnusableFile") throw error;
    const { lines } = error as Error & { readonly lines: readonly string[] };
    throw new AccessError(`${file.organizationFileName} cannot be used; nothing was changed.`, lines);
  }
  if (read === undefined) return { warnings: [] };
  const { organization, at, old, assigned } = read;
  const said = own === undefined ? [] : [[account.id, { organization: own.id, by: "organization.id" }] as const];
  const other = file.otherOrganization(organization, new Map(said));
  if (other !== undefined)
    throw new AccessError(`${file.organizationFileName} is about another organization; nothing was changed.`, [
      `${other}. Write it anew (cross-account organization), or correct organization.id.`,
    ]);
  if (!old) return { organization, ...(assigned && { assigned }), warnings: [] };
  return {
    warnings: [
      `${file.organizationFileName} ${file.writtenLongAgo(at)}, so nothing says ` +
        "whether the organization forbids what is granted here. Write it anew: cross-account organization",
    ],
  };
}
