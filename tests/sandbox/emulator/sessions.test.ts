import assert from "node:assert/strict";
import {
  CreateAccessKeyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeleteAccessKeyCommand,
  DeleteRoleCommand,
  DeleteUserCommand,
  DeleteUserPolicyCommand,
  GetRoleCommand,
  GetUserCommand,
  ListUsersCommand,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
  UpdateAccessKeyCommand,
} from "@aws-sdk/client-iam";
import {
  AssumeRoleCommand,
  GetCallerIdentityCommand,
  GetSessionTokenCommand,
  type AssumeRoleCommandInput,
} from "@aws-sdk/client-sts";
import { allowed, refused } from "./refusal";
import { sessionKeys } from "./sessionKeys";
import {
  clients,
  freshMfa,
  keysOf,
  mfaCode,
  mfaSerial,
  policy,
  stranger,
  trusted,
  trusting,
  userArn,
  type Keys,
  type Origin,
} from "./world";

const everything = policy({ Effect: "Allow", Action: "*", Resource: "*" });
const actions = ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"];
let count = 0;

/** Makes a role in an account, with a trust in a principal and with everything allowed; gives its ARN. */
async function makeRole(
  account: string,
  principal: string,
  more: { Condition?: object; Action?: unknown; hours?: number } = {},
): Promise<string> {
  const { iam } = await clients(keysOf(account === trusting ? "admin-1" : account === trusted ? "admin-2" : "admin-3"));
  const { hours, ...statement } = more;
  const made = await iam.send(
    new CreateRoleCommand({
      RoleName: `session-${(count += 1)}`,
      Path: "/chain/",
      AssumeRolePolicyDocument: policy({
        Effect: "Allow",
        Action: actions,
        Principal: { AWS: principal },
        ...statement,
      }),
      MaxSessionDuration: hours === undefined ? undefined : hours * 3600,
    }),
  );
  await iam.send(
    new PutRolePolicyCommand({ RoleName: made.Role?.RoleName, PolicyName: "all", PolicyDocument: everything }),
  );
  return made.Role?.Arn ?? "";
}

async function assume(
  keys: Keys,
  RoleArn: string,
  call: Partial<AssumeRoleCommandInput> = {},
  origin?: Origin,
): Promise<Keys> {
  return sessionKeys(
    await (
      await clients(keys, origin)
    ).sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: "session", ...call })),
  );
}

async function whoAmI(keys: Keys, origin?: Origin): Promise<string | undefined> {
  return (await (await clients(keys, origin)).sts.send(new GetCallerIdentityCommand({}))).Arn;
}

