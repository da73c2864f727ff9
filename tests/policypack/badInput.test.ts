/** Input that is wrong, hostile or far too large: an answer or a clear refusal, never an exception. */
import assert from "node:assert/strict";
import { readInput, UnusableInput } from "../../cli/check/input";
import { judgeAll } from "../../cli/check/results";
import { readDeclarations } from "../../policypack/declarations";
import { DOCUMENTS, LIMITING } from "../../policypack/resources/resourcePolicies";
import { SHARES } from "../../policypack/resources/shares";
import { RULES } from "../../policypack/rules";
import { run, unknownStringValue as UNKNOWN } from "./engine";
import { by, document, in111, inline, NARROW, PASS, principal, resource, unbounded } from "./stories/program";

const repeat = <T>(count: number, make: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));
const cyclic: Record<string, unknown> = {};
cyclic["self"] = [cyclic];
const deep = JSON.parse(`${"[".repeat(2_000)}1${"]".repeat(2_000)}`) as unknown;
const LONE = "\ud800";
/** What aliases of aliases come to: ten times the same in each of forty levels, more texts than there is memory for. */
const laughs = (make: (one: unknown) => unknown): unknown => repeat(40, () => 0).reduce<unknown>(make, "x");
const LAUGHS: readonly (readonly [string, unknown])[] = [
  ["lists of one list many times over", laughs((one) => repeat(10, () => one))],
  ["objects of one object many times over", laughs((one) => Object.fromEntries(repeat(10, (i) => [`k${i}`, one])))],
  ["statements of one statement many times over", laughs((one) => ({ Statement: repeat(10, () => one) }))],
];

/** Values that nobody expects. */
const ODD: readonly (readonly [string, unknown])[] = [
  ["null", null],
  ["a number", 7],
  ["not a number", NaN],
  ["true", true],
  ["an empty text", ""],
  ["a lone surrogate", LONE],
  ["text with a zero", "a\0b"],
  ["a list", []],
  ["a list of null", [null]],
  ["a list of lists", [[["x"]]]],
  ["an object", {}],
  ["an object with null", { Version: null, Statement: null, policyDocument: null, grants: null, grantee: null }],
  ["a prototype", JSON.parse('{"__proto__":{"Statement":1},"constructor":1}')],
  ["something deep", deep],
];

