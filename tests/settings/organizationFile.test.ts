import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readSettings } from "../../checks/readSettings";
import { organizationFor } from "../../cli/assume/organization";
import { organizationFile } from "../../components/organization";
import { decideControls } from "../../policypack/iam";
import {
  organizationAt,
  otherOrganization,
  readOrganization,
  type OrganizationText,
} from "../../settings/organizationFile";
import { config, now } from "./example";

type Change = (text: { -readonly [Key in keyof OrganizationText]: OrganizationText[Key] }) => void;
const day = (ago: number) => new Date(now.getTime() - ago * 86_400_000).toISOString();
const full = {
  name: "FullAWSAccess",
  type: "service-control",
  arn: "arn:aws:organizations::aws:policy/x/p-FullAWSAccess",
} as const;

/** A file of an organization in which an SCP keeps the account 222222222222 from assuming roles. */
function written(change: Change = () => {}): OrganizationText {
  const text: OrganizationText = {
    version: 1,
    at: day(1),
    id: "o-a1b2c3d4e5",
    management: "999999999999",
    enabled: { "service-control": true, "resource-control": false },
    complete: true,
    places: [
      { id: "r-ab12", name: "Root", kind: "root", "service-control": ["p-FullAWSAccess"] },
      {
        id: "ou-ab12-11111111",
        name: "People",
        kind: "unit",
        parent: "r-ab12",
        "service-control": ["p-FullAWSAccess", "p-keepin00"],
      },
      {
        id: "222222222222",
        name: "people",
        kind: "account",
        parent: "ou-ab12-11111111",
        "service-control": ["p-FullAWSAccess"],
      },
    ],
    policies: {
      "p-FullAWSAccess": {
        ...full,
        document: { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] },
      },
      "p-keepin00": {
        ...full,
        name: "keep-in",
        document: { Version: "2012-10-17", Statement: [{ Effect: "Deny", Action: "sts:*", Resource: "*" }] },
      },
    },
    missing: [],
  };
  change(text);
  return text;
}

const role = "arn:aws:iam::111111111111:role/deploy";
const alice = "arn:aws:iam::222222222222:user/alice";
const verdict = (text: OrganizationText) =>
  decideControls(readOrganization(text, "f", now).organization, "sts:AssumeRole", role, {
    principal: alice,
    mfa: "never",
    now,
  }).verdict;
const lines = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    return (error as Error).message;
  }
  return "";
};

