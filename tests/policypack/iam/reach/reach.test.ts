/** The least pinned resource of a type, its forms, and the answers that are kept. */
import assert from "node:assert/strict";
import { compileTemplate } from "../../../../policypack/iam/catalogue/arnTemplate";
import type { Clause } from "../../../../policypack/iam/pattern/clause";
import { compilePattern, literalPattern } from "../../../../policypack/iam/pattern/pattern";
import { cachedReach, reachIn } from "../../../../policypack/iam/reach/cachedReach";
import { fixesOwner } from "../../../../policypack/iam/reach/forms";
import { leastPinned, type Reach } from "../../../../policypack/iam/reach/reach";

const type = (text: string, whole = false) => compileTemplate(text.replaceAll("<", "${").replaceAll(">", "}"), whole);
const QUEUE = "arn:aws:sqs:<Region>:<Account>:<QueueName>";
const OBJECT = "arn:aws:s3:::<BucketName>/<ObjectName>";
const TASK = "arn:aws:ecs:<Region>:<Account>:task/<ClusterName>/<TaskId>";
const INSTANCE = "arn:aws:ec2:<Region>:<Account>:instance/<InstanceId>";
const IMAGE = "arn:aws:ec2:<Region>::image/<ImageId>";
const ROLE = "arn:aws:iam::<Account>:role/<RoleNameWithPath>";
const POLICY = "arn:aws:iam::<Account>:policy/<PolicyNameWithPath>";

const clause = (not: boolean, text: string): Clause => ({ not, patterns: text.split(" ").map(compilePattern) });
/** Patterns after `-` are left out, those after `!` are a NotResource; clauses are parted by commas. */
function region(text: string): { within: Clause[]; without: Clause[] } {
  const parts = text.split(", ");
  const others = parts.filter((one) => !one.startsWith("-"));
  return {
    within: others.map((one) => (one.startsWith("!") ? clause(true, one.slice(1)) : clause(false, one))),
    without: parts.filter((one) => one.startsWith("-")).map((one) => clause(false, one.slice(1))),
  };
}
const pinnedOf = (reach: Reach): number | string => (typeof reach === "object" ? reach.pinned : reach);
const budget = () => ({ left: 1_000_000 });

