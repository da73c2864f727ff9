import { visible } from "../settings/visible";

/** The last lines of another program's output, as one line. Hidden characters are shown as escapes. */
export function lastSaid(text: string, lines = 3): string {
  return visible(
    text
      .trim()
      .split("\n")
      .slice(-lines)
      .map((line) => line.trim())
      .join(" "),
  );
}

/** The first line of another program's output, or of an error. */
export function firstSaid(said: unknown): string {
  const lines = (said instanceof Error ? said.message : String(said)).split("\n").map((line) => line.trim());
  return visible(lines.find((line) => line !== "") ?? "");
}

/** The whole output, line by line; `nothing` when it is empty. */
export function allSaid(text: string): string {
  return text.trim().split("\n").map(visible).join("\n") || "nothing";
}
