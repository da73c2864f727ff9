import assert from "node:assert/strict";
import { OrganizationsClient } from "@aws-sdk/client-organizations";
import { membership, readOrganizationFromAws } from "../../../cli/organization/read";
import { readOrganization, type OrganizationText } from "../../../settings/organizationFile";

type Answers = Readonly<Record<string, (input: Record<string, string>) => object>>;

const failing =
  (name: string, message = "no") =>
  () => {
    throw Object.assign(new Error(message), { name });
  };

/** An organization with one unit and two accounts, each of them with one policy. */
const whole: Answers = {
  DescribeOrganization: () => ({ Organization: { Id: "o-a1b2c3d4e5", MasterAccountId: "999999999999" } }),
  ListRoots: () => ({
    Roots: [{ Id: "r-ab12", Name: "Root", PolicyTypes: [{ Type: "SERVICE_CONTROL_POLICY", Status: "ENABLED" }] }],
  }),
  ListOrganizationalUnitsForParent: ({ ParentId }) => ({
    OrganizationalUnits: ParentId === "r-ab12" ? [{ Id: "ou-ab12-11111111", Name: "People" }] : [],
  }),
  ListAccountsForParent: ({ ParentId }) => ({
    Accounts: [{ Id: ParentId === "r-ab12" ? "999999999999" : "222222222222", Name: "a" }],
  }),
  ListPoliciesForTarget: () => ({
    Policies: [
      { Id: "p-FullAWSAccess", Name: "FullAWSAccess", Arn: "arn:aws:organizations::aws:policy/x/p-FullAWSAccess" },
    ],
  }),
  DescribePolicy: () => ({
    Policy: { Content: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}' },
  }),
};

/** Reads an organization whose answers are these, and counts what was asked. */
async function read(answers: Answers, signal?: AbortSignal) {
  const client = new OrganizationsClient({
    region: "us-east-1",
    credentials: { accessKeyId: "a", secretAccessKey: "b" },
  });
  const asked: string[] = [];
  client.send = ((command: { constructor: { name: string }; input: Record<string, string> }) => {
    const action = command.constructor.name.replace(/Command$/, "");
    asked.push(action);
    return Promise.resolve().then(() => answers[action]!(command.input));
  }) as never;
  const reading = {
    client,
    sending: signal === undefined ? {} : { abortSignal: signal },
    asking: { as: "the profile p", profile: "p" },
    now: new Date("2026-11-24T12:00:00Z"),
  };
  const found = await readOrganizationFromAws({ id: "o-a1b2c3d4e5", management: "999999999999" }, reading);
  return { found, text: found as OrganizationText, asked, reading };
}

describe("reading an organization", () => {
  it("gives a file that is read again, whole", async () => {
    const { text } = await read(whole);
    assert.deepEqual(
      [text.complete, text.missing, text.enabled],
      [true, [], { "service-control": true, "resource-control": false }],
    );
    const { organization } = readOrganization(text, "f", new Date("2026-11-24T12:00:00Z"));
    assert.deepEqual([...organization.places.keys()], ["222222222222", "999999999999", "ou-ab12-11111111", "r-ab12"]);
    assert.ok(organization.places.get("222222222222")!.controls["service-control"]![0]!.document);
  });

  for (const [action, name, complete, what] of [
    [
      "ListOrganizationalUnitsForParent",
      "AccessDeniedException",
      false,
      "which units there are of the organization: the root r-ab12",
    ],
    [
      "ListAccountsForParent",
      "AccessDeniedException",
      false,
      "which accounts there are of the organization: the root r-ab12, the unit People (ou-ab12-11111111)",
    ],
    [
      "ListPoliciesForTarget",
      "AccessDeniedException",
      true,
      "service control policies of the organization: the account a (222222222222), the account a (999999999999), the root r-ab12, the unit People (ou-ab12-11111111)",
    ],
    [
      "DescribePolicy",
      "AccessDeniedException",
      true,
      "what policies say of the organization: FullAWSAccess (p-FullAWSAccess)",
    ],
    [
      "ListPoliciesForTarget",
      "TooManyRequestsException",
      true,
      "service control policies of the organization: the account a (222222222222), the account a (999999999999), the root r-ab12, the unit People (ou-ab12-11111111)",
    ],
    [
      "ListAccountsForParent",
      "TimeoutError",
      false,
      "which accounts there are of the organization: the root r-ab12, the unit People (ou-ab12-11111111)",
    ],
  ] as [string, string, boolean, string][])
    it(`marks what is missing where ${action} ends with ${name}`, async () => {
      const { text } = await read({ ...whole, [action]: failing(name) });
      assert.equal(text.complete, complete);
      assert.deepEqual(
        text.missing.map((one) => one.what),
        [what],
      );
      assert.ok(text.missing[0]!.why !== "" && text.missing[0]!.next !== "");
      // What was written is read again, with its gaps.
      assert.equal(readOrganization(text, "f", new Date("2026-11-24T12:00:00Z")).missing.length, 1);
    });

  it("does not ask again once AWS throttles", async () => {
    const many = {
      ...whole,
      ListAccountsForParent: () => ({
        Accounts: Array.from({ length: 200 }, (_, i) => ({ Id: String(100000000000 + i), Name: "a" })),
      }),
      ListPoliciesForTarget: failing("TooManyRequestsException", "slow down"),
    };
    const { text, asked } = await read(many);
    assert.ok(asked.filter((action) => action === "ListPoliciesForTarget").length <= 4, asked.join());
    assert.match(text.missing[0]!.what, / and 197 more$/);
    assert.match(text.missing[0]!.why, /AWS throttles/);
  });

  it("says why where not even the root may be read", async () => {
    const { found } = await read({
      ...whole,
      ListRoots: failing("AccessDeniedException", "You don't have permissions to access this resource."),
    });
    assert.deepEqual(Object.keys(found), ["why", "next"]);
  });

  it("marks a document that is no JSON", async () => {
    const { text } = await read({ ...whole, DescribePolicy: () => ({ Policy: { Content: "{" } }) });
    assert.equal(text.policies["p-FullAWSAccess"]!.document, undefined);
    assert.equal(text.missing.length, 1);
  });

  it("does not go round for ever where a unit is in itself", async () => {
    const { text } = await read({
      ...whole,
      ListOrganizationalUnitsForParent: () => ({ OrganizationalUnits: [{ Id: "ou-ab12-11111111", Name: "People" }] }),
    });
    assert.equal(text.places.filter(({ kind }) => kind === "unit").length, 1);
  });

  it("ends where it is interrupted", async () => {
    const interruption = new AbortController();
    const answers = {
      ...whole,
      ListAccountsForParent: () => {
        interruption.abort();
        return failing("AbortError")();
      },
    };
    await assert.rejects(read(answers, interruption.signal), { name: "AbortError" });
  });

  it("knows an account that is in none, and passes on what else AWS says", async () => {
    const { reading } = await read(whole);
    const ending = (name: string) => {
      reading.client.send = (() => Promise.reject(Object.assign(new Error("no"), { name }))) as never;
      return membership(reading);
    };
    assert.equal(await ending("AWSOrganizationsNotInUseException"), null);
    await assert.rejects(ending("AccessDeniedException"));
  });
});
