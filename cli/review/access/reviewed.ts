/** The roles that a review is about, each with who can assume it and what its sessions may do. Pure. */
import { accountIn, parsePolicy, type PolicyDocument } from "../../../policypack/iam";
import { roleArn } from "../../../settings/arns";
import type { RoleSettings } from "../../../settings/role";
import type { AccountEvidence, Evidence, IamRole, MissingEvidence, StackEvidence } from "../evidence/evidence";
import { assumption, type AssumableRole, type Assumption } from "./assumption";
import { callersOf, type Caller } from "./callers";
import { outsideInForce } from "./outside";
import { judgeOf, subjectOf, type Permissions } from "./permissions";
import { PolicyShelf, type HeldPolicy } from "./policies";
import { letsOthersIn, trustedSide, type TrustedSide } from "./trust";

/** The stack that declares a role. */
export interface Declaration {
  readonly stack: StackEvidence;
  readonly key: string;
  /** Undefined when the stack deployed the role and its settings no longer have it, or cannot be read. */
  readonly settings?: RoleSettings;
}

/** Somebody who can assume the role. */
export interface AblePrincipal {
  readonly caller: Caller;
  readonly assumption: Extract<Assumption, { readonly state: "able" }>;
}

/** A role under review. */
export interface ReviewedRole {
  readonly role: IamRole;
  readonly account: AccountEvidence;
  readonly declaration?: Declaration;
  /** Undefined where the trust policy cannot be read. */
  readonly trust?: PolicyDocument;
  readonly side: TrustedSide;
  readonly principals: readonly AblePrincipal[];
  readonly policies: readonly HeldPolicy[];
  readonly boundary?: HeldPolicy;
  readonly permissions: Permissions;
  /** What is not known about the role, apart from accounts that are not reviewed at all. */
  readonly missing: readonly MissingEvidence[];
  /** Accounts that the trust policy names and whose principals are not known; `*` for all other accounts. */
  readonly unknownAccounts: readonly string[];
  /** Accounts that the trust policy names and that count as known, whoever they let in: see {@link outsideInForce}. */
  readonly outsideAccounts: readonly string[];
}

/** Everything that the findings are made from. */
export interface Access {
  readonly evidence: Evidence;
  readonly roles: readonly ReviewedRole[];
  /** The users and roles of the accounts that were read, by account. */
  readonly callers: ReadonlyMap<string, readonly Caller[]>;
  /** By the roles' ARNs. */
  readonly declarations: ReadonlyMap<string, Declaration>;
}

/** Works out who can assume which role, from the evidence. */
export function accessOf(evidence: Evidence): Access {
  const declarations = declarationsOf(evidence.stacks);
  const organization = (account: AccountEvidence) =>
    evidence.stacks.find(({ account: { id }, settings }) => id === account.id && settings?.organization !== undefined)
      ?.settings?.organization;
  const callers = new Map(
    evidence.accounts
      .filter(({ iam }) => iam !== undefined)
      .map((account) => [account.id, callersOf(account, organization(account))]),
  );
  const reviewed = evidence.accounts.map(({ id }) => id);
  const outside = outsideInForce(evidence);
  const roles = evidence.accounts.flatMap((account) =>
    rolesOf(account, evidence.at, declarations, callers, { reviewed, outside }),
  );
  return { evidence, roles, callers, declarations };
}

/**
 * The roles that stacks declare or have deployed, by ARN. A role counts only in the stack's own account, whatever the
 * state says.
 */
function declarationsOf(stacks: readonly StackEvidence[]): Map<string, Declaration> {
  const deployed = stacks.flatMap((stack) =>
    [
      ...Object.keys(stack.state?.documents.roles ?? {}).map(
        (arn) => [arn, { stack, key: arn.split("/").at(-1)! }] as const,
      ),
      ...Object.entries(stack.state?.roles ?? {}).map(([key, { arn }]) => [arn, { stack, key }] as const),
    ].filter(([arn]) => accountIn(arn) === stack.account.id),
  );
  const written = stacks.flatMap((stack) =>
    Object.entries(stack.settings?.roles ?? {}).map(
      ([key, settings]) => [roleArn(key, settings, stack.account), { stack, key, settings }] as const,
    ),
  );
  return new Map<string, Declaration>([...deployed, ...written]);
}

