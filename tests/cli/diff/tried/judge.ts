/** Holds the difference of two settings against what the emulator's referee says of every call before and after. */
import type { Difference, Way } from "../../../../cli/diff/difference";
import { inlinePolicies } from "../../../../documents/inlinePolicies";
import { trustPolicy } from "../../../../documents/trustPolicy";
import { planGrants } from "../../../../grants/grantPlan";
import { publishedRole } from "../../../../grants/publishedRole";
import { roleArn, sharedPolicyArn } from "../../../../settings/arns";
import type { Settings } from "../../../../settings/settings";
import { accountTrusts } from "../../../../settings/trust";
import type { Chance } from "../../../sandbox/lifecycle/random";
import type { Stacks } from "../pairs";
import { sideOf } from "../sides";
import { callsOf, isRole, nameOf, people, unnamed, type Choice, type Person } from "./calls";
import type { Referee, Tried } from "./referee";

export const at = new Date("2026-12-01T00:00:00Z");
const anything = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] };
const roleKeys = ["deploy", "audit"];

/** Something that the difference says and trying does not show, or the other way round. */
export interface Contradiction {
  readonly what: string;
  readonly where: unknown;
}

/** One side, as it would be deployed. */
export interface Deployed {
  readonly trusting: Settings;
  readonly trusted: Settings;
  /** The policies of grantees by `group-deployers`. */
  readonly policies: Readonly<Record<string, object>>;
}

/** @returns undefined when the preview would refuse a grant */
export function deployed(stacks: Stacks): Deployed | undefined {
  const side = sideOf(stacks);
  const settings = (name: string): Settings => side.stacks.find((stack) => stack.name === name)!.settings;
  const [trusting, trusted] = [settings("trusting"), settings("trusted")];
  const { account } = trusting;
  const roles = Object.fromEntries(
    Object.entries(trusting.roles).map(([key, role]) => [
      key,
      publishedRole(key, role, roleArn(key, role, account), account),
    ]),
  );
  const name = "organization/cross-account-access/trusting";
  const published = { trusting: { name, roles, account: { id: account.id, file: "Pulumi.trusting.yaml" } } };
  const { problems, policies } = planGrants(trusted, published, at);
  return problems.length > 0 ? undefined : { trusting, trusted, policies };
}

/** All that is tried of one pair. */
class Trial {
  readonly policies: object[] = [anything];
  private readonly places = new Map<string, number>();

  constructor(
    private readonly referee: Referee,
    private readonly sides: readonly [Deployed, Deployed],
  ) {}

  private place(policy: object): number {
    const text = JSON.stringify(policy);
    const known = this.places.get(text);
    if (known !== undefined) return known;
    this.places.set(text, this.policies.length);
    return this.policies.push(policy) - 1;
  }

  /** What the call comes to on a side. @param free whether the caller's account grants it everything */
  call(side: 0 | 1, key: string, person: Person, { context, actions }: Choice, free: boolean): Tried {
    const { trusting, trusted, policies } = this.sides[side];
    const role = trusting.roles[key]!;
    const name = nameOf(person);
    const kind = isRole(person) ? "role" : "user";
    const members = Object.entries(trusted.groups).filter(
      ([, { members: all }]) => kind === "user" && all.includes(name),
    );
    const holders = [
      `${kind}-${name}`,
      ...[...members.map(([group]) => group), ...person.groups].map((group) => `group-${group}`),
    ];
    const set = permissionSetOf(person);
    const held = [
      ...(person.account === trusted.account.id ? holders : []),
      // Its sessions are in every account that it is assigned in, which may be any.
      ...(set === undefined ? [] : [`permission-set-${set}`]),
    ];
    const granted = held.flatMap((holder) => policies[holder] ?? []);
    const arn = `arn:aws:iam::${person.account}:${person.path}`;
    return {
      caller: { arn, account: person.account, name, isRole: isRole(person) },
      service: "sts",
      context: { "aws:PrincipalArn": arn, ...(kind === "user" && { "aws:username": name }), ...context },
      actions: actions!,
      resource: roleArn(key, role, trusting.account),
      owner: trusting.account.id,
      held: free ? [0] : granted.map((policy) => this.place(policy)),
      trust: this.place(trustPolicy(role, trusting.account.partition)),
    };
  }

