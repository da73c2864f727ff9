/** The graph that the map draws: who can assume what. */
import { accountIn } from "../../../../policypack/iam";
import type { PrincipalReview, Review, RoleReview } from "../../model";
import { accountText, nameIn } from "../../formats/words";
import { identityTexts } from "../../formats/peopleWords";
import type { Page } from "../ids";
import { groupBy } from "../../../shared/groupBy";

export type Verdict = RoleReview["verdict"];

/** A box of the map. */
export interface MapNode {
  readonly id: string;
  readonly label: string;
  /** A second line in smaller letters. */
  readonly detail?: string;
  /** What the box stands for, in words, beside its label. */
  readonly title: string;
  readonly kind: "principal" | "outsider" | "role" | "account";
  /** The account whose frame contains the box. */
  readonly account?: string;
  readonly verdict?: Verdict;
  /** The id of what a click opens. */
  readonly opens?: string;
  /** The filter text that a click sets, to show only what this principal can assume. */
  readonly filter?: string;
  /** The ids of the roles and accounts that the box belongs to. */
  readonly of: readonly string[];
}

/** An arrow: the box at its start can assume the box at its end. */
export interface MapEdge {
  readonly from: string;
  readonly to: string;
  readonly verdict: Verdict;
  /** Whether this way was added to an approved role without approval. */
  readonly added: boolean;
  /** Whether the organization forbids what both sides allow, so that nobody gets in this way. */
  readonly forbidden?: boolean;
  readonly of: readonly string[];
}

/** An account with its boxes. */
export interface FramedAccount {
  readonly id: string;
  /** Its name and id, or `account` and its id. */
  readonly title: string;
}

/** A graph to draw. */
export interface AccessGraph {
  readonly nodes: readonly MapNode[];
  readonly edges: readonly MapEdge[];
  /** The accounts that get a frame around their boxes, each with its title. */
  readonly accounts: readonly FramedAccount[];
  /** What was left out to keep the drawing readable; empty when nothing was. */
  readonly leftOut: readonly string[];
}

/** More principals than this with the same access become one box. */
const fewPrincipals = 3;

/** A user or role at the start of an arrow. */
type Principal = Pick<PrincipalReview, "arn" | "kind" | "account">;

/** A role at the end of an arrow. */
interface Reached {
  readonly role: RoleReview;
  readonly forbidden: boolean;
}

/** Roles, the principals who can assume them, and those whom the organization forbids it. */
export function accessGraph(page: Page, roles: readonly RoleReview[]): AccessGraph {
  const shown = new Set(roles.map(({ arn }) => arn));
  const nodes: MapNode[] = roles.map((role) => ({
    id: page.idOf(role),
    label: role.name,
    ...(role.stack === undefined ? { detail: "no stack declares it" } : {}),
    title: `role in ${accountText(page.review, role.account)}`,
    kind: "role",
    account: role.account,
    verdict: role.verdict,
    opens: page.idOf(role),
    of: [page.idOf(role)],
  }));
  const edges: MapEdge[] = [];
  const reach = new Map<string, { principal: Principal; reached: Reached[] }>();
  const note = (principal: Principal, reached: Reached) => {
    const found = reach.get(principal.arn) ?? { principal, reached: [] };
    found.reached.push(reached);
    reach.set(principal.arn, found);
  };
  for (const role of roles) {
    for (const principal of role.principals) note(principal, { role, forbidden: false });
    for (const { principal } of (role.forbidden ?? []).filter(isPrincipal))
      note(principalIn(principal), { role, forbidden: true });
  }
  const alike = groupBy([...reach.values()], ({ principal, reached }) =>
    [
      principal.account,
      principal.kind,
      ...reached.map(({ role, forbidden }) => `${page.idOf(role)}${isAdded(role, principal)}${forbidden}`),
      ...(shown.has(principal.arn) ? [principal.arn] : []),
    ].join(" "),
  );
  const boxes = [...alike.values()].flatMap((group) =>
    group.length > fewPrincipals ? [group] : group.map((one) => [one]),
  );
  boxes.forEach((box, i) => {
    const { principal, reached } = box[0]!;
    const self = shown.has(principal.arn) ? page.roleOf(principal.arn) : undefined;
    const id = self ? page.idOf(self) : `principal-${i + 1}`;
    const of = reached.map(({ role }) => page.idOf(role));
    const forbidden = reached.filter((one) => one.forbidden).map(({ role }) => role.name);
    const words = principalWords(
      page.review,
      box.map((one) => one.principal),
    );
    if (!self)
      nodes.push({
        id,
        ...words,
        ...(forbidden.length > 0 && {
          title: `${words.title}; the organization forbids ${forbidden.slice(0, 30).join(", ")}`,
        }),
        kind: "principal",
        account: principal.account,
        ...(box.length === 1 ? { filter: nameIn(principal.arn) } : {}),
        of,
      });
    edges.push(
      ...reached.map(({ role, forbidden }) => ({
        from: id,
        to: page.idOf(role),
        verdict: role.verdict,
        added: isAdded(role, principal),
        ...(forbidden && { forbidden }),
        of: [page.idOf(role)],
      })),
    );
  });
  const outsiders = groupBy(
    roles.flatMap((role) =>
      role.trusts
        .filter(({ reviewed }) => !reviewed)
        .map(({ account, outside = false }) => ({ role, account, outside })),
    ),
    ({ account }) => account,
  );
  for (const [account, trusting] of outsiders) {
    const id = `outsider-${account}`;
    const label = account === "*" ? "everybody" : "whoever it lets";
    nodes.push({
      id,
      label,
      detail: trusting[0]!.outside ? "outside, known" : "not reviewed",
      title:
        account === "*"
          ? "of any account"
          : trusting[0]!.outside
            ? `the account ${accountText(page.review, account)} is outside, and somebody answers for it`
            : `the account ${accountText(page.review, account)} was not read`,
      kind: "outsider",
      ...(account === "*" ? {} : { account }),
      of: trusting.map(({ role }) => page.idOf(role)),
    });
    edges.push(
      ...trusting.map(({ role }) => ({
        from: id,
        to: page.idOf(role),
        verdict: role.verdict,
        added: false,
        of: [page.idOf(role)],
      })),
    );
  }
  const { nodes: strangers, edges: theirs } = identityGraph(page, roles);
  nodes.push(...strangers);
  edges.push(...theirs);
  const accounts = [...new Set(nodes.flatMap(({ account }) => account ?? []))].sort();
  return { nodes, edges, accounts: accounts.map((id) => framed(page.review, id)), leftOut: [] };
}

