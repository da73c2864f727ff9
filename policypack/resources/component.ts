/** Reads what this project's component says about the role that it makes. */
import { type Attachment, boundaryOf, documentPolicy, reference } from "./attachment";
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
        ...mfaExemption(settings),
        review: texts({ owner: review.owner, reason: review.reason, by: review.by }),
      },
    },
  ];
}

/**
 * Why some sessions need no MFA: the reasons of all trusts that do not ask for it, each trust by its own `mfa` or by the
 * role's. None when one of them has no reason.
 */
function mfaExemption(settings: Inputs): { readonly mfaExemption?: string } {
  const trusts = list(settings.trusts).map((trust) => object(trust).mfa ?? settings.mfa);
  const open = (trusts.length > 0 ? trusts : [settings.mfa]).map(object).filter(({ required }) => required === false);
  const reasons = open.flatMap(({ reason }) => (typeof reason === "string" && reason.trim() !== "" ? [reason] : []));
  return open.length > 0 && reasons.length === open.length ? { mfaExemption: [...new Set(reasons)].join("; ") } : {};
}
