import assert from "node:assert/strict";
import { assess, roleAccess } from "../../../cli/review/assess";
import { accessOf } from "../../../cli/review/access/reviewed";
import { organizationText } from "../../../cli/review/formats/words";
import { formatted } from "../../../cli/review/formats/format";
import type { Evidence, OrganizationEvidence } from "../../../cli/review/evidence/evidence";
import type { Organization } from "../../../policypack/iam";
import { organizationWith, ORGANIZATION, type Attachments } from "../../policypack/iam/call/organizationCases";
import { alice, allow, at, deploy, deployed, role, trust, trusted, trusting, user, type Mutable } from "./fixture";

const limits = { unusedAfter: 90, keysOlderThan: 90, dueWithin: 30, compare: () => undefined } as never;
const deny = { Effect: "Deny", Action: "sts:AssumeRole", Resource: "*" };

/** The evidence of both stacks, with an organization that was read. */
function within(organization: Organization, change: (evidence: Mutable<Evidence>) => void = () => {}): Evidence {
  const evidence = deployed();
  change(evidence);
  const read = { organization, source: "file", at } as const;
  return { ...(evidence as unknown as Evidence), organization: { read, of: {} } };
}

const scp = (attachments: Attachments): Organization => organizationWith({ "service-control": attachments });
const principalsOf = (evidence: Evidence) =>
  accessOf(evidence)
    .roles.find((one) => one.role.arn === deploy)!
    .principals.map(({ caller }) => caller.arn);

