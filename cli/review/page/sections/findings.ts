/** What was found and what could not be read, grouped by what needs a decision. */
import { approveCommand } from "../../approveCommand";
import { accountText, approvable, findingGroups, type FindingGroup } from "../../formats/words";
import type { Finding, Missing, Review, RoleReview } from "../../model";
import { html, type Markup } from "../markup";
import type { Page } from "../ids";
import { accountLink, badge, findingList, limited, roleLink } from "../parts";

/** How many cards are shown at first. */
const first = 50;

/** The errors: what is wrong with each role, and exactly what was added since its approval. */
export function decisions(page: Page): Markup {
  return cardsOf(page, "error", {
    id: "decide",
    title: "What needs a decision",
    none: "Nothing: no error was found.",
    noun: "decisions",
  });
}

/** The warnings. */
export function warnings(page: Page): Markup {
  return cardsOf(page, "warning", {
    id: "warnings",
    title: "To be looked at",
    none: "Nothing: there are no warnings.",
    noun: "warnings",
  });
}

/** The words of a section of cards. `none` stands where there is no card. */
interface Words {
  readonly id: string;
  readonly title: string;
  readonly none: string;
  readonly noun: string;
}

/** The findings of one level, a card for each role. */
function cardsOf(page: Page, level: Finding["level"], { id, title, none, noun }: Words): Markup {
  const groups = findingGroups(page.review, level);
  return html`<section id="${id}" aria-labelledby="${id}-title">
    <h2 id="${id}-title">${title}</h2>
    ${
      groups.length === 0
        ? html`<p class="nothing">${none}</p>`
        : limited(
            groups.map((group) => card(page, group)),
            first,
            noun,
            (cards) => html`<div class="cards">${cards}</div>`,
          )
    }
  </section>`;
}

/** What could not be read; undefined when everything was read. */
export function missingEvidence({ review }: Page): Markup | undefined {
  const { missing } = review;
  if (missing.length === 0) return undefined;
  return html`<section id="missing" aria-labelledby="missing-title">
    <h2 id="missing-title">What is not known</h2>
    <p>As long as something is not known, nothing is proven to be as approved.</p>
    ${limited(
      missing.map((one) => missingItem(review, one)),
      first,
      "gaps",
      (items) =>
        html`<ul class="findings">
          ${items}
        </ul>`,
    )}
  </section>`;
}

/** A list of what goes beyond the approval. */
export function added({ approval }: RoleReview): Markup | undefined {
  const { broader } = approval;
  if (!broader) return undefined;
  const kinds = [
    ["Who", broader.principals],
    ["Trust", broader.trust],
    ["What a session may do", broader.permissions],
    ["How long", broader.session],
  ] as const;
  return html`<div class="added">
    <h4>
      Added since ${approval.by ?? "somebody"} approved it${approval.at !== undefined && html` on ${approval.at}`}
    </h4>
    <dl>
      ${kinds
        .filter(([, items]) => items.length > 0)
        .map(
          ([title, items]) =>
            html`<dt>${title}</dt>
              ${items.slice(0, 100).map((item) => html`<dd><ins>${item}</ins></dd>`)}
              ${items.length > 100 && html`<dd>and ${items.length - 100} more</dd>`}`,
        )}
    </dl>
  </div>`;
}

function card(page: Page, { role, title, findings }: FindingGroup): Markup {
  const asks = role && findings.some(({ level }) => level === "error") && role.approval.state !== "approved";
  // The box says what the finding says.
  const box = asks ? added(role) : undefined;
  return html`<article class="card">
    <header>
      ${
        role
          ? html`<h3>${roleLink(page, role)}</h3>
              <p>role in ${accountLink(page, role.account)} ${badge(role.verdict)}</p>`
          : html`<h3>${title}</h3>`
      }
    </header>
    ${box} ${findingList(findings.filter(({ kind }) => box === undefined || kind !== "broader-than-approved"))}
    ${asks && role.approval.possible && approval(page, role)}
  </article> `;
}

function approval({ review }: Page, role: RoleReview): Markup {
  return html`<p class="approve">If this is wanted: <code>${approveCommand(approvable(review, role))}</code></p>`;
}

function missingItem(review: Review, { what, account, stack, why, next }: Missing): Markup {
  const where = [
    ...(stack === undefined ? [] : [`stack ${stack}`]),
    ...(account === undefined ? [] : [`account ${accountText(review, account)}`]),
  ].join(", ");
  return html`<li class="finding unknown">
    <p class="kind">${what}</p>
    ${where !== "" && html`<p class="about">${where}</p>`}
    <p>${why}</p>
    <p class="remedy"><span aria-hidden="true">→</span> ${next}</p>
  </li> `;
}
