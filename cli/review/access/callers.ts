/**
 * The users and roles of an account, each with what its policies say about sts:AssumeRole. Most callers say nothing
 * about it and are set aside quickly.
 */
import {
  accountIn,
  type ControlDecision,
  datedStatements,
  controlSentence,
  decideControls,
  decideIdentityControls,
  type GranteeSession,
  type IdentityWay,
  momentsOf,
  type NamedPolicy,
  namesAction,
  type Organization,
  organizationFacts,
  type PolicyDocument,
  type Statement,
} from "../../../policypack/iam";
import type { OwnOrganization } from "../../../settings/account";
import type { AccountEvidence, IamHolder } from "../evidence/evidence";
import { policyWords, PolicyShelf, type HeldPolicy } from "./policies";
import { compareText } from "../../shared/compareText";

/** A user, group or role that holds a policy. */
export interface Holder {
  readonly kind: "user" | "group" | "role";
  readonly name: string;
  readonly arn: string;
}

/** One policy of a caller, reduced to its statements about sts:AssumeRole. Messages call it by `name`. */
export interface AssumePolicy extends NamedPolicy {
  readonly holder: Holder;
  /** The inline policy's name or the managed policy's ARN. */
  readonly policyName: string;
}

/** Somebody who may ask for a role. */
export interface Caller {
  readonly kind: "user" | "role";
  readonly name: string;
  readonly arn: string;
  /** 12 digits. */
  readonly account: string;
  /** What is known about its calls, apart from their time. */
  readonly session: Omit<GranteeSession, "now">;
  /** The policies of the caller and of its groups that say something about sts:AssumeRole. */
  readonly policies: readonly AssumePolicy[];
  /** The permissions boundary in the same form; undefined when there is none, or it is not known. */
  readonly boundary?: NamedPolicy;
  /**
   * Policies that are not known and may mention sts:AssumeRole, in words with the reason. Does not contain the
   * boundary.
   */
  readonly unknown: readonly string[];
  /** Why the permissions boundary is not known, in words; undefined when it is known or there is none. */
  readonly unknownBoundary?: string;
  /** Whether any of its policies allows sts:AssumeRole on anything. */
  readonly granted: boolean;
  /** What may forbid its calls; undefined where no organization was read. */
  readonly governing?: Governing;
}

/** What is known of the organization of an account. */
export interface Place {
  /** What the stack's settings say. */
  readonly settings?: OwnOrganization | undefined;
  /** What AWS says: its id, or null for none. Undefined where it did not answer. */
  readonly told?: string | null | undefined;
  readonly governing?: Governing | undefined;
}

/** An organization that was read, and the statements of its policies that depend on the time. */
export class Governing {
  readonly dated: readonly Statement[];

  /** @param of what AWS says of each account: its organization's id, or null for none */
  constructor(
    private readonly organization: Organization,
    private readonly of: Readonly<Record<string, string | null>>,
  ) {
    this.dated = datedStatements(organization);
  }

  /** The facts about a principal's account that the organization tells. */
  factsOf(arn: string): Pick<GranteeSession, "organizationId" | "organizationPath"> {
    const { organizationId, organizationPath } = organizationFacts(this.organization, arn, accountIn(arn));
    return {
      ...(organizationId !== undefined && { organizationId }),
      ...(organizationPath !== undefined && { organizationPath }),
    };
  }

  /** The facts about a role's account. */
  factsOfRole(arn: string): Partial<GranteeSession> {
    const told = this.of[accountIn(arn)];
    const facts = organizationFacts(this.organization, arn, accountIn(arn));
    return {
      ...(facts.resourceOrganizationId !== undefined && { resourceOrganizationId: facts.resourceOrganizationId }),
      ...(facts.resourceOrganizationPath !== undefined && { resourceOrganizationPath: facts.resourceOrganizationPath }),
      ...(told !== undefined && { resourceOrganizationId: told }),
      ...(told === null && { resourceOrganizationPath: null }),
    };
  }

  /** Why nobody who comes one way may assume a role, now or later, in words; empty where somebody may. */
  forbidsIdentities(way: IdentityWay, roleArn: string, now: Date): readonly string[] {
    const decisions = momentsOf(this.dated, now).map((moment) =>
      decideIdentityControls(this.organization, way, roleArn, moment),
    );
    return decisions.every(({ verdict }) => verdict === "forbidden") ? decisions[0]!.reasons.map(controlSentence) : [];
  }

