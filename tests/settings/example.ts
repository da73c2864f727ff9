/** A stack's configuration as Pulumi hands it on: objects and lists as JSON. */
export type Config = Record<string, string>;

/** A moment at which everything in the examples is current. */
export const now = new Date("2026-12-01T12:00:00Z");

/** The settings of one role that are right, to be varied. */
export function exampleRole(): Record<string, unknown> {
  return {
    description: "Publishes releases",
    trusts: [{ account: "222222222222", principals: ["user/*"] }],
    policies: {
      inline: {
        artifacts: {
          Version: "2012-10-17",
          Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::shop/*" }],
        },
      },
    },
    review: { owner: "platform@example.com", reason: "Weekly release", by: "2027-02-01" },
  };
}

/** The configuration of a trusting stack with one role, its settings replaced by `changes` (undefined takes one out). */
export function trustingConfig(changes: Record<string, unknown> = {}): Config {
  return config("111111111111", { roles: { deploy: { ...exampleRole(), ...changes } } });
}

/** The configuration of a trusted stack with one group and one grant, the grant's settings replaced by `changes`. */
export function trustedConfig(changes: Record<string, unknown> = {}): Config {
  return config("222222222222", {
    groups: { deployers: { members: ["alice"] } },
    grants: {
      "deployers-deploy": { to: { groups: ["deployers"] }, roles: [{ stack: "trusting", role: "deploy" }], ...changes },
    },
  });
}

/** The configuration of an account, with this program's own keys. */
export function config(account: string, own: Record<string, unknown>): Config {
  return {
    "aws:region": "eu-west-1",
    "aws:allowedAccountIds": JSON.stringify([account]),
    ...Object.fromEntries(
      Object.entries(own).map(([key, value]) => [`cross-account-access:${key}`, JSON.stringify(value)]),
    ),
  };
}
