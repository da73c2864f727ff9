/** One role in the form in which a review shows it. */
import type { Declaration, ReviewedRole } from "./access/reviewed";
import type { Standing } from "./findings/approval";
import type { DeclaredGrants } from "./findings/grants";
import type { Finding, PrincipalReview, RoleReview } from "./model";
import { conditionsText } from "./approvals/permissionWords";
import type { AccountEvidence, Evidence, RolePeople } from "./evidence/evidence";
import { roleName } from "../../settings/arns";
import { accountTrusts } from "../../settings/trust";
import { compareText } from "../shared/compareText";

/** What is needed to show the roles. */
export interface ShownSources {
  readonly grants: DeclaredGrants;
  /** The ARNs of the roles with an error. */
  readonly wrong: ReadonlySet<string>;
  /** Whether each user has an MFA device, by the user's ARN. Users for whom that is not known are left out. */
  readonly devices: ReadonlyMap<string, boolean>;
  /** Who of IAM Identity Center gets into roles. */
  readonly people: NonNullable<Evidence["people"]>;
  readonly at: Date;
}

/** Collects the sources from the findings and the evidence. */
export function shownSources(
  grants: DeclaredGrants,
  findings: readonly Finding[],
  { accounts, people = {}, at }: Evidence,
): ShownSources {
  const wrong = new Set(findings.flatMap(({ level, role }) => (level === "error" && role !== undefined ? [role] : [])));
  const devices = new Map(
    accounts.flatMap(({ credentials }) =>
      Object.entries(credentials ?? {}).map(([arn, { mfa }]) => [arn, mfa] as const),
    ),
  );
  return { grants, wrong, devices, people, at };
}

/** Shows a role that exists in its account. */
export function shownRole(
  reviewed: ReviewedRole,
  standing: Standing,
  unknown: boolean,
  sources: ShownSources,
): RoleReview {
  const { role, account, declaration, side, policies, boundary, permissions, unknownAccounts, outsideAccounts } =
    reviewed;
  const usage = account.usage[role.arn];
  const services = Object.entries(usage?.services ?? {}).map(([service, last]) => ({
    service,
    lastUsed: last.toISOString(),
  }));
  return {
    arn: role.arn,
    name: role.name,
    account: account.id,
    ...declared(declaration),
    verdict: sources.wrong.has(role.arn) ? "differs" : unknown ? "unknown" : "as-approved",
    trustPolicy: role.trust,
    trusts: side.accounts.map((id) => {
      const outside = outsideAccounts.includes(id);
      return {
        account: id,
        reviewed: !outside && !unknownAccounts.includes(id),
        ...(outside && { outside }),
      };
    }),
    ...(role.maxSessionDuration !== undefined && { maxSessionDuration: role.maxSessionDuration }),
    policies: policies.map(policyPage),
    ...(boundary !== undefined && { boundary: policyPage(boundary) }),
    principals: principalPages(reviewed, sources),
    identities: reviewed.identities.map(({ provider, kind, statement, conditions, bound }) => ({
      provider,
      kind,
      statement,
      conditions: conditions.map((condition) => conditionsText([condition])),
      bound,
    })),
    // Whom the organization keeps out of the role does not get in.
    ...(reviewed.identities.length > 0 && shownPeople(reviewed.people)),
    chains: reviewed.chains.chains.map(({ principal, through }) => ({ principal, through: [...through] })),
    ...(reviewed.chains.cut && { chainsCut: true }),
    ...forbiddenPage(reviewed),
    permissions: {
      verdict: permissions.verdict,
      findings: permissions.findings.map(({ names: _, ...finding }) => finding),
    },
    lastUsed: role.lastUsed?.at.toISOString() ?? "never",
    ...(usage?.services !== undefined && {
      services: services.sort((a, b) => compareText(b.lastUsed, a.lastUsed) || compareText(a.service, b.service)),
    }),
    approval: approvalPage(standing, !unknown),
  };
}

