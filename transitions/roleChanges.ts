import { permissionsBeyond, trustBeyond } from "../policypack/iam";
import { sharedPolicyArn } from "../settings/arns";
import { everything, type Deployed } from "./deployed";
import { declaredPolicies, roleHoldings, type Held, type RoleHoldings } from "./roleHoldings";

/** How one call of IAM's API changes who may use a role, or what the role allows. */
type Direction = "wider" | "narrower" | "other";

/**
 * The roles that have to be renewed, as keys of `Renewals`. Without a renewal their update could, for a moment, allow
 * somebody what neither the last settings nor the new ones allow.
 *
 * An update makes many calls, in an order that the engine chooses. A single call has no state in between. When all
 * calls widen, no state in between allows more than the end of the update; when all narrow, none allows more than its
 * start. With any other mix, a state in between may allow more than both. Then the role first loses its policies, and
 * gets the new ones after its trust has changed.
 *
 * @param at when the update takes place
 */
export function rolesToRenew(before: Deployed, after: Deployed, at: Date): readonly string[] {
  const now = roleHoldings(after);
  const declared = declaredPolicies(after);
  const remade = remadePolicies(before, after);
  return [...roleHoldings(before)].flatMap(([name, role]) => {
    const next = now.get(name);
    // A policy that is replaced is detached first. Meanwhile its Deny statements do not apply.
    const bare = [...role.policies].some(([arn, document]) => remade.has(arn) && hasDeny(document));
    if (next !== undefined && (next.arn !== role.arn || bare)) return [`role ${name}`];
    if (next === undefined && bare) return [everything];
    // A role that is removed is deleted at the end, after its shared policies have changed. It cannot be renewed by
    // itself, since the settings no longer have it.
    if (next === undefined)
      return rewritten(role, declared, at).every((direction) => direction === "narrower") ? [] : [everything];
    const others = changes(role, next, at);
    // Who comes and who goes have what the role allows, each of them. That is no more unless the role changes too.
    const calls = others.length === 0 ? [] : [...others, ...peopleChanges(role, next)];
    const directions = new Set(calls);
    return calls.length > 1 && (directions.size > 1 || directions.has("other")) ? [`role ${name}`] : [];
  });
}

function changes(role: RoleHoldings, next: RoleHoldings, at: Date): Direction[] {
  const names = new Set([...role.policies.keys(), ...next.policies.keys()]);
  return [
    ...trustChange(role, next, at),
    ...[...names].flatMap((name) => {
      if (!next.policies.has(name)) return went(role.policies.get(name));
      return role.policies.has(name)
        ? changed(role.policies.get(name), next.policies.get(name), at)
        : came(next.policies.get(name));
    }),
    ...boundaryChange(role.boundary, next.boundary, at),
  ];
}

/** Who of IAM Identity Center comes and who goes. Those who go keep their entitlements to the end of an update. */
function peopleChanges({ people }: RoleHoldings, { people: next }: RoleHoldings): Direction[] {
  return [
    ...people.filter((one) => !next.includes(one)).map((): Direction => "narrower"),
    ...next.filter((one) => !people.includes(one)).map((): Direction => "wider"),
  ];
}

/** How the declared policies of a role change, its boundary included. */
function rewritten({ policies, boundary }: RoleHoldings, declared: ReadonlyMap<string, Held>, at: Date): Direction[] {
  const held: [string, Held][] = [
    ...policies,
    ...(boundary === undefined ? [] : [[boundary.arn, boundary.document] as [string, Held]]),
  ];
  return held.flatMap(([arn, document]) => (declared.has(arn) ? changed(document, declared.get(arn), at) : []));
}

/** The former ARNs of declared policies that are replaced, since IAM cannot change their path or description. */
function remadePolicies(before: Deployed, after: Deployed): ReadonlySet<string> {
  const { account, policies } = before.settings;
  const changed = Object.entries(policies).filter(([name, { path, description }]) => {
    const next = Object.hasOwn(after.settings.policies, name) ? after.settings.policies[name] : undefined;
    return next !== undefined && (next.path !== path || next.description !== description);
  });
  return new Set(changed.map(([name, policy]) => sharedPolicyArn(name, policy, account)));
}

function trustChange(role: RoleHoldings, next: RoleHoldings, at: Date): Direction[] {
  if (same(role.trust, next.trust)) return [];
  const [wider, narrower] = [
    trustBeyond(next.trust, role.trust, role.arn, at).length > 0,
    trustBeyond(role.trust, next.trust, role.arn, at).length > 0,
  ];
  return [directionOf(wider, narrower)];
}

function boundaryChange(boundary: RoleHoldings["boundary"], next: RoleHoldings["boundary"], at: Date): Direction[] {
  if (boundary === undefined || next === undefined)
    return boundary === next ? [] : [next === undefined ? "wider" : "narrower"];
  if (boundary.arn === next.arn) return changed(boundary.document, next.document, at);
  return changed(boundary.document, next.document, at).length > 0 || boundary.document === undefined
    ? [compared(boundary.document, next.document, at)]
    : [];
}

function came(document: Held): Direction[] {
  return [onlyDenies(document) ? "narrower" : hasDeny(document) ? "other" : "wider"];
}

function went(document: Held): Direction[] {
  return [onlyDenies(document) ? "wider" : hasDeny(document) ? "other" : "narrower"];
}

function changed(document: Held, next: Held, at: Date): Direction[] {
  return same(document, next) ? [] : [compared(document, next, at)];
}

function compared(document: Held, next: Held, at: Date): Direction {
  if (hasDeny(document) || hasDeny(next)) return "other";
  const beyond = (one: Held, other: Held) => permissionsBeyond(policiesOf(one), policiesOf(other), at).length > 0;
  return directionOf(beyond(next, document), beyond(document, next));
}

function policiesOf(document: Held) {
  return { policies: [{ name: "policy", document }] };
}

function directionOf(wider: boolean, narrower: boolean): Direction {
  return wider && narrower ? "other" : wider ? "wider" : "narrower";
}

/** True when a document may deny something. A document that is not known may. */
function hasDeny(document: Held): boolean {
  return document === undefined || document.Statement.some(({ Effect }) => Effect === "Deny");
}

function onlyDenies(document: Held): boolean {
  return document !== undefined && document.Statement.every(({ Effect }) => Effect === "Deny");
}

function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
