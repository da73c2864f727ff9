import assert from "node:assert/strict";
import {
  controlConditions,
  controlSentence,
  controlTypes,
  decideControls,
  organizationFacts,
  parseControlPolicy,
  type ControlType,
  type GranteeSession,
  type Organization,
} from "../../../../policypack/iam";
import { NOW } from "../../cases/case";
import {
  MANAGEMENT,
  ORGANIZATION,
  organizationWith,
  TRUSTED,
  TRUSTING,
  type Attached,
  type PlaceName,
} from "./organizationCases";

const ROLE = `arn:aws:iam::${TRUSTING}:role/deploy`;
const ALICE = `arn:aws:iam::${TRUSTED}:user/alice`;
const STRANGER = "arn:aws:iam::333333333333:user/eve";

const deny = (more: object = {}): object => ({ Effect: "Deny", Action: "sts:AssumeRole", Resource: "*", ...more });
const allow = (more: object = {}): object => ({ ...deny(more), Effect: "Allow" });
const when = (operator: string, key: string, value: string | string[]): object => ({
  Condition: { [operator]: { [key]: value } },
});
const unless = (operator: string, key: string, value: string | string[]): object => deny(when(operator, key, value));

interface Asked {
  readonly principal?: string;
  readonly role?: string;
  readonly action?: string;
  readonly session?: Partial<GranteeSession>;
}

function decide(
  organization: Organization,
  { principal = ALICE, role = ROLE, action = "sts:AssumeRole", session }: Asked = {},
) {
  return decideControls(organization, action, role, { principal, mfa: "possible", now: NOW, ...session });
}

type Verdict = ReturnType<typeof decide>["verdict"];
/** What is attached where, and what that comes to. */
type Case = readonly [
  what: string,
  type: ControlType,
  at: { readonly [Place in PlaceName]?: readonly Attached[] | "unknown" },
  verdict: Verdict,
  asked?: Asked,
];

