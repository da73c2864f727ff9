/**
 * Words for what is wrong with grants. For messages only: no code may read them. Text from other accounts is shown
 * without
 * hidden characters.
 */
import { controlSentence, reasonText } from "../policypack/iam";
import { AccessError } from "../settings/accessError";
import { inWords } from "../settings/duration";
import { placed, problemLine, type Problem, type Where } from "../settings/problems";
import type { Contradiction, GrantProblem, RoleProblem, StackProblem } from "./grantProblems";
import { granteeText } from "./grantees";
import { shown } from "./offeredRole";
import { grantableActions } from "./trustedActions";

/** A message: its first line, and more lines. */
type Lines = readonly [head: string, ...more: string[]];

/** The error that tells problems of grants. @param where tells the file and the line of a setting */
export function grantsError(problems: readonly (GrantProblem | Problem)[], where?: Where): AccessError {
  return new AccessError(
    `The grants of this stack have ${problems.length === 1 ? "a problem" : `${problems.length} problems`}.`,
    problems.map((problem) => {
      if ("path" in problem) return problemLine(problem, where);
      const [head, ...more] = grantProblemLines(problem);
      const path = pathOf(problem);
      return [path === undefined ? head : placed(head, where?.(path)), ...more].join(below);
    }),
  );
}

/** A problem of the grants in words, of one or more lines. */
export function grantProblemText(problem: GrantProblem): string {
  return grantProblemLines(problem).join(below);
}

/** The path of the setting that a problem is about; undefined where it is about another stack. */
function pathOf(problem: GrantProblem): string | undefined {
  switch (problem.where) {
    case "stack":
      return undefined;
    case "role":
      return `grants.${problem.grant}.roles[${problem.at}]`;
    case "trust":
    case "organization":
    case "assignment":
    case "grant":
      return `grants.${problem.grant}`;
    case "grantee":
      return `grants.${problem.grants[0]}`;
  }
}

/** A problem of what a stack publishes in words, of one or more lines. */
export function stackProblemText(problem: StackProblem): string {
  return stackLines(problem).join(below);
}

/** The same as {@link grantProblemText}, line by line. */
export function grantProblemLines(problem: GrantProblem): Lines {
  switch (problem.where) {
    case "stack":
      return stackLines(problem);
    case "role": {
      const [head, ...more] = roleLines(problem);
      return [`grants.${problem.grant}.roles[${problem.at}]${head}`, ...more];
    }
    case "trust":
      return refusalLines(problem);
    case "organization":
      return forbiddenLines(problem);
    case "assignment":
      return [assignmentText(problem)];
    case "grant":
      return [contradictionText(problem)];
    case "grantee":
      return [lengthText(problem)];
  }
}

function forbiddenLines({
  grant,
  arn,
  grantee,
  account,
  forbidding,
}: Extract<GrantProblem, { where: "organization" }>): Lines {
  return [
    `grants.${grant}: the organization forbids the ${granteeText(grantee)} of the account ${account} to assume ${arn}, ` +
      "so the grant would give nothing:",
    ...forbidding.map((reason) => shown(controlSentence(reason))),
    "Take the grant away, or have whoever runs the organization allow it; then write organization.json anew.",
  ];
}

const below = "\n    ";

function stackLines(problem: StackProblem): Lines {
  const { stack } = problem;
  switch (problem.kind) {
    case "no-roles":
      return [
        `The stack ${stack} has no output \`roles\`: it was not deployed yet, or is of another program.` +
          ` Deploy it first (pulumi up --stack ${stack}), then this one.`,
      ];
    case "roles-form":
      return [
        `The stack ${stack} has an output \`roles\` of another form: found ${problem.found}, expected the roles by their names.` +
          ` ${again}`,
      ];
    case "role-form": {
      const name = shown(problem.role);
      const lines = problem.problems.map(
        ({ path, message }) => `roles.${name}${path === "" ? "" : `.${path}`}: ${message}`,
      );
      const says = `The stack ${stack} offers the role ${name} in another form, so nothing is taken of it:`;
      return [says, ...lines, again];
    }
  }
}

const again = "Have those who run it deploy it again with this version of the program, or ask them why it says this.";

