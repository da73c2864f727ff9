import fc from "fast-check";
import type { RoleSettings } from "../../../settings/role";
import type { SessionSettings } from "../../../settings/session";
import type { AccountTrust, PeopleTrust } from "../../../settings/trust";
import { center } from "../../settings/people";
import { callers } from "./people";

/** Settings of one role as they stand in a file. */
export type RawRole = Record<string, unknown>;

/** How a call is made. `fit` stands for what the role asks for. */
export interface DrawnCall {
  readonly caller: string;
  /** Whether somebody who may is to call instead, where there is one. */
  readonly aimed: boolean;
  /** Which role of the batch. */
  readonly role: number;
  /** None, a code with the call, or a session that was signed in with a code so many seconds ago. */
  readonly mfa: "none" | "code" | 1200 | 2400 | 5000;
  readonly name: string;
  readonly sourceIdentity: string | undefined;
  readonly tags: Readonly<Record<string, string>> | "fit";
  readonly transitive: readonly string[] | "fit";
  readonly from: { readonly ip: string } | { readonly vpce: string } | "fit";
  readonly duration: number | undefined;
}

/** One round: some roles, who is granted them, and calls. */
export interface Round {
  readonly roles: readonly RawRole[];
  readonly grants: readonly {
    readonly to: Record<string, string[]>;
    readonly roles: readonly number[];
    readonly mfa: object | undefined;
  }[];
  readonly calls: readonly DrawnCall[];
}

/** Beginnings and ends of windows, in hours from the beginning of a round. */
export const windowHours = { from: [-100, 30], until: [60, 1000] } as const;

/** Absent once in so many times. */
const maybe = <T>(arbitrary: fc.Arbitrary<T>, of: number) =>
  fc.oneof({ weight: 1, arbitrary: fc.constant(undefined) }, { weight: of - 1, arbitrary });
/** Absent three times in four. */
const seldom = <T>(arbitrary: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });

const endpoints = ["vpce-0123456789abcdef0", "vpce-0aaaaaaaaaaaaaaa1"];
const addresses = ["203.0.113.9", "198.51.100.1", "2001:db8::7"];

const mfa = fc.constantFrom(
  {},
  { maxAge: "30m" },
  { maxAge: "1h" },
  { required: false, reason: "drawn" },
  { required: false, reason: "drawn" },
);
const network = fc
  .record({
    sourceIps: maybe(fc.subarray(["203.0.113.0/24", "198.51.100.1", "2001:db8::/32"], { minLength: 1 }), 3),
    vpcEndpoints: maybe(fc.subarray(endpoints, { minLength: 1 }), 2),
  })
  .filter(({ sourceIps, vpcEndpoints }) => sourceIps !== undefined || vpcEndpoints !== undefined);
const organization = fc.record({
  id: fc.constantFrom("o-a1b2c3d4e5", "o-a1b2c3d4e5", "o-zzzzzzzzzz"),
  paths: maybe(
    fc.constantFrom(
      ["r-ab12/*"],
      ["r-ab12/ou-ab12-11111111/"],
      ["r-ab12/ou-ab12-22222222/*", "r-ab12/ou-ab12-11111111/*"],
      ["r-ab12/"],
    ),
    3,
  ),
});
const window = fc
  .record({
    from: maybe(fc.constantFrom(...windowHours.from), 2),
    until: maybe(fc.constantFrom(...windowHours.until), 2),
  })
  .filter(({ from, until }) => from !== undefined || until !== undefined);
const principalTags = fc.constantFrom(
  { team: ["shop", "web"] },
  { Team: ["shop"] },
  { team: ["web"], level: ["a b", "senior"] },
);
const conditions = {
  network: seldom(network),
  organization: seldom(organization),
  window: seldom(window),
  principalTags: seldom(principalTags),
};

const principals = fc.subarray(
  [
    "user/alice",
    "user/bob",
    "user/*",
    "user/team-a/*",
    "user/?????",
    "role/ci",
    "role/pipelines/*",
    "role/*",
    "sso/Deploy",
    "sso/Other",
  ],
  { minLength: 1, maxLength: 4 },
);
/** Each setting of a trust, drawn. */
const trustSettings: Readonly<Record<keyof AccountTrust, fc.Arbitrary<unknown>>> = {
  account: fc.constantFrom("222222222222", "222222222222", "222222222222", "333333333333"),
  principals: maybe(principals, 3),
  mfa: seldom(mfa),
  ...conditions,
};
/** People of IAM Identity Center. None of the callers is one, so it lets in nobody more. */
const peopleSettings: Readonly<Record<keyof PeopleTrust, fc.Arbitrary<unknown>>> = {
  identityCenter: fc.constant(center),
  mfa: fc.constant({ required: false, reason: "IAM Identity Center asks for it" }),
  window: conditions.window,
};
const trust = fc.oneof(
  { weight: 9, arbitrary: fc.record(trustSettings) },
  { weight: 1, arbitrary: fc.record(peopleSettings) },
);

