/** Dark or light: the system's choice, until somebody changes it. */
import { element } from "./dom";

export function chooseScheme(): void {
  const button = element<HTMLButtonElement>("scheme");
  const prefersDark = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () =>
    (document.documentElement.dataset["scheme"] ?? (prefersDark.matches ? "dark" : "light")) === "dark";
  const say = () => {
    button.textContent = isDark() ? "Light" : "Dark";
    button.setAttribute("aria-label", `Use the ${isDark() ? "light" : "dark"} colours`);
  };
  button.hidden = false;
  button.addEventListener("click", () => {
    document.documentElement.dataset["scheme"] = isDark() ? "light" : "dark";
    say();
  });
  prefersDark.addEventListener("change", say);
  say();
}
