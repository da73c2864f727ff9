/** Which roles people of IAM Identity Center get into. Pure. */
import { identityWays, parsePolicy } from "../../../../policypack/iam";

/** A role whose people are wanted. */
export interface WantedRole {
  readonly arn: string;
  /** 12 digits. */
  readonly account: string;
  /** The permission set that the role is of; undefined for a role that trusts account access manager. */
  readonly permissionSet?: string;
}

/** A role as it is known before. */
export interface KnownRole {
  readonly arn: string;
  readonly trust: unknown;
}

const reserved =
  /^arn:[^:]*:iam::\d{12}:role\/aws-reserved\/sso\.amazonaws\.com\/(?:[a-z0-9-]+\/)?AWSReservedSSO_(.+)_[0-9a-f]{16}$/;

/** The permission set that a role is of, by its ARN; undefined for every other role. Nobody but AWS makes roles under that path. */
export function permissionSetOf(arn: string): string | undefined {
  return reserved.exec(arn)?.[1];
}

/** The roles of permission sets, and those whose trust policy lets account access manager in. */
export function wantedRoles(roles: readonly KnownRole[], now: Date): WantedRole[] {
  return roles.flatMap(({ arn, trust }): WantedRole[] => {
    const account = arn.split(":")[4] ?? "";
    const permissionSet = permissionSetOf(arn);
    if (permissionSet !== undefined) return [{ arn, account, permissionSet }];
    const { document } = parsePolicy(trust, "trust");
    const ways = document === undefined ? [] : identityWays(document, now);
    return ways.some(({ kind }) => kind === "account-access") ? [{ arn, account }] : [];
  });
}