  /** Whether the policies of the organization let a caller assume a role. */
  decide(roleArn: string, session: GranteeSession): ControlDecision {
    return decideControls(this.organization, "sts:AssumeRole", roleArn, session);
  }
}

/** The users and roles of an account whose IAM is known, in the order of their ARNs. */
export function callersOf(account: AccountEvidence, { settings, told, governing }: Place): Caller[] {
  if (account.iam === undefined) return [];
  const { users, groups, roles } = account.iam;
  const shelf = new PolicyShelf(account.iam);
  const read = new Map<string, HeldByOne>();
  const heldBy = (kind: Holder["kind"], holder: IamHolder): HeldByOne => {
    let known = read.get(holder.arn);
    if (known === undefined)
      read.set(holder.arn, (known = held({ kind, name: holder.name, arn: holder.arn }, shelf.of(holder))));
    return known;
  };
  const byName = new Map(groups.map((group) => [group.name, group]));
  const place = {
    ...governing?.factsOf(`arn:aws:iam::${account.id}:root`),
    ...(told !== undefined && { organizationId: told }),
    ...(told === null && { organizationPath: null }),
    ...(settings !== undefined && { organizationId: settings.id }),
    ...(settings?.path !== undefined && { organizationPath: settings.path }),
  };
  const caller = (
    kind: Caller["kind"],
    { arn, name, boundary }: IamHolder & { readonly boundary?: string },
    sources: readonly HeldByOne[],
    session: Caller["session"],
  ): Caller => {
    const bound = boundary === undefined ? undefined : shelf.byArn(boundary);
    const policies = sources.flatMap((source) => source.policies);
    return {
      kind,
      name,
      arn,
      account: account.id,
      session: { ...session, ...place },
      policies,
      ...(bound?.document !== undefined && {
        boundary: { name: `the permissions boundary ${bound.name}`, document: about(bound.document) },
      }),
      unknown: sources.flatMap((source) => source.unknown),
      ...(bound !== undefined &&
        bound.document === undefined && {
          unknownBoundary: unknownWords(bound, `the ${kind} ${name}, which is its permissions boundary`),
        }),
      ...(governing !== undefined && { governing }),
      granted: policies.some(({ document }) => document.statements.some(({ effect }) => effect === "Allow")),
    };
  };
  return [
    ...users.map((user) => {
      const sources = [
        heldBy("user", user),
        ...[...user.groups].sort().flatMap((name) => (byName.has(name) ? [heldBy("group", byName.get(name)!)] : [])),
      ];
      return caller("user", user, sources, { principal: user.arn, mfa: "possible", principalTags: user.tags });
    }),
    // The tags of a role's session are not known here: whoever assumes the role may add some.
    ...roles.map((role) => caller("role", role, [heldBy("role", role)], { principal: role.arn, mfa: "never" })),
  ].sort((a, b) => compareText(a.arn, b.arn));
}

interface HeldByOne {
  readonly policies: readonly AssumePolicy[];
  readonly unknown: readonly string[];
}

function held(holder: Holder, policies: readonly HeldPolicy[]): HeldByOne {
  const words = `the ${holder.kind} ${holder.name}`;
  return {
    policies: policies.flatMap((policy) => {
      if (policy.document === undefined) return [];
      const document = about(policy.document);
      return document.statements.length === 0
        ? []
        : [{ holder, policyName: policy.name, name: policyWords(policy, words), document }];
    }),
    unknown: policies.filter(({ document }) => document === undefined).map((policy) => unknownWords(policy, words)),
  };
}

function unknownWords(policy: HeldPolicy, holder: string): string {
  const { path, message } = policy.problems![0]!;
  return `${policyWords(policy, holder)}: ${path === "" ? "" : `${path}: `}${message}`;
}

const reduced = new WeakMap<PolicyDocument, PolicyDocument>();

/** The document reduced to its statements about sts:AssumeRole. A managed policy with many holders is searched once. */
function about(document: PolicyDocument): PolicyDocument {
  let known = reduced.get(document);
  if (known === undefined)
    reduced.set(document, (known = { ...document, statements: document.statements.filter(isAbout) }));
  return known;
}

function isAbout({ actions, resources }: Statement): boolean {
  return resources !== undefined && namesAction(actions, "sts:AssumeRole");
}
