import type { World } from "../../../sandbox/emulator/world";

/** The account that has the roles. */
export const trusting = "111111111111";
/** The organization that the first trusted account is in. */
export const organization = { id: "o-a1b2c3d4e5", path: "o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/" };

/** Somebody who may call. */
export interface Caller {
  readonly name: string;
  readonly kind: "user" | "role";
  readonly account: string;
  readonly path: string;
  /** The secret of the MFA device. */
  readonly mfaSeed?: string;
  readonly tags?: Readonly<Record<string, string>>;
}

const seed = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

/** Users with a path and without, with an MFA device and without; a role of ours and one of Identity Center. */
export const callers: readonly Caller[] = [
  { name: "alice", kind: "user", account: "222222222222", path: "/", mfaSeed: seed, tags: { team: "shop" } },
  {
    name: "bob",
    kind: "user",
    account: "222222222222",
    path: "/team-a/",
    mfaSeed: seed,
    tags: { team: "web", level: "senior" },
  },
  { name: "carol", kind: "user", account: "222222222222", path: "/" },
  { name: "dave", kind: "user", account: "333333333333", path: "/", mfaSeed: seed },
  { name: "ci", kind: "role", account: "222222222222", path: "/pipelines/", tags: { team: "shop" } },
  {
    name: "AWSReservedSSO_Deploy_0123456789abcdef",
    kind: "role",
    account: "222222222222",
    path: "/aws-reserved/sso.amazonaws.com/eu-west-1/",
  },
];

/** Who is in the group that the grants speak of. */
export const team = { name: "team", members: ["bob", "carol"] };

/** The ARN that policies know a caller by. */
export function arnOf({ kind, account, path, name }: Caller): string {
  return `arn:aws:iam::${account}:${kind}${path}${name}`;
}

/** The keys of a user; each account's administrator is `admin-<account>`. */
export function keysOf(user: string): { accessKeyId: string; secretAccessKey: string } {
  return {
    accessKeyId: `AKIA${user.toUpperCase().replace(/[^A-Z0-9]/g, "")}`.padEnd(20, "0").slice(0, 20),
    secretAccessKey: `the-secret-of-${user}`,
  };
}

/** The three accounts as the emulator sets them up. */
export const world: World = {
  controls: true,
  accounts: [trusting, "222222222222", "333333333333"].map((id) => ({
    id,
    ...(id === "222222222222" && { organization }),
    users: [
      { name: `admin-${id}`, ...keysOf(`admin-${id}`), administrator: true },
      ...callers
        .filter(({ kind, account }) => kind === "user" && account === id)
        .map(({ name, path, mfaSeed, tags }) => ({
          name,
          path,
          ...keysOf(name),
          ...(mfaSeed && { mfaSeed }),
          ...(tags && { tags }),
        })),
    ],
    roles: callers
      .filter(({ kind, account }) => kind === "role" && account === id)
      .map(({ name, path, tags }) => ({
        name,
        path,
        ...(tags && { tags }),
        trust: {
          Version: "2012-10-17",
          Statement: { Effect: "Allow", Action: "sts:AssumeRole", Principal: { AWS: id } },
        },
      })),
  })),
};
