import type { Obstacle } from "../transitions/update";

/** The variable that has an update take the first of two steps; its only value is {@link narrowStep}. */
export const stepVariable = "CROSS_ACCOUNT_ACCESS_STEP";
export const narrowStep = "narrow";

/** What is in the way of an update, a sentence each, and what to do. */
export function obstacleTexts(obstacles: readonly Obstacle[], stack: string): string[] {
  const texts = obstacles.map((obstacle) => {
    switch (obstacle.kind) {
      case "boundary":
        return `policies.${obstacle.policy}: found another description or path, for which IAM has to delete the policy; it is the boundary of ${obstacle.roles.map((role) => `roles.${role}`).join(", ")}, so IAM refuses. Declare it under another name, and remove this one in a later update.`;
      case "group":
        return `groups.${obstacle.group}: for a moment ${obstacle.user} might assume ${obstacle.role}, which neither the last update nor this one grants: the update changes the members of the group and its roles.`;
      case "role":
        return `roles.${obstacle.key}: ${whyTexts[obstacle.why](obstacle.policy)}`;
    }
  });
  const twoSteps = obstacles.some(({ kind }) => kind !== "boundary");
  const advice = [
    "Make two updates of it: one that narrows and one that widens. These two commands do it; between them, what is named here is closed or has less:",
    `  ${stepVariable}=${narrowStep} pulumi up --stack ${stack}`,
    `  pulumi up --stack ${stack}`,
  ];
  return [...new Set(texts), ...(twoSteps ? advice : [])];
}

const whyTexts: Record<"callers" | "shared" | "limits", (policy: string) => string> = {
  callers: (policy) => `for a moment people whom the role did not admit before would have its policy ${policy}, which this update takes away or narrows: the trust changes before the policies do.`,
  shared: (policy) => `for a moment people whom the role will not admit any more would have the policy ${policy} as this update makes it: it changes before they go.`,
  limits: (policy) => `for a moment the policy ${policy} would allow more than before and after: this update also takes away a boundary or a Deny that limits it.`,
};