/** Shows a role that a stack declares, in an account that could not be read. */
export function unreadShownRole(
  arn: string,
  declaration: Declaration,
  standing: Standing,
  account: AccountEvidence,
): RoleReview {
  const { settings, key } = declaration;
  const trusts = [...new Set(settings && accountTrusts(settings).map((trust) => trust.account))].sort();
  return {
    arn,
    name: settings === undefined ? arn.split("/").at(-1)! : roleName(key, settings),
    account: account.id,
    ...declared(declaration),
    verdict: "unknown",
    trusts: trusts.map((id) => ({ account: id, reviewed: false })),
    policies: [],
    principals: [],
    identities: [],
    chains: [],
    permissions: { verdict: "unprovable", findings: [] },
    approval: approvalPage(standing, false),
  };
}

function declared(declaration: Declaration | undefined): Pick<RoleReview, "stack" | "key" | "description" | "review"> {
  if (declaration === undefined) return {};
  const { stack, key, settings } = declaration;
  return {
    stack: stack.name,
    key,
    ...(settings?.description !== undefined && { description: settings.description }),
    ...(settings !== undefined && {
      review: { ...settings.review, by: settings.review.by.replace(/T00:00:00Z$/, "") },
    }),
  };
}

function forbiddenPage({ forbidden, barred }: ReviewedRole): Pick<RoleReview, "forbidden"> {
  const all = [
    ...forbidden.map(({ caller, assumption }) => ({ principal: caller.arn, why: [...assumption.why] })),
    ...barred.map(({ way, why }) => ({ principal: way.provider, why: [...why] })),
  ];
  return all.length > 0 ? { forbidden: all } : {};
}

function policyPage({ name, kind, raw }: ReviewedRole["policies"][number]): RoleReview["policies"][number] {
  return { name, kind, ...(raw !== undefined && { document: raw }) };
}

function principalPages(
  { role, account, principals }: ReviewedRole,
  { grants, devices, people, at }: ShownSources,
): PrincipalReview[] {
  return principals
    .map(({ caller, assumption: { ways, conditions } }) => {
      const device = devices.get(caller.arn);
      const last = account.usage[role.arn]?.callers?.[caller.arn];
      return {
        arn: caller.arn,
        kind: caller.kind,
        account: caller.account,
        ways: ways.map(({ policy }) => {
          if (policy === undefined)
            return {
              policy: `the trust policy of the role ${role.name}, which lets in principals of its own account by itself`,
            };
          const grant = grants.of(policy, caller, role.arn, at);
          return { policy: policy.name, ...(grant !== undefined && { grant }) };
        }),
        conditions: [...conditions],
        ...(caller.kind === "user" && device !== undefined && { mfaDevice: device }),
        ...(last !== undefined && { lastAssumed: last.toISOString() }),
        ...shownPeople(Object.hasOwn(people, caller.arn) ? people[caller.arn] : undefined),
      };
    })
    .sort((a, b) => compareText(a.arn, b.arn));
}

/** Nothing where nobody is known and something is not: that is not nobody. */
function shownPeople(people: RolePeople | undefined): Pick<RoleReview, "people"> {
  if (people === undefined || (people.holders.length === 0 && people.missing.length > 0)) return {};
  return {
    people: people.holders.map(({ members, ...holder }) => ({
      ...holder,
      ...(members !== undefined && { members: [...members] }),
    })),
  };
}

function approvalPage({ state, approval, broader }: Standing, possible: boolean): RoleReview["approval"] {
  if (approval === undefined) return { state, possible };
  const { by, at, reason, until } = approval;
  const more = broader && {
    principals: [...broader.principals],
    trust: [...broader.trust],
    permissions: [...broader.permissions],
    session: [...broader.session],
  };
  return { state, possible, by, at, reason, until, ...(more && { broader: more }) };
}
