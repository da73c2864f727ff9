import {
  awsPolicies,
  canServe,
  documents,
  nameOf,
  type DocumentName,
  type Model,
  type RoleModel,
  type SideModel,
} from "./model";
import type { Chance } from "./random";
import { trustedStacks, users, type TrustedStack } from "./world";

/** What a step changes: the account with the roles, or one of those with the people. */
export type Side = "trusting" | TrustedStack;

/** One change of the settings; false where it cannot be made just now. */
type Edit<Subject> = (subject: Subject, chance: Chance) => boolean;

const documentNames = Object.keys(documents) as DocumentName[];

/** The model with some changes on one side. Renamed keys of roles are followed by the grants. */
export function edited(model: Model, chance: Chance): { model: Model; side: Side } {
  const side: Side = chance.often(0.5) ? "trusting" : chance.often(0.75) ? "people" : "partner";
  const next = structuredClone(model);
  for (let left = 1 + chance.upTo(3), tries = 100; left > 0 && tries > 0; tries--) {
    const trial = structuredClone(next);
    const made =
      side === "trusting"
        ? chance.one(roleEdits)(trial, chance)
        : chance.one(sideEdits)({ model: trial, stack: side, side: trial.sides[side] }, chance);
    if (!made || !isSound(trial) || remakesBoundary(model, trial)) continue;
    Object.assign(next, trial);
    left -= 1;
  }
  return { model: next, side };
}

/** Whether the program takes the settings: every grant can serve somebody, every role has a policy, names are there once. */
function isSound({ roles, policies, sides }: Model): boolean {
  const names = Object.entries(roles).map(([key, role]) => nameOf(key, role));
  return (
    new Set(names).size === names.length &&
    Object.values(roles).every(
      (role) =>
        Object.keys(role.trusts).length > 0 &&
        Object.keys(role.inline).length + role.managed.length + role.shared.length > 0,
    ) &&
    Object.values(roles).every((role) =>
      [...role.shared, ...(role.boundary ? [role.boundary] : [])].every((name) => Object.hasOwn(policies, name)),
    ) &&
    trustedStacks.every((stack) => {
      const side = sides[stack];
      const formers = Object.values(side.groups).flatMap(({ renamedFrom }) => renamedFrom ?? []);
      const formerGrants = Object.values(side.grants).flatMap(({ renamedFrom }) => renamedFrom ?? []);
      return (
        [formers, formerGrants].every((all) => new Set(all).size === all.length) &&
        formers.every((name) => !Object.hasOwn(side.groups, name)) &&
        formerGrants.every((name) => !Object.hasOwn(side.grants, name)) &&
        Object.values(side.grants).every(
          ({ groups, users: named, roles: keys }) =>
            keys.length > 0 &&
            groups.length + named.length > 0 &&
            groups.every((group) => Object.hasOwn(side.groups, group)) &&
            keys.every(
              (key) => Object.hasOwn(roles, key) && canServe(roles[key]!, stack, side, { groups, users: named }),
            ),
        )
      );
    })
  );
}

/** Only a new policy can have another path, and IAM keeps one that is a boundary; the program says so. */
function remakesBoundary(before: Model, after: Model): boolean {
  return Object.values(before.roles).some(
    ({ boundary }) =>
      boundary !== undefined &&
      Object.hasOwn(after.policies, boundary) &&
      after.policies[boundary]!.path !== before.policies[boundary]!.path,
  );
}

function aRole({ roles }: Model, chance: Chance): [string, RoleModel] | undefined {
  const all = Object.entries(roles);
  return all.length > 0 ? chance.one(all) : undefined;
}

function onRole(change: (role: RoleModel, chance: Chance, model: Model) => boolean | void): Edit<Model> {
  return (model, chance) => {
    const found = aRole(model, chance);
    return found !== undefined && change(found[1], chance, model) !== false;
  };
}

function drawnTrusts(chance: Chance): RoleModel["trusts"] {
  return Object.fromEntries(
    chance.some(trustedStacks, 1).map((stack) => [stack, chance.often(0.4) ? [] : chance.some(users[stack], 1)]),
  );
}

