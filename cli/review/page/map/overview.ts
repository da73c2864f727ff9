/** The accounts only, for reviews with too many roles for one drawing. */
import { accountText, count } from "../../formats/words";
import type { Review, RoleReview } from "../../model";
import { groupBy } from "../../../shared/groupBy";
import { accountId, type Page } from "../ids";
import { rank, worst, type AccessGraph, type MapEdge, type MapNode } from "./graph";

/** The most boxes and arrows of the overview. The most urgent ones come first. */
const most = { boxes: 120, arrows: 300 };
/**
 * More accounts than this become one box, if they are as approved, trust the same accounts and are trusted by the same
 * ones.
 */
const fewAccounts = 3;

/**
 * Every account as one box, with the number of its roles. An arrow from one account to another means that a principal
 * of the first can assume a role of the second.
 */
export function overviewGraph(page: Page): AccessGraph {
  const links = linksOf(page.review.roles);
  const trustedBy = groupBy([...links.values()], ({ from }) => from);
  const trusting = groupBy([...links.values()], ({ to }) => to);
  const accounts = [
    ...new Set([
      ...page.review.accounts.map(({ id }) => id),
      ...[...links.values()].flatMap(({ from, to }) => [from, to]),
    ]),
  ];
  const read = new Set(page.review.accounts.filter((account) => account.read).map(({ id }) => id));
  const alike = groupBy(accounts, (account) => {
    if (worst(page.rolesOf(account)) !== "as-approved" || !read.has(account)) return account;
    return `${
      trusting
        .get(account)
        ?.map(({ from }) => from)
        .join(" ") ?? ""
    } / ${
      trustedBy
        .get(account)
        ?.map(({ to }) => to)
        .join(" ") ?? ""
    }`;
  });
  const boxes = [...alike.values()]
    .flatMap((group) => (group.length > fewAccounts ? [group] : group.map((one) => [one])))
    .sort(([a], [b]) => rank[worst(page.rolesOf(b!))] - rank[worst(page.rolesOf(a!))] || a!.localeCompare(b!));
  const nodes = boxes.slice(0, most.boxes).map((box) => boxNode(page, box, read));
  const boxOf = new Map(
    boxes.slice(0, most.boxes).flatMap((box, i) => box.map((account) => [account, nodes[i]!.id] as const)),
  );
  const arrows = groupBy(
    [...links.values()].filter(({ from, to }) => boxOf.has(from) && boxOf.has(to)),
    ({ from, to }) => `${boxOf.get(from)} ${boxOf.get(to)}`,
  );
  const edges = [...arrows.values()]
    .map((group): MapEdge => ({
      from: boxOf.get(group[0]!.from)!,
      to: boxOf.get(group[0]!.to)!,
      verdict: worst(group.flatMap(({ roles }) => roles)),
      added: false,
      of: [...new Set(group.flatMap(({ from, to }) => [accountId(from), accountId(to)]))],
    }))
    .sort((a, b) => rank[b.verdict] - rank[a.verdict]);
  const leftOut = [
    ...(boxes.length > nodes.length ? [count(boxes.length - nodes.length, "account")] : []),
    ...(edges.length > most.arrows ? [count(edges.length - most.arrows, "arrow")] : []),
  ];
  return { nodes, edges: edges.slice(0, most.arrows), accounts: [], leftOut };
}

interface Link {
  readonly from: string;
  readonly to: string;
  readonly roles: RoleReview[];
}

/** For each pair of accounts: the roles of the second that a principal of the first can assume. */
function linksOf(roles: readonly RoleReview[]): ReadonlyMap<string, Link> {
  const links = new Map<string, Link>();
  for (const role of roles) {
    for (const from of new Set([
      ...role.principals.map(({ account }) => account),
      ...role.trusts.filter(({ reviewed }) => !reviewed).map(({ account }) => account),
    ])) {
      if (from === role.account) continue;
      const key = `${from} ${role.account}`;
      const link = links.get(key) ?? { from, to: role.account, roles: [] };
      link.roles.push(role);
      links.set(key, link);
    }
  }
  return links;
}

function boxNode(page: Page, box: readonly string[], read: ReadonlySet<string>): MapNode {
  const [account] = box as [string];
  const of = box.map(accountId);
  const roles = box.flatMap((one) => page.rolesOf(one));
  if (account === "*")
    return {
      id: accountId(account),
      label: "everybody",
      detail: "not reviewed",
      title: "of any account",
      kind: "outsider",
      of,
    };
  if (box.length > 1)
    return {
      id: `accounts-${account}`,
      label: count(box.length, "account"),
      detail: count(roles.length, "role"),
      title: `as approved: ${box
        .slice(0, 30)
        .map((one) => accountText(page.review, one))
        .join(", ")}${box.length > 30 ? " …" : ""}`,
      kind: "account",
      ...(roles.length > 0 ? { verdict: "as-approved" as const } : {}),
      opens: "accounts",
      of,
    };
  const { outside } = page.review.accounts.find(({ id }) => id === account) ?? {};
  const open = roles.filter(({ verdict }) => verdict !== "as-approved").length;
  const toDecide = open > 0 ? `, ${open} to decide` : "";
  const detail = `${read.has(account) ? "" : outside === undefined ? "not read, " : "outside, "}${count(roles.length, "role")}${toDecide}`;
  return {
    id: accountId(account),
    label: account,
    detail: labelled(page.review, account, detail),
    title: "account",
    kind: "account",
    ...(roles.length > 0 ? { verdict: worst(roles) } : {}),
    opens: accountId(account),
    of,
  };
}

/** The second line of an account's box: its name before the rest. */
export function labelled({ accounts }: Review, account: string, detail: string): string {
  const name = accounts.find(({ id }) => id === account)?.name;
  return name === undefined ? detail : `${name}, ${detail}`;
}
