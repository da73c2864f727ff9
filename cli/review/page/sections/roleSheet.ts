/** The details of one role, for the panel; without a script, a part of the document. */
import { accountIn } from "../../../../policypack/iam";
import { inWords } from "../../../../settings/duration";
import { approveCommand } from "../../approveCommand";
import { identitiesText } from "../../findings/identities";
import { holderText, principalText } from "../../formats/peopleWords";
import { approvable, chainStart, lastUsed, moment, nameIn } from "../../formats/words";
import type { PrincipalReview, RoleReview } from "../../model";
import type { Page } from "../ids";
import { groupBy } from "../../../shared/groupBy";
import { draw } from "../map/draw";
import { place } from "../map/layout";
import { wayGraph } from "../map/wayGraph";
import { html, json, type Markup } from "../markup";
import { accountLink, approvalBadge, badge, findingList, roleLink } from "../parts";
import { added } from "./findings";
import { documentId, type Documents } from "./documents";

/** How many principals with the same ways are named one by one. */
const mostNames = 60;

const permissionWords: Readonly<Record<RoleReview["permissions"]["verdict"], string>> = {
  acceptable: "Acceptable, by the rules of the policy pack.",
  "too-broad": "Too broad, by the rules of the policy pack.",
  unprovable: "What its policies allow cannot be proven.",
};

export function roleSheet(page: Page, role: RoleReview, documents: Documents): Markup {
  const findings = page.findingsOf(role.arn);
  const approve =
    role.approval.state !== "approved" &&
    role.approval.possible &&
    html`<p class="approve">
      If this access is wanted: <code>${approveCommand(approvable(page.review, role))}</code>
    </p>`;
  return html`<article class="sheet">
    <header>
      <h3 tabindex="-1">${role.name}</h3>
      <p>role in ${accountLink(page, role.account)} ${badge(role.verdict)} ${approvalBadge(role)}</p>
    </header>
    <dl class="facts">
      <dt>ARN</dt>
      <dd><code>${role.arn}</code></dd>
      ${facts(role).map(([title, text]) => fact(title, text))}
    </dl>
    ${
      findings.length > 0 &&
      html`<h4>What was found</h4>
        ${findingList(findings.slice(0, 100))}`
    }
    ${added(role)}${approve}
    <h4>Who can assume it</h4>
    ${principals(page, role)}
    <h4>Trust policy</h4>
    ${trusts(page, role)}
    <details>
      <summary>Document</summary>
      <pre>${json(role.trustPolicy)}</pre>
    </details>
    <h4>What a session may do</h4>
    <p>${permissionWords[role.permissions.verdict]}</p>
    ${
      role.permissions.findings.length > 0 &&
      html`<ul class="findings">
        ${role.permissions.findings.slice(0, 50).map(
          ({ rule, level, message, policy, statement, witness }) =>
            html`<li class="finding ${level === "mandatory" ? "error" : "warning"}">
              <p class="kind"><span class="level">${level}</span> <code>${rule}</code></p>
              <p>${message}</p>
              ${fact("Where", [policy, statement].filter((part) => part !== undefined).join(", ") || undefined, "p")}
              ${fact("Proof", witness, "p")}
            </li>`,
        )}
      </ul>`
    }
    <h4>Policies</h4>
    ${
      role.policies.length === 0 && !role.boundary
        ? html`<p class="nothing">None is attached.</p>`
        : html`<ul class="policies">
            ${role.policies.map((policy) => policyItem(policy, policy.kind, documents))}
            ${role.boundary && policyItem(role.boundary, "permissions boundary", documents)}
          </ul>`
    }
    <h4>History</h4>
    ${history(page, role)}
  </article> `;
}

function facts(role: RoleReview): (readonly [string, string | undefined])[] {
  const key = role.key === undefined ? "" : `, roles.${role.key}`;
  const longest = role.maxSessionDuration;
  return [
    ["What it is for", role.description],
    ["Stack", role.stack === undefined ? "none declares it" : `${role.stack}${key}`],
    ["Owner", role.review && `${role.review.owner}: ${role.review.reason}`],
    ["Sessions", longest === undefined ? undefined : `at most ${inWords(longest)}`],
    ["Last used", lastUsed(role)],
  ];
}