/** Those who are neither users nor roles: people of IAM Identity Center by name, identities of providers. */
function identityGraph(page: Page, roles: readonly RoleReview[]): Pick<AccessGraph, "nodes" | "edges"> {
  const ways = roles.flatMap((role) => identityTexts(role).map((text) => ({ role, text })));
  const reached = groupBy(ways, ({ text }) => text);
  const alike = groupBy([...reached], ([, found]) => found.map(({ role }) => page.idOf(role)).join(" "));
  const boxes = [...alike.values()].flatMap((group) =>
    group.length > fewPrincipals ? [group] : group.map((one) => [one]),
  );
  const drawn = boxes.map((box, i) => {
    const texts = box.map(([text]) => text);
    const id = `identities-${i + 1}`;
    const found = box[0]![1];
    const shown = texts.join(", ");
    const node: MapNode = {
      id,
      label: texts.length === 1 ? shown : `${texts.length} people or groups`,
      ...(texts.length > 1 && { detail: texts.slice(0, 3).join(", ") }),
      title: `${shown}, who sign in elsewhere`,
      kind: "principal",
      of: found.map(({ role }) => page.idOf(role)),
    };
    const edges = found.map(({ role }): MapEdge => ({
      from: id,
      to: page.idOf(role),
      verdict: role.verdict,
      added: false,
      of: [page.idOf(role)],
    }));
    return { node, edges };
  });
  return { nodes: drawn.map(({ node }) => node), edges: drawn.flatMap(({ edges }) => edges) };
}

/** The frame of an account. */
export function framed({ accounts }: Review, id: string): FramedAccount {
  const name = accounts.find((account) => account.id === id)?.name;
  return { id, title: `${name ?? "account"} ${id}` };
}

/** The order of verdicts; a higher number matters more. */
export const rank: Readonly<Record<Verdict, number>> = { "as-approved": 0, unknown: 1, differs: 2 };

/** The verdict that matters most. */
export function worst(roles: readonly RoleReview[]): Verdict {
  return roles.reduce<Verdict>((so, { verdict }) => (rank[verdict] > rank[so] ? verdict : so), "as-approved");
}

/** The same roles. Those that need a decision come first. */
export function urgentFirst(roles: readonly RoleReview[]): RoleReview[] {
  return [...roles].sort((a, b) => rank[b.verdict] - rank[a.verdict]);
}

/** Whether it is a user or a role, as others that the organization keeps out are not. */
function isPrincipal({ principal }: { readonly principal: string }): boolean {
  return /^arn:[^:]*:iam::\d{12}:(?:user|role)\//.test(principal);
}

function principalIn(arn: string): Principal {
  return { arn, kind: arn.includes(":user/") ? "user" : "role", account: accountIn(arn) };
}

function isAdded(role: RoleReview, principal: Principal): boolean {
  return role.approval.broader?.principals.includes(principal.arn) ?? false;
}

function principalWords(review: Review, principals: readonly Principal[]): Pick<MapNode, "label" | "detail" | "title"> {
  const [{ arn, kind, account: id }] = principals as [Principal];
  const account = accountText(review, id);
  if (principals.length === 1) return { label: nameIn(arn), detail: kind, title: `in ${account}` };
  const names = principals.map((one) => nameIn(one.arn));
  return {
    label: `${principals.length} ${kind}s`,
    detail: names.slice(0, 3).join(", "),
    title: `in ${account}: ${names.slice(0, 30).join(", ")}${names.length > 30 ? " …" : ""}`,
  };
}
