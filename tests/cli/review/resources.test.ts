import assert from "node:assert/strict";
import { accessOf } from "../../../cli/review/access/reviewed";
import { resourcesOf, usesOf } from "../../../cli/review/access/uses";
import type { Evidence } from "../../../cli/review/evidence/evidence";
import { resourceFindings } from "../../../cli/review/findings/resources";
import { warningKinds } from "../../../cli/review/model";
import { formats, formatted } from "../../../cli/review/formats/format";
import { assess } from "../../../cli/review/assess";
import type { ResourceEvidence } from "../../../cli/shared/resources/evidence";
import { parsePolicy } from "../../../policypack/iam";
import { organizationWith } from "../../policypack/iam/call/organizationCases";
import { at, deploy, deployed, iamOf, options, trusted, trusting } from "./fixture";

type Statement = Readonly<Record<string, unknown>>;

const shop = "arn:aws:s3:::shop";
const keyArn = `arn:aws:kms:eu-west-1:${trusted}:key/0a1b`;
const allow = (Action: unknown, Resource: unknown, more: Statement = {}): Statement => ({
  Effect: "Allow",
  Action,
  Resource,
  ...more,
});
const lets = (Action: unknown, Resource: unknown, more: Statement = {}): Statement =>
  allow(Action, Resource, { Principal: { AWS: deploy }, ...more });

/** A resource of the other account, as it was read. */
function resource(
  arn: string,
  policy: readonly Statement[] | null,
  more: Partial<ResourceEvidence> = {},
): ResourceEvidence {
  const document = policy && parsePolicy({ Version: "2012-10-17", Statement: policy }, "resource").document!;
  return {
    arn,
    owner: trusted,
    policy: document && { name: "its policy", document },
    otherWays: false,
    key: null,
    unread: [],
    ...more,
  };
}

/** The evidence of both stacks, in which the role deploy has these statements alone, and these resources were read. */
function within(
  own: readonly Statement[],
  resources: readonly ResourceEvidence[],
  more: Partial<Evidence> = {},
): Evidence {
  const evidence = deployed();
  const role = iamOf(evidence, trusting).roles.find(({ arn }) => arn === deploy)!;
  role.inline = { own: { Version: "2012-10-17", Statement: own } };
  role.managed = [];
  const read = Object.fromEntries(resources.map((one) => [one.arn, one]));
  return { ...(evidence as unknown as Evidence), resources: read, ...more };
}

const found = (own: readonly Statement[], resources: readonly ResourceEvidence[], more: Partial<Evidence> = {}) => {
  const { findings, missing } = resourceFindings(accessOf(within(own, resources, more)));
  return {
    findings: findings.map(({ document, message, remedy }) => [document, message, remedy].join("\n")),
    missing: missing.map(({ what, why }) => `${what}: ${why}`),
  };
};
const none = { findings: [], missing: [] };

describe("what the policies of reviewed roles name", () => {
  const uses = (...own: readonly Statement[]) => {
    const [role] = accessOf(within(own, [])).roles;
    const { resources, patterns } = usesOf(role!);
    return [Object.fromEntries([...resources].map(([arn, actions]) => [arn, [...actions]])), patterns];
  };
  const queue = `arn:aws:sqs:eu-west-1:${trusted}:jobs`;
  const cases: readonly (readonly [what: string, own: Statement, resources: object, patterns?: readonly string[]])[] = [
    ["an action", allow("sqs:SendMessage", queue), { [queue]: ["sqs:SendMessage"] }],
    [
      "actions by a pattern, of which some exist",
      allow(["sqs:Send*", "sqs:Nothing*", "iam:*"], queue),
      { [queue]: ["sqs:SendMessage"] },
    ],
    [
      "actions of buckets and of objects, apart",
      allow(["s3:ListBucket", "s3:GetObject"], [shop, `${shop}/*`]),
      { [shop]: ["s3:ListBucket"], [`${shop}/*`]: ["s3:GetObject"] },
    ],
    [
      "all actions but some",
      allow(undefined, `arn:aws:sns:eu-west-1:${trusted}:news`, { NotAction: ["sns:*t*", "sns:*P*r*"] }),
      { [`arn:aws:sns:eu-west-1:${trusted}:news`]: ["sns:Publish", "sns:Subscribe", "sns:Unsubscribe"] },
    ],
    ["a key by an alias", allow("kms:Decrypt", `arn:aws:kms:eu-west-1:${trusted}:alias/a`), {}],
    ["a key", allow("kms:Decrypt", keyArn), { [keyArn]: ["kms:Decrypt"] }],
    ["a Deny", { ...allow("s3:GetObject", `${shop}/*`), Effect: "Deny" }, {}],
    ["other services", allow(["dynamodb:GetItem", "logs:*"], "*"), {}],
    ["all resources", allow("s3:GetObject", "*"), {}, ["*"]],
    ["all resources, of an action that has none of these", allow("s3:ListAllMyBuckets", "*"), {}],
    ["buckets by a pattern", allow("s3:GetObject", `${shop}*/x`), {}, [`${shop}*/x`]],
    ["a pattern of another service", allow("s3:GetObject", "arn:aws:dynamodb:*:*:table/*"), {}],
    [
      "all resources but one",
      allow("s3:GetObject", undefined, { NotResource: `${shop}/*` }),
      {},
      [`everything but ${shop}/*`],
    ],
    ["an access point", allow("s3:GetObject", `arn:aws:s3:eu-west-1:${trusted}:accesspoint/a/object/x`), {}],
  ];
  for (const [what, own, resources, patterns = []] of cases)
    it(what, () => assert.deepEqual(uses(JSON.parse(JSON.stringify(own)) as Statement), [resources, patterns]));

  it("each resource is read once, objects by their bucket", () => {
    const access = accessOf(
      within([allow("s3:*", [shop, `${shop}/a/*`, `${shop}/b`]), allow("kms:Decrypt", keyArn)], []),
    );
    assert.deepEqual(
      resourcesOf(access).map(({ arn, account }) => [arn, account]),
      [
        [keyArn, trusting],
        [shop, trusting],
      ],
    );
  });
});

