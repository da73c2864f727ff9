import assert from "node:assert/strict";
import type { Statement } from "../../documents/policyDocument";
import { presetDocument } from "../../documents/presets/document";
import { actionCatalogue } from "../../policypack/catalogue/generate";
import { parsePolicy } from "../../policypack/iam";
import { contextOf, findingsOf, verdictOf } from "../../policypack/judge";
import { policyOf } from "../../policypack/attachedPolicy";
import { presetSettings } from "../../settings/presets";
import { readableServices, readServiceActions } from "../../settings/readService";

const place = { partition: "aws-cn", id: "111111111111", region: "cn-north-1" } as const;
const statements = (preset: unknown): readonly Statement[] =>
  presetDocument(presetSettings.parse(preset), place).Statement;

/** What no preset may read although AWS calls it Read: contents, code, credentials. */
const contents =
  /^(secretsmanager:GetSecretValue|ssm:GetParameter|s3:GetObject|dynamodb:(Get|BatchGet|Query|Scan|PartiQL)|kms:Decrypt|sqs:ReceiveMessage|logs:(Get|Filter|StartQuery|Unmask)|lambda:(GetFunction|ListFunctions|ListVersions|GetLayer)|ecr:(BatchGetImage|GetDownload|GetAuthorization)|ec2:(GetPasswordData|GetConsole|DescribeInstanceAttribute|DescribeLaunchTemplateVersions)|ecs:DescribeTaskDefinition|cloudformation:(GetTemplate|DescribeStackRefactor)|rds:Download|iam:(GetCredentialReport|GenerateC|GetAccessKey))/i;

