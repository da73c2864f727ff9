/** What IAM would refuse in the input of `cross-account check`, told by file, line and path. */
import { iamRefusals } from "../../policypack/iam";
import type { Checked } from "./input";
import { joined } from "./places";

/** How many things are told of one file. */
const mostTold = 200;
/**
 * A line for each thing that IAM refuses: `policy.json:7: Statement[0].Sid: found …`. A document that can never be
 * attached is not judged.
 *
 * @param file how the file is called
 */
export function refusalLines(checked: readonly Checked[], file: string): string[] {
  const problems = checked.flatMap(({ documents, lineOf }) =>
    documents.flatMap(({ path, document, kind }) =>
      iamRefusals(document, kind).map((problem) => ({ ...problem, path: joined(path, problem.path), lineOf })),
    ),
  );
  const told = problems.slice(0, mostTold).map(({ path, message, lineOf }) => {
    const line = lineOf(path);
    const where = line === undefined ? file : `${file}:${line}`;
    return `${where}: ${path === "" ? "" : `${path}: `}${message}`;
  });
  return problems.length > mostTold ? [...told, `${file}: and ${problems.length - mostTold} more`] : told;
}