describe("what resources refuse to reviewed roles", () => {
  const read = [allow("s3:GetObject", `${shop}/*`)];
  it("nothing where both sides let them, or nobody asked", () => {
    assert.deepEqual(found(read, [resource(shop, [lets("s3:GetObject", `${shop}/*`)])]), none);
    const { resources: _, ...unasked } = within([allow("s3:GetObject", "*")], []);
    assert.deepEqual(resourceFindings(accessOf(unasked)), none);
  });

  it("the statement that is missing, with all actions that are, and it mends it", () => {
    const own = [allow(["s3:GetObject", "s3:PutObject"], `${shop}/*`)];
    const lacking = found(own, [resource(shop, [])]);
    const missing = lets(["s3:GetObject", "s3:PutObject"], `${shop}/*`);
    assert.deepEqual(lacking.missing, []);
    assert.deepEqual(lacking.findings, [
      `the policy of ${shop}/*\n` +
        `Sessions of the role deploy may not do all that its policies allow: the policy of ${shop}/* does not let the ` +
        "role do s3:GetObject and s3:PutObject.\n" +
        `Have the resource's account add this statement to that policy: ${JSON.stringify({ Effect: "Allow", Principal: { AWS: deploy }, Action: missing["Action"], Resource: missing["Resource"] })}`,
    ]);
    assert.deepEqual(found(own, [resource(shop, [missing])]), none);
  });

  it("a Deny, of the policy's own name", () => {
    const denied = found(read, [
      resource(shop, [lets("s3:*", `${shop}/*`), { ...lets("s3:Get*", "*"), Effect: "Deny", Sid: "Keep" }]),
    ]);
    assert.match(
      denied.findings.join("\n"),
      /its policy, Statement\[1\] \(Keep\): denies s3:GetObject\.\nTake the Deny/,
    );
    assert.equal(denied.findings.length, 1);
  });

  it("the key that encrypts it", () => {
    const own = [...read, allow("kms:Decrypt", keyArn)];
    const bucket = resource(shop, [lets("s3:GetObject", `${shop}/*`)], { key: { arn: keyArn } });
    const refused = found(own, [bucket, resource(keyArn, [lets("kms:Encrypt", "*")])]);
    assert.match(
      refused.findings.join("\n"),
      new RegExp(`^the policy of ${keyArn}\n.* on ${shop.replace(/\*/g, "\\*")}/\\*: `),
    );
    assert.ok(
      refused.findings[0]!.endsWith(
        JSON.stringify({ Effect: "Allow", Principal: { AWS: deploy }, Action: "kms:Decrypt", Resource: "*" }),
      ),
      refused.findings[0],
    );
    assert.deepEqual(found(own, [bucket, resource(keyArn, [lets("kms:Decrypt", "*")])]), none);
    // The role's own policies have to let it use the key, too.
    const without = found(read, [bucket, resource(keyArn, [lets("kms:Decrypt", "*")])]);
    assert.match(without.findings.join("\n"), /no policy of the role allows kms:Decrypt/);
  });

  it("nothing that the role's own side does not allow anyway", () => {
    const bucket = resource(shop, []);
    const deny = { ...allow("s3:*", "*"), Effect: "Deny" };
    assert.deepEqual(found([...read, deny], [bucket]), none);
    const mfa = { Condition: { Bool: { "aws:MultiFactorAuthPresent": "true" } } };
    assert.deepEqual(found([allow("s3:GetObject", `${shop}/*`, mfa)], [bucket]), none);
  });

  it("at home the role's own policies are enough, but not against a Deny, nor for a key", () => {
    const home = { owner: trusting };
    assert.deepEqual(found(read, [resource(shop, null, home)]), none);
    assert.equal(found(read, [resource(shop, [{ ...lets("s3:*", "*"), Effect: "Deny" }], home)]).findings.length, 1);
    const key = keyArn.replace(trusted, trusting);
    const use = [allow("kms:Decrypt", key)];
    assert.equal(found(use, [resource(key, [lets("kms:Encrypt", "*")], home)]).findings.length, 1);
    const root = { Principal: { AWS: `arn:aws:iam::${trusting}:root` } };
    assert.deepEqual(found(use, [resource(key, [lets("kms:*", "*", root)], home)]), none);
  });

  it("what depends on the call, or holds for a part of the objects, is let in", () => {
    const ip = { Condition: { IpAddress: { "aws:SourceIp": "192.0.2.0/24" } } };
    assert.deepEqual(found(read, [resource(shop, [lets("s3:GetObject", `${shop}/*`, ip)])]), none);
    assert.deepEqual(found(read, [resource(shop, [lets("s3:GetObject", `${shop}/releases/*`)])]), none);
    const secret = { ...lets("s3:GetObject", `${shop}/secret/*`), Effect: "Deny" };
    assert.deepEqual(found(read, [resource(shop, [lets("s3:GetObject", `${shop}/*`), secret])]), none);
    // A part that the role's policies do not name is none of it.
    const narrow = [allow("s3:GetObject", `${shop}/releases/*`)];
    assert.equal(found(narrow, [resource(shop, [lets("s3:GetObject", `${shop}/logs/*`)])]).findings.length, 1);
  });

  it("what could not be read is missing evidence, and is never said to be fine", () => {
    const unread = { what: "the policy of the bucket shop", why: "AccessDenied" };
    const nothing: ResourceEvidence = { arn: shop, otherWays: true, unread: [unread] };
    assert.deepEqual(found(read, [nothing]).findings, []);
    assert.match(
      found(read, [nothing]).missing.join("\n"),
      /^whether arn:aws:s3:::shop\/\* lets in sessions of the role/,
    );
    const lists = found(read, [resource(shop, [], { otherWays: true })]);
    assert.deepEqual([lists.findings.length, lists.missing.length], [0, 1]);
    const unknownKey = found(read, [resource(shop, [lets("s3:GetObject", `${shop}/*`)], { key: undefined })]);
    assert.match(unknownKey.missing.join("\n"), /the key that encrypts .* could not be read/);
    const patterns = found([allow("s3:GetObject", "*")], []);
    assert.match(patterns.missing.join("\n"), /its policies name them by patterns: \*$/);
    // What could not be read does not hide what is known.
    const deny = { ...allow("s3:*", "*"), Effect: "Deny" };
    assert.deepEqual(found([...read, deny], [nothing]), none);
  });

  it("what the organization forbids", () => {
    const statement = { Effect: "Deny", Principal: "*", Action: "s3:*", Resource: "*" };
    const organization = organizationWith({ "resource-control": { people: ["full", statement] } });
    const more = { organization: { read: { organization, source: "file", at } as const, of: {} } };
    const bucket = resource(shop, [lets("s3:GetObject", `${shop}/*`)]);
    assert.match(found(read, [bucket], more).findings.join("\n"), /resource control policy/);
  });

  it("is a warning in every format, and not known makes exit code 11", () => {
    const review = (evidence: Evidence) => assess(evidence, [], options);
    const refused = review(within(read, [resource(shop, [])]));
    const finding = refused.findings.find(({ kind }) => kind === "resource-refuses")!;
    assert.deepEqual([finding.level, finding.role, finding.account], ["warning", deploy, trusting]);
    assert.ok(warningKinds.includes("resource-refuses"));
    for (const format of formats) {
      const text = formatted(refused, format, {}, { width: 120, colour: false });
      assert.match(text.replace(/\\/g, ""), /resource-refuses/, format);
      assert.match(text.replace(/&quot;|&#34;|\\/g, '"').replace(/"+/g, '"'), /"Action":"s3:GetObject"/, format);
    }
    const before = within(read, [resource(shop, [lets("s3:GetObject", `${shop}/*`)])]);
    assert.deepEqual(review(before).missing, []);
    assert.notDeepEqual(review(within(read, [{ arn: shop, otherWays: true, unread: [] }])).missing, []);
  });
});
