import assert from "node:assert/strict";
import { readDeclarations, withoutExcepted } from "../../policypack/declarations";
import { found, policyProblem, principalProblems, strayKeys } from "../../policypack/declaredPrincipals";
import { policyOf } from "../../policypack/attachedPolicy";

const role = "arn:aws:iam::111111111111:role/app";
const document = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::shop/*" }],
};
const managed = "arn:aws:iam::aws:policy/CloudWatchReadOnlyAccess";
const at = `others["${role}"]`;

describe("other principals that the configuration declares", () => {
  const right: Readonly<Record<string, object>> = {
    none: {},
    "one with policies of all forms": {
      [role]: {
        policies: [
          document,
          JSON.stringify(document),
          managed,
          { arn: "arn:aws:iam::111111111111:policy/own", document },
        ],
        trust: document,
      },
    },
    "one policy without a list": { [role]: { policies: document } },
    "what runs as another": { "arn:aws:lambda:eu-west-1:111111111111:function:web": { runsAs: role } },
    "two that run as each other": { [role]: { runsAs: `${role}2` }, [`${role}2`]: { runsAs: role } },
  };
  for (const [what, others] of Object.entries(right)) {
    it(`${what}: taken`, () => {
      const read = readDeclarations({ others }, []);
      assert.deepEqual([read.problems, read.others], [[], others]);
    });
  }

  const wrong: Readonly<Record<string, readonly [others: unknown, problem: string]>> = {
    null: [null, "others: found null, expected what other principals are, by their ARNs"],
    "a list": [[{ [role]: {} }], `others: found [{"${role}":{}}], expected what other principals are, by their ARNs`],
    text: ["x", 'others: found "x", expected what other principals are, by their ARNs'],
    "a name instead of an ARN": [{ app: {} }, 'others["app"]: found this key, expected an ARN'],
    "null of one": [{ [role]: null }, `${at}: found null, expected an object with keys out of policies, trust, runsAs`],
    "a document instead of policies": [
      { [role]: document },
      `${at}: unknown key "Version", "Statement", expected keys out of policies, trust, runsAs`,
    ],
    "a misspelt key": [
      { [role]: { runAs: role } },
      `${at}: unknown key "runAs", expected keys out of policies, trust, runsAs`,
    ],
    "a number that it runs as": [{ [role]: { runsAs: 1 } }, `${at}.runsAs: found 1, expected the ARN of a role`],
    "null that it runs as": [{ [role]: { runsAs: null } }, `${at}.runsAs: found null, expected the ARN of a role`],
    "a name that it runs as": [{ [role]: { runsAs: "app" } }, `${at}.runsAs: found "app", expected the ARN of a role`],
    "null policies": [
      { [role]: { policies: null } },
      `${at}.policies: found null, expected a policy document, the ARN of a managed policy, or { arn, document }`,
    ],
    "null among policies": [
      { [role]: { policies: [document, null] } },
      `${at}.policies[1]: found null, expected a policy document, the ARN of a managed policy, or { arn, document }`,
    ],
    "a policy whose ARN is an object": [
      { [role]: { policies: [{ arn: {}, document }] } },
      `${at}.policies[0].arn: found {}, expected the ARN of a managed policy`,
    ],
    "a policy in a policy": [
      { [role]: { policies: [{ arn: managed, document: { arn: managed, document } }] } },
      `${at}.policies[0].document: found {"arn":"${managed}","document":{"Versio…, expected a policy document`,
    ],
    "a policy with an ARN and nothing else": [
      { [role]: { policies: [{ arn: managed }] } },
      `${at}.policies[0].document: missing, expected a policy document`,
    ],
    "a list as trust": [
      { [role]: { trust: [document] } },
      `${at}.trust: found [{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObjec…, expected a trust policy`,
    ],
    "the name of the prototype": [
      JSON.parse('{"__proto__":{}}'),
      'others["__proto__"]: found this key, expected an ARN',
    ],
  };
  for (const [what, [others, problem]] of Object.entries(wrong)) {
    it(`${what}: told, and nothing is known of it`, () => {
      const read = readDeclarations({ others }, []);
      assert.deepEqual([read.problems, read.others], [[problem], {}]);
    });
  }

  it("what is wrong with one does not hide the others", () => {
    const read = readDeclarations({ others: { [role]: { policies: 1 }, [`${role}2`]: { policies: document } } }, []);
    assert.deepEqual(Object.keys(read.others), [`${role}2`]);
  });

  it("documents of managed policies that are no object are told", () =>
    assert.deepEqual(readDeclarations({ policies: [document] }, []).problems.length, 1));
});

describe("a policy as it is written", () => {
  it("with an ARN that is none is a policy that nobody can read", () => {
    for (const arn of [{}, null, 1, ["arn:x"], "own"]) {
      const { name, document: read, problems } = policyOf({ arn, document }, "policies[0]");
      assert.deepEqual(
        [name, read, problems?.map(({ path }) => path)],
        ["policies[0]", undefined, ["arn"]],
        JSON.stringify(arn),
      );
    }
  });
  it("with an ARN and a document has the name of the ARN", () => {
    const { name, document: read } = policyOf({ arn: "arn:aws:iam::111111111111:policy/own", document }, "policies[0]");
    assert.deepEqual([name, read?.statements.length], ["arn:aws:iam::111111111111:policy/own", 1]);
  });
});

describe("the form of a policy", () => {
  const words = "a policy document, the ARN of a managed policy, or { arn, document }";
  const forms: readonly (readonly [policy: unknown, path: string | undefined, message?: string])[] = [
    ["text", undefined],
    [managed, undefined],
    [{}, undefined],
    [document, undefined],
    [{ arn: managed, document }, undefined],
    [{ arn: managed, document: "{}" }, undefined],
    [{ arn: managed, document: {} }, undefined],
    [null, "p", `found null, expected ${words}`],
    [[document], "p", `found ${JSON.stringify([document]).slice(0, 77)}…, expected ${words}`],
    [7, "p", `found 7, expected ${words}`],
    [undefined, "p", `missing, expected ${words}`],
    [{ arn: managed, document, more: 1, less: 2 }, "p", `unknown key "more", "less", expected ${words}`],
    [{ arn: managed }, "p.document", "missing, expected a policy document"],
    [{ document }, "p.arn", "missing, expected the ARN of a managed policy"],
    [{ arn: "own", document }, "p.arn", 'found "own", expected the ARN of a managed policy'],
    [{ arn: 1, document }, "p.arn", "found 1, expected the ARN of a managed policy"],
    [{ arn: "own:arn:", document }, "p.arn", 'found "own:arn:", expected the ARN of a managed policy'],
    [{ arn: managed, document: managed }, "p.document", `found "${managed}", expected a policy document`],
    [{ arn: managed, document: "x arn:" }, undefined],
    [
      { arn: managed, document: { arn: managed } },
      "p.document",
      `found {"arn":"${managed}"}, expected a policy document`,
    ],
    [{ arn: managed, document: { document: 1 } }, "p.document", 'found {"document":1}, expected a policy document'],
    [{ arn: managed, document: [] }, "p.document", "found [], expected a policy document"],
    [{ arn: managed, document: null }, "p.document", "found null, expected a policy document"],
  ];
  for (const [policy, path, message] of forms) {
    it(`${JSON.stringify(policy)?.slice(0, 90)}: ${message ?? "right"}`, () => {
      assert.deepEqual(policyProblem(policy, "p"), path === undefined ? undefined : { path, message });
      assert.equal(policyProblem(policy, "")?.path, path?.slice(path === "p" ? 1 : 2));
    });
  }

  it("is said of each policy of a list by its place, and of others by none", () => {
    assert.deepEqual(principalProblems(undefined), []);
    assert.deepEqual(principalProblems({ [role]: { policies: [undefined, document] } }), []);
    const [problem, ...more] = principalProblems({ [role]: { policies: [document, 1] } });
    assert.deepEqual([problem!.path, problem!.arn, more], [`["${role}"].policies[1]`, role, []]);
    assert.equal(principalProblems({ [role]: { policies: 1 } })[0]!.path, `["${role}"].policies`);
    assert.deepEqual(principalProblems({ [role]: { trust: "{}" } }), []);
    assert.deepEqual(principalProblems({ [role]: { trust: {} } }), []);
    assert.equal(principalProblems({ [role]: { trust: 1, runsAs: 1, more: 1 } }).length, 3);
  });

  it("is said in few words of whatever it is", () => {
    const round: Record<string, unknown> = {};
    round["self"] = round;
    assert.equal(found(undefined), "missing");
    assert.equal(found(round), "found object");
    assert.equal(
      found(() => 1),
      "found function",
    );
    assert.equal(found(1n), "found bigint");
    assert.equal(found("x".repeat(78)), `found "${"x".repeat(78)}"`);
    assert.equal(found("x".repeat(79)), `found "${"x".repeat(76)}…`);
    assert.ok(found(Array.from({ length: 1_000 }, () => Array.from({ length: 1_000 }, () => 1))).length < 100);
    assert.equal(strayKeys({ a: 1, b: 2 }, ["a", "b"]), undefined);
    assert.equal(strayKeys({ a: 1, b: 2, c: 3 }, ["b"]), '"a", "c"');
    const many = Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`k${i}`, i]));
    assert.equal(strayKeys(many, [])!.split(", ").length, 10);
  });
});

describe("declarations that are not of their form", () => {
  const now = new Date("2026-11-24T12:00:00Z");
  const right = {
    role: "deploy",
    rule: "unbounded-write",
    reason: "a test",
    approvedBy: "security",
    until: "2027-02-01",
  };
  const read = (config: unknown) => readDeclarations(config, ["unbounded-write", "unknown-policy"], now);
  const wrong: readonly (readonly [config: unknown, ...problems: RegExp[]])[] = [
    [undefined],
    [{}],
    [{ enforcementLevel: "advisory" }],
    ["x", /^: found "x", expected an object$/],
    [[], /^: found \[\], expected an object$/],
    [null, /^: found null, expected an object$/],
    [{ account: [] }, /^account: unknown; expected accounts, organizations, exceptions, /],
    [JSON.parse('{"constructor":1}'), /^constructor: unknown/],
    [{ accounts: "222222222222" }, /^accounts: found "222222222222", expected a list$/],
    [
      { accounts: ["222222222222", 222222222222, "22222222222", "x222222222222", "2222222222222"] },
      /^accounts\[1\]: found 222222222222, expected 12 digits in quotes$/,
      /^accounts\[2\]/,
      /^accounts\[3\]/,
      /^accounts\[4\]/,
    ],
    [
      { organizations: ["o-abc", "xo-abc", "o-ABC", "o-", 1] },
      /^organizations\[1\]: found "xo-abc", expected an id such as/,
      /^organizations\[2\]/,
      /^organizations\[3\]/,
      /^organizations\[4\]/,
    ],
    [{ allRoles: "true" }, /^allRoles: found "true", expected true or false$/],
    [{ allRoles: false, unknownAtPreview: "advisory" }],
    [{ unknownAtPreview: "mandatory" }],
    [{ unknownAtPreview: "disabled" }, /^unknownAtPreview: found "disabled", expected "mandatory" or "advisory"$/],
    [{ policies: [] }, /^policies: found \[\], expected documents by the ARNs/],
    [{ exceptions: {} }, /^exceptions: found \{\}, expected a list$/],
    [{ exceptions: [right] }],
    [
      { exceptions: [1] },
      /\.role: missing/,
      /\.rule: missing/,
      /\.reason: missing/,
      /\.approvedBy: missing/,
      /\.until: missing/,
    ],
    [{ exceptions: [{ ...right, reason: " " }] }, /^exceptions\[0\]\.reason: found " ", expected text$/],
    [
      { exceptions: [{ ...right, more: 1 }] },
      /^exceptions\[0\]\.more: unknown; expected role, rule, reason, approvedBy, until$/,
    ],
    [{ exceptions: [{ ...right, role: "dep*" }] }, /\.role: found "dep\*", expected one name: /],
    [
      { exceptions: [{ ...right, role: "arn:aws:iam::111111111111:role/x" }] },
      /expected the name alone, which is the last part of this ARN$/,
    ],
    [
      { exceptions: [{ ...right, role: "teams/deploy" }] },
      /expected the name of a role without its path, or one of role, user, /,
    ],
    [{ exceptions: [{ ...right, role: "role/teams/deploy" }] }, /expected a name without its path$/],
    [
      {
        exceptions: [
          { ...right, role: "resource/s3.Bucket/assets" },
          { ...right, role: "user/alice" },
          { ...right, role: "permission-set/x" },
        ],
      },
    ],
    [
      { exceptions: [{ ...right, rule: "unbounded" }] },
      /\.rule: found "unbounded", expected one of unbounded-write, unknown-policy$/,
    ],
    [
      { exceptions: [{ ...right, until: "2027-02-30" }] },
      /\.until: found "2027-02-30", expected a date such as 2027-02-01$/,
    ],
    [{ exceptions: [{ ...right, until: "2027-02-01T12:00:00Z" }] }],
    [{ exceptions: [{ ...right, until: "2027-02-01Tx" }] }, /expected a date/],
    [{ exceptions: [{ ...right, until: "2027-02-01 x" }] }, /expected a date/],
    [{ exceptions: [{ ...right, until: "2036-11-24" }] }],
    [
      { exceptions: [{ ...right, until: "2036-11-25" }] },
      /more than ten years away; the latest possible day is 2036-11-24$/,
    ],
  ];
  for (const [config, ...problems] of wrong)
    it(`${JSON.stringify(config)?.slice(0, 100)}: ${problems.length} problems`, () => {
      const told = read(config).problems;
      assert.equal(told.length, problems.length, told.join("\n"));
      problems.forEach((problem, i) => assert.match(told[i]!, problem));
    });

  it("count for what can be read of them, and ask for more where they cannot be read", () => {
    assert.deepEqual(read({ accounts: ["222222222222", 1] }).accounts, ["222222222222"]);
    assert.deepEqual(read({ organizations: ["o-abc", 1] }).organizations, ["o-abc"]);
    assert.deepEqual(read({ exceptions: [{ ...right, rule: "x" }, right] }).exceptions, [right]);
    assert.deepEqual(
      [true, false, undefined, "x"].map((allRoles) => read({ allRoles }).allRoles),
      [true, false, false, true],
    );
    assert.deepEqual(
      ["advisory", "mandatory", undefined, "x"].map((level) => read({ unknownAtPreview: level }).unknownAtPreview),
      ["advisory", "mandatory", "mandatory", "mandatory"],
    );
    const { documents } = read({ policies: { [managed]: document, other: "{ //" } });
    assert.deepEqual(
      [...documents].map(([arn, one]) => [arn, one.name, one.document?.statements.length, one.problems?.length]),
      [
        [managed, managed, 1, undefined],
        ["other", "other", undefined, 1],
      ],
    );
  });

  it("advise to take out exceptions that have ended, and only those", () => {
    const advice = (until: string): readonly string[] => read({ exceptions: [{ ...right, until }] }).advice;
    assert.deepEqual(advice("2026-11-24"), []);
    assert.match(
      advice("2026-11-23").join(),
      /^exceptions: take out the one for deploy and unbounded-write\. The exception that security approved \(a test\) ended on 2026-11-23/,
    );
  });

  it("except a finding of that rule and that principal, until they end", () => {
    const finding = { rule: "unbounded-write", level: "mandatory", message: "m." } as const;
    const left = (exception: object, kind: "role" | "user" = "role"): string[] =>
      withoutExcepted([finding], { kind, name: "deploy" }, [{ ...right, ...exception }], now).map(
        ({ message }) => message,
      );
    assert.deepEqual(left({}), []);
    assert.deepEqual(left({ role: "role/deploy" }), []);
    assert.deepEqual(left({ role: "Deploy" }), ["m."]);
    assert.deepEqual(left({ role: "user/deploy" }), ["m."]);
    assert.deepEqual(left({}, "user"), ["m."]);
    assert.deepEqual(left({ role: "user/deploy" }, "user"), []);
    assert.deepEqual(left({ rule: "unknown-policy" }), ["m."]);
    assert.deepEqual(left({ until: "2026-11-24" }), []);
    assert.deepEqual(left({ until: "2026-11-23" }), [
      "m. The exception that security approved (a test) ended on 2026-11-23 and counts no more.",
    ]);
    const two = [
      { ...right, until: "2026-01-01" },
      { ...right, until: "2026-02-01" },
    ];
    const [one] = withoutExcepted([finding], { kind: "role", name: "deploy" }, two, now);
    assert.match(one!.message, /ended on 2026-02-01/);
    assert.deepEqual(withoutExcepted([finding], { kind: "role", name: "deploy" }, [...two, right], now), []);
  });
});
