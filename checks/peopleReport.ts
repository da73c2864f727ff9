/** Words for people of IAM Identity Center who could not be found. Pure. */
import { pathText, type Problem } from "../settings/problems";
import { verdictOf, wordsOf } from "./existenceReport";

/** Somebody whom an entry of `trusts` names. */
export interface NamedPerson {
  readonly kind: "user" | "group";
  readonly name: string;
  /** Where the settings name them, below the role. */
  readonly path: readonly PropertyKey[];
}

/** What IAM Identity Center answered: the id, and the name in its own spelling. */
export interface FoundPerson {
  readonly id: string;
  readonly written: string;
}

/**
 * What is wrong with one answer; undefined when nothing is. A person who cannot be looked up is a problem too: nobody
 * knows to whom an entitlement would be.
 */
export function personProblem(
  role: string,
  { kind, name, path }: NamedPerson,
  answer: FoundPerson | Error,
): Problem | undefined {
  const at = pathText(["roles", role, ...path]);
  if (answer instanceof Error) {
    const message =
      verdictOf(answer) === "absent"
        ? `found "${name}", expected a ${kind} who exists: IAM Identity Center has no ${kind} of this name`
        : `found "${name}", but the ${kind} could not be looked up in IAM Identity Center: ${wordsOf(answer)}`;
    return { path: at, message };
  }
  return answer.written === name
    ? undefined
    : {
        path: at,
        message: `found "${name}", did you mean ${answer.written}? expected the name as it is written there`,
      };
}

/** The problem when the people of an application cannot be asked for. */
export function applicationProblem(
  role: string,
  path: readonly PropertyKey[],
  application: string,
  reason: Error,
): Problem {
  return {
    path: pathText(["roles", role, ...path, "application"]),
    message:
      `found "${application}", whose people could not be asked for: ${wordsOf(reason)}; expected an application of account ` +
      "access manager and credentials that may call account-access:GetApplication, sso:ListInstances, " +
      "identitystore:GetUserId, DescribeUser, GetGroupId and DescribeGroup",
  };
}
