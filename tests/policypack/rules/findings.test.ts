/** How findings are put together, and what stands in them: their words and their fields. */
import assert from "node:assert/strict";
import { parsePolicy, type PolicyDocument } from "../../../policypack/iam";
import { listed, where, who, witnessText } from "../../../policypack/rules/finding";
import { oneForAll } from "../../../policypack/rules/later";
import type { Finding } from "../../../policypack/rules/rule";
import { allow, type Case, deny, doc, judge } from "../cases/case";
import { ROLE } from "../cases/short";

describe("the parts of a message", () => {
  for (const [names, expected] of [
    [[], ""],
    [["a"], "a"],
    [["a", "b", "c", "d"], "a, b, c, d"],
    [["a", "b", "c", "d", "e"], "a, b, c, d and 1 more"],
    [["a", "b", "c", "d", "e", "f", "g"], "a, b, c, d and 3 more"],
  ] as const)
    it(`lists ${names.length} names`, () => assert.equal(listed(names), expected));
  it("lists as many as it is told to", () => {
    assert.equal(listed(["a", "b", "c"], 2), "a, b and 1 more");
    assert.equal(listed(["a", "b"], 2), "a, b");
  });

  for (const [kind, name, policy, expected] of [
    ["role", "deploy", "own", "role deploy, policy own"],
    ["permission-set", "deploy", "own", "permission set deploy, policy own"],
    ["policy", "own", "own", "policy document own"],
    ["policy", "own", "other", "policy document own, policy other"],
    ["role", "own", "own", "role own, policy own"],
    ["resource", "s3.Bucket/shop", "policy", "resource s3.Bucket/shop, policy"],
    ["resource", "policy", "policy", "resource policy, policy"],
  ] as const)
    it(`says where: ${expected}`, () => assert.equal(where({ kind, name }, policy), expected));
  it("says who, and what proves it", () => {
    assert.equal(who({ kind: "group", name: "ops" }), "group ops");
    assert.equal(witnessText({ action: "s3:GetObject", resource: "*" }), "s3:GetObject on *");
  });
});

describe("what acts on the whole account", () => {
  it("is told with its own reason", () => {
    const { findings } = judge({
      policies: [doc(allow("config:PutDeliveryChannel macie2:DisableMacie sns:SetSMSAttributes"))],
    });
    assert.deepEqual(
      findings.map(({ rule, message }) => [
        rule,
        /allows (.*) on all resources\. .*? on \*\. (It \w+)/.exec(message)?.slice(1),
      ]),
      [
        ["unbounded-write", ["config:PutDeliveryChannel, sns:SetSMSAttributes", "It sends"]],
        ["unbounded-write", ["macie2:DisableMacie", "It switches"]],
      ],
    );
  });
});

describe("findings about documents that are not known yet", () => {
  const finding = (message: string, later?: string): Finding => ({
    rule: "unknown-policy",
    level: "mandatory",
    policy: message,
    message,
    ...(later !== undefined && { later }),
  });
  it("stay as they are where all is known", () => {
    const known = [finding("a"), finding("b")];
    assert.deepEqual(oneForAll(known), known);
    assert.deepEqual(oneForAll([]), []);
  });
  it("of one document say how to go on", () => {
    const [known, one, ...more] = oneForAll([finding("it is unknown", "role x, policy p"), finding("a")]);
    assert.deepEqual([known, more], [finding("a"), []]);
    assert.match(
      one!.message,
      /^it is unknown\. Where that cannot be, set "unknownAtPreview": "advisory" .* is made of it\.$/,
    );
    assert.deepEqual({ ...one, message: "" }, { ...finding("it is unknown", "role x, policy p"), message: "" });
  });
  it("of several documents are one, with their number and their names", () => {
    const found = oneForAll([finding("u", "one"), finding("a"), finding("v", "two"), finding("w", "three")]);
    assert.equal(found.length, 2);
    assert.deepEqual(found[0], finding("a"));
    assert.match(
      found[1]!.message,
      /^3 documents are not known at preview, .*: one; two; three\. Build them from known values/,
    );
    assert.equal(found[1]!.policy, "u");
  });
});

/** What is attached, and every finding of one rule: its level, statement, witness and names. */
interface Told extends Omit<Case, "name" | "verdict" | "rule" | "witness"> {
  readonly found: readonly (readonly [
    level: string,
    statement: string | undefined,
    witness: string | undefined,
    names: readonly string[] | undefined,
  ])[];
}

const named = (...statements: object[]): object => doc(...statements.map((one, i) => ({ Sid: `S${i}`, ...one })));
const secret = (name: string): string => `arn:aws:secretsmanager:eu-west-1:111111111111:secret:${name}`;
const boundary = (id: string) => ({ boundary: doc(allow(id)) });

