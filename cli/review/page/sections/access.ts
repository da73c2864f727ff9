/** The map, and the same as tables of accounts and roles. */
import { peopleNames } from "../../formats/peopleWords";
import { accountText, lastUsed, nameIn, who } from "../../formats/words";
import type { RoleReview } from "../../model";
import { accountId, type Page } from "../ids";
import { arrowHeads, draw } from "../map/draw";
import { accessGraph, worst, type AccessGraph } from "../map/graph";
import { place } from "../map/layout";
import { overviewGraph } from "../map/overview";
import { html, type Markup } from "../markup";
import { accountLabel, accountLink, approvalBadge, badge, limited, roleLink } from "../parts";

/** The most boxes that are readable in one drawing. */
const mostBoxes = 120;
const mostArrows = 240;

/** Everything in one drawing; undefined when that would be too much. */
export function wholeGraph(page: Page): AccessGraph | undefined {
  if (page.review.roles.length > mostBoxes) return undefined;
  const graph = accessGraph(page, page.review.roles);
  return graph.nodes.length > mostBoxes || graph.edges.length > mostArrows ? undefined : graph;
}

/** @param whole {@link wholeGraph} */
export function access(page: Page, whole: AccessGraph | undefined): Markup {
  const graph = whole ?? overviewGraph(page);
  const title = whole ? "Accounts, principals and roles" : "Accounts";
  const drawing =
    graph.nodes.length === 0
      ? html`<p class="nothing">There is no role that another account can assume.</p>`
      : html`<div class="drawing" aria-describedby="map-help">${draw(place(graph), title)}</div>`;
  const leftOut =
    graph.leftOut.length > 0 &&
    html`<p>Not in the drawing: ${graph.leftOut.join(" and ")}, the least urgent ones; the tables have them.</p>`;
  return html`<section id="map" aria-labelledby="map-title">
      <h2 id="map-title">Who can assume what</h2>
      ${filter(page)} ${arrowHeads}
      <p id="map-help">
        ${
          whole
            ? "An arrow goes from whoever can assume a role to the role; a role opens everything about it, a person leaves " +
              "what that person can assume."
            : "There are too many roles for one drawing: boxes are accounts, and an account opens the map of its own roles."
        }
        Choose a box, or move with Tab, the arrow keys and Enter. <a href="#roles">The tables below</a> say the same.
      </p>
      ${legend} ${drawing} ${leftOut}
    </section>
    <section id="roles" aria-labelledby="roles-title">
      <h2 id="roles-title">Roles</h2>
      <p id="matched" role="status"></p>
      <noscript class="rows">${roleTable(page)}</noscript>
    </section>
    <section id="accounts" aria-labelledby="accounts-title">
      <h2 id="accounts-title">Accounts</h2>
      ${limited(
        page.review.accounts.map((account) => accountRow(page, account)),
        200,
        "accounts",
        (rows) => table(["Account", "Stacks", "Read", "Roles", "To decide"], rows),
      )}
    </section>`;
}

const legendArrow = (kind: string, words: string): Markup =>
  html`<li>
    <svg class="map" width="44" height="12" aria-hidden="true" focusable="false">
      <path class="arrow ${kind}" d="M2 6H40" marker-end="url(#head-${kind})" />
    </svg>
    ${words}
  </li>`;

const legend = html`<ul class="legend" aria-label="Legend">
  <li>${badge("as-approved")}</li>
  <li>${badge("differs")}</li>
  <li>${badge("unknown")}</li>
  ${legendArrow("added", "added since the approval")} ${legendArrow("forbidden", "forbidden by the organization")}
</ul>`;

function filter({ review }: Page): Markup {
  const accounts = [
    ...new Set([...review.accounts.map(({ id }) => id), ...review.roles.map(({ account }) => account)]),
  ];
  return html`<form id="filter" role="search" aria-label="Filter the map and the roles" hidden>
    <label
      >Text
      <input
        type="search"
        name="text"
        placeholder="name, person, policy …"
        autocomplete="off"
        spellcheck="false" /></label
    ><label
      >Verdict
      <select name="verdict">
        <option value="">all</option>
        <option value="differs">differs</option>
        <option value="unknown">unknown</option>
        <option value="as-approved">as approved</option>
      </select></label
    ><label
      >Account
      <select name="account">
        <option value="">all</option>
        ${accounts.map((account) => html`<option value="${account}">${accountText(review, account)}</option>`)}
      </select></label
    ><button type="reset">Show all</button>
  </form>`;
}

function roleTable(page: Page): Markup {
  return table(
    ["Role", "Account", "Verdict", "Approval", "Who can assume it", "Last used", "Review by"],
    page.review.roles.map((role) => roleRow(page, role)),
  );
}

function table(heads: readonly string[], rows: readonly Markup[]): Markup {
  return html`<div class="scroll">
    <table>
      <thead>
        <tr>
          ${heads.map((head) => html`<th scope="col">${head}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </div>`;
}

/** The row contains the policies' names, so that the filter finds them, but does not show them. */
function roleRow(page: Page, role: RoleReview): Markup {
  const found = [
    ...role.policies.map(({ name }) => name),
    role.stack ?? "",
    role.review?.owner ?? "",
    ...role.principals.slice(0, 200).map(({ arn }) => nameIn(arn)),
    ...peopleNames(role).slice(0, 200),
  ].join(" ");
  return html`<tr
    data-id="${page.idOf(role)}"
    data-account="${role.account}"
    data-verdict="${role.verdict}"
    data-found="${found}"
  >
    <th scope="row">${roleLink(page, role)}</th>
    <td>${accountLink(page, role.account)}</td>
    <td>${badge(role.verdict)}</td>
    <td>${approvalBadge(role)}</td>
    <td>${who(page.review, role, 5)}</td>
    <td class="when">${lastUsed(role)}</td>
    <td class="when">${role.review?.by ?? "–"}</td>
  </tr> `;
}

function accountRow(page: Page, account: Page["review"]["accounts"][number]): Markup {
  const { id, stacks, read, outside } = account;
  const unread = outside === undefined ? html`<span class="badge unknown">no</span>` : "outside";
  const roles = page.rolesOf(id);
  const open = roles.filter(({ verdict }) => verdict !== "as-approved").length;
  return html`<tr>
    <th scope="row"><a href="#${accountId(id)}">${accountLabel(account)}</a></th>
    <td>${stacks.length > 0 ? stacks.join(", ") : "none"}</td>
    <td>${read ? "yes" : unread}</td>
    <td>${roles.length}</td>
    <td>${open > 0 ? badge(worst(roles), String(open)) : "0"}</td>
  </tr> `;
}
