/** Every call that may matter for a pair of settings: all principals, with each value at which a condition turns. */
import type { Chance } from "../../../sandbox/lifecycle/random";

/** Somebody who calls, and the groups that they are in without the settings saying so. */
export interface Person {
  readonly account: string;
  /** `user/team-a/alice`. */
  readonly path: string;
  readonly groups: readonly string[];
}

/** The settings say no paths, so each name is tried with several. Beneath aws-reserved/ are roles of AWS's making alone. */
export const people: readonly Person[] = [
  ...["alice", "bob", "carol", "dave"].flatMap((name) =>
    ["user/", "user/team-a/", "user/team-b/"].map(
      (path) => [`${path}${name}`, name === "dave" ? ["ops"] : []] as const,
    ),
  ),
  ...["ci", "pipelines/ci", "aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_Deploy_0123456789abcdef"].map(
    (name) => [`role/${name}`, []] as const,
  ),
].flatMap(([path, groups]) => ["222222222222", "444444444444"].map((account) => ({ account, path, groups })));

export const nameOf = ({ path }: Person): string => path.split("/").at(-1)!;
export const isRole = ({ path }: Person): boolean => path.startsWith("role/");

/** What a call has: keys of its context, and the actions that it needs beside AssumeRole. */
export interface Choice {
  readonly context: Readonly<Record<string, string | readonly string[]>>;
  readonly actions?: readonly string[];
}

const nothing: Choice = { context: {} };
const context = (keys: Choice["context"]): Choice => ({ context: keys });
const tagged = (tags: Readonly<Record<string, string>>, transitive: readonly string[] = []): Choice => ({
  context: {
    ...Object.fromEntries(Object.entries(tags).map(([key, value]) => [`aws:RequestTag/${key}`, value])),
    "aws:TagKeys": Object.keys(tags),
    ...(transitive.length > 0 && { "sts:TransitiveTagKeys": transitive }),
  },
  actions: ["sts:TagSession"],
});
const named = (identity: string): Choice => ({
  context: { "sts:SourceIdentity": identity },
  actions: ["sts:SetSourceIdentity"],
});
const mfaOf = (age: number): Choice =>
  context({ "aws:MultiFactorAuthPresent": "true", "aws:MultiFactorAuthAge": String(age) });
const organized = (id: string, path: string): Choice =>
  context({ "aws:PrincipalOrgID": id, "aws:PrincipalOrgPaths": [path] });

/** The call without naming a source identity; undefined when it names none. */
export function unnamed({ context: { "sts:SourceIdentity": identity, ...rest }, actions }: Choice): Choice | undefined {
  if (identity === undefined) return undefined;
  return { context: rest, actions: (actions ?? []).filter((action) => action !== "sts:SetSourceIdentity") };
}

/** What varies, the word in the settings that makes it matter, and the values; the first stands where it does not matter. */
function variations(person: Person): readonly (readonly [word: RegExp, choices: readonly Choice[]])[] {
  const name = nameOf(person);
  const ages = [0, 1800, 1801, 3600, 3601, 7200, 7201].map(mfaOf);
  const mfa = isRole(person) ? [nothing] : [...ages, nothing, context({ "aws:MultiFactorAuthPresent": "false" })];
  const moments = ["2026-12-01T00:00:00Z", "2026-12-31T23:59:59Z", "2027-01-01T00:00:00Z", "2027-03-01T00:00:00Z"];
  return [
    [/./, mfa],
    [/"window"/, moments.map((moment) => context({ "aws:CurrentTime": moment }))],
    [
      /"organization"/,
      [
        nothing,
        organized("o-aaaaaaaaaa", "o-aaaaaaaaaa/r-ab12/ou-ab12-11111111/"),
        organized("o-aaaaaaaaaa", "o-aaaaaaaaaa/r-ab12/ou-ab12-22222222/"),
        organized("o-bbbbbbbbbb", "o-bbbbbbbbbb/r-ab12/ou-ab12-11111111/"),
      ],
    ],
    [
      /"network"/,
      [
        ...["203.0.113.5", "203.0.113.200", "198.51.100.1"].map((ip) => context({ "aws:SourceIp": ip })),
        ...["0", "1"].map((last) => context({ "aws:SourceVpce": `vpce-0123456789abcdef${last}` })),
      ],
    ],
    [
      /"principalTags"/,
      [nothing, ...["shop", "web", "other"].map((team) => context({ "aws:PrincipalTag/team": team }))],
    ],
    [/"namePattern"/, [name, "release-1", "relx", "zzz"].map((one) => context({ "sts:RoleSessionName": one }))],
    [/"sourceIdentity"/, [nothing, named(name), named("alx"), named("zed")]],
    [
      /"tags"/,
      [
        nothing,
        tagged({ team: "shop" }),
        tagged({ team: "web" }),
        tagged({ cost: "a" }),
        tagged({ team: "shop", cost: "a" }),
        tagged({ team: "shop" }, ["team"]),
        tagged({ team: "shop", cost: "a" }, ["cost"]),
      ],
    ],
  ];
}

/**
 * The calls of a person: all combinations of what matters in these settings, or so many random ones when there are more.
 *
 * @param settings both sides as one text
 */
export function callsOf(person: Person, settings: string, most: number, chance: Chance): Choice[] {
  const free = variations(person).map(([word, choices]) => (word.test(settings) ? choices : choices.slice(0, 1)));
  const all = free.reduce((product, choices) => product * choices.length, 1);
  const places =
    all <= most ? Array.from({ length: all }, (_, at) => at) : Array.from({ length: most }, () => chance.upTo(all - 1));
  return places.map((place) => {
    let rest = place;
    const chosen = free.map((choices) => {
      const choice = choices[rest % choices.length]!;
      rest = Math.floor(rest / choices.length);
      return choice;
    });
    return {
      context: Object.assign({}, ...chosen.map((choice) => choice.context)) as Choice["context"],
      actions: ["sts:AssumeRole", ...chosen.flatMap(({ actions }) => actions ?? [])],
    };
  });
}
