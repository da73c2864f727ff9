/** Reads which accounts the permission sets of an organization are provisioned in. */
import pMap from "p-map";
import type { OrganizationText } from "../../settings/organizationFile";
import { findInstances } from "../review/evidence/people/instances";
import { Service, text, Unread, type Reader } from "../review/evidence/people/service";
import { compareText } from "../shared/compareText";

/** The accounts of each permission set, or why they are not known; neither where the reader does not administer it. */
export type ReadSets = Pick<OrganizationText, "permissionSets" | "missing">;

/** How many calls run at once. IAM Identity Center allows few of them in a second. */
const atOnce = 4;

/**
 * Reads the permission sets of the organization's instance, all or none: a grant to one that is left out would be taken for
 * one that nobody has.
 *
 * @throws the signal's reason when it is interrupted
 */
export async function readPermissionSets(reader: Reader, signal?: AbortSignal): Promise<ReadSets> {
  const instance = (await findInstances([reader], signal)).of(reader.account);
  if ("why" in instance || instance.administrators.length === 0) return { missing: [] };
  const { arn: InstanceArn, region } = instance;
  const sso = new Service(reader, "sso-admin", region, signal);
  try {
    const sets =
      (await sso.all("ListPermissionSets", { InstanceArn, MaxResults: 100 }, { name: "PermissionSets" })) ?? [];
    const found = await pMap(
      sets,
      async (PermissionSetArn): Promise<[string, string[]]> => {
        const about = { InstanceArn, PermissionSetArn };
        const described = await sso.one("DescribePermissionSet", about);
        const list = "ListAccountsForProvisionedPermissionSet";
        const accounts = (await sso.all(list, { ...about, MaxResults: 100 }, { name: "AccountIds" })) ?? [];
        return [text(described?.["PermissionSet"], "Name"), accounts.map(String).sort()];
      },
      { concurrency: atOnce },
    );
    // One that is deleted meanwhile has no name any more.
    const named = found.filter(([name]) => name !== "").sort(([a], [b]) => compareText(a, b));
    return { permissionSets: Object.fromEntries(named), missing: [] };
  } catch (error) {
    if (!(error instanceof Unread)) throw error;
    return { missing: [{ what: "in which accounts permission sets are provisioned", ...error.explanation }] };
  }
}
