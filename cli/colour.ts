/**
 * Whether to colour what is written to a stream: only on a terminal, and not if people turned colours off.
 * https://no-color.org
 */
export function isColoured(stream: Pick<NodeJS.WriteStream, "isTTY">): boolean {
  // For anything but a terminal, the property is undefined.
  return stream.isTTY === true && !process.env["NO_COLOR"] && process.env["TERM"] !== "dumb";
}
