/** The head of the page: the verdict, the time, the numbers, and what to do next. */
import { headline, moment, nextSteps, organizationText, reviewedAccounts } from "../../formats/words";
import type { Review } from "../../model";
import { html, type Markup } from "../markup";
import { badge } from "../parts";

export function summary(review: Review): Markup {
  const errors = review.findings.filter(({ level }) => level === "error").length;
  const numbers: [number, string, string][] = [
    [
      review.roles.filter(({ verdict }) => verdict !== "as-approved").length,
      `of ${review.roles.length} roles to decide`,
      "#decide",
    ],
    [errors, errors === 1 ? "error" : "errors", "#decide"],
    [review.findings.length - errors, "warnings", "#warnings"],
    [review.missing.length, "not known", "#missing"],
    [reviewedAccounts(review).length, "accounts", "#accounts"],
  ];
  const organization = organizationText(review);
  return html`<header class="top ${review.verdict}">
    <div class="row">
      <p class="product">Cross-account access review</p>
      <button type="button" id="scheme" hidden>Dark or light</button>
    </div>
    <h1>${badge(review.verdict, headline(review))}</h1>
    <p class="when">Evidence gathered <time datetime="${review.at}">${moment(review.at)}</time></p>
    ${organization !== undefined && html`<p class="when">${organization}.</p>`}
    <nav aria-label="Page">
      <ul class="numbers">
        ${numbers.map(
          ([number, words, href]) =>
            html`<li class="${number === 0 ? "zero" : ""}">
              <a href="${href}"><b>${number}</b> ${words}</a>
            </li>`,
        )}
        <li>
          <a href="#map"
            ><b>${new Set(review.roles.flatMap(({ principals }) => principals.map(({ arn }) => arn))).size}</b> who can
            assume them: the map</a
          >
        </li>
      </ul>
    </nav>
    <h2 class="small">Next</h2>
    <ol class="steps">
      ${nextSteps(review).map((step) => html`<li>${step}</li>`)}
    </ol>
  </header>`;
}