function rolesOf(
  account: AccountEvidence,
  now: Date,
  declarations: ReadonlyMap<string, Declaration>,
  callers: ReadonlyMap<string, readonly Caller[]>,
  { reviewed, outside }: { readonly reviewed: readonly string[]; readonly outside: readonly string[] },
): ReviewedRole[] {
  if (account.iam === undefined) return [];
  const shelf = new PolicyShelf(account.iam);
  const subjects = new Map(
    account.iam.roles.map((role) => [
      role.arn,
      subjectOf(role, account.id, shelf, declarations.get(role.arn)?.settings, [...reviewed, ...outside]),
    ]),
  );
  const judge = judgeOf([...subjects.values()], now);
  return account.iam.roles
    .flatMap((role): ReviewedRole[] => {
      const declaration = declarations.get(role.arn);
      const { document: trust, problems } = parsePolicy(role.trust, "trust");
      const side =
        trust === undefined
          ? { accounts: [], named: [], stale: [], everybody: false }
          : trustedSide(trust, account.id, now);
      // A trust policy that cannot be read may admit anybody.
      if (declaration === undefined && trust !== undefined && !letsOthersIn(side, account.id)) return [];
      const { able, missing } =
        trust === undefined
          ? { able: [], missing: [] }
          : principalsOf({ arn: role.arn, account: account.id, trust }, side, callers, now);
      const permissions = judge(subjects.get(role.arn)!);
      return [
        {
          role,
          account,
          side,
          permissions,
          ...(declaration !== undefined && { declaration }),
          ...(trust !== undefined && { trust }),
          principals: able,
          policies: shelf.of(role),
          ...(role.boundary !== undefined && { boundary: shelf.byArn(role.boundary) }),
          missing: [
            ...missing,
            ...(problems ?? [])
              .slice(0, 1)
              .map(({ path, message }) =>
                unread(
                  role,
                  account,
                  `whom the role ${role.name} trusts`,
                  `its trust policy cannot be read: ${path === "" ? "" : `${path}: `}${message}`,
                  "Write the trust policy in the form that IAM documents.",
                ),
              ),
            ...(role.maxSessionDuration === undefined
              ? [
                  unread(
                    role,
                    account,
                    `how long a session of the role ${role.name} may last`,
                    "ListRoles did not tell it",
                    "Let the review call iam:ListRoles.",
                  ),
                ]
              : []),
            ...(permissions.verdict === "unprovable"
              ? permissions.findings
                  .filter(({ level }) => level === "mandatory")
                  .map(({ message }) =>
                    unread(
                      role,
                      account,
                      `what a session of the role ${role.name} may do`,
                      message,
                      "Change the policy so that what it allows can be proven, or detach it.",
                    ),
                  )
              : []),
          ],
          unknownAccounts: side.accounts.filter((id) => !callers.has(id) && !outside.includes(id)),
          outsideAccounts: side.accounts.filter((id) => outside.includes(id)),
        },
      ];
    })
    .sort((a, b) => (a.role.name < b.role.name ? -1 : a.role.name > b.role.name ? 1 : 0));
}

function principalsOf(
  role: AssumableRole,
  side: TrustedSide,
  callers: ReadonlyMap<string, readonly Caller[]>,
  now: Date,
): { able: AblePrincipal[]; missing: MissingEvidence[] } {
  const accounts = side.accounts.includes("*") ? [...callers.keys()].sort() : side.accounts;
  const candidates = accounts
    .flatMap((id) => callers.get(id) ?? [])
    .filter((caller) => caller.granted || caller.unknown.length > 0 || caller.account === role.account);
  const able: AblePrincipal[] = [];
  const missing: MissingEvidence[] = [];
  for (const caller of candidates) {
    const found = assumption(role, caller, now);
    if (found.state === "able") able.push({ caller, assumption: found });
    else if (found.state === "unknown") {
      missing.push({
        what: `whether ${caller.arn} can assume ${role.arn}`,
        account: caller.account,
        why: found.why.join("; "),
        next: "Attach a policy whose document can be read, or let the review read it (iam:GetAccountAuthorizationDetails).",
      });
    }
  }
  return { able, missing };
}

function unread(role: IamRole, account: AccountEvidence, what: string, why: string, next: string): MissingEvidence {
  return { what: `${what} (${role.arn})`, account: account.id, why, next };
}
