import assert from "node:assert/strict";
import {
  AddUserToGroupCommand,
  AttachRolePolicyCommand,
  CreateAccessKeyCommand,
  CreateGroupCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  CreateRoleCommand,
  CreateUserCommand,
  CreateVirtualMFADeviceCommand,
  DeleteAccessKeyCommand,
  DeleteGroupCommand,
  DeletePolicyCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  DeleteUserCommand,
  DetachRolePolicyCommand,
  EnableMFADeviceCommand,
  GetAccountAuthorizationDetailsCommand,
  GetPolicyCommand,
  GetUserCommand,
  ListAccountAliasesCommand,
  PutGroupPolicyCommand,
  PutRolePolicyCommand,
  PutUserPermissionsBoundaryCommand,
  PutUserPolicyCommand,
  RemoveUserFromGroupCommand,
  SimulatePrincipalPolicyCommand,
  UpdateAssumeRolePolicyCommand,
  UpdateUserCommand,
  type IAMClient,
} from "@aws-sdk/client-iam";
import { AssumeRoleCommand } from "@aws-sdk/client-sts";
import { inlineLimits } from "../../../documents/grantPolicy";
import { totpCode } from "../../../sandbox/emulator/totp";
import { allowed, refused } from "./refusal";
import { clients, keysOf, policy, trusted, trusting, userArn } from "./world";

const trust = policy({ Effect: "Allow", Action: "sts:AssumeRole", Principal: { AWS: trusted } });
const readOnly = "arn:aws:iam::aws:policy/ReadOnlyAccess";

