import {
  compilePattern,
  fixedCharacters,
  type Grant,
  literalPattern,
  matches,
  parseArn,
  PINNED_NAME,
  type Statement,
  statementName,
  type Target,
} from "../iam";
import { ACCOUNT_WIDE_WRITES } from "./account-wide-writes";
import { madeForThis, ownRole } from "./assume-any-role";
import { listed, where } from "./finding";
import type { AttachedPolicy, Found, Judged, Rule } from "./rule";
import { SENSITIVE_READS } from "./sensitive-reads";

/** Matches actions of services in which an action on a single named resource may be an escalation. */
const POWERFUL = /^(iam|sts|sso|sso-directory|organizations|\*|[^:]*\*[^:]*):/i;

/** Matches actions that only tell what there is, whichever AWS adds: `List…` and `Describe…` of one service. */
const TELLS = /^[a-z0-9-]+:(?:List|Describe)[A-Z]/;

export const unknownPolicy: Rule = {
  name: "unknown-policy",
  level: "mandatory",
  description: "Every policy must be known when the change is planned, well formed, and its meaning provable",
  violatedWhen:
    "a document is unknown, malformed or not in the catalogue, or a verdict cannot be proven: what cannot be read cannot be approved",
  advisoryWhen:
    "the document is known only in the update and the declarations say `unknownAtPreview`: the update then judges it",
  about: "permissions",
  verdict: "unprovable",
  examples: {
    fails: { name: "deploy", policies: ["arn:aws:iam::111111111111:policy/ours"] },
    passes: { name: "deploy", policies: ["arn:aws:iam::aws:policy/CloudWatchReadOnlyAccess"] },
  },
  check(judged) {
    const { subject, permissions } = judged;
    const unread: Found[] = [
      ...subject.policies,
      ...optional(subject.boundary),
      ...optional(subject.trust),
      ...optional(subject.resourcePolicy),
    ].flatMap((policy) =>
      (policy.problems ?? []).map(({ path, message }) => ({
        ...finding(
          judged,
          policy.name,
          undefined,
          ["problem", path, message],
          `${path === "" ? "" : `${path}: `}${message}`,
        ),
        ...(policy.later === true && {
          later: where(subject, policy.name),
          level: judged.context.laterLevel ?? "mandatory",
        }),
      })),
    );
    if (permissions.beyond)
      unread.push(
        finding(
          judged,
          subject.policies[0]?.name ?? subject.name,
          undefined,
          ["statements"],
          "the policies and the boundary have more statements together than can be judged. Split the role",
        ),
      );
    if (judged.withoutMfa === "undecided") {
      unread.push(
        finding(
          judged,
          subject.trust!.name,
          undefined,
          ["mfa"],
          "it cannot be proven that nobody is admitted without multi-factor authentication: it has too many " +
            "principals, dates and conditions. Split the role, or ask for MFA in each statement",
        ),
      );
    }
    return [...unread, ...undecidedActions(judged), ...undecided(judged), ...unassured(judged), ...strangers(judged)];
  },
};

function undecidedActions(judged: Judged): Found[] {
  const { permissions } = judged;
  const { catalogue } = permissions;
  return permissions.undecided.flatMap((one) => {
    const relevant = catalogue.limitableChanges(one.actions);
    for (const table of [ACCOUNT_WIDE_WRITES, SENSITIVE_READS])
      relevant.addAll(one.actions.and(catalogue.actionsOf(table)));
    if (relevant.empty) return [];
    const actions = [...relevant].map((action) => catalogue.name(action));
    return [
      finding(
        judged,
        one.grant.policy,
        one.grant,
        ["resources", one.why, ...actions],
        `it cannot be proven that ${listed(actions)} is limited to some resources: ${one.why}. Name the ` +
          "resources, or use a condition on aws:ResourceTag",
      ),
    ];
  });
}

function undecided(judged: Judged): Found[] {
  const seen = new Set<unknown>();
  return judged.openings
    .filter((opening) => opening.state === "undecided")
    .flatMap(({ action, target, path }) => {
      if (seen.has(target.grant.statement)) return [];
      seen.add(target.grant.statement);
      return [
        finding(
          judged,
          target.grant.policy,
          target.grant,
          ["path", action, path.id],
          `it cannot be proven that ${action} does not open the escalation path ${path.id}. Name the resources`,
        ),
      ];
    });
}