  /** What a session of the role tries to do. */
  act(side: 0 | 1, key: string, action: string, resource: string): Tried {
    const { trusting } = this.sides[side];
    const { account, policies } = trusting;
    const role = trusting.roles[key]!;
    const shared = role.policies.shared.map((name) => policies[name]!.document);
    const bound = Object.entries(policies).find(
      ([name, policy]) => sharedPolicyArn(name, policy, account) === role.boundary,
    );
    const arn = roleArn(key, role, account);
    return {
      caller: { arn, account: account.id, name: key, isRole: true },
      service: action.split(":")[0]!,
      context: { "aws:PrincipalArn": arn, "aws:CurrentTime": at.toISOString() },
      actions: [action],
      resource,
      owner: account.id,
      held: [...Object.values(inlinePolicies(role, account)), ...shared].map((policy) => this.place(policy)),
      ...(role.boundary !== undefined && { boundary: this.place(bound![1].document) }),
    };
  }

  decide(calls: readonly Tried[]): Promise<readonly boolean[]> {
    return this.referee.decide(this.policies, calls);
  }
}

/** The permission set that a role is of. */
function permissionSetOf(person: Person): string | undefined {
  return /^AWSReservedSSO_(.+)_[0-9a-f]{16}$/.exec(nameOf(person))?.[1];
}

/** Whether a line of the difference is about a person. */
function isAbout({ principal, account }: Way, person: Person): boolean {
  if (account !== person.account) return false;
  if (principal === "*") return true;
  const [kind, rest] = [principal.slice(0, principal.indexOf("/")), principal.slice(principal.indexOf("/") + 1)];
  if (kind === "sso") return nameOf(person).startsWith(`AWSReservedSSO_${rest}_`);
  if (kind === "group") return person.groups.includes(rest);
  if (!person.path.startsWith(`${kind}/`)) return false;
  const pattern = rest.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return rest === nameOf(person) || new RegExp(`^${kind}/${pattern.join(".*")}$`).test(person.path);
}

/** How many calls of each person are tried. */
const most = 25;

/** @returns the first contradiction, if there is one */
export async function contradiction(
  [before, now]: readonly [Stacks, Stacks],
  sides: readonly [Deployed, Deployed],
  found: Difference,
  referee: Referee,
  chance: Chance,
): Promise<Contradiction | undefined> {
  const trial = new Trial(referee, sides);
  const text = (key: string) => JSON.stringify([before, now].map(({ trusting }) => trusting!["roles"]![key]));
  return (
    (await whoGetsIn(trial, found, text, chance)) ??
    (await whoIsTold(trial, sides, found, text, chance)) ??
    (await sessions(trial, found))
  );
}

/** A call of somebody. */
interface Attempt {
  readonly key: string;
  readonly person: Person;
  readonly choice: Choice;
  readonly free: boolean;
}

/** Which calls get in. That one may name a source identity lets nobody in: it counts as the same call that names none. */
async function getIn(trial: Trial, side: 0 | 1, attempts: readonly Attempt[]): Promise<boolean[]> {
  const asked = attempts.map(({ key, person, choice, free }) => trial.call(side, key, person, choice, free));
  const bare = attempts.map(({ key, person, choice, free }) =>
    trial.call(side, key, person, unnamed(choice) ?? choice, free),
  );
  const answers = await trial.decide([...asked, ...bare]);
  return asked.map((_, place) => answers[place]! || answers[asked.length + place]!);
}

/**
 * Everybody who gets in now and did not, or the other way round, is told of. Lines may tell of more: what cannot be decided
 * counts as a gain.
 */