const roleEdits: readonly Edit<Model>[] = [
  (model, chance) => {
    const key = `role${chance.upTo(4)}`;
    if (Object.hasOwn(model.roles, key)) return false;
    model.roles[key] = {
      trusts: drawnTrusts(chance),
      mfa: chance.one(["1h", "2h", "none"]),
      sourceIdentity: false,
      inline: { first: chance.one(documentNames.slice(0, 4)) },
      managed: [],
      shared: [],
    };
    return true;
  },
  (model, chance) => {
    const found = aRole(model, chance);
    if (
      !found ||
      trustedStacks.some((stack) =>
        Object.values(model.sides[stack].grants).some(({ roles }) => roles.includes(found[0])),
      )
    )
      return false;
    delete model.roles[found[0]];
    return true;
  },
  (model, chance) => {
    const [found, key] = [aRole(model, chance), `key${chance.upTo(5)}`];
    if (!found || Object.hasOwn(model.roles, key)) return false;
    // Under another key the role keeps its name or gets the key's.
    const { name, ...rest } = found[1];
    delete model.roles[found[0]];
    model.roles[key] = chance.often(0.5) ? { ...rest, name: name ?? found[0] } : rest;
    for (const stack of trustedStacks)
      for (const grant of Object.values(model.sides[stack].grants))
        grant.roles = grant.roles.map((role) => (role === found[0] ? key : role));
    return true;
  },
  onRole((role, chance) => {
    if (chance.often(0.5)) role.path = role.path === undefined ? "/team/" : undefined;
    else role.name = chance.often(0.3) ? undefined : `name${chance.upTo(5)}`;
  }),
  onRole((role, chance) => void (role.trusts = drawnTrusts(chance))),
  onRole((role, chance) => void (role.trusts = drawnTrusts(chance))),
  onRole((role, chance) => void (role.mfa = chance.one(["1h", "2h", "none"] as const))),
  onRole((role) => void (role.sourceIdentity = !role.sourceIdentity)),
  onRole((role, chance) => void (role.inline[`policy${chance.upTo(3)}`] = chance.one(documentNames))),
  onRole((role, chance) => void (role.inline[`policy${chance.upTo(3)}`] = chance.one(documentNames))),
  onRole((role, chance) => {
    const names = Object.keys(role.inline);
    if (names.length === 0) return false;
    const name = chance.one(names);
    const document = role.inline[name]!;
    delete role.inline[name];
    if (chance.often(0.5)) role.inline[`renamed${chance.upTo(3)}`] = document;
    return true;
  }),
  onRole((role, chance) => void (role.managed = chance.some(awsPolicies))),
  onRole((role, chance, { policies }) => void (role.shared = chance.some(Object.keys(policies)))),
  onRole((role, chance, { policies }) => {
    const names = Object.keys(policies);
    role.boundary = names.length > 0 && chance.often(0.6) ? chance.one(names) : undefined;
  }),
  onRole((role, chance) => void (role.window = chance.one([undefined, undefined, "open", "future"] as const))),
  onRole(
    (role, chance) =>
      void (role.revoked = chance.one([undefined, "2026-11-01T00:00:00Z", "2026-11-10T00:00:00Z"] as const)),
  ),
  (model, chance) => {
    model.policies[`shared${chance.upTo(2)}`] = { document: chance.one(documentNames) };
    return true;
  },
  (model, chance) => {
    const names = Object.keys(model.policies);
    if (names.length === 0) return false;
    delete model.policies[chance.one(names)];
    return true;
  },
  (model, chance) => {
    const names = Object.keys(model.policies);
    if (names.length === 0) return false;
    const policy = model.policies[chance.one(names)]!;
    policy.path = policy.path === undefined ? "/team/" : undefined;
    return true;
  },
];

interface Trusted {
  readonly model: Model;
  readonly stack: TrustedStack;
  readonly side: SideModel;
}

function onGrant(
  change: (grant: SideModel["grants"][string], chance: Chance, trusted: Trusted) => void,
): Edit<Trusted> {
  return (trusted, chance) => {
    const grants = Object.values(trusted.side.grants);
    if (grants.length === 0) return false;
    change(chance.one(grants), chance, trusted);
    return true;
  };
}

