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
  const mfa = object(settings.mfa);
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
        ...(mfa.required === false && typeof mfa.reason === "string" ? { mfaExemption: mfa.reason } : {}),
        review: texts({ owner: review.owner, reason: review.reason, by: review.by }),
      },
    },
  ];
}