describe("presets", () => {
  const levels = new Map<string, string>();
  before(() => {
    const { services } = JSON.parse(actionCatalogue()) as { services: Record<string, { actions: string }> };
    for (const [service, { actions }] of Object.entries(services)) {
      for (const line of actions.split("|"))
        levels.set(`${service}:${line.split(" ")[0]!}`.toLowerCase(), line.split(" ")[1]!);
    }
  });

  for (const service of readableServices) {
    it(`read ${service}: actions that exist, of access level Read or List, and none that gives contents`, () => {
      for (const pattern of readServiceActions(service)) {
        assert.ok(pattern.startsWith(`${service}:`) || service === "s3", pattern);
        const form = new RegExp(`^${pattern.toLowerCase().replace("*", ".*")}$`);
        const matched = [...levels].filter(([action]) => form.test(action));
        assert.ok(matched.length > 0, `${pattern} matches nothing`);
        assert.deepEqual(
          matched.filter(([action, level]) => !["R", "L"].includes(level) || contents.test(action)),
          [],
          pattern,
        );
      }
    });
  }

  const kmsKey = (digit: string, region = "cn-north-1") =>
    `arn:aws-cn:kms:${region}:111111111111:key/${digit.repeat(8)}-89ab-cdef-0123-456789abcdef`;
  const kinds: [unknown, actions: RegExp, resources: string[][]][] = [
    [{ readService: "sqs" }, /^sqs:/, [["*"]]],
    [
      { readBuckets: { buckets: ["a1b", "c2d"] } },
      /^s3:(List|Get)/,
      [
        ["arn:aws-cn:s3:::a1b", "arn:aws-cn:s3:::c2d"],
        ["arn:aws-cn:s3:::a1b/*", "arn:aws-cn:s3:::c2d/*"],
      ],
    ],
    [
      { deployToBuckets: { buckets: ["shop"], prefix: "releases/" } },
      /^s3:(ListBucket|GetObject|PutObject|AbortMultipartUpload)$/,
      [["arn:aws-cn:s3:::shop"], ["arn:aws-cn:s3:::shop/releases/*"]],
    ],
    [
      { readParameters: { paths: ["/shop"] } },
      /^ssm:GetParameter/,
      [
        [
          "arn:aws-cn:ssm:cn-north-1:111111111111:parameter/shop",
          "arn:aws-cn:ssm:cn-north-1:111111111111:parameter/shop/*",
        ],
      ],
    ],
    [
      { readBuckets: { buckets: ["shop"], prefix: "a/", keys: [kmsKey("1")] } },
      /^(s3:(List|Get)|kms:Decrypt$)/,
      [["arn:aws-cn:s3:::shop"], ["arn:aws-cn:s3:::shop/a/*"], [kmsKey("1")]],
    ],
    [
      { deployToBuckets: { buckets: ["shop"], keys: [kmsKey("1"), kmsKey("2", "cn-northwest-1"), kmsKey("3")] } },
      /^(s3:|kms:(Decrypt|GenerateDataKey)$)/,
      [
        ["arn:aws-cn:s3:::shop"],
        ["arn:aws-cn:s3:::shop/*"],
        [kmsKey("1"), kmsKey("3")],
        [kmsKey("2", "cn-northwest-1")],
      ],
    ],
    [
      { readParameters: { paths: ["/shop"], keys: [kmsKey("1")] } },
      /^(ssm:GetParameter|kms:Decrypt$)/,
      [
        [
          "arn:aws-cn:ssm:cn-north-1:111111111111:parameter/shop",
          "arn:aws-cn:ssm:cn-north-1:111111111111:parameter/shop/*",
        ],
        [kmsKey("1")],
      ],
    ],
    [
      { pushImages: { repositories: ["shop/web"] } },
      /^ecr:/,
      [["*"], ["arn:aws-cn:ecr:cn-north-1:111111111111:repository/shop/web"]],
    ],
    [
      { invalidateDistributions: { ids: ["E1234567890ABC"] } },
      /^cloudfront:/,
      [["arn:aws-cn:cloudfront::111111111111:distribution/E1234567890ABC"]],
    ],
  ];
  for (const [preset, actions, resources] of kinds) {
    const [kind] = Object.keys(preset as object);
    it(`${kind}: existing actions on the named resources, as IAM takes them`, () => {
      const found = statements(preset);
      assert.deepEqual(
        found.map(({ Resource }) => [Resource].flat()),
        resources,
      );
      for (const action of found.flatMap(({ Action }) => Action)) {
        assert.match(action, actions);
        if (!action.includes("*")) assert.ok(levels.has(action.toLowerCase()), action);
      }
      assert.equal(parsePolicy(presetDocument(presetSettings.parse(preset), place), "identity").problems, undefined);
    });
  }

  const judgedIn = {
    aws: "eu-west-1",
    "aws-cn": "cn-north-1",
    "aws-us-gov": "us-gov-west-1",
    "aws-eusc": "eusc-de-east-1",
  } as const;
  const all = [
    ...kinds.map(([preset]) => preset),
    ...readableServices.map((readService) => ({ readService })),
    { deployToBuckets: { buckets: ["shop"], delete: true } },
    { readBuckets: { buckets: ["shop"], prefix: "a/" } },
  ];
  for (const [partition, region] of Object.entries(judgedIn) as [keyof typeof judgedIn, string][]) {
    it(`are acceptable to the policy pack, each alone and all in one role (${partition})`, () => {
      const policies = all.map((preset) =>
        policyOf(
          presetDocument(presetSettings.parse(preset), { partition, region, id: "111111111111" }),
          JSON.stringify(preset),
        ),
      );
      for (const attached of [...policies.map((policy) => [policy]), policies]) {
        const findings = findingsOf({ kind: "role", name: "deploy", policies: attached }, contextOf());
        assert.deepEqual(
          findings.filter(({ level }) => level === "mandatory"),
          [],
        );
        assert.equal(verdictOf(findings), "acceptable");
      }
    });
  }

  it("use keys through the service alone, and for the named things alone", () => {
    const conditions = (preset: unknown) =>
      statements(preset).flatMap(({ Condition }) => (Condition ? [Condition] : []));
    assert.deepEqual(
      conditions({ readBuckets: { buckets: ["shop"], keys: [kmsKey("1"), kmsKey("2", "cn-northwest-1")] } }),
      [
        ...["cn-north-1", "cn-northwest-1"].map((region) => ({
          StringEquals: { "kms:ViaService": `s3.${region}.amazonaws.com.cn` },
          StringLike: { "kms:EncryptionContext:aws:s3:arn": ["arn:aws-cn:s3:::shop", "arn:aws-cn:s3:::shop/*"] },
        })),
      ],
    );
    assert.deepEqual(conditions({ readParameters: { paths: ["/shop"], keys: [kmsKey("1")] } }), [
      {
        StringEquals: { "kms:ViaService": "ssm.cn-north-1.amazonaws.com.cn" },
        StringLike: {
          "kms:EncryptionContext:PARAMETER_ARN": [
            "arn:aws-cn:ssm:cn-north-1:111111111111:parameter/shop",
            "arn:aws-cn:ssm:cn-north-1:111111111111:parameter/shop/*",
          ],
        },
      },
    ]);
  });

  it("would not be, were one of them on all resources", () => {
    const [, write] = presetDocument(presetSettings.parse({ deployToBuckets: { buckets: ["shop"] } }), place).Statement;
    const findings = findingsOf(
      {
        kind: "role",
        name: "deploy",
        policies: [policyOf({ Version: "2012-10-17", Statement: [{ ...write!, Resource: "*" }] }, "p")],
      },
      contextOf(),
    );
    assert.equal(verdictOf(findings), "too-broad");
  });

  it("write only where the resources are named", () => {
    for (const [preset] of kinds) {
      for (const { Action, Resource } of statements(preset)) {
        const writes = [Action]
          .flat()
          .filter((action) => !action.includes("*") && !["R", "L"].includes(levels.get(action.toLowerCase())!));
        if (writes.length > 0) assert.ok(![Resource].flat().includes("*"), writes.join(", "));
      }
    }
  });

  it("deployToBuckets deletes only where asked to, and lists below the prefix only", () => {
    const actions = (more: object) =>
      statements({ deployToBuckets: { buckets: ["shop"], ...more } }).flatMap(({ Action }) => Action);
    assert.ok(!actions({}).includes("s3:DeleteObject"));
    assert.ok(actions({ delete: true }).includes("s3:DeleteObject"));
    assert.deepEqual(statements({ readBuckets: { buckets: ["shop"], prefix: "a/" } })[0]?.Condition, {
      StringLike: { "s3:prefix": "a/*" },
    });
  });
});

