import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const command = join(__dirname, "..", "..", "..", "cli", "bin", "cross-account.cjs");
const doc = (action: string, resource: string) => ({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: action, Resource: resource }],
});
const narrow = doc("s3:GetObject", "arn:aws:s3:::shop/*");
const broad = doc("*", "*");
const trust = {
  Version: "2012-10-17",
  Statement: [
    {
      Effect: "Allow",
      Action: "sts:AssumeRole",
      Principal: { AWS: "arn:aws:iam::222222222222:root" },
      Condition: { Bool: { "aws:MultiFactorAuthPresent": "true" } },
    },
  ],
};

/** What people have, with the verdicts of what the printed jq line makes of it. */
const samples: readonly (readonly [what: string, value: (policy: object) => unknown, subjects: number])[] = [
  ["what aws iam get-role-policy prints", (p) => ({ RoleName: "deploy", PolicyName: "own", PolicyDocument: p }), 1],
  ["what aws iam get-user-policy prints", (p) => ({ UserName: "alice", PolicyName: "own", PolicyDocument: p }), 1],
  ["what aws iam get-group-policy prints", (p) => ({ GroupName: "ops", PolicyName: "own", PolicyDocument: p }), 1],
  [
    "what aws iam get-policy-version prints",
    (p) => ({ PolicyVersion: { Document: p, VersionId: "v1", IsDefaultVersion: true } }),
    1,
  ],
  [
    "what aws iam get-account-authorization-details prints",
    (p) => ({
      UserDetailList: [],
      GroupDetailList: [],
      RoleDetailList: [
        {
          RoleName: "deploy",
          Arn: "arn:aws:iam::111111111111:role/deploy",
          AssumeRolePolicyDocument: trust,
          RolePolicyList: [{ PolicyName: "own", PolicyDocument: narrow }],
          AttachedManagedPolicies: [
            { PolicyName: "ours", PolicyArn: "arn:aws:iam::111111111111:policy/ours" },
            { PolicyName: "CloudWatchReadOnlyAccess", PolicyArn: "arn:aws:iam::aws:policy/CloudWatchReadOnlyAccess" },
          ],
        },
        {
          RoleName: "bare",
          Arn: "arn:aws:iam::111111111111:role/bare",
          AssumeRolePolicyDocument: trust,
          RolePolicyList: [],
          AttachedManagedPolicies: [],
        },
      ],
      Policies: [
        {
          Arn: "arn:aws:iam::111111111111:policy/ours",
          PolicyVersionList: [
            { VersionId: "v2", IsDefaultVersion: true, Document: p },
            { VersionId: "v1", IsDefaultVersion: false, Document: narrow },
          ],
        },
      ],
    }),
    2,
  ],
  [
    "a Terraform plan (terraform show -json)",
    (p) => ({
      format_version: "1.2",
      terraform_version: "1.9.0",
      planned_values: {
        root_module: {
          resources: [
            {
              address: "aws_iam_role.deploy",
              type: "aws_iam_role",
              values: { name: "deploy", assume_role_policy: JSON.stringify(trust) },
            },
            { address: "aws_s3_bucket.shop", type: "aws_s3_bucket", values: { bucket: "shop" } },
          ],
          child_modules: [
            {
              resources: [
                {
                  address: "module.a.aws_iam_role_policy.own",
                  type: "aws_iam_role_policy",
                  values: { policy: JSON.stringify(p) },
                },
              ],
            },
          ],
        },
      },
    }),
    2,
  ],
  [
    "a Terraform state (terraform show -json)",
    (p) => ({
      format_version: "1.0",
      terraform_version: "1.9.0",
      values: {
        root_module: {
          resources: [{ address: "aws_iam_policy.p", type: "aws_iam_policy", values: { policy: JSON.stringify(p) } }],
        },
      },
    }),
    1,
  ],
  [
    "a CloudFormation template",
    (p) => ({
      AWSTemplateFormatVersion: "2010-09-09",
      Resources: {
        Bucket: { Type: "AWS::S3::Bucket" },
        Role: {
          Type: "AWS::IAM::Role",
          Properties: {
            AssumeRolePolicyDocument: trust,
            ManagedPolicyArns: ["arn:aws:iam::aws:policy/CloudWatchReadOnlyAccess"],
            Policies: [{ PolicyName: "own", PolicyDocument: p }],
          },
        },
        Policy: { Type: "AWS::IAM::ManagedPolicy", Properties: { PolicyDocument: narrow } },
      },
    }),
    2,
  ],
  [
    "what pulumi stack export prints",
    (p) => ({
      version: 3,
      deployment: {
        resources: [
          { urn: "urn:pulumi:a::b::pulumi:pulumi:Stack::b-a", type: "pulumi:pulumi:Stack" },
          {
            urn: "urn:pulumi:a::b::aws:iam/rolePolicy:RolePolicy::own",
            type: "aws:iam/rolePolicy:RolePolicy",
            outputs: { policy: JSON.stringify(p) },
          },
        ],
      },
    }),
    1,
  ],
  ["an object with a policy document in it", (p) => ({ result: { "the policies": [{ name: "x", doc: p }] } }), 1],
];

