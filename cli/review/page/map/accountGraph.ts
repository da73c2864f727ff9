/** One account and its neighbours, for reviews with too many roles for one drawing. */
import { accountText, count } from "../../formats/words";
import type { RoleReview } from "../../model";
import { accountId, type Page } from "../ids";
import { groupBy } from "../../../shared/groupBy";
import { labelled } from "./overview";
import { accessGraph, framed, rank, urgentFirst, worst, type AccessGraph, type MapEdge, type MapNode } from "./graph";

/** The most boxes of one drawing. The most urgent ones come first. */
const most = { roles: 40, accounts: 20 };

/**
 * The account's roles with those who can assume them, and the other accounts whose roles the account's principals can
 * assume.
 */
export function accountGraph(
  page: Page,
  account: string,
  own: readonly RoleReview[],
  elsewhere: readonly RoleReview[],
): AccessGraph {
  const inside = accessGraph(page, urgentFirst(own).slice(0, most.roles));
  const neighbours = [...groupBy(elsewhere, (role) => role.account)].sort(
    ([, a], [, b]) => rank[worst(b)] - rank[worst(a)],
  );
  const shown = neighbours.slice(0, most.accounts);
  const people = new Set(
    elsewhere.flatMap(({ principals }) => principals.filter((one) => one.account === account).map(({ arn }) => arn)),
  );
  const start: MapNode = {
    id: "people",
    label: "its people",
    detail: count(people.size, "user or role", "users and roles"),
    title: `in ${accountText(page.review, account)}`,
    kind: "principal",
    account,
    of: shown.map(([other]) => accountId(other)),
  };
  const nodes = shown.map(([other, roles]): MapNode => ({
    id: accountId(other),
    label: other,
    detail: labelled(page.review, other, count(roles.length, "role")),
    title: `that people of ${accountText(page.review, account)} can assume; account`,
    kind: "account",
    verdict: worst(roles),
    opens: accountId(other),
    of: [accountId(other)],
  }));
  const edges = shown.map(([other, roles]): MapEdge => ({
    from: start.id,
    to: accountId(other),
    verdict: worst(roles),
    added: false,
    of: [accountId(other)],
  }));
  const left = [
    ...(own.length > most.roles ? [count(own.length - most.roles, "role")] : []),
    ...(neighbours.length > shown.length ? [count(neighbours.length - shown.length, "other account")] : []),
  ];
  return {
    nodes: [...inside.nodes, ...(shown.length > 0 ? [start, ...nodes] : [])],
    edges: [...inside.edges, ...edges],
    accounts: [
      ...inside.accounts,
      ...(shown.length > 0 && !inside.accounts.some(({ id }) => id === account) ? [framed(page.review, account)] : []),
    ],
    leftOut: left,
  };
}
