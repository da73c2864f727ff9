/**
 * Limits by a mark that the principal, or whoever assumes the role, can give: tags denied to all others, and tags of sessions.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html
 */
import { allow, type Case, deny, doc } from "./case";
import { A, B, is, like, MFA, rows } from "./short";

const FUNCTIONS = "arn:aws:lambda:*:*:function:";
const unless = (key: string, ...values: string[]): object => ({ StringNotEquals: { [key]: values } });
const OWN_TEAM = is("aws:ResourceTag/team", "${aws:PrincipalTag/team}");
const root = (account: string): object => ({ AWS: `arn:aws:iam::${account}:root` });

/** A role that changes what has the tag of its session, and whose trust lets sessions have tags in some way. */
function session(
  action: string,
  condition: object = {},
  more: object[] = [],
  principal = root("222222222222"),
): Partial<Case> {
  const statement = { Effect: "Allow", Principal: principal, Action: ["sts:AssumeRole", action] };
  return { trust: doc({ ...statement, Condition: { ...MFA, ...condition } }, ...more) };
}
/** See the top of the file. */
export const OWN_MARKS: Readonly<Record<string, readonly Case[]>> = {
  "denied to all but a tag": rows([
    [
      "code of what the role may tag",
      [
        allow("lambda:TagResource", `${FUNCTIONS}app-*`),
        allow("lambda:UpdateFunctionCode"),
        deny("lambda:UpdateFunctionCode", "*", unless("aws:ResourceTag/open", "yes")),
      ],
      B,
      "privilege-escalation",
    ],
    [
      "tagging is denied, too",
      [
        allow("lambda:TagResource", `${FUNCTIONS}app-*`),
        allow("lambda:UpdateFunctionCode"),
        deny("lambda:UpdateFunctionCode lambda:TagResource", "*", unless("aws:ResourceTag/open", "yes")),
      ],
      A,
    ],
    [
      "another tag is given",
      [
        allow("lambda:TagResource", `${FUNCTIONS}app-*`, is("aws:RequestTag/open", "no")),
        allow("lambda:UpdateFunctionCode"),
        deny("lambda:UpdateFunctionCode", "*", unless("aws:ResourceTag/open", "yes")),
      ],
      A,
    ],
    [
      "who tags functions tags no roles",
      [
        allow("lambda:TagResource", `${FUNCTIONS}app-*`),
        allow("sts:AssumeRole", "arn:aws:iam::*:role/*"),
        deny("sts:AssumeRole", "*", unless("aws:ResourceTag/open", "yes")),
      ],
      A,
    ],
    [
      "roles that it tags",
      [
        allow("iam:TagRole", "arn:aws:iam::111111111111:role/app-*"),
        allow("sts:AssumeRole", "arn:aws:iam::*:role/*"),
        deny("sts:AssumeRole", "*", unless("iam:ResourceTag/open", "yes")),
      ],
      B,
      "assume-any-role",
    ],
    [
      "all that it tags, among what it may delete",
      [
        allow("sqs:TagQueue", "arn:aws:sqs:*:*:app-*"),
        allow("sqs:DeleteQueue"),
        deny("sqs:DeleteQueue", "*", unless("aws:ResourceTag/open", "yes")),
      ],
      A,
    ],
    [
      "a Deny on all but one function, while others are tagged",
      [
        allow("lambda:TagResource", `${FUNCTIONS}app-*`),
        allow("lambda:UpdateFunctionCode"),
        {
          Effect: "Deny",
          Action: "lambda:UpdateFunctionCode",
          NotResource: "arn:aws:lambda:eu-west-1:111111111111:function:web",
          Condition: unless("aws:ResourceTag/open", "yes"),
        },
      ],
      B,
      "privilege-escalation",
    ],
    [
      "tagging is denied everywhere",
      [
        allow("lambda:TagResource", `${FUNCTIONS}app-*`),
        deny("lambda:TagResource"),
        allow("lambda:UpdateFunctionCode"),
        deny("lambda:UpdateFunctionCode", "*", unless("aws:ResourceTag/open", "yes")),
      ],
      A,
    ],
    [
      "keys by an alias that it gives",
      [
        allow("kms:CreateAlias", "arn:aws:kms:*:*:alias/open arn:aws:kms:*:*:key/*"),
        allow("kms:Decrypt"),
        deny("kms:Decrypt", "*", unless("kms:RequestAlias", "alias/open")),
      ],
      B,
      "unbounded-sensitive-read",
    ],
    [
      "keys by an alias that it cannot give",
      [
        allow("kms:CreateAlias", "arn:aws:kms:*:*:alias/other arn:aws:kms:*:*:key/*"),
        allow("kms:Decrypt"),
        deny("kms:Decrypt", "*", unless("kms:RequestAlias", "alias/open")),
      ],
      A,
    ],
  ]),
  "tags of sessions": rows(
    (
      [
        ["any tag", B, session("sts:TagSession")],
        ["any action of STS", B, session("sts:*")],
        [
          "this tag, of any value",
          B,
          session("sts:TagSession", { "ForAllValues:StringEquals": { "aws:TagKeys": ["team"] } }),
        ],
        ["a value by a pattern", B, session("sts:TagSession", like("aws:RequestTag/team", "*"))],
        ["a value that is not one", B, session("sts:TagSession", unless("aws:RequestTag/team", "db"))],
        ["other tags", A, session("sts:TagSession", { "ForAllValues:StringEquals": { "aws:TagKeys": ["cost"] } })],
        ["one of two values", A, session("sts:TagSession", is("aws:RequestTag/team", "web", "shop"))],
        [
          "the tag that the caller has",
          A,
          session("sts:TagSession", is("aws:RequestTag/team", "${aws:PrincipalTag/team}")),
        ],
        [
          "another tag of the caller's",
          B,
          session("sts:TagSession", is("aws:RequestTag/team", "${aws:PrincipalTag/name}")),
        ],
        ["no tags", A, session("sts:SetSourceIdentity")],
        [
          "denied",
          A,
          session("sts:TagSession", {}, [
            {
              Effect: "Deny",
              Principal: "*",
              Action: "sts:TagSession",
              Condition: { "ForAnyValue:StringEquals": { "aws:TagKeys": ["team"] } },
            },
          ]),
        ],
        [
          "denied to somebody",
          B,
          session("sts:TagSession", {}, [
            { Effect: "Deny", Principal: root("333333333333"), Action: "sts:TagSession" },
          ]),
        ],
      ] as const
    ).map(([name, verdict, more]) => [
      name,
      allow("ec2:TerminateInstances", "*", OWN_TEAM),
      verdict,
      verdict === B ? "unbounded-write" : undefined,
      more,
    ]),
  ),
};
