/** The panel beside the page: details of the role, account or document in the address. */
import { all, element, unpack } from "./dom";
import { steerMap } from "./mapKeys";

export function openSheets(): void {
  const sheets = new Map(all<HTMLElement>("noscript.sheet").map((kept) => [kept.id, kept]));
  const panel = element("panel");
  const narrow = matchMedia("(max-width: 60rem)");
  let opener: HTMLElement | SVGElement | undefined;

  const show = () => {
    const id = location.hash.slice(1);
    const kept = sheets.get(id);
    panel.hidden = !kept;
    document.querySelector("main")!.inert = kept !== undefined && narrow.matches;
    for (const part of all("#map [data-of]"))
      part.classList.toggle("lit", kept !== undefined && (part as SVGElement).dataset["of"]!.split(" ").includes(id));
    document.documentElement.classList.toggle("opened", kept !== undefined);
    if (!kept) return;
    element("panel-body").replaceChildren(unpack(kept));
    steerMap(panel);
    panel.scrollTop = 0;
    // The panel makes the page narrower and so longer: scrolls back to what was clicked.
    opener?.scrollIntoView({ block: "nearest" });
    panel.querySelector<HTMLElement>("h3")?.focus();
  };
  const go = (id: string) => {
    history.pushState(undefined, "", `#${id}`);
    show();
  };
  const close = () => {
    go("");
    opener?.focus();
    opener = undefined;
  };

  document.addEventListener("click", (event) => {
    const link = (event.target as Element).closest<HTMLElement | SVGElement>("a[href^='#']");
    const id = link?.getAttribute("href")?.slice(1) ?? "";
    if (!link || !sheets.has(id) || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (!panel.contains(link)) opener = link;
    go(id);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !panel.hidden) close();
  });
  element("close").addEventListener("click", close);
  addEventListener("popstate", show);
  show();
}
