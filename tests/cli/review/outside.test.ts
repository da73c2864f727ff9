import assert from "node:assert/strict";
import { broaderThan } from "../../../cli/review/approvals/compare";
import { assess } from "../../../cli/review/assess";
import { formats, formatted } from "../../../cli/review/formats/format";
import { reviewSchema, type Review } from "../../../cli/review/model";
import type { Evidence } from "../../../cli/review/evidence/evidence";
import {
  approveAll,
  deploy,
  deployed,
  iamOf,
  options as base,
  role,
  short,
  trust,
  trusted,
  trusting,
  user,
  type Mutable,
} from "./fixture";

const management = "999999999999";
const options = { ...base, compare: broaderThan };
const administrator = { managed: ["arn:aws:iam::aws:policy/AdministratorAccess"] };
const saml = {
  Version: "2012-10-17",
  Statement: [
    {
      Effect: "Allow",
      Principal: { Federated: `arn:aws:iam::${trusting}:saml-provider/AWSSSO_0123456789abcdef_DO_NOT_DELETE` },
      Action: ["sts:AssumeRoleWithSAML", "sts:TagSession"],
      Condition: { StringEquals: { "SAML:aud": "https://signin.aws.amazon.com/saml" } },
    },
  ],
};
const outside = { owner: "org@example.com", reason: "Its own administrators decide", by: "2027-02-01" };

/** The evidence of a member account of an organization. */
function member(by = outside.by): Mutable<Evidence> {
  const evidence = deployed();
  const reserved = "aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_Admin_0123456789abcdef";
  iamOf(evidence, trusting).roles.push(
    role(trusting, "OrganizationAccountAccessRole", trust(`arn:aws:iam::${management}:root`), administrator),
    role(trusting, "AWSControlTowerExecution", trust(`arn:aws:iam::${management}:root`), administrator),
    role(
      trusting,
      "AWSCloudFormationStackSetExecutionRole",
      trust(`arn:aws:iam::${management}:role/AWSCloudFormationStackSetAdministrationRole`),
      administrator,
    ),
    role(trusting, "AWSReservedSSO_Admin_0123456789abcdef", saml, {
      ...administrator,
      arn: `arn:aws:iam::${trusting}:role/${reserved}`,
    }),
  );
  evidence.declaredAccounts = {
    [trusting]: { name: "shop" },
    [management]: { name: "management", outside: { ...outside, by } },
  };
  return evidence;
}
const errorsOf = (review: Review) => review.findings.filter(({ level }) => level === "error").map(({ kind }) => kind);