describe("review of accounts in an organization", () => {
  it("shows whom nothing forbids", () => {
    const review = assess(within(organizationWith()), [], limits);
    const page = review.roles.find(({ arn }) => arn === deploy)!;
    assert.deepEqual(
      page.principals.map(({ arn }) => arn),
      [alice],
    );
    assert.equal(page.forbidden, undefined);
    assert.deepEqual(
      review.findings.filter(({ kind }) => kind === "forbidden-grant"),
      [],
    );
  });

  it("leaves out whom an SCP forbids, with the policy and the unit, and says that the grant is void", () => {
    const evidence = within(scp({ people: ["full", { ...deny, Sid: "KeepIn" }] }));
    const review = assess(evidence, [], limits);
    const page = review.roles.find(({ arn }) => arn === deploy)!;
    const why =
      "the service control policy own (p-1) on the unit People (ou-ab12-22222222) denies it in Statement[0] (KeepIn)";
    assert.deepEqual(page.principals, []);
    assert.deepEqual(page.forbidden, [{ principal: alice, why: [why] }]);
    assert.deepEqual(
      review.findings
        .filter(({ kind }) => ["forbidden-grant", "trusted-not-granted"].includes(kind))
        .map(({ message }) => message),
      [
        "The inline policy cross-account-access of the group deployers lets the user alice of 222222222222 assume the role deploy, " +
          `and the organization forbids it: ${why}.`,
      ],
    );
    const reviewed = accessOf(evidence).roles.find((one) => one.role.arn === deploy)!;
    assert.deepEqual(roleAccess(reviewed).principals, []);
  });

  it("leaves out whom an RCP forbids", () => {
    assert.deepEqual(principalsOf(within(organizationWith({ "resource-control": { workloads: ["full", deny] } }))), []);
    assert.deepEqual(principalsOf(within(organizationWith({ "resource-control": { people: ["full", deny] } }))), [
      alice,
    ]);
  });

  it("says the condition that an SCP sets", () => {
    const mfa = { ...deny, Condition: { BoolIfExists: { "aws:MultiFactorAuthPresent": "false" } } };
    const [page] = accessOf(within(scp({ root: ["full", mfa] }))).roles;
    assert.match(
      page!.principals[0]!.assumption.conditions.join("\n"),
      /not a session without multi-factor authentication, or no such key, which the service control policy own \(p-1\) on the organization's root r-ab12 denies in Statement\[0\]/,
    );
  });

  it("counts what is not known as possible, never as nobody", () => {
    assert.deepEqual(principalsOf(within(scp({ people: "unknown" }))), [alice]);
    assert.deepEqual(principalsOf(within(scp({ people: ["unread"] }))), [alice]);
    assert.deepEqual(principalsOf(within(organizationWith({}, { without: ["trusted"], complete: false }))), [alice]);
    // One that surely denies does so whatever else is not known.
    assert.deepEqual(principalsOf(within(scp({ people: "unknown", root: ["full", deny] }))), []);
  });

  it("knows of both sides which organization they are in", () => {
    const asks = (id: string) => (evidence: Mutable<Evidence>) => {
      const found = evidence.accounts[0]!.iam!.roles.find(({ arn }) => arn === deploy)!;
      found.trust = trust(`arn:aws:iam::${trusted}:root`, { StringEquals: { "aws:PrincipalOrgID": id } });
    };
    assert.deepEqual(principalsOf(within(organizationWith(), asks(ORGANIZATION))), [alice]);
    assert.deepEqual(principalsOf(within(organizationWith(), asks("o-other00000"))), []);
    // Where AWS says that the account is in none, nobody of it is in one.
    const evidence = deployed();
    asks(ORGANIZATION)(evidence);
    const alone = { ...(evidence as unknown as Evidence), organization: { of: { [trusted]: null } } };
    assert.deepEqual(principalsOf(alone), []);
  });

  it("counts moments at which an SCP no longer denies", () => {
    const until = (moment: string) => ({ ...deny, Condition: { DateLessThan: { "aws:CurrentTime": moment } } });
    assert.deepEqual(principalsOf(within(scp({ root: ["full", until("2026-12-01T00:00:00Z")] }))), [alice]);
    const since = { ...deny, Condition: { DateGreaterThan: { "aws:CurrentTime": "2026-11-01T00:00:00Z" } } };
    assert.deepEqual(principalsOf(within(scp({ root: ["full", since] }))), []);
  });

  it("leaves out identities whom an RCP forbids, says so in every format, and ends chains there", () => {
    const provider = `arn:aws:iam::${trusting}:oidc-provider/tokens.example.com`;
    const web = {
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Principal: { Federated: provider }, Action: "sts:AssumeRoleWithWebIdentity" }],
    };
    const change = (evidence: Mutable<Evidence>) => {
      const jump = `arn:aws:iam::${trusting}:role/jump`;
      const [first] = evidence.accounts;
      first!.iam!.roles = [role(trusting, "jump", web), role(trusting, "deploy", trust(jump))];
    };
    const review = (...statements: object[]) =>
      assess(
        within(organizationWith({ "resource-control": { workloads: ["full", ...statements] } }), change),
        [],
        limits,
      );
    const pages = (one: ReturnType<typeof review>) => {
      const page = (name: string) => one.roles.find((found) => found.name === name)!;
      return {
        identities: page("jump").identities.map((way) => way.provider),
        forbidden: (page("jump").forbidden ?? []).map(({ principal }) => principal),
        chains: page("deploy").chains.map(({ principal }) => principal),
      };
    };
    assert.deepEqual(pages(review()), { identities: [provider], forbidden: [], chains: [provider] });
    const barring = review({ ...deny, Action: "sts:AssumeRoleWithWebIdentity" });
    assert.deepEqual(pages(barring), { identities: [], forbidden: [provider], chains: [] });
    assert.deepEqual(
      barring.findings.filter(({ kind }) => kind === "forbidden-grant").map(({ message }) => message),
      [
        "The role jump lets in identities of tokens.example.com, and the organization forbids it: the resource control policy " +
          "own (p-1) on the unit Workloads (ou-ab12-11111111) denies it in Statement[0].",
      ],
    );
    for (const format of ["table", "md", "html", "json", "sarif"] as const)
      assert.match(formatted(barring, format, {}, { width: 1000, colour: false }), /on the unit Workloads/, format);
    assert.deepEqual(pages(review({ ...deny, Action: "sts:AssumeRoleWithSAML" })), pages(review()));
  });

  it("ends a chain where the organization forbids a step", () => {
    const helper = `arn:aws:iam::${trusted}:role/helper`;
    const change = (evidence: Mutable<Evidence>) => {
      const [first, second] = evidence.accounts;
      first!.iam!.roles = [role(trusting, "deploy", trust(helper))];
      second!.iam!.roles = [role(trusted, "helper", trust(alice), { inline: { go: allow("sts:AssumeRole", deploy) } })];
      second!.iam!.users = [user("alice", { inline: { go: allow("sts:AssumeRole", helper) } })];
    };
    const chains = (organization: Organization) =>
      accessOf(within(organization, change))
        .roles.find((one) => one.role.arn === deploy)!
        .chains.chains.map(({ principal }) => principal);
    assert.deepEqual(chains(organizationWith()), [alice]);
    assert.deepEqual(chains(scp({ trusted: ["full", { ...deny, Resource: deploy }] })), []);
    assert.deepEqual(chains(scp({ trusted: ["full", { ...deny, Resource: `${deploy}2` }] })), [alice]);
  });

  for (const [what, organization, text] of [
    [
      "read from a file",
      { read: { organization: organizationWith(), source: "file", at }, of: {} },
      /^Nobody is shown whom the organization o-a1b2c3d4e5 forbids it, by its file of 2026-11-24 12:00 UTC$/,
    ],
    ["read from AWS", { read: { organization: organizationWith(), source: "aws", at }, of: {} }, /as AWS has it now$/],
    [
      "not read",
      { why: "nobody may read it", of: {} },
      /^What an organization forbids was not read, so somebody who is shown may be forbidden .* \(nobody may read it\)$/,
    ],
    ["none", { of: { [trusted]: null } }, undefined],
    ["not asked for", undefined, undefined],
  ] as [string, OrganizationEvidence | undefined, RegExp | undefined][])
    it(`says once what counts: ${what}`, () => {
      const evidence = deployed() as unknown as Evidence;
      const review = assess({ ...evidence, ...(organization && { organization }) }, [], limits);
      const said = organizationText(review);
      if (text === undefined) return assert.equal(said, undefined);
      assert.match(said!, text);
      for (const format of ["table", "md", "html"] as const) {
        const shown = formatted(review, format, {}, { width: 1000, colour: false }).replace(/&#39;/g, "'");
        assert.equal(shown.split(said!.slice(0, 30)).length, 2, format);
      }
    });
});
