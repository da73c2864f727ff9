import {
  AddUserToGroupCommand,
  AttachRolePolicyCommand,
  AttachUserPolicyCommand,
  CreateGroupCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  DeleteUserPermissionsBoundaryCommand,
  DeleteUserPolicyCommand,
  DetachUserPolicyCommand,
  GetRoleCommand,
  IAMClient,
  ListRolesCommand,
  PutGroupPolicyCommand,
  PutRolePolicyCommand,
  PutUserPermissionsBoundaryCommand,
  PutUserPolicyCommand,
  RemoveUserFromGroupCommand,
} from "@aws-sdk/client-iam";
import { AssumeRoleCommand } from "@aws-sdk/client-sts";
import { permissionTwins, type Setting } from "./permissionCases";
import { allowed, refused } from "./refusal";
import { sessionKeys } from "./sessionKeys";
import { clients, keysOf, policy, trusted } from "./world";

const readRole = [{ Effect: "Allow", Action: "iam:GetRole", Resource: "*" }];
const trust = policy({ Effect: "Allow", Action: ["sts:AssumeRole", "sts:TagSession"], Principal: { AWS: trusted } });
let count = 0;

async function administrator(): Promise<IAMClient> {
  return (await clients(keysOf("admin-2"))).iam;
}

async function makeManaged(iam: IAMClient, statements: readonly object[]): Promise<string> {
  const made = await iam.send(
    new CreatePolicyCommand({ PolicyName: `case-${(count += 1)}`, PolicyDocument: policy(...statements) }),
  );
  return made.Policy?.Arn ?? "";
}

function act(iam: IAMClient, call: Setting["call"] = "get"): Promise<unknown> {
  switch (call) {
    case "get":
      return iam.send(new GetRoleCommand({ RoleName: "target" }));
    case "list":
      return iam.send(new ListRolesCommand({}));
    case "create":
      return iam.send(
        new CreateRoleCommand({
          RoleName: `made-${(count += 1)}`,
          Path: "/made/",
          AssumeRolePolicyDocument: trust,
          Tags: [{ Key: "owner", Value: "carol" }],
        }),
      );
    case "attach":
      return iam.send(
        new AttachRolePolicyCommand({ RoleName: "target", PolicyArn: "arn:aws:iam::aws:policy/ReadOnlyAccess" }),
      );
  }
}

async function asUser(setting: Setting): Promise<unknown> {
  const iam = await administrator();
  const UserName = "carol";
  const undo: (() => Promise<unknown>)[] = [];
  const statements = setting.policy ?? readRole;
  if (statements.length > 0) {
    await iam.send(new PutUserPolicyCommand({ UserName, PolicyName: "case", PolicyDocument: policy(...statements) }));
    undo.push(() => iam.send(new DeleteUserPolicyCommand({ UserName, PolicyName: "case" })));
  }
  if (setting.managed) {
    const PolicyArn = await makeManaged(iam, setting.managed);
    await iam.send(new AttachUserPolicyCommand({ UserName, PolicyArn }));
    undo.push(() => iam.send(new DetachUserPolicyCommand({ UserName, PolicyArn })));
  }
  if (setting.group) {
    const GroupName = `group-${(count += 1)}`;
    await iam.send(new CreateGroupCommand({ GroupName }));
    await iam.send(
      new PutGroupPolicyCommand({ GroupName, PolicyName: "case", PolicyDocument: policy(...setting.group) }),
    );
    await iam.send(new AddUserToGroupCommand({ GroupName, UserName }));
    undo.push(() => iam.send(new RemoveUserFromGroupCommand({ GroupName, UserName })));
  }
  if (setting.boundary) {
    await iam.send(
      new PutUserPermissionsBoundaryCommand({
        UserName,
        PermissionsBoundary: await makeManaged(iam, setting.boundary),
      }),
    );
    undo.push(() => iam.send(new DeleteUserPermissionsBoundaryCommand({ UserName })));
  }
  try {
    return await act((await clients(keysOf("carol"))).iam, setting.call);
  } finally {
    for (const step of undo) await step();
  }
}

async function asRole(setting: Setting): Promise<unknown> {
  const iam = await administrator();
  const RoleName = `actor-${(count += 1)}`;
  const PermissionsBoundary = setting.boundary && (await makeManaged(iam, setting.boundary));
  const made = await iam.send(
    new CreateRoleCommand({
      RoleName,
      Path: "/actors/",
      AssumeRolePolicyDocument: trust,
      PermissionsBoundary,
      Tags: [{ Key: "team", Value: "none" }],
    }),
  );
  const statements = setting.policy ?? readRole;
  if (statements.length > 0)
    await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: "case", PolicyDocument: policy(...statements) }));
  const { sts } = await clients(keysOf("admin-2"));
  const session = await sts.send(
    new AssumeRoleCommand({
      RoleArn: made.Role?.Arn,
      RoleSessionName: "acting",
      Policy: setting.session && policy(...setting.session),
      PolicyArns: setting.sessionArn === undefined ? undefined : [{ arn: setting.sessionArn }],
      Tags: Object.entries(setting.tags ?? {}).map(([Key, Value]) => ({ Key, Value })),
    }),
  );
  return act((await clients(sessionKeys(session))).iam, setting.call);
}

describe("The emulator judges what users and sessions may do", () => {
  before(async () => {
    const iam = await administrator();
    await iam.send(new CreateRoleCommand({ RoleName: "target", Path: "/team/shop/", AssumeRolePolicyDocument: trust }));
  });
  const run = (setting: Setting) => (setting.as === "user" ? asUser(setting) : asRole(setting));
  for (const { rule, common, yes, no } of permissionTwins) {
    describe(rule, () => {
      it(`allowed: ${yes.title}`, async () => {
        await allowed(run({ ...common, ...yes }));
      });
      it(`refused: ${no.title}`, async () => {
        await refused(run({ ...common, ...no }), {
          code: "AccessDenied",
          message: no.message ?? / is not authorized to perform: iam:/,
        });
      });
    });
  }
});