/** A type, a region, and how many characters of the least pinned resource are pinned. */
const PINNED: readonly (readonly [type: string, region: string, pinned: number | "none"])[] = [
  [QUEUE, "*", 0],
  [QUEUE, "arn:aws:sqs:*", 0],
  [QUEUE, "arn:aws:sqs:eu-west-1:111111111111:*", 0],
  [QUEUE, "arn:aws:sqs:eu-west-1:111111111111:o*", 1],
  [QUEUE, "arn:aws:sqs:eu-west-1:111111111111:or*", 2],
  [QUEUE, "arn:aws:sqs:eu-west-1:111111111111:orders", 7],
  [QUEUE, "arn:aws:sqs:eu-west-1:111111111111:*s", 1],
  [QUEUE, "arn:aws:sqs:eu-west-1:111111111111:?", 0],
  [QUEUE, "arn:aws:sqs:::orders", "none"],
  [QUEUE, "arn:aws:sqs:eu-west-1::orders", "none"],
  [QUEUE, "arn:aws:sqs:?:?:orders", 7],
  [QUEUE, "arn:aws:sns:*", "none"],
  [QUEUE, "arn:aws:sqs", "none"],
  [QUEUE, "arn:aws:sqs:*:*", 0],
  [QUEUE, "arn:aws:sqs:eu-west-1:111111111111:", "none"],
  [QUEUE, "arn:aws:sqs:eu-west-1:111111111111:orders, arn:aws:sqs:*:*:*s", 7],
  [QUEUE, "arn:aws:sqs:eu-west-1:111111111111:o*, arn:aws:sqs:*:*:a*", 2],
  [QUEUE, "arn:aws:sqs:eu-west-1:111111111111:o*, arn:aws:sqs:eu-west-1:111111111111:a*", "none"],
  [QUEUE, "arn:aws:sqs:*:*:o*, arn:aws:sqs:*:*:*s", 2],
  [QUEUE, "arn:aws:sqs:*:*:orders arn:aws:sqs:*:*:o*", 1],
  [QUEUE, "*, -arn:aws:sqs:*", "none"],
  [QUEUE, "*, -arn:aws:sqs:*:*:a*", 0],
  [QUEUE, "!arn:aws:sqs:*", "none"],
  [QUEUE, "!arn:aws:sqs:*:*:a* arn:aws:sns:*", 0],
  [QUEUE, "arn:aws:sqs:*:*:o*, !arn:aws:sqs:*:*:o*", "none"],
  [QUEUE, "arn:aws:sqs:$*", 0],
  [OBJECT, "arn:aws:s3:::*", 0],
  [OBJECT, "arn:aws:s3:::shop/*", 5],
  [OBJECT, "arn:aws:s3:::shop-*/*", 5],
  [OBJECT, "arn:aws:s3:::*/key", 0],
  [OBJECT, "arn:aws:s3:::shop", "none"],
  [OBJECT, "arn:aws:s3:eu-west-1::shop/*", "none"],
  [OBJECT, "arn:aws:s3:::shop/a:b", 5],
  [TASK, "arn:aws:ecs:eu-west-1:111111111111:task/shop/a:b", "none"],
  [TASK, "arn:aws:ecs:eu-west-1:111111111111:task/shop/ab", 5],
  [INSTANCE, "arn:aws:ec2:*:*:instance/*", 0],
  [INSTANCE, "arn:aws:ec2:*:*:instance/i-*", 2],
  // A star may reach into the name.
  [INSTANCE, "arn:aws:ec2:*:*:volume/*", 7],
  [INSTANCE, "arn:aws:ec2:eu-west-1:111111111111:volume/*", "none"],
  [INSTANCE, "arn:aws:ec2:eu-west-1:1111:instance/*", 0],
  [IMAGE, "arn:aws:ec2:*::image/*", 0],
  [IMAGE, "arn:aws:ec2:*:111111111111:image/*", 19],
  [IMAGE, "arn:aws:ec2:eu-west-1:111111111111:image/*", "none"],
  [ROLE, "arn:aws:iam::111111111111:role/*", 0],
  [ROLE, "arn:aws:iam::*:role/*", 0],
  [ROLE, "arn:aws:iam::111111111111:role/app-*", 4],
  [ROLE, "arn:aws:iam::aws:role/*", 0],
  [POLICY, "arn:aws:iam::111111111111:policy/*", 0],
  [POLICY, "arn:aws:iam::aws:policy/*", "none"],
  [POLICY, "arn:aws:iam::1111111111111:policy/*", "none"],
  [POLICY, "arn:aws:iam::11111111111?:policy/*", 0],
];

describe("the least pinned resource of a type", () => {
  for (const [text, asked, pinned] of PINNED)
    it(`${text} in ${asked}: ${pinned}`, () => {
      const found = leastPinned(type(text), region(asked), budget(), 1_000);
      assert.equal(pinnedOf(found), pinned);
      const { within, without } = region(asked);
      assert.equal(pinnedOf(cachedReach(type(text), { within, without }, budget(), 1_000)), pinned, "kept");
      if (typeof pinned === "number") {
        assert.equal(pinnedOf(leastPinned(type(text), region(asked), budget(), pinned + 1)), pinned);
        assert.equal(pinnedOf(leastPinned(type(text), region(asked), budget(), pinned)), "none", "below what it has");
      }
    });

  it("is not decided without a budget, even where it is plain", () => {
    for (const left of [0, -1]) {
      assert.equal(leastPinned(type(QUEUE), region("arn:aws:sns:*"), { left }), "undecided");
      assert.equal(leastPinned(type(QUEUE), region("*"), { left }), "undecided");
    }
  });

  it("counts a name that a user's own name begins, colon and all, as a name", () => {
    const own = {
      within: [{ not: false, patterns: [literalPattern("arn:aws:iam::111111111111:role/${aws:username}")] }],
      without: [],
    };
    const other = {
      within: [{ not: false, patterns: [literalPattern("arn:aws:iam::111111111111:role/a:b")] }],
      without: [],
    };
    assert.equal(typeof leastPinned(type(ROLE), own, budget(), 1_000), "object");
    assert.equal(leastPinned(type(ROLE), other, budget(), 1_000), "none");
  });
});

