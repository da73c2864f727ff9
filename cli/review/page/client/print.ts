/** On paper there is no panel: what is about each role follows at the end, as long as that is not a book. */
import { all, element, unpack } from "./dom";

const mostSheets = 60;

export function printEverything(): void {
  const kept = all<HTMLElement>("noscript.sheet");
  if (kept.length > mostSheets) return;
  let printed: Element[] = [];
  addEventListener("beforeprint", () => {
    const sheets = document.createDocumentFragment();
    sheets.append(...kept.map(unpack));
    for (const details of all<HTMLDetailsElement>("details", sheets)) details.open = true;
    printed = [...sheets.children];
    element("sheets").append(sheets);
  });
  addEventListener("afterprint", () => printed.forEach((sheet) => sheet.remove()));
}