describe("a configuration that is wrong", () => {
  const ruleNames = RULES.map(({ name }) => name);
  const read = (config: unknown): readonly string[] => readDeclarations(config, ruleNames).problems;
  const keys = ["accounts", "organizations", "exceptions", "policies", "others", "allRoles", "unknownAtPreview"];
  const right: Readonly<Record<string, readonly string[]>> = {
    accounts: ["a list"],
    organizations: ["a list"],
    exceptions: ["a list"],
    policies: ["an object"],
    others: ["an object"],
    allRoles: ["true"],
  };

  for (const [what, value] of [...ODD, ...LAUGHS, ["a cycle", cyclic] as const]) {
    it(`${what} in place of each key: told, or of the right form`, () => {
      for (const key of keys) {
        const problems = read({ [key]: value });
        // Documents of policies are read where they are attached.
        if (
          right[key]?.includes(what) !== true &&
          !(key === "policies" && typeof value === "object" && value !== null && !Array.isArray(value))
        )
          assert.ok(
            problems.length > 0 && problems.every((one) => one.startsWith(key)),
            `${key}: ${problems.join("\n")}`,
          );
        else assert.deepEqual(problems, [], key);
      }
    });
    it(`${what} within each key, and within an entry of others and of exceptions`, () => {
      const ARN = "arn:aws:iam::111111111111:role/app";
      for (const field of ["policies", "trust", "runsAs"]) read({ others: { [ARN]: { [field]: value } } });
      for (const field of ["arn", "document"]) read({ others: { [ARN]: { policies: [{ [field]: value }] } } });
      for (const field of ["role", "rule", "reason", "approvedBy", "until"]) {
        const whole = { role: "a", rule: ruleNames[0], reason: "r", approvedBy: "s", until: "2027-01-01" };
        if (value !== "text with a zero")
          assert.ok(Array.isArray(read({ exceptions: [{ ...whole, [field]: value }] })));
      }
      for (const key of ["accounts", "organizations", "exceptions"])
        assert.ok(read({ [key]: [value] }).length > 0, key);
    });
  }

  const exception = (more: object): object => ({
    exceptions: [{ role: "app", rule: "unbounded-write", reason: "r", approvedBy: "s", until: "2027-01-01", ...more }],
  });
  const told: readonly (readonly [what: string, config: object, problem: RegExp | undefined])[] = [
    ["a whole exception", exception({}), undefined],
    ["an unknown key", { exeptions: [] }, /^exeptions: unknown; expected accounts, .*exceptions/],
    ["the level of the policy beside the keys", { enforcementLevel: "mandatory" }, undefined],
    ["a wildcard for a role", exception({ role: "app-*" }), /exceptions\[0\]\.role: found "app-\*", expected one name/],
    ["a wildcard for one character", exception({ role: "app-?" }), /expected one name/],
    ["every role", exception({ role: "*" }), /expected one name/],
    [
      "an ARN for a role",
      exception({ role: "arn:aws:iam::111111111111:role/app" }),
      /expected the name alone, which is the last part of this ARN/,
    ],
    ["a path before a role", exception({ role: "teams/app" }), /expected the name of a role without its path/],
    ["a kind before a name", exception({ role: "group/app" }), undefined],
    ["a path after a kind", exception({ role: "role/teams/app" }), /expected a name without its path/],
    ["a resource", exception({ role: "resource/s3.BucketPolicy/assets" }), undefined],
    [
      "an unknown rule",
      exception({ rule: "unbounded-wrte" }),
      /exceptions\[0\]\.rule: found "unbounded-wrte", expected one of/,
    ],
    ["a far date", exception({ until: "2099-01-01" }), /more than ten years away/],
    ["a day that does not exist", exception({ until: "2027-02-30" }), /expected a date/],
    ["a key too many", exception({ approver: "x" }), /exceptions\[0\]\.approver: unknown/],
    [
      "an account without quotes",
      { accounts: [111111111111] },
      /accounts\[0\]: found 111111111111, expected 12 digits/,
    ],
    ["a name of an organization", { organizations: ["ours"] }, /organizations\[0\]: found "ours"/],
    ["a word for a truth", { allRoles: "yes" }, /allRoles: found "yes", expected true or false/],
    ["a level that there is not", { unknownAtPreview: "disabled" }, /unknownAtPreview: found "disabled"/],
  ];
  const now = new Date("2026-11-24T12:00:00Z");
  for (const [what, config, problem] of told)
    it(`${what}: ${problem === undefined ? "taken" : "told"}`, () => {
      const { problems } = readDeclarations(config, ruleNames, now);
      if (problem === undefined) assert.deepEqual(problems, []);
      else assert.match(problems.join("\n"), problem);
    });

  it("an expired date is told as advice, and beside what it was for", () => {
    const found = run([inline(document("s3:PutObject", "*"), in111)], {
      declarations: exception({ role: "deploy", until: "2026-11-23" }),
    });
    assert.deepEqual(
      found.map((line) => line.split(":")[0]),
      ["unbounded-write", "declarations-advice"],
    );
    assert.deepEqual(run([], { declarations: exception({ until: "2026-11-24" }) }), []);
  });

  it("others that run as each other end, and prove nothing", () => {
    const [web, run1, run2] = ["web", "run", "run2"].map((name) => `arn:aws:iam::111111111111:role/${name}`);
    const others = {
      "arn:aws:lambda:eu-west-1:111111111111:function:web": { runsAs: web },
      [web!]: { runsAs: run1 },
      [run1!]: { runsAs: run2 },
      [run2!]: { runsAs: web },
    };
    const found = run([unbounded("a", in111), inline(PASS, in111)], { declarations: { others } });
    assert.ok(found.length > 0 && found.every((line) => line.startsWith("privilege-escalation")), found.join("\n"));
  });
});