const TOLD: Readonly<Record<string, Readonly<Record<string, Told>>>> = {
  "unbounded-write": {
    "one finding for a statement, with all its actions, and one for each other": {
      policies: [named(allow("s3:PutObject s3:DeleteObject"), allow("sqs:SendMessage"), allow("s3:GetBucketLocation"))],
      found: [
        [
          "mandatory",
          "Statement[0] (S0)",
          "s3:DeleteObject on arn:aws:s3:::anything/anything",
          ["s3:DeleteObject", "s3:PutObject"],
        ],
        [
          "mandatory",
          "Statement[1] (S1)",
          "sqs:SendMessage on arn:aws:sqs:eu-west-1:111111111111:anything",
          ["sqs:SendMessage"],
        ],
      ],
    },
    "what does little harm is advice beside what does more": {
      policies: [named(allow("logs:PutLogEvents logs:DeleteLogGroup"))],
      found: [
        [
          "mandatory",
          "Statement[0] (S0)",
          "logs:DeleteLogGroup on arn:aws:logs:eu-west-1:111111111111:log-group:anything",
          ["logs:DeleteLogGroup"],
        ],
        [
          "advisory",
          "Statement[0] (S0)",
          "logs:PutLogEvents on arn:aws:logs:eu-west-1:111111111111:log-group:anything:log-stream:anything",
          ["logs:PutLogEvents"],
        ],
      ],
    },
    "what cannot be limited to resources is none": { policies: [named(allow("sts:GetCallerIdentity"))], found: [] },
  },
  "unbounded-sensitive-read": {
    "one finding for a statement": {
      policies: [named(allow("secretsmanager:GetSecretValue"), allow("s3:GetObject kms:Decrypt"))],
      found: [
        [
          "mandatory",
          "Statement[1] (S1)",
          "kms:Decrypt on arn:aws:kms:eu-west-1:111111111111:key/anything",
          ["kms:Decrypt", "s3:GetObject"],
        ],
        [
          "mandatory",
          "Statement[0] (S0)",
          `secretsmanager:GetSecretValue on ${secret("anything")}`,
          ["secretsmanager:GetSecretValue"],
        ],
      ],
    },
  },
  "service-wide-access": {
    "one finding for a statement, with all its services": {
      policies: [named(allow("sqs:* sns:*"), allow("kinesis:*"))],
      found: [
        [
          "mandatory",
          "Statement[1] (S1)",
          "kinesis:AddTagsToStream on arn:aws:kinesis:eu-west-1:111111111111:stream/anything",
          ["kinesis"],
        ],
        [
          "mandatory",
          "Statement[0] (S0)",
          "sns:AddPermission on arn:aws:sns:eu-west-1:111111111111:anything",
          ["sns", "sqs"],
        ],
      ],
    },
    "all but one action of a service are not all": {
      policies: [named(allow("sqs:*"), deny("sqs:SendMessage"))],
      found: [],
    },
    "the first action alone of a service missing": {
      policies: [named(allow("sqs:*"), deny("sqs:AddPermission"))],
      found: [],
    },
    "a service that changes nothing": { policies: [named(allow("ec2messages:* cur-not-there:*"))], found: [] },
  },
  "administrative-access": {
    "a policy of its own, where its ARN is not known": {
      policies: [named(allow("iam:PutRolePolicy", `${ROLE}deploy`))],
      more: { arn: undefined } as never,
      found: [["mandatory", "Statement[0] (S0)", `iam:PutRolePolicy on ${ROLE}deploy`, undefined]],
    },
    "a policy of its own, with a path": {
      policies: [named(allow("iam:AttachRolePolicy", `${ROLE}teams/deploy`))],
      more: { arn: undefined } as never,
      found: [["mandatory", "Statement[0] (S0)", `iam:AttachRolePolicy on ${ROLE}teams/deploy`, undefined]],
    },
    "a policy of another role": { policies: [named(allow("iam:PutRolePolicy", `${ROLE}other`))], found: [] },
    "a policy of another role, where its ARN is not known": {
      policies: [named(allow("iam:PutRolePolicy", `${ROLE}my-deploy`))],
      more: { arn: undefined } as never,
      found: [],
    },
    "a policy of a user of its name": {
      policies: [named(allow("iam:PutUserPolicy", "arn:aws:iam::111111111111:user/deploy"))],
      found: [],
    },
    "a policy of the user itself": {
      kind: "user",
      policies: [named(allow("iam:PutUserPolicy", "arn:aws:iam::111111111111:user/deploy"))],
      found: [
        ["mandatory", "Statement[0] (S0)", "iam:PutUserPolicy on arn:aws:iam::111111111111:user/deploy", undefined],
      ],
    },
    "a user that writes policies of a role of its name": {
      kind: "user",
      policies: [named(allow("iam:PutRolePolicy", `${ROLE}deploy`))],
      found: [],
    },
    "any policy of any role": {
      policies: [named(allow("iam:PutRolePolicy"))],
      found: [["mandatory", "Statement[0] (S0)", `iam:PutRolePolicy on ${ROLE}anything`, undefined]],
    },
    "versions of any policy, as a user": {
      kind: "user",
      policies: [named(allow("iam:CreatePolicyVersion"))],
      found: [
        [
          "mandatory",
          "Statement[0] (S0)",
          "iam:CreatePolicyVersion on arn:aws:iam::111111111111:policy/anything",
          undefined,
        ],
      ],
    },
    "a path of several calls is no single one": {
      policies: [named(allow("iam:PassRole lambda:CreateFunction lambda:InvokeFunction"))],
      found: [],
    },
    "half of all actions, told once": {
      policies: [named({ Effect: "Allow", NotAction: "iam:*", Resource: "*" })],
      found: [
        [
          "mandatory",
          "Statement[0] (S0)",
          "ec2:TerminateInstances on arn:aws:ec2:eu-west-1:111111111111:instance/anything",
          undefined,
        ],
      ],
    },
    "all actions": {
      policies: [named(allow("*"))],
      found: [
        ["mandatory", "Statement[0] (S0)", `iam:CreateUser on arn:aws:iam::111111111111:user/anything`, undefined],
      ],
    },
    "all actions within a boundary of few": {
      policies: [named(allow("*"))],
      ...boundary("s3:ListAllMyBuckets"),
      found: [],
    },
  },
  "assume-any-role": {
    "each statement once, and what is too broad by itself": {
      policies: [
        named(
          allow("sts:AssumeRole", `${ROLE}* ${ROLE}x*`),
          allow("sts:AssumeRole", "arn:aws:iam::*:role/backup"),
          allow("sts:AssumeRole", `${ROLE}admin`),
        ),
      ],
      others: { [`${ROLE}admin`]: { policies: doc(allow("*")) } },
      found: [
        ["mandatory", "Statement[0] (S0)", `sts:AssumeRole on ${ROLE}anything`, undefined],
        ["mandatory", "Statement[1] (S1)", `sts:AssumeRole on ${ROLE}backup`, undefined],
        ["mandatory", "Statement[2] (S2)", `sts:AssumeRole on ${ROLE}admin`, undefined],
      ],
    },
    "a broad role where the own account is not known": {
      policies: [named(allow("sts:AssumeRole", `${ROLE}admin`))],
      others: { [`${ROLE}admin`]: { policies: doc(allow("*")) } },
      more: { account: undefined } as never,
      found: [["mandatory", "Statement[0] (S0)", `sts:AssumeRole on ${ROLE}admin`, undefined]],
    },
    "a broad role of another account": {
      policies: [named(allow("sts:AssumeRole", `${ROLE}admin`))],
      others: { [`${ROLE}admin`]: { policies: doc(allow("*")) } },
      more: { account: "222222222222", arn: "arn:aws:iam::222222222222:role/deploy" },
      found: [],
    },
    "roles with a tag, by a denial of all others": {
      policies: [
        named(
          allow("sts:AssumeRole"),
          deny("sts:AssumeRole", "*", { StringNotEquals: { "aws:ResourceTag/team": "web" } }),
        ),
      ],
      found: [],
    },
  },
  "resource-policy-beyond-accounts": {
    "a statement of a policy": {
      kind: "resource",
      policies: [],
      more: {
        resourcePolicy: {
          name: "policy",
          document: parsed({
            Effect: "Allow",
            Principal: { AWS: "333333333333" },
            Action: "s3:GetObject",
            Resource: "*",
          }),
        },
      },
      found: [
        [
          "mandatory",
          "Statement[0]",
          "s3:GetObject by 333333333333",
          ["333333333333", "lets account 333333333333 in, which is not declared"],
        ],
      ],
    },
    "a share has no statement": {
      kind: "resource",
      policies: [],
      more: {
        resourcePolicy: {
          name: "principals",
          share: true,
          document: parsed({ Effect: "Allow", Principal: "*", Action: "ram:GetResourceShares" }),
        },
        limitsOnly: true,
      },
      found: [["advisory", undefined, "ram:GetResourceShares by *", ["*", "lets everybody in"]]],
    },
  },
  "grant-beyond-roles": { "a policy that no grant made": { policies: [named(allow("s3:GetObject"))], found: [] } },
};

