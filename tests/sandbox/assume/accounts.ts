import {
  AddUserToGroupCommand,
  AttachUserPolicyCommand,
  CreateGroupCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  IAMClient,
  PutGroupPolicyCommand,
  PutRolePolicyCommand,
  PutUserPermissionsBoundaryCommand,
  PutUserPolicyCommand,
} from "@aws-sdk/client-iam";
import {
  AssumeRoleCommand,
  GetSessionTokenCommand,
  STSClient,
  type AssumeRoleCommandInput,
  type Credentials,
} from "@aws-sdk/client-sts";
import { randomBytes, randomInt } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEmulator, type Emulator } from "../../../sandbox/emulator/emulator";
import { totpCode } from "../../../sandbox/emulator/totp";
import type { WorldUser } from "../../../sandbox/emulator/world";
import { execute, type Outcome } from "../../../sandbox/execute";
import { openRelay, type Relay } from "../../../sandbox/emulator/relay";

export const trusting = "111111111111";
export const trusted = "222222222222";
export const root = join(__dirname, "..", "..", "..");
export const command = join(root, "cli", "bin", "cross-account.cjs");
export const region = "eu-west-1";

/** A statement as it is written in a policy. */
export type Rule = Readonly<Record<string, unknown>>;

/** The grant and the trust that let a call through; cases leave something out of them. */
export const allow = (resource: string, action: string | string[] = "sts:AssumeRole"): Rule => ({
  Sid: "Grant",
  Effect: "Allow",
  Action: action,
  Resource: resource,
});
export const trust = (condition?: Rule, account = trusted, action: string | string[] = "sts:AssumeRole"): Rule => ({
  Sid: "Trust",
  Effect: "Allow",
  Principal: { AWS: `arn:aws:iam::${account}:root` },
  Action: action,
  ...(condition && { Condition: condition }),
});
export const policy = (...statements: readonly Rule[]) =>
  JSON.stringify({ Version: "2012-10-17", Statement: statements });
export const roleArn = (name: string, account = trusting) => `arn:aws:iam::${account}:role/${name}`;

/** Two accounts with a user for each case, on an emulator of their own, and the command to try on them. */
export class Accounts {
  readonly directory = mkdtempSync(join(tmpdir(), "assume-"));
  private emulator!: Emulator;
  relay!: Relay;
  private readonly users = new Map<string, Required<Pick<WorldUser, "accessKeyId" | "secretAccessKey" | "mfaSeed">>>();
  owner!: IAMClient;
  people!: IAMClient;

  /** @param names the users of the trusted account */
  async open(names: readonly string[]): Promise<void> {
    const make = (name: string, administrator: boolean): WorldUser => {
      const user = {
        accessKeyId: `AKIA${base32(16)}`,
        secretAccessKey: randomBytes(30).toString("base64"),
        mfaSeed: base32(32),
      };
      this.users.set(name, user);
      return { name, administrator, ...user };
    };
    this.emulator = await startEmulator({
      controls: true,
      accounts: [
        { id: trusting, users: [make("owner", true)] },
        { id: trusted, users: [make("admin", true), ...names.map((name) => make(name, false))] },
      ],
    });
    this.relay = await openRelay(this.emulator.endpoint);
    this.owner = new IAMClient({ endpoint: this.emulator.endpoint, region, credentials: this.keys("owner") });
    this.people = new IAMClient({ endpoint: this.emulator.endpoint, region, credentials: this.keys("admin") });
    const profiles = [...this.users].map(
      ([name, user]) =>
        `[${name}]\naws_access_key_id = ${user.accessKeyId}\naws_secret_access_key = ${user.secretAccessKey}\n`,
    );
    writeFileSync(join(this.directory, "credentials"), profiles.join("\n"), { mode: 0o600 });
    writeFileSync(join(this.directory, "config"), `[default]\nregion = ${region}\n`);
  }

  async close(): Promise<void> {
    this.relay?.close();
    await this.emulator?.stop();
    rmSync(this.directory, { recursive: true, force: true });
  }

  keys(name: string) {
    return this.users.get(name)!;
  }
  serial(name: string): string {
    return `arn:aws:iam::${trusted}:mfa/${name}`;
  }
  code(name: string, when = new Date()): string {
    return totpCode(this.keys(name).mfaSeed, when);
  }

