import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { readSettings } from "../../../checks/readSettings";
import { declaredDocuments } from "../../../cli/review/access/declaredDocuments";
import { difference } from "../../../cli/review/access/documents";
import { accessOf } from "../../../cli/review/access/reviewed";
import { roleAccess } from "../../../cli/review/access/roleAccess";
import type { Approval, Broader, RoleAccess } from "../../../cli/review/approvals/approval";
import { assess, type AssessOptions } from "../../../cli/review/assess";
import type {
  AccountEvidence,
  AccountIam,
  Evidence,
  IamGroup,
  IamRole,
  IamUser,
  StackEvidence,
} from "../../../cli/review/evidence/evidence";
import type { Finding, Review } from "../../../cli/review/model";
import { publishedRole } from "../../../grants/publishedRole";
import { roleArn } from "../../../settings/arns";
import type { Settings } from "../../../settings/settings";

export const at = new Date("2026-11-24T12:00:00Z");
export const trusting = "111111111111";
export const trusted = "222222222222";
export const deploy = `arn:aws:iam::${trusting}:role/deploy`;
export const alice = `arn:aws:iam::${trusted}:user/alice`;

/** The same as `T`, to be changed by a test. */
export type Mutable<T> = T extends Date | ReadonlyMap<string, unknown>
  ? T
  : T extends object
    ? { -readonly [K in keyof T]: Mutable<T[K]> }
    : T;

/** The settings of a stack of this project. */
export function settingsOf(stack: string, change: (config: Record<string, never>) => void = () => {}): Settings {
  const { config } = parse(readFileSync(join(__dirname, "../../..", `Pulumi.${stack}.yaml`), "utf8")) as {
    config: Record<string, never>;
  };
  change(config);
  const text = Object.fromEntries(
    Object.entries(config).map(([key, value]) => [key, typeof value === "string" ? value : JSON.stringify(value)]),
  );
  return readSettings(text, "cross-account-access", at);
}

export const user = (name: string, parts: Partial<IamUser> = {}): Mutable<IamUser> =>
  ({
    arn: `arn:aws:iam::${trusted}:user/${name}`,
    name,
    inline: {},
    managed: [],
    groups: [],
    tags: {},
    ...parts,
  }) as Mutable<IamUser>;
export const group = (name: string, parts: Partial<IamGroup> = {}): Mutable<IamGroup> =>
  ({ arn: `arn:aws:iam::${trusted}:group/${name}`, name, inline: {}, managed: [], ...parts }) as Mutable<IamGroup>;
export const role = (account: string, name: string, trust: unknown, parts: Partial<IamRole> = {}): Mutable<IamRole> =>
  ({
    arn: `arn:aws:iam::${account}:role/${name}`,
    name,
    id: "AROA0000000000000000",
    trust,
    maxSessionDuration: 3600,
    inline: {},
    managed: [],
    tags: {},
    createdAt: new Date("2026-11-01T00:00:00Z"),
    ...parts,
  }) as Mutable<IamRole>;
export const allow = (Action: string | string[], Resource: string | string[], more: object = {}) => ({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action, Resource, ...more }],
});
export const trust = (AWS: string | string[], Condition?: object) => ({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { AWS }, Action: "sts:AssumeRole", ...(Condition && { Condition }) }],
});

