/** Policy documents that several roles share. Each is in the page once. */
import { html, json, type Markup } from "../markup";
import type { Review } from "../../model";

/** The number of each shared document, by its value. */
export interface Documents {
  readonly get: (document: unknown) => number | undefined;
  readonly all: readonly { readonly name: string; readonly document: unknown }[];
}

/** The id of a shared document. */
export function documentId(number: number): string {
  return `document-${number}`;
}

/** Collects the documents of managed policies, which several roles may share. */
export function sharedDocuments(review: Review): Documents {
  const numbers = new Map<string, number>();
  const all: { name: string; document: unknown }[] = [];
  for (const { name, kind, document } of review.roles.flatMap(({ policies, boundary }) =>
    boundary ? [...policies, boundary] : policies,
  )) {
    if (kind !== "managed" || document === undefined) continue;
    const text = JSON.stringify(document);
    if (numbers.has(text)) continue;
    numbers.set(text, all.length + 1);
    all.push({ name, document });
  }
  return { get: (document) => numbers.get(JSON.stringify(document)), all };
}

/** A shared document in the panel. */
export function documentSheet({ name, document }: Documents["all"][number]): Markup {
  return html`<article class="sheet">
    <header>
      <h3 tabindex="-1">${name}</h3>
      <p>managed policy</p>
    </header>
    <pre>${json(document)}</pre>
  </article> `;
}