/** What has no policy that can be taken out, and what is said of it. */
const others: readonly (readonly [value: unknown, says: RegExp])[] = [
  [
    { Role: { RoleName: "deploy", Arn: "arn:aws:iam::111111111111:role/deploy", AssumeRolePolicyDocument: trust } },
    /what aws iam get-role prints[^]*add the role's policies/,
  ],
  [
    { Roles: [{ RoleName: "deploy", Arn: "arn:aws:iam::111111111111:role/deploy", AssumeRolePolicyDocument: trust }] },
    /what aws iam list-roles prints/,
  ],
  [
    { Policy: { Arn: "arn:aws:iam::111111111111:policy/x", DefaultVersionId: "v1" } },
    /what aws iam get-policy prints[^]*-> No policy stands in it: aws iam get-policy-version/,
  ],
  [{ PolicyNames: ["own"] }, /a list of the AWS CLI/],
  [{ AttachedPolicies: [] }, /a list of the AWS CLI/],
  [
    { version: 4, terraform_version: "1.9.0", lineage: "x", resources: [] },
    /the state file of Terraform[^]*terraform show -json/,
  ],
  [
    { config: { "aws:region": "eu-west-1", "cross-account-access:roles": {} } },
    /the settings of a Pulumi stack[^]*pulumi preview/,
  ],
  [{ description: "x", trusts: [], policies: {} }, /the settings of a role[^]*pulumi preview/],
  [{ apiVersion: "v1", kind: "ConfigMap" }, /a Kubernetes manifest/],
];

