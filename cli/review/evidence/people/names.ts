/** The names of people and groups, and who is in a group. */
import pMap from "p-map";
import { oneLine } from "../accounts/refusals";
import type { IdentityHolder, MissingEvidence } from "../evidence";
import { Service, text, Unread } from "./service";

/** A user or a group by its id. */
export type Principal = Pick<IdentityHolder, "kind" | "id">;

/** A user or a group, and what is not known of it. */
export interface Named {
  readonly holder: IdentityHolder;
  readonly missing: readonly MissingEvidence[];
}

/** From how many users on all of them are listed instead of asking for each. */
const few = 20;
/** The most characters of a name that are shown: as many as a name in the settings may have. */
const longestName = 128;
/** How many calls run at once. */
const atOnce = 4;

/** Finds the names of users and groups, and the members of the groups; by kind and id as {@link keyOf} writes them. */
export async function namesOf(
  principals: readonly Principal[],
  store: Service,
  storeId: string,
): Promise<Map<string, Named>> {
  const groups = [...new Map(principals.filter(({ kind }) => kind === "group").map((one) => [one.id, one])).values()];
  const read = await pMap(groups, (group) => groupOf(group.id, store, storeId), { concurrency: atOnce });
  const wanted = new Set([
    ...principals.flatMap(({ kind, id }) => (kind === "user" ? [id] : [])),
    ...read.flatMap(({ members = [] }) => members),
  ]);
  const users = await usersOf(wanted, store, storeId);
  const nameOf = (id: string) => users.names.get(id);
  const named = new Map<string, Named>();
  for (const { kind, id } of principals) {
    if (kind !== "user") continue;
    const name = nameOf(id);
    named.set(keyOf({ kind, id }), {
      holder: { kind, id, ...(name !== undefined && { name }) },
      missing: name === undefined ? [users.unread ?? gone(kind, id)] : [],
    });
  }
  for (const { id, name, members, missing } of read) {
    const unnamed = (members ?? []).filter((member) => nameOf(member) === undefined);
    named.set(keyOf({ kind: "group", id }), {
      holder: {
        kind: "group",
        id,
        ...(name !== undefined && { name }),
        ...(members !== undefined && { members: members.map((member) => nameOf(member) ?? member).sort() }),
      },
      missing: [
        ...missing,
        ...unnamed.map((member) => users.unread ?? gone("user", member, ` in the group ${name ?? id}`)),
      ],
    });
  }
  return named;
}

/** The key of a principal in {@link namesOf}. */
export function keyOf({ kind, id }: Principal): string {
  return `${kind} ${id}`;
}

interface ReadGroup {
  readonly id: string;
  readonly name?: string;
  readonly members?: readonly string[];
  readonly missing: readonly MissingEvidence[];
}

async function groupOf(id: string, store: Service, storeId: string): Promise<ReadGroup> {
  const body = { IdentityStoreId: storeId, GroupId: id };
  const missing: MissingEvidence[] = [];
  let name: string | undefined;
  try {
    const group = await store.one("DescribeGroup", body);
    if (group === undefined) return { id, members: [], missing: [gone("group", id)] };
    name = oneLine(text(group, "DisplayName"), longestName) || undefined;
  } catch (error) {
    if (!(error instanceof Unread)) throw error;
    missing.push({ what: `the name of the group ${id} of IAM Identity Center`, ...error.explanation });
  }
  try {
    const listed = await store.all("ListGroupMemberships", body, { name: "GroupMemberships" });
    if (listed === undefined) return { id, members: [], missing: [gone("group", id)] };
    const members = listed.map((one) => text((one as { MemberId?: unknown }).MemberId, "UserId")).filter(Boolean);
    return { id, ...(name !== undefined && { name }), members, missing };
  } catch (error) {
    if (!(error instanceof Unread)) throw error;
    missing.push({ what: `who is in the group ${name ?? id} of IAM Identity Center`, ...error.explanation });
    return { id, ...(name !== undefined && { name }), missing };
  }
}

interface ReadUsers {
  readonly names: ReadonlyMap<string, string>;
  /** Why names are missing that are not those of users who are gone. */
  readonly unread?: MissingEvidence;
}

async function usersOf(wanted: ReadonlySet<string>, store: Service, storeId: string): Promise<ReadUsers> {
  const names = new Map<string, string>();
  try {
    if (wanted.size <= few) {
      await pMap(
        wanted,
        async (id) => {
          const user = await store.one("DescribeUser", { IdentityStoreId: storeId, UserId: id });
          if (user !== undefined) names.set(id, nameIn(user, id));
        },
        { concurrency: atOnce },
      );
      return { names };
    }
    const left = new Set(wanted);
    const enough = (found: readonly unknown[]) => {
      for (const one of found) left.delete(text(one, "UserId"));
      return left.size === 0;
    };
    for (const one of (await store.all("ListUsers", { IdentityStoreId: storeId }, { name: "Users", enough })) ?? []) {
      const id = text(one, "UserId");
      if (wanted.has(id)) names.set(id, nameIn(one, id));
    }
    return { names };
  } catch (error) {
    if (!(error instanceof Unread)) throw error;
    return { names, unread: { what: "the names of users of IAM Identity Center", ...error.explanation } };
  }
}

/** Not every source of identities gives a name for signing in. */
function nameIn(user: unknown, id: string): string {
  return oneLine(text(user, "UserName") || text(user, "DisplayName") || id, longestName);
}

function gone(kind: "user" | "group", id: string, where = ""): MissingEvidence {
  return {
    what: `who the ${kind} ${id} of IAM Identity Center is${where}`,
    why: `the identity store has no ${kind} with this id`,
    next: `Where the ${kind} was deleted, delete its assignments and entitlements too.`,
  };
}