  /** Makes a role of the trusting account, or of another. */
  async role(
    name: string,
    statements: readonly Rule[],
    more: { maxSessionDuration?: number; policies?: readonly Rule[]; account?: string } = {},
  ): Promise<string> {
    const iam = more.account === trusted ? this.people : this.owner;
    await iam.send(
      new CreateRoleCommand({
        RoleName: name,
        AssumeRolePolicyDocument: policy(...statements),
        MaxSessionDuration: more.maxSessionDuration,
      }),
    );
    if (more.policies)
      await iam.send(
        new PutRolePolicyCommand({ RoleName: name, PolicyName: "own", PolicyDocument: policy(...more.policies) }),
      );
    return roleArn(name, more.account);
  }
  grant(user: string, ...statements: readonly Rule[]) {
    return this.people.send(
      new PutUserPolicyCommand({ UserName: user, PolicyName: "grant", PolicyDocument: policy(...statements) }),
    );
  }
  async group(name: string, members: readonly string[], ...statements: readonly Rule[]): Promise<void> {
    await this.people.send(new CreateGroupCommand({ GroupName: name }));
    await this.people.send(
      new PutGroupPolicyCommand({ GroupName: name, PolicyName: "grant", PolicyDocument: policy(...statements) }),
    );
    for (const UserName of members) await this.people.send(new AddUserToGroupCommand({ GroupName: name, UserName }));
  }
  async boundary(user: string, ...statements: readonly Rule[]): Promise<void> {
    const made = await this.people.send(
      new CreatePolicyCommand({ PolicyName: `boundary-of-${user}`, PolicyDocument: policy(...statements) }),
    );
    await this.people.send(
      new PutUserPermissionsBoundaryCommand({ UserName: user, PermissionsBoundary: made.Policy!.Arn! }),
    );
  }
  async managed(user: string, ...statements: readonly Rule[]): Promise<void> {
    const made = await this.people.send(
      new CreatePolicyCommand({ PolicyName: `managed-of-${user}`, PolicyDocument: policy(...statements) }),
    );
    await this.people.send(new AttachUserPolicyCommand({ UserName: user, PolicyArn: made.Policy!.Arn! }));
  }

  /** Source credentials of other kinds, as variables for the command. */
  async sessionToken(user: string, mfa: boolean, seconds = 43_200): Promise<NodeJS.ProcessEnv> {
    const sts = new STSClient({ endpoint: this.emulator.endpoint, region, credentials: this.keys(user) });
    return variables(
      (
        await sts.send(
          new GetSessionTokenCommand({
            DurationSeconds: seconds,
            ...(mfa && { SerialNumber: this.serial(user), TokenCode: this.code(user) }),
          }),
        )
      ).Credentials!,
    );
  }
  async roleSession(
    user: string,
    role: string,
    more: Partial<AssumeRoleCommandInput> = {},
  ): Promise<NodeJS.ProcessEnv> {
    const sts = new STSClient({ endpoint: this.emulator.endpoint, region, credentials: this.keys(user) });
    return variables(
      (await sts.send(new AssumeRoleCommand({ RoleArn: role, RoleSessionName: user, ...more }))).Credentials!,
    );
  }

  /** The environment in which the command meets these accounts and nothing else. */
  env(more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
    const own = Object.entries(process.env).filter(
      ([name]) => !/^(AWS|PULUMI|CROSS_ACCOUNT|HTTPS?_PROXY|https?_proxy)/.test(name),
    );
    return {
      ...Object.fromEntries(own),
      AWS_CONFIG_FILE: join(this.directory, "config"),
      AWS_SHARED_CREDENTIALS_FILE: join(this.directory, "credentials"),
      AWS_ENDPOINT_URL: this.relay.url,
      AWS_REGION: region,
      AWS_EC2_METADATA_DISABLED: "true",
      // The keyring is the person's own, where there is one.
      CROSS_ACCOUNT_KEYRING: "off",
      XDG_CACHE_HOME: join(this.directory, "cache"),
      XDG_STATE_HOME: join(this.directory, "state-home"),
      ...more,
    };
  }
  /** Runs the command, in a session without a terminal. */
  run(args: readonly string[], more: NodeJS.ProcessEnv = {}): Promise<Outcome> {
    return execute(command, ["assume", ...args], { env: this.env(more), cwd: this.directory, detached: true });
  }
}

function variables({ AccessKeyId, SecretAccessKey, SessionToken }: Credentials): NodeJS.ProcessEnv {
  return { AWS_ACCESS_KEY_ID: AccessKeyId, AWS_SECRET_ACCESS_KEY: SecretAccessKey, AWS_SESSION_TOKEN: SessionToken };
}

function base32(length: number): string {
  return Array.from({ length }, () => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[randomInt(32)]).join("");
}

/** A role as a stack publishes it, in all that readers rely on. */
export const published = (arn: string, statement: Rule, mfa: boolean) => ({
  version: 1,
  arn,
  accountId: trusting,
  maxSessionDuration: 3600,
  mfa: { required: mfa },
  trustPolicy: { Version: "2012-10-17", Statement: [statement] },
});