describe("the answers that are kept", () => {
  it("are those of the patterns, of what is left out, of the type and of the limit", () => {
    const [o, s, a] = ["o*", "s*", "*"].map((name) => compilePattern(`arn:aws:sqs:eu-west-1:111111111111:${name}`));
    const [queue, topic] = [type(QUEUE), type(QUEUE.replace("sqs", "sns"))];
    const ask = (template: typeof queue, within: Clause[], without: Clause[] = [], below = 2): number | string =>
      pinnedOf(cachedReach(template, { within, without }, budget(), below));
    const of = (...patterns: NonNullable<typeof o>[]): Clause => ({ not: false, patterns });
    for (let turn = 0; turn < 2; turn++) {
      assert.equal(ask(queue, [of(o!)]), 1);
      assert.equal(ask(topic, [of(o!)]), "none");
      assert.equal(ask(queue, [of(o!)], [], 1), "none");
      assert.equal(ask(queue, [of(o!, a!)]), 0);
      assert.equal(ask(queue, [of(o!, s!)]), 1);
      assert.equal(ask(queue, [{ not: true, patterns: [o!] }]), 0);
      assert.equal(ask(queue, [of(o!)], [of(a!)]), "none");
      assert.equal(ask(queue, [of(o!), of(s!)]), "none");
      assert.equal(ask(queue, [of(a!), of(o!)]), 1);
      assert.equal(ask(queue, [of(a!), { not: true, patterns: [a!] }]), "none");
    }
  });

  it("leave out no clause that only begins like another", () => {
    const [or, s, o] = ["or*", "s*", "o*"].map((name) => compilePattern(`arn:aws:sqs:eu-west-1:111111111111:${name}`));
    const queue = type(QUEUE.replace("arn:aws:", "arn:<Partition>:"));
    const ask = (...within: Clause[]): number | string =>
      pinnedOf(reachIn(["aws"], queue, { within, without: [] }, budget(), 1_000));
    const of = (not: boolean, ...patterns: NonNullable<typeof or>[]): Clause => ({ not, patterns });
    assert.equal(ask(of(false, or!, s!), of(false, or!)), 2);
    assert.equal(ask(of(false, or!), of(false, or!, s!)), 2);
    assert.equal(ask(of(true, or!), of(false, or!)), "none");
    assert.equal(ask(of(false, or!), of(true, or!)), "none");
    assert.equal(ask(of(false, or!), of(false, or!)), 2);
    assert.equal(ask(of(false, o!), of(false, or!)), 2);
  });

  it("are none while the budget does not suffice", () => {
    const within = [clause(false, "arn:aws:sqs:eu-west-1:111111111111:k*")];
    assert.equal(cachedReach(type(QUEUE), { within, without: [] }, { left: 0 }, 2), "undecided");
    assert.equal(pinnedOf(cachedReach(type(QUEUE), { within, without: [] }, budget(), 2)), 1);
  });
});

