import assert from "node:assert/strict";
import { allow, deny, doc, judge } from "./cases/case";

const repeat = <T>(count: number, make: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));

const conditions = {
  StringEquals: Object.fromEntries(repeat(20, (k) => [`aws:PrincipalTag/k${k}`, repeat(10, (j) => `v${j}`)])),
};

/** A principal whose statements are too many, and too much alike, to be told apart soon. */
const intricate = (count: number): object =>
  doc(
    ...repeat(count, (i) => allow("*", `arn:aws:s3:::*a${i}*b*c*`)),
    ...repeat(count, (i) =>
      deny("s3:*", `arn:aws:s3:::*x${i}*y*`, { StringNotEquals: { [`aws:ResourceTag/k${i}`]: "v" } }),
    ),
  );

/** Each must end in time (mocha's own limit) with a verdict; none may call acceptable what it could not decide. */
const CASES: readonly [name: string, policies: readonly unknown[], verdicts: readonly string[], boundary?: unknown][] =
  [
    [
      "a hundred globs with many stars",
      [doc(...repeat(100, (i) => allow("sqs:SendMessage", `arn:aws:sqs:*:*:*${i}*${"ab*".repeat(20)}*`)))],
      ["acceptable", "unprovable"],
    ],
    [
      "a hundred denials with many stars",
      [
        doc(
          allow("sqs:SendMessage"),
          ...repeat(100, (i) => deny("sqs:SendMessage", `arn:aws:sqs:*:*:*${"a*".repeat(i % 30)}b*`)),
        ),
      ],
      ["too-broad", "unprovable"],
    ],
    [
      "a denial for each first letter",
      [
        doc(
          allow("sqs:SendMessage", "arn:aws:sqs:*:*:*"),
          ...repeat(26, (i) => deny("sqs:SendMessage", `arn:aws:sqs:*:*:*${String.fromCharCode(97 + i)}*`)),
        ),
      ],
      ["too-broad", "unprovable"],
    ],
    [
      "thousands of statements",
      [doc(...repeat(4_000, (i) => allow("sqs:SendMessage", `arn:aws:sqs:eu-west-1:111111111111:queue-${i}`)))],
      ["acceptable", "unprovable"],
    ],
    [
      "thousands of statements, one of them broad",
      [
        doc(
          ...repeat(4_000, (i) => allow("sqs:SendMessage", `arn:aws:sqs:eu-west-1:111111111111:queue-${i}`)),
          allow("s3:PutObject"),
        ),
      ],
      ["too-broad"],
    ],
    [
      "a megabyte of statements",
      [
        JSON.stringify(
          doc(
            ...repeat(4_900, (i) =>
              allow("sqs:SendMessage", `arn:aws:sqs:eu-west-1:111111111111:queue-${"x".repeat(120)}${i}`),
            ),
          ),
        ),
      ],
      ["acceptable", "unprovable"],
    ],
    [
      "too many statements",
      [doc(...repeat(6_000, () => allow("sqs:SendMessage", "arn:aws:sqs:eu-west-1:111111111111:orders")))],
      ["unprovable"],
    ],
    [
      "one statement with thousands of resources",
      [doc({ Effect: "Allow", Action: "s3:PutObject", Resource: repeat(5_000, (i) => `arn:aws:s3:::bucket-${i}/*`) })],
      ["acceptable", "unprovable"],
    ],
    [
      "one statement with thousands of resources left out",
      [
        doc({
          Effect: "Allow",
          Action: "s3:PutObject",
          NotResource: repeat(2_000, (i) => `arn:aws:s3:::bucket-${i}/*`),
        }),
      ],
      ["too-broad", "unprovable"],
    ],
    [
      "thousands of actions",
      [doc({ Effect: "Allow", Action: repeat(5_000, (i) => `sqs:*${i}*`), Resource: "*" })],
      ["unprovable"],
    ],
    [
      "question marks without end",
      [doc(allow("s3:PutObject", `arn:aws:s3:::${"?".repeat(2_000)}*`))],
      ["acceptable", "too-broad", "unprovable"],
    ],
    [
      "conditions without end",
      [
        doc({
          ...allow("ec2:TerminateInstances"),
          Condition: {
            StringLike: Object.fromEntries(repeat(500, (i) => [`aws:ResourceTag/k${i}`, repeat(20, (j) => `v${j}-*`)])),
          },
        }),
      ],
      ["acceptable"],
    ],
    ["hundreds of allows and of denials with conditions", [intricate(500)], ["too-broad", "unprovable"]],
    [
      "hundreds of allows and of plain denials",
      [
        doc(
          ...repeat(500, (i) => allow("*", `arn:aws:*:*:*:*a${i}*`)),
          ...repeat(500, (i) => deny("*", `arn:aws:*:*:*:*x${i}*y*`)),
        ),
      ],
      ["too-broad", "unprovable"],
    ],
    [
      "thousands of allows and of denials of one service",
      [
        doc(
          ...repeat(2_000, (i) => allow(`ec2:*${i % 50}*`, `arn:aws:ec2:*:*:instance/i-${i}*`)),
          ...repeat(2_000, (i) => deny("ec2:*", `arn:aws:ec2:*:*:instance/*${i}*`)),
        ),
      ],
      ["unprovable"],
    ],
    [
      "a name of stars without end",
      [doc(allow("s3:PutObject", `arn:aws:s3:::${"*a".repeat(50_000)}`))],
      ["unprovable"],
    ],
    [
      "a boundary and policies with patterns",
      [doc(...repeat(140, (i) => allow("*", `arn:aws:s3:::*a${i}*`)))],
      ["too-broad", "unprovable"],
      doc(...repeat(140, (i) => allow("*", `arn:aws:s3:::*b${i}*`))),
    ],
    [
      "thousands of patterns of actions and resources",
      [
        doc({
          Effect: "Allow",
          Action: repeat(4_000, (i) => `*:*${i}*`),
          NotResource: repeat(4_000, (i) => `arn:aws:*${i}*:*a*`),
        }),
      ],
      ["unprovable"],
    ],
    [
      "everything beside thousands of patterns of actions",
      [
        doc(
          { Effect: "Allow", Action: repeat(4_000, (i) => `*:*${i % 10}*${i}*`), Resource: "arn:aws:s3:::shop" },
          allow("*"),
        ),
      ],
      ["too-broad"],
    ],
    [
      "a denial of all but thousands of patterns of actions",
      [doc(allow("*"), { Effect: "Deny", NotAction: repeat(4_000, (i) => `*:*${i % 10}*${i}*`), Resource: "*" })],
      ["too-broad", "unprovable"],
    ],
    [
      "a denial of all but many patterns, of which the last lets through",
      [
        doc(allow("s3:PutObject"), {
          Effect: "Deny",
          NotAction: [...repeat(4_000, (i) => `*:*${i}*z${i}*`), "s3:Put*"],
          Resource: "*",
        }),
      ],
      ["too-broad"],
    ],
    [
      "denials of all but many resources",
      [
        doc(
          allow("*"),
          ...repeat(60, (i) => ({
            Effect: "Deny",
            Action: "*",
            NotResource: repeat(50, (j) => `arn:aws:s3:::*${i}*${j}*`),
          })),
        ),
      ],
      ["too-broad", "unprovable"],
    ],
    [
      "denials under the conditions of the allows",
      [
        doc(
          ...repeat(300, (i) => allow("s3:*", `arn:aws:s3:::*a${i}*`, conditions)),
          ...repeat(300, (i) => deny("s3:Put*", `arn:aws:s3:::*${i}*x`, conditions)),
        ),
      ],
      ["too-broad", "unprovable"],
    ],
    [
      "thousands of unknown actions under a boundary",
      [
        doc(
          ...repeat(100, (k) => ({
            Effect: "Allow",
            Action: repeat(300, (i) => `foo:Bar${i}`),
            Resource: `arn:aws:foo:::*bar${k}*`,
          })),
        ),
      ],
      ["unprovable"],
      doc(...repeat(100, () => ({ Effect: "Allow", Action: repeat(300, (i) => `foo:*r${i}`), Resource: "*" }))),
    ],
    [
      "thousands of grants under denials",
      [
        doc(
          ...repeat(100, (k) => ({
            Effect: "Allow",
            Action: "*",
            Resource: repeat(199, (i) => `arn:aws:iam::111111111111:*/r${k}-${i}`),
          })),
          ...repeat(1_000, (i) => deny("*", `arn:aws:iam::*:role/*${i}`)),
        ),
      ],
      ["too-broad", "unprovable"],
    ],
    [
      "hundreds of roles and of functions",
      [
        doc(
          ...repeat(400, (i) => allow("iam:PassRole", `arn:aws:iam::111111111111:role/app-${i}-*`)),
          ...repeat(400, (i) =>
            allow("lambda:* glue:* codebuild:* states:* ecs:* sagemaker:* ssm:*", `arn:aws:lambda:*:*:function:f${i}*`),
          ),
          ...repeat(100, (i) =>
            deny("iam:PassRole", `arn:aws:iam::*:role/*${i}*`, {
              StringNotEquals: { "iam:PassedToService": "ec2.amazonaws.com" },
            }),
          ),
        ),
      ],
      ["too-broad", "unprovable"],
    ],
  ];