const CASES: readonly Case[] = [
  ["AWS's own policies alone", "service-control", {}, "allowed"],
  // Each place on the way counts, and no other.
  ...(["root", "people", "engineers", "trusted"] as const).flatMap((place): Case[] => [
    [`an SCP that denies at ${place}`, "service-control", { [place]: ["full", deny()] }, "forbidden"],
    [
      `an SCP that denies something else at ${place}`,
      "service-control",
      { [place]: ["full", deny({ Action: "s3:*" })] },
      "allowed",
    ],
    [`no SCP that allows at ${place}`, "service-control", { [place]: [allow({ Action: "s3:*" })] }, "forbidden"],
    [
      `one SCP of two that allows at ${place}`,
      "service-control",
      { [place]: [allow({ Action: "s3:*" }), allow()] },
      "allowed",
    ],
    [`no SCP at all at ${place}`, "service-control", { [place]: [] }, "forbidden"],
  ]),
  ...(["workloads", "trusting", "management"] as const).map((place): Case => [
    `an SCP on the role's side, at ${place}`,
    "service-control",
    { [place]: ["full", deny()] },
    "allowed",
  ]),
  ...(["root", "workloads", "trusting"] as const).flatMap((place): Case[] => [
    [`an RCP that denies at ${place}`, "resource-control", { [place]: ["full", deny()] }, "forbidden"],
    [
      `an RCP that denies another action at ${place}`,
      "resource-control",
      { [place]: ["full", deny({ Action: "sts:TagSession" })] },
      "allowed",
    ],
    [`no RCP that allows at ${place}`, "resource-control", { [place]: [] }, "forbidden"],
  ]),
  ...(["people", "engineers", "trusted", "management"] as const).map((place): Case => [
    `an RCP on the caller's side, at ${place}`,
    "resource-control",
    { [place]: ["full", deny()] },
    "allowed",
  ]),

  [
    "an SCP that denies another action than the asked one",
    "service-control",
    { root: ["full", deny()] },
    "allowed",
    { action: "sts:TagSession" },
  ],
  [
    "an SCP that denies the asked action",
    "service-control",
    { root: ["full", deny({ Action: "sts:Tag*" })] },
    "forbidden",
    { action: "sts:TagSession" },
  ],
  ["an SCP that denies this role", "service-control", { root: ["full", deny({ Resource: ROLE })] }, "forbidden"],
  ["an SCP that denies another role", "service-control", { root: ["full", deny({ Resource: `${ROLE}2` })] }, "allowed"],
  [
    "an SCP that denies all but this role",
    "service-control",
    { root: ["full", deny({ Resource: undefined, NotResource: ROLE })] },
    "allowed",
  ],
  [
    "an SCP that denies all but another role",
    "service-control",
    { root: ["full", deny({ Resource: undefined, NotResource: `${ROLE}2` })] },
    "forbidden",
  ],
  [
    "an SCP that denies all but sts",
    "service-control",
    { root: ["full", deny({ Action: undefined, NotAction: "sts:*" })] },
    "allowed",
  ],
  [
    "an SCP that denies all but s3",
    "service-control",
    { root: ["full", deny({ Action: undefined, NotAction: "s3:*" })] },
    "forbidden",
  ],
  ["an SCP that allows this role alone", "service-control", { people: [allow({ Resource: ROLE })] }, "allowed"],
  [
    "an SCP that allows another role alone",
    "service-control",
    { people: [allow({ Resource: `${ROLE}2` })] },
    "forbidden",
  ],

  // Who is exempt.
  [
    "an SCP, for the management account's people",
    "service-control",
    { root: ["full", deny()] },
    "allowed",
    { principal: `arn:aws:iam::${MANAGEMENT}:user/root-admin` },
  ],
  [
    "an RCP, for the management account's roles",
    "resource-control",
    { root: ["full", deny()] },
    "allowed",
    { role: `arn:aws:iam::${MANAGEMENT}:role/deploy` },
  ],
  [
    "an RCP, for the management account's people",
    "resource-control",
    { root: ["full", deny()] },
    "forbidden",
    { principal: `arn:aws:iam::${MANAGEMENT}:user/root-admin` },
  ],
  [
    "an SCP, for a service-linked role",
    "service-control",
    { root: ["full", deny()] },
    "allowed",
    { principal: `arn:aws:iam::${TRUSTED}:role/aws-service-role/x.amazonaws.com/AWSServiceRoleForX` },
  ],
  [
    "an SCP, for a role of a like name",
    "service-control",
    { root: ["full", deny()] },
    "forbidden",
    { principal: `arn:aws:iam::${TRUSTED}:role/AWSServiceRoleForX` },
  ],
  [
    "an SCP, for an account that is not in the organization",
    "service-control",
    { root: ["full", deny()] },
    "allowed",
    { principal: STRANGER },
  ],
  [
    "an RCP, for people of an account that is not in it",
    "resource-control",
    { root: ["full", deny()] },
    "forbidden",
    { principal: STRANGER },
  ],
  [
    "an RCP, for a role that is not in it",
    "resource-control",
    { root: ["full", deny()] },
    "allowed",
    { role: "arn:aws:iam::333333333333:role/deploy" },
  ],
  [
    "an SCP, for a role in the same account",
    "service-control",
    { root: ["full", deny()] },
    "forbidden",
    { role: `arn:aws:iam::${TRUSTED}:role/deploy` },
  ],

  // Conditions on both sides' organizations.
  [
    "an SCP that denies roles outside, inside",
    "service-control",
    { root: ["full", unless("StringNotEquals", "aws:ResourceOrgID", ORGANIZATION)] },
    "allowed",
  ],
  [
    "an SCP that denies roles outside, by a variable, inside",
    "service-control",
    { root: ["full", unless("StringNotEquals", "aws:ResourceOrgID", "${aws:PrincipalOrgID}")] },
    "allowed",
  ],
  [
    "an SCP that denies roles outside, outside",
    "service-control",
    { root: ["full", unless("StringNotEquals", "aws:ResourceOrgID", ORGANIZATION)] },
    "forbidden",
    { role: "arn:aws:iam::333333333333:role/deploy" },
  ],
  [
    "an SCP that denies roles outside, by a variable, outside",
    "service-control",
    { root: ["full", unless("StringNotEqualsIfExists", "aws:ResourceOrgID", "${aws:PrincipalOrgID}")] },
    "forbidden",
    { role: "arn:aws:iam::333333333333:role/deploy" },
  ],
  [
    "an SCP that denies roles outside, but those of a partner, outside",
    "service-control",
    { root: ["full", unless("StringNotEquals", "aws:ResourceOrgID", [ORGANIZATION, "o-partner0000"])] },
    "open",
    { role: "arn:aws:iam::333333333333:role/deploy" },
  ],
  [
    "an SCP that denies other accounts, the same account",
    "service-control",
    { root: ["full", unless("StringNotEquals", "aws:ResourceAccount", TRUSTED)] },
    "allowed",
    { role: `arn:aws:iam::${TRUSTED}:role/deploy` },
  ],
  [
    "an SCP that denies other accounts, another account",
    "service-control",
    { root: ["full", unless("StringNotEquals", "aws:ResourceAccount", "${aws:PrincipalAccount}")] },
    "forbidden",
  ],
  [
    "an SCP that denies units by a path",
    "service-control",
    {
      root: [
        "full",
        unless("ForAnyValue:StringLike", "aws:ResourceOrgPaths", `${ORGANIZATION}/r-ab12/ou-ab12-11111111/*`),
      ],
    },
    "forbidden",
  ],
  [
    "an SCP that denies other units by a path",
    "service-control",
    {
      root: [
        "full",
        unless("ForAnyValue:StringLike", "aws:ResourceOrgPaths", `${ORGANIZATION}/r-ab12/ou-ab12-22222222/*`),
      ],
    },
    "allowed",
  ],
  [
    "an RCP that denies strangers, a colleague",
    "resource-control",
    { root: ["full", unless("StringNotEqualsIfExists", "aws:PrincipalOrgID", ORGANIZATION)] },
    "allowed",
  ],
  [
    "an RCP that denies strangers, a stranger",
    "resource-control",
    { root: ["full", unless("StringNotEqualsIfExists", "aws:PrincipalOrgID", ORGANIZATION)] },
    "forbidden",
    { principal: STRANGER, session: { organizationId: undefined } },
  ],
  [
    "an RCP that denies strangers without IfExists, a stranger",
    "resource-control",
    { root: ["full", unless("StringNotEquals", "aws:PrincipalOrgID", ORGANIZATION)] },
    "forbidden",
    { principal: STRANGER },
  ],
  [
    "an RCP that denies strangers, a stranger of a known organization",
    "resource-control",
    { root: ["full", unless("StringNotEquals", "aws:PrincipalOrgID", [ORGANIZATION, "o-partner0000"])] },
    "allowed",
    { principal: STRANGER, session: { organizationId: "o-partner0000" } },
  ],
  [
    "an RCP that denies by the caller's unit",
    "resource-control",
    {
      root: [
        "full",
        unless(
          "ForAnyValue:StringEquals",
          "aws:PrincipalOrgPaths",
          `${ORGANIZATION}/r-ab12/ou-ab12-22222222/ou-ab12-33333333/`,
        ),
      ],
    },
    "forbidden",
  ],
  [
    "an RCP that denies by another unit",
    "resource-control",
    {
      root: [
        "full",
        unless("ForAnyValue:StringEquals", "aws:PrincipalOrgPaths", `${ORGANIZATION}/r-ab12/ou-ab12-22222222/`),
      ],
    },
    "allowed",
  ],
  [
    "an SCP that excepts the caller",
    "service-control",
    { root: ["full", unless("ArnNotLike", "aws:PrincipalArn", "arn:aws:iam::*:user/alice")] },
    "allowed",
  ],
  [
    "an SCP that excepts another caller",
    "service-control",
    { root: ["full", unless("ArnNotLike", "aws:PrincipalArn", "arn:aws:iam::*:user/bob")] },
    "forbidden",
  ],

  // What depends on the call.
  [
    "an SCP that asks for MFA, which may be",
    "service-control",
    { root: ["full", unless("BoolIfExists", "aws:MultiFactorAuthPresent", "false")] },
    "open",
  ],
  [
    "an SCP that asks for MFA, which is",
    "service-control",
    { root: ["full", unless("BoolIfExists", "aws:MultiFactorAuthPresent", "false")] },
    "allowed",
    { session: { mfa: { ageSeconds: 5 } } },
  ],
  [
    "an SCP that asks for MFA, which is not",
    "service-control",
    { root: ["full", unless("BoolIfExists", "aws:MultiFactorAuthPresent", "false")] },
    "forbidden",
    { session: { mfa: "never" } },
  ],
  [
    "an SCP that allows from an address",
    "service-control",
    { people: [allow(when("IpAddress", "aws:SourceIp", "192.0.2.0/24"))] },
    "open",
  ],
  [
    "an SCP that allows from this address",
    "service-control",
    { people: [allow(when("IpAddress", "aws:SourceIp", "192.0.2.0/24"))] },
    "allowed",
    { session: { sourceIp: "192.0.2.7" } },
  ],
  [
    "an SCP that denies by a key that nobody knows",
    "service-control",
    { root: ["full", unless("StringEquals", "aws:Moonphase", "full")] },
    "open",
  ],

  // What was not read.
  ["an SCP whose document is not known", "service-control", { people: ["full", "unread"] }, "open"],
  [
    "an SCP whose document is not known, and one that denies",
    "service-control",
    { people: ["full", "unread", deny()] },
    "forbidden",
  ],
  ["an SCP whose document is not known, and none that allows", "service-control", { people: ["unread"] }, "open"],
  ["an SCP whose document is not known on another side", "service-control", { workloads: ["unread"] }, "allowed"],
  ["a unit whose SCPs are not known", "service-control", { engineers: "unknown" }, "open"],
  [
    "a unit whose SCPs are not known, and one that denies",
    "service-control",
    { engineers: "unknown", root: ["full", deny()] },
    "forbidden",
  ],
  ["a unit whose RCPs are not known", "resource-control", { workloads: "unknown" }, "open"],
];

