/**
 * What the organization forbids, for a diagnosis. A bundle of its own: the form of the file takes longer to load than all
 * else, and few calls need it.
 */
import { join } from "node:path";
import { accountIn, type Organization } from "../../policypack/iam";
import { organizationAt, organizationFileName, organizationIn, writtenLongAgo } from "../../settings/organizationFile";
import { UnusableFile } from "../../settings/yamlForm";

/** The organization, and what is not known of it in words. */
export interface ForDiagnosis {
  readonly organization?: Organization;
  readonly unread: readonly string[];
}

/**
 * Reads the file that was named, or that of the project. A file that cannot be used, is too old or is about other accounts
 * decides nothing, and is told.
 *
 * @param arns of the caller and the role
 */
export function organizationFor(
  named: string | undefined,
  project: string | undefined,
  arns: readonly string[],
  now: Date,
): ForDiagnosis {
  const what = "what the organization forbids";
  const path = named ?? (project === undefined ? undefined : join(project, organizationFileName));
  if (path === undefined) return { unread: [] };
  try {
    const read = named === undefined ? organizationIn(project!, now) : organizationAt(named, now);
    if (read === undefined) return { unread: [] };
    const { organization, at, old, missing } = read;
    const { id, places, management, complete } = organization;
    if (old)
      return {
        unread: [`${what}: ${path} ${writtenLongAgo(at)} (cross-account organization writes it anew)`],
      };
    if (complete && !arns.some((arn) => places.has(accountIn(arn)) || accountIn(arn) === management))
      return { unread: [`${what}: ${path} is about ${id}, which has neither the caller's account nor the role's`] };
    return { organization, unread: missing.map((one) => `${one.what}: ${one.why}`) };
  } catch (error) {
    if (!(error instanceof UnusableFile)) throw error;
    return { unread: [`${what}: ${error.lines.map((line) => line.trim()).join("; ")}`] };
  }
}
