import assert from "node:assert/strict";
import { readSettings } from "../../checks/readSettings";
import { declaredDocuments } from "../../cli/review/access/declaredDocuments";
import type { StackEvidence } from "../../cli/review/evidence/evidence";
import { planGrants } from "../../grants/grantPlan";
import type { PublishedRole } from "../../grants/publishedRole";
import type { PublishedStack } from "../../grants/referencedRole";
import type { GrantSettings, GroupSettings } from "../../settings/grant";
import type { GranteePolicy } from "../../transitions/deployed";
import { grantChanges } from "../../transitions/grantChanges";
import { deployedBy } from "../../transitions/update";
import { deploy } from "../components/deployment";
import { config, exampleRole, now } from "./example";

/** Where a setting of a grant or a group shows. */
interface Shows {
  /** A value of its own, beside the example's others. */
  readonly says: unknown;
  /** The types of the resources that change, come or go. */
  readonly made: readonly string[];
  /** What of the grantees a transition from one update to the next looks at; `groups` and `steps` are those of groups. */
  readonly held: readonly (keyof GranteePolicy | "groups" | "steps")[];
  /** What a review compares with the state and the account. */
  readonly reviewed: readonly ("groups" | "grants")[];
}

const ofPolicy = { made: ["GroupPolicy"], held: ["policy"], reviewed: ["grants"] } as const;

/** Every setting of a grant. A new one needs a line here, which says who has to know of it; what is wrong in it fails. */
const grantSettings: Readonly<Record<keyof GrantSettings, Shows>> = {
  to: {
    says: { users: ["alice"] },
    made: ["GroupPolicy", "UserPolicy"],
    held: ["key", "kind", "name"],
    reviewed: ["grants"],
  },
  roles: { ...ofPolicy, says: [{ stack: "trusting", role: "audit" }] },
  mfa: { ...ofPolicy, says: { maxAge: "1h" } },
  policyName: { ...ofPolicy, says: "assume-deploy", held: ["policyName"] },
  // Nothing but the names by which the engine knows its resources.
  renamedFrom: { says: "former", made: [], held: [], reviewed: [] },
};

/** Every setting of a group. */
const groupSettings: Readonly<Record<keyof GroupSettings, Shows>> = {
  members: {
    says: ["alice", "bob"],
    made: ["GroupMembership", "UserGroupMembership"],
    held: ["groups"],
    reviewed: ["groups"],
  },
  path: { says: "/teams/", made: ["Group"], held: ["groups"], reviewed: [] },
  // Which group it was before is nobody's business once it has the new name.
  renamedFrom: { says: "former", made: [], held: ["groups", "steps"], reviewed: [] },
};

let offered: Promise<Record<string, PublishedRole>> | undefined;

/** What everything makes of a grant and a group. */
async function seen(grant: Record<string, unknown>, group: Record<string, unknown>) {
  const roles = { deploy: exampleRole(), audit: exampleRole() };
  offered ??= deploy(config("111111111111", { roles })).then(
    ({ outputs }) => outputs.roles as Record<string, PublishedRole>,
  );
  const published = await offered;
  const reference = { to: { groups: ["deployers"] }, roles: [{ stack: "trusting", role: "deploy" }] };
  const own = { groups: { deployers: { members: ["alice"], ...group } }, grants: { g: { ...reference, ...grant } } };
  const raw = config("222222222222", own);
  const settings = readSettings(raw, "cross-account-access", now);
  const name = "organization/cross-account-access/trusting";
  const stack: PublishedStack = {
    name,
    roles: published,
    account: { id: "111111111111", file: "Pulumi.trusting.yaml" },
  };
  const after = deployedBy(settings, planGrants(settings, { trusting: stack }, now));
  const { resources } = await deploy(raw, { stacks: { [name]: { roles: published } } });
  const iam = resources.flatMap((one) =>
    one.type.startsWith("aws:iam/") ? [{ ...one, type: one.type.split(":").at(-1)! }] : [],
  );
  const state = { roles: published, documents: {} };
  const trusting = { name, account: { id: "111111111111" }, deployed: true, state } as unknown as StackEvidence;
  // A group that had another name before did so in a stack that had it.
  const before = { ...after, settings: { ...after.settings, groups: { former: after.settings.groups["deployers"]! } } };
  return {
    made: Object.fromEntries(
      iam.map(({ type }) => [type, iam.filter((one) => one.type === type).map(({ inputs }) => inputs)]),
    ),
    held: { ...after.grantees[0], groups: after.settings.groups, steps: grantChanges(before, after).steps },
    reviewed: declaredDocuments(settings, { stacks: [trusting], project: "cross-account-access" }, now).documents,
  };
}

function differing(before: object, after: object): string[] {
  const [one, other] = [before, after] as [Record<string, unknown>, Record<string, unknown>];
  const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...keys].filter((key) => JSON.stringify(one[key]) !== JSON.stringify(other[key])).sort();
}

for (const [section, settings] of [
  ["grant", grantSettings],
  ["group", groupSettings],
] as const) {
  describe(`each setting of a ${section} shows where it is said to, and nowhere else`, () => {
    for (const [setting, { says, ...shows }] of Object.entries<Shows>(settings)) {
      it(setting, async () => {
        const changes = { [setting]: says };
        const [before, after] = [
          await seen({}, {}),
          await (section === "grant" ? seen(changes, {}) : seen({}, changes)),
        ];
        const found = (["made", "held", "reviewed"] as const).map((place) => [
          place,
          differing(before[place], after[place]),
        ]);
        const expected = Object.entries(shows).map(([place, names]) => [place, [...(names as string[])].sort()]);
        assert.deepEqual(Object.fromEntries(found), Object.fromEntries(expected));
      });
    }
  });
}
