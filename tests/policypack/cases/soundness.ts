/** What only seems to deny, beside what does. */
import { allow, type Case, deny, doc } from "./case";
import { A, B, MFA, ROLE, U, v2008 } from "./short";

const SAME_TAG = { StringEquals: { "aws:PrincipalTag/team": "${aws:PrincipalTag/owner}" } };
const UNTIL_NOW = { DateLessThanEquals: { "aws:CurrentTime": "2026-11-24T12:00:00Z" } };

function several(name: string, policies: readonly object[], verdict: Case["verdict"], rule?: string): Case {
  return { name, policies, verdict, ...(rule === undefined ? {} : { rule }) };
}

const MFA_IF_EXISTS = { BoolIfExists: MFA.Bool };
const OWN_ARN = (kind: string) => ({ ArnEquals: { "aws:PrincipalArn": `arn:aws:iam::111111111111:${kind}/deploy` } });
const TAG = "s3:ExistingObjectTag/team";
const tagged = (...missing: string[]): object => ({ StringEqualsIfExists: { [TAG]: "web" }, Null: { [TAG]: missing } });

const ALL_BUT_ALL = {
  Effect: "Allow",
  Action: "*",
  NotResource: "*",
  Condition: { StringEquals: { "aws:ResourceTag/a": "b" } },
};

/** Everything, and a Deny of all but what is of the calling user. */
const OWN_ALONE = doc(allow("s3:*"), {
  Effect: "Deny",
  Action: "*",
  NotResource: ["arn:aws:s3:::home", "arn:aws:s3:::home/${aws:username}/*"],
});
const OWN_OR_SHARED = doc(allow("s3:*"), {
  Effect: "Deny",
  Action: "*",
  NotResource: "arn:aws:s3:::home/${aws:username, 'shared'}/*",
});

