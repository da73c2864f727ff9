/** Reads what this project's component says about the role that it makes. */
import { type Attachment, boundaryOf, documentPolicy, type Facts, reference } from "./attachment";
import { type Inputs, list, listOrUnknown, object, texts } from "./values";

/** The component's type. */
export const COMPONENT = "cross-account-access:index:CrossAccountRole";

/**
 * Reads the component's inputs, which show the whole role before any part of it exists. Any program can make a
 * component of this type, so the inputs are claims. Their policies are judged by themselves. Facts that would remove a
 * finding count only for a role that is the component's child (see claims.ts).
 */
export function componentClaims(inputs: Inputs, resourceName: string): Attachment[] {
  const settings = object(inputs.role);
  const policies = object(settings.policies);
  const inline = object(policies.inline);
  const review = object(settings.review);
  const account = object(inputs.account).id;
  const applications = list(settings.trusts).flatMap((trust) => {
    const { application } = object(object(trust).identityCenter);
    return typeof application === "string" ? [application] : [];
  });
  return [
    {
      says: "claims",
      kind: "role",
      name: resourceName,
      policies: Object.keys(inline).map((name) => documentPolicy(name, inline[name])),
      managed: listOrUnknown(policies.managed).map((arn) => reference(arn, "role")),
      ...boundaryOf(settings.boundary, "role"),
      ...(typeof account === "string" ? { account } : {}),
      facts: {
        trustedAccounts: list(settings.trusts).flatMap((trust) =>
          typeof object(trust).account === "string" ? [object(trust).account as string] : [],
        ),
        ...(applications.length > 0 ? { applications } : {}),
        ...mfaExemption(settings),
        review: texts({ owner: review.owner, reason: review.reason, by: review.by }),
      },
    },
  ];
}

/**
 * Why the sessions of some accounts need no MFA: each trust by its own `mfa` or by the role's. None when one of the trusts
 * that ask for none has no reason. Where the same account is trusted with and without, its sessions count as exempt.
 */
function mfaExemption(settings: Inputs): Pick<Facts, "mfaExemption" | "mfaExemptAccounts"> {
  const trusts = list(settings.trusts).map(object);
  const open = (trusts.length > 0 ? trusts : [settings])
    .map(({ account, mfa }) => ({ account, ...object(mfa ?? settings.mfa) }))
    .filter((one) => (one as Inputs).required === false) as readonly Inputs[];
  const reasons = open.flatMap(({ reason }) => (typeof reason === "string" && reason.trim() !== "" ? [reason] : []));
  if (open.length === 0 || reasons.length < open.length) return {};
  const accounts = open.flatMap(({ account }) => (typeof account === "string" ? [account] : []));
  return {
    mfaExemption: [...new Set(reasons)].join("; "),
    ...(trusts.length > 0 ? { mfaExemptAccounts: [...new Set(accounts)] } : {}),
  };
}
