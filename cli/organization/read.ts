/** Reads an organization from AWS. What cannot be read has a mark; nothing here changes anything. */
import {
  DescribeOrganizationCommand,
  DescribePolicyCommand,
  paginateListAccountsForParent,
  paginateListOrganizationalUnitsForParent,
  paginateListPoliciesForTarget,
  paginateListRoots,
  type OrganizationsClient,
  type PolicyType,
} from "@aws-sdk/client-organizations";
import pMap from "p-map";
import { controlTypes, type ControlType } from "../../policypack/iam";
import type { OrganizationText } from "../../settings/organizationFile";
import type { Asking, Explanation } from "../review/evidence/accounts/refusals";
import { explain } from "../review/evidence/accounts/refusals";
import { compareText } from "../shared/compareText";

/** Who reads with what. */
export interface OrganizationReading {
  readonly client: OrganizationsClient;
  /** The options of each call. */
  readonly sending: { readonly abortSignal?: AbortSignal };
  readonly asking: Omit<Asking, "action">;
  readonly now: Date;
  /** Of which accounts the policies are wanted, 12 digits each; by default of all. */
  readonly accounts?: readonly string[];
}

/** The organization that an account is in. */
export interface Membership {
  readonly id: string;
  /** The management account, 12 digits. */
  readonly management: string;
}

/** How many calls run at once. AWS allows few of them in a second. */
const atOnce = 4;

const awsTypes: Readonly<Record<ControlType, PolicyType>> = {
  "service-control": "SERVICE_CONTROL_POLICY",
  "resource-control": "RESOURCE_CONTROL_POLICY",
};
const typeWords: Readonly<Record<ControlType, string>> = {
  "service-control": "service control policies",
  "resource-control": "resource control policies",
};

/** Which organization the account is in; null for none. Rejects with the SDK's error. Every account may ask this. */
export async function membership({
  client,
  sending,
}: Pick<OrganizationReading, "client" | "sending">): Promise<Membership | null> {
  try {
    const { Organization } = await client.send(new DescribeOrganizationCommand({}), sending);
    return { id: Organization?.Id ?? "", management: Organization?.MasterAccountId ?? "" };
  } catch (error) {
    if ((error as Error).name === "AWSOrganizationsNotInUseException") return null;
    throw error;
  }
}

type Root = { readonly id: string; readonly name: string; readonly types: readonly string[] };

/**
 * Reads the tree and the policies.
 *
 * @returns the organization; or why not even its root may be read, which only the management account and delegated
 *   administrators may
 * @throws the signal's reason when it is interrupted
 */
export async function readOrganizationFromAws(
  member: Membership,
  reading: OrganizationReading,
): Promise<OrganizationText | Explanation> {
  const { client, sending, asking, now } = reading;
  let roots: Root[];
  try {
    roots = await collect(paginateListRoots({ client }, {}, sending), ({ Roots }) =>
      (Roots ?? []).map(({ Id = "", Name = "", PolicyTypes }) => ({
        id: Id,
        name: Name,
        types: (PolicyTypes ?? []).flatMap(({ Type, Status }) => (Status === "ENABLED" ? [Type ?? ""] : [])),
      })),
    );
  } catch (error) {
    sending.abortSignal?.throwIfAborted();
    return explain(error, { ...asking, action: "organizations:ListRoots" });
  }
  const gaps = new Gaps(asking, sending.abortSignal);
  const places = await treeBelow(roots, reading, gaps);
  const wanted = wantedPlaces(places, reading.accounts);
  const enabled = Object.fromEntries(
    controlTypes.map((type) => [type, roots.some(({ types }) => types.includes(awsTypes[type]))]),
  ) as Record<ControlType, boolean>;
  const policies = new Map<string, OrganizationText["policies"][string]>();
  const withControls = await pMap(
    places,
    async (place) => {
      const found: Partial<Record<ControlType, string[]>> = {};
      for (const type of controlTypes) {
        if (!enabled[type] || !wanted.has(place.id)) continue;
        const attached = await gaps.try("organizations:ListPoliciesForTarget", typeWords[type], placeWords(place), () =>
          collect(
            paginateListPoliciesForTarget({ client }, { TargetId: place.id, Filter: awsTypes[type] }, sending),
            ({ Policies }) => Policies ?? [],
          ),
        );
        if (attached === undefined) continue;
        found[type] = attached.map(({ Id = "" }) => Id);
        for (const { Id = "", Name = "", Arn = "" } of attached) policies.set(Id, { name: Name, type, arn: Arn });
      }
      return { ...place, ...found };
    },
    { concurrency: atOnce },
  );
  await pMap(
    [...policies].sort(([one], [other]) => compareText(one, other)),
    async ([id, policy]) => {
      const text = await gaps.try(
        "organizations:DescribePolicy",
        "what policies say",
        `${policy.name} (${id})`,
        async () => {
          const { Policy } = await client.send(new DescribePolicyCommand({ PolicyId: id }), sending);
          return JSON.parse(Policy?.Content ?? "") as Record<string, unknown>;
        },
      );
      if (text !== undefined) policies.set(id, { ...policy, document: text });
    },
    { concurrency: atOnce },
  );
  return {
    version: 1,
    at: now.toISOString(),
    ...member,
    enabled,
    complete: !gaps.hasAny(["organizations:ListOrganizationalUnitsForParent", "organizations:ListAccountsForParent"]),
    places: withControls.sort((a, b) => compareText(a.id, b.id)),
    policies: Object.fromEntries([...policies].sort(([one], [other]) => compareText(one, other))),
    missing: gaps.told(),
  };
}