/** By cause. */
export const SOUNDNESS: Readonly<Record<string, readonly Case[]>> = {
  "names that a session may lack": [
    ...["user/${aws:username}", "user/${aws:username, 'ann'}"].map((name, i) =>
      several(
        `a denial of callers that are not ${name}, for a role`,
        [doc(allow("*"), deny("*", "*", { ArnNotLike: { "aws:PrincipalArn": `arn:aws:iam::*:${name}` } }))],
        i === 0 ? B : A,
      ),
    ),
    several("everything but everything, twice", [doc(ALL_BUT_ALL, ALL_BUT_ALL)], A),
    { ...several("a denial of all but a user's own, for a role", [OWN_ALONE], B), kind: "role" },
    { ...several("a denial of all but a user's own, for a user", [OWN_ALONE], A), kind: "user" },
    { ...several("a denial of all but a user's own, for a group", [OWN_ALONE], A), kind: "group" },
    { ...several("a denial of all but a user's own, attached to nobody yet", [OWN_ALONE], B), kind: "policy" },
    { ...several("a denial of all but a user's own or what is shared, for a role", [OWN_OR_SHARED], A), kind: "role" },
  ],
  versions: [
    several(
      "a denial whose variable is text",
      [doc(allow("*", "*", SAME_TAG)), v2008(deny("*", "*", SAME_TAG))],
      B,
      "administrative-access",
    ),
    several("a denial with the same variable", [doc(allow("*", "*", SAME_TAG)), doc(deny("*", "*", SAME_TAG))], A),
    several(
      "a variable that is text, denied with the same text",
      [v2008(allow("*", "*", SAME_TAG)), v2008(deny("*", "*", SAME_TAG))],
      A,
    ),
    several(
      "a variable that is text, denied with the variable",
      [v2008(allow("*", "*", SAME_TAG)), doc(deny("*", "*", SAME_TAG))],
      B,
      "administrative-access",
    ),
  ],
  moments: [
    several("allowed until this very moment", [doc(allow("*", "*", UNTIL_NOW))], B, "administrative-access"),
    several(
      "allowed before this very moment",
      [doc(allow("*", "*", { DateLessThan: UNTIL_NOW.DateLessThanEquals }))],
      A,
    ),
    several(
      "denied after this very moment alone",
      [doc(allow("*"), deny("*", "*", { DateGreaterThan: UNTIL_NOW.DateLessThanEquals }))],
      B,
      "administrative-access",
    ),
    several(
      "denied from this very moment on",
      [doc(allow("*"), deny("*", "*", { DateGreaterThanEquals: UNTIL_NOW.DateLessThanEquals }))],
      A,
    ),
  ],
  "missing keys": [
    several(
      "denied with MFA, allowed with MFA or without the key",
      [doc(allow("*", "*", MFA_IF_EXISTS), deny("*", "*", MFA))],
      B,
      "administrative-access",
    ),
    several(
      "denied with MFA or without the key, allowed with MFA",
      [doc(allow("*", "*", MFA), deny("*", "*", MFA_IF_EXISTS))],
      A,
    ),
    several("denied with MFA, allowed with MFA", [doc(allow("*", "*", MFA), deny("*", "*", MFA))], A),
    several("a tag that has to be there", [doc(allow("s3:DeleteObject", "*", tagged("false")))], A),
    several(
      "a tag that is there or is not",
      [doc(allow("s3:DeleteObject", "*", tagged("true", "false")))],
      B,
      "unbounded-write",
    ),
    several("a tag that is not there", [doc(allow("s3:DeleteObject", "*", tagged("true")))], B, "unbounded-write"),
    several("a tag that neither is there nor is not", [doc(allow("s3:DeleteObject", "*", tagged()))], A),
  ],
  "the principal's own ARN": [
    {
      ...several(
        "a group, which is nobody's principal",
        [doc(allow("*"), deny("*", "*", OWN_ARN("group")))],
        B,
        "administrative-access",
      ),
      kind: "group",
    },
    { ...several("a user", [doc(allow("*"), deny("*", "*", OWN_ARN("user")))], A), kind: "user" },
    {
      ...several(
        "another user",
        [
          doc(
            allow("*"),
            deny("*", "*", { ArnEquals: { "aws:PrincipalArn": "arn:aws:iam::111111111111:user/other" } }),
          ),
        ],
        B,
        "administrative-access",
      ),
      kind: "user",
    },
    several("a role", [doc(allow("*"), deny("*", "*", OWN_ARN("role")))], A),
    {
      ...several(
        "a policy that stands alone",
        [doc(allow("*"), deny("*", "*", OWN_ARN("policy")))],
        B,
        "administrative-access",
      ),
      kind: "policy",
    },
    {
      ...several(
        "a permission set, whose sessions are roles",
        [doc(allow("*"), deny("*", "*", { ArnNotEquals: { "aws:PrincipalArn": "arn:aws:iam::222222222222:role/x" } }))],
        B,
        "administrative-access",
      ),
      kind: "permission-set",
    },
    {
      ...several(
        "a permission set in another account",
        [doc(allow("*"), deny("*", "*", { StringEquals: { "aws:PrincipalAccount": "111111111111" } }))],
        B,
        "administrative-access",
      ),
      kind: "permission-set",
    },
    {
      ...several(
        "a permission set outside of an account",
        [doc(allow("*", "*", { StringNotEquals: { "aws:PrincipalAccount": "111111111111" } }))],
        B,
        "administrative-access",
      ),
      kind: "permission-set",
    },
    several(
      "a role in its account",
      [doc(allow("*"), deny("*", "*", { StringEquals: { "aws:PrincipalAccount": "111111111111" } }))],
      A,
    ),
  ],
  "unknown actions": [
    several("denied", [doc(allow("iam:BecomeAnybody"), deny("iam:*"))], A),
    several("denied with MFA", [doc(allow("iam:BecomeAnybody"), deny("iam:*", "*", MFA))], U, "unknown-policy"),
    several(
      "denied but for one value",
      [doc(allow("iam:BecomeAnybody"), deny("iam:*", "*", { StringNotEquals: { "aws:ResourceTag/a": "b" } }))],
      U,
      "unknown-policy",
    ),
    several(
      "denied on some resources",
      [doc(allow("iam:BecomeAnybody"), deny("iam:*", `${ROLE}*`))],
      U,
      "unknown-policy",
    ),
    ...["iam", "sts", "sso", "sso-directory", "organizations"].map((service) =>
      several(
        `of ${service}, on one role`,
        [doc(allow(`${service}:BecomeAnybody`, `${ROLE}deploy`))],
        U,
        "unknown-policy",
      ),
    ),
    several("of any service, on one role", [doc(allow("*:BecomeAnybody", `${ROLE}deploy`))], U, "unknown-policy"),
    several(
      "of a service without principals, on one resource",
      [doc(allow("sqs:ThinkAloud", "arn:aws:sqs:eu-west-1:111111111111:orders"))],
      A,
    ),
  ],
  values: [
    several(
      "two demands on a key that may have several values",
      [doc(allow("*", "*", { StringEquals: { "made:up": "a" }, StringLike: { "made:up": "b*" } }))],
      B,
      "unknown-policy",
    ),
    several(
      "two demands on a tag that no value meets",
      [doc(allow("*", "*", { StringEquals: { "aws:ResourceTag/a": "a" }, StringLike: { "aws:ResourceTag/a": "b*" } }))],
      A,
    ),
    several(
      "not an ARN pattern",
      [doc(allow("*", "*", { ArnNotLike: { "aws:PrincipalArn": "*" } }))],
      B,
      "administrative-access",
    ),
    several(
      "a denial of all that may have several values",
      [doc(allow("*"), deny("*", "*", { StringLikeIfExists: { "made:up": "*" } }))],
      B,
      "administrative-access",
    ),
    several(
      "a denial of all values of a tag, or none",
      [doc(allow("*"), deny("*", "*", { StringLikeIfExists: { "aws:ResourceTag/a": "*" } }))],
      A,
    ),
  ],
};
