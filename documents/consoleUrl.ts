import { partitions, type Partition } from "../settings/partitions";
import { accountTrusts } from "../settings/trust";
import type { TrustingRole } from "./trustPolicy";

/** The most characters of path and name together that the console accepts. */
const switchLimit = 64;

/**
 * The page of the AWS console that switches to a role. Undefined when path and name together have more than 64
 * characters: IAM accepts such roles, but the console cannot switch to them.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_switch-role-console.html
 *
 * @param role.path begins and ends with a slash
 */
export function consoleUrl({
  path,
  name,
  account,
  partition,
}: {
  readonly path: string;
  readonly name: string;
  readonly account: string;
  readonly partition: Partition;
}): string | undefined {
  const roleName = `${path.slice(1)}${name}`;
  if (`${path === "/" ? "" : path}${name}`.length > switchLimit) return undefined;
  return `https://${partitions[partition].signin}/switchrole?${new URLSearchParams({ account, roleName, displayName: name }).toString()}`;
}

/**
 * Whether the trust policy of a role can admit a call of the console, by which users of accounts switch to it. The
 * console passes no source identity and no
 * session tags, names the session by its user, and calls from the user's address through no VPC endpoint.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html
 */
export function consoleCanAssume(role: TrustingRole): boolean {
  const { namePattern, sourceIdentity, tags } = role.session;
  return (
    sourceIdentity === undefined &&
    Object.keys(tags?.required ?? {}).length === 0 &&
    (namePattern === undefined || /^\**\$\{aws:username\}\**$/.test(namePattern)) &&
    accountTrusts(role).some((trust) => {
      const { sourceIps, vpcEndpoints } = trust.network ?? role.network ?? {};
      return sourceIps !== undefined || vpcEndpoints === undefined;
    })
  );
}
