import assert from "node:assert/strict";
import {
  decideAccess,
  keyActions,
  parsePolicy,
  requestFacts,
  resourceKind,
  type AccessQuestion,
  type NamedPolicy,
} from "../../../../policypack/iam";
import { Referee } from "../../../cli/diff/tried/referee";
import { NOW } from "../../cases/case";
import { organizationWith, TRUSTED, TRUSTING } from "./organizationCases";
import { home, other, ours, refereed, role, simulated, type Call } from "./resourceWorlds";

type Statement = Readonly<Record<string, unknown>>;
const allow = (more: Statement = {}): Statement => ({ Effect: "Allow", Action: "*", Resource: "*", ...more });
const deny = (more: Statement = {}): Statement => ({ ...allow(more), Effect: "Deny" });
const by = (AWS: string, more: Statement = {}): Statement => allow({ Principal: { AWS }, ...more });

/** Kinds by their place in the list of resources. */
const kinds = { bucket: 0, key: 1, queue: 2, topic: 3, secret: 4 } as const;
interface Case {
  readonly own?: readonly Statement[];
  readonly boundary?: readonly Statement[];
  readonly narrowed?: readonly Statement[];
  readonly policy?: readonly Statement[];
}

/** What, which owner, the policies, and whether the session may: of all kinds but keys, and of keys. */
const cases: readonly (readonly [what: string, owner: string, given: Case, others: boolean, keys: boolean])[] = [
  ["both sides, at home", home, { own: [allow()], policy: [by(home)] }, true, true],
  ["the role alone, at home", home, { own: [allow()], policy: [by(other)] }, true, false],
  [
    "the resource alone, by the role's name",
    home,
    { own: [deny({ Action: "iam:*" })], policy: [by(role)] },
    true,
    true,
  ],
  [
    "the resource alone, by the account's name",
    home,
    { own: [deny({ Action: "iam:*" })], policy: [by(home)] },
    false,
    false,
  ],
  [
    "a Deny of the resource",
    home,
    { own: [allow()], policy: [by(home), { ...by(role), Effect: "Deny" }] },
    false,
    false,
  ],
  [
    "a Deny of somebody else",
    home,
    { own: [allow()], policy: [by(home), { ...by(other), Effect: "Deny" }] },
    true,
    true,
  ],
  [
    "a boundary that lacks it",
    home,
    { own: [allow()], boundary: [allow({ Action: "iam:*" })], policy: [by(role)] },
    false,
    false,
  ],
  ["a boundary that has it", home, { own: [allow()], boundary: [allow()], policy: [by(role)] }, true, true],
  [
    "a boundary that lacks it, where the very session is named",
    home,
    {
      own: [allow({ Action: "iam:*" })],
      boundary: [allow({ Action: "iam:*" })],
      policy: [by(`arn:aws:sts::${home}:assumed-role/deploy/alice`)],
    },
    true,
    true,
  ],
  [
    "a session that was narrowed",
    home,
    { own: [allow()], narrowed: [allow({ Action: "iam:*" })], policy: [by(role)] },
    false,
    false,
  ],
  ["both sides, across", other, { own: [allow()], policy: [by(role)] }, true, true],
  ["both sides, across, by the account's name", other, { own: [allow()], policy: [by(home)] }, true, true],
  ["the role alone, across", other, { own: [allow()], policy: [by(other)] }, false, false],
  ["the resource alone, across", other, { own: [allow({ Action: "iam:*" })], policy: [by(role)] }, false, false],
  ["another role's name, across", other, { own: [allow()], policy: [by(`${role}-2`)] }, false, false],
  [
    "a condition that holds, across",
    other,
    { own: [allow()], policy: [by("*", { Condition: { StringEquals: { "aws:PrincipalAccount": home } } })] },
    true,
    true,
  ],
  [
    "a condition that does not, across",
    other,
    { own: [allow()], policy: [by("*", { Condition: { StringEquals: { "aws:PrincipalAccount": other } } })] },
    false,
    false,
  ],
];

const calls = cases.flatMap(([what, owner, given, others, keys]) =>
  Object.entries(kinds).map(([name, kind]) => {
    const { own = [], boundary, narrowed, policy } = given;
    const call: Call = { kind, action: 0, owner, own, boundary, narrowed, policy };
    return { what: `a ${name}: ${what}`, call, may: name === "key" ? keys : others };
  }),
);