function fact(title: string, text: string | undefined, element: "dl" | "p" = "dl"): Markup | undefined {
  if (text === undefined) return undefined;
  return element === "dl"
    ? html`<dt>${title}</dt>
        <dd>${text}</dd>`
    : html`<p class="about">${title}: <code>${text}</code></p>`;
}

function principals(page: Page, role: RoleReview): Markup {
  const { identities, chains, forbidden = [], people = [] } = role;
  return html`${directly(page, role)}
  ${
    identities.length > 0 &&
    html`<ul class="principals">
      ${identities.map(
        (way) =>
          html`<li>
            <p>
              <b>${identitiesText(way)}</b>
              ${way.bound === "anybody" && html`<span class="badge differs">anybody can get one</span>`}
              ${way.bound === "unknown" && html`<span class="badge unknown">whose they are is not known</span>`}
            </p>
            <p>${way.statement}${way.conditions.length > 0 && html`; takes ${way.conditions.join(" and ")}`}</p>
          </li> `,
      )}
    </ul>`
  }
  ${
    people.length > 0 &&
    html`<p>By IAM Identity Center:</p>
      <ul class="principals">
        ${people.slice(0, mostNames).map(
          (one) =>
            html`<li>
              <p><b>${holderText(one)}</b></p>
            </li> `,
        )}
        ${people.length > mostNames && html`<li><p>and ${people.length - mostNames} more</p></li>`}
      </ul>`
  }
  ${
    chains.length > 0 &&
    html`<p>Through other roles, in sessions of at most 1 h:</p>
      <ul class="principals">
        ${chains.slice(0, mostNames).map(
          ({ principal, through }) =>
            html`<li>
              <p>
                <b>${chainStart(page.review, { principal, through })}</b> →
                ${through.map((arn, i) => html`${i > 0 && " → "}${chainRole(page, arn)}`)}
              </p>
            </li> `,
        )}
        ${chains.length > mostNames && html`<li><p>and ${chains.length - mostNames} more</p></li>`}
        ${role.chainsCut && html`<li><p>perhaps others through more roles</p></li>`}
      </ul>
      ${ways(page, role)}`
  }
  ${
    forbidden.length > 0 &&
    html`<p>Both sides let them, and the organization forbids it:</p>
      <ul class="principals">
        ${forbidden.slice(0, mostNames).map(
          ({ principal, why }) =>
            html`<li>
              <p><b>${nameIn(principal)}</b>${accountIn(principal) !== "" && ` of ${accountIn(principal)}`}</p>
              <p>${why.join("; ")}</p>
            </li> `,
        )}
        ${forbidden.length > mostNames && html`<li><p>and ${forbidden.length - mostNames} more</p></li>`}
      </ul>`
  }`;
}

/** A drawing of the ways over other roles, for whoever opens it. */
function ways(page: Page, role: RoleReview): Markup {
  const graph = wayGraph(page, role);
  return html`<details class="ways">
    <summary>Map of these ways</summary>
    <div class="drawing">${draw(place(graph), `Ways to ${role.name} through other roles`)}</div>
    ${graph.leftOut.length > 0 && html`<p>Not in the drawing: ${graph.leftOut.join(" and ")}.</p>`}
  </details>`;
}

function chainRole(page: Page, arn: string): Markup {
  const role = page.roleOf(arn);
  return role === undefined ? html`<code>${arn}</code>` : roleLink(page, role);
}

function directly(page: Page, role: RoleReview): Markup | undefined {
  if (role.principals.length === 0)
    return role.identities.length > 0 ? undefined : html`<p class="nothing">Nobody whose account was read.</p>`;
  const alike = groupBy(role.principals, ({ account, kind, ways, conditions }) =>
    JSON.stringify([account, kind, ways, conditions]),
  );
  return html`<ul class="principals">
    ${[...alike.values()].map((group) => {
      const [{ account, kind, ways, conditions }] = group as [PrincipalReview];
      const names = group.slice(0, mostNames).map((one, i) => html`${i > 0 && ", "}${principalName(page, role, one)}`);
      return html`<li>
        <p>
          <b>${names}${group.length > mostNames && html` and ${group.length - mostNames} more`}</b>
        </p>
        <p>
          ${group.length === 1 ? kind : `${group.length} ${kind}s`} in
          ${accountLink(page, account)}${conditions.length > 0 && html`; takes ${conditions.join(", ")}`}
        </p>
        <ul>
          ${ways.map(way)}
        </ul>
      </li> `;
    })}
  </ul>`;
}