describe("what check recognises", () => {
  const folder = mkdtempSync(join(tmpdir(), "check-"));
  // In a checkout whose sources changed, the first call says that it bundles anew.
  before(() => check(["-"]));
  after(() => rmSync(folder, { recursive: true, force: true }));
  const file = (name: string, content: unknown) => {
    writeFileSync(join(folder, name), typeof content === "string" ? content : JSON.stringify(content));
    return name;
  };
  const check = (args: readonly string[], input = "") =>
    spawnSync(command, ["check", ...args], { encoding: "utf8", cwd: folder, input });
  const jq = !spawnSync("jq", ["--version"]).error;

  for (const [what, value, subjects] of samples) {
    it(`${what}, with a jq line that works`, function () {
      for (const [policy, expected] of [
        [broad, 7],
        [narrow, 0],
      ] as const) {
        const ran = check([file("it's mine.json", value(policy))]);
        assert.deepEqual([ran.status, ran.stdout], [2, ""], ran.stderr);
        assert.ok(ran.stderr.startsWith(`it's mine.json: found ${what}, expected a policy document (`), ran.stderr);
        const line = /^ {2}-> (jq .*) \| \S+ check -$/m.exec(ran.stderr)?.[1];
        assert.ok(line !== undefined, ran.stderr);
        if (!jq) return this.skip();
        const taken = spawnSync("sh", ["-c", line], { encoding: "utf8", cwd: folder });
        const judged = check(["--format", "json", "-"], taken.stdout);
        assert.equal(judged.status, expected, `${line}\n${taken.stderr}${taken.stdout}${judged.stderr}`);
        assert.equal((JSON.parse(judged.stdout) as { roles: unknown[] }).roles.length, subjects);
      }
    });
  }

  it("a Terraform policy that is not known yet does not vanish", function () {
    if (!jq) return this.skip();
    const unknown = samples.find(([what]) => what.startsWith("a Terraform state"))![1]({});
    const text = JSON.stringify(unknown).replace(/"policy":"[^"]*"/, '"policy":null');
    const line = /^ {2}-> (jq .*) \| /m.exec(check([file("plan.json", text)]).stderr)![1]!;
    const judged = check(["-"], spawnSync("sh", ["-c", line], { encoding: "utf8", cwd: folder }).stdout);
    assert.deepEqual([judged.status, judged.stdout], [2, ""]);
    assert.match(judged.stderr, /policies\[0\]: found null/);
  });

  for (const [value, says] of others)
    it(String(says), () => {
      const ran = check(["-"], JSON.stringify(value));
      assert.deepEqual([ran.status, ran.stdout], [2, ""]);
      assert.match(ran.stderr, says);
    });

  for (const [title, name, text, says] of [
    [
      "a template with tags",
      "stack.yaml",
      "AWSTemplateFormatVersion: '2010-09-09'\nResources:\n  R:\n    Type: AWS::IAM::Role\n    Properties: { RoleName: !Sub 'x-${AWS::Region}' }\n",
      /^stack\.yaml: found a CloudFormation template in YAML, expected [^]*cfn-flip/,
    ],
    [
      "a template without",
      "plain.yaml",
      "Resources:\n  R:\n    Type: AWS::IAM::Role\n",
      /^plain\.yaml: found a CloudFormation template, expected [^]*-> yq -o=json \. plain\.yaml \| jq '/,
    ],
    [
      "several documents",
      "two.yaml",
      "Version: x\n---\nVersion: y\n",
      /^two\.yaml: not valid YAML, line 2, column 1: found a second document, expected one/,
    ],
    ["an empty file", "empty.json", "", /^empty\.json: found nothing, expected a policy document/],
    ["blanks alone", "blank.yaml", " \n\n", /^blank\.yaml: found nothing, expected a policy document/],
    ["comments alone", "comment.yaml", "# later\n", /^comment\.yaml: found nothing but comments or null/],
  ] as const)
    it(title, () => {
      const ran = check([file(name, text)]);
      assert.deepEqual([ran.status, ran.stdout], [2, ""]);
      assert.match(ran.stderr, says);
      assert.doesNotMatch(ran.stderr, /TAG_RESOLVE_FAILED|trace-warnings|parseAllDocuments/);
    });
  it("empty standard input", () => {
    const ran = check(["-"]);
    assert.equal(ran.status, 2);
    assert.match(
      ran.stderr,
      /^standard input: found nothing, expected .*; see whether the command before the pipe failed\n$/,
    );
  });

  describe("several files", () => {
    before(() => {
      mkdirSync(join(folder, "policies", "deep"), { recursive: true });
      mkdirSync(join(folder, "policies", "node_modules"));
      mkdirSync(join(folder, "policies", ".git"));
      mkdirSync(join(folder, "nothing"));
      file("policies/a.json", narrow);
      file("policies/deep/b.yaml", JSON.stringify(broad));
      file("policies/deep/notes.txt", "not a policy");
      file("policies/node_modules/package.json", "{}");
      file("policies/.git/x.json", "{}");
      file("narrow.json", narrow);
      file("broad.json", broad);
      file("unknown.json", { name: "x", policies: ["arn:aws:iam::111111111111:policy/x"] });
      file("bad.json", "{");
      file("worse.json", "[]");
      file("refused.json", {
        Version: "2012-10-17",
        Statement: [{ Sid: "a b", Effect: "Allow", Action: "s3:GetObject", Resource: "*" }],
      });
    });
    for (const [args, code, judged, told] of [
      [["narrow.json", "bad.json", "worse.json"], 2, ["narrow.json"], ["bad.json", "worse.json"]],
      [["bad.json", "narrow.json", "broad.json"], 7, ["narrow.json", "broad.json"], ["bad.json"]],
      [["bad.json", "unknown.json"], 2, ["x"], ["bad.json"]],
      [["gone.json", "broad.json"], 7, ["broad.json"], ["gone.json"]],
      [["refused.json", "narrow.json"], 2, ["narrow.json"], ["refused.json"]],
      [["bad.json", "worse.json"], 2, [], ["bad.json", "worse.json"]],
      [["narrow.json", "broad.json"], 7, ["narrow.json", "broad.json"], []],
      [["unknown.json", "narrow.json"], 11, ["x", "narrow.json"], []],
      [["policies"], 7, ["policies/a.json", "policies/deep/b.yaml"], []],
      [["policies/a.json", "nothing"], 2, ["policies/a.json"], ["nothing"]],
      [["*.nothing", "narrow.json"], 2, ["narrow.json"], ["*.nothing"]],
    ] as const)
      it(`${args.join(" ")}: ${code}`, () => {
        const ran = check(["--format", "json", ...args]);
        assert.equal(ran.status, code, ran.stderr);
        const names =
          ran.stdout === ""
            ? []
            : (JSON.parse(ran.stdout) as { roles: { name: string }[] }).roles.map(({ name }) => name);
        assert.deepEqual(names, judged);
        assert.deepEqual(
          ran.stderr
            .split("\n")
            .filter(Boolean)
            .map((line) => line.split(":")[0]),
          told,
          ran.stderr,
        );
      });
  });
});