/** The words that follow the path of the reference. */
function roleLines(problem: RoleProblem): Lines {
  const { stack } = problem;
  switch (problem.kind) {
    case "no-account":
      return [
        `.account: missing, expected the account that the roles of the stack ${stack} are in, 12 digits in quotes: ${shown(problem.why)},` +
          " and what that stack publishes is only its own word. Ask those who run that account.",
      ];
    case "accounts-differ": {
      const pins = problem.pins
        .map(({ id, by }) => `${id} by ${by}`)
        .map(shown)
        .join(", ");
      return [`: found ${pins}, expected one account in all of them; correct those that are wrong`];
    }
    case "own-account":
      return [
        `: found ${shown(`${problem.pin.id} by ${problem.pin.by}`)}, which is this account itself, expected another account`,
      ];
    case "not-offered":
      return [
        `: the stack ${stack} offers no role ${problem.role}; it offers ${shown(problem.offered.join(", ")) || "none"}.` +
          " Correct the grant, or deploy that stack with the role first.",
      ];
    case "other-partition":
      return [
        `: found ${problem.arn} of another partition than this account's (${problem.expected}), which no principal can cross`,
      ];
    case "other-account": {
      const whose = problem.own ? "this account itself" : "another account";
      const [id, by] = [problem.pin.id, problem.pin.by].map(shown);
      return [
        `: the stack ${stack} publishes ${problem.role} as ${problem.arn}, which is in ${whose}, expected a role of ${id}, as ${by} says.` +
          ` Ask those who run ${id} why; the grant is refused meanwhile.`,
      ];
    }
    case "other-arn":
      return [
        `.arnUntilDeployed: found "${problem.named}", but the stack ${stack} offers ${problem.role} as ${problem.arn};` +
          " expected that, or leave the key out",
      ];
    case "excess": {
      const says = `: the trust policy that the stack ${stack} publishes for ${problem.arn} says more than a grant may follow:`;
      const wayOut = `Expected ${grantableActions.join(", ")} for ${problem.account} by name. Have those who run ${problem.owner} mend it.`;
      return [says, ...problem.excess, wayOut];
    }
  }
}

function refusalLines({ grant, arn, grantee, account, refusals }: Extract<GrantProblem, { where: "trust" }>): Lines {
  const wayOut =
    grantee.kind === "permission-set"
      ? `Have the trusting stack trust sso/${grantee.name} of an account that the permission set is assigned in (roles.….trusts; its` +
        " sessions never carry MFA, so in an entry of its own with mfa: { required: false, reason: … }) and deploy it first, or" +
        " remove the role from this grant."
      : grantee.kind === "role"
        ? "Have the trusting stack trust the role (roles.….trusts; a role's session never carries MFA, so in an entry of its own" +
          " with mfa: { required: false, reason: … }) and deploy it first, grant it to users instead, or remove the role from this grant."
        : "Let the trusting stack trust them (its setting roles.….trusts) and deploy it first, or remove the role from this grant.";
  const reasons = [...new Set(refusals.map((reason) => shown(reasonText(reason))))];
  return [
    `grants.${grant}: the trust policy of ${arn} does not admit the ${granteeText(grantee)} of ${account}, so this grant would do nothing:`,
    ...reasons,
    wayOut,
  ];
}

function assignmentText({
  grant,
  arn,
  grantee,
  accounts,
  assigned,
}: Extract<GrantProblem, { where: "assignment" }>): string {
  return (
    `grants.${grant}: ${arn} admits the ${granteeText(grantee)} in ${accounts.join(", ")} alone, and it is assigned in ` +
    `${assigned.map(shown).join(", ") || "no account"}, so this grant would do nothing. Assign it there, have the trusting ` +
    "stack trust it in an account that it is assigned in, or remove the role from this grant; then write organization.json anew."
  );
}

function contradictionText({ grant, other, arn, shared, maxAge, otherMaxAge }: Contradiction): string {
  const asks = (age: number | undefined) =>
    age === undefined ? "without MFA" : `with MFA at most ${inWords(age)} old`;
  return (
    `grants.${grant}: found ${arn} for the ${granteeText(shared)} ${asks(maxAge)}, and in grants.${other} ${asks(otherMaxAge)}:` +
    " the laxer of the two is what counts; expected the same mfa in both"
  );
}

function lengthText({
  grants,
  grantee,
  roles,
  length,
  others,
  limit,
}: Extract<GrantProblem, { where: "grantee" }>): string {
  const { kind } = grantee;
  const [who, taker] = kind === "permission-set" ? ["permission set", "IAM Identity Center"] : [kind, "IAM"];
  return (
    `${grants.map((grant) => `grants.${grant}`).join(", ")}: found ${roles} roles that make inline policies of ${length} characters` +
    ` for the ${granteeText(grantee)}${others > 0 ? ` (${others} of them its other policies)` : ""},` +
    ` expected at most ${limit}, which is what ${taker} takes for a ${who}: ` +
    (kind === "user" ? "grant to a group, which takes 5120" : `spread the roles over several ${who}s`)
  );
}