function way({ policy, grant }: PrincipalReview["ways"][number]): Markup {
  return grant === undefined
    ? html`<li>${policy} <span class="badge differs">no stack declares it</span></li>`
    : html`<li>${policy} (grant ${grant})</li>`;
}

function principalName(page: Page, role: RoleReview, one: PrincipalReview): Markup {
  const { arn, mfaDevice, lastAssumed, people } = one;
  const self = page.roleOf(arn);
  const notes = [
    ...(people === undefined ? [] : [principalText(one)]),
    ...(mfaDevice === false ? ["no MFA device"] : []),
    ...(lastAssumed === undefined ? [] : [`last on ${lastAssumed.slice(0, 10)}`]),
  ];
  const name = self ? roleLink(page, self) : html`${arn.slice(arn.indexOf("/") + 1)}`;
  const shown = role.approval.broader?.principals.includes(arn) ? html`<ins>${name}</ins>` : name;
  return html`${shown}${notes.length > 0 && html` <small>(${notes.join(", ")})</small>`}`;
}

function trusts(page: Page, role: RoleReview): Markup {
  if (role.trusts.length === 0) return html`<p class="nothing">It names no account.</p>`;
  return html`<ul>
    ${role.trusts.map(({ account, reviewed, outside }) => {
      const who = account === "*" ? "everybody" : html`account ${accountLink(page, account)}`;
      if (outside === true)
        return html`<li>${who} and whomever it lets: an outside account that somebody answers for</li>`;
      return html`<li>${who}${!reviewed && html` <span class="badge unknown">whom it lets is not known</span>`}</li>`;
    })}
  </ul>`;
}

function policyItem({ name, document }: RoleReview["policies"][number], kind: string, documents: Documents): Markup {
  const title = html`<span class="policy-kind">${kind}</span> ${name}`;
  if (document === undefined)
    return html`<li>
      <p>${title} <span class="badge unknown">its document is not known</span></p>
    </li>`;
  const shared = documents.get(document);
  if (shared !== undefined)
    return html`<li>
      <p>${title} <a href="#${documentId(shared)}">Document</a></p>
    </li>`;
  return html`<li>
    <details>
      <summary>${title}</summary>
      <pre>${json(document)}</pre>
    </details>
  </li>`;
}

/** Past and coming events, in order of time. */
function history({ review }: Page, role: RoleReview): Markup {
  const { approval } = role;
  const assumed = role.principals
    .flatMap(({ arn, lastAssumed }) =>
      lastAssumed === undefined ? [] : [[lastAssumed, `${nameIn(arn)} last assumed it`] as const],
    )
    .sort(([a], [b]) => b.localeCompare(a))
    .slice(0, 10);
  const events: (readonly [string, string])[] = [
    ...(approval.at === undefined
      ? []
      : [
          [
            approval.at,
            `${approval.by ?? "somebody"} approved it${approval.reason === undefined ? "" : `: ${approval.reason}`}`,
          ] as const,
        ]),
    ...assumed,
    ...(role.services ?? [])
      .slice(0, 10)
      .map(({ service, lastUsed }) => [lastUsed, `a session last called ${service}`] as const),
    ...(role.lastUsed === undefined || role.lastUsed === "never" ? [] : [[role.lastUsed, "last used"] as const]),
    [review.at, "this review"],
    ...(approval.until === undefined
      ? []
      : [
          [
            approval.until,
            approval.until < review.at.slice(0, 10) ? "the approval ended" : "the approval ends",
          ] as const,
        ]),
    ...(role.review === undefined
      ? []
      : [[role.review.by, "somebody has to decide again by then, as the settings say"] as const]),
  ];
  const items = events
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([when, what]) => {
      const date = when.length > 10 ? moment(when) : when;
      return html`<li><span class="date">${date}</span> ${what}</li>`;
    });
  return html`<ol class="history">
    ${items}
  </ol>`;
}