type PlaceText = OrganizationText["places"][number];

/** All roots, units and accounts, parents first. */
async function treeBelow(
  roots: readonly Root[],
  { client, sending }: OrganizationReading,
  gaps: Gaps,
): Promise<PlaceText[]> {
  const places: PlaceText[] = roots.map(({ id, name }) => ({ id, name, kind: "root" }));
  let level = [...places];
  while (level.length > 0) {
    const below = await pMap(
      level,
      async (parent): Promise<PlaceText[]> => {
        const asked = { ParentId: parent.id };
        const where = placeWords(parent);
        const units = await gaps.try(
          "organizations:ListOrganizationalUnitsForParent",
          "which units there are",
          where,
          () =>
            collect(
              paginateListOrganizationalUnitsForParent({ client }, asked, sending),
              ({ OrganizationalUnits }) => OrganizationalUnits ?? [],
            ),
        );
        const accounts = await gaps.try("organizations:ListAccountsForParent", "which accounts there are", where, () =>
          collect(paginateListAccountsForParent({ client }, asked, sending), ({ Accounts }) => Accounts ?? []),
        );
        return [
          ...(units ?? []).map((one) => ({ ...one, kind: "unit" as const })),
          ...(accounts ?? []).map((one) => ({ ...one, kind: "account" as const })),
        ].map(({ Id = "", Name = "", kind }) => ({ id: Id, name: Name, kind, parent: parent.id }));
      },
      { concurrency: atOnce },
    );
    // An account can be moved while this reads, and is then met twice.
    const known = new Set(places.map(({ id }) => id));
    const found = [...new Map(below.flat().map((place) => [place.id, place])).values()].filter(
      ({ id }) => !known.has(id),
    );
    places.push(...found);
    level = found.filter(({ kind }) => kind === "unit");
  }
  return places;
}

/** The places on the ways to these accounts; all, where none are named. */
function wantedPlaces(places: readonly PlaceText[], accounts: readonly string[] | undefined): ReadonlySet<string> {
  if (accounts === undefined) return new Set(places.map(({ id }) => id));
  const byId = new Map(places.map((place) => [place.id, place]));
  const wanted = new Set<string>();
  for (const account of accounts)
    for (let at = byId.get(account); at !== undefined && !wanted.has(at.id); at = byId.get(at.parent ?? ""))
      wanted.add(at.id);
  return wanted;
}

function placeWords({ kind, name, id }: Pick<PlaceText, "kind" | "name" | "id">): string {
  return kind === "root" ? `the root ${id}` : `the ${kind} ${name} (${id})`;
}

async function collect<Page, Entry>(
  pages: AsyncIterable<Page>,
  entriesOf: (page: Page) => readonly Entry[],
): Promise<Entry[]> {
  const found: Entry[] = [];
  for await (const page of pages) found.push(...entriesOf(page));
  return found;
}

/** How many places a mark names. */
const mostNamed = 5;

/** What could not be read. Once AWS throttles or does not answer, an action is not asked for again: that would go on for hours. */
class Gaps {
  private readonly found = new Map<string, { what: string; action: string; where: string[]; said: Explanation }>();
  private readonly over = new Map<string, Explanation>();

  constructor(
    private readonly asking: Omit<Asking, "action">,
    private readonly signal: AbortSignal | undefined,
  ) {}

  async try<Result>(
    action: string,
    what: string,
    where: string,
    read: () => Promise<Result>,
  ): Promise<Result | undefined> {
    let said = this.over.get(action);
    if (said === undefined) {
      try {
        return await read();
      } catch (error) {
        this.signal?.throwIfAborted();
        said = explain(error, { ...this.asking, action });
        if (!/^AccessDenied/.test((error as Error).name)) this.over.set(action, said);
      }
    }
    const key = `${action} ${what} ${said.why}`;
    const known = this.found.get(key);
    if (known === undefined) this.found.set(key, { what, action, where: [where], said });
    else known.where.push(where);
    return undefined;
  }

  hasAny(actions: readonly string[]): boolean {
    return [...this.found.values()].some(({ action }) => actions.includes(action));
  }

  told(): OrganizationText["missing"] {
    return [...this.found.values()].map(({ what, where, said }) => {
      const sorted = [...where].sort();
      const rest = sorted.length - mostNamed;
      const named = sorted.slice(0, mostNamed).join(", ");
      return { what: `${what} of the organization: ${named}${rest > 0 ? ` and ${rest} more` : ""}`, ...said };
    });
  }
}
