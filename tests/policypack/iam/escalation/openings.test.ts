import assert from "node:assert/strict";
import { parsePolicy } from "../../../../policypack/iam";
import { actionCatalogue } from "../../../../policypack/iam/catalogue/actions";
import type { AnalysedSubject, NamedPolicy, SubjectKind } from "../../../../policypack/iam/condition/subject";
import type { LookUp, TargetKnowledge } from "../../../../policypack/iam/escalation/knowledge";
import { openings } from "../../../../policypack/iam/escalation/openings";
import { ESCALATION_PATHS } from "../../../../policypack/iam/escalation/paths";
import { takers } from "../../../../policypack/iam/escalation/takers";
import { Permissions } from "../../../../policypack/iam/reach/permissions";
import { allow, deny, doc, NOW } from "../../cases/case";

const IAM = "arn:aws:iam::111111111111:";
const ROLE = `${IAM}role/app`;
const FUNCTION = "arn:aws:lambda:eu-west-1:111111111111:function:web";
const TO = (service: string): object => ({ StringEquals: { "iam:PassedToService": service } });
const pass = (role: string, condition?: object): object => allow("iam:PassRole", role, condition);
const create = allow("lambda:CreateFunction lambda:InvokeFunction", FUNCTION);

interface More {
  readonly kind?: SubjectKind;
  readonly name?: string;
  /** What is known of ARNs; nothing of all others. */
  readonly known?: Readonly<Record<string, TargetKnowledge>>;
  readonly budget?: number;
}

/** The openings of a path, as `state resource service`. */
function opened(
  id: string,
  statements: object[],
  { kind = "role", name = "deploy", known = {}, budget }: More = {},
): string[] {
  const { document, problems } = parsePolicy(doc(...statements), "identity");
  assert.equal(problems, undefined);
  const policies: NamedPolicy[] = [{ name: "p", document: document }];
  const subject: AnalysedSubject = {
    kind,
    name,
    arn: `${IAM}${kind}/${name}`,
    account: "111111111111",
    policies,
    now: NOW,
  };
  const lookUp: LookUp = Object.assign((arn: string) => known[arn] ?? ({ verdict: "unknown" } as const), {
    declared: Object.keys(known),
  });
  const permissions = new Permissions(actionCatalogue(), subject);
  if (budget !== undefined) permissions.budget.left = budget;
  return openings(permissions, lookUp)
    .filter(({ path }) => path.id === id)
    .map(({ state, target, service }) =>
      [state, target.named ? target.resource : "many", ...(service === undefined ? [] : [service])].join(" "),
    );
}

const BROAD = { verdict: "broad" } as const;
const HARMLESS = { verdict: "harmless" } as const;
const UNDECIDED = { verdict: "undecided" } as const;
const UNHEARD = { StringEquals: { "aws:UnheardOf": "x" } };
const BOUNDARY = { StringEquals: { "iam:PermissionsBoundary": `${IAM}policy/limit` } };
const policyArn = (value: string): object => ({ ArnLike: { "iam:PolicyARN": value } });
const READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess";
const ADMIN = "arn:aws:iam::aws:policy/AdministratorAccess";

