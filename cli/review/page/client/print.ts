/** Paper has no panel. So the details of each role are printed at the end, unless there are too many. */
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