describe("the least pinned resource in some partitions and in all forms of a type", () => {
  const ask = (text: string, asked: string, partitions = ["aws"], below = 2): number | string =>
    pinnedOf(reachIn(partitions, type(text.replace("arn:aws:", "arn:<Partition>:")), region(asked), budget(), below));
  for (const [text, asked, expected, partitions] of [
    [QUEUE, "*", 0],
    [QUEUE, "arn:aws:sqs:*:*:orders", "none"],
    [QUEUE, "arn:aws-cn:sqs:*:*:*", "none"],
    [QUEUE, "arn:aws-cn:sqs:*:*:*", 0, ["aws", "aws-cn"]],
    [QUEUE, "arn:aws:sqs:*:*:*", 0, ["aws-cn", "aws"]],
    [QUEUE, "*, *, arn:aws:sqs:*:*:orders", "none"],
    [QUEUE, "*, arn:aws:sqs:*:*:*, -arn:aws:sqs:*:*:*", "none"],
    [QUEUE, "arn:aws:sqs:eu-west-1:111111111111:o*, arn:aws:sqs:eu-west-1:111111111111:or*", "none"],
    [QUEUE, "arn:aws:sqs:eu-west-1:111111111111:o*, !arn:aws:sqs:eu-west-1:111111111111:o*", "none"],
    [QUEUE, "!arn:aws:sqs:*, !arn:aws:sns:*", "none"],
    [QUEUE, "!arn:aws:sns:*, !arn:aws:sqs:*", "none"],
    [
      QUEUE,
      "arn:aws:sqs:eu-west-1:111111111111:o*, arn:aws:sqs:eu-west-1:111111111111:o* arn:aws:sqs:eu-west-1:111111111111:p*",
      1,
    ],
    [
      QUEUE,
      "arn:aws:sqs:eu-west-1:111111111111:o* arn:aws:sqs:eu-west-1:111111111111:p*, arn:aws:sqs:eu-west-1:111111111111:p*",
      1,
    ],
    [INSTANCE, "arn:aws:ec2:*:*:instance/i-*", 0],
    [INSTANCE, "arn:aws:ec2:*:*:instance/i-0*", 1],
    [INSTANCE, "arn:aws:ec2:*:*:instance/i-01*", "none"],
    [OBJECT, "arn:aws:s3:::*/key", 0],
    [OBJECT, "arn:aws:s3:::shop-*/*", "none"],
    [OBJECT, "arn:aws:s3:::s*/key", 1],
  ] as const)
    it(`${text} in ${asked} of ${(partitions ?? ["aws"]).join()}: ${expected}`, () =>
      assert.equal(ask(text, asked, partitions && [...partitions]), expected));
});

describe("the name that owns the others", () => {
  for (const [expected, text, patterns] of [
    [true, OBJECT, "arn:aws:s3:::shop/*"],
    [true, OBJECT, "arn:aws:s3:::sh*/*"],
    [false, OBJECT, "arn:aws:s3:::s*/*"],
    [false, OBJECT, "arn:aws:s3:::*/secret"],
    [false, OBJECT, "*"],
    [false, OBJECT, "arn:aws:s3:::?ab*/k"],
    [true, OBJECT, "arn:aws:s3:::$x*/k"],
    [false, OBJECT, "arn:aws:s3:::s?*/secret"],
    [false, OBJECT, "arn:aws:s3:::?/secret"],
    [true, OBJECT, "arn:aws:s3:::shop"],
    [true, OBJECT, "arn:aws:s3:::shop/a arn:aws:s3:::app/*"],
    [false, OBJECT, "arn:aws:s3:::shop/a arn:aws:s3:::*/b"],
    [true, QUEUE, "arn:aws:sqs:*:*:orders"],
    [false, QUEUE, "arn:aws:sqs:*:*:*"],
    [true, "arn:aws:ecs:<Region>:<Account>:task/<ClusterName>/<TaskId>", "arn:aws:ecs:*:*:task/shop/*"],
    [false, "arn:aws:ecs:<Region>:<Account>:task/<ClusterName>/<TaskId>", "arn:aws:ecs:*:*:task/*/0123"],
    [false, "arn:aws:ecs:<Region>:<Account>:task/<ClusterName>/<TaskId>", "arn:aws:ecs:*:*:task/s*"],
    [true, "arn:aws:ecs:<Region>:<Account>:task/<ClusterName>/<TaskId>", "arn:aws:ecs:*:*:t???/shop/*"],
    [true, "arn:aws:sagemaker:<Region>:<Account>:user-profile/<DomainId>/<UserProfileName>", "arn:aws:sagemaker:*"],
    [
      true,
      "arn:aws:kafka:<Region>:<Account>:topic/<ClusterName>/<ClusterUuid>/<TopicName>",
      "arn:aws:kafka:*:*:topic/shop/*",
    ],
    [
      false,
      "arn:aws:kafka:<Region>:<Account>:topic/<ClusterName>/<ClusterUuid>/<TopicName>",
      "arn:aws:kafka:*:*:topic/*/orders",
    ],
  ] as const)
    it(`is ${expected ? "" : "not "}fixed in ${text} by ${patterns}`, () => {
      const one = clause(false, patterns);
      assert.equal(fixesOwner(one, type(text)), expected);
      assert.equal(fixesOwner(one, type(text)), expected, "asked once more");
      assert.equal(fixesOwner({ ...one, not: true }, type(text)), false, "of all others");
    });
});
