/** The filter for the map and for the table of roles. */
import { all, element, unpack } from "./dom";

/** The most rows in the document. The other rows are kept outside of it until a filter asks for them. */
const mostRows = 200;

interface Row {
  readonly element: HTMLElement;
  readonly id: string;
  readonly account: string;
  readonly verdict: string;
  /** In lower case. */
  readonly text: string;
}

export function filterRoles(): void {
  const kept = document.querySelector("noscript.rows")!;
  const table = unpack(kept);
  const body = table.querySelector("tbody")!;
  const rows = all<HTMLElement>("tr", body).map((row): Row => ({
    element: row,
    id: row.dataset["id"] ?? "",
    account: row.dataset["account"] ?? "",
    verdict: row.dataset["verdict"] ?? "",
    text: `${row.textContent} ${row.dataset["found"]}`.toLowerCase(),
  }));
  const form = element<HTMLFormElement>("filter");
  const show = () => {
    const data = new FormData(form);
    const [text, verdict, account] = ["text", "verdict", "account"].map((name) =>
      (data.get(name) as string).trim().toLowerCase(),
    ) as [string, string, string];
    const words = text.split(/\s+/);
    const matched = rows.filter(
      (row) =>
        (verdict === "" || row.verdict === verdict) &&
        (account === "" || row.account === account) &&
        words.every((word) => row.text.includes(word)),
    );
    body.replaceChildren(...matched.slice(0, mostRows).map((row) => row.element));
    const cut = matched.length > mostRows ? `; the first ${mostRows} are shown, filter to see others` : "";
    element("matched").textContent =
      matched.length === rows.length && cut === "" ? "" : `${matched.length} of ${rows.length} roles${cut}.`;
    for (const chosen of all("#map .chosen")) chosen.classList.remove("chosen");
    dim(matched, matched.length === rows.length);
  };
  kept.replaceWith(table);
  form.hidden = false;
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", show);
  // A click on a person in the map shows only what that person can assume; a second click shows everything again.
  document.addEventListener("click", (event) => {
    const chosen = (event.target as Element).closest<SVGElement>("#map [data-filter]");
    if (!chosen) return;
    event.preventDefault();
    const already = chosen.classList.contains("chosen");
    for (const [name, value] of [
      ["text", already ? "" : chosen.dataset["filter"]!],
      ["verdict", ""],
      ["account", ""],
    ] as const)
      (form.elements.namedItem(name) as HTMLInputElement | HTMLSelectElement).value = value;
    show();
    chosen.classList.toggle("chosen", !already);
  });
  form.addEventListener("reset", () => setTimeout(show));
  show();
}

/** Dims the parts of the map that have nothing to do with the rows that match. */
function dim(matched: readonly Row[], everything: boolean): void {
  const ids = new Set(matched.flatMap(({ id, account }) => [id, `account-${account}`]));
  for (const part of all<SVGElement>("#map [data-of]")) {
    part.classList.toggle("dim", !everything && !part.dataset["of"]!.split(" ").some((id) => ids.has(id)));
  }
}
