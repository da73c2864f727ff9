import { CloudTrailClient } from "@aws-sdk/client-cloudtrail";
import { IAMClient } from "@aws-sdk/client-iam";
import { S3Client } from "@aws-sdk/client-s3";
import { STSClient } from "@aws-sdk/client-sts";
import { startEmulator, type Emulator } from "../../../sandbox/emulator/emulator";
import { totpCode } from "../../../sandbox/emulator/totp";
import type { World } from "../../../sandbox/emulator/world";

/** The account that has the roles. */
export const trusting = "111111111111";
/** The account that has the people, in the same organization. */
export const trusted = "222222222222";
/** An account of nobody's organization. */
export const stranger = "333333333333";

/** Credentials, of a user or a session. */
export interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** When and whence a request is to be held to come. */
export interface Origin {
  /** Seconds from now. */
  readonly later?: number;
  readonly sourceIp?: string;
  readonly vpcEndpoint?: string;
}

const seed = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
const key = (user: string): Keys => ({
  accessKeyId: `AKIA${user.toUpperCase().replace(/[^A-Z0-9]/g, "")}`.padEnd(20, "0"),
  secretAccessKey: `the-secret-of-${user}`,
});

/** The users by name, and the account each one is in. */
const people = {
  "admin-1": { account: trusting, administrator: true },
  "admin-2": { account: trusted, administrator: true },
  "admin-3": { account: stranger, administrator: true },
  local: { account: trusting, mfa: true },
  alice: { account: trusted, mfa: true, tags: { team: "shop", star: "*" } },
  bob: { account: trusted, path: "/ops/", tags: { team: "bank" } },
  carol: { account: trusted, mfa: true },
  eve: { account: stranger },
} satisfies Record<string, Someone>;

/** The names of the world's users. */
export type Person = keyof typeof people;

interface Someone {
  account: string;
  mfa?: boolean;
  administrator?: boolean;
  path?: string;
  tags?: Record<string, string>;
}

const everybody = Object.entries(people) as [Person, Someone][];

const ssoTrust = {
  Version: "2012-10-17",
  Statement: { Effect: "Allow", Action: "sts:AssumeRole", Principal: { AWS: trusted } },
};

/** The world of these tests: three accounts, the first two in one organization. */
export const world: World = {
  controls: true,
  accounts: [trusting, trusted, stranger].map((id) => ({
    id,
    ...(id !== stranger && { organization: { id: "o-shop000001", path: "o-shop000001/r-ab12/ou-ab12-11111111/" } }),
    users: everybody
      .filter(([, person]) => person.account === id)
      .map(([name, person]) => ({
        name,
        ...key(name),
        ...(person.mfa && { mfaSeed: seed }),
        ...(person.administrator && { administrator: true }),
        ...(person.path !== undefined && { path: person.path }),
        ...(person.tags && { tags: person.tags }),
      })),
    ...(id === trusted && {
      roles: [
        {
          name: "AWSReservedSSO_Deployers_0123456789abcdef",
          path: "/aws-reserved/sso.amazonaws.com/eu-west-1/",
          trust: ssoTrust,
          policies: { all: { Version: "2012-10-17", Statement: { Effect: "Allow", Action: "sts:*", Resource: "*" } } },
        },
      ],
    }),
  })),
};

let running: Promise<Emulator> | undefined;

/** The one emulator that all these tests share; it ends with this process. */
export function emulator(): Promise<Emulator> {
  return (running ??= startEmulator(world));
}

/** The keys of a user. */
export function keysOf(person: Person): Keys {
  return key(person);
}

/** The account a user is in. */
export function accountOf(person: Person): string {
  return people[person].account;
}

/** The ARN of a user. */
export function userArn(person: Person): string {
  return `arn:aws:iam::${accountOf(person)}:user${(people[person] as Someone).path ?? "/"}${person}`;
}

let mfaStep = 0;

/** The MFA parameters of a user at a moment at which no code of theirs was used yet, and that moment. */
export function freshMfa(person: Person): { SerialNumber: string; TokenCode: string; later: number } {
  // A code works once, so every use is two steps after the one before.
  const later = (mfaStep += 60);
  return { SerialNumber: mfaSerial(person), TokenCode: totpCode(seed, new Date(Date.now() + later * 1000)), later };
}

/** The serial number of a user's MFA device. */
export function mfaSerial(person: Person): string {
  return `arn:aws:iam::${accountOf(person)}:mfa/${person}`;
}

/** The code of the world's MFA devices at a moment, given in seconds from now. */
export function mfaCode(later = 0): string {
  return totpCode(seed, new Date(Date.now() + later * 1000));
}

/** Clients of the services for some keys. */
export async function clients(
  keys: Keys,
  origin: Origin = {},
  region = "eu-west-1",
): Promise<{ iam: IAMClient; sts: STSClient; s3: S3Client; cloudTrail: CloudTrailClient }> {
  const { endpoint } = await emulator();
  const settings = { endpoint, region, credentials: { ...keys }, maxAttempts: 1 };
  const made = {
    iam: new IAMClient(settings),
    sts: new STSClient(settings),
    s3: new S3Client(settings),
    cloudTrail: new CloudTrailClient(settings),
  };
  for (const { middlewareStack } of Object.values(made) as unknown as { middlewareStack: Stack }[]) {
    middlewareStack.add(
      (next) => (args) => {
        Object.assign((args.request as { headers: object }).headers, headersOf(origin));
        return next(args);
      },
      { step: "build" },
    );
  }
  return made;
}

/** The little of an SDK client's middleware stack that is used here; its full type differs from client to client. */
interface Stack {
  add(
    middleware: (next: (args: Args) => Promise<unknown>) => (args: Args) => Promise<unknown>,
    options: { step: "build" },
  ): void;
}
interface Args {
  request: unknown;
}

function headersOf({ later, sourceIp, vpcEndpoint }: Origin): Record<string, string> {
  return {
    ...(later !== undefined && { "x-emulator-time": new Date(Date.now() + later * 1000).toISOString() }),
    ...(sourceIp !== undefined && { "x-emulator-source-ip": sourceIp }),
    ...(vpcEndpoint !== undefined && { "x-emulator-source-vpce": vpcEndpoint }),
  };
}

/** A policy document with these statements, as text. */
export function policy(...statements: object[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}
