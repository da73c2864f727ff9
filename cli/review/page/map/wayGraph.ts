/** The ways into one role that lead over other roles. */
import { accountIn } from "../../../../policypack/iam";
import { accountText, chainStart, nameIn } from "../../formats/words";
import type { RoleReview } from "../../model";
import type { Page } from "../ids";
import { framed, type AccessGraph, type MapEdge, type MapNode } from "./graph";

/** The most ways that are readable in one drawing. */
const mostWays = 30;

/** The role, all roles on the ways to it, and whoever stands at their beginnings. */
export function wayGraph(page: Page, role: RoleReview): AccessGraph {
  const nodes = new Map<string, MapNode>();
  const edges = new Map<string, MapEdge>();
  const of = [page.idOf(role)];
  const node = (arn: string, start?: string): string => {
    // People of several permission sets come from one provider.
    const key = start ?? arn;
    const id = nodes.get(key)?.id ?? `step-${nodes.size + 1}`;
    if (!nodes.has(key)) nodes.set(key, { id, ...stepWords(page, arn, start), of });
    return id;
  };
  const shown = role.chains.slice(0, mostWays);
  for (const { principal, through } of shown) {
    const start = isHolder(principal) ? undefined : chainStart(page.review, { principal, through });
    const steps = [node(principal, start), ...[...through, role.arn].map((arn) => node(arn))];
    steps.slice(1).forEach((to, i) => {
      const from = steps[i]!;
      edges.set(`${from} ${to}`, { from, to, verdict: role.verdict, added: false, of });
    });
  }
  const accounts = [...new Set([...nodes.values()].flatMap(({ account }) => account ?? []))].sort();
  return {
    nodes: [...nodes.values()],
    edges: [...edges.values()],
    accounts: accounts.map((id) => framed(page.review, id)),
    leftOut: shown.length < role.chains.length ? [`${role.chains.length - shown.length} of the ways`] : [],
  };
}

/** Whether it is a user or a role. */
function isHolder(arn: string): boolean {
  return /^arn:[^:]*:iam::\d*:(user|role)\//.test(arn);
}

function stepWords(page: Page, arn: string, start: string | undefined): Omit<MapNode, "id" | "of"> {
  const role = page.roleOf(arn);
  const account = accountIn(arn);
  const framedIn = account === "" ? {} : { account };
  const where = account === "" ? "of any account" : `in ${accountText(page.review, account)}`;
  if (role !== undefined)
    return {
      label: role.name,
      title: `role ${where}`,
      kind: "role",
      verdict: role.verdict,
      opens: page.idOf(role),
      ...framedIn,
    };
  const kind = /^arn:[^:]*:iam::\d*:(user|role)\//.exec(arn)?.[1];
  return {
    label: start ?? nameIn(arn),
    ...(kind !== undefined && { detail: kind }),
    title: where,
    kind: kind === undefined ? "outsider" : "principal",
    ...framedIn,
  };
}
