/**
 * Whom a trust policy lets in who is neither a user nor a role: identities of SAML and OpenID Connect providers,
 * certificates of IAM Roles Anywhere, and people of IAM Identity Center through the account access manager. Pure.
 *
 * - https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html
 * - https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-wif
 * - https://docs.aws.amazon.com/rolesanywhere/latest/userguide/trust-model.html
 */
import { parseOperator, readsWildcards } from "../condition/operators";
import type { ConditionEntry, PolicyDocument, PrincipalEntry, Statement } from "../document/document";
import { statementName } from "../document/document";
import { checkCondition } from "./conditionCheck";
import { namesAction } from "./callerPolicies";
import { type Tenancy, tenancyOf } from "./tenancies";
import { momentsOf } from "../condition/moments";

/** How somebody gets in. */
export type IdentityKind = "saml" | "oidc" | "roles-anywhere" | "account-access";

/** What is proven of those who get in. */
export type IdentityBound =
  /** They are of one tenant, application or audience. */
  | "bound"
  /** They are of a provider of the account's own, and a condition that AWS advises is missing. */
  | "weak"
  /** Anybody can be one of them: every repository, tenant or guest of a provider that many share. */
  | "anybody"
  /** Nobody can tell from the policy. */
  | "unknown";

/** One way into a role. */
export interface IdentityWay {
  readonly kind: IdentityKind;
  /** The ARN of a provider, the name of a provider that all accounts share, a service, or `*` for every provider. */
  readonly provider: string;
  /** Such as `Statement[0] (GitHub)`. */
  readonly statement: string;
  readonly conditions: readonly ConditionEntry[];
  readonly bound: IdentityBound;
  /** The condition key that would bind it, such as `token.actions.githubusercontent.com:sub`; absent where it is bound. */
  readonly key?: string;
}

const FEDERATED = ["sts:AssumeRoleWithSAML", "sts:AssumeRoleWithWebIdentity"] as const;

/**
 * All ways in. A statement whose time is over lets nobody in. A Deny counts where it denies everybody but whom one
 * condition names.
 */
export function identityWays(document: PolicyDocument, now: Date): IdentityWay[] {
  const moments = momentsOf(document.statements, now);
  return document.statements
    .filter((statement) => statement.effect === "Allow" && !isOver(statement, document, moments))
    .flatMap((statement) =>
      entriesOf(statement).flatMap((entry) =>
        kindsOf(entry, statement).map((kind) => {
          const conditions = [...statement.conditions, ...leftByDenials(document, kind)];
          return {
            kind,
            provider: entry.value,
            statement: statementName(statement),
            conditions: statement.conditions,
            ...judged(kind, entry.value, conditions),
          };
        }),
      ),
    );
}

/** The principals of a statement; `NotPrincipal` lets in every provider. */
function entriesOf({ principals }: Statement): readonly PrincipalEntry[] {
  if (principals === undefined || principals.not) return [{ kind: "*", value: "*" }];
  return principals.entries.map((entry) => (entry.value === "*" ? { kind: "*", value: "*" } : entry));
}

