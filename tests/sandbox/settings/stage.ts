import {
  CreateGroupCommand,
  AddUserToGroupCommand,
  CreateRoleCommand,
  DeleteGroupPolicyCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  DeleteUserPolicyCommand,
  IAMClient,
  PutGroupPolicyCommand,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
} from "@aws-sdk/client-iam";
import { AssumeRoleCommand, GetSessionTokenCommand, STSClient, type Credentials } from "@aws-sdk/client-sts";
import type { GrantedGrantee } from "../../../grants/grantees";
import { startEmulator, type Emulator } from "../../../sandbox/emulator/emulator";
import { totpCode } from "../../../sandbox/emulator/totp";
import type { Call } from "./oracle";
import { arnOf, callers, keysOf, team, trusting, world } from "./people";

const region = "eu-west-1";

/** What the emulator says to a call: admitted, or the name of its error. */
export type Verdict = "admitted" | "AccessDenied" | "ValidationError";

/** The emulator with the accounts of these tests in it. */
export class Stage {
  private origin: Record<string, string> = {};
  private readonly clients = new Map<string, STSClient>();

  private constructor(private readonly emulator: Emulator) {}

  /** Starts it, with the group in it. */
  static async open(): Promise<Stage> {
    const stage = new Stage(await startEmulator(world));
    const iam = stage.iam("222222222222");
    await iam.send(new CreateGroupCommand({ GroupName: team.name }));
    for (const UserName of team.members) await iam.send(new AddUserToGroupCommand({ GroupName: team.name, UserName }));
    return stage;
  }

  close(): Promise<void> {
    return this.emulator.stop();
  }

  /** IAM as an account's administrator. */
  iam(account: string): IAMClient {
    return new IAMClient({
      endpoint: this.emulator.endpoint,
      region,
      credentials: keysOf(`admin-${account}`),
      maxAttempts: 1,
    });
  }

  async makeRole(RoleName: string, Path: string, trust: object, MaxSessionDuration: number): Promise<void> {
    await this.iam(trusting).send(
      new CreateRoleCommand({ RoleName, Path, AssumeRolePolicyDocument: JSON.stringify(trust), MaxSessionDuration }),
    );
  }

  async removeRole(RoleName: string): Promise<void> {
    await this.iam(trusting).send(new DeleteRoleCommand({ RoleName }));
  }

  /** Gives a grantee its one policy; false where IAM does not take it because of its length. */
  async grant(account: string, grantee: Pick<GrantedGrantee, "kind" | "name">, policy: object): Promise<boolean> {
    try {
      await this.write(account, grantee, JSON.stringify(policy));
      return true;
    } catch (error) {
      if ((error as Error).name === "LimitExceededException") return false;
      throw error;
    }
  }

  /** Takes the policy away again. */
  revoke(account: string, grantee: Pick<GrantedGrantee, "kind" | "name">): Promise<unknown> {
    return this.write(account, grantee, undefined);
  }

  private write(
    account: string,
    { kind, name }: Pick<GrantedGrantee, "kind" | "name">,
    PolicyDocument: string | undefined,
  ): Promise<unknown> {
    const iam = this.iam(account);
    const PolicyName = "grants";
    switch (kind) {
      case "user":
        return PolicyDocument
          ? iam.send(new PutUserPolicyCommand({ UserName: name, PolicyName, PolicyDocument }))
          : iam.send(new DeleteUserPolicyCommand({ UserName: name, PolicyName }));
      case "group":
        return PolicyDocument
          ? iam.send(new PutGroupPolicyCommand({ GroupName: name, PolicyName, PolicyDocument }))
          : iam.send(new DeleteGroupPolicyCommand({ GroupName: name, PolicyName }));
      case "permission-set":
        // What provisioning the set does to its role.
        return Promise.all(
          callers.flatMap((caller) =>
            caller.account === account && caller.name.startsWith(`AWSReservedSSO_${name}_`)
              ? [this.write(account, { kind: "role", name: caller.name }, PolicyDocument)]
              : [],
          ),
        );
      case "role":
        return PolicyDocument
          ? iam.send(new PutRolePolicyCommand({ RoleName: name, PolicyName, PolicyDocument }))
          : iam.send(new DeleteRolePolicyCommand({ RoleName: name, PolicyName }));
    }
  }

  /** Makes a call, with the sign-in that goes before it. */
  async call(RoleArn: string, call: Call): Promise<Verdict> {
    const { caller, at, mfaAge } = call;
    const serial = `arn:aws:iam::${caller.account}:mfa/${caller.name}`;
    const code = (when: Date) => totpCode(caller.mfaSeed!, when);
    let sts = this.sts(keysOf(caller.kind === "user" ? caller.name : `admin-${caller.account}`));
    if (caller.kind === "role") {
      const { Credentials } = await this.during({ at }, () =>
        sts.send(new AssumeRoleCommand({ RoleArn: arnOf(caller), RoleSessionName: "caller" })),
      );
      sts = this.sts(keysIn(Credentials));
    } else if (mfaAge !== undefined && mfaAge > 0) {
      const then = new Date(at.getTime() - mfaAge * 1000);
      const { Credentials } = await this.during({ at: then }, () =>
        sts.send(new GetSessionTokenCommand({ SerialNumber: serial, TokenCode: code(then) })),
      );
      sts = this.sts(keysIn(Credentials));
    }
    const command = new AssumeRoleCommand({
      RoleArn,
      RoleSessionName: call.name,
      DurationSeconds: call.duration,
      SourceIdentity: call.sourceIdentity,
      Tags: Object.entries(call.tags).map(([Key, Value]) => ({ Key, Value })),
      TransitiveTagKeys: [...call.transitive],
      ...(mfaAge === 0 && { SerialNumber: serial, TokenCode: code(at) }),
    });
    try {
      await this.during(call, () => sts.send(command));
      return "admitted";
    } catch (error) {
      const { name } = error as Error;
      if (name === "AccessDenied" || name === "ValidationError") return name;
      throw error;
    }
  }

  private async during<T>(
    { at, ip, vpce }: Partial<Pick<Call, "at" | "ip" | "vpce">>,
    what: () => Promise<T>,
  ): Promise<T> {
    this.origin = {
      ...(at && { "x-emulator-time": at.toISOString() }),
      ...(ip && { "x-emulator-source-ip": ip }),
      ...(vpce && { "x-emulator-source-vpce": vpce }),
    };
    return what();
  }

  private sts(credentials: { accessKeyId: string; secretAccessKey: string; sessionToken?: string }): STSClient {
    const known = this.clients.get(credentials.accessKeyId);
    if (known) return known;
    const sts = new STSClient({ endpoint: this.emulator.endpoint, region, credentials, maxAttempts: 1 });
    sts.middlewareStack.add(
      (next) => (args) => {
        Object.assign((args.request as { headers: object }).headers, this.origin);
        return next(args);
      },
      { step: "build" },
    );
    this.clients.set(credentials.accessKeyId, sts);
    return sts;
  }
}

function keysIn(credentials: Credentials | undefined) {
  return {
    accessKeyId: credentials!.AccessKeyId!,
    secretAccessKey: credentials!.SecretAccessKey!,
    sessionToken: credentials!.SessionToken!,
  };
}