describe("review: accounts outside that somebody answers for", () => {
  it("a member account of an organization: to be decided at first, as approved once somebody did, never unknown", () => {
    const evidence = member();
    const before = assess(evidence, [], options);
    assert.deepEqual([before.verdict, before.missing], ["differs", []]);
    const approvals = approveAll(evidence);
    assert.deepEqual(
      approvals.map(({ arn, principals }) => [arn.split("/").at(-1), principals.filter((one) => /root$/.test(one))]),
      [
        ["AWSCloudFormationStackSetExecutionRole", [`arn:aws:iam::${management}:root`]],
        ["AWSControlTowerExecution", [`arn:aws:iam::${management}:root`]],
        ["AWSReservedSSO_Admin_0123456789abcdef", []],
        ["OrganizationAccountAccessRole", [`arn:aws:iam::${management}:root`]],
        ["deploy", []],
      ],
    );
    const after = assess(evidence, approvals, options);
    assert.deepEqual([after.verdict, errorsOf(after), after.missing], ["as-approved", [], []]);
    assert.equal(after.findings.filter(({ kind }) => kind === "outside-account").length, 3);
    assert.deepEqual(
      after.accounts.find(({ id }) => id === management),
      { id: management, stacks: [], read: false, name: "management", outside },
    );
    assert.ok(after.roles.every(({ verdict }) => verdict === "as-approved"));
    reviewSchema.parse(JSON.parse(JSON.stringify(after)));
  });

  it("says who answers for the account, until when and why, in every format, with its name", () => {
    const review = assess(member(), [], options);
    for (const format of formats) {
      const text = formatted(review, format, {}, { width: 500, colour: false }).replaceAll(/<!-- -->|\\/g, "");
      assert.match(text, /org@example\.com answers for it until 2027-02-01: Its own administrators decide/, format);
      assert.match(text, /Whoever the account 999999999999 \(management\) lets can assume the role AWSControlTower/);
    }
  });

  it("that counts until its day ends; then it is an error, and nobody knows who can assume the role", () => {
    const approvals = approveAll(member());
    assert.equal(assess(member("2026-11-24"), approvals, options).verdict, "as-approved");
    const past = assess(member("2026-11-23"), approvals, options);
    assert.equal(past.verdict, "differs");
    assert.deepEqual([...new Set(errorsOf(past))], ["outside-expired"]);
    assert.equal(past.findings.filter(({ kind }) => kind === "outside-expired").length, 3);
    assert.match(past.missing[0]!.why, /accounts\.yaml declared it as outside until 2026-11-23, which is past/);
    assert.deepEqual(
      past.roles.map(({ name, trusts }) => [name, trusts.map((one) => one.reviewed)]),
      [
        ["AWSCloudFormationStackSetExecutionRole", [false]],
        ["AWSControlTowerExecution", [false]],
        ["AWSReservedSSO_Admin_0123456789abcdef", []],
        ["OrganizationAccountAccessRole", [false]],
        ["deploy", [true]],
      ],
    );
  });

  it("announces its end some days ahead", () => {
    for (const [by, due] of [
      ["2026-12-24", true],
      ["2026-12-25", false],
    ] as const)
      assert.equal(
        assess(member(by), [], options).findings.some(({ kind }) => kind === "review-due"),
        due,
      );
  });

  it("an account with a name alone stays unknown, and so does one that is not in the file", () => {
    for (const declared of [{ [management]: { name: "management" } }, {}]) {
      const evidence = member();
      evidence.declaredAccounts = declared;
      const review = assess(evidence, approveAll(evidence), options);
      assert.equal(review.missing.length, 1);
      assert.match(review.missing[0]!.what, /who of the account 999999999999/);
      assert.match(review.missing[0]!.next, /say in accounts\.yaml who answers for it/);
      assert.ok(review.roles.some(({ verdict }) => verdict !== "as-approved"));
    }
  });

  it("an account that a stack describes is judged by what is read of it, whatever the file says", () => {
    const evidence = member();
    evidence.declaredAccounts = { [trusted]: { name: "people", outside } };
    assert.deepEqual(assess(evidence, [], options).roles.find(({ arn }) => arn === deploy)!.trusts, [
      { account: trusted, reviewed: true },
    ]);
    delete evidence.accounts.find(({ id }) => id === trusted)!.iam;
    assert.ok(assess(evidence, [], options).missing.some(({ account }) => account === trusted));
    // Another stack's account, which this review was not asked for.
    evidence.accounts = evidence.accounts.filter(({ id }) => id !== trusted);
    evidence.stacks = evidence.stacks.filter(({ name }) => name !== "trusted");
    evidence.leftOut = [{ name: "trusted", account: trusted }];
    assert.match(
      assess(evidence, [], options).missing.find(({ account }) => account === trusted)!.next,
      /Review that stack too \(--stack trusted\)/,
    );
  });

  it("everybody stays unknown: no file answers for the world", () => {
    const evidence = member();
    iamOf(evidence, trusting).roles.push(role(trusting, "open", trust("*")));
    assert.ok(assess(evidence, approveAll(evidence), options).missing.some(({ what }) => /all other AWS/.test(what)));
  });

  it("an approval of single people does not cover whoever the account lets; one of the account covers its people", () => {
    const evidence = member();
    const approvals = approveAll(evidence) as Mutable<ReturnType<typeof approveAll>>;
    for (const approval of approvals)
      approval.principals = approval.principals.map((arn) => arn.replace(":root", ":user/root"));
    const narrower = assess(evidence, approvals, options);
    assert.deepEqual(
      narrower.findings.filter(({ kind }) => kind === "broader-than-approved").map(({ message }) => message),
      ["AWSCloudFormationStackSetExecutionRole", "AWSControlTowerExecution", "OrganizationAccountAccessRole"].map(
        (name) =>
          `The role ${name} gives more than owner@example.com approved on 2026-11-01: principals who were not ` +
          `approved: arn:aws:iam::${management}:root.`,
      ),
    );
    // Now a stack describes the account, and its people can be seen.
    const wider = approveAll(member());
    const read = member();
    read.accounts.push({
      id: management,
      partition: "aws",
      stacks: ["management"],
      usage: {},
      iam: {
        users: [user("root-admin", { arn: `arn:aws:iam::${management}:user/admin`, name: "admin", ...administrator })],
        groups: [],
        roles: [],
        policies: {},
      },
    });
    iamOf(read, management).policies = {
      "arn:aws:iam::aws:policy/AdministratorAccess": {
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }],
      },
    };
    const after = assess(read, wider, options);
    assert.ok(
      after.roles.find(({ name }) => name === "AWSControlTowerExecution")!.principals.length === 1,
      JSON.stringify(after.missing),
    );
    assert.deepEqual(errorsOf(after), []);
  });
});

describe("review: stacks that it was not asked for", () => {
  /** The stacks of this project without one. */
  function without(name: string, leftOut: Evidence["leftOut"]): Review {
    const evidence = deployed();
    const [gone] = evidence.stacks.filter((stack) => stack.name === name);
    evidence.stacks = evidence.stacks.filter((stack) => stack.name !== name);
    evidence.accounts = evidence.accounts.filter(({ id }) => id !== gone!.account.id);
    evidence.leftOut = leftOut as Mutable<Evidence["leftOut"]>;
    return assess(evidence, [], options);
  }

  it("are named as what they are, on both sides", () => {
    assert.deepEqual(
      without("trusting", [{ name: "trusting", account: trusting }]).missing.map(({ why, next }) => [why, next]),
      [
        [
          "that stack is not among those that this review is about",
          "Review that stack too (--stack trusting), or all stacks of the project.",
        ],
      ],
    );
    assert.deepEqual(
      without("trusted", [{ name: "trusted", account: trusted }]).missing.map(({ why, next }) => [why, next]),
      [
        [
          "the trust policy names this account, and its stack trusted is not among those that this review is about",
          "Review that stack too (--stack trusted), or all stacks of the project.",
        ],
      ],
    );
  });

  it("that are not there are said to be not there", () => {
    assert.match(without("trusting", []).missing[0]!.why, /this project has no Pulumi\.trusting\.yaml with settings/);
    assert.match(without("trusted", []).missing[0]!.why, /no stack that is reviewed describes it/);
    assert.deepEqual(short(without("trusting", [])), []);
  });
});