describe("inputs of resources that nobody expects", function () {
  this.timeout(60_000);
  const types: Readonly<Record<string, readonly string[]>> = {
    ...Object.fromEntries(
      Object.entries({ ...DOCUMENTS, ...LIMITING }).map(([type, names]) => [
        type,
        names.split(" ").map((one) => one.split(".")[0]!),
      ]),
    ),
    ...Object.fromEntries(
      Object.entries(SHARES).map(([type, { property }]) => [
        type,
        [
          property,
          "condition",
          "sourceArn",
          "grants",
          "accessControlPolicy",
          "statement",
          "permissions",
          "acl",
          "policy",
        ],
      ]),
    ),
    "aws:iam/role:Role": [
      "name",
      "assumeRolePolicy",
      "inlinePolicies",
      "managedPolicyArns",
      "permissionsBoundary",
      "tags",
      "maxSessionDuration",
      "path",
    ],
    "aws:iam/policy:Policy": ["name", "path", "policy"],
    "aws:iam/policyAttachment:PolicyAttachment": ["policyArn", "roles", "users", "groups", "name"],
    "aws:iam/rolePolicy:RolePolicy": ["role", "policy", "name"],
    "aws:iam/rolePoliciesExclusive:RolePoliciesExclusive": ["roleName", "policyNames"],
    "aws:iam/groupMembership:GroupMembership": ["group", "users"],
    "aws:iam/userGroupMembership:UserGroupMembership": ["user", "groups"],
    "aws:ssoadmin/permissionSetInlinePolicy:PermissionSetInlinePolicy": ["inlinePolicy", "permissionSetArn"],
    "aws:ssoadmin/customerManagedPolicyAttachment:CustomerManagedPolicyAttachment": ["customerManagedPolicyReference"],
    "aws-native:sso:PermissionSet": [
      "inlinePolicy",
      "managedPolicies",
      "customerManagedPolicyReferences",
      "permissionsBoundary",
    ],
    "aws-native:iam:Role": ["roleName", "policies", "assumeRolePolicyDocument", "managedPolicyArns", "tags"],
    "aws-native:iam:User": ["userName", "groups", "policies"],
    "aws-native:iam:ManagedPolicy": ["policyDocument", "roles", "groups", "managedPolicyName", "path"],
    "cross-account-access:index:CrossAccountRole": ["role", "account"],
  };
  for (const [type, properties] of Object.entries(types))
    it(type, () => {
      for (const property of properties)
        for (const [, value] of [...ODD, ["unknown", UNKNOWN] as const]) {
          if (value === deep && type.endsWith("CrossAccountRole")) continue;
          const found = run([resource(type, "odd", { [property]: value }, by(in111))]);
          for (const line of found) assert.doesNotMatch(line, /TypeError|RangeError|\bat .*\.ts:|\[object Object\]/);
        }
    });
});

