import assert from "node:assert/strict";
import { readPermissionSets } from "../../../cli/organization/permissionSets";

const instance = "arn:aws:sso:::instance/ssoins-1234567890abcdef";
type Answers = Readonly<Record<string, (body: Record<string, string>) => object>>;

const failing = (name: string) => () => {
  throw Object.assign(new Error("no"), { name });
};

const whole: Answers = {
  ListInstances: () => ({
    Instances: [{ InstanceArn: instance, IdentityStoreId: "d-1", PrimaryRegion: "eu-west-1", OwnerAccountId: "1" }],
  }),
  ListPermissionSets: () => ({ PermissionSets: ["ops", "dev"] }),
  DescribePermissionSet: ({ PermissionSetArn }) => ({ PermissionSet: { Name: PermissionSetArn?.toUpperCase() } }),
  ListAccountsForProvisionedPermissionSet: ({ PermissionSetArn, NextToken }) =>
    PermissionSetArn === "ops"
      ? { AccountIds: [] }
      : NextToken === undefined
        ? { AccountIds: ["333333333333"], NextToken: "more" }
        : { AccountIds: ["222222222222"] },
};

function read(answers: Answers, signal?: AbortSignal) {
  const call = ({ operation, body }: { operation: string; body: object }) =>
    Promise.resolve().then(() => answers[operation]!(body as Record<string, string>) as Record<string, unknown>);
  const asking = { as: "the profile p", profile: "p" };
  return readPermissionSets({ account: "999999999999", asking, region: "us-east-1", call }, signal);
}

describe("reading where permission sets are assigned", () => {
  it("gives the accounts of each, page by page", async () => {
    assert.deepEqual(await read(whole), {
      permissionSets: { DEV: ["222222222222", "333333333333"], OPS: [] },
      missing: [],
    });
  });

  it("leaves out one that is deleted meanwhile", async () => {
    const gone = { ...whole, DescribePermissionSet: failing("ResourceNotFoundException") };
    assert.deepEqual(await read(gone), { permissionSets: {}, missing: [] });
  });

  for (const [what, answers] of [
    ["nobody sees an instance", { ...whole, ListInstances: () => ({ Instances: [] }) }],
    ["the account may not look for one", { ...whole, ListInstances: failing("AccessDeniedException") }],
    ["the account does not administer it", { ...whole, ListPermissionSets: failing("AccessDeniedException") }],
  ] as const)
    it(`says nothing of them where ${what}`, async () => assert.deepEqual(await read(answers), { missing: [] }));

  for (const operation of ["DescribePermissionSet", "ListAccountsForProvisionedPermissionSet"])
    it(`says of none where ${operation} is refused, rather than of some`, async () => {
      const { permissionSets, missing } = await read({ ...whole, [operation]: failing("AccessDeniedException") });
      assert.equal(permissionSets, undefined);
      assert.deepEqual(
        missing.map(({ what }) => what),
        ["in which accounts permission sets are provisioned"],
      );
      assert.match(missing[0]!.next, new RegExp(`sso:${operation}`));
    });

  it("ends when it is interrupted", async () => {
    const ending = new AbortController();
    const answers = { ...whole, DescribePermissionSet: () => (ending.abort(new Error("enough")), failing("Error")()) };
    await assert.rejects(read(answers, ending.signal), /enough/);
  });
});
