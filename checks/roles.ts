/** Checks one role beyond the form of its settings. */
import type { RoleSettings } from "../settings/role";
import { checkReview, checkRevocation } from "./dates";
import { checkRoleName } from "./names";
import { checkBoundary, checkPath, checkRolePolicies } from "./policies";
import { formAlone, type Known, type Report, type RoleCheck } from "./report";
import { checkSession, checkTrusts, conditionChecks } from "./trusts";

/** The check of each setting of a role, in the order in which problems are reported. */
const roleChecks: Readonly<Record<keyof RoleSettings, RoleCheck>> = {
  ...conditionChecks,
  trusts: checkTrusts,
  session: checkSession,
  policies: checkRolePolicies,
  boundary: checkBoundary,
  review: checkReview,
  revokeSessionsBefore: checkRevocation,
  name: checkRoleName,
  // checkRoleName checks it as a part of the name.
  namePrefix: formAlone,
  path: ({ path }, _, report) => checkPath(path, report),
  description: formAlone,
  tags: formAlone,
};

/** Reports what is wrong with one role. */
export function checkRole(role: RoleSettings, known: Known, report: Report): void {
  Object.values(roleChecks).forEach((check) => check(role, known, report));
}
