/** Drift in both directions: settings that are not deployed, and accounts that differ from what was deployed. */
import { grantProblemLines } from "../../../grants/grantProblemTexts";
import { changes, type Subject } from "../access/changes";
import { differingText, isPlural, subjectText } from "../access/changeWords";
import { accountDocuments } from "../access/accountDocuments";
import type { Declared } from "../access/declaredDocuments";
import type { AccessDocuments, AccountEvidence, StackEvidence } from "../evidence/evidence";
import { permissionSetOf } from "../evidence/people/wanted";
import type { Finding } from "../model";
import { capital, error } from "./finding";

/** Differences between a stack's settings and its state, in both directions. */
export function notDeployed(stack: StackEvidence, declared: Declared): Finding[] {
  const base = { account: stack.account.id };
  const deploy = `Deploy the stack (pulumi up --stack ${stack.name}), or take the change out of its settings.`;
  const wrong = declared.problems.map((problem) =>
    error("code-not-deployed", {
      ...base,
      document: `the grants of the stack ${stack.name}`,
      message:
        `The grants of the stack ${stack.name} cannot be deployed as its settings have them: ` +
        `${grantProblemLines(problem).join(" ")}`,
      remedy: "Correct the grant, or deploy the stack that it names first.",
    }),
  );
  if (!stack.deployed) {
    return [
      error("code-not-deployed", {
        ...base,
        message:
          `The stack ${stack.name} is not deployed (never, or it was destroyed), so nothing of its settings is in ` +
          "the account.",
        remedy: `Deploy it (pulumi up --stack ${stack.name}), or delete Pulumi.${stack.name.split("/").at(-1)}.yaml.`,
      }),
      ...wrong,
    ];
  }
  if (stack.state === undefined) return wrong;
  const { documents } = stack.state;
  const open = declared.foreign.length + declared.problems.length > 0;
  // A grant whose roles are not known has no declared document, but the state may have one. Such a grant is not
  // compared.
  const found = open
    ? {
        ...documents,
        grants: Object.fromEntries(
          Object.entries(documents.grants).filter(
            ([key]) =>
              Object.hasOwn(declared.documents.grants, key) || !declared.grants.some(({ policy }) => policy === key),
          ),
        ),
      }
    : documents;
  const grantKeys = new Set([...Object.keys(declared.documents.grants), ...Object.keys(documents.grants)]);
  return [
    ...changes(declared.documents, found, true, grantKeys).map((change) => {
      const said =
        change.change === "missing"
          ? "is in the settings and was not deployed"
          : change.change === "extra"
            ? "is deployed and no longer in the settings"
            : `is deployed otherwise than the settings have it: ${differingText(change.differing)}`;
      return error("code-not-deployed", {
        ...base,
        ...about(change.subject, stack, undefined),
        message: `${capital(subjectText(change.subject))} ${said}.`,
        remedy: deploy,
      });
    }),
    ...wrong,
  ];
}

/**
 * Differences between an account and what a stack deployed there.
 *
 * @param grantKeys the grants of all stacks of the account, see {@link changes}
 */
export function changedByHand(
  stack: StackEvidence,
  account: AccountEvidence,
  found: AccessDocuments,
  grantKeys: ReadonlySet<string>,
): Finding[] {
  if (stack.state === undefined) return [];
  const undo = (added: boolean) => {
    const how = added
      ? "take it away there by hand, since a deployment leaves alone what it did not make"
      : `undo it (pulumi up --refresh --stack ${stack.name})`;
    return (
      `If the change is wanted, write it into the settings of the stack ${stack.name} and deploy it; else ` +
      `${how}, and find out who made it: a person, or an update of this stack that failed half-way.`
    );
  };
  const its = partOf(stack.state.documents, stack.account.id === account.id, account);
  return changes(its, found, false, grantKeys).map((change) => {
    const { subject } = change;
    const isSet = subject.kind === "grant" && subject.holder === "permission-set";
    const remedy = `${isSet ? provision : ""}${undo(change.added)}`;
    const parts = { account: account.id, ...about(subject, stack, account), remedy };
    if (subject.kind === "role" && change.change === "missing") {
      return error("role-missing", {
        ...parts,
        message: `${capital(subjectText(subject))} was deployed by the stack ${stack.name} and is not in the account ${account.id}.`,
      });
    }
    const said =
      change.change === "missing"
        ? "was deployed and is gone"
        : change.change === "extra"
          ? "was added"
          : `${isPlural(subject) ? "were" : "was"} changed: ${differingText(change.differing)}`;
    return error("changed-by-hand", {
      ...parts,
      message: `${capital(subjectText(subject))} ${said}. The stack ${stack.name} deployed something else.`,
    });
  });
}

const provision =
  "See whether the permission set is provisioned as it is now (aws sso-admin provision-permission-set), since its roles " +
  "keep what they had until then. ";

/**
 * What a stack deployed into an account: all of it into its own, and the inline policies of permission sets into those
 * that have roles of them.
 */
function partOf(documents: AccessDocuments, own: boolean, { iam }: AccountEvidence): AccessDocuments {
  const here = new Set((iam?.roles ?? []).flatMap(({ arn }) => permissionSetOf(arn) ?? []));
  const grants = Object.entries(documents.grants).filter(([, { kind, name }]) =>
    kind === "permission-set" ? here.has(name) : own,
  );
  const rest = own ? documents : { roles: {}, groups: {}, policies: {} };
  return { ...rest, grants: Object.fromEntries(grants) };
}

/** Drift of one account: all of its stacks, and those that grant to permission sets which have roles in it. */
export function driftOfAccount(account: AccountEvidence, stacks: readonly StackEvidence[]): Finding[] {
  if (account.iam === undefined) return [];
  const found = accountDocuments(account.iam);
  const own = stacks.filter((stack) => account.stacks.includes(stack.name));
  const grantKeys = new Set(own.flatMap(({ state }) => Object.keys(state?.documents.grants ?? {})));
  return stacks.flatMap((stack) => changedByHand(stack, account, found, grantKeys));
}

function about(
  subject: Subject,
  stack: StackEvidence,
  account: AccountEvidence | undefined,
): Pick<Finding, "role" | "principal" | "document"> {
  const { id, partition } = stack.account;
  const document = subjectText(subject);
  if ("role" in subject) return { role: subject.role, document };
  if (subject.kind === "policy") return { document };
  const [kind, name] = subject.kind === "grant" ? [subject.holder, subject.name] : (["group", subject.group] as const);
  if (kind === "permission-set") {
    const role = account?.iam?.roles.find(({ arn }) => permissionSetOf(arn) === name);
    return { ...(role !== undefined && { principal: role.arn }), document };
  }
  const known = account?.iam?.[`${kind}s`].find((holder) => holder.name === name)?.arn;
  return { principal: known ?? `arn:${partition}:iam::${id}:${kind}/${name}`, document };
}
