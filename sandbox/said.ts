import { visible } from "../settings/visible";

/** What another program said last, in one line, with what is hidden in it shown. */
export function lastSaid(text: string, lines = 3): string {
  return visible(text.trim().split("\n").slice(-lines).map((line) => line.trim()).join(" "));
}

/** What another program or an error said first. */
export function firstSaid(said: unknown): string {
  const lines = (said instanceof Error ? said.message : String(said)).split("\n").map((line) => line.trim());
  return visible(lines.find((line) => line !== "") ?? "");
}

/** All of it, line by line; `nothing` where that is what it said. */
export function allSaid(text: string): string {
  return text.trim().split("\n").map(visible).join("\n") || "nothing";
}
