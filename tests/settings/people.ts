/** An application of account access manager that administers itself in a third account. */
export const application = "arn:aws:account-access:eu-west-1:333333333333:application/1234567890abcdef";

/** People of IAM Identity Center, as a stack's file has them. */
export const center = {
  application,
  users: ["alice@example.com"],
  groups: ["Engineers"],
  assumeRole: "arn:aws:iam::333333333333:role/entitlements",
};

/** An entry of `trusts` about people of IAM Identity Center, with some settings of it replaced. */
export function ofPeople(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    identityCenter: { ...center, ...changes },
    mfa: { required: false, reason: "IAM Identity Center asks for it" },
  };
}
