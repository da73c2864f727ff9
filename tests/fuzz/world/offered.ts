/** What the trusting stack of the example offers, as JSON gives it. */
import { readSettings } from "../../../checks/readSettings";
import { publishedRole } from "../../../grants/publishedRole";
import { roleArn } from "../../../settings/arns";
import { config, exampleRole, now } from "../../settings/example";
import type { Json } from "../change/edits";

const audit = {
  ...exampleRole(),
  mfa: { required: false, reason: "A pipeline" },
  trusts: [{ account: "222222222222", principals: ["role/ci"] }],
  session: { sourceIdentity: "required", tags: ["team"] },
};
const { roles, account } = readSettings(
  config("111111111111", { roles: { deploy: exampleRole(), audit } }),
  "cross-account-access",
  now,
);
const published = Object.entries(roles).map(([key, role]) => [
  key,
  publishedRole(key, role, roleArn(key, role, account), account),
]);

/** By the roles' keys, `deploy` for people and `audit` for a pipeline. */
export const offered = JSON.parse(JSON.stringify(Object.fromEntries(published))) as { readonly [key: string]: Json };
