/**
 * Whether what is written to a stream may be coloured: on a terminal alone, and not where people say that they want none.
 * https://no-color.org
 */
export function isColoured(stream: Pick<NodeJS.WriteStream, "isTTY">): boolean {
  // Where it is no terminal, the property is not there at all.
  return stream.isTTY === true && !process.env["NO_COLOR"] && process.env["TERM"] !== "dumb";
}