describe("the file of an organization", () => {
  let folder: string;
  const path = () => join(folder, "organization.json");
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "organization-"))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const put = (value: unknown) => writeFileSync(path(), typeof value === "string" ? value : JSON.stringify(value));

  it("is read", () => {
    put(written());
    const { organization, old } = organizationAt(path(), now);
    assert.equal(old, false);
    assert.equal(organization.places.get("222222222222")?.name, "people");
    assert.equal(verdict(written()), "forbidden");
    assert.equal(verdict(written((text) => (text.enabled = { ...text.enabled, "service-control": false }))), "allowed");
  });

  it("says where permission sets are assigned, or not, and an old one says nothing", () => {
    const grants = { g: { to: { permissionSets: ["Dev"] }, roles: [{ stack: "t", role: "deploy" }] } };
    const settings = readSettings(config("222222222222", { grants }), "cross-account-access", now);
    const assigned = (value: object) => {
      put(value);
      return organizationFile(settings, now, folder).assigned;
    };
    const said = { ...written(), permissionSets: { Dev: ["222222222222"] } };
    assert.deepEqual(assigned(said), new Map([["Dev", ["222222222222"]]]));
    assert.equal(assigned(written()), undefined);
    assert.equal(assigned({ ...said, at: day(31) }), undefined);
  });

  for (const [what, change] of [
    [
      "a place without its policies",
      (text) =>
        (text.places = text.places.map(({ id, name, kind, parent }) => ({
          id,
          name,
          kind,
          ...(parent && { parent }),
        }))),
    ],
    ["policies without their documents", (text) => (text.policies = { "p-FullAWSAccess": full, "p-keepin00": full })],
    ["policies that are not there", (text) => (text.policies = {})],
    [
      "a document that nobody can parse",
      (text) => (text.policies = { ...text.policies, "p-keepin00": { ...full, document: { Statement: "?" } } }),
    ],
    ["a type of which nobody knows whether it is enabled", (text) => (text.enabled = { "resource-control": false })],
    [
      "an account that was not found, where not all were read",
      (text) => ((text.places = text.places.slice(0, 2)), (text.complete = false)),
    ],
  ] as [string, Change][])
    it(`neither forbids nor allows where it has ${what}`, () => assert.equal(verdict(written(change)), "open"));

  for (const [what, value, expected] of [
    [
      "no JSON",
      "places:",
      /organization\.json: .*expected what `cross-account organization --output organization\.json` writes$/,
    ],
    ["a list", [], /organization\.json: found \[\], expected an object/],
    ["another version", written((text) => Object.assign(text, { version: 2 })), /: version: found 2 .*expected 1$/],
    ["a key that nobody knows", { ...written(), place: [] }, /: place: .*places/],
    ["a day to come", written((text) => (text.at = day(-2))), /: at: found ".*", which is still to come/],
    [
      "an account twice",
      written((text) => (text.places = [...text.places, text.places[2]!])),
      /: places\[3\]\.id: found "222222222222" twice/,
    ],
    [
      "a unit that is nowhere",
      written(
        (text) =>
          (text.places = text.places.map((one) => ({ ...one, ...(one.parent && { parent: "ou-ab12-99999999" }) }))),
      ),
      /expected a root or unit among the places/,
    ],
    [
      "an account in an account",
      written(
        (text) =>
          (text.places = [...text.places, { id: "333333333333", name: "x", kind: "account", parent: "222222222222" }]),
      ),
      /: places\[3\]\.parent: found "222222222222"/,
    ],
    [
      "a root in a unit",
      written(
        (text) =>
          (text.places = text.places.map((one) =>
            one.kind === "root" ? { ...one, parent: text.places[1]!.id } : one,
          )),
      ),
      /: places\[0\]\.parent: found "[^"]+", expected none, for a root/,
    ],
    [
      "an account without a parent",
      written((text) => (text.places = [{ id: "333333333333", name: "x", kind: "account" }])),
      /: places\[0\]\.parent: missing/,
    ],
    [
      "accounts of a permission set that are none",
      { ...written(), permissionSets: { Dev: ["people"] } },
      /: permissionSets\.Dev\[0\]: found "people", expected an account id/,
    ],
    [
      "a policy of another type",
      written((text) => Object.assign(text.policies["p-keepin00"]!, { type: "TAG_POLICY" })),
      /: policies\.p-keepin00\.type: .*service-control or resource-control/,
    ],
  ] as [string, unknown, RegExp][])
    it(`is refused with ${what}, with the place`, () => {
      put(value);
      assert.match(
        lines(() => organizationAt(path(), now)),
        expected,
      );
      const settings = readSettings(
        config("222222222222", { grants: { g: { to: { users: ["a"] }, roles: [{ stack: "t", role: "deploy" }] } } }),
        "cross-account-access",
        now,
      );
      assert.match(
        lines(() => organizationFile(settings, now, folder)),
        /^organization\.json cannot be used; nothing was changed\./,
      );
      assert.match(
        organizationFor(path(), undefined, [alice, role], now).unread[0]!,
        /^what the organization forbids: /,
      );
    });

  const stack = (
    organization?: object,
    grants: object = { g: { to: { users: ["a"] }, roles: [{ stack: "t", role: "deploy" }] } },
  ) =>
    readSettings(
      config("222222222222", { grants, ...(organization && { organization }) }),
      "cross-account-access",
      now,
    );

  it("counts for 30 days", () => {
    put(written((text) => (text.at = day(30))));
    const found = organizationFile(stack(), now, folder);
    assert.deepEqual([found.organization?.id, found.warnings], ["o-a1b2c3d4e5", []]);
    assert.equal(organizationFor(undefined, folder, [alice, role], now).organization?.id, "o-a1b2c3d4e5");
    put(written((text) => (text.at = day(31))));
    const { organization, warnings } = organizationFile(stack(), now, folder);
    assert.equal(organization, undefined);
    assert.match(
      warnings.join(),
      new RegExp(`^organization\\.json was written on ${day(31).slice(0, 10)}, more than 30 days ago`),
    );
    const told = organizationFor(path(), undefined, [alice, role], now);
    assert.equal(told.organization, undefined);
    assert.match(told.unread.join(), new RegExp(`was written on ${day(31).slice(0, 10)}, more than 30 days ago`));
  });

  it("is not needed, and not read without grants", () => {
    assert.deepEqual(organizationFile(stack(), now, folder), { warnings: [] });
    assert.deepEqual(organizationFor(undefined, folder, [alice, role], now), { unread: [] });
    assert.deepEqual(organizationFor(undefined, undefined, [alice, role], now), { unread: [] });
    put("{");
    assert.deepEqual(organizationFile({ ...stack(), grants: {} }, now, folder), { warnings: [] });
  });

  it("is refused where the stack is in another organization", () => {
    put(written());
    assert.equal(
      lines(() => organizationFile(stack({ id: "o-a1b2c3d4e5" }), now, folder)),
      "",
    );
    assert.match(
      lines(() => organizationFile(stack({ id: "o-other00000" }), now, folder)),
      /^organization\.json is about another organization; nothing was changed\.\n {2}found the organization o-a1b2c3d4e5, and organization\.id says that the account 222222222222 is in o-other00000\. /,
    );
  });

  it("decides nothing in a diagnosis about other accounts", () => {
    put(written());
    const others = ["arn:aws:iam::444444444444:user/eve", "arn:aws:iam::555555555555:role/x"];
    assert.deepEqual(organizationFor(path(), undefined, others, now).organization, undefined);
    assert.match(
      organizationFor(path(), undefined, others, now).unread.join(),
      /has neither the caller's account nor the role's$/,
    );
    assert.match(
      organizationFor(join(folder, "none.json"), undefined, others, now).unread.join(),
      /none\.json: cannot be read, ENOENT/,
    );
  });

  it("is another organization's where it lists an account of one, or none of the accounts", () => {
    const { organization } = readOrganization(written(), "f", now);
    const said = (...of: [string, string][]) =>
      otherOrganization(organization, new Map(of.map(([account, id]) => [account, { organization: id, by: "AWS" }])));
    assert.equal(said(), undefined);
    assert.equal(said(["222222222222", "o-a1b2c3d4e5"]), undefined);
    assert.equal(said(["222222222222", "o-a1b2c3d4e5"], ["333333333333", "o-other00000"]), undefined);
    assert.match(
      said(["222222222222", "o-other00000"], ["111111111111", "o-a1b2c3d4e5"])!,
      /the account 222222222222 is in o-other00000/,
    );
    assert.match(said(["333333333333", "o-other00000"])!, /the account 333333333333 is in o-other00000/);
  });
});