const TAKER = "pass-role-to-appflow:CreateFlow";
const SENDER = "pass-role-to-cloudtrail:CreateTrail";
const CASES: [name: string, id: string, statements: object[], expected: string[], more?: More][] = [
  // Writing what a principal may do.
  ["any role's policy", "iam-005", [allow("iam:PutRolePolicy")], ["open many"]],
  ["one role's policy", "iam-005", [allow("iam:PutRolePolicy", ROLE)], [`open ${ROLE}`]],
  [
    "two roles' policies",
    "iam-005",
    [allow("iam:PutRolePolicy", `${ROLE} ${ROLE}2`)],
    [`open ${ROLE}`, `open ${ROLE}2`],
  ],
  [
    "two roles' policies, one of them denied",
    "iam-005",
    [allow("iam:PutRolePolicy", `${ROLE} ${ROLE}2`), deny("iam:*", ROLE)],
    [`open ${ROLE}2`],
  ],
  [
    "a role's policy, and those of others by a pattern",
    "iam-005",
    [allow("iam:PutRolePolicy", `${ROLE} ${ROLE}-*`)],
    [`open ${ROLE}`, "open many"],
  ],
  ["any role's policy, denied", "iam-005", [allow("iam:*"), deny("iam:PutRolePolicy")], []],
  [
    "any role's policy, all but one denied",
    "iam-005",
    [allow("iam:PutRolePolicy"), { Effect: "Deny", Action: "iam:*", NotResource: ROLE }],
    [`open ${ROLE}`],
  ],
  ["a role's policy with a boundary", "iam-005", [allow("iam:PutRolePolicy", ROLE, BOUNDARY)], []],
  [
    "a role's policy unless it has a boundary",
    "iam-005",
    [
      allow("iam:PutRolePolicy", ROLE),
      deny("iam:*", "*", { StringNotEquals: { "iam:PermissionsBoundary": `${IAM}policy/limit` } }),
    ],
    [],
  ],
  [
    "a role's policy with a boundary that is broad",
    "iam-005",
    [allow("iam:PutRolePolicy", ROLE, BOUNDARY)],
    [`open ${ROLE}`],
    { known: { [`${IAM}policy/limit`]: BROAD } },
  ],
  [
    "a role's policy with a boundary that it can make anew",
    "iam-005",
    [allow("iam:PutRolePolicy", ROLE, BOUNDARY), allow("iam:CreatePolicy iam:DeletePolicy", `${IAM}policy/*`)],
    [`open ${ROLE}`],
  ],
  [
    "a role's policy with a boundary that it can make, and not delete",
    "iam-005",
    [allow("iam:PutRolePolicy", ROLE, BOUNDARY), allow("iam:CreatePolicy", `${IAM}policy/*`)],
    [],
  ],
  [
    "a role's policy with a boundary of many that it can make",
    "iam-005",
    [
      allow("iam:PutRolePolicy", ROLE, { ArnLike: { "iam:PermissionsBoundary": `${IAM}policy/limit-*` } }),
      allow("iam:CreatePolicy", `${IAM}policy/*`),
    ],
    [`open ${ROLE}`],
  ],
  [
    "a role's policy with a boundary of many, one of which is broad",
    "iam-005",
    [allow("iam:PutRolePolicy", ROLE, { ArnLike: { "iam:PermissionsBoundary": `${IAM}policy/limit-*` } })],
    [`open ${ROLE}`],
    { known: { [`${IAM}policy/limit-1`]: BROAD } },
  ],
  [
    "a role's policy with a boundary of AWS, whichever",
    "iam-005",
    [allow("iam:PutRolePolicy", ROLE, { ArnLike: { "iam:PermissionsBoundary": "arn:aws:iam::aws:policy/*" } })],
    [`open ${ROLE}`],
    { known: { [ADMIN]: BROAD } },
  ],
  [
    "a role's policy with another condition",
    "iam-005",
    [allow("iam:PutRolePolicy", ROLE, UNHEARD)],
    [`undecided ${ROLE}`],
  ],
  ["any policy for a role", "iam-009", [allow("iam:AttachRolePolicy", ROLE)], [`open ${ROLE}`]],
  [
    "a known policy for a role",
    "iam-009",
    [allow("iam:AttachRolePolicy", ROLE, policyArn(READ_ONLY))],
    [],
    { known: { [READ_ONLY]: HARMLESS } },
  ],
  [
    "a broad policy for a role",
    "iam-009",
    [allow("iam:AttachRolePolicy", ROLE, policyArn(ADMIN))],
    [`open ${ROLE}`],
    { known: { [ADMIN]: BROAD } },
  ],
  [
    "an unknown policy for a role",
    "iam-009",
    [allow("iam:AttachRolePolicy", ROLE, policyArn(`${IAM}policy/x`))],
    [`depends ${ROLE}`],
  ],
  [
    "a policy that takes too long, for a role",
    "iam-009",
    [allow("iam:AttachRolePolicy", ROLE, policyArn(`${IAM}policy/x`))],
    [`undecided ${ROLE}`],
    { known: { [`${IAM}policy/x`]: UNDECIDED } },
  ],
  [
    "its own policies for a role",
    "iam-009",
    [allow("iam:AttachRolePolicy", ROLE, policyArn(`${IAM}policy/app-*`))],
    [`open ${ROLE}`],
  ],
  [
    "policies of AWS for a role, one of them broad",
    "iam-009",
    [allow("iam:AttachRolePolicy", ROLE, policyArn("arn:aws:iam::aws:policy/*"))],
    [`open ${ROLE}`],
    { known: { [ADMIN]: BROAD } },
  ],
  [
    "no boundary any more, whatever boundary is asked for",
    "iam-remove-role-boundary",
    [allow("iam:DeleteRolePermissionsBoundary", ROLE, BOUNDARY)],
    [`open ${ROLE}`],
  ],
  // Taking policies away.
  ["a policy taken from any role", "iam-delete-role-policy", [allow("iam:DeleteRolePolicy")], ["open many"]],
  ["a policy taken from a role", "iam-delete-role-policy", [allow("iam:DeleteRolePolicy", ROLE)], [`depends ${ROLE}`]],
  [
    "a policy taken from roles with a boundary",
    "iam-delete-role-policy",
    [allow("iam:DeleteRolePolicy", "*", BOUNDARY)],
    [],
  ],
  [
    "a policy of AWS without a Deny taken from roles",
    "iam-detach-role-policy",
    [allow("iam:DetachRolePolicy", "*", policyArn(READ_ONLY))],
    [],
  ],
  [
    "a policy of one's own taken from roles",
    "iam-detach-role-policy",
    [allow("iam:DetachRolePolicy", "*", policyArn(`${IAM}policy/x`))],
    ["open many"],
  ],
  // Credentials.
  ["anybody's keys", "iam-002", [allow("iam:CreateAccessKey")], ["open many"], { kind: "user", name: "ann" }],
  ["one's own keys", "iam-002", [allow("iam:CreateAccessKey", `${IAM}user/ann`)], [], { kind: "user", name: "ann" }],
  [
    "one's own keys by a variable",
    "iam-002",
    [allow("iam:CreateAccessKey", `${IAM}user/\${aws:username}`)],
    [],
    { kind: "group", name: "all" },
  ],
  [
    "somebody else's keys",
    "iam-002",
    [allow("iam:CreateAccessKey", `${IAM}user/bob`)],
    [`open ${IAM}user/bob`],
    { kind: "user", name: "ann" },
  ],
  [
    "the keys of a user that has the group's name",
    "iam-002",
    [allow("iam:CreateAccessKey", `${IAM}user/ann`)],
    [`open ${IAM}user/ann`],
    { kind: "group", name: "ann" },
  ],
  [
    "the keys of a user that has the role's name",
    "iam-002",
    [allow("iam:CreateAccessKey", `${IAM}user/deploy`)],
    [`open ${IAM}user/deploy`],
  ],
  // Passing roles.
  ["any role to a function", "lambda-001", [pass("*"), create], ["open many lambda.amazonaws.com"]],
  ["a role to a function", "lambda-001", [pass(ROLE), create], [`depends ${ROLE} lambda.amazonaws.com`]],
  [
    "a broad role to a function",
    "lambda-001",
    [pass(ROLE), create],
    [`open ${ROLE} lambda.amazonaws.com`],
    { known: { [ROLE]: BROAD } },
  ],
  ["a harmless role to a function", "lambda-001", [pass(ROLE), create], [], { known: { [ROLE]: HARMLESS } }],
  [
    "a role that trusts another service to a function",
    "lambda-001",
    [pass(ROLE), create],
    [],
    { known: { [ROLE]: { verdict: "broad", services: ["ec2.amazonaws.com"] } } },
  ],
  [
    "a role that trusts functions to a function",
    "lambda-001",
    [pass(ROLE), create],
    [`open ${ROLE} lambda.amazonaws.com`],
    { known: { [ROLE]: { verdict: "broad", services: ["lambda.amazonaws.com"] } } },
  ],
  [
    "a role that takes too long to a function",
    "lambda-001",
    [pass(ROLE), create],
    [`undecided ${ROLE}`],
    { known: { [ROLE]: UNDECIDED } },
  ],
  [
    "any role to a function alone",
    "lambda-001",
    [pass("*", TO("lambda.amazonaws.com")), create],
    ["open many lambda.amazonaws.com"],
  ],
  [
    "any role to a function of China",
    "lambda-001",
    [pass("*", TO("lambda.amazonaws.com.cn")), create],
    ["open many lambda.amazonaws.com"],
  ],
  [
    "any role to a function of a region",
    "lambda-001",
    [pass("*", TO("lambda.eu-west-1.amazonaws.com")), create],
    ["open many lambda.amazonaws.com"],
  ],
  ["any role to an instance alone", "lambda-001", [pass("*", TO("ec2.amazonaws.com")), create], []],
  [
    "any role to all but functions",
    "lambda-001",
    [pass("*", { StringNotEquals: { "iam:PassedToService": "lambda.amazonaws.com" } }), create],
    [],
  ],
  [
    "any role to all but instances",
    "lambda-001",
    [pass("*", { StringNotEquals: { "iam:PassedToService": "ec2.amazonaws.com" } }), create],
    ["open many lambda.amazonaws.com"],
  ],
  [
    "any role, to functions denied",
    "lambda-001",
    [pass("*"), deny("iam:PassRole", "*", TO("lambda.amazonaws.com")), create],
    [],
  ],
  [
    "some roles, to functions denied on others",
    "lambda-001",
    [pass("*"), deny("iam:PassRole", ROLE, TO("lambda.amazonaws.com")), create],
    ["open many lambda.amazonaws.com"],
  ],
  [
    "any role with a tag to a function",
    "lambda-001",
    [pass("*", { StringEquals: { "aws:ResourceTag/app": "shop" } }), create],
    ["depends many lambda.amazonaws.com"],
  ],
  [
    "any role to a function that it cannot call",
    "lambda-001",
    [pass("*"), allow("lambda:CreateFunction", FUNCTION), allow("lambda:InvokeFunction", `${FUNCTION}2`)],
    [],
  ],
  [
    "any role to a function that it calls by its version",
    "lambda-001",
    [pass("*"), allow("lambda:CreateFunction", FUNCTION), allow("lambda:InvokeFunction", `${FUNCTION}:1`)],
    ["open many lambda.amazonaws.com"],
  ],
  [
    "any role to a function that it creates nowhere",
    "lambda-001",
    [pass("*"), create, deny("lambda:CreateFunction")],
    [],
  ],
  ["no role to a function", "lambda-001", [create], []],
  [
    "roles of services alone to a job",
    "glue-001",
    [pass(`${IAM}role/aws-service-role/*`), allow("glue:CreateDevEndpoint")],
    ["open many glue.amazonaws.com"],
  ],
  [
    "any role to a function of a version that it may call, others denied",
    "lambda-001",
    [pass("*"), allow("lambda:CreateFunction lambda:InvokeFunction"), deny("lambda:InvokeFunction", `${FUNCTION}:1`)],
    ["open many lambda.amazonaws.com"],
  ],
  [
    "any role to functions that it may create, and not call",
    "lambda-001",
    [
      pass("*"),
      allow("lambda:CreateFunction lambda:InvokeFunction", `${FUNCTION}*`),
      deny("lambda:InvokeFunction", `${FUNCTION}*`),
    ],
    [],
  ],
  // Passing roles with actions that the table of paths does not name.
  ["any role to a flow", TAKER, [pass("*"), allow("appflow:CreateFlow")], ["open many appflow.amazonaws.com"]],
  ["a role to a flow", TAKER, [pass(ROLE), allow("appflow:CreateFlow")], [`depends ${ROLE} appflow.amazonaws.com`]],
  ["a harmless role to a flow", TAKER, [pass(ROLE), allow("appflow:CreateFlow")], [], { known: { [ROLE]: HARMLESS } }],
  ["any role to another service", TAKER, [pass("*", TO("ec2.amazonaws.com")), allow("appflow:CreateFlow")], []],
  [
    "roles of services alone to a flow",
    TAKER,
    [pass(`${IAM}role/aws-service-role/*`), allow("appflow:CreateFlow")],
    [],
  ],
  ["any role to a flow, which is denied", TAKER, [pass("*"), allow("appflow:*"), deny("appflow:*")], []],
  [
    "any role under a condition to a flow",
    TAKER,
    [pass("*", UNHEARD), allow("appflow:CreateFlow")],
    ["undecided many appflow.amazonaws.com"],
  ],
  ["no role to a flow", TAKER, [allow("appflow:CreateFlow")], []],
  ["any role where a path of the table is open", TAKER, [pass("*"), allow("appflow:CreateFlow"), create], []],
  [
    "any role where a path of the table is open for another role",
    TAKER,
    [pass(ROLE), pass(`${ROLE}-*`, TO("appflow.amazonaws.com")), allow("appflow:CreateFlow"), create],
    ["open many appflow.amazonaws.com"],
    { known: { [ROLE]: BROAD } },
  ],
  [
    "any role to a trail",
    SENDER,
    [pass("*"), allow("cloudtrail:CreateTrail")],
    ["undecided many cloudtrail.amazonaws.com"],
  ],
  ["a role to a trail", SENDER, [pass(ROLE), allow("cloudtrail:CreateTrail")], [], { known: { [ROLE]: BROAD } }],
  // What already runs with a role.
  ["the code of any function", "lambda-003", [allow("lambda:UpdateFunctionCode")], ["open many"]],
  ["the code of a function", "lambda-003", [allow("lambda:UpdateFunctionCode", FUNCTION)], [`depends ${FUNCTION}`]],
  [
    "the code of a harmless function",
    "lambda-003",
    [allow("lambda:UpdateFunctionCode", FUNCTION)],
    [],
    { known: { [FUNCTION]: HARMLESS } },
  ],
  [
    "the code of a broad function",
    "lambda-003",
    [allow("lambda:UpdateFunctionCode", FUNCTION)],
    [`open ${FUNCTION}`],
    { known: { [FUNCTION]: BROAD } },
  ],
  [
    "the code of functions with a tag",
    "lambda-003",
    [allow("lambda:UpdateFunctionCode", "*", { StringEquals: { "aws:ResourceTag/app": "shop" } })],
    ["depends many"],
  ],
  [
    "the code of functions of a name",
    "lambda-003",
    [allow("lambda:UpdateFunctionCode", `${FUNCTION}-*`)],
    ["open many"],
  ],
  [
    "the code of a function that another may call",
    "lambda-004",
    [allow("lambda:UpdateFunctionCode", FUNCTION), allow("lambda:InvokeFunction", `${FUNCTION}2`)],
    [],
  ],
];

describe("the ways to more permissions that a principal has", () => {
  it("have names that are known", () => {
    const known = new Set([
      ...ESCALATION_PATHS.map(({ id }) => id),
      ...[...takers(actionCatalogue()).byAction.values()].map(({ path }) => path.id),
    ]);
    assert.deepEqual(
      CASES.map(([, id]) => id).filter((id) => !known.has(id)),
      [],
    );
  });

  for (const [name, id, statements, expected, more] of CASES)
    it(`${id}, ${name}: ${expected.join(", ") || "none"}`, () =>
      assert.deepEqual(opened(id, statements, more), expected));

  it("are told as undecided where the budget is used up", () => {
    assert.deepEqual(opened("iam-005", [allow("iam:PutRolePolicy", ROLE)], { budget: 0 }).length, 1);
    assert.match(opened("iam-005", [allow("iam:PutRolePolicy", ROLE)], { budget: 0 })[0]!, /^undecided /);
  });
});