describe("The emulator's IAM", () => {
  let iam: IAMClient;
  before(async () => {
    iam = (await clients(keysOf("admin-1"))).iam;
  });

  it("has AWS's managed policies in every account, for everybody to attach and nobody to change", async () => {
    for (const person of ["admin-1", "admin-2"] as const) {
      const { iam } = await clients(keysOf(person));
      assert.equal((await iam.send(new GetPolicyCommand({ PolicyArn: readOnly }))).Policy?.Arn, readOnly);
      await refused(iam.send(new DeletePolicyCommand({ PolicyArn: readOnly })), { code: "AccessDenied" });
      await refused(iam.send(new CreatePolicyVersionCommand({ PolicyArn: readOnly, PolicyDocument: policy() })), {
        code: "AccessDenied",
      });
    }
  });

  it("holds names that differ in case only to be the same", async () => {
    const document = policy({ Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::shop/*" });
    const makes: Readonly<Record<string, (name: string) => Promise<unknown>>> = {
      user: (name: string) => iam.send(new CreateUserCommand({ UserName: name })),
      group: (name: string) => iam.send(new CreateGroupCommand({ GroupName: name })),
      role: (name: string) => iam.send(new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument: trust })),
      policy: (name: string) => iam.send(new CreatePolicyCommand({ PolicyName: name, PolicyDocument: document })),
    };
    for (const [kind, make] of Object.entries(makes)) {
      await make(`case-${kind}`);
      await refused(make(`Case-${kind}`), { code: "EntityAlreadyExistsException", message: /already exists/ });
      await allowed(make(`case-${kind}-2`));
    }
  });

  it("keeps the accounts apart", async () => {
    await iam.send(new CreateUserCommand({ UserName: "only-here" }));
    await allowed(iam.send(new GetUserCommand({ UserName: "only-here" })));
    await refused((await clients(keysOf("admin-2"))).iam.send(new GetUserCommand({ UserName: "only-here" })), {
      code: "NoSuchEntityException",
    });
    await refused((await clients(keysOf("eve"))).iam.send(new ListAccountAliasesCommand({})), { code: "AccessDenied" });
  });

  it("deletes a user when nothing of it is left", async () => {
    const UserName = "leaver";
    await iam.send(new CreateUserCommand({ UserName }));
    const key = (await iam.send(new CreateAccessKeyCommand({ UserName }))).AccessKey;
    await refused(iam.send(new DeleteUserCommand({ UserName })), {
      code: "DeleteConflictException",
      message: "Cannot delete entity, must delete access keys first.",
    });
    await iam.send(new DeleteAccessKeyCommand({ UserName, AccessKeyId: key?.AccessKeyId }));
    await iam.send(new CreateGroupCommand({ GroupName: "leavers" }));
    await iam.send(new AddUserToGroupCommand({ GroupName: "leavers", UserName }));
    await refused(iam.send(new DeleteUserCommand({ UserName })), {
      code: "DeleteConflictException",
      message: /must remove users from group first/,
    });
    await refused(iam.send(new DeleteGroupCommand({ GroupName: "leavers" })), { code: "DeleteConflictException" });
    await iam.send(new RemoveUserFromGroupCommand({ GroupName: "leavers", UserName }));
    await allowed(iam.send(new DeleteUserCommand({ UserName })));
    await allowed(iam.send(new DeleteGroupCommand({ GroupName: "leavers" })));
  });

  it("deletes a role when no policy is left, and a policy when nobody has it", async () => {
    const RoleName = "kept";
    const PolicyArn = (
      await iam.send(
        new CreatePolicyCommand({
          PolicyName: "kept",
          PolicyDocument: policy({ Effect: "Allow", Action: "s3:*", Resource: "*" }),
        }),
      )
    ).Policy?.Arn;
    await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust }));
    await iam.send(
      new PutRolePolicyCommand({
        RoleName,
        PolicyName: "inline",
        PolicyDocument: policy({ Effect: "Allow", Action: "s3:*", Resource: "*" }),
      }),
    );
    await refused(iam.send(new DeleteRoleCommand({ RoleName })), {
      code: "DeleteConflictException",
      message: /must delete policies first/,
    });
    await iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName: "inline" }));
    await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }));
    await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }));
    assert.equal((await iam.send(new GetPolicyCommand({ PolicyArn }))).Policy?.AttachmentCount, 1);
    await refused(iam.send(new DeleteRoleCommand({ RoleName })), {
      code: "DeleteConflictException",
      message: /must detach all policies first/,
    });
    await refused(iam.send(new DeletePolicyCommand({ PolicyArn })), { code: "DeleteConflictException" });
    await iam.send(new DetachRolePolicyCommand({ RoleName, PolicyArn }));
    await iam.send(new PutUserPermissionsBoundaryCommand({ UserName: "local", PermissionsBoundary: PolicyArn }));
    await refused(iam.send(new DeletePolicyCommand({ PolicyArn })), {
      code: "DeleteConflictException",
      message: /permissions boundary/,
    });
    assert.equal(
      (await iam.send(new GetUserCommand({ UserName: "local" }))).User?.PermissionsBoundary?.PermissionsBoundaryArn,
      PolicyArn,
    );
    const details = await iam.send(new GetAccountAuthorizationDetailsCommand({ Filter: ["User"], MaxItems: 1000 }));
    assert.equal(
      details.UserDetailList?.find(({ UserName }) => UserName === "local")?.PermissionsBoundary?.PermissionsBoundaryArn,
      PolicyArn,
    );
    await iam.send(
      new PutUserPermissionsBoundaryCommand({
        UserName: "local",
        PermissionsBoundary: "arn:aws:iam::aws:policy/AdministratorAccess",
      }),
    );
    await allowed(iam.send(new DeletePolicyCommand({ PolicyArn })));
    await allowed(iam.send(new DeleteRoleCommand({ RoleName })));
  });

  describe("refuses a trust policy", () => {
    const malformed: [string, string, RegExp][] = [
      ["that is no JSON", "{", /invalid Json/],
      ["without a principal", policy({ Effect: "Allow", Action: "sts:AssumeRole" }), /Syntax errors/],
      [
        "with a resource",
        policy({ Effect: "Allow", Action: "sts:AssumeRole", Resource: "*", Principal: { AWS: trusted } }),
        /Has prohibited field Resource/,
      ],
      [
        "with another service's action",
        policy({ Effect: "Allow", Action: "s3:GetObject", Principal: { AWS: trusted } }),
        /may only specify STS AssumeRole actions/,
      ],
      [
        "that names a user who does not exist",
        policy({
          Effect: "Allow",
          Action: "sts:AssumeRole",
          Principal: { AWS: `arn:aws:iam::${trusted}:user/nobody` },
        }),
        /Invalid principal in policy: "AWS":"arn:aws:iam::222222222222:user\/nobody"/,
      ],
      [
        "that names a group",
        policy({
          Effect: "Allow",
          Action: "sts:AssumeRole",
          Principal: { AWS: `arn:aws:iam::${trusted}:group/deployers` },
        }),
        /Invalid principal/,
      ],
      [
        "that names users by a pattern",
        policy({ Effect: "Allow", Action: "sts:AssumeRole", Principal: { AWS: `arn:aws:iam::${trusted}:user/*` } }),
        /Invalid principal/,
      ],
      [
        "with an effect that nobody knows",
        policy({ Effect: "Maybe", Action: "sts:AssumeRole", Principal: { AWS: trusted } }),
        /Syntax errors/,
      ],
    ];
    for (const [title, document, message] of malformed) {
      it(title, async () => {
        const expected = { code: "MalformedPolicyDocumentException", message };
        await refused(
          iam.send(new CreateRoleCommand({ RoleName: "malformed", AssumeRolePolicyDocument: document })),
          expected,
        );
        await iam.send(new CreateRoleCommand({ RoleName: "well-formed", AssumeRolePolicyDocument: trust }));
        try {
          await refused(
            iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: "well-formed", PolicyDocument: document })),
            expected,
          );
        } finally {
          await iam.send(new DeleteRoleCommand({ RoleName: "well-formed" }));
        }
      });
    }
  });

  it("keeps the limits of sizes and durations", async () => {
    const long = policy({
      Effect: "Allow",
      Action: "sts:AssumeRole",
      Principal: { AWS: trusted },
      Condition: { StringEquals: { "sts:ExternalId": "x".repeat(2000) } },
    });
    await refused(iam.send(new CreateRoleCommand({ RoleName: "long", AssumeRolePolicyDocument: long })), {
      code: "LimitExceededException",
      message: "Cannot exceed quota for ACLSizePerRole: 2048",
    });
    await refused(
      iam.send(new CreateRoleCommand({ RoleName: "long", AssumeRolePolicyDocument: trust, MaxSessionDuration: 3599 })),
      { code: "ValidationError" },
    );
    await iam.send(
      new CreateRoleCommand({ RoleName: "full", AssumeRolePolicyDocument: trust, MaxSessionDuration: 43_200 }),
    );
    const inline = (size: number) =>
      iam.send(
        new PutRolePolicyCommand({
          RoleName: "full",
          PolicyName: "p",
          PolicyDocument: policy({
            Effect: "Allow",
            Action: "s3:GetObject",
            Resource: `arn:aws:s3:::b/${"x".repeat(size)}`,
          }),
        }),
      );
    await allowed(inline(10_000));
    await refused(inline(10_240), {
      code: "LimitExceededException",
      message: "Maximum policy size of 10240 bytes exceeded for role full",
    });
  });

  it("takes inline policies up to the last character of each kind's limit, the same figures as the plan of grants", async () => {
    const empty = policy({ Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::b/" }).replace(
      /\s/g,
      "",
    ).length;
    const document = (length: number) =>
      policy({ Effect: "Allow", Action: "s3:GetObject", Resource: `arn:aws:s3:::b/${"x".repeat(length - empty)}` });
    await iam.send(new CreateUserCommand({ UserName: "full-user" }));
    await iam.send(new CreateGroupCommand({ GroupName: "full-group" }));
    await iam.send(new CreateRoleCommand({ RoleName: "full-role", AssumeRolePolicyDocument: trust }));
    const put = {
      user: (PolicyDocument: string) =>
        iam.send(new PutUserPolicyCommand({ UserName: "full-user", PolicyName: "p", PolicyDocument })),
      group: (PolicyDocument: string) =>
        iam.send(new PutGroupPolicyCommand({ GroupName: "full-group", PolicyName: "p", PolicyDocument })),
      role: (PolicyDocument: string) =>
        iam.send(new PutRolePolicyCommand({ RoleName: "full-role", PolicyName: "p", PolicyDocument })),
    };
    for (const kind of ["user", "group", "role"] as const) {
      const limit = inlineLimits[kind];
      await refused(put[kind](document(limit + 1)), {
        code: "LimitExceededException",
        message: `Maximum policy size of ${limit} bytes exceeded for ${kind} full-${kind}`,
      });
      await allowed(put[kind](document(limit)));
    }
  });

  it("binds a trust to the user that exists when it is stored", async () => {
    const administrator = (await clients(keysOf("admin-2"))).iam;
    const anew = async () => {
      await administrator.send(new CreateUserCommand({ UserName: "fred" }));
      const key = (await administrator.send(new CreateAccessKeyCommand({ UserName: "fred" }))).AccessKey;
      return { accessKeyId: key?.AccessKeyId ?? "", secretAccessKey: key?.SecretAccessKey ?? "" };
    };
    const gone = async (accessKeyId: string) => {
      await administrator.send(new DeleteAccessKeyCommand({ UserName: "fred", AccessKeyId: accessKeyId }));
      await administrator.send(new DeleteUserCommand({ UserName: "fred" }));
    };
    const first = await anew();
    const bound = policy({
      Effect: "Allow",
      Action: "sts:AssumeRole",
      Principal: { AWS: `arn:aws:iam::${trusted}:user/fred` },
    });
    const role = await administrator.send(
      new CreateRoleCommand({ RoleName: "of-fred", AssumeRolePolicyDocument: bound }),
    );
    const assume = async (keys: typeof first) =>
      (await clients(keys)).sts.send(new AssumeRoleCommand({ RoleArn: role.Role?.Arn, RoleSessionName: "fred" }));
    await allowed(assume(first));
    await gone(first.accessKeyId);
    const second = await anew();
    await refused(assume(second), { code: "AccessDenied" });
    await administrator.send(new UpdateAssumeRolePolicyCommand({ RoleName: "of-fred", PolicyDocument: bound }));
    await allowed(assume(second));
    await gone(second.accessKeyId);
  });

  it("enables an MFA device by two codes in a row", async () => {
    await iam.send(new CreateUserCommand({ UserName: "gina" }));
    const device = (await iam.send(new CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: "gina" })))
      .VirtualMFADevice;
    const seed = Buffer.from(device?.Base32StringSeed ?? []).toString();
    const now = Date.now();
    const enable = (one: string, two: string) =>
      iam.send(
        new EnableMFADeviceCommand({
          UserName: "gina",
          SerialNumber: device?.SerialNumber,
          AuthenticationCode1: one,
          AuthenticationCode2: two,
        }),
      );
    const codes = [totpCode(seed, new Date(now - 60_000)), totpCode(seed, new Date(now - 30_000))] as const;
    await refused(enable(codes[1], codes[0]), { code: "InvalidAuthenticationCodeException" });
    await allowed(enable(...codes));
  });

  it("takes a user's tags and keys along when the user is renamed", async () => {
    await iam.send(new CreateUserCommand({ UserName: "old-name", Tags: [{ Key: "team", Value: "shop" }] }));
    const key = (await iam.send(new CreateAccessKeyCommand({ UserName: "old-name" }))).AccessKey;
    await refused(iam.send(new UpdateUserCommand({ UserName: "old-name", NewUserName: "local" })), {
      code: "EntityAlreadyExistsException",
    });
    await iam.send(new UpdateUserCommand({ UserName: "old-name", NewUserName: "new-name", NewPath: "/ops/" }));
    const { User } = await iam.send(new GetUserCommand({ UserName: "new-name" }));
    assert.equal(User?.Arn, `arn:aws:iam::${trusting}:user/ops/new-name`);
    assert.deepEqual(User?.Tags, [{ Key: "team", Value: "shop" }]);
    await iam.send(new DeleteAccessKeyCommand({ UserName: "new-name", AccessKeyId: key?.AccessKeyId }));
    await allowed(iam.send(new DeleteUserCommand({ UserName: "new-name" })));
  });

  it("says what it cannot do, once and not as a fault to retry", async () => {
    await refused(
      iam.send(
        new SimulatePrincipalPolicyCommand({ PolicySourceArn: userArn("local"), ActionNames: ["s3:GetObject"] }),
      ),
      { code: "NotImplemented", message: /^The emulator cannot do this: / },
    );
  });

  it("says to a caller without a user's name whom it takes them for", async () => {
    assert.equal(
      (await (await clients(keysOf("admin-1"))).iam.send(new GetUserCommand({}))).User?.Arn,
      userArn("admin-1"),
    );
    assert.equal(trusting, userArn("admin-1").split(":")[4]);
  });
});
