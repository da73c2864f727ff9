import { randomBytes, randomInt } from "node:crypto";
import type { World } from "./emulator/world";

/** The account with the roles, as in `Pulumi.trusting.yaml`. */
export const trustingAccount = "111111111111";
/** The account with the people, as in `Pulumi.trusted.yaml`. */
export const trustedAccount = "222222222222";

/** A person with long-lived keys in the sandbox. */
export interface Person {
  /** The name of the AWS profile. */
  readonly profile: string;
  readonly account: string;
  readonly user: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** The secret of the person's MFA device, in base32; undefined for a person without a device. */
  readonly mfaSeed?: string | undefined;
}

/** More accounts, for those who ask for them, and the profiles of their administrators. */
const moreAccounts = [
  ["third", "333333333333"],
  ["fourth", "444444444444"],
  ["fifth", "555555555555"],
] as const;
/** How many accounts a sandbox may have. */
export const accountsRange = { least: 2, most: 2 + moreAccounts.length } as const;

/**
 * The people of the sandbox, with new keys: an administrator in each account, alice with an MFA device, and mallory
 * without any grant.
 *
 * @param accounts how many there are, in {@link accountsRange}
 */
export function makePeople(accounts: number = accountsRange.least): Person[] {
  return [
    makePerson("trusting", trustingAccount, "admin", false),
    makePerson("trusted", trustedAccount, "admin", false),
    makePerson("alice", trustedAccount, "alice", true),
    makePerson("mallory", trustedAccount, "mallory", true),
    ...moreAccounts
      .slice(0, accounts - accountsRange.least)
      .map(([profile, account]) => makePerson(profile, account, "admin", false)),
  ];
}

/** A person with new keys. The user `admin` is the administrator of its account. */
export function makePerson(profile: string, account: string, user: string, mfa: boolean): Person {
  return {
    profile,
    account,
    user,
    accessKeyId: `AKIA${base32(16)}`,
    secretAccessKey: randomBytes(30).toString("base64"),
    ...(mfa && { mfaSeed: base32(32) }),
  };
}

/**
 * The accounts that the emulator should set up.
 *
 * @param controls see {@link World}
 */
export function worldOf(people: readonly Person[], controls = false): World {
  return {
    controls,
    accounts: [...new Set(people.map(({ account }) => account))].map((id) => ({
      id,
      users: people
        .filter(({ account }) => account === id)
        .map(({ user, accessKeyId, secretAccessKey, mfaSeed }) => ({
          name: user,
          accessKeyId,
          secretAccessKey,
          administrator: user === "admin",
          ...(mfaSeed && { mfaSeed }),
        })),
    })),
  };
}

/** The ARN of a person's MFA device. */
export function mfaSerial({ account, user }: Person): string {
  return `arn:aws:iam::${account}:mfa/${user}`;
}

function base32(length: number): string {
  return Array.from({ length }, () => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[randomInt(32)]).join("");
}
