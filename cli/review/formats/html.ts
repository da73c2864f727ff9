/** Shows a review as one page for decisions. It needs no network, and runs no script but its own. */
import { createHash } from "node:crypto";
import type { Review } from "../model";
import { pageAssets } from "../page/assets";
import { accountId, pageOf } from "../page/ids";
import { html, Markup } from "../page/markup";
import { access, wholeGraph } from "../page/sections/access";
import { accountSheet } from "../page/sections/accountSheet";
import { documentId, documentSheet, sharedDocuments } from "../page/sections/documents";
import { decisions, missingEvidence, warnings } from "../page/sections/findings";
import { roleSheet } from "../page/sections/roleSheet";
import { summary } from "../page/sections/summary";
import { headline } from "./words";

/**
 * The review as one HTML file. Without a script, the document shows everything. With a script, the details of roles and
 * accounts stay text until somebody opens them, so that a big review costs the browser little.
 */
export function asHtml(review: Review): string {
  const page = pageOf(review);
  const whole = wholeGraph(page);
  const documents = sharedDocuments(review);
  const { style, script } = pageAssets();
  const sheets: readonly (readonly [string, Markup])[] = [
    ...review.roles.map((role) => [page.idOf(role), roleSheet(page, role, documents)] as const),
    ...review.accounts.map(
      (account) => [accountId(account.id), accountSheet(page, account, whole === undefined)] as const,
    ),
    ...documents.all.map((document, i) => [documentId(i + 1), documentSheet(document)] as const),
  ];
  const contentPolicy = new Markup(
    [
      "default-src 'none'",
      `script-src ${hashOf(script)}`,
      `style-src ${hashOf(style)}`,
      "base-uri 'none'",
      "form-action 'none'",
    ].join("; "),
  );
  return html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${contentPolicy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${headline(review)} (${review.at.slice(0, 10)})</title>
<style>${new Markup(style)}</style>
</head>
<body>
<a class="skip" href="#decide">Skip to what needs a decision</a>
${summary(review)}
<main>
${decisions(page)}
${missingEvidence(page)}
${access(page, whole)}
${warnings(page)}
<section id="sheets" aria-labelledby="sheets-title"><h2 id="sheets-title">Everything about each role and account</h2>
${sheets.map(([id, sheet]) => html`<noscript class="sheet" id="${id}">${sheet}</noscript>`)}
</section>
</main>
<aside id="panel" aria-labelledby="panel-title" hidden>
<div class="bar"><h2 id="panel-title">Details</h2><button type="button" id="close">Close</button></div>
<div id="panel-body"></div>
</aside>
<script>${new Markup(script)}</script>
</body>
</html>
`.text;
}

/** https://www.w3.org/TR/CSP3/#grammardef-hash-source */
function hashOf(source: string): string {
  return `'sha256-${createHash("sha256").update(source).digest("base64")}'`;
}
