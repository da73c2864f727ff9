/**
 * Closes roles for the time of an update. Where no order of a role's policies is right, one update closes the role with a
 * Deny of everything, which is attached first, and makes what has to be made; a second one opens it. Pure.
 */
import type { Settings } from "../settings/settings";
import { readDeployed, type Deployed } from "./deployed";
import { entangledPolicies } from "./entangled";
import { heldUntil } from "./heldUntil";

/** The variable that names the roles that the program is to hold closed: a list of their keys in JSON. */
export const heldVariable = "CROSS_ACCOUNT_HELD_ROLES";

/** The keys of the roles that have to be closed for this update. */
export function rolesToHold(record: unknown, settings: Settings): string[] {
  const after: Deployed = { settings, grantees: [], renewals: {} };
  const before = readDeployed(record);
  try {
    return entangledPolicies(before, after).map(({ role }) => role);
  } catch (error) {
    if (before === undefined) throw error;
    // Somebody has changed the record.
    return entangledPolicies(undefined, after).map(({ role }) => role);
  }
}

/**
 * The settings with some roles closed.
 *
 * @param named the value of {@link heldVariable}; undefined for none
 * @throws Error when the value is no list of names: to overlook it would open what is to be closed
 */
export function withHeld(settings: Settings, named: string | undefined): Settings {
  if (named === undefined || named === "") return settings;
  const keys = readNames(named);
  const roles = Object.entries(settings.roles).map(([key, role]) =>
    keys.includes(key) ? [key, { ...role, revokeSessionsBefore: heldUntil }] : [key, role],
  );
  return { ...settings, roles: Object.fromEntries(roles) as Settings["roles"] };
}

function readNames(named: string): unknown[] {
  try {
    const read: unknown = JSON.parse(named);
    if (Array.isArray(read) && read.every((one) => typeof one === "string")) return read;
  } catch {
    // It is told below.
  }
  throw new Error(`${heldVariable}: found ${JSON.stringify(named)}, expected a list of roles' keys in JSON; unset it`);
}
