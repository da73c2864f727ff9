/** Finds the known escalation paths that the permissions of a principal open. */
import type { ActionCatalogue } from "../catalogue/actions";
import { managedPolicy } from "../catalogue/managedPolicies";
import { OWN_USER_NAME } from "../condition/subject";
import type { Limit } from "../condition/values";
import type { Pattern } from "../pattern/pattern";
import type { Permissions } from "../reach/permissions";
import { bounds, ofAws } from "./boundaries";
import { answering, type LookUp } from "./knowledge";
import { barredOn, limitsOn } from "./targetLimits";
import type { Opening } from "./opening";
import { passes, takenRoles } from "./passing";
import { ESCALATION_PATHS, type EscalationPath } from "./paths";
import { allowedSomewhere, type Target, targetsOf } from "./targets";
import { together } from "./together";

/** The paths that are or may be open, in the order of `ESCALATION_PATHS`, with one opening for each target. */
export function openings(permissions: Permissions, lookUp: LookUp): Opening[] {
  const somewhere = new Map<number, boolean | undefined>();
  const targets = new Map<string, Target[]>();
  const { anywhere } = permissions;
  const possible = resolved(permissions.catalogue).filter(
    ({ aim, needed }) => anywhere.has(aim) && needed.every((action) => anywhere.has(action)),
  );
  const found = possible.flatMap(({ path, aim, needed }) => {
    const all = needed.map((action) => {
      if (!somewhere.has(action)) somewhere.set(action, allowedSomewhere(permissions, action));
      return somewhere.get(action);
    });
    if (all.includes(false)) return [];
    const key = `${aim} ${path.target ?? ""}`;
    if (!targets.has(key)) targets.set(key, targetsOf(permissions, aim, path.target));
    // Which role is passed makes no difference to whether the other actions work together, so this is decided once.
    let passable: { readonly workable: boolean | undefined } | undefined;
    let given = false;
    return targets.get(key)!.flatMap((target): Opening[] => {
      if (given) return [];
      if (permissions.budget.left <= 0) {
        // The budget is used up: this one stands for all targets that are left.
        given = true;
        return [{ path, state: "undecided", action: permissions.catalogue.name(aim), target }];
      }
      const opening = judge(permissions, path, target, permissions.catalogue.name(aim), lookUp);
      if (opening === undefined) return [];
      const { workable } = (path.kind === "pass" ? passable : undefined) ?? {
        workable: works(permissions, path, target, aim, needed),
      };
      passable = { workable };
      if (workable === false) return [];
      return [
        all.includes(undefined) || workable === undefined || target.undecided
          ? { ...opening, state: "undecided" as const }
          : opening,
      ];
    });
  });
  return [...found, ...takenRoles(permissions, lookUp, found, somewhere)];
}

interface ResolvedPath {
  readonly path: EscalationPath;
  /** The action whose resource is the target. */
  readonly aim: number;
  readonly needed: readonly number[];
}

const resolutions = new WeakMap<ActionCatalogue, readonly ResolvedPath[]>();

/** The paths with the numbers of their actions. A path is left out when the catalogue lacks one of its actions. */
function resolved(catalogue: ActionCatalogue): readonly ResolvedPath[] {
  let paths = resolutions.get(catalogue);
  if (paths === undefined) {
    paths = ESCALATION_PATHS.flatMap((path) => {
      const [aim, ...needed] = (path.kind === "pass" ? ["iam:PassRole", ...path.actions] : path.actions).map((name) =>
        catalogue.number(name),
      );
      return aim === undefined || needed.includes(undefined) ? [] : [{ path, aim, needed: needed as number[] }];
    });
    resolutions.set(catalogue, paths);
  }
  return paths;
}

/**
 * Whether the actions of a path work together. Those on the same type of resource have to be allowed on the same one.
 */
function works(
  permissions: Permissions,
  path: EscalationPath,
  target: Target,
  aim: number,
  needed: readonly number[],
): boolean | undefined {
  const answers =
    path.kind === "existing"
      ? needed.map((action) => together(permissions, aim, action, [target.grant]))
      : path.kind === "pass"
        ? needed.flatMap((action, i) => needed.slice(i + 1).map((other) => together(permissions, action, other)))
        : [];
  return answers.includes(false) ? false : answers.includes(undefined) ? undefined : true;
}

/** The opening on a target. `undecided` when it is not surely open and a look-up that matters came to no decision. */
function judge(
  permissions: Permissions,
  path: EscalationPath,
  target: Target,
  action: string,
  lookUp: LookUp,
): Opening | undefined {
  let undecided = false;
  const noting = answering(lookUp, ({ verdict }) => {
    if (verdict === "undecided") undecided = true;
  });
  const found = judgeBy(permissions, path, target, action, noting);
  // A condition that nothing is known of may close an open path. It opens none, and what depends still does.
  const doubtful = found?.state === "open" && target.grant.unproven.length > 0;
  if (doubtful) return { ...found, state: "undecided" };
  return undecided && found?.state !== "open" ? { path, state: "undecided", action, target } : found;
}

