/** Buttons that show the rest of a list. */
import { all, unpack } from "./dom";

export function showMore(): void {
  for (const kept of all<HTMLElement>("noscript.more")) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = kept.dataset["label"] ?? "";
    button.addEventListener("click", () => {
      const shown = unpack(kept);
      const first = shown.querySelector<HTMLElement>("a");
      button.replaceWith(shown);
      first?.focus();
    });
    kept.replaceWith(button);
  }
}
