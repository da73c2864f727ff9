import { readSettings } from "../../checks/readSettings";
import { grantPolicy } from "../../documents/grantPolicy";
import { grantedGrantees } from "../../grants/grantees";
import type { Deployed } from "../../transitions/deployed";
import { config, exampleRole, now } from "../settings/example";

/** A statement that allows, or denies, one action on a bucket's objects. */
export const on = (bucket: string, Effect = "Allow", Action = "s3:GetObject") => ({
  Effect,
  Action,
  Resource: `arn:aws:s3:::${bucket}/*`,
});
export const document = (...Statement: object[]) => ({ Version: "2012-10-17", Statement });

/** What a trusting stack deploys: the role `deploy` with changes, and whatever else its sections have. */
export function offering(role: Record<string, unknown> | undefined, more: Record<string, unknown> = {}): Deployed {
  const roles = role === undefined ? {} : { deploy: { ...exampleRole(), ...role } };
  const empty = role === undefined && Object.keys(more).length === 0;
  const settings = readSettings(
    config("111111111111", empty ? { empty: true } : { roles, ...more }),
    "cross-account-access",
    now,
  );
  return { settings, grantees: [], renewals: {} };
}

/** What a trusted stack deploys: groups by their members, and the roles that each grantee may assume. */
export function granting(
  groups: Record<string, { members?: string[]; renamedFrom?: string }>,
  granted: Record<string, readonly string[]>,
  policyName?: string,
): Deployed {
  const grants = Object.fromEntries(
    Object.entries(granted).map(([grantee]) => {
      const [kind, name] = grantee.split("/") as [string, string];
      return [
        `g-${kind}-${name}`,
        {
          to: { [`${kind}s`]: [name] },
          roles: [{ stack: "trusting", role: "deploy" }],
          ...(policyName && { policyName }),
        },
      ];
    }),
  );
  const empty = Object.keys(groups).length + Object.keys(grants).length === 0;
  const settings = readSettings(
    config("222222222222", empty ? { empty: true } : { groups, grants }),
    "cross-account-access",
    now,
  );
  const grantees = grantedGrantees(settings.grants).map((grantee) => ({
    ...grantee,
    policy: grantPolicy(
      granted[`${grantee.kind}/${grantee.name}`]!.map((role) => ({
        arn: `arn:aws:iam::111111111111:role/${role}`,
        actions: [],
      })),
    ),
  }));
  return { settings, grantees, renewals: {} };
}
