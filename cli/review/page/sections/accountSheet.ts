/** The details of one account: its roles, whom they admit, and what its principals can assume in other accounts. */
import { accountText } from "../../formats/words";
import type { Review, RoleReview } from "../../model";
import type { Page } from "../ids";
import { draw } from "../map/draw";
import { accountGraph } from "../map/accountGraph";
import { urgentFirst } from "../map/graph";
import { place } from "../map/layout";
import { html, type Markup } from "../markup";
import { accountLabel, accountLink, badge, findingList, roleLink } from "../parts";

/** @param drawn whether the account has its own drawing, which is so when there is no drawing of everything */
export function accountSheet(page: Page, account: Review["accounts"][number], drawn: boolean): Markup {
  const { id, stacks, read, outside } = account;
  const own = page.rolesOf(id);
  const elsewhere = page.reachedFrom(id).filter(({ account }) => account !== id);
  const findings = page.findingsAbout(id);
  return html`<article class="sheet">
    <header>
      <h3 tabindex="-1">Account ${accountLabel(account)}</h3>
      <p>
        ${stacks.length > 0 ? `stack ${stacks.join(", ")}` : "no stack"}
        ${!read && outside === undefined && html`<span class="badge unknown">its IAM could not be read</span>`}
      </p>
      ${
        outside !== undefined &&
        html`<p>
          An account outside of this project: whoever it lets can assume the roles that trust it. ${outside.owner}
          answers for that until ${outside.by}: ${outside.reason}
        </p>`
      }
    </header>
    ${
      findings.length > 0 &&
      html`<h4>What was found about no role in particular</h4>
        ${findingList(findings.slice(0, 100))}`
    }
    ${drawn && neighbourhood(page, id, own, elsewhere)}
    <h4>Its roles</h4>
    ${roleList(page, own, false)}
    <h4>What its people can assume elsewhere</h4>
    ${roleList(page, elsewhere, true)}
  </article> `;
}

function roleList(page: Page, roles: readonly RoleReview[], withAccount: boolean): Markup {
  if (roles.length === 0) return html`<p class="nothing">Nothing.</p>`;
  return html`<ul>
    ${urgentFirst(roles)
      .slice(0, 200)
      .map(
        (role) =>
          html`<li>
            ${roleLink(page, role)} ${withAccount && html`in ${accountLink(page, role.account)} `}${badge(role.verdict)}
          </li>`,
      )}${roles.length > 200 && html`<li>and ${roles.length - 200} more</li>`}
  </ul>`;
}

function neighbourhood(
  page: Page,
  account: string,
  own: readonly RoleReview[],
  elsewhere: readonly RoleReview[],
): Markup | undefined {
  if (own.length + elsewhere.length === 0) return undefined;
  const graph = accountGraph(page, account, own, elsewhere);
  const leftOut =
    graph.leftOut.length > 0 && html`<p>Not in the drawing: ${graph.leftOut.join(" and ")}, the least urgent ones.</p>`;
  return html`<h4>Map</h4>
    <div class="drawing">
      ${draw(place(graph), `Roles of the account ${accountText(page.review, account)}, and the accounts whose roles its people can assume`)}
    </div>
    ${leftOut}`;
}