describe("The emulator's credentials", () => {
  before(async () => {
    const { iam } = await clients(keysOf("admin-2"));
    await iam.send(new PutUserPolicyCommand({ UserName: "alice", PolicyName: "all", PolicyDocument: everything }));
  });

  after(async () => {
    const { iam } = await clients(keysOf("admin-2"));
    await iam.send(new DeleteUserPolicyCommand({ UserName: "alice", PolicyName: "all" }));
  });

  it("tell everybody who they are, without a permission", async () => {
    assert.equal(await whoAmI(keysOf("eve")), userArn("eve"));
    const role = await makeRole(trusting, trusted);
    const session = await assume(keysOf("alice"), role);
    assert.equal(await whoAmI(session), `arn:aws:sts::${trusting}:assumed-role/${role.split("/").pop()}/session`);
  });

  it("of a session are refused without their token, and with another's", async () => {
    const session = await assume(keysOf("alice"), await makeRole(trusting, trusted));
    const other = await assume(keysOf("alice"), await makeRole(trusting, trusted));
    const { accessKeyId, secretAccessKey } = session;
    await refused(whoAmI({ accessKeyId, secretAccessKey }), { code: "InvalidClientTokenId" });
    await refused(whoAmI({ accessKeyId, secretAccessKey, sessionToken: other.sessionToken ?? "" }), {
      code: "InvalidClientTokenId",
    });
  });

  it("of a session expire at their time, in the words of AWS", async () => {
    const session = await assume(keysOf("alice"), await makeRole(trusting, trusted), { DurationSeconds: 900 });
    await allowed(whoAmI(session, { later: 890 }));
    await refused(whoAmI(session, { later: 901 }), {
      code: "ExpiredToken",
      message: "The security token included in the request is expired",
    });
    await refused((await clients(session, { later: 901 })).iam.send(new ListUsersCommand({})), {
      code: "ExpiredToken",
    });
  });

  it("with a wrong secret do not match, and unknown ones are invalid", async () => {
    await refused(whoAmI({ ...keysOf("alice"), secretAccessKey: "not-the-secret-of-alice" }), {
      code: "SignatureDoesNotMatch",
    });
    await refused(whoAmI({ ...keysOf("alice"), accessKeyId: "AKIANOBODY0000000000" }), {
      code: "InvalidClientTokenId",
      message: "The security token included in the request is invalid.",
    });
    await refused(whoAmI({ ...keysOf("alice"), sessionToken: "surplus" }), { code: "InvalidClientTokenId" });
  });

  it("that are deactivated are refused, and work again when they are active", async () => {
    const { iam } = await clients(keysOf("admin-2"));
    await iam.send(new CreateUserCommand({ UserName: "dora" }));
    const key = (await iam.send(new CreateAccessKeyCommand({ UserName: "dora" }))).AccessKey;
    const keys = { accessKeyId: key?.AccessKeyId ?? "", secretAccessKey: key?.SecretAccessKey ?? "" };
    const set = (Status: "Active" | "Inactive") =>
      iam.send(new UpdateAccessKeyCommand({ UserName: "dora", AccessKeyId: keys.accessKeyId, Status }));
    await allowed(whoAmI(keys));
    await set("Inactive");
    await refused(whoAmI(keys), { code: "InvalidClientTokenId" });
    await set("Active");
    await allowed(whoAmI(keys));
    await iam.send(new DeleteAccessKeyCommand({ UserName: "dora", AccessKeyId: keys.accessKeyId }));
    await refused(whoAmI(keys), { code: "InvalidClientTokenId" });
    await iam.send(new DeleteUserCommand({ UserName: "dora" }));
  });

  it("of a session end with their role, even when one of its name is made anew", async () => {
    const { iam } = await clients(keysOf("admin-3"));
    const trust = policy({ Effect: "Allow", Action: actions, Principal: { AWS: trusted } });
    const make = () => iam.send(new CreateRoleCommand({ RoleName: "reborn", AssumeRolePolicyDocument: trust }));
    const made = await make();
    const session = await assume(keysOf("alice"), made.Role?.Arn ?? "");
    await allowed(whoAmI(session));
    await iam.send(new DeleteRoleCommand({ RoleName: "reborn" }));
    await refused(whoAmI(session), { code: "InvalidClientTokenId" });
    await make();
    await refused(whoAmI(session), { code: "InvalidClientTokenId" });
  });

  it("of a key and of a role are recorded as used", async () => {
    const role = await makeRole(trusting, trusted);
    await whoAmI(await assume(keysOf("alice"), role));
    const { iam } = await clients(keysOf("admin-1"));
    const found = await iam.send(new GetRoleCommand({ RoleName: role.split("/").pop() }));
    assert.equal(found.Role?.RoleLastUsed?.Region, "eu-west-1");
    assert.ok(found.Role?.RoleLastUsed?.LastUsedDate);
  });
});

describe("The emulator's MFA codes", () => {
  const call = async (later: number, codeAt: number) => {
    const { sts } = await clients(keysOf("local"), { later });
    return sts.send(new GetSessionTokenCommand({ SerialNumber: mfaSerial("local"), TokenCode: mfaCode(codeAt) }));
  };
  const wrong = {
    code: "AccessDenied",
    message: "MultiFactorAuthentication failed with invalid MFA one time pass code. ",
  };

  it("work in the step before and after theirs, not beyond", async () => {
    await allowed(call(10_000, 10_000 - 30));
    await allowed(call(10_200, 10_200 + 30));
    await refused(call(10_400, 10_400 - 60), wrong);
    await refused(call(10_600, 10_600 + 60), wrong);
  });

  it("work once", async () => {
    await allowed(call(11_000, 11_000));
    await refused(call(11_000, 11_000), wrong);
  });
});

