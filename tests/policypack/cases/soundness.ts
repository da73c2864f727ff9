/** What only seems to deny, beside what does. */
import { allow, type Case, deny, doc } from "./case";
import { A, B, v2008 } from "./short";

const SAME_TAG = { StringEquals: { "aws:PrincipalTag/team": "${aws:PrincipalTag/owner}" } };
const UNTIL_NOW = { DateLessThanEquals: { "aws:CurrentTime": "2026-11-24T12:00:00Z" } };

function several(name: string, policies: readonly object[], verdict: Case["verdict"], rule?: string): Case {
  return { name, policies, verdict, ...(rule === undefined ? {} : { rule }) };
}

/** By cause. */
export const SOUNDNESS: Readonly<Record<string, readonly Case[]>> = {
  versions: [
    several("a denial whose variable is text", [doc(allow("*", "*", SAME_TAG)), v2008(deny("*", "*", SAME_TAG))], B, "administrative-access"),
    several("a denial with the same variable", [doc(allow("*", "*", SAME_TAG)), doc(deny("*", "*", SAME_TAG))], A),
    several("a variable that is text, denied with the same text", [v2008(allow("*", "*", SAME_TAG)), v2008(deny("*", "*", SAME_TAG))], A),
    several("a variable that is text, denied with the variable", [v2008(allow("*", "*", SAME_TAG)), doc(deny("*", "*", SAME_TAG))], B, "administrative-access"),
  ],
  moments: [
    several("allowed until this very moment", [doc(allow("*", "*", UNTIL_NOW))], B, "administrative-access"),
    several("allowed before this very moment", [doc(allow("*", "*", { DateLessThan: UNTIL_NOW.DateLessThanEquals }))], A),
    several("denied after this very moment alone", [doc(allow("*"), deny("*", "*", { DateGreaterThan: UNTIL_NOW.DateLessThanEquals }))], B, "administrative-access"),
    several("denied from this very moment on", [doc(allow("*"), deny("*", "*", { DateGreaterThanEquals: UNTIL_NOW.DateLessThanEquals }))], A),
  ],
  values: [
    several("two demands on a key that may have several values", [doc(allow("*", "*", { StringEquals: { "made:up": "a" }, StringLike: { "made:up": "b*" } }))], B, "unknown-policy"),
    several("two demands on a tag that no value meets", [doc(allow("*", "*", { StringEquals: { "aws:ResourceTag/a": "a" }, StringLike: { "aws:ResourceTag/a": "b*" } }))], A),
    several("not an ARN pattern", [doc(allow("*", "*", { ArnNotLike: { "aws:PrincipalArn": "*" } }))], B, "administrative-access"),
    several("a denial of all that may have several values", [doc(allow("*"), deny("*", "*", { StringLikeIfExists: { "made:up": "*" } }))], B, "administrative-access"),
    several("a denial of all values of a tag, or none", [doc(allow("*"), deny("*", "*", { StringLikeIfExists: { "aws:ResourceTag/a": "*" } }))], A),
  ],
};
