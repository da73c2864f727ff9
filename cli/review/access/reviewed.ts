/** The roles that a review is about, each with who can assume it and what its sessions may do. Pure. */
import { accountIn, type IdentityWay, type PolicyDocument } from "../../../policypack/iam";
import { administrativeAccess } from "../../../policypack/rules/administrative-access";
import { roleArn } from "../../../settings/arns";
import { groupBy } from "../../shared/groupBy";
import { compareText } from "../../shared/compareText";
import type { RoleSettings } from "../../../settings/role";
import type {
  AccountEvidence,
  Evidence,
  IamRole,
  MissingEvidence,
  RolePeople,
  StackEvidence,
} from "../evidence/evidence";
import { callersOf, Governing, type Caller } from "./callers";
import { candidatesOf, underReview, type BarredIdentities, type Candidate } from "./candidates";
import { chainsTo, type Chains } from "./chains";
import { Entrances, type AblePrincipal, type ForbiddenPrincipal } from "./entrances";
import { gapsOf } from "./gaps";
import { outsideInForce } from "./outside";
import { judgeOf, subjectOf, type Permissions } from "./permissions";
import { PolicyShelf, type HeldPolicy } from "./policies";
import type { TrustedSide } from "./trust";

/** The stack that declares a role. */
export interface Declaration {
  readonly stack: StackEvidence;
  readonly key: string;
  /** Undefined when the stack deployed the role and its settings no longer have it, or cannot be read. */
  readonly settings?: RoleSettings;
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
  /** Whom both sides let, and whom the organization forbids it. */
  readonly forbidden: readonly ForbiddenPrincipal[];
  /** Whom the trust policy lets in who is neither a user nor a role. */
  readonly identities: readonly IdentityWay[];
  /** Whom it lets in likewise, and the organization forbids it. */
  readonly barred: readonly BarredIdentities[];
  /** Who of IAM Identity Center gets in; undefined for a role that nobody of it does, and where nobody asked. */
  readonly people?: RolePeople;
  /** Who gets in through other roles. */
  readonly chains: Chains;
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
  const { read, of = {} } = evidence.organization ?? {};
  const governing = read && new Governing(read.organization, of);
  const callers = new Map(
    evidence.accounts
      .filter(({ iam }) => iam !== undefined)
      .map((account) => [
        account.id,
        callersOf(account, { settings: organization(account), told: of[account.id], governing }),
      ]),
  );
  const outside = outsideInForce(evidence);
  const known = [...evidence.accounts.map(({ id }) => id), ...outside];
  const judges = new Map(
    evidence.accounts.map((account) => [account, judgesOf(account, evidence.at, declarations, known)]),
  );
  const candidates = evidence.accounts.flatMap((account) => candidatesOf(account, evidence.at, governing));
  const chosen = underReview({
    candidates,
    callers,
    isDeclared: ({ arn }) => declarations.has(arn),
    isAdministrator: ({ role, account }) =>
      judges
        .get(account)!
        .permissions(role)
        .findings.some(({ rule }) => rule === administrativeAccess.name),
    now: evidence.at,
  });
  const entrances = new Entrances(candidates, callers, evidence.at);
  const chosenOf = groupBy([...chosen], ({ account }) => account.id);
  const roles = evidence.accounts.flatMap((account) =>
    (chosenOf.get(account.id) ?? [])
      .map((candidate) =>
        reviewedRole(candidate, judges.get(account)!, declarations, callers, entrances, outside, evidence.people),
      )
      .sort((a, b) => compareText(a.role.name, b.role.name)),
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

/** The policies of an account's roles, and what sessions may do with them; each role is judged once. */
interface Judges {
  readonly shelf: PolicyShelf;
  readonly permissions: (role: IamRole) => Permissions;
}

function judgesOf(
  account: AccountEvidence,
  now: Date,
  declarations: ReadonlyMap<string, Declaration>,
  known: readonly string[],
): Judges {
  const iam = account.iam ?? { users: [], groups: [], roles: [], policies: {} };
  const shelf = new PolicyShelf(iam);
  const subjects = new Map(
    iam.roles.map((role) => [
      role.arn,
      subjectOf(role, account.id, shelf, declarations.get(role.arn)?.settings, known),
    ]),
  );
  const judge = judgeOf([...subjects.values()], now);
  const judged = new Map<string, Permissions>();
  return {
    shelf,
    permissions({ arn }) {
      if (!judged.has(arn)) judged.set(arn, judge(subjects.get(arn)!));
      return judged.get(arn)!;
    },
  };
}

function reviewedRole(
  candidate: Candidate,
  { shelf, permissions: permissionsOf }: Judges,
  declarations: ReadonlyMap<string, Declaration>,
  callers: ReadonlyMap<string, readonly Caller[]>,
  entrances: Entrances,
  outside: readonly string[],
  people: Evidence["people"] = {},
): ReviewedRole {
  const { role, account, trust, side, identities, barred } = candidate;
  const declaration = declarations.get(role.arn);
  const { able, forbidden, missing } = entrances.principals(role.arn)!;
  const permissions = permissionsOf(role);
  const chains = chainsTo(role.arn, entrances);
  const its = Object.hasOwn(people, role.arn) ? people[role.arn] : undefined;
  return {
    role,
    account,
    side,
    permissions,
    identities,
    barred,
    chains,
    ...(declaration !== undefined && { declaration }),
    ...(trust !== undefined && { trust }),
    principals: able,
    forbidden,
    policies: shelf.of(role),
    ...(role.boundary !== undefined && { boundary: shelf.byArn(role.boundary) }),
    ...(its !== undefined && { people: its }),
    missing: [...missing, ...chains.missing, ...gapsOf(candidate, permissions, its)],
    unknownAccounts: side.accounts.filter((id) => !callers.has(id) && !outside.includes(id)),
    outsideAccounts: side.accounts.filter((id) => outside.includes(id)),
  };
}