async function whoGetsIn(
  trial: Trial,
  found: Difference,
  text: (key: string) => string,
  chance: Chance,
): Promise<Contradiction | undefined> {
  const tried = roleKeys.flatMap((key) =>
    people.flatMap((person) =>
      callsOf(person, text(key), most, chance).flatMap((choice) =>
        (person.account === "222222222222" || permissionSetOf(person) !== undefined ? [true, false] : [true]).map(
          (free) => ({ key, person, choice, free }),
        ),
      ),
    ),
  );
  const [old, own] = [await getIn(trial, 0, tried), await getIn(trial, 1, tried)];
  for (const [place, one] of tried.entries()) {
    if (old[place] === own[place]) continue;
    const { key, person, free } = one;
    const change = own[place] ? "gains" : "loses";
    const lines = found[change].filter(({ role }) => role === `arn:aws:iam::111111111111:role/${key}`);
    // Of a trust that changed for all that it names, the line of somebody who is granted the role may speak for it.
    const told = free
      ? lines.some(({ account }) => account === person.account)
      : lines.some((line) => isAbout(line, person));
    if (!told) return { what: `nobody tells that ${person.path} of ${person.account} ${change} ${key}`, where: one };
  }
  return undefined;
}

/** Whoever a line of a group is about is in the group. */
function inGroup(person: Person, { principal }: Way): Person {
  const [kind, name] = principal.split("/");
  return kind === "group" ? { ...person, groups: [name!] } : person;
}

/** How many calls of one person are tried in search of one that bears a line out, in rounds. */
const rounds = [5, 50, 500, 5_000];

/** Each line is borne out by somebody whom it is about: one call that gets in on the one side alone. */
async function whoIsTold(
  trial: Trial,
  sides: readonly [Deployed, Deployed],
  found: Difference,
  text: (key: string) => string,
  chance: Chance,
): Promise<Contradiction | undefined> {
  for (const [change, side] of [
    ["gains", 1],
    ["loses", 0],
  ] as const)
    for (const line of found[change]) {
      const key = line.role.split("/").at(-1)!;
      const { trusts } = sides[side].trusting.roles[key]!;
      // A line of what a trust names is about whoever is granted the role, by this project or by others.
      const named = accountTrusts({ trusts }).some(
        ({ account, principals }) => account === line.account && (principals ?? ["*"]).includes(line.principal),
      );
      const about = people.filter(
        (person) =>
          isAbout(line, person) ||
          // The settings do not say who is in a group: it may be any user.
          (line.principal.startsWith("group/") && !isRole(person) && person.account === line.account),
      );
      const isReal = async (calls: number): Promise<boolean> => {
        const attempts = about.flatMap((person) =>
          callsOf(person, text(key), calls, chance).flatMap((choice) =>
            (named ? [true, false] : [false]).map((free) => ({ key, person: inGroup(person, line), choice, free })),
          ),
        );
        const [own, other] = [await getIn(trial, side, attempts), await getIn(trial, side === 0 ? 1 : 0, attempts)];
        return own.some((gets, at) => gets && !other[at]);
      };
      let real = false;
      for (const calls of rounds) real ||= await isReal(calls);
      if (!real) return { what: `nobody is found who ${change} ${key} as this line tells`, where: line };
    }
  return undefined;
}

const actions = ["s3:GetObject", "s3:PutObject", "s3:DeleteObject", "sqs:SendMessage"];
const resources = ["shop/x", "shop/releases/x", "logs/x"]
  .map((name) => `arn:aws:s3:::${name}`)
  .concat("arn:aws:sqs:eu-west-1:111111111111:orders");

async function sessions(trial: Trial, found: Difference): Promise<Contradiction | undefined> {
  for (const key of roleKeys) {
    const line = found.permissions.find(({ role }) => role.endsWith(`/${key}`));
    const [more, less] = [line?.more ?? [], line?.less ?? []];
    const pool = actions.flatMap((action) => resources.map((resource) => ({ action, resource })));
    const tried = [...pool, ...more, ...less];
    const answers = await trial.decide(
      tried.flatMap(({ action, resource }) => ([0, 1] as const).map((side) => trial.act(side, key, action, resource))),
    );
    for (const [place, one] of tried.entries()) {
      const [old, own] = [answers[2 * place]!, answers[2 * place + 1]!];
      if (own && !old && more.length === 0)
        return { what: `nobody tells that sessions of ${key} may do more`, where: one };
      if (old && !own && less.length === 0)
        return { what: `nobody tells that sessions of ${key} may do less`, where: one };
      if ((more.includes(one) && !(own && !old)) || (less.includes(one) && !(old && !own)))
        return { what: `an example of ${key} is none`, where: one };
    }
  }
  return undefined;
}