describe("pathological input", () => {
  for (const [name, policies, verdicts, boundary] of CASES) {
    it(`${name} ends in time`, () => {
      const { verdict } = judge({ policies, ...(boundary === undefined ? {} : { boundary }) });
      assert.ok(verdicts.includes(verdict), verdict);
    });
  }

  describe("passing roles that are declared", () => {
    const passes = (count: number): object =>
      doc(
        allow("iam:PassRole", repeat(count, (i) => `arn:aws:iam::111111111111:role/r${i}`).join(" ")),
        allow("lambda:CreateFunction lambda:InvokeFunction", "arn:aws:lambda:*:111111111111:function:web"),
      );
    const declared = (count: number, policy: (i: number) => object): Record<string, { policies: object[] }> =>
      Object.fromEntries(repeat(count, (i) => [`arn:aws:iam::111111111111:role/r${i}`, { policies: [policy(i)] }]));

    it("ends in time, and is not taken for harmless, when they are too intricate together", () => {
      // Not proven broad by themselves: each has only one narrow action, on many patterns with denials.
      const policy = doc(
        ...repeat(300, (i) => allow("sqs:SendMessage", `arn:aws:sqs:eu-west-1:111111111111:a${i}*b*c*`)),
        ...repeat(300, (i) => deny("sqs:*", `arn:aws:sqs:*:*:*x${i}*y*`)),
      );
      const { verdict, findings } = judge({ policies: [passes(90)], others: declared(90, () => policy) });
      assert.equal(verdict, "unprovable");
      assert.match(findings[0]!.message, /it cannot be proven that iam:PassRole does not open the escalation path/);
    });

    it("stays too broad where one of them is", () => {
      assert.equal(
        judge({ policies: [passes(90)], others: declared(90, (i) => (i === 0 ? doc(allow("*")) : intricate(300))) })
          .verdict,
        "too-broad",
      );
    });

    it("decides many that are simple", () => {
      const narrow = (i: number): object =>
        doc(allow("sqs:SendMessage", `arn:aws:sqs:eu-west-1:111111111111:queue-${i}`));
      assert.equal(judge({ policies: [passes(90)], others: declared(90, narrow) }).verdict, "acceptable");
    });
  });

  describe("a trust of many statements, each with many accounts, a date and patterns", () => {
    const accounts = repeat(40, (k) => String(100_000_000_000 + k));
    const trust = (condition: (i: number) => object): object =>
      doc(
        ...repeat(40, (i) => ({
          Effect: "Allow",
          Action: "sts:AssumeRole",
          Principal: { AWS: accounts },
          Condition: condition(i),
        })),
      );
    const from = (i: number): object => ({
      DateGreaterThan: { "aws:CurrentTime": `2027-01-01T00:00:${String(i).padStart(2, "0")}Z` },
    });
    const nobody = (i: number): object => ({
      ...from(i),
      ArnLike: { "aws:PrincipalArn": repeat(20, (k) => `arn:aws:iam::000000000000:*/*a${i}*b${k}*c*`) },
    });
    const rules = (condition: (i: number) => object): string[] =>
      [...new Set(judge({ policies: [], trust: trust(condition) }).findings.map(({ rule }) => rule))].sort();

    it("ends in time, and what could not be said about MFA is unprovable", () => {
      assert.deepEqual(rules(nobody), ["trust-beyond-accounts", "unknown-policy"]);
    });

    it("is decided where each statement asks for MFA", () => {
      assert.deepEqual(
        rules((i) => ({ ...nobody(i), Bool: { "aws:MultiFactorAuthPresent": "true" } })),
        ["trust-beyond-accounts"],
      );
    });

    it("is decided where somebody is let in without it", () => {
      assert.deepEqual(
        rules((i) => (i === 0 ? from(i) : nobody(i))),
        ["mfa-not-required", "trust-beyond-accounts"],
      );
    });
  });

  it("roles that could not be looked at are unprovable, not too broad", () => {
    const policies = [
      doc(
        allow("*"),
        ...repeat(60, (i) => ({
          Effect: "Deny",
          Action: "*",
          NotResource: repeat(50, (j) => `arn:aws:s3:::*${i}*${j}*`),
        })),
      ),
    ];
    const { findings } = judge({ policies });
    assert.ok(
      findings.some(({ message }) => message.includes("it cannot be proven which roles sts:AssumeRole is allowed on")),
    );
    assert.ok(!findings.some(({ rule }) => rule === "assume-any-role"));
  });

  it("a boundary and policies whose product is too large are unprovable", () => {
    const many = doc(...repeat(300, (i) => allow("sqs:SendMessage", `arn:aws:sqs:eu-west-1:111111111111:queue-${i}`)));
    assert.equal(judge({ policies: [many], boundary: many }).verdict, "unprovable");
  });
});