function judgeBy(
  permissions: Permissions,
  path: EscalationPath,
  target: Target,
  action: string,
  lookUp: LookUp,
): Opening | undefined {
  const limits = limitsOn(permissions, target, action);
  const opening = (state: Opening["state"], service?: string): Opening => ({
    path,
    state,
    action,
    target,
    ...(service === undefined ? {} : { service }),
  });
  switch (path.kind) {
    case "write":
      // These conditions demand that the changed principal has a boundary, or that only certain policies are attached.
      if (
        !DROPS_BOUNDARY.has(action) &&
        limits.some((limit) => limit.key === "iam:permissionsboundary" && bounds(permissions, limit, lookUp))
      )
        return undefined;
      if (limits.some((limit) => limit.key === "iam:policyarn")) return attaches(permissions, limits, lookUp, opening);
      return opening("open");
    case "others":
      // The tags of what it is allowed on say nothing of what it acts on.
      return limits.some(({ key }) => !key.includes("tag/")) ? undefined : opening("open");
    case "loosen":
      // Taking away a policy that denies nothing gives nothing.
      if (limits.some(({ key, values }) => key === "iam:policyarn" && values.every(deniesNothing))) return undefined;
      // What such a boundary denies stays denied, whatever policy is taken away.
      if (limits.some((limit) => limit.key === "iam:permissionsboundary" && bounds(permissions, limit, lookUp)))
        return undefined;
      return opening(target.named ? "depends" : "open");
    case "credentials":
      return ownUser(permissions, target) ? undefined : opening("open");
    case "pass":
      return passes(path, target, limits, barredOn(permissions, target), lookUp, opening);
    case "access":
      if (limits.length > 0 || (target.named && target.inAccount)) return undefined;
      return opening("open");
    case "existing":
      if (ofCaller(target)) return undefined;
      if (target.named || limits.length > 0) return runs(target, limits, lookUp, opening);
      return opening("open");
  }
}

function runs(
  target: Target,
  limits: readonly Limit[],
  lookUp: LookUp,
  opening: (state: Opening["state"]) => Opening,
): Opening | undefined {
  if (!target.named) return opening(limits.length > 0 ? "depends" : "open");
  const known = lookUp(target.resource);
  return known.verdict === "harmless" ? undefined : opening(known.verdict === "broad" ? "open" : "depends");
}

/** A condition on iam:PolicyARN lets only certain policies be attached. What those allow decides. */
function attaches(
  permissions: Permissions,
  limits: readonly Limit[],
  lookUp: LookUp,
  opening: (state: Opening["state"]) => Opening,
): Opening | undefined {
  const arns = limits.filter((limit) => limit.key === "iam:policyarn").flatMap((limit) => limit.values);
  // Patterns of policies that AWS owns name what is known; any other may name a policy that the principal makes.
  const known = (arn: Pattern): boolean => arn.exact || /^arn:[^:]+:iam::aws:policy\//.test(arn.source);
  if (!arns.every(known)) return opening("open");
  const named = arns.flatMap((arn) => (arn.exact ? [arn.source] : ofAws(permissions, arn)));
  const verdicts: string[] = [];
  // The first that is broad decides. A pattern may name all policies of AWS.
  for (const arn of named) if (verdicts.at(-1) !== "broad") verdicts.push(lookUp(arn).verdict);
  return verdicts.includes("broad") ? opening("open") : verdicts.includes("unknown") ? opening("depends") : undefined;
}

/** True for the one policy of AWS that a value names, when it has no Deny. */
function deniesNothing({ exact, source }: Pattern): boolean {
  return exact && managedPolicy(source)?.document.includes('"Deny"') === false;
}

/**
 * These remove a boundary, so a condition that demands a certain boundary does not protect the principal afterwards.
 */
const DROPS_BOUNDARY: ReadonlySet<string> = new Set([
  "iam:DeleteRolePermissionsBoundary",
  "iam:DeleteUserPermissionsBoundary",
]);

/** True when a pattern reaches only the caller's own sessions: whoever takes one up again has had it before. */
function ofCaller({ grant }: Target): boolean {
  return grant.within.some(
    ({ not, patterns }) => !not && patterns.every(({ source }) => /:session\/\$\{aws:user(?:id|name)\}/.test(source)),
  );
}

/** True when the target is the caller's own user: new credentials for oneself give nothing new. */
function ownUser(permissions: Permissions, target: Target): boolean {
  if (!target.named || permissions.subject.kind === "role") return false;
  const name = target.resource.split("/").at(-1);
  return name === OWN_USER_NAME || (permissions.subject.kind === "user" && name === permissions.subject.name);
}