describe("whether a session may use a resource", () => {
  let theirs: readonly boolean[];
  before(async () => {
    const referee = await Referee.start();
    theirs = await refereed(
      referee,
      calls.map(({ call }) => call),
    );
    referee.stop();
  });
  for (const [i, { what, call, may }] of calls.entries())
    it(`${may ? "allowed" : "denied"}: ${what}; the emulator and the simulator say so too`, async () => {
      assert.deepEqual([ours(call).verdict, theirs[i], await simulated(call)], [may ? "allowed" : "denied", may, may]);
    });

  const named = (kind: "identity" | "resource", ...statements: readonly Statement[]): NamedPolicy => ({
    name: "p",
    document: parsePolicy({ Version: "2012-10-17", Statement: statements }, kind).document!,
  });
  const object = "arn:aws:s3:::shop/x";
  const question = (more: Partial<AccessQuestion> = {}, owner: string | undefined = other): AccessQuestion => ({
    action: "s3:GetObject",
    resource: object,
    owner,
    session: {
      principal: role,
      mfa: "never",
      now: NOW,
      sessionName: "alice",
      request: requestFacts({ action: "s3:GetObject", resource: object, owner, caller: home }),
    },
    policies: [named("identity", allow())],
    boundary: null,
    resourcePolicy: named("resource", by(role)),
    consents: false,
    ...more,
  });
  const ipOnly = { Condition: { IpAddress: { "aws:SourceIp": "192.0.2.0/24" } } };
  const everybody = named("resource", by("*"));

  const more: readonly (readonly [what: string, asked: AccessQuestion, verdict: string, kinds?: readonly string[]])[] =
    [
      ["nothing is unknown", question(), "allowed", []],
      ["the role's policies are not known", question({ policies: undefined }), "open", ["unknown"]],
      ["the boundary is not known", question({ boundary: undefined }), "open", ["unknown"]],
      ["the resource's policy is not known", question({ resourcePolicy: undefined }), "open", ["unknown"]],
      [
        "it is not known, and the role's own policies deny",
        question({ resourcePolicy: undefined, policies: [named("identity", deny())] }),
        "denied",
        ["denies"],
      ],
      [
        "it is not known, and the role's own policies lack it, across",
        question({ resourcePolicy: undefined, policies: [named("identity", allow({ Action: "iam:*" }))] }),
        "denied",
        ["lacks"],
      ],
      [
        "a condition is not known",
        question({ resourcePolicy: named("resource", by(role, ipOnly)) }),
        "open",
        ["conditions"],
      ],
      [
        "a Deny on a condition that is not known",
        question({ resourcePolicy: named("resource", by(role), { ...by("*", ipOnly), Effect: "Deny" }) }),
        "open",
        ["denies"],
      ],
      [
        "the public is let in, and it is not known whether the bucket restricts that",
        question({ resourcePolicy: everybody }),
        "open",
      ],
      [
        "the public is let in, and the bucket restricts that",
        question({ resourcePolicy: everybody, restrictsPublic: true }),
        "denied",
      ],
      [
        "the public is let in, and the bucket does not",
        question({ resourcePolicy: everybody, restrictsPublic: false }),
        "allowed",
      ],
      ["the public is let in at home", question({ resourcePolicy: everybody, restrictsPublic: true }, home), "allowed"],
      ["the owner is not known, and both answers are the same", { ...question(), owner: undefined }, "allowed"],
      [
        "the owner is not known, and the answers differ",
        { ...question({ resourcePolicy: null }), owner: undefined },
        "open",
        ["owner", "lacks"],
      ],
      [
        "something else may let it in",
        question({ resourcePolicy: null, otherWays: true }),
        "open",
        ["other-ways", "lacks"],
      ],
      [
        "the session's name is not known, and one is named",
        question({
          session: { principal: role, mfa: "never", now: NOW },
          resourcePolicy: named("resource", by(`arn:aws:sts::${home}:assumed-role/deploy/alice`)),
        }),
        "open",
      ],
      [
        "NotPrincipal with a Deny that names another account",
        question({
          resourcePolicy: named("resource", by(role), {
            Effect: "Deny",
            NotPrincipal: { AWS: other },
            Action: "*",
            Resource: "*",
          }),
        }),
        "denied",
      ],
      [
        "NotPrincipal with a Deny that names the role",
        question({
          resourcePolicy: named("resource", by(role), {
            Effect: "Deny",
            NotPrincipal: { AWS: role },
            Action: "*",
            Resource: "*",
          }),
        }),
        "open",
      ],
    ];
  for (const [what, asked, verdict, kindsOf] of more)
    it(`${verdict}: ${what}`, () => {
      const decision = decideAccess(asked);
      assert.equal(decision.verdict, verdict, JSON.stringify(decision));
      if (kindsOf !== undefined)
        assert.deepEqual(
          decision.reasons.map(({ kind }) => kind),
          kindsOf,
        );
    });

  describe("under an organization", () => {
    const inOrganization = (
      type: "service-control" | "resource-control",
      statement: Statement,
      action: string,
      resource: string,
    ) => {
      const organization = organizationWith({
        [type]: { [type === "service-control" ? "people" : "workloads"]: ["full", statement] },
      });
      const principal = `arn:aws:iam::${TRUSTED}:role/deploy`;
      return decideAccess({
        ...question({ resourcePolicy: named("resource", by(principal)), organization }, TRUSTING),
        action,
        resource,
        session: { principal, mfa: "never", now: NOW, sessionName: "alice" },
      }).verdict;
    };
    const topic = `arn:aws:sns:eu-west-1:${TRUSTING}:news`;
    for (const [what, type, statement, action, resource, verdict] of [
      ["an SCP that denies", "service-control", deny({ Action: "s3:*" }), "s3:GetObject", object, "denied"],
      [
        "an SCP that denies something else",
        "service-control",
        deny({ Action: "sqs:*" }),
        "s3:GetObject",
        object,
        "allowed",
      ],
      [
        "an RCP that denies",
        "resource-control",
        deny({ Principal: "*", Action: "s3:*" }),
        "s3:GetObject",
        object,
        "denied",
      ],
      [
        "an RCP that denies another bucket",
        "resource-control",
        deny({ Principal: "*", Resource: "arn:aws:s3:::bank/*" }),
        "s3:GetObject",
        object,
        "allowed",
      ],
      [
        "an RCP, of which topics know nothing",
        "resource-control",
        deny({ Principal: "*" }),
        "sns:Publish",
        topic,
        "allowed",
      ],
    ] as const)
      it(`${verdict}: ${what}`, () => assert.equal(inOrganization(type, statement, action, resource), verdict));
  });
});