const tags = fc.record({
  allowed: fc.subarray(["team", "project"]),
  required: fc.constantFrom(undefined, undefined, ["cost"], { cost: ["a", "b"] }, { cost: ["a"], team: ["shop"] }),
  transitive: fc.constantFrom([], ["team"], ["cost"]),
});
const sessionSettings: Readonly<Record<keyof SessionSettings, fc.Arbitrary<unknown>>> = {
  maxDuration: fc.constantFrom("1h", "1h", "2h"),
  namePattern: seldom(fc.constantFrom("${aws:username}", "${aws:username}-*", "release-*", "a?ice")),
  sourceIdentity: seldom(fc.constantFrom("required", { matching: "${aws:username}" }, { matching: "al*" })),
  tags: seldom(fc.oneof(fc.constant(["team"]), tags)),
};

/** With the longest, some policies of users are too long for IAM and some are not. */
const path = fc.constantFrom(undefined, undefined, "/teams/web/", `/${"a-unit-of-many/".repeat(15)}`);

/** Each setting of a role that decides who gets in, drawn; the others are the stage's, the same for every role. */
const roleSettings: Readonly<Record<keyof RoleSettings, fc.Arbitrary<unknown> | "of the stage">> = {
  trusts: fc.array(trust, { minLength: 1, maxLength: 3 }),
  mfa,
  session: fc.record(sessionSettings),
  path,
  ...conditions,
  description: "of the stage",
  policies: "of the stage",
  boundary: "of the stage",
  revokeSessionsBefore: "of the stage",
  review: "of the stage",
  name: "of the stage",
  namePrefix: "of the stage",
  tags: "of the stage",
};
const drawn = Object.entries(roleSettings).flatMap(([setting, arbitrary]) =>
  arbitrary === "of the stage" ? [] : [[setting, arbitrary] as const],
);

/** Settings of a role, most of them right; those that are refused are drawn again. */
export const role: fc.Arbitrary<RawRole> = fc.record(Object.fromEntries(drawn));

const grant = (roles: number) =>
  fc.record({
    to: fc.constantFrom<Record<string, string[]>>(
      { users: ["alice"] },
      { users: ["alice"], groups: ["team"] },
      { groups: ["team"] },
      { roles: ["ci"] },
      { permissionSets: ["Deploy"] },
      { permissionSets: ["Deploy", "Other"], users: ["bob"] },
      { users: ["bob"] },
    ),
    roles: fc.subarray(
      Array.from({ length: roles }, (_, at) => at),
      { minLength: 1 },
    ),
    mfa: fc.constantFrom(undefined, undefined, { maxAge: "30m" }, {}),
  });

const fit = { weight: 10, arbitrary: fc.constant("fit" as const) };
const call = (roles: number): fc.Arbitrary<DrawnCall> =>
  fc.record({
    caller: fc.constantFrom(...callers.map(({ name }) => name), "alice", "bob"),
    aimed: fc.oneof({ weight: 3, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) }),
    role: fc.nat({ max: roles - 1 }),
    mfa: fc.oneof(
      { weight: 8, arbitrary: fc.constant("code" as const) },
      { weight: 2, arbitrary: fc.constant("none" as const) },
      { weight: 2, arbitrary: fc.constantFrom(1200 as const, 2400 as const, 5000 as const) },
    ),
    name: fc.oneof(fit, { weight: 2, arbitrary: fc.constantFrom("alice", "release-1", "bob-2", "x1") }),
    sourceIdentity: fc.oneof(fit, { weight: 1, arbitrary: fc.constantFrom(undefined, "alice", "bob", "zz") }),
    tags: fc.oneof(fit, {
      weight: 1,
      arbitrary: fc.constantFrom<Record<string, string>[]>(
        {},
        { team: "shop" },
        { project: "p" },
        { cost: "c" },
        { cost: "a", team: "x" },
      ),
    }),
    transitive: fc.oneof(fit, { weight: 1, arbitrary: fc.constantFrom<string[][]>(["team"], ["cost"], []) }),
    from: fc.oneof(fit, {
      weight: 2,
      arbitrary: fc.oneof(
        fc.record({ ip: fc.constantFrom(...addresses) }),
        fc.record({ vpce: fc.constantFrom(...endpoints) }),
      ),
    }),
    duration: fc.constantFrom(undefined, undefined, undefined, 900, 3600, 3601, 7200, 7201),
  });

/** A round, given how to tell right settings from refused ones. */
export function round(
  right: (settings: RawRole) => boolean,
  sizes: { readonly roles: number; readonly calls: number },
): fc.Arbitrary<Round> {
  return fc.record({
    roles: fc.array(role.filter(right), { minLength: sizes.roles, maxLength: sizes.roles }),
    grants: fc.array(grant(sizes.roles), { minLength: 2, maxLength: 4 }),
    calls: fc.array(call(sizes.roles), { minLength: sizes.calls, maxLength: sizes.calls }),
  });
}
