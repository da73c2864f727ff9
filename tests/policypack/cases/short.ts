/** Short names for what cases are made of. */
import { allow, type Case, deny, doc } from "./case";

export const A = "acceptable";
export const B = "too-broad";
export const U = "unprovable";

export const ROLE = "arn:aws:iam::111111111111:role/";
export const BUCKET = "arn:aws:s3:::shop-artifacts";
export const ADMIN = "arn:aws:iam::aws:policy/AdministratorAccess";
export const MFA = { Bool: { "aws:MultiFactorAuthPresent": "true" } };

/** A condition that a key is one of these values. */
export const is = (key: string, ...values: string[]): object => ({ StringEquals: { [key]: values } });
/** A condition that a key is like one of these values. */
export const like = (key: string, ...values: string[]): object => ({ StringLike: { [key]: values } });
/** A document of the old version. */
export const v2008 = (...statements: object[]): object => ({ Version: "2008-10-17", Statement: statements });

/** A statement of a line: see the top of hostile.txt. */
export function statementOf(text: string): object {
  const [, sign, actions, resources, condition] = /^([+-]) (.+?)(?: @ (.+?))?(?: if (\{.*\}))?$/.exec(text)!;
  return (sign === "+" ? allow : deny)(
    actions!,
    resources,
    condition === undefined ? undefined : (JSON.parse(condition) as object),
  );
}

/** A case in one line. */
export type Row = [
  name: string,
  statements: object | object[],
  verdict: Case["verdict"],
  rule?: string | undefined,
  more?: Partial<Case>,
];

/** Makes cases of lines. */
export function rows(list: readonly Row[]): Case[] {
  return list.map(([name, statements, verdict, rule, more]) => ({
    name,
    policies: more?.policies ?? [doc(...(Array.isArray(statements) ? (statements as object[]) : [statements]))],
    verdict,
    ...(rule === undefined ? {} : { rule }),
    ...more,
  }));
}
