/** What IAM would refuse in the input of `cross-account check`, told by file, line and path. */
import { iamRefusals } from "../../policypack/iam";
import type { Checked } from "./input";

/** How many things are told of one file. */
const mostTold = 200;
/** The longest text, in characters, in which lines are looked for. Others would take seconds. */
const longest = 1_000_000;

/**
 * A line for each thing that IAM refuses: `policy.json:7: Statement[0].Sid: found …`. A document that can never be
 * attached is not judged.
 *
 * @param text the text of the file that all of this was read from
 */
export function refusalLines(checked: readonly Checked[], file: string, text: string): string[] {
  const problems = checked
    .flatMap(({ documents }) => documents)
    .flatMap(({ path, document, kind }) =>
      iamRefusals(document, kind).map((problem) => ({ ...problem, path: joined(path, problem.path) })),
    );
  if (problems.length === 0) return [];
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- loaded only where something is refused
  const { nearestLine, pathLines } = require("../../settings/pathLines") as typeof import("../../settings/pathLines");
  const lines = text.length > longest ? new Map<string, number>() : pathLines(text);
  const told = problems.slice(0, mostTold).map(({ path, message }) => {
    const line = nearestLine(lines, path);
    const where = line === undefined ? file : `${file}:${line}`;
    return `${where}: ${path === "" ? "" : `${path}: `}${message}`;
  });
  return problems.length > mostTold ? [...told, `${file}: and ${problems.length - mostTold} more`] : told;
}

function joined(base: string, inner: string): string {
  if (base === "" || inner === "") return base + inner;
  return inner.startsWith("[") ? base + inner : `${base}.${inner}`;
}
