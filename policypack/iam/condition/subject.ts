/** The principal that is judged, with what is attached to it. */
import type { PolicyDocument, PolicyVersion } from "../document/document";
import { compilePattern, literalPattern, type Pattern } from "../pattern/pattern";
import { compileValue, type Resolve } from "./variables";

/** What kind of principal policies are attached to; `policy` is a policy that is not attached to anybody yet. */
export type SubjectKind = "role" | "user" | "group" | "policy";

/** A policy with its document. */
export interface NamedPolicy {
  /** The inline policy's name or the managed policy's ARN. */
  readonly name: string;
  readonly document: PolicyDocument;
}

/** A principal and its policies, as far as the analysis needs them. */
export interface AnalysedSubject {
  readonly kind: SubjectKind;
  readonly name: string;
  readonly arn?: string;
  /** 12 digits, where known. */
  readonly account?: string;
  readonly policies: readonly NamedPolicy[];
  readonly boundary?: NamedPolicy;
  /** The moment that dates in conditions are compared with. */
  readonly now: Date;
}

/** Stands for the name of the calling user in resolved values. The policies of a user or group use it. */
export const OWN_USER_NAME = "${aws:username}";

const ANYTHING = compilePattern("*");

/**
 * Resolves variables in the policies of this subject. A role's session has no user name.
 * @param wide how a variable resolves that depends on the caller: to every text (so that an Allow reaches too much
 *   rather than too little), or else to nothing
 */
export function resolverOf(subject: AnalysedSubject, wide: boolean): Resolve {
  return (variable) => {
    const lower = variable.toLowerCase();
    if (lower === "aws:username") {
      // A policy that is attached to nobody yet may be attached to a user later, or to a role, which has no user name.
      if (subject.kind === "role") return undefined;
      if (subject.kind === "policy" && !wide) return null;
      return literalPattern(OWN_USER_NAME);
    }
    if (lower === "aws:principalaccount" && subject.account !== undefined) return literalPattern(subject.account);
    if (lower === "aws:principaltype" && subject.kind === "role") return literalPattern("AssumedRole");
    return wide ? ANYTHING : null;
  };
}

/** Compiles the values of a resource element; values that can match nothing are left out. */
export function compileResources(
  values: readonly string[],
  version: PolicyVersion,
  subject: AnalysedSubject,
  wide: boolean,
): Pattern[] {
  const resolve = resolverOf(subject, wide);
  return values.flatMap((value) => compileValue(value, version, true, resolve) ?? []);
}
