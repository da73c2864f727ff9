import { makePerson, type Person } from "../../../sandbox/world";

/** The accounts of this suite by their stacks: three that offer roles, two that have people; `ops` and `people` do both. */
export const accounts = {
  shop: "111111111111",
  data: "444444444444",
  ops: "555555555555",
  people: "222222222222",
  machines: "333333333333",
} as const;
/** The name of a stack, which is that of its administrator's profile too. */
export type Stack = keyof typeof accounts;

/** Administrators of all accounts, and who assumes the roles. The sandbox fills a bucket as `trusting`. */
export function peopleOfAll(): Person[] {
  return [
    makePerson("trusting", accounts.shop, "admin", false),
    ...(Object.keys(accounts) as Stack[])
      .filter((stack) => stack !== "shop")
      .map((stack) => makePerson(stack, accounts[stack], "admin", false)),
    makePerson("alice", accounts.people, "alice", true),
    makePerson("bob", accounts.people, "bob", true),
    makePerson("robot", accounts.machines, "robot", false),
    makePerson("olga", accounts.ops, "olga", true),
  ];
}

const review = { owner: "platform@example.com", reason: "End-to-end test", by: "2036-01-01" };
const robots = { mfa: { required: false, reason: "Robots have no MFA device" } };
const trusts = (...stacks: Stack[]) => stacks.map((stack) => ({ account: accounts[stack] }));
const role = (settings: Record<string, unknown>) => ({
  trusts: trusts("people"),
  policies: { presets: { shop: { readBuckets: { buckets: ["web-shop-artifacts"] } } } },
  review,
  ...settings,
});
const shared = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::data-exports/*" }],
};

/** What each stack's settings say at first, under this program's own keys: eight roles, one of them offered by `people`. */
export const settings: Readonly<Record<Stack, Record<string, unknown>>> = {
  shop: {
    roles: {
      deploy: role({
        policies: {
          presets: { releases: { deployToBuckets: { buckets: ["web-shop-artifacts"], prefix: "releases/" } } },
        },
        session: { sourceIdentity: { matching: "${aws:username}" } },
      }),
      read: role({ path: "/teams/web/", tags: { team: "web" }, session: { maxDuration: "2h" } }),
      invoice: role({
        trusts: [...trusts("people"), { account: accounts.machines, principals: ["user/robot"], ...robots }],
      }),
    },
  },
  data: {
    policies: { exports: { document: shared } },
    roles: {
      query: role({ policies: { shared: ["exports"], presets: { setup: { readService: "dynamodb" } } } }),
      export: role({
        trusts: trusts("machines"),
        policies: { shared: ["exports"] },
        ...robots,
        session: { tags: { required: { job: ["nightly", "hourly"] } } },
      }),
    },
  },
  ops: {
    roles: {
      logs: role({ policies: { managed: ["CloudWatchLogsReadOnlyAccess"] } }),
      parameters: role({ policies: { presets: { shop: { readParameters: { paths: ["/shop"] } } } } }),
    },
    grants: {
      audit: {
        to: { users: ["olga"] },
        roles: [{ stack: "people", role: "audit", arnUntilDeployed: `arn:aws:iam::${accounts.people}:role/audit` }],
      },
    },
  },
  people: {
    roles: { audit: role({ trusts: trusts("ops"), policies: { presets: { iam: { readService: "iam" } } } }) },
    groups: { deployers: { members: ["alice"] } },
    grants: {
      shop: {
        to: { groups: ["deployers"] },
        roles: [
          { stack: "shop", role: "deploy" },
          { stack: "shop", role: "invoice" },
        ],
      },
      operations: {
        to: { groups: ["deployers"] },
        roles: [
          { stack: "data", role: "query" },
          { stack: "ops", role: "logs" },
        ],
        mfa: { maxAge: "30m" },
      },
      reading: { to: { users: ["bob"] }, roles: [{ stack: "shop", role: "read" }] },
    },
  },
  machines: {
    grants: {
      nightly: {
        to: { users: ["robot"] },
        roles: [
          { stack: "data", role: "export" },
          { stack: "shop", role: "invoice" },
        ],
      },
    },
  },
};
