import { readSettings } from "../../../checks/readSettings";
import { publishedRole } from "../../../grants/publishedRole";
import { roleArn } from "../../../settings/arns";
import { config, exampleRole, now } from "../../settings/example";

/** Something published, open to change. */
export type Published = Record<string, unknown>;

/** The account that offers roles, by its file; and the account whose people are granted them. */
export const trusting = "111111111111";
export const trusted = "222222222222";

/** A role that whoever is granted it in {@link trusted} gets, without conditions, as this program publishes it. */
export function goodRole(changes: Record<string, unknown> = {}): Published {
  const role = {
    ...exampleRole(),
    mfa: { required: false, reason: "a test" },
    trusts: [{ account: trusted }],
    ...changes,
  };
  const { roles, account } = readSettings(config(trusting, { roles: { deploy: role } }), "cross-account-access", now);
  return structuredClone(
    publishedRole("deploy", roles["deploy"]!, roleArn("deploy", roles["deploy"]!, account), account),
  ) as unknown as Published;
}

/** An Allow as the role's trust policy has it, with something else in it. */
export function allowing(changes: Published = {}): Published {
  return { Effect: "Allow", Principal: { AWS: `arn:aws:iam::${trusted}:root` }, Action: "sts:AssumeRole", ...changes };
}

/** A trust policy of statements. */
export function trust(...statements: unknown[]): Published {
  return { Version: "2012-10-17", Statement: statements };
}