describe("The emulator's GetSessionToken", () => {
  const ask = async (mfa: boolean, DurationSeconds?: number) => {
    const { later, ...code } = mfa ? freshMfa("carol") : { later: 0 };
    const { sts } = await clients(keysOf("carol"), { later });
    return { later, keys: sessionKeys(await sts.send(new GetSessionTokenCommand({ ...code, DurationSeconds }))) };
  };

  before(async () => {
    const { iam } = await clients(keysOf("admin-2"));
    await iam.send(new PutUserPolicyCommand({ UserName: "carol", PolicyName: "sessions", PolicyDocument: everything }));
  });
  after(async () => {
    const { iam } = await clients(keysOf("admin-2"));
    await iam.send(new DeleteUserPolicyCommand({ UserName: "carol", PolicyName: "sessions" }));
  });

  it("needs no permission, and the session is the user's", async () => {
    const { sts } = await clients(keysOf("bob"));
    assert.equal(await whoAmI(sessionKeys(await sts.send(new GetSessionTokenCommand({})))), userArn("bob"));
  });

  it("keeps its limits: 15 minutes to 36 hours, and not from a session", async () => {
    await allowed(ask(false, 900));
    await refused(ask(false, 899), { code: "ValidationError" });
    await allowed(ask(false, 129_600));
    await refused(ask(false, 129_601), { code: "ValidationError" });
    const { keys } = await ask(false);
    await refused((await clients(keys)).sts.send(new GetSessionTokenCommand({})), {
      code: "AccessDenied",
      message: "Cannot call GetSessionToken with session credentials",
    });
  });

  it("carries MFA to the roles that require it, and only with a code", async () => {
    const role = await makeRole(trusting, trusted, { Condition: { Bool: { "aws:MultiFactorAuthPresent": "true" } } });
    const withMfa = await ask(true);
    await allowed(assume(withMfa.keys, role, {}, { later: withMfa.later }));
    const without = await ask(false);
    await refused(assume(without.keys, role), { code: "AccessDenied" });
    await refused(assume(keysOf("carol"), role), { code: "AccessDenied" });
  });

  it("says false where there was no code, so that a Deny on Bool false applies", async () => {
    const open = await makeRole(trusting, trusted);
    const { iam } = await clients(keysOf("admin-2"));
    const deny = policy({
      Effect: "Deny",
      Action: "sts:AssumeRole",
      Resource: "*",
      Condition: { Bool: { "aws:MultiFactorAuthPresent": "false" } },
    });
    await iam.send(new PutUserPolicyCommand({ UserName: "carol", PolicyName: "deny", PolicyDocument: deny }));
    try {
      await allowed(assume(keysOf("carol"), open));
      await refused(assume((await ask(false)).keys, open), { code: "AccessDenied", message: /explicit deny/ });
    } finally {
      await iam.send(new DeleteUserPolicyCommand({ UserName: "carol", PolicyName: "deny" }));
    }
  });

  it("ages", async () => {
    const role = await makeRole(trusting, trusted, {
      Condition: { NumericLessThan: { "aws:MultiFactorAuthAge": "3600" } },
    });
    const { keys, later } = await ask(true);
    await allowed(assume(keys, role, {}, { later: later + 3590 }));
    await refused(assume(keys, role, {}, { later: later + 3610 }), { code: "AccessDenied" });
  });

  it("opens IAM only with MFA", async () => {
    const withMfa = await ask(true);
    await allowed((await clients(withMfa.keys, { later: withMfa.later })).iam.send(new GetUserCommand({})));
    await refused((await clients((await ask(false)).keys)).iam.send(new GetUserCommand({})), {
      code: "InvalidClientTokenId",
    });
  });
});

