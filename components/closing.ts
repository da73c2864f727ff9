/** The name of the inline policy that closes a role between two updates. */
export const closingPolicyName = "ClosedBetweenUpdates";

/** Denies everything to every session of a role. */
export const closingPolicy = {
  Version: "2012-10-17",
  Statement: [{ Sid: "Closed", Effect: "Deny", Action: "*", Resource: "*" }],
} as const;
