/** The principal that is judged, with what is attached to it. */
import type { PolicyDocument, PolicyVersion } from "../document/document";
import { compilePattern, literalPattern, type Pattern } from "../pattern/pattern";
import { compileValue, type Resolve, segments } from "./variables";

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
  /** Of a role: its trust policy, where known. It says who sets tags of its sessions. */
  readonly trust?: PolicyDocument;
  /** The moment that dates in conditions are compared with. */
  readonly now: Date;
}

/** Stands for the name of the calling user in resolved values. The policies of a user or group use it. */
export const OWN_USER_NAME = "${aws:username}";

const ANYTHING = compilePattern("*");

/**
 * Variables that AWS or an identity provider sets to one value a caller, which is never empty and which the caller does
 * not choose. An id of a role's session ends with the name that the caller chose, but begins with the id of the role.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 */
const OF_ONE_CALLER: ReadonlySet<string> = new Set(
  `aws:userid identitystore:userid saml:sub saml:namequalifier cognito-identity.amazonaws.com:sub
   cognito-identity.amazonaws.com:aud accounts.google.com:sub accounts.google.com:aud graph.facebook.com:id
   graph.facebook.com:app_id www.amazon.com:user_id www.amazon.com:app_id
   token.actions.githubusercontent.com:sub`.split(/\s+/),
);

/** The ARN of the instance or function that a session belongs to, by the variable that has it. */
const OF_ONE_MACHINE: ReadonlyMap<string, Pattern> = new Map(
  Object.entries({
    "ec2:sourceinstancearn": "arn:*:ec2:*:*:instance/${ec2:SourceInstanceARN}",
    "lambda:sourcefunctionarn": "arn:*:lambda:*:*:function:${lambda:SourceFunctionArn}",
  }).map(([variable, arn]) => [variable, compilePattern(arn)]),
);

/**
 * Resolves variables in the policies of this subject. A role's session has no user name.
 * @param wide how a variable resolves that depends on the caller: to every text (so that an Allow reaches too much
 *   rather than too little), or else to nothing
 */
export function resolverOf(subject: AnalysedSubject, wide: boolean): Resolve {
  return (variable, fallback) => {
    const lower = variable.toLowerCase();
    if (lower === "aws:username") {
      // AWS does not say whether a star in what stands for a missing name is one.
      if (wide && subject.kind !== "user" && subject.kind !== "group" && mayBeMany(fallback))
        return compilePattern(fallback!);
      // A policy that is attached to nobody yet may be attached to a user later, or to a role, which has no user name.
      if (subject.kind === "role") return undefined;
      if (subject.kind === "policy" && !wide) return null;
      return literalPattern(OWN_USER_NAME);
    }
    if (lower === "aws:principalaccount" && subject.account !== undefined) return literalPattern(subject.account);
    if (lower === "aws:principalarn" && principalArn(subject) !== undefined)
      return literalPattern(principalArn(subject)!);
    if (lower === "aws:principaltype" && subject.kind === "role") return literalPattern("AssumedRole");
    return wide ? ANYTHING : null;
  };
}

/**
 * Resolves variables as {@link resolverOf} does widely, but those that have one value for each caller as a text of their
 * own. So what they name counts as one thing. It proves nothing about which texts they may be equal to.
 */
export function ownResolverOf(subject: AnalysedSubject): Resolve {
  const wide = resolverOf(subject, true);
  return (variable, fallback) => {
    const lower = variable.toLowerCase();
    // Every request has its aws:userid. The others are missing where callers come another way.
    if (OF_ONE_CALLER.has(lower) && lower !== "aws:userid" && mayBeMany(fallback)) return compilePattern(fallback!);
    return OF_ONE_CALLER.has(lower)
      ? literalPattern(`\${${lower}}`)
      : (OF_ONE_MACHINE.get(lower) ?? wide(variable, fallback));
  };
}

/** True when what stands for a missing value may be read as a pattern of many. */
export function mayBeMany(fallback: string | undefined): boolean {
  return fallback !== undefined && /[*?]/.test(fallback);
}

/** The ARN that a principal has in its requests; undefined when it is not known. */
export function principalArn({ arn }: AnalysedSubject): string | undefined {
  // Only roles and users make calls; the ARN of a group, policy or permission set is never a principal's.
  return /^arn:[^:]*:iam::\d{12}:(role|user)\//.test(arn ?? "") ? arn : undefined;
}

/** Compiles the values of a resource element; values that can match nothing are left out. */
export function compileResources(values: readonly string[], version: PolicyVersion, resolve: Resolve): Pattern[] {
  return values.flatMap((value) => compileValue(value, version, true, resolve) ?? []);
}

/** True when a value needs the name of the calling user, and a session of this subject has none, or may have none. */
export function mayLackUserName({ kind }: AnalysedSubject, values: readonly string[], version: PolicyVersion): boolean {
  if (kind !== "role" && kind !== "policy") return false;
  return values.some((value) =>
    segments(value, version).some(
      (one) => "variable" in one && one.fallback === undefined && one.variable.toLowerCase() === "aws:username",
    ),
  );
}