function unassured(judged: Judged): Found[] {
  const { assumable, subject, context, permissions } = judged;
  const targets = assumable.filter((target) => !madeForThis(target, permissions));
  const broad = targets.filter(
    (target) => ownRole(target, subject) && context.lookUp(target.resource).verdict === "undecided",
  );
  const grants = (of: readonly Target[]): Grant[] => [
    ...new Map(of.map(({ grant }) => [grant.statement, grant])).values(),
  ];
  return [
    ...grants(targets.filter(({ undecided: open }) => open)).map((grant) =>
      finding(
        judged,
        grant.policy,
        grant,
        ["roles"],
        "it cannot be proven which roles sts:AssumeRole is allowed on. Name the roles",
      ),
    ),
    ...grants(broad).map((grant) =>
      finding(
        judged,
        grant.policy,
        grant,
        ["broad-roles"],
        "it cannot be proven that the roles which it lets assume are not too broad: they are too many. Split the policies of those roles",
      ),
    ),
  ];
}

/** Actions that the catalogue does not have. AWS may add them later, and then the statement allows them. */
function strangers(judged: Judged): Found[] {
  const { permissions } = judged;
  const { about } = permissions.catalogue;
  const known = new Map<string, boolean>();
  const isDenied = (name: string): boolean => {
    if (!known.has(name)) known.set(name, denied(judged, name));
    return known.get(name)!;
  };
  const said = new Map<Statement, number>();
  return permissions.grants.flatMap((grant) => {
    if (grant.strangers.length === 0) return [];
    permissions.budget.left -= grant.strangers.length >> 2;
    const open = grant.narrowing.length === 0 && !pinned(grant);
    const names =
      permissions.budget.left <= 0
        ? grant.strangers
        : grant.strangers.filter((name) => (POWERFUL.test(name) || (open && !TELLS.test(name))) && !isDenied(name));
    // The grants of one statement mostly name the same actions. A further finding is made only when one names more.
    if (names.length <= (said.get(grant.statement) ?? 0)) return [];
    said.set(grant.statement, names.length);
    return [
      finding(
        judged,
        grant.policy,
        grant,
        ["actions", ...names],
        `${listed(names)} is no action that the catalogue of ${about.updated} has, so what it allows is not ` +
          "known. Remove it, or correct its name",
      ),
    ];
  });
}

/** True when a Deny surely covers an unknown action on all resources. False when the budget is used up. */
function denied({ permissions }: Judged, stranger: string): boolean {
  const text = literalPattern(stranger.toLowerCase()).source;
  if (/[*?]/.test(stranger)) return false;
  return permissions.denials.some((denial) => {
    if (!denial.everywhere || denial.unless !== undefined || denial.when !== undefined || permissions.budget.left <= 0)
      return false;
    permissions.budget.left -= 1 + denial.listing.values.length;
    return (
      denial.listing.values.some((value) => matches(compilePattern(value.toLowerCase()), text)) !== denial.listing.not
    );
  });
}

/** True when the grant fixes a part of the name of every resource that it reaches. */
function pinned(grant: Grant): boolean {
  return grant.within.some(
    (clause) =>
      !clause.not &&
      clause.patterns.every((pattern) => {
        const { service, resource } = parseArn(pattern.source) ?? { service: "", resource: "" };
        // In ARNs of S3 the name of the bucket comes first; in others the type of resource does.
        const name = service === "s3" ? resource.split("/")[0]! : resource.replace(/^[^/:]*[/:]/, "");
        return fixedCharacters(compilePattern(name).tokens) >= PINNED_NAME;
      }),
  );
}

/** @param names what is not proven, and the names that it is about */
function finding(
  judged: Judged,
  policy: string,
  grant: Grant | undefined,
  names: readonly string[],
  message: string,
): Found {
  const statement = grant === undefined ? undefined : statementName(grant.statement);
  return {
    policy,
    ...(statement === undefined ? {} : { statement }),
    names,
    message: `${where(judged.subject, policy)}${statement === undefined ? "" : `, ${statement}`}: ${message}`,
  };
}

function optional(policy: AttachedPolicy | undefined): AttachedPolicy[] {
  return policy === undefined ? [] : [policy];
}