function kindsOf({ kind, value }: PrincipalEntry, { actions }: Statement): IdentityKind[] {
  const [saml, oidc] = FEDERATED.map((action) => namesAction(actions, action));
  if (kind === "*") return [...(saml ? (["saml"] as const) : []), ...(oidc ? (["oidc"] as const) : [])];
  if (kind === "Federated") {
    if (/:saml-provider\//.test(value)) return saml ? ["saml"] : [];
    if (/:oidc-provider\//.test(value) || !value.startsWith("arn:")) return oidc ? ["oidc"] : [];
    return saml ? ["saml"] : oidc ? ["oidc"] : [];
  }
  if (kind !== "Service" || !namesAction(actions, "sts:AssumeRole")) return [];
  if (/^rolesanywhere\./i.test(value)) return ["roles-anywhere"];
  return /^account-access\./i.test(value) ? ["account-access"] : [];
}

/** Whether the time conditions of a statement hold at no moment from now on. */
function isOver({ conditions }: Statement, { version }: PolicyDocument, moments: readonly Date[]): boolean {
  const timed = conditions.filter(({ key }) => /^aws:(currenttime|epochtime)$/i.test(key));
  return (
    timed.length > 0 &&
    moments.every((now) =>
      timed.some((entry) => checkCondition(entry, version, { principal: "", mfa: "never", now }).outcome === "unmet"),
    )
  );
}

/** What holds for those whom no Deny stops: the opposite of a Deny's only condition, where it concerns everybody. */
function leftByDenials({ statements }: PolicyDocument, kind: IdentityKind): ConditionEntry[] {
  const action = kind === "saml" ? FEDERATED[0] : kind === "oidc" ? FEDERATED[1] : "sts:AssumeRole";
  return statements.flatMap(({ effect, principals, actions, conditions }) => {
    const [only, ...more] = conditions;
    const everybody =
      principals !== undefined && !principals.not && principals.entries.some(({ value }) => value === "*");
    if (effect !== "Deny" || only === undefined || more.length > 0 || !everybody || !namesAction(actions, action))
      return [];
    const operator = parseOperator(only.operator);
    // A negated operator holds for a missing key, so the Deny stops who does not have the key.
    return operator?.negated === true && operator.quantifier === undefined && !operator.ifExists
      ? [{ ...only, operator: only.operator.replace("Not", "") }]
      : [];
  });
}

type Judged = Pick<IdentityWay, "bound" | "key">;

function judged(kind: IdentityKind, provider: string, conditions: readonly ConditionEntry[]): Judged {
  const binds = (key: string, prefix?: RegExp) =>
    conditions.some((entry) => entry.key.toLowerCase() === key.toLowerCase() && isBinding(entry, prefix));
  if (provider === "*") return { bound: "anybody" };
  switch (kind) {
    case "saml":
      return binds("saml:aud") ? { bound: "bound" } : { bound: "weak", key: "SAML:aud" };
    case "roles-anywhere":
      return binds("aws:SourceArn", /^arn:[^:]*:rolesanywhere:[^:]*:\d{12}:trust-anchor\/./) ||
        conditions.some((entry) => /^aws:principaltag\/x509/i.test(entry.key) && isBinding(entry, /./))
        ? { bound: "bound" }
        : { bound: "weak", key: "aws:SourceArn" };
    case "account-access":
      // Without it, the application of any organization can let its own people in.
      return binds("aws:SourceArn", /^arn:[^:]*:account-access:[^:]*:\d{12}:application\/./)
        ? { bound: "bound" }
        : { bound: "weak", key: "aws:SourceArn" };
    case "oidc": {
      const host = provider.replace(/^arn:[^:]*:iam::\d*:oidc-provider\//, "");
      return bySharing(host, tenancyOf(host), binds, conditions);
    }
  }
}

function bySharing(
  host: string,
  tenancy: Tenancy,
  binds: (key: string, prefix?: RegExp) => boolean,
  conditions: readonly ConditionEntry[],
): Judged {
  switch (tenancy.sharing) {
    case "own":
      return { bound: "bound" };
    case "shared": {
      const [[first]] = tenancy.claims as readonly [readonly [string, RegExp?]];
      const claim = tenancy.claims.some(([name, prefix]) => binds(`${host}:${name}`, prefix));
      const guests =
        tenancy.signedIn !== undefined &&
        !binds(`${host}:sub`) &&
        !conditions.some(
          (entry) =>
            entry.key.toLowerCase() === `${host}:amr` &&
            isBinding(entry) &&
            entry.values.every((value) => value === tenancy.signedIn),
        );
      if (!claim) return { bound: "anybody", key: `${host}:${first}` };
      return guests ? { bound: "anybody", key: `${host}:amr` } : { bound: "bound" };
    }
    case "unknown": {
      const claims = conditions.filter(({ key }) => key.toLowerCase().startsWith(`${host.toLowerCase()}:`));
      return claims.some((entry) => isBinding(entry, /./))
        ? { bound: "bound" }
        : { bound: "unknown", key: `${host}:sub` };
    }
  }
}

/**
 * Whether a condition holds for one tenant alone: the key has to be there, and each value is one value, or a pattern
 * whose beginning up to the first wildcard names the tenant.
 */
function isBinding({ operator: name, values }: ConditionEntry, prefix?: RegExp): boolean {
  const operator = parseOperator(name);
  if (operator === undefined || operator.negated || operator.ifExists || operator.quantifier === "ForAllValues")
    return false;
  if (!["string", "stringIgnoreCase", "like", "arn"].includes(operator.comparison)) return false;
  return (
    values.length > 0 &&
    values.every((value) => {
      const [fixed = ""] = readsWildcards(operator) ? value.split(/[*?]|\$\{/) : value.split("${");
      return fixed === value ? value !== "" : prefix?.test(fixed) === true;
    })
  );
}