describe("The emulator's role chaining", () => {
  const first = async (call: Partial<AssumeRoleCommandInput> = {}) => {
    const arn = await makeRole(trusted, userArn("alice"));
    return { arn, keys: await assume(keysOf("alice"), arn, call) };
  };
  before(async () => {
    const { iam } = await clients(keysOf("admin-2"));
    await iam.send(new PutUserPolicyCommand({ UserName: "alice", PolicyName: "chain", PolicyDocument: everything }));
  });
  after(async () => {
    const { iam } = await clients(keysOf("admin-2"));
    await iam.send(new DeleteUserPolicyCommand({ UserName: "alice", PolicyName: "chain" }));
  });

  it("ends after an hour whatever the role allows", async () => {
    const { keys } = await first();
    const role = await makeRole(trusting, trusted, { hours: 12 });
    await allowed(assume(keys, role, { DurationSeconds: 3600 }));
    await refused(assume(keys, role, { DurationSeconds: 3601 }), {
      code: "ValidationError",
      message: "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.",
    });
    await allowed(assume(keysOf("alice"), role, { DurationSeconds: 3601 }));
  });

  it("is judged by the role's ARN with its path, or by the session's", async () => {
    const { arn, keys } = await first();
    await allowed(assume(keys, await makeRole(trusting, arn)));
    await allowed(
      assume(keys, await makeRole(trusting, trusted, { Condition: { ArnLike: { "aws:PrincipalArn": arn } } })),
    );
    await allowed(assume(keys, await makeRole(trusting, (await whoAmI(keys)) ?? "")));
    const another = await first();
    await refused(assume(keys, await makeRole(trusting, another.arn)), {
      code: "AccessDenied",
      message:
        /^User: arn:aws:sts::222222222222:assumed-role\/session-\d+\/session is not authorized to perform: sts:AssumeRole on resource: /,
    });
  });

  it("never meets a trust that requires MFA, and enters no code", async () => {
    const { later, ...code } = freshMfa("alice");
    const arn = await makeRole(trusted, userArn("alice"), {
      Condition: { Bool: { "aws:MultiFactorAuthPresent": "true" } },
    });
    const keys = await assume(keysOf("alice"), arn, code, { later });
    const demanding = await makeRole(trusting, trusted, {
      Condition: { Bool: { "aws:MultiFactorAuthPresent": "true" } },
    });
    await allowed(assume(keys, await makeRole(trusting, trusted), {}, { later }));
    await refused(assume(keys, demanding, {}, { later }), { code: "AccessDenied" });
    const again = freshMfa("alice");
    await refused(
      assume(keys, demanding, { SerialNumber: again.SerialNumber, TokenCode: again.TokenCode }, { later: again.later }),
      { code: "AccessDenied" },
    );
  });

  it("keeps transitive tags and drops the others", async () => {
    const { keys } = await first({
      Tags: [
        { Key: "team", Value: "shop" },
        { Key: "cost", Value: "7" },
      ],
      TransitiveTagKeys: ["team"],
    });
    const second = await assume(keys, await makeRole(trusting, trusted));
    await allowed(
      assume(
        second,
        await makeRole(stranger, trusting, { Condition: { StringEquals: { "aws:PrincipalTag/team": "shop" } } }),
      ),
    );
    await refused(
      assume(
        second,
        await makeRole(stranger, trusting, { Condition: { StringEquals: { "aws:PrincipalTag/cost": "7" } } }),
      ),
      { code: "AccessDenied" },
    );
    await refused(assume(keys, await makeRole(trusting, trusted), { Tags: [{ Key: "Team", Value: "x" }] }), {
      code: "InvalidParameterValue",
    });
    await refused(assume(keys, await makeRole(trusting, trusted, { Action: "sts:AssumeRole" })), {
      code: "AccessDenied",
      message: /sts:TagSession/,
    });
  });

  it("keeps the source identity, which nobody changes", async () => {
    const { keys } = await first({ SourceIdentity: "alice" });
    const second = await assume(
      keys,
      await makeRole(trusting, trusted, { Condition: { StringEquals: { "aws:SourceIdentity": "alice" } } }),
    );
    await allowed(assume(second, await makeRole(stranger, trusting), { SourceIdentity: "alice" }));
    await refused(assume(second, await makeRole(stranger, trusting), { SourceIdentity: "bob" }), {
      code: "AccessDenied",
    });
    await refused(assume(second, await makeRole(stranger, trusting, { Action: "sts:AssumeRole" })), {
      code: "AccessDenied",
      message: /sts:SetSourceIdentity/,
    });
  });

  it("lets a role assume itself only when its trust says so", async () => {
    const { arn, keys } = await first();
    await refused(assume(keys, arn), { code: "AccessDenied" });
  });

  it("knows Identity Center's roles by their path", async () => {
    const sso = `arn:aws:iam::${trusted}:role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_Deployers_0123456789abcdef`;
    const keys = await assume(keysOf("alice"), sso);
    const admits = (set: string) =>
      makeRole(trusting, trusted, {
        Condition: {
          ArnLike: {
            "aws:PrincipalArn": `arn:aws:iam::${trusted}:role/aws-reserved/sso.amazonaws.com/*AWSReservedSSO_${set}_*`,
          },
        },
      });
    await allowed(assume(keys, await admits("Deployers")));
    await refused(assume(keys, await admits("Auditors")), { code: "AccessDenied" });
  });

  it("is narrowed by a session policy", async () => {
    const { keys } = await first({
      Policy: policy({ Effect: "Allow", Action: "sts:AssumeRole", Resource: "arn:aws:iam::*:role/none" }),
    });
    await refused(assume(keys, await makeRole(trusting, trusted)), { code: "AccessDenied" });
  });
});