const sideEdits: readonly Edit<Trusted>[] = [
  ({ side, stack }, chance) => {
    const name = `group${chance.upTo(3)}`;
    if (Object.hasOwn(side.groups, name)) return false;
    side.groups[name] = { members: chance.some(users[stack]) };
    return true;
  },
  ({ side, stack }, chance) => {
    const groups = Object.values(side.groups);
    if (groups.length === 0) return false;
    chance.one(groups).members = chance.some(users[stack]);
    return true;
  },
  ({ side, stack }, chance) => {
    // Somebody moves from one group to another.
    const [from, to] = [chance.one(Object.values(side.groups)), chance.one(Object.values(side.groups))];
    if (!from || !to || from === to || from.members.length === 0) return false;
    const user = chance.one(from.members);
    from.members = from.members.filter((member) => member !== user);
    to.members = users[stack].filter((member) => member === user || to.members.includes(member));
    return true;
  },
  ({ side }, chance) => {
    const names = Object.keys(side.groups);
    if (names.length === 0) return false;
    const name = chance.one(names);
    delete side.groups[name];
    for (const [key, grant] of Object.entries(side.grants)) {
      grant.groups = grant.groups.filter((group) => group !== name);
      if (grant.groups.length + grant.users.length === 0) delete side.grants[key];
    }
    return true;
  },
  renameGroup,
  renameGroup,
  ({ side }, chance) => {
    for (const group of Object.values(side.groups)) delete group.renamedFrom;
    for (const grant of Object.values(side.grants)) delete grant.renamedFrom;
    return chance.often(0.9);
  },
  ({ side }, chance) => {
    const groups = Object.values(side.groups);
    if (groups.length === 0) return false;
    const group = chance.one(groups);
    group.path = group.path === undefined ? "/team/" : undefined;
    return true;
  },
  addGrant,
  addGrant,
  ({ side }, chance) => {
    const names = Object.keys(side.grants);
    if (names.length === 0) return false;
    delete side.grants[chance.one(names)];
    return true;
  },
  ({ side }, chance) => {
    const [names, name] = [Object.keys(side.grants), `grant${chance.upTo(5)}`];
    if (names.length === 0 || Object.hasOwn(side.grants, name)) return false;
    const former = chance.one(names);
    const { renamedFrom: _, ...grant } = side.grants[former]!;
    delete side.grants[former];
    side.grants[name] = { ...grant, ...(chance.often(0.5) && { renamedFrom: former }) };
    return true;
  },
  onGrant((grant, chance, { model }) => void (grant.roles = chance.some(Object.keys(model.roles), 1))),
  onGrant((grant, chance, { side, stack }) => {
    grant.groups = chance.some(Object.keys(side.groups));
    grant.users = chance.some(users[stack]);
  }),
  ({ side }, chance) => {
    // Two grants become one.
    const [one, other] = [chance.one(Object.keys(side.grants)), chance.one(Object.keys(side.grants))];
    if (one === undefined || other === undefined || one === other) return false;
    const [into, gone] = [side.grants[one]!, side.grants[other]!];
    side.grants[one] = {
      groups: union(into.groups, gone.groups),
      users: union(into.users, gone.users),
      roles: union(into.roles, gone.roles),
    };
    delete side.grants[other];
    return true;
  },
  ({ side }, chance) => {
    side.policyName = chance.one([undefined, "assume", "Assume-Roles"]);
    return true;
  },
  ({ side }) => {
    side.mfa = !side.mfa;
    return true;
  },
];

function renameGroup({ side }: Trusted, chance: Chance): boolean {
  const [names, name] = [Object.keys(side.groups), `group${chance.upTo(5)}`];
  if (names.length === 0 || Object.hasOwn(side.groups, name)) return false;
  const former = chance.one(names);
  const { renamedFrom: _, ...group } = side.groups[former]!;
  delete side.groups[former];
  side.groups[name] = { ...group, ...(chance.often(0.6) && { renamedFrom: former }) };
  for (const grant of Object.values(side.grants))
    grant.groups = grant.groups.map((one) => (one === former ? name : one));
  return true;
}

function addGrant({ model, side, stack }: Trusted, chance: Chance): boolean {
  const name = `grant${chance.upTo(4)}`;
  if (Object.hasOwn(side.grants, name) || Object.keys(model.roles).length === 0) return false;
  const to = {
    groups: chance.some(Object.keys(side.groups)),
    users: chance.often(0.5) ? chance.some(users[stack]) : [],
  };
  const open = Object.keys(model.roles).filter((key) => canServe(model.roles[key]!, stack, side, to));
  if (open.length === 0) return false;
  side.grants[name] = { ...to, roles: chance.some(open, 1) };
  return true;
}

function union(one: readonly string[], other: readonly string[]): string[] {
  return [...new Set([...one, ...other])];
}
