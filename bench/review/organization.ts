/** An organization of an estate's accounts: a root, units below it, and policies at all of them; and its pages, as AWS answers. */
import type { EstateAccount } from "./estate";

/** An answer in JSON; undefined for an action that is none of reading an organization. */
export type Answer = { readonly status: number; readonly body: object } | undefined;

export interface EstateOrganization {
  /** The account that may read it. */
  readonly management: string;
  /** The most requests that reading it takes. */
  readonly pages: number;
  answer(account: string, action: string, body: string): Answer;
}

const id = "o-benchmarks1";
const root = "r-benc";
/** Entries of a page; AWS may give fewer than were asked for. */
const pageSize = 20;
const types = ["SERVICE_CONTROL_POLICY", "RESOURCE_CONTROL_POLICY"] as const;
type Type = (typeof types)[number];

const actions = [
  "DescribeOrganization",
  "DescribePolicy",
  "ListAccountsForParent",
  "ListOrganizationalUnitsForParent",
  "ListPoliciesForTarget",
  "ListRoots",
];

/** Policies that forbid nobody of the estate anything, and have to be judged for that. */
const documents: Readonly<Record<Type, (at: number) => object>> = {
  SERVICE_CONTROL_POLICY: (at) => ({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Deny",
        Action: ["sts:AssumeRole", `service${at}:*`],
        Resource: "*",
        Condition: { StringNotEqualsIfExists: { "aws:ResourceOrgID": id } },
      },
      { Effect: "Deny", Action: `iam:*${at}`, Resource: `arn:aws:iam::*:role/kept-${at}-*` },
    ],
  }),
  RESOURCE_CONTROL_POLICY: (at) => ({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Deny",
        Principal: "*",
        Action: "sts:AssumeRole",
        Resource: `arn:aws:iam::*:role/${at % 2 === 0 ? "*" : `kept-${at}-*`}`,
        Condition: { StringNotEquals: { "aws:PrincipalOrgID": id } },
      },
    ],
  }),
};
const full = {
  SERVICE_CONTROL_POLICY: { Id: "p-FullAWSAccess", document: { Effect: "Allow", Action: "*", Resource: "*" } },
  RESOURCE_CONTROL_POLICY: {
    Id: "p-RCPFullAWSAccess",
    document: { Effect: "Allow", Principal: "*", Action: "*", Resource: "*" },
  },
};

/**
 * Makes an organization: ten accounts to a unit, each unit and the root with policies of their own. The last account
 * manages it, so that all others have been refused before.
 */
export function makeOrganization(estate: readonly EstateAccount[], policies: number): EstateOrganization {
  const units = Array.from({ length: Math.ceil(estate.length / 10) }, (_, at) => ({
    Id: `ou-benc-${String(at).padStart(8, "0")}`,
    Name: `Unit ${at}`,
    accounts: estate.slice(at * 10, at * 10 + 10),
  }));
  const all = Array.from({ length: policies }, (_, at) => {
    const Type = types[at % types.length]!;
    const Id = `p-bench${String(at).padStart(5, "0")}`;
    const place = at < 4 ? root : units[at % units.length]!.Id;
    return { Id, Name: `Policy ${at}`, Arn: `arn:aws:organizations::aws:policy/${Id}`, Type, place, at };
  });
  const management = estate.at(-1)!.id;
  const attached = (target: string, type: Type) => [
    { Id: full[type].Id, Name: full[type].Id, Arn: `arn:aws:organizations::aws:policy/${full[type].Id}` },
    ...all.filter(({ place, Type }) => place === target && Type === type),
  ];
  const contentOf = (policy: string): object => {
    const standard = Object.values(full).find(({ Id }) => Id === policy);
    if (standard !== undefined) return { Version: "2012-10-17", Statement: [standard.document] };
    const own = all.find(({ Id }) => Id === policy)!;
    return documents[own.Type](own.at);
  };
  const listOf = (
    action: string,
    body: Readonly<Record<string, string>>,
  ): [name: string, entries: readonly object[]] => {
    switch (action) {
      case "ListRoots":
        return ["Roots", [{ Id: root, Name: "Root", PolicyTypes: types.map((Type) => ({ Type, Status: "ENABLED" })) }]];
      case "ListOrganizationalUnitsForParent":
        return ["OrganizationalUnits", body["ParentId"] === root ? units.map(({ Id, Name }) => ({ Id, Name })) : []];
      case "ListAccountsForParent": {
        const its = units.find(({ Id }) => Id === body["ParentId"])?.accounts ?? [];
        return ["Accounts", its.map(({ id: Id, stack: Name }) => ({ Id, Name }))];
      }
      default:
        return ["Policies", attached(body["TargetId"]!, body["Filter"] as Type)];
    }
  };
  return {
    management,
    pages: pagesOf(units.length, estate.length, policies),
    answer(account, action, text) {
      if (!actions.includes(action)) return undefined;
      const body = JSON.parse(text) as Readonly<Record<string, string>>;
      if (action === "DescribeOrganization")
        return { status: 200, body: { Organization: { Id: id, MasterAccountId: management } } };
      if (account !== management)
        return { status: 400, body: { __type: "AccessDeniedException", message: "not authorized" } };
      if (action === "DescribePolicy") {
        const Content = JSON.stringify(contentOf(body["PolicyId"] ?? ""));
        return { status: 200, body: { Policy: { PolicySummary: { Id: body["PolicyId"] }, Content } } };
      }
      const [name, entries] = listOf(action, body);
      const start = Number(body["NextToken"] ?? 0);
      const end = start + pageSize;
      const next = end < entries.length ? { NextToken: String(end) } : {};
      return { status: 200, body: { [name]: entries.slice(start, end), ...next } };
    },
  };
}

/** The root, units and accounts of each place, the policies of each type at each place, and each policy. */
function pagesOf(units: number, accounts: number, policies: number): number {
  const places = 1 + units;
  return 1 + Math.ceil(units / pageSize) + 2 * places + types.length * (places + accounts) + policies + types.length;
}
