/**
 * Compares the two sides of access: what no stack declares, what is granted but not trusted, and trusted but not
 * granted.
 */
import { accountIn, compilePattern, decideGrants, parseIamArn, parsePolicy } from "../../../policypack/iam";
import { assumption } from "../access/assumption";
import type { AssumePolicy, Caller } from "../access/callers";
import type { Declared, DeclaredGrant } from "../access/declaredDocuments";
import type { Access, ReviewedRole } from "../access/reviewed";
import { orApprove } from "../approveCommand";
import { permissionSetOf } from "../evidence/people/wanted";
import type { Finding } from "../model";
import { coversPrincipals, type Standing } from "./approval";
import { capital, error, warning } from "./finding";
import { identitiesText } from "./identities";

/** The grants that the stacks of an account declare or have deployed. */
export class DeclaredGrants {
  /** By `account/kind/name/policy name`; those of permission sets count in every account. */
  private readonly written = new Map<string, DeclaredGrant[]>();
  private readonly deployed = new Map<string, unknown[]>();
  /** The policies of the roles that stacks declare or have deployed, by the role's ARN and the policy's name. */
  private readonly ofRoles = new Set<string>();

  /** @param declared what the settings say, by stack name; stacks without settings are left out */
  constructor({ evidence }: Pick<Access, "evidence">, declared: ReadonlyMap<string, Declared>) {
    for (const { name, account, state } of evidence.stacks) {
      for (const documents of [declared.get(name)?.documents, state?.documents])
        for (const [arn, { inline, managed }] of Object.entries(documents?.roles ?? {}))
          for (const policy of [...Object.keys(inline), ...managed]) this.ofRoles.add(`${arn} ${policy}`);
      for (const grant of declared.get(name)?.grants ?? []) {
        const key = keyOf(account.id, grant.policy);
        this.written.set(key, [...(this.written.get(key) ?? []), grant]);
      }
      for (const [policy, { document }] of Object.entries(state?.documents.grants ?? {})) {
        const key = keyOf(account.id, policy);
        this.deployed.set(key, [...(this.deployed.get(key) ?? []), document]);
      }
    }
  }

  /** Whether a policy is among those that a stack gives to a role of its own. */
  isOfDeclaredRole({ holder, policyName }: AssumePolicy): boolean {
    return this.ofRoles.has(`${holder.arn} ${policyName}`);
  }

  /** Finds the grant that lets a policy's holder assume a role; undefined when no stack has one. */
  of({ holder, policyName }: AssumePolicy, caller: Caller, role: string, now: Date): string | undefined {
    const set = holder.kind === "role" ? permissionSetOf(holder.arn) : undefined;
    const policy = set === undefined ? `${holder.kind}/${holder.name}` : `permission-set/${set}`;
    const key = keyOf(caller.account, `${policy}/${policyName}`);
    const written = this.written.get(key)?.find(({ roles }) => roles.includes(role));
    if (written !== undefined) return written.grant;
    return this.deployed.get(key)?.some((document) => lets(document, role, caller, now)) ? policyName : undefined;
  }
}

function keyOf(account: string, policy: string): string {
  return policy.startsWith("permission-set/") ? policy : `${account}/${policy}`;
}

function lets(raw: unknown, role: string, caller: Caller, now: Date): boolean {
  const { document } = parsePolicy(raw, "identity");
  return (
    document !== undefined &&
    ["allowed", "open"].includes(
      decideGrants([{ name: "", document }], "sts:AssumeRole", role, { ...caller.session, now }).verdict,
    )
  );
}

/** A role that no stack declares, and ways to assume a role that no stack declares. */
export function undeclared(reviewed: ReviewedRole, standing: Standing, grants: DeclaredGrants, now: Date): Finding[] {
  const { role, account, declaration, side, principals, identities } = reviewed;
  const base = { account: account.id, role: role.arn };
  const found: Finding[] = [];
  if (declaration === undefined) {
    const approved = standing.state === "approved" || standing.state === "broader";
    const others = [
      ...side.accounts.filter((id) => id !== account.id).map((id) => (id === "*" ? "everybody" : `the account ${id}`)),
      ...new Set(identities.map(identitiesText)),
    ];
    const sessions = principals.filter(({ caller }) => caller.kind === "role").map(({ caller }) => caller.name);
    found.push(
      (approved ? warning : error)("undeclared-role", {
        ...base,
        message:
          `No stack declares the role ${role.name}, and ` +
          (others.length === 0 && sessions.length > 0
            ? `sessions of the role ${sessions.join(" or ")} can assume it`
            : `its trust policy lets in ${others.join(", ") || "nobody that could be read from it"}`) +
          `${approved ? `; ${standing.approval!.by} approved it` : ""}.`,
        remedy: orApprove(
          "Delete it; declare it in the settings of the account's stack, and take it over as docs/recovery.md says " +
            "(Something is there already)",
          reviewed,
        ),
      }),
    );
  }
  const ways = new Map<string, { policy: AssumePolicy; callers: Caller[] }>();
  for (const {
    caller,
    assumption: { ways: own },
  } of principals) {
    for (const { policy } of own) {
      if (policy === undefined || grants.isOfDeclaredRole(policy)) continue;
      if (grants.of(policy, caller, role.arn, now) !== undefined) continue;
      const key = `${policy.holder.arn} ${policy.policyName}`;
      const way = ways.get(key) ?? { policy, callers: [] };
      way.callers.push(caller);
      ways.set(key, way);
    }
  }
  for (const { policy, callers } of ways.values()) {
    const covered = coversPrincipals(
      standing,
      callers.map(({ arn }) => arn),
    );
    const who = callers.map(({ kind, name }) => `the ${kind} ${name}`).join(", ");
    found.push(
      (covered ? warning : error)("undeclared-grant", {
        ...base,
        principal: policy.holder.arn,
        document: policy.name,
        message:
          `Through ${policy.name}, which no stack declares, ${who} of ${callers[0]!.account} can assume the ` +
          `role ${role.name}${covered ? `; ${standing.approval!.by} approved that` : ""}.`,
        remedy: orApprove(
          "Declare it as a grant in the settings of that account's stack, take the policy away, narrow the " +
            "role's trust so that it does not admit them",
          reviewed,
        ),
      }),
    );
  }
  return found;
}

