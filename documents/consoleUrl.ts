import { partitions, type Partition } from "../settings/partitions";

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
