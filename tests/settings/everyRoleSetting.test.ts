import assert from "node:assert/strict";
import { readSettings } from "../../checks/readSettings";
import { declaredDocuments } from "../../cli/review/access/declaredDocuments";
import { publishedRole, type PublishedRole } from "../../grants/publishedRole";
import { componentClaims } from "../../policypack/resources/component";
import { roleArn } from "../../settings/arns";
import type { RoleSettings } from "../../settings/role";
import { roleHoldings, type RoleHoldings } from "../../transitions/roleHoldings";
import { deploy } from "../components/deployment";
import { config, exampleRole, now } from "./example";

/** Where a setting of a role shows. */
interface Shows {
  /** A value of its own, beside the example's others. */
  readonly says: unknown;
  /** Inputs of the role itself, and the types of the other resources that change, come or go. */
  readonly made: readonly string[];
  /** What a transition from one update to the next looks at. */
  readonly held: readonly (keyof RoleHoldings)[];
  /** What a review compares with the state and the account; `arn` where it is another role to it. */
  readonly reviewed: readonly string[];
  /** What other stacks may read. */
  readonly published: readonly (keyof PublishedRole)[];
  /** What the policy pack takes from the component's inputs, before anything of the role exists. */
  readonly claimed: readonly string[];
}

const own = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::own/*" }],
};
const nowhere = { made: [], held: [], reviewed: [], published: [], claimed: [] } as const;
/** A condition on who gets in. */
const ofTrust = {
  ...nowhere,
  made: ["assumeRolePolicy"],
  held: ["trust"],
  reviewed: ["trust"],
  published: ["trustPolicy"],
} as const;
/** A part of the ARN, by which everything tells roles apart. */
const ofArn = { held: ["arn"], reviewed: ["arn"] } as const;

/** Every setting of a role. A new one needs a line here, which says who has to know of it; what is wrong in it fails. */
const settings: Readonly<Record<keyof RoleSettings, Shows>> = {
  description: { ...nowhere, says: "Other words", made: ["description"] },
  tags: { ...nowhere, says: { team: "shop" }, made: ["tags"] },
  trusts: {
    ...ofTrust,
    says: [{ account: "333333333333" }],
    published: ["profile", "trustPolicy"],
    claimed: ["facts.trustedAccounts"],
  },
  mfa: {
    ...ofTrust,
    says: { required: false, reason: "ci" },
    published: ["mfa", "profile", "trustPolicy"],
    claimed: ["facts.mfaExemptAccounts", "facts.mfaExemption"],
  },
  organization: { ...ofTrust, says: { id: "o-a1b2c3d4e5" } },
  network: { ...ofTrust, says: { sourceIps: ["203.0.113.0/24"] } },
  window: { ...ofTrust, says: { until: "2027-01-01" } },
  principalTags: { ...ofTrust, says: { team: ["web"] } },
  session: {
    ...ofTrust,
    says: { maxDuration: "2h", namePattern: "release-*" },
    made: ["assumeRolePolicy", "maxSessionDuration"],
    reviewed: ["maxSessionDuration", "trust"],
    published: ["consoleUrl", "maxSessionDuration", "profile", "trustPolicy"],
  },
  policies: {
    ...nowhere,
    says: { managed: ["CloudWatchReadOnlyAccess"], inline: { own } },
    made: ["aws:iam/rolePolicy:RolePolicy", "aws:iam/rolePolicyAttachment:RolePolicyAttachment"],
    held: ["policies"],
    reviewed: ["inline", "managed"],
    claimed: ["managed", "policies"],
  },
  boundary: {
    ...nowhere,
    says: "arn:aws:iam::111111111111:policy/bound",
    made: ["permissionsBoundary"],
    held: ["boundary"],
    reviewed: ["boundary"],
    claimed: ["boundary"],
  },
  revokeSessionsBefore: {
    ...nowhere,
    says: "2026-11-23T10:00:00Z",
    made: ["aws:iam/rolePolicy:RolePolicy"],
    held: ["policies"],
    reviewed: ["inline"],
  },
  review: {
    ...nowhere,
    says: { owner: "web@example.com", reason: "Releases", by: "2027-03-01" },
    published: ["review"],
    claimed: ["facts.review"],
  },
  name: {
    ...nowhere,
    ...ofArn,
    says: "other",
    made: ["aws:iam/rolePolicy:RolePolicy", "name"],
    published: ["arn", "consoleUrl", "profile"],
    claimed: ["name"],
  },
  namePrefix: {
    ...nowhere,
    ...ofArn,
    says: "acme-",
    made: ["aws:iam/rolePolicy:RolePolicy", "name"],
    published: ["arn", "consoleUrl", "profile"],
    claimed: ["name"],
  },
  path: { ...nowhere, ...ofArn, says: "/teams/", made: ["path"], published: ["arn", "consoleUrl", "profile"] },
};

/** What everything makes of a role. */
async function seen(role: Record<string, unknown>) {
  const raw = config("111111111111", { roles: { deploy: role } });
  const read = readSettings(raw, "cross-account-access", now);
  const { account, roles } = read;
  const arn = roleArn("deploy", roles["deploy"]!, account);
  const { resources } = await deploy(raw);
  const component = resources.find(({ type }) => type === "cross-account-access:index:CrossAccountRole")!;
  const made = resources.find(({ type }) => type === "aws:iam/role:Role")!.inputs;
  const others = [...new Set(resources.map(({ type }) => type))].filter(
    (type) => !/:index:|pulumi:|iam\/role:Role/.test(type),
  );
  const byType = others.map((type) => [
    type,
    resources.filter((one) => one.type === type).map(({ name, inputs }) => ({ name, inputs })),
  ]);
  const held = [...roleHoldings({ settings: read, grantees: [], renewals: {} }).values()][0]!;
  const [[reviewedArn, reviewed]] = Object.entries(
    declaredDocuments(read, { stacks: [], project: "cross-account-access" }, now).documents.roles,
  ) as [[string, object]];
  const { facts, ...claim } = componentClaims(component.inputs, component.name)[0]!;
  const ofFacts = Object.fromEntries(Object.entries(facts ?? {}).map(([key, value]) => [`facts.${key}`, value]));
  return {
    made: { ...made, ...(Object.fromEntries(byType) as object) },
    held: { ...held, policies: [...held.policies] },
    reviewed: { arn: reviewedArn, ...reviewed },
    published: publishedRole("deploy", roles["deploy"]!, arn, account),
    claimed: { ...claim, ...ofFacts },
  };
}

function differing(before: object, after: object): string[] {
  const [one, other] = [before, after] as [Record<string, unknown>, Record<string, unknown>];
  const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...keys].filter((key) => JSON.stringify(one[key]) !== JSON.stringify(other[key])).sort();
}

describe("each setting of a role shows where it is said to, and nowhere else", () => {
  for (const [setting, { says, ...shows }] of Object.entries(settings)) {
    it(setting, async () => {
      const before = await seen(exampleRole());
      const after = await seen({ ...exampleRole(), [setting]: says });
      const found = Object.fromEntries(
        Object.keys(shows).map((place) => [
          place,
          differing(before[place as keyof typeof before], after[place as keyof typeof after]),
        ]),
      );
      assert.deepEqual(
        found,
        Object.fromEntries(Object.entries(shows).map(([place, names]) => [place, [...names].sort()])),
      );
    });
  }
});
