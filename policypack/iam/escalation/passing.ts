/** Roles that are passed to services: with the paths of the table, and with any other action that takes one. */
import type { Limit } from "../condition/values";
import { compilePattern, matches, type Pattern } from "../pattern/pattern";
import type { Permissions } from "../reach/permissions";
import type { LookUp } from "./knowledge";
import { barredOn, limitsOn } from "./targetLimits";
import type { Opening } from "./opening";
import type { EscalationPath } from "./paths";
import { takers } from "./takers";
import { allowedSomewhere, type Target, targetsOf } from "./targets";

/** The opening of a path that passes a role, on one role or pattern of roles. */
export function passes(
  path: EscalationPath,
  target: Target,
  limits: readonly Limit[],
  barred: readonly Pattern[],
  lookUp: LookUp,
  opening: (state: Opening["state"], service?: string) => Opening,
): Opening | undefined {
  const services = receiving(path.services, limits, barred);
  if (services.length === 0) return undefined;
  const others = limits.filter((limit) => limit.key !== "iam:passedtoservice");
  if (!target.named) return opening(others.length > 0 ? "depends" : "open", services[0]);
  const known = lookUp(target.resource);
  const trusted =
    known.services === undefined ? services : services.filter((service) => known.services!.includes(service));
  if (trusted.length === 0 || known.verdict === "harmless") return undefined;
  return opening(known.verdict === "broad" ? "open" : "depends", trusted[0]);
}

/**
 * Where a role can be passed with an action that no open path names: one opening for each target, the clearest one.
 * @param listed the openings of the table
 * @param somewhere whether actions are allowed on any resource, as far as that was worked out
 */
export function takenRoles(
  permissions: Permissions,
  lookUp: LookUp,
  listed: readonly Opening[],
  somewhere: Map<number, boolean | undefined>,
): Opening[] {
  const { set, byAction } = takers(permissions.catalogue);
  const allowed = [...set.and(permissions.anywhere)];
  const passRole = permissions.catalogue.number(PASS_ROLE)!;
  if (allowed.length === 0 || !permissions.anywhere.has(passRole)) return [];
  const told = new Set(
    listed.filter(({ path, state }) => path.kind === "pass" && state !== "depends").map(({ target }) => target.grant),
  );
  let given = false;
  return targetsOf(permissions, passRole).flatMap((target): Opening[] => {
    if (given || told.has(target.grant) || ofService(target)) return [];
    if (permissions.budget.left <= 0) {
      // The budget is used up: this one stands for all targets that are left.
      given = true;
      return [{ path: byAction.get(allowed[0]!)!.path, state: "undecided", action: PASS_ROLE, target }];
    }
    const limits = limitsOn(permissions, target, PASS_ROLE);
    const barred = barredOn(permissions, target);
    let unclear: Opening | undefined;
    for (const number of allowed) {
      const { path, fixed } = byAction.get(number)!;
      const opening = passes(path, target, limits, barred, lookUp, (state, service) => ({
        path,
        state,
        action: PASS_ROLE,
        target,
        ...(service === undefined ? {} : { service }),
      }));
      if (opening === undefined || (fixed && (target.named || limits.length > 0))) continue;
      if (!somewhere.has(number)) somewhere.set(number, allowedSomewhere(permissions, number));
      const works = somewhere.get(number);
      if (works === false) continue;
      const sure = works === true && !fixed && !target.undecided && target.grant.unproven.length === 0;
      if (sure || opening.state === "depends") return [opening];
      unclear ??= { ...opening, state: "undecided" };
    }
    return unclear === undefined ? [] : [unclear];
  });
}

const PASS_ROLE = "iam:PassRole";

/** True when a pattern reaches only roles that AWS makes for one service, which nobody can give more permissions. */
function ofService({ grant }: Target): boolean {
  return grant.within.some(
    ({ not, patterns }) => !not && patterns.every(({ source }) => /^[^?]*:role\/aws-service-role\//.test(source)),
  );
}

/** The services out of a list that a role may be passed to. */
function receiving(services: readonly string[], limits: readonly Limit[], barred: readonly Pattern[]): string[] {
  const passedTo = limits.filter((limit) => limit.key === "iam:passedtoservice");
  const named = (value: Pattern, service: string): boolean =>
    matches(value, service) || matches(value, `${service}.cn`) || matches(withoutRegion(value), service);
  return services.filter(
    (service) =>
      passedTo.every((limit) => limit.values.some((value) => named(value, service))) &&
      !barred.some((value) => named(value, service)),
  );
}

/** Some services are named with their region, too: `states.eu-west-1.amazonaws.com`. */
function withoutRegion(value: Pattern): Pattern {
  const found = /^([^.*?]+)\.(?:\*|[a-z]{2}(?:-[a-z]+)+-\d)\.amazonaws\.com/.exec(value.source);
  return found === null ? value : compilePattern(`${found[1]!}.amazonaws.com`);
}
