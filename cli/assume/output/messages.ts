/** All messages for people. They go to standard error, without secrets, and in colour only on a terminal. */
import { isColoured } from "../../colour";
import { rendered, type Line } from "../../shared/lines";
import { redact } from "./concealment";

let debugging = false;

/** Turns `--debug` on. */
export function enableDebug(): void {
  debugging = true;
}

/** Writes a message. */
export function say(...lines: readonly Line[]): void {
  process.stderr.write(said(lines));
}

/** A message as text. */
export function said(lines: readonly Line[]): string {
  return rendered(lines, isColoured(process.stderr), redact);
}

/** Writes what `--debug` shows. `text` is called only with `--debug`. */
export function debug(text: () => string): void {
  if (debugging) say(`debug: ${text()}`);
}