describe("documents that are far too large, or hardly text", function () {
  this.timeout(120_000);
  const statement = (i: number, more: object = {}): object => ({
    Effect: "Allow",
    Action: "sqs:SendMessage",
    Resource: `arn:aws:sqs:eu-west-1:111111111111:queue-${i}`,
    ...more,
  });
  const doc = (...statements: object[]): object => ({ Version: "2012-10-17", Statement: statements });
  const megabyte = doc(...repeat(4_000, (i) => statement(i, { Sid: `${"S".repeat(140)}${i}` })));
  const many = doc(...repeat(2_000, (i) => statement(i)));
  const DOCS: readonly (readonly [string, unknown])[] = [
    ["a megabyte", megabyte],
    ["a megabyte as text", JSON.stringify(megabyte)],
    ["two thousand statements", many],
    [
      "two thousand statements, one of them broad",
      doc(...repeat(2_000, (i) => statement(i)), statement(0, { Resource: "*" })),
    ],
    ["more than may be read", "x".repeat(5 * 1024 * 1024)],
    ["lone surrogates", doc(statement(0, { Sid: LONE, Resource: `arn:aws:sqs:eu-west-1:111111111111:${LONE}*` }))],
    ["pairs of surrogates", doc(statement(0, { Resource: "arn:aws:sqs:eu-west-1:111111111111:😀*" }))],
    [
      "a name of a hundred thousand stars",
      doc(statement(0, { Action: "s3:PutObject", Resource: `arn:aws:s3:::${"*a".repeat(50_000)}` })),
    ],
  ];
  const PASSES = ["a megabyte", "a megabyte as text", "two thousand statements", "pairs of surrogates"];
  for (const [what, policy] of DOCS) {
    it(`${what}, attached to a role: an answer`, () => {
      const one = resource("aws:iam/rolePolicy:RolePolicy", "p", { name: "p", role: "deploy", policy }, by(in111));
      const found = run([one]);
      if (PASSES.includes(what))
        assert.ok(
          found.every((line) => line.startsWith("unknown-policy")),
          found.join("\n"),
        );
      else assert.ok(found.length > 0);
      for (const line of found) assert.ok(line.length < 5_000);
    });
    it(`${what}, as the policy of a bucket: an answer`, () => {
      const open =
        typeof policy === "object"
          ? {
              ...policy,
              Statement: (policy as { Statement: object[] }).Statement.map((one) => ({ ...one, Principal: "*" })),
            }
          : policy;
      const one = resource("aws:s3/bucketPolicy:BucketPolicy", "p", { policy: open }, by(in111));
      assert.ok(run([one]).length > 0);
    });
  }

  it("two thousand statements that allow and as many that deny, of a bucket", () => {
    const both = doc(
      ...repeat(2_000, (i) => statement(i, { Principal: "*" })),
      ...repeat(2_000, (i) =>
        statement(i, {
          Effect: "Deny",
          Principal: "*",
          Condition: { StringNotEquals: { "aws:PrincipalAccount": "111111111111" } },
        }),
      ),
    );
    assert.ok(run([resource("aws:s3/bucketPolicy:BucketPolicy", "p", { policy: both }, by(in111))]).length > 0);
  });

  it("a hundred roles of one name in as many places", () => {
    const roles = repeat(100, (i) =>
      principal(
        "Role",
        `r${i}`,
        "deploy",
        { inlinePolicies: [{ name: "a", policy: NARROW }] },
        { provider: { name: `p${i}`, props: {} } },
      ),
    );
    assert.deepEqual(run(roles), []);
  });
});

