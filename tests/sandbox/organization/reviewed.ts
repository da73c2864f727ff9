/** Who can assume which role in a random organization, by the review. */
import { accessOf } from "../../../cli/review/access/reviewed";
import type { Evidence } from "../../../cli/review/evidence/evidence";
import { organizationOf, type OrganizationText } from "../../../settings/organizationFile";
import {
  accounts,
  arnOf,
  attachedTo,
  controlDocument,
  document,
  management,
  organizationId,
  people,
  policyName,
  principals,
  provider,
  roles,
  setRole,
  trusting,
  unitId,
  type Case,
} from "./worlds";

/** Who can assume which role by the review: the principals' names by the roles' ARNs. */
export function byReview({
  units,
  root,
  where,
  policies,
  enabled,
  trusts,
  grants,
  sets,
}: Case): Record<string, string[]> {
  const types = { SERVICE_CONTROL_POLICY: "service-control", RESOURCE_CONTROL_POLICY: "resource-control" } as const;
  const typeOf = (id: string) =>
    id === "p-FullAWSAccess"
      ? "service-control"
      : id === "p-RCPFullAWSAccess"
        ? "resource-control"
        : types[policies[Number(id.at(-1))]!.type];
  const controls = (own: readonly number[] | undefined) => ({
    "service-control": attachedTo(own).filter((id) => typeOf(id) === "service-control"),
    "resource-control": attachedTo(own).filter((id) => typeOf(id) === "resource-control"),
  });
  const everything = { Effect: "Allow", Action: "*", Resource: "*" };
  const arn = (id: string) => `arn:aws:organizations::${management}:policy/${id}`;
  const text: OrganizationText = {
    version: 1,
    at: new Date().toISOString(),
    id: organizationId,
    management,
    enabled: {
      "service-control": enabled.includes("SERVICE_CONTROL_POLICY"),
      "resource-control": enabled.includes("RESOURCE_CONTROL_POLICY"),
    },
    complete: true,
    places: [
      { id: "r-ab12", name: "Root", kind: "root", ...controls(root) },
      ...units.map((one, i) => ({
        id: unitId(i),
        name: `Unit ${i}`,
        kind: "unit" as const,
        parent: unitId(one.parent),
        ...controls(one.policies),
      })),
      ...accounts.flatMap((id) => {
        const { at, policies: own } = where[id]!;
        return at === -2 ? [] : [{ id, name: id, kind: "account" as const, parent: unitId(at), ...controls(own) }];
      }),
    ],
    policies: {
      "p-FullAWSAccess": {
        name: "FullAWSAccess",
        type: "service-control",
        arn: arn("p-FullAWSAccess"),
        document: document([everything]),
      },
      "p-RCPFullAWSAccess": {
        name: "RCPFullAWSAccess",
        type: "resource-control",
        arn: arn("p-RCPFullAWSAccess"),
        document: document([{ ...everything, Principal: "*" }]),
      },
      ...Object.fromEntries(
        policies.map((policy, i) => [
          policyName(i),
          { name: `policy-${i}`, type: types[policy.type], arn: arn(policyName(i)), document: controlDocument(policy) },
        ]),
      ),
    },
    missing: [],
  };
  const samlTrust = (id: string) =>
    document([
      { Effect: "Allow", Principal: { Federated: provider(id) }, Action: ["sts:AssumeRoleWithSAML", "sts:TagSession"] },
    ]);
  const holder = (name: string, statements = grants[name]!) => ({
    arn: arnOf(name),
    name: name.split("/").at(-1)!,
    inline: { own: document(statements) },
    managed: [],
    tags: {},
  });
  const documents = { trust: undefined, inline: {}, managed: [] };
  const deployed = {
    roles: {},
    documents: {
      roles: Object.fromEntries(roles.map((one) => [one, documents])),
      groups: {},
      grants: {},
      policies: {},
    },
  };
  const evidence: Evidence = {
    at: new Date(),
    // A stack has deployed the roles, so that they are reviewed whomever they trust.
    stacks: [
      {
        name: "trusting",
        account: { id: trusting, partition: "aws", region: "eu-west-1" },
        deployed: true,
        state: deployed,
      },
    ],
    missing: [],
    project: "p",
    declaredAccounts: {},
    leftOut: [],
    organization: {
      of: Object.fromEntries(accounts.flatMap((id) => (where[id]!.at === -2 ? [[id, null]] : []))),
      read: { organization: organizationOf(text), source: "file", at: new Date() },
    },
    accounts: accounts.map((id) => ({
      id,
      partition: "aws",
      stacks: [],
      usage: {},
      iam: {
        users: people.filter((name) => name.startsWith(`${id} user/`)).map((name) => ({ ...holder(name), groups: [] })),
        groups: [],
        policies: {},
        roles: [
          ...sets.flatMap(({ statements, accounts: its }, set) =>
            its.includes(id)
              ? [{ ...holder(setRole(set, id), statements), id: `AROA${set}`, trust: samlTrust(id) }]
              : [],
          ),
          ...people
            .filter((name) => name.startsWith(`${id} role/`))
            .map((name) => ({
              ...holder(name),
              id: "AROAWORKER",
              trust: document([
                { Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" },
              ]),
            })),
          ...(id === trusting
            ? roles.map((one, i) => ({
                arn: one,
                name: one.split("/").at(-1)!,
                id: `AROA${i}`,
                inline: {},
                managed: [],
                tags: {},
                trust: document(trusts[i]!),
              }))
            : []),
        ],
      },
    })),
  };
  const found = accessOf(evidence).roles;
  return Object.fromEntries(
    roles.map((one) => {
      const able = found.find(({ role }) => role.arn === one)?.principals ?? [];
      return [one, principals.filter((name) => able.some(({ caller }) => caller.arn === arnOf(name)))];
    }),
  );
}