/** Trust without a grant, and trust in principals that do not exist. */
export function trustedNotGranted(
  { role, account, side, principals, forbidden, missing, unknownAccounts }: ReviewedRole,
  access: Access,
): Finding[] {
  const base = { account: account.id, role: role.arn, document: `the trust policy of the role ${role.name}` };
  // Whom the organization alone forbids it is granted all the same: see organization.ts.
  const both = [...principals, ...forbidden];
  const able = new Set(both.map(({ caller }) => caller.arn));
  const known = (id: string) => access.callers.has(id) && !unknownAccounts.includes(id);
  const stale = side.stale.map((id) =>
    warning("stale-principal", {
      ...base,
      message:
        `The trust policy of the role ${role.name} names ${id}, which stands for a ` +
        `${id.startsWith("AIDA") ? "user" : "role"} that was deleted; it admits nobody, and nobody sees whom ` +
        "it was for.",
      remedy: "Take it out of the trust policy.",
    }),
  );
  const named = side.named
    .filter((arn) => known(accountIn(arn)))
    .flatMap((arn) => {
      const exists = access.callers.get(accountIn(arn))!.some((caller) => caller.arn === arn);
      const words = `${/:user\//.test(arn) ? "user" : "role"} ${arn}`;
      if (!exists)
        return [
          warning("stale-principal", {
            ...base,
            principal: arn,
            message:
              `The trust policy of the role ${role.name} names the ${words}, which does not exist: whoever is ` +
              "given that name is trusted.",
            remedy: "Take it out of the trust policy, or make the principal that it is for.",
          }),
        ];
      if (able.has(arn)) return [];
      return [
        warning("trusted-not-granted", {
          ...base,
          principal: arn,
          message: `The trust policy of the role ${role.name} names the ${words}, and no policy lets them assume it.`,
          remedy: "Grant it in the settings of that account's stack, or take them out of the trust.",
        }),
      ];
    });
  const accounts = side.accounts
    .filter(
      (id) =>
        id !== account.id &&
        known(id) &&
        ![...side.named].some((arn) => accountIn(arn) === id) &&
        missing.every((one) => one.account !== id),
    )
    .flatMap((id) =>
      both.some(({ caller }) => caller.account === id)
        ? []
        : [
            warning("trusted-not-granted", {
              ...base,
              message: `The role ${role.name} trusts the account ${id}, in which nobody can assume it.`,
              remedy: `Grant it in the settings of the stack of ${id}, or take that account out of the role's trusts.`,
            }),
          ],
    );
  return [...stale, ...named, ...accounts];
}

/**
 * Policies that name a role of another account that does not exist, or whose trust policy does not admit the holders.
 */
export function grantedNotTrusted(access: Access): Finding[] {
  const now = access.evidence.at;
  const reviewed = new Map(access.roles.map((one) => [one.role.arn, one]));
  const read = new Map(
    access.evidence.accounts.flatMap(({ id, iam }) =>
      iam === undefined ? [] : [[id, new Map(iam.roles.map((role) => [role.arn, role]))] as const],
    ),
  );
  return [...access.callers.values()]
    .flat()
    .filter(({ granted }) => granted)
    .flatMap((caller) =>
      namedRoles(caller).flatMap(([arn, policy]): Finding[] => {
        const id = accountIn(arn);
        const role = read.get(id)?.get(arn);
        if (id === caller.account || !read.has(id)) return [];
        const base = { account: id, role: arn, principal: caller.arn, document: policy.name };
        const who = `the ${caller.kind} ${caller.name} of ${caller.account}`;
        if (role === undefined)
          return [
            warning("granted-not-trusted", {
              ...base,
              message: `${capital(policy.name)} lets ${who} assume ${arn}, and there is no such role.`,
              remedy: "Take the grant away, or deploy the role.",
            }),
          ];
        const trust = reviewed.get(arn)?.trust ?? parsePolicy(role.trust, "trust").document;
        if (trust === undefined) return [];
        const found = assumption({ arn, account: id, trust }, caller, now);
        if (found.state !== "not-trusted") return [];
        return [
          warning("granted-not-trusted", {
            ...base,
            message:
              `${capital(policy.name)} lets ${who} assume ${arn}, whose trust policy does not admit them: ` +
              `${found.why.slice(0, 3).join("; ")}.`,
            remedy: "Take the grant away, or let the trust policy admit them by the settings of the role's stack.",
          }),
        ];
      }),
    );
}

/** The roles that a caller's policies name by their full ARN, each with the policy. */
function namedRoles({ policies }: Caller): [arn: string, policy: AssumePolicy][] {
  const found = policies.flatMap((policy) =>
    policy.document.statements.flatMap(({ effect, resources }) =>
      effect !== "Allow" || resources === undefined || resources.not
        ? []
        : resources.values
            .filter((value) => parseIamArn(value)?.kind === "role" && compilePattern(value).exact)
            .map((value): [string, AssumePolicy] => [value, policy]),
    ),
  );
  return [...new Map(found.map((one) => [`${one[0]} ${one[1].name}`, one])).values()];
}
