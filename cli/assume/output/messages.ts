/** All that is said to people: on standard error, without secrets, and in colour on a terminal alone. */
import { isColoured } from "../../colour";
import { redact } from "./concealment";

let debugging = false;

/** Turns `--debug` on. */
export function enableDebug(): void {
  debugging = true;
}

/** Writes a message. */
export function say(text: string): void {
  process.stderr.write(`${redact(visible(text))}\n`);
}

/** Writes what `--debug` shows; `text` is made only when it is wanted. */
export function debug(text: () => string): void {
  if (debugging) process.stderr.write(`debug: ${redact(visible(text()))}\n`);
}

/** Emphasises text where the reader's terminal can. */
export function bold(text: string): string {
  return isColoured(process.stderr) ? `\u001b[1m${text}\u001b[22m` : text;
}

/** Marks what went wrong. */
export function red(text: string): string {
  return isColoured(process.stderr) ? `\u001b[31m${text}\u001b[39m` : text;
}

/** Replaces control characters: what a server or a file says must not steer the reader's terminal. Our own colours stay. */
function visible(text: string): string {
  // eslint-disable-next-line no-control-regex -- they are what this is about
  return text.replace(/(\u001b\[(?:1|22|31|39)m)|[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, (_, own?: string) => own ?? "\ufffd");
}
