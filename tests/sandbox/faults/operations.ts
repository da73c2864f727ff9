import { trustedAccount, trustingAccount } from "../../../sandbox/world";

/** The two stacks. */
export type Stack = "trusting" | "trusted";

/** One change that people make with one command. */
export interface Operation {
  readonly name: string;
  readonly stack: Stack;
  readonly command: "up" | "destroy";
  /** The operation that comes before; undefined where nothing was deployed yet. */
  readonly from: string | undefined;
  /** The stack's settings under this program's keys. */
  readonly settings: Readonly<Record<string, unknown>>;
}

const nextYear = new Date(Date.now() + 365 * 86_400_000).toISOString().slice(0, 10);
const resource = (path: string) => `arn:aws:s3:::web-shop-artifacts${path}`;
const allow = (Action: string, Resource: string) => ({ Effect: "Allow", Action, Resource });
const document = (...Statement: object[]) => ({ Version: "2012-10-17", Statement });
const read = allow("s3:GetObject", resource("/*"));
const publish = allow("s3:PutObject", resource("/releases/*"));

/** A role with an inline policy, a shared one, and a revocation. */
function trusting(
  users: readonly string[],
  inline: Readonly<Record<string, object>>,
  shared: Readonly<Record<string, object>>,
): Operation["settings"] {
  return {
    policies: Object.fromEntries(
      Object.entries(shared).map(([name, statement]) => [name, { document: document(statement) }]),
    ),
    roles: {
      deploy: {
        trusts: [{ account: trustedAccount, principals: users.map((user) => `user/${user}`) }],
        policies: { inline, shared: Object.keys(shared) },
        revokeSessionsBefore: "2026-01-01T00:00Z",
        review: { owner: "platform@example.com", reason: "Trial of faults", by: nextYear },
      },
    },
  };
}

/** Groups and users who are granted the role. */
function trusted(
  groups: Readonly<Record<string, readonly string[]>>,
  users: readonly string[],
  renamedFrom?: string,
): Operation["settings"] {
  return {
    groups: Object.fromEntries(
      Object.entries(groups).map(([name, members]) => [name, { members, ...(renamedFrom && { renamedFrom }) }]),
    ),
    grants: {
      deploying: { to: { groups: Object.keys(groups), users }, roles: [{ stack: "trusting", role: "deploy" }] },
    },
  };
}

const listing = { listing: allow("s3:ListBucket", resource("")) };
const deployed = {
  trusting: trusting(["alice", "bob", "carol"], { artifacts: document(read, publish) }, listing),
  trusted: trusted({ deployers: ["alice", "carol"] }, ["bob"]),
};

/** Each comes from where the one named in `from` has led; `swap-trusting` takes from some and gives to others. */
export const operations: readonly Operation[] = [
  { name: "up-trusting", stack: "trusting", command: "up", from: undefined, settings: deployed.trusting },
  { name: "up-trusted", stack: "trusted", command: "up", from: "up-trusting", settings: deployed.trusted },
  {
    name: "narrow-trusting",
    stack: "trusting",
    command: "up",
    from: "up-trusted",
    settings: trusting(["alice", "carol"], { artifacts: document(read) }, {}),
  },
  {
    name: "widen-trusting",
    stack: "trusting",
    command: "up",
    from: "up-trusted",

    settings: trusting(
      ["alice", "bob", "carol", "dan"],
      {
        artifacts: document(read, publish, allow("s3:DeleteObject", resource("/releases/*"))),
        index: document(allow("s3:GetObject", "arn:aws:s3:::web-shop-index/*")),
      },
      listing,
    ),
  },
  {
    name: "swap-trusting",
    stack: "trusting",
    command: "up",
    from: "up-trusted",
    settings: trusting(
      ["alice", "carol", "dan"],
      { index: document(allow("s3:GetObject", "arn:aws:s3:::web-shop-index/*")) },
      listing,
    ),
  },
  {
    name: "narrow-trusted",
    stack: "trusted",
    command: "up",
    from: "up-trusted",
    settings: trusted({ deployers: ["alice"] }, []),
  },
  {
    name: "widen-trusted",
    stack: "trusted",
    command: "up",
    from: "up-trusted",
    settings: trusted({ deployers: ["alice", "carol", "bob"], auditors: ["carol"] }, ["bob"]),
  },
  {
    name: "rename-trusted",
    stack: "trusted",
    command: "up",
    from: "up-trusted",
    settings: trusted({ releasers: ["alice", "carol"] }, ["bob"], "deployers"),
  },
  { name: "destroy-trusted", stack: "trusted", command: "destroy", from: "up-trusted", settings: deployed.trusted },
  {
    name: "destroy-trusting",
    stack: "trusting",
    command: "destroy",
    from: "destroy-trusted",
    settings: deployed.trusting,
  },
];

/** The account of a stack. */
export const accountOf: Readonly<Record<Stack, string>> = { trusting: trustingAccount, trusted: trustedAccount };

/** @throws when there is none of that name */
export function operationCalled(name: string): Operation {
  const found = operations.find((operation) => operation.name === name);
  if (!found)
    throw new Error(`found ${name}, expected some of ${operations.map((operation) => operation.name).join(", ")}`);
  return found;
}