describe("what an organization forbids", () => {
  for (const [what, type, at, verdict, asked] of CASES)
    it(`${what}: ${verdict}`, () => {
      const found = decide(organizationWith({ [type]: at }), asked);
      assert.equal(found.verdict, verdict);
      assert.equal(found.reasons.length > 0, verdict !== "allowed");
      for (const reason of found.reasons) assert.equal(reason.type, type);
    });

  const both = {
    "service-control": { root: ["full", deny()] },
    "resource-control": { root: ["full", deny()] },
  } as const;
  for (const [what, organization, verdict] of [
    ["both types that deny", organizationWith(both), "forbidden"],
    [
      "types that are not enabled",
      organizationWith(both, { enabled: { "service-control": false, "resource-control": false } }),
      "allowed",
    ],
    [
      "one type that is not enabled",
      organizationWith(both, { enabled: { "service-control": false, "resource-control": true } }),
      "forbidden",
    ],
    [
      "a type of which nobody knows that",
      organizationWith({}, { enabled: { "service-control": undefined, "resource-control": true } }),
      "open",
    ],
    [
      "an account that was not found, where all were read",
      organizationWith(both, { without: ["trusted", "trusting"] }),
      "allowed",
    ],
    [
      "an account that was not found, where not all were read",
      organizationWith(both, {
        without: ["trusted"],
        complete: false,
        enabled: { "service-control": true, "resource-control": false },
      }),
      "open",
    ],
    [
      "a unit that was not read, above the account",
      organizationWith({}, { without: ["engineers"], complete: false }),
      "open",
    ],
    [
      "a unit that was not read, elsewhere",
      organizationWith({}, { without: ["management"], complete: false }),
      "allowed",
    ],
  ] as [string, Organization, Verdict][])
    it(`${what}: ${verdict}`, () => assert.equal(decide(organization).verdict, verdict));

  it("does not go round for ever where a unit is in itself", () => {
    const organization = organizationWith();
    const places = new Map(organization.places);
    places.set("ou-ab12-22222222", { ...places.get("ou-ab12-22222222")!, parent: "ou-ab12-33333333" });
    assert.equal(decide({ ...organization, places }).verdict, "open");
  });

  it("names policy, place and statement", () => {
    const texts = (type: ControlType, at: object, asked?: Asked) =>
      decide(organizationWith({ [type]: at }), asked).reasons.map(controlSentence);
    assert.deepEqual(texts("service-control", { people: ["full", deny({ Sid: "KeepIn" })] }), [
      "the service control policy own (p-1) on the unit People (ou-ab12-22222222) denies it in Statement[0] (KeepIn)",
    ]);
    assert.deepEqual(
      texts("resource-control", { root: ["full", unless("StringNotEquals", "aws:PrincipalOrgID", "o-partner0000")] }),
      [
        'the resource control policy own (p-1) on the organization\'s root r-ab12 denies it in Statement[0] where it finds aws:PrincipalOrgID not equal to "o-partner0000"',
      ],
    );
    assert.deepEqual(texts("service-control", { trusted: [] }), [
      "no service control policy on the account engineering (222222222222) allows sts:AssumeRole",
    ]);
    assert.deepEqual(texts("service-control", { engineers: "unknown", people: ["full", "unread"] }), [
      "what the service control policy own (p-1) on the unit People (ou-ab12-22222222) says is not known",
      "which service control policy holds at the unit Engineers (ou-ab12-33333333) is not known",
    ]);
    assert.deepEqual(
      decide(organizationWith({}, { without: ["trusted"], complete: false })).reasons.map(controlSentence),
      ["which service control policy holds for the account 222222222222 is not known"],
    );
  });

  it("says what a call has to have", () => {
    const conditions = (at: object) =>
      decide(organizationWith({ "service-control": at })).reasons.flatMap(controlConditions);
    assert.deepEqual(conditions({ root: ["full", unless("BoolIfExists", "aws:MultiFactorAuthPresent", "false")] }), [
      "not a session without multi-factor authentication, or no such key, which the service control policy own (p-1) on the organization's root r-ab12 denies in Statement[0]",
    ]);
    assert.deepEqual(conditions({ people: [allow(when("IpAddress", "aws:SourceIp", "192.0.2.0/24"))] }), [
      'aws:SourceIp within "192.0.2.0/24", which the service control policy own on the unit People (ou-ab12-22222222) allows it on conditions',
    ]);
    assert.deepEqual(conditions({ engineers: "unknown" }), []);
  });

  it("knows the organization of both sides", () => {
    const other = { otherThan: ORGANIZATION };
    assert.deepEqual(organizationFacts(organizationWith(), ALICE, TRUSTING), {
      resourceAccount: TRUSTING,
      organizationId: ORGANIZATION,
      organizationPath: `${ORGANIZATION}/r-ab12/ou-ab12-22222222/ou-ab12-33333333/`,
      resourceOrganizationId: ORGANIZATION,
      resourceOrganizationPath: `${ORGANIZATION}/r-ab12/ou-ab12-11111111/`,
    });
    assert.deepEqual(organizationFacts(organizationWith(), STRANGER, TRUSTING).organizationId, other);
    assert.equal(
      organizationFacts(organizationWith({}, { complete: false }), STRANGER, TRUSTING).organizationId,
      undefined,
    );
  });

  for (const [what, type, statement, problem] of [
    ["an SCP that names a principal", "service-control", { ...deny(), Principal: "*" }, "Statement[0].Principal"],
    ["an RCP without a principal", "resource-control", deny(), "Statement[0]"],
    [
      "an RCP about one account",
      "resource-control",
      { ...deny(), Principal: { AWS: TRUSTED } },
      "Statement[0].Principal",
    ],
    ["an RCP with NotPrincipal", "resource-control", { ...deny(), NotPrincipal: "*" }, "Statement[0].Principal"],
    [
      "an RCP without a resource",
      "resource-control",
      { ...deny({ Resource: undefined }), Principal: "*" },
      "Statement[0]",
    ],
    ["an RCP about everybody", "resource-control", { ...deny(), Principal: "*" }, undefined],
    ["an RCP about everybody, as AWS", "resource-control", { ...deny(), Principal: { AWS: "*" } }, undefined],
    ["an SCP", "service-control", deny(), undefined],
  ] as [string, ControlType, object, string | undefined][])
    it(`${what} is ${problem === undefined ? "read" : "not read"}`, () => {
      const read = parseControlPolicy(JSON.stringify({ Version: "2012-10-17", Statement: [statement] }), type);
      const path = "problems" in read ? read.problems[0]!.path : undefined;
      assert.equal(path?.startsWith(problem ?? "-"), problem === undefined ? undefined : true);
    });

  it("has cases for both types", () => {
    for (const type of controlTypes) assert.ok(CASES.some(([, of]) => of === type));
  });
});
