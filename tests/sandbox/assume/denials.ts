/** The table of refusals: each is brought about on the emulator, with the diagnosis that the command has to come to. */
import {
  CreateRoleCommand,
  DeleteRoleCommand,
  PutRolePolicyCommand,
  RemoveUserFromGroupCommand,
  UpdateAccessKeyCommand,
} from "@aws-sdk/client-iam";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Accounts, allow, policy, roleArn, trust, trusted } from "./accounts";
import { stsError } from "../../../sandbox/emulator/relay";

/** What is brought about: arguments and variables of the command beside the role. */
export interface Attempted {
  readonly role: string;
  readonly args?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
}

/** A refusal. */
export interface Denial {
  readonly title: string;
  /** Sets up the accounts; `user` is nobody else's. */
  readonly bring: (accounts: Accounts, user: string) => Promise<Attempted>;
  /** The findings in order, each with its side. Empty: undetermined. */
  readonly finds: readonly (readonly [kind: string, side: string])[];
  readonly exitCode: number;
  /** What the text has to say: the document, the statement, the values. */
  readonly says: RegExp;
}

const denied = 4;
const credentials = 3;
const limits = 5;
const network = 9;
const mfaCondition = (age = "3600") => ({
  Bool: { "aws:MultiFactorAuthPresent": "true" },
  NumericLessThanEquals: { "aws:MultiFactorAuthAge": age },
});
const both = ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"];

/** A role that trusts on a condition, and a user who is granted it. */
function conditional(
  name: string,
  condition: Record<string, unknown> | undefined,
  args: readonly string[] = [],
  actions: { trust?: string[]; grant?: string[] } = {},
) {
  return async (accounts: Accounts, user: string): Promise<Attempted> => {
    const role = await accounts.role(name, [trust(condition, trusted, actions.trust ?? "sts:AssumeRole")]);
    await accounts.grant(user, allow(role, actions.grant ?? "sts:AssumeRole"));
    return { role, args };
  };
}

/** Everything is allowed; what goes wrong is elsewhere. */
function open(
  name: string,
  more: (accounts: Accounts, user: string, role: string) => Promise<Omit<Attempted, "role">> | Omit<Attempted, "role">,
  maxSessionDuration = 3600,
) {
  return async (accounts: Accounts, user: string): Promise<Attempted> => {
    const role = await accounts.role(name, [trust()], { maxSessionDuration });
    await accounts.grant(user, allow(role));
    return { role, ...(await more(accounts, user, role)) };
  };
}

