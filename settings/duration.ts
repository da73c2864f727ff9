/** Durations as people write and read them. */
import { partsOf } from "../policypack/duration";

export { inWords } from "../policypack/duration";

/** Seconds of a text such as `1h30m`, `1h 30m` or `90s`; undefined for another text. */
export function secondsOf(text: string): number | undefined {
  const parts = /^(?=\d)(?:(\d+)h)? ?(?:(\d+)m)? ?(?:(\d+)s)?$/.exec(text);
  if (!parts) return undefined;
  const [hours = 0, minutes = 0, seconds = 0] = parts.slice(1).map((part) => Number(part ?? 0));
  return hours * 3600 + minutes * 60 + seconds;
}

/** Seconds as people write them in the settings: `5400` as `1h30m`. */
export function durationText(seconds: number): string {
  return partsOf(seconds, ["h", "m", "s"]).join("") || "0m";
}