describe("which resources have a policy that is judged", () => {
  for (const [arn, kind] of [
    ["arn:aws:s3:::shop", "bucket"],
    ["arn:aws:s3:::shop/*", "bucket"],
    ["arn:aws:s3:::sh*p/x", undefined],
    ["arn:aws:s3:eu-west-1:111111111111:accesspoint/a", undefined],
    ["arn:aws:kms:eu-west-1:111111111111:key/0a1b", "key"],
    ["arn:aws:kms:eu-west-1:111111111111:alias/a", "key"],
    ["arn:aws:kms:*:111111111111:key/0a1b", undefined],
    ["arn:aws:kms:eu-west-1:111111111111:key/*", undefined],
    ["arn:aws:sqs:eu-west-1:111111111111:jobs", "queue"],
    ["arn:aws:sns:eu-west-1:111111111111:news", "topic"],
    ["arn:aws:sns:eu-west-1:111111111111:news:0a1b", undefined],
    ["arn:aws:secretsmanager:eu-west-1:111111111111:secret:db-a1b2c3", "secret"],
    ["arn:aws:dynamodb:eu-west-1:111111111111:table/x", undefined],
    ["*", undefined],
  ] as const)
    it(`${arn}: ${kind ?? "none"}`, () => assert.equal(resourceKind(arn), kind));

  it("knows what a key is asked for", () => {
    assert.deepEqual(keyActions("S3:GetObject"), ["kms:Decrypt"]);
    assert.deepEqual(keyActions("s3:ListBucket"), []);
  });
});
