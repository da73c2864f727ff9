import assert from "node:assert/strict";
import { GetRolePolicyCommand, IAMClient, ListRolesCommand } from "@aws-sdk/client-iam";
import { DeleteInlinePolicyFromPermissionSetCommand } from "@aws-sdk/client-sso-admin";
import { type Accounts, region, startAccounts } from "./accounts";
import { document } from "./lives";
import { Plugin } from "./plugin";

const token = "aws:ssoadmin/permissionSetInlinePolicy:PermissionSetInlinePolicy";
const instanceArn = "arn:aws:sso:::instance/ssoins-1234567890abcdef";
const permissionSetArn = `arn:aws:sso:::permissionSet/ssoins-1234567890abcdef/ps-${"0".repeat(16)}`;
const typeName = "AWS::SSO::PermissionSet";

describe("AWS plugin: permission sets of IAM Identity Center", () => {
  let accounts: Accounts;
  let plugin: Plugin;
  let members: IAMClient;

  before(async () => {
    accounts = await startAccounts();
    const { AWS_ENDPOINT_URL, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY } = accounts.environment("trusted");
    const credentials = { accessKeyId: AWS_ACCESS_KEY_ID!, secretAccessKey: AWS_SECRET_ACCESS_KEY! };
    members = new IAMClient({ endpoint: AWS_ENDPOINT_URL!, region, credentials });
    plugin = await Plugin.start(accounts.environment("trusting"));
    await plugin.configure({ region });
  });
  after(async () => {
    await plugin?.stop();
    await accounts?.stop();
  });

  /** What the role of the permission set may do in the account that it is assigned in. */
  const held = async (): Promise<string | undefined> => {
    const { Roles = [] } = await members.send(new ListRolesCommand({ PathPrefix: "/aws-reserved/" }));
    const RoleName = Roles.find((one) => one.RoleName!.startsWith("AWSReservedSSO_Prepared_"))!.RoleName!;
    const asked = members.send(new GetRolePolicyCommand({ RoleName, PolicyName: "AwsSSOInlinePolicy" }));
    const { PolicyDocument } = await asked.catch(() => ({ PolicyDocument: undefined }));
    return PolicyDocument === undefined ? undefined : /s3:\w+/.exec(decodeURIComponent(PolicyDocument))![0];
  };
  const inputs = (action: string) => ({ instanceArn, permissionSetArn, inlinePolicy: document(action) });

  it("provisions after each change, the deletion included", async () => {
    assert.equal(await held(), undefined);
    const { id, state } = await plugin.create(token, inputs("s3:GetObject"));
    assert.equal(await held(), "s3:GetObject");
    const next = await plugin.update(token, id, state, inputs("s3:PutObject"));
    assert.equal(await held(), "s3:PutObject");
    await plugin.delete(token, id, next);
    assert.equal(await held(), undefined);
  });

  it("overwrites what is there, as the genuine plugin does", async () => {
    const { id, state } = await plugin.create(token, inputs("s3:GetObject"));
    await plugin.create(token, inputs("s3:PutObject"));
    assert.equal(await held(), "s3:PutObject");
    await plugin.delete(token, id, state);
  });

  it("deletes what is gone already", async () => {
    const { id, state } = await plugin.create(token, inputs("s3:GetObject"));
    const set = { InstanceArn: instanceArn, PermissionSetArn: permissionSetArn };
    await accounts.sso.send(new DeleteInlinePolicyFromPermissionSetCommand(set));
    assert.equal(await plugin.read(token, id, state), undefined);
    await plugin.delete(token, id, state);
    assert.equal(await held(), undefined);
  });

  it("refuses an id of another form", () =>
    assert.rejects(plugin.read(token, permissionSetArn), /expected <permission set ARN>,<instance ARN>/));

  it("finds the instance, a permission set by its name, and its inline policy", async () => {
    const { arns } = await plugin.invoke("aws:ssoadmin/getInstances:getInstances", {});
    assert.deepEqual(arns, [instanceArn]);
    assert.deepEqual((await plugin.invoke("aws:ssoadmin/getInstances:getInstances", { region: "us-east-1" })).arns, []);
    const find = (args: object) =>
      plugin.invoke("aws:ssoadmin/getPermissionSet:getPermissionSet", { instanceArn, ...args });
    assert.equal((await find({ name: "Prepared" })).arn, permissionSetArn);
    assert.equal((await find({ arn: permissionSetArn })).name, "Prepared");
    await assert.rejects(find({ name: "prepared" }), /reading SSO Permission Set: not found/);
    const read = async () => {
      const identifier = `${instanceArn}|${permissionSetArn}`;
      const { properties } = await plugin.invoke("aws:cloudcontrol/getResource:getResource", { identifier, typeName });
      return JSON.parse(properties as string) as Record<string, unknown>;
    };
    const { id, state } = await plugin.create(token, inputs("s3:GetObject"));
    assert.deepEqual((await read())["InlinePolicy"], JSON.parse(document("s3:GetObject")));
    await plugin.delete(token, id, state);
    assert.equal((await read())["InlinePolicy"], undefined);
  });

  const unreadable: [string, string, RegExp][] = [
    ["a permission set that is not there", permissionSetArn.replaceAll("0000", "9999"), /couldn't find resource/],
    ["another type", "", /does not support the type AWS::S3::Bucket/],
  ];
  for (const [what, set, message] of unreadable)
    it(`Cloud Control does not read ${what}`, () =>
      assert.rejects(
        plugin.invoke("aws:cloudcontrol/getResource:getResource", {
          identifier: `${instanceArn}|${set}`,
          typeName: set === "" ? "AWS::S3::Bucket" : typeName,
        }),
        message,
      ));

  it("an account that does not administer the instance gets nothing", async () => {
    const other = await Plugin.start(accounts.environment("trusted"));
    try {
      await other.configure({ region });
      const identifier = `${instanceArn}|${permissionSetArn}`;
      const asked = [
        () => other.invoke("aws:ssoadmin/getPermissionSet:getPermissionSet", { instanceArn, name: "Prepared" }),
        () => other.invoke("aws:cloudcontrol/getResource:getResource", { identifier, typeName }),
        () => other.create(token, inputs("s3:GetObject")),
      ];
      for (const one of asked) await assert.rejects(one(), /AccessDeniedException/);
      assert.equal(await held(), undefined);
    } finally {
      await other.stop();
    }
  });
});