describe("what a rule finds", () => {
  for (const [rule, cases] of Object.entries(TOLD))
    describe(rule, () => {
      for (const [name, { found, ...one }] of Object.entries(cases))
        it(name, () =>
          assert.deepEqual(
            judge(one)
              .findings.filter((finding) => finding.rule === rule)
              .map(({ level, statement, witness, names }) => [level, statement, witness, names]),
            found,
          ),
        );
    });
});

/** What is attached, and the messages of one rule, in order. */
const SAID: readonly (readonly [rule: string, what: string, one: Omit<Told, "found">, ...says: RegExp[]])[] = [
  [
    "unbounded-write",
    "what does little harm says why, and what does more says what to do",
    { policies: [named(allow("logs:PutLogEvents logs:DeleteLogGroup"))] },
    /allows logs:DeleteLogGroup on all resources\. For example .*A session could change what does not belong to its task\. Name the resources/,
    /allows logs:PutLogEvents on all resources\. .*That does little harm \(adds log events; .*\), and can still be limited/,
  ],
  [
    "privilege-escalation",
    "paths of one kind in one statement are one finding, with all their actions",
    { policies: [named(allow("iam:PutRolePolicy iam:AttachRolePolicy iam:UpdateAssumeRolePolicy", `${ROLE}other`))] },
    /opens the escalation paths .*: iam:\w+, by itself; so do iam:\w+, iam:\w+\. For example .*role\/other\. Whoever writes the policies, the trust/,
  ],
  [
    "privilege-escalation",
    "paths of two statements are two findings",
    {
      policies: [
        named(
          allow("iam:PutRolePolicy", `${ROLE}other`),
          allow("iam:CreateAccessKey", "arn:aws:iam::111111111111:user/*"),
        ),
      ],
    },
    /Statement\[1\] \(S1\) opens the escalation path \S+: iam:CreateAccessKey, by itself\. .*Whoever makes credentials of another user acts as that user/,
    /Statement\[0\] \(S0\) opens the escalation path \S+: iam:PutRolePolicy, by itself\. /,
  ],
  [
    "privilege-escalation",
    "what depends on a target says on what, once for each target",
    {
      policies: [
        named(
          allow("iam:PassRole", `${ROLE}a ${ROLE}b`),
          allow("lambda:CreateFunction lambda:InvokeFunction", "arn:aws:lambda:eu-west-1:111111111111:function:web"),
        ),
      ],
    },
    /may open the escalation path.*with lambda:CreateFunction and lambda:InvokeFunction.*role\/a, passed to lambda\.amazonaws\.com\. That depends on what arn:aws:iam::111111111111:role\/a may do, which is not known here: declare it under "others"/,
    /role\/b, passed to/,
  ],
  [
    "privilege-escalation",
    "policies that are taken away depend on what they deny",
    { policies: [named(allow("iam:DetachRolePolicy", `${ROLE}other`))] },
    /That depends on what the policies of arn:aws:iam::111111111111:role\/other deny: keep denials in its permissions boundary\./,
  ],
  [
    "unknown-policy",
    "reads of secrets that are not proven to be limited",
    {
      policies: [
        named(allow("secretsmanager:GetSecretValue", "*", { StringEquals: { "secretsmanager:SomethingNew": "web" } })),
      ],
    },
    /cannot be proven that secretsmanager:GetSecretValue is limited to some resources: what secretsmanager:SomethingNew limits is not known/,
  ],
  [
    "unknown-policy",
    "lists that are not proven to be limited are no matter",
    {
      policies: [
        named(allow("secretsmanager:ListSecrets", "*", { StringEquals: { "secretsmanager:SomethingNew": "web" } })),
      ],
    },
  ],
  [
    "unknown-policy",
    "roles that may be assumed where it is not known of which",
    { policies: [named(allow("sts:AssumeRole", "*", { StringEquals: { "sts:SomethingNew": "web" } }))] },
    /cannot be proven that sts:AssumeRole is limited to some resources: what sts:SomethingNew limits is not known/,
  ],
  [
    "unknown-policy",
    "an action that nobody knows, once for a statement with several resources",
    { policies: [named(allow("s3:TransmogrifyObject s3:TransmogrifyBucket", "arn:aws:s3:::* arn:aws:s3:::*/*"))] },
    /s3:TransmogrifyObject, s3:TransmogrifyBucket is no action that the catalogue of \S+ has/,
  ],
  [
    "unknown-policy",
    "an action that nobody knows, on one bucket",
    { policies: [named(allow("s3:TransmogrifyObject", "arn:aws:s3:::shop/*"))] },
  ],
  [
    "unknown-policy",
    "an action of IAM that nobody knows, on one role",
    { policies: [named(allow("iam:TransmogrifyRole", `${ROLE}app`))] },
    /iam:TransmogrifyRole is no action/,
  ],
  [
    "unknown-policy",
    "an action that nobody knows, on one queue",
    { policies: [named(allow("sqs:TransmogrifyQueue", "arn:aws:sqs:eu-west-1:111111111111:orders"))] },
  ],
  [
    "unknown-policy",
    "an action that nobody knows, on any object of one name",
    { policies: [named(allow("s3:TransmogrifyObject", "arn:aws:s3:::*/x"))] },
    /s3:TransmogrifyObject is no action/,
  ],
  [
    "unknown-policy",
    "an action that nobody knows, denied by name",
    { policies: [named(allow("s3:TransmogrifyObject"), deny("S3:transmogrify*"))] },
  ],
  [
    "unknown-policy",
    "an action that nobody knows, denied by all but another",
    { policies: [named(allow("s3:TransmogrifyObject"), { Effect: "Deny", NotAction: "sqs:*", Resource: "*" })] },
  ],
  [
    "unknown-policy",
    "an action that nobody knows, not denied by all but it",
    { policies: [named(allow("s3:TransmogrifyObject"), { Effect: "Deny", NotAction: "s3:*", Resource: "*" })] },
    /is no action/,
  ],
  [
    "unknown-policy",
    "an action that nobody knows, denied in places",
    { policies: [named(allow("s3:TransmogrifyObject"), deny("s3:Transmogrify*", "arn:aws:s3:::shop/*"))] },
    /is no action/,
  ],
  [
    "unknown-policy",
    "an action that nobody knows, denied at times",
    {
      policies: [
        named(
          allow("s3:TransmogrifyObject"),
          deny("s3:Transmogrify*", "*", { StringEquals: { "aws:RequestedRegion": "x" } }),
        ),
      ],
    },
    /is no action/,
  ],
  [
    "unknown-policy",
    "what only lists, which nobody knows",
    { policies: [named(allow("s3:ListTransmogrified s3:DescribeTransmogrified"))] },
  ],
  [
    "unknown-policy",
    "what begins like a list, which nobody knows",
    { policies: [named(allow("s3:Listen* s3:Described"))] },
    /s3:Listen\*, s3:Described is no action/,
  ],
  [
    "resource-policy-beyond-accounts",
    "all but somebody, and everybody by no name",
    {
      kind: "resource",
      policies: [],
      more: {
        resourcePolicy: {
          name: "policy",
          document: parsed({
            Effect: "Allow",
            NotPrincipal: { AWS: "222222222222" },
            Action: "s3:GetObject",
            Resource: "*",
          }),
        },
      },
    },
    /policy, Statement\[0\] lets everybody in\. For example s3:GetObject by \*\. Name the accounts/,
  ],
  [
    "resource-policy-beyond-accounts",
    "a share has no statements to name",
    {
      kind: "resource",
      policies: [],
      more: {
        resourcePolicy: {
          name: "principals",
          share: true,
          document: parsed({ Effect: "Allow", Principal: { AWS: "333333333333" }, Action: "ram:GetResourceShares" }),
        },
      },
    },
    /, principals lets account 333333333333 in, which is not declared\. For example ram:GetResourceShares by 333333333333\./,
  ],
  [
    "resource-policy-beyond-accounts",
    "other actions than some are any action",
    {
      kind: "resource",
      policies: [],
      more: {
        account: undefined,
        resourcePolicy: {
          name: "policy",
          document: parsed({
            Effect: "Allow",
            Principal: { AWS: "333333333333" },
            NotAction: "s3:GetObject",
            Resource: "*",
          }),
        },
      } as never,
    },
    /For example \* by 333333333333\. .* The provider does not say which account is its own: set allowedAccountIds, or declare it\.$/,
  ],
];

function parsed(statement: object): PolicyDocument {
  const read = parsePolicy(doc(statement), "resource");
  assert.ok(read.problems === undefined, JSON.stringify(read.problems));
  return read.document;
}

describe("what a rule says", () => {
  for (const [rule, what, one, ...says] of SAID)
    it(`${rule}: ${what}`, () => {
      const messages = judge(one)
        .findings.filter((finding) => finding.rule === rule)
        .map(({ message }) => message);
      assert.equal(messages.length, says.length, messages.join("\n"));
      says.forEach((said, i) => assert.match(messages[i]!, said));
    });
});