export const denials: readonly Denial[] = [
  {
    title: "no grant",
    bring: async (a) => ({ role: await a.role("d-none", [trust()]) }),
    finds: [["no-grant", "trusted account"]],
    exitCode: denied,
    says: /no policy of the user \S+ or its groups allows sts:AssumeRole on \S+d-none/,
  },
  {
    title: "grant on another path",
    finds: [["grant-elsewhere", "trusted account"]],
    exitCode: denied,
    says: /inline policy grant of the user \S+, Statement\[0\] \(Grant\).*other resources: \S+role\/teams\/d-path/,
    bring: async (a, user) => {
      const role = await a.role("d-path", [trust()]);
      await a.grant(user, allow(roleArn("teams/d-path")));
      return { role };
    },
  },
  {
    title: "explicit deny on the user",
    finds: [["explicit-deny", "trusted account"]],
    exitCode: denied,
    says: /inline policy grant of the user \S+, Statement\[1\] \(Not\): denies sts:AssumeRole/,
    bring: async (a, user) => {
      const role = await a.role("d-deny", [trust()]);
      await a.grant(user, allow(role), { Sid: "Not", Effect: "Deny", Action: "sts:*", Resource: "*" });
      return { role };
    },
  },
  {
    title: "explicit deny on a group",
    finds: [["explicit-deny", "trusted account"]],
    exitCode: denied,
    says: /inline policy grant of the group d-deniers, Statement\[0\]/,
    bring: async (a, user) => {
      const role = await a.role("d-groupdeny", [trust()]);
      await a.grant(user, allow(role));
      await a.group("d-deniers", [user], { Effect: "Deny", Action: "sts:AssumeRole", Resource: role });
      return { role };
    },
  },
  {
    title: "group removed",
    finds: [["no-grant", "trusted account"]],
    exitCode: denied,
    says: /no policy of the user/,
    bring: async (a, user) => {
      const role = await a.role("d-group", [trust()]);
      await a.group("d-group", [user], allow(role));
      await a.people.send(new RemoveUserFromGroupCommand({ GroupName: "d-group", UserName: user }));
      return { role };
    },
  },
  {
    title: "permissions boundary",
    finds: [["boundary", "trusted account"]],
    exitCode: denied,
    says: /permissions boundary arn:aws:iam::222222222222:policy\/boundary-of-\S+ of the user/,
    bring: async (a, user) => {
      const role = await a.role("d-boundary", [trust()]);
      await a.grant(user, allow(role));
      await a.boundary(user, allow("*", "s3:*"));
      return { role };
    },
  },
  {
    title: "permissions boundary with a deny",
    finds: [["boundary", "trusted account"]],
    exitCode: denied,
    says: /Statement\[1\].*boundary denies sts:AssumeRole/,
    bring: async (a, user) => {
      const role = await a.role("d-boundary2", [trust()]);
      await a.managed(user, allow(role));
      await a.boundary(user, allow("*", "*"), { Effect: "Deny", Action: "sts:*", Resource: "*" });
      return { role };
    },
  },
  {
    title: "trust of another account",
    finds: [["trust-account", "trusting account"]],
    exitCode: denied,
    says: /trust policy of the role d-account, Statement\[0\] \(Trust\): expected the principal arn:aws:iam::111111111111:root; found arn:aws:iam::222222222222:user/,
    bring: async (a, user) => {
      const role = await a.role("d-account", [trust(undefined, "111111111111")]);
      await a.grant(user, allow(role));
      return { role };
    },
  },
  {
    title: "principal pattern",
    bring: conditional("d-pattern", { ArnLike: { "aws:PrincipalArn": `arn:aws:iam::${trusted}:user/ops-*` } }),
    finds: [["trust-principal", "trusting account"]],
    exitCode: denied,
    says: /like "arn:aws:iam::222222222222:user\/ops-\*"; found/,
  },
  {
    title: "explicit deny in the trust policy",
    finds: [["trust-denied", "trusting account"]],
    exitCode: denied,
    says: /Statement\[1\] \(Barred\)/,
    bring: async (a, user) => {
      const role = await a.role("d-trustdeny", [
        trust(),
        {
          Sid: "Barred",
          Effect: "Deny",
          Principal: { AWS: "*" },
          Action: "sts:AssumeRole",
          Condition: { ArnLike: { "aws:PrincipalArn": `arn:aws:iam::*:user/${user}` } },
        },
      ]);
      await a.grant(user, allow(role));
      return { role };
    },
  },
  {
    title: "MFA missing",
    bring: conditional("d-mfa", mfaCondition()),
    finds: [["mfa-missing", "trusting account"]],
    exitCode: credentials,
    says: /signed in with multi-factor.*--mfa-token/s,
  },
  {
    title: "MFA missing, which the grant asks for",
    finds: [["mfa-missing", "trusted account"]],
    exitCode: credentials,
    says: /inline policy grant of the user/,
    bring: async (a, user) => {
      const role = await a.role("d-mfagrant", [trust()]);
      await a.grant(user, { ...allow(role), Condition: { Bool: { "aws:MultiFactorAuthPresent": "true" } } });
      return { role };
    },
  },
  {
    title: "MFA missing, without which everything is denied to the user",
    finds: [["mfa-missing", "trusted account"]],
    exitCode: credentials,
    says: /Statement\[1\] \(ForceMfa\): denies sts:AssumeRole.*Sign in with MFA/s,
    bring: async (a, user) => {
      const role = await a.role("d-forcemfa", [trust()]);
      await a.grant(user, allow(role), {
        Sid: "ForceMfa",
        Effect: "Deny",
        NotAction: "iam:ListMFADevices",
        Resource: "*",
        Condition: { BoolIfExists: { "aws:MultiFactorAuthPresent": "false" } },
      });
      return { role };
    },
  },
  {
    title: "MFA too old",
    finds: [["mfa-too-old", "trusting account"]],
    exitCode: credentials,
    says: /at most 1 h old; the source session has MFA, so its sign-in is older/,
    bring: async (a, user) => {
      const role = await a.role("d-mfaold", [trust(mfaCondition())]);
      await a.grant(user, allow(role), { ...allow("*", "iam:*"), Sid: "Read" });
      const env = await a.sessionToken(user, true);
      a.relay.headers = { "x-emulator-time": new Date(Date.now() + 2 * 3600_000).toISOString() };
      return { role, env };
    },
  },
  {
    title: "a session without MFA",
    finds: [["mfa-missing", "trusting account"]],
    exitCode: credentials,
    says: /expected a session signed in with multi-factor authentication/,
    bring: async (a, user) => {
      const role = await a.role("d-mfanone", [trust(mfaCondition())]);
      await a.grant(user, allow(role));
      return { role, env: await a.sessionToken(user, false) };
    },
  },
  {
    title: "MFA asked of a role's session",
    finds: [["mfa-missing", "trusting account"]],
    exitCode: credentials,
    says: /A session of a role never carries MFA/,
    bring: async (a, user) => {
      const first = await a.role("d-first", [trust()], { account: trusted, policies: [allow("*")] });
      await a.grant(user, allow(first));
      return { role: await a.role("d-mfachain", [trust(mfaCondition())]), env: await a.roleSession(user, first) };
    },
  },
  {
    title: "MFA code wrong",
    bring: open("d-code", (a, user) => ({
      args: ["--mfa-serial", a.serial(user), "--mfa-token", a.code(user, new Date(0))],
    })),
    finds: [["mfa-code", "caller"]],
    exitCode: credentials,
    says: /wrong, or was used before/,
  },
  {
    title: "MFA code used before",
    finds: [["mfa-code", "caller"]],
    exitCode: credentials,
    says: /a code of this device was accepted \d+ s ago/,
    bring: open("d-reused", async (a, user, role) => {
      const args = ["--mfa-serial", a.serial(user), "--mfa-token", a.code(user)];
      await a.run([role, ...args], { AWS_PROFILE: user });
      return { args };
    }),
  },
  {
    title: "somebody else's MFA device",
    bring: open("d-device", (a, user) => ({
      args: ["--mfa-serial", a.serial("somebody-else"), "--mfa-token", a.code(user)],
    })),
    finds: [["mfa-device", "caller"]],
    exitCode: credentials,
    says: /mfa\/somebody-else/,
  },
  {
    title: "external id missing",
    bring: conditional("d-external", { StringEquals: { "sts:ExternalId": "agreed" } }),
    finds: [["external-id", "trusting account"]],
    exitCode: denied,
    says: /"agreed".*--external-id/s,
  },
  {
    title: "external id wrong",
    bring: conditional("d-external2", { StringEquals: { "sts:ExternalId": "agreed" } }, ["--external-id", "other"]),
    finds: [["external-id", "trusting account"]],
    exitCode: denied,
    says: /found "other"/,
  },
  {
    title: "longer than the role allows",
    bring: open("d-long", () => ({ args: ["--duration", "2h"] })),
    finds: [["duration", "trusting account"]],
    exitCode: limits,
    says: /asked for 2 h/,
  },
  {
    title: "longer than a chained session lasts",
    finds: [["chained-duration", "caller"]],
    exitCode: limits,
    says: /asked for 2 h: a session that is got with a session of another role lasts 1 h at most/,
    bring: async (a, user) => {
      const first = await a.role("d-chain", [trust()], { account: trusted, policies: [allow("*")] });
      await a.grant(user, allow(first));
      return {
        role: await a.role("d-chained", [trust()], { maxSessionDuration: 43_200 }),
        args: ["--duration", "2h"],
        env: await a.roleSession(user, first),
      };
    },
  },
  {
    title: "window not open",
    bring: conditional("d-early", { DateGreaterThanEquals: { "aws:CurrentTime": "2090-01-01T00:00:00Z" } }),
    finds: [["window-not-open", "trusting account"]],
    exitCode: denied,
    says: /2090-01-01/,
  },
  {
    title: "window over",
    bring: conditional("d-late", { DateLessThan: { "aws:CurrentTime": "2020-01-01T00:00:00Z" } }),
    finds: [["window-over", "trusting account"]],
    exitCode: denied,
    says: /before 2020-01-01/,
  },
  {
    title: "session name",
    bring: conditional("d-name", { StringLike: { "sts:RoleSessionName": "release-*" } }),
    finds: [["session-name", "trusting account"]],
    exitCode: denied,
    says: /"release-\*".*--session-name/s,
  },
  {
    title: "source identity missing",
    bring: conditional("d-source", { StringLike: { "sts:SourceIdentity": "?*" } }, [], { trust: both, grant: both }),
    finds: [["source-identity", "trusting account"]],
    exitCode: denied,
    says: /--source-identity/,
  },
  {
    title: "source identity not granted",
    bring: conditional("d-source2", undefined, ["--source-identity", "alice"], { trust: both }),
    finds: [["source-identity", "trusted account"]],
    exitCode: denied,
    says: /sts:SetSourceIdentity/,
  },
  {
    title: "source identity not trusted",
    bring: conditional("d-source3", undefined, ["--source-identity", "alice"], { grant: both }),
    finds: [["source-identity", "trusting account"]],
    exitCode: denied,
    says: /no statement allows sts:SetSourceIdentity/,
  },
  {
    title: "a tag that the role does not list",
    bring: conditional("d-tag", { "ForAllValues:StringEquals": { "aws:TagKeys": ["team"] } }, ["--tag", "stage=prod"], {
      trust: both,
      grant: both,
    }),
    finds: [["tags", "trusting account"]],
    exitCode: denied,
    says: /"team"; found "stage"/,
  },
  {
    title: "tags not granted",
    bring: conditional("d-tag2", undefined, ["--tag", "stage=prod"], { trust: both }),
    finds: [["tags", "trusted account"]],
    exitCode: denied,
    says: /sts:TagSession/,
  },
  {
    title: "tags not trusted",
    bring: conditional("d-tag3", undefined, ["--tag", "stage=prod"], { grant: both }),
    finds: [["tags", "trusting account"]],
    exitCode: denied,
    says: /no statement allows sts:TagSession/,
  },
  {
    title: "role deleted",
    finds: [["role-gone", "trusting account"]],
    exitCode: denied,
    says: /there is no role/,
    bring: async (a, user) => {
      const role = await a.role("d-gone", [trust()]);
      await a.grant(user, allow(role));
      await a.owner.send(new DeleteRoleCommand({ RoleName: "d-gone" }));
      return { role };
    },
  },
  {
    title: "role under another path",
    finds: [["role-gone", "trusting account"]],
    exitCode: denied,
    says: /the role of that name is arn:aws:iam::111111111111:role\/teams\/d-moved/,
    bring: async (a, user) => {
      await a.owner.send(
        new CreateRoleCommand({ RoleName: "d-moved", Path: "/teams/", AssumeRolePolicyDocument: policy(trust()) }),
      );
      await a.grant(user, allow("*"));
      return { role: roleArn("d-moved") };
    },
  },
  {
    title: "source session revoked",
    finds: [["session-revoked", "trusted account"]],
    exitCode: denied,
    says: /inline policy own of the role d-revoked, Statement\[1\] \(Revoke\)/,
    bring: async (a, user) => {
      const first = await a.role("d-revoked", [trust()], { account: trusted });
      await a.grant(user, allow(first));
      const role = await a.role("d-behind", [trust()]);
      const env = await a.roleSession(user, first);
      const revoke = {
        Sid: "Revoke",
        Effect: "Deny",
        Action: "*",
        Resource: "*",
        Condition: { DateLessThan: { "aws:TokenIssueTime": new Date(Date.now() + 60_000).toISOString() } },
      };
      await a.people.send(
        new PutRolePolicyCommand({
          RoleName: "d-revoked",
          PolicyName: "own",
          PolicyDocument: policy(allow(role), revoke),
        }),
      );
      return { role, env };
    },
  },
  {
    title: "both sides",
    finds: [
      ["no-grant", "trusted account"],
      ["trust-account", "trusting account"],
    ],
    exitCode: denied,
    says: /no-grant.*trust-account/s,
    bring: async (a) => ({ role: await a.role("d-both", [trust(undefined, "111111111111")]) }),
  },
  {
    title: "source credentials over",
    finds: [["credentials-expired", "caller"]],
    exitCode: credentials,
    says: /the environment \(AWS_ACCESS_KEY_ID\) are over/,
    bring: open("d-expired", async (a, user) => {
      const env = await a.sessionToken(user, false, 900);
      a.relay.headers = { "x-emulator-time": new Date(Date.now() + 3600_000).toISOString() };
      return { env };
    }),
  },
  {
    title: "access key deactivated",
    finds: [["credentials-invalid", "caller"]],
    exitCode: credentials,
    says: /does not know the source credentials of the profile/,
    bring: open("d-inactive", async (a, user) => {
      await a.people.send(
        new UpdateAccessKeyCommand({ UserName: user, AccessKeyId: a.keys(user).accessKeyId, Status: "Inactive" }),
      );
      return {};
    }),
  },
  {
    title: "secret key wrong",
    bring: open("d-secret", (a, user) => ({
      env: { AWS_ACCESS_KEY_ID: a.keys(user).accessKeyId, AWS_SECRET_ACCESS_KEY: "x".repeat(40) },
    })),
    finds: [["credentials-invalid", "caller"]],
    exitCode: credentials,
    says: /secret access key of the environment .* does not belong/,
  },
  {
    title: "clock behind",
    finds: [["clock", "caller"]],
    exitCode: credentials,
    says: /clock is 20 minutes behind/,
    bring: open("d-clock", (a) => {
      const preload = join(a.directory, "clock.cjs");
      writeFileSync(
        preload,
        "const R = Date, late = -20 * 60_000; globalThis.Date = class extends R { constructor(...a) { " +
          "a.length ? super(...a) : super(R.now() + late); } static now() { return R.now() + late; } };\n",
      );
      return { env: { NODE_OPTIONS: `--require ${preload}` } };
    }),
  },
  {
    title: "no such region",
    bring: open("d-region", () => ({
      env: { AWS_ENDPOINT_URL: "", AWS_REGION: "", HTTPS_PROXY: "" },
      args: ["--region", "eu-nowhere-9"],
    })),
    finds: [["region", "network"]],
    exitCode: network,
    says: /sts\.eu-nowhere-9\.amazonaws\.com/,
  },
  {
    title: "wrong endpoint",
    bring: open("d-endpoint", (a) => {
      a.relay.instead = (_, response) => {
        response.writeHead(404, { "content-type": "text/html" }).end("<html><body>Not here</body></html>");
        return true;
      };
      return {};
    }),
    finds: [["endpoint", "network"]],
    exitCode: network,
    says: /status 404/,
  },
  {
    title: "no network",
    bring: open("d-network", () => ({ env: { AWS_ENDPOINT_URL: "http://127.0.0.1:9" } })),
    finds: [["network", "network"]],
    exitCode: network,
    says: /nobody answers at http:\/\/127\.0\.0\.1:9/,
  },
  {
    title: "throttled to the end",
    bring: open("d-throttled", (a) => {
      a.relay.instead = (_, response) => stsError(response, 400, "Throttling", "Rate exceeded");
      return {};
    }),
    finds: [["throttled", "network"]],
    exitCode: network,
    says: /tried 4 times/,
  },
  {
    title: "a service control policy, in AWS's words",
    finds: [["organization-policy", "organization"]],
    exitCode: denied,
    says: /explicit deny in a service control policy/,
    bring: open("d-scp", (a, user, role) => {
      a.relay.instead = (body, response) =>
        body.includes("Action=AssumeRole") &&
        stsError(
          response,
          403,
          "AccessDenied",
          `User: arn:aws:iam::${trusted}:user/${user} is not authorized to perform: sts:AssumeRole on ` +
            `resource: ${role} with an explicit deny in a service control policy`,
        );
      return {};
    }),
  },
  {
    title: "a name and a value that say what MFA says, with a session that has it",
    finds: [],
    exitCode: denied,
    says: /undetermined.*aws:UserId equal to "multi-factor sign-in"/s,
    bring: async (a, user) => {
      const role = await a.role("multi-factor-admin", [
        trust({ StringEquals: { "aws:UserId": "multi-factor sign-in" } }),
      ]);
      await a.grant(user, allow(role));
      return { role, env: await a.sessionToken(user, true) };
    },
  },
  {
    title: "an address that cannot be known beforehand",
    bring: conditional("d-ip", { IpAddress: { "aws:SourceIp": "203.0.113.0/24" } }),
    finds: [],
    exitCode: denied,
    says: /undetermined.*aws:SourceIp within "203\.0\.113\.0\/24"/s,
  },
];