describe("what presets allow", () => {
  const key = (region: string) => `arn:aws-cn:kms:${region}:111111111111:key/01234567-89ab-cdef-0123-456789abcdef`;
  const keys = [key("cn-north-1"), key("cn-northwest-1")];
  const reads = "ssm:GetParameter ssm:GetParameters ssm:GetParametersByPath";
  const uses = "s3:GetObject s3:PutObject s3:AbortMultipartUpload";
  const cases: [preset: Record<string, object>, allowed: Record<string, string>][] = [
    [
      { readBuckets: { buckets: ["shop"], keys } },
      { FindObjects: "s3:ListBucket", UseObjects: "s3:GetObject", UseKeys: "kms:Decrypt", UseKeys2: "kms:Decrypt" },
    ],
    [{ deployToBuckets: { buckets: ["shop"] } }, { FindObjects: "s3:ListBucket", UseObjects: uses }],
    [
      { deployToBuckets: { buckets: ["shop"], delete: true, keys: [keys[0]] } },
      {
        FindObjects: "s3:ListBucket",
        UseObjects: `${uses} s3:DeleteObject`,
        UseKeys: "kms:Decrypt kms:GenerateDataKey",
      },
    ],
    [{ readParameters: { paths: ["/shop"] } }, { ReadParameters: reads }],
    [{ readParameters: { paths: ["/shop"], keys: [keys[0]] } }, { ReadParameters: reads, UseKeys: "kms:Decrypt" }],
    [
      { pushImages: { repositories: ["shop"] } },
      {
        SignInToRegistry: "ecr:GetAuthorizationToken",
        PushImages:
          "ecr:BatchCheckLayerAvailability ecr:BatchGetImage ecr:CompleteLayerUpload ecr:DescribeImages " +
          "ecr:GetDownloadUrlForLayer ecr:InitiateLayerUpload ecr:PutImage ecr:UploadLayerPart",
      },
    ],
    [
      { invalidateDistributions: { ids: ["E1234567890ABC"] } },
      {
        InvalidateDistributions:
          "cloudfront:CreateInvalidation cloudfront:GetInvalidation cloudfront:ListInvalidations",
      },
    ],
  ];
  for (const [preset, allowed] of cases)
    it(`${JSON.stringify(preset).slice(0, 60)}: these actions and no others`, () =>
      assert.deepEqual(
        Object.fromEntries(statements(preset).map(({ Sid, Action }) => [Sid, [Action].flat().join(" ")])),
        allowed,
      ));
});
