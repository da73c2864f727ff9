/** Small parts that several sections of the page use. */
import { approvalStates, roleVerdicts } from "../formats/words";
import { findingKinds, type Finding, type Review, type RoleReview } from "../model";
import { groupBy } from "../../shared/groupBy";
import { accountId, type Page } from "./ids";
import { html, type Markup, type Part } from "./markup";

/** A sign for each verdict, because many people cannot tell colours apart. */
export const verdictMarks: Readonly<Record<RoleReview["verdict"], string>> = {
  "as-approved": "✓",
  differs: "✗",
  unknown: "?",
};

/** A verdict as a badge. */
export function badge(
  verdict: RoleReview["verdict"] | Review["verdict"],
  words = roleVerdicts[verdict === "incomplete" ? "unknown" : verdict],
): Markup {
  const kind = verdict === "incomplete" ? "unknown" : verdict;
  return html`<span class="badge ${kind}"><span aria-hidden="true">${verdictMarks[kind]}</span> ${words}</span>`;
}

/** The state of the approval as a badge. */
export function approvalBadge({ approval: { state } }: RoleReview): Markup {
  return html`<span
    class="badge ${{ approved: "as-approved", broader: "differs", expired: "differs", none: "differs" }[state]}"
    >${approvalStates[state]}</span
  >`;
}

/** A link to the details of a role. */
export function roleLink(page: Page, role: RoleReview, words: Part = role.name): Markup {
  return html`<a href="#${page.idOf(role)}">${words}</a>`;
}

/** A link to the details of an account, if the review contains it. */
export function accountLink({ review }: Page, account: string): Markup {
  const found = review.accounts.find(({ id }) => id === account);
  return found === undefined ? html`${account}` : html`<a href="#${accountId(account)}">${accountLabel(found)}</a>`;
}

/** An account's name, where it has one, beside its id, which is never broken. */
export function accountLabel({ id, name }: Pick<Review["accounts"][number], "id" | "name">): Markup {
  return html`${name !== undefined && html`${name} `}<span class="id">${id}</span>`;
}

/** Findings, those of one kind together: what they mean once, and what to do once where it is the same. */
export function findingList(findings: readonly Finding[]): Markup | undefined {
  if (findings.length === 0) return undefined;
  const kinds = groupBy(findings, ({ level, kind }) => `${level} ${kind}`);
  return html`<ul class="findings">
    ${[...kinds.values()].map((alike) => {
      const [{ level, kind }] = alike as [Finding];
      return html`<li class="finding ${level}">
        <p class="kind"><span class="level">${level}</span> ${findingKinds[kind]} <code>${kind}</code></p>
        ${[...groupBy(alike, ({ remedy }) => remedy)].map(
          ([remedy, same]) =>
            html`${same.map(
                (one) =>
                  html`${aboutLine(one)}
                    <p>${one.message}</p>`,
              )}
              <p class="remedy"><span aria-hidden="true">→</span> ${remedy}</p>`,
        )}
      </li> `;
    })}
  </ul>`;
}

function aboutLine({ principal, document }: Finding): Markup | undefined {
  const about = [principal, document].filter((one) => one !== undefined);
  if (about.length === 0) return undefined;
  return html`<p class="about">${about.map((one, i) => html`${i > 0 && ", "}<code>${one}</code>`)}</p>`;
}

/**
 * A list that shows the first `limit` items, and the others on request. Without a script it shows all. With a script,
 * the browser keeps the others as text, which costs almost nothing.
 */
export function limited(
  items: readonly Markup[],
  limit: number,
  noun: string,
  wrap: (items: readonly Markup[]) => Markup,
): Markup {
  const more = items.length - limit;
  const first = wrap(items.slice(0, limit));
  if (more <= 0) return first;
  const others = wrap(items.slice(limit));
  return html`${first}<noscript class="more" data-label="Show the other ${more} ${noun}">${others}</noscript>`;
}