/** Both stacks of this project as they are right after their deployment, with alice in her group and an unconcerned mallory. */
export function deployed(
  change: {
    readonly trusting?: (config: Record<string, never>) => void;
    readonly trusted?: (config: Record<string, never>) => void;
  } = {},
): Mutable<Evidence> {
  const settings = {
    trusting: settingsOf("trusting", change.trusting),
    trusted: settingsOf("trusted", change.trusted),
  };
  const published = Object.fromEntries(
    Object.entries(settings.trusting.roles).map(([key, one]) => [
      key,
      publishedRole(key, one, roleArn(key, one, settings.trusting.account), settings.trusting.account),
    ]),
  );
  const first = stack("trusting", settings.trusting, published, []);
  const second = stack("trusted", settings.trusted, {}, [first]);
  const docs = [first.state!.documents, second.state!.documents] as const;
  const roles = Object.entries(docs[0].roles).map(
    ([arn, { trust: document, maxSessionDuration, boundary, inline, managed }]) =>
      role(trusting, arn.split("/").at(-1)!, document, {
        arn,
        inline,
        managed,
        ...(maxSessionDuration && { maxSessionDuration }),
        ...(boundary && { boundary }),
      }),
  );
  const members = Object.entries(docs[1].groups);
  const users = ["alice", "mallory"].map((name) =>
    user(name, { groups: members.filter(([, one]) => one.members.includes(name)).map(([of]) => of) }),
  );
  const groups = members.map(([name]) =>
    group(name, {
      inline: Object.fromEntries(
        Object.values(docs[1].grants)
          .filter((one) => one.kind === "group" && one.name === name)
          .map((one) => [one.policyName, one.document]),
      ),
    }),
  );
  const accounts = [
    account(trusting, "trusting", { users: [], groups: [], roles, policies: {} }),
    account(trusted, "trusted", { users, groups, roles: [], policies: {} }),
  ];
  // Cloned apart, so that what is changed in an account does not change what was deployed.
  return {
    at,
    stacks: structuredClone([first, second]),
    accounts: structuredClone(accounts),
    missing: [],
    project: "cross-account-access",
    declaredAccounts: {},
    leftOut: [],
  } as unknown as Mutable<Evidence>;
}

function stack(
  name: string,
  settings: Settings,
  roles: NonNullable<StackEvidence["state"]>["roles"],
  stacks: readonly StackEvidence[],
): StackEvidence {
  return {
    name,
    account: settings.account,
    settings,
    deployed: true,
    state: { roles, documents: declaredDocuments(settings, { stacks, project: "cross-account-access" }, at).documents },
  };
}

function account(id: string, name: string, iam: AccountIam): AccountEvidence {
  const credentials = Object.fromEntries(
    iam.users.map(({ arn }) => [
      arn,
      { reportedAt: at, mfa: true, keys: [{ since: new Date("2026-11-01T00:00:00Z") }] },
    ]),
  );
  return { id, partition: "aws", stacks: [name], iam, credentials, usage: {} };
}

/** The IAM of an account. */
export function iamOf(evidence: Mutable<Evidence>, id: string): Mutable<AccountIam> {
  return evidence.accounts.find((one) => one.id === id)!.iam!;
}

/** Approvals of everything that is there, until the end of 2026. */
export function approveAll(evidence: Evidence): Approval[] {
  return accessOf(evidence).roles.map((one) => ({
    ...structuredClone(roleAccess(one)),
    by: "owner@example.com",
    at: "2026-11-01",
    reason: "Release",
    until: "2026-12-31",
  }));
}

/** Stands in for the comparison by meaning: whatever is another text is broader. */
export const compare = (approved: RoleAccess, now: RoleAccess): Broader => {
  const known = new Map(approved.policies.map(({ name, document }) => [name, document]));
  return {
    principals: now.principals.filter((arn) => !approved.principals.includes(arn)),
    trust: difference(approved.trust, now.trust, "trust")?.found.map((one) => JSON.stringify(one)) ?? [],
    permissions: now.policies.flatMap(({ name, document }) =>
      known.has(name)
        ? (difference(known.get(name), document, "identity")?.found.map((one) => JSON.stringify(one)) ?? [])
        : [name],
    ),
    session: now.maxSessionDuration > approved.maxSessionDuration ? [`${now.maxSessionDuration} s`] : [],
  };
};

export const options: AssessOptions = { unusedAfter: 90, keysOlderThan: 90, dueWithin: 30, compare };

/** Approves what is there before `change`, and reviews what is there after it. */
export function reviewAfter(
  change: (evidence: Mutable<Evidence>, approvals: Mutable<Approval>[]) => void,
  evidence = deployed(),
): Review {
  const approvals = approveAll(evidence) as Mutable<Approval>[];
  change(evidence, approvals);
  return assess(evidence, approvals, options);
}

/** Kinds, levels and roles or principals in short, for comparing: `error changed-by-hand role/deploy`. */
export function short({ findings }: Pick<Review, "findings">): string[] {
  const last = (arn: string | undefined) => arn?.split(":").slice(5).join(":") ?? "";
  return findings.map(({ level, kind, role: of, principal }: Finding) =>
    [level, kind, last(of), last(principal)].filter(Boolean).join(" "),
  );
}