describe("files that cross-account check is given", function () {
  this.timeout(120_000);
  const judged = (text: string, file = "a.yaml"): string => {
    try {
      return judgeAll(readInput(text, file), new Date("2026-11-24T12:00:00Z"))
        .map(({ verdict }) => verdict)
        .join();
    } catch (error) {
      assert.ok(error instanceof UnusableInput, String((error as Error).stack));
      assert.doesNotMatch(error.message, /\bat .*\.[jt]s:/);
      return "refused";
    }
  };
  const narrow =
    '{ Version: "2012-10-17", Statement: { Effect: Allow, Action: "s3:GetObject", Resource: "arn:aws:s3:::shop/*" } }';
  const bomb = `a: &a [${"x,".repeat(9)}x]\n${repeat(9, (i) => {
    const [name, before] = ["bcdefghij"[i]!, "abcdefghi"[i]!];
    return `${name}: &${name} [${repeat(10, () => `*${before}`).join(",")}]`;
  }).join("\n")}`;
  const bombInFlow = bomb.replaceAll("\n", ",\n");
  const ROLE = '"arn:aws:iam::111111111111:role/app"';
  const ADMIN = '{ Version: "2012-10-17", Statement: { Effect: Allow, Action: "*", Resource: "*" } }';
  const passing =
    `{ Version: "2012-10-17", Statement: [{ Effect: Allow, Action: "iam:PassRole", Resource: ${ROLE} }, ` +
    '{ Effect: Allow, Action: ["lambda:CreateFunction", "lambda:InvokeFunction"], Resource: "arn:aws:lambda:eu-west-1:111111111111:function:shop" }] }';
  const long = `{ Version: "2012-10-17", Statement: [${repeat(
    300,
    (i) => `{ Effect: Allow, Action: "s3:GetObject", Resource: "arn:aws:s3:::shop/${i}/*" }`,
  ).join(",")}] }`;
  const cases: readonly (readonly [what: string, text: string, answers: readonly string[]])[] = [
    ["an alias", `- &p ${narrow}\n- *p\n`, ["acceptable,acceptable", "refused"]],
    ["an alias of itself", "&a [*a]", ["refused"]],
    ["a policy within itself", `&a { Version: "2012-10-17", Statement: [*a] }`, ["refused", "unprovable"]],
    [
      "others within themselves",
      `{ name: a, policies: [], others: &o { "arn:aws:iam::111111111111:role/x": { policies: *o } } }`,
      ["refused"],
    ],
    ["aliases of aliases without end", bomb, ["refused"]],
    [
      "aliases of aliases in others",
      `{ name: a, policies: [], others: { ${ROLE}: { policies: [*j] } }, x: {\n${bombInFlow}\n} }`,
      ["refused"],
    ],
    [
      "aliases of aliases before others",
      `{ x: {\n${bombInFlow}\n}, name: a, policies: [], others: { ${ROLE}: { policies: [*j] } } }`,
      ["refused"],
    ],
    [
      "an alias of what is not there",
      `{ name: a, policies: [], others: { ${ROLE}: { policies: [*p] } } }`,
      ["refused"],
    ],
    [
      "a narrow document again in others",
      `{ name: a, policies: [&p ${passing}], others: { ${ROLE}: { policies: [*p] } } }`,
      ["acceptable"],
    ],
    [
      "a broad document again in others",
      `{ name: a, policies: [${passing}], others: { ${ROLE}: { policies: [&p ${ADMIN}, *p] } } }`,
      ["too-broad"],
    ],
    [
      "a long document forty times in others",
      `{ name: a, policies: [${passing}], others: { ${ROLE}: { policies: [&p ${long}${", *p".repeat(40)}] } } }`,
      ["acceptable", "unprovable"],
    ],
    ["null", "null", ["refused"]],
    ["nothing", "", ["refused"]],
    ["others that are null", "{ name: a, policies: [], others: null }", ["refused"]],
    ["others that are a list", "{ name: a, policies: [], others: [] }", ["refused"]],
    [
      "null among others",
      '{ name: a, policies: [], others: { "arn:aws:iam::111111111111:role/x": null } }',
      ["refused"],
    ],
    [
      "a wrong key in others",
      '{ name: a, policies: [], others: { "arn:aws:iam::111111111111:role/x": { policy: {} } } }',
      ["refused"],
    ],
    [
      "others that run as each other",
      '{ name: a, policies: [], others: { "arn:aws:iam::111111111111:role/x": { runsAs: "arn:aws:iam::111111111111:role/x" } } }',
      ["acceptable"],
    ],
    ["a lone surrogate", `{ "name": "\\ud800", "policies": [] }`, ["acceptable", "refused"]],
    ["a key of a lone surrogate", `{ "\\ud800": 1 }`, ["refused"]],
    ["a thousand brackets", "[".repeat(1_000), ["refused"]],
  ];
  for (const [what, text, answers] of cases)
    it(what, () => {
      for (const file of text.startsWith('{ "') ? ["a.yaml", "-"] : ["a.yaml"]) {
        const answer = judged(text, file);
        assert.ok(answers.includes(answer), `${file}: ${answer}`);
      }
    });
});
