/**
 * Parses policy documents. When IAM would refuse a document, or it could be read in two ways, it says precisely what is
 * wrong.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html
 */
import type { PolicyDocument, PolicyKind, Statement } from "./document";
import { JsonError, parseJson } from "./parseJson";
import { found, isObject, own, type Problem, StatementReader, unknownKeys } from "./parseStatement";

/** Limit of the statements in a document. No policy that can be attached holds so many. */
export const MAXIMUM_STATEMENTS = 5_000;

/** Result of {@link parsePolicy}: a document, or at least one problem. */
export type ParsedPolicy =
  | { readonly document: PolicyDocument; readonly problems?: undefined }
  | { readonly document?: undefined; readonly problems: readonly Problem[] };

/**
 * Parses a policy document, given as JSON text or as the object that it stands for.
 *
 * Never throws. Every problem has the path of the element, what was found and what is expected. With any problem there
 * is no document: guessing what it means would hide what it allows.
 */
export function parsePolicy(input: unknown, kind: PolicyKind): ParsedPolicy {
  let root = input;
  if (typeof input === "string") {
    try {
      root = parseJson(input);
    } catch (error) {
      if (!(error instanceof JsonError)) throw error;
      return { problems: [{ path: "", message: `not valid JSON, ${error.message}` }] };
    }
  }
  if (!isObject(root)) {
    return {
      problems: [
        {
          path: "",
          message: `found ${found(root)}, expected a policy document: an object with Version and Statement`,
        },
      ],
    };
  }
  const problems: Problem[] = [];
  unknownKeys(root, ["Version", "Id", "Statement"], "", problems);
  // A version of null is no version that is left out.
  const written = own(root, "Version");
  const version = written === undefined ? "2008-10-17" : written;
  if (version !== "2012-10-17" && version !== "2008-10-17") {
    problems.push({ path: "Version", message: `found ${found(version)}, expected "2012-10-17"` });
  }
  if (own(root, "Id") !== undefined && typeof own(root, "Id") !== "string") {
    problems.push({ path: "Id", message: `found ${found(own(root, "Id"))}, expected text` });
  }
  const statements = readStatements(own(root, "Statement"), kind, problems);
  if (problems.length > 0) return { problems };
  return {
    document: {
      version: version as PolicyDocument["version"],
      statements: version === "2012-10-17" ? statements : statements.map(withoutVariables),
    },
  };
}

/**
 * The old version of the language has no variables. A condition whose values contain `${` is marked as literal, since
 * conditions are later compared without their document's version.
 */
function withoutVariables(statement: Statement): Statement {
  const literal = statement.conditions.some(({ values }) => values.some((value) => value.includes("${")));
  if (!literal) return statement;
  return {
    ...statement,
    conditions: statement.conditions.map((entry) =>
      entry.values.some((value) => value.includes("${")) ? { ...entry, literal: true } : entry,
    ),
  };
}

function readStatements(value: unknown, kind: PolicyKind, problems: Problem[]): Statement[] {
  if (value === undefined) {
    problems.push({ path: "Statement", message: "missing; expected a statement or a list of statements" });
    return [];
  }
  const list = Array.isArray(value) ? (value as unknown[]) : [value];
  if (list.length > MAXIMUM_STATEMENTS) {
    problems.push({
      path: "Statement",
      message: `found ${list.length} statements, more than the ${MAXIMUM_STATEMENTS} that are read`,
    });
    return [];
  }
  const sids = new Map<string, number>();
  return list.flatMap((entry, index) => {
    const path = `Statement[${index}]`;
    const statement = new StatementReader(path, kind, problems).read(entry, index);
    // To IAM, an empty Sid is none.
    if (statement?.sid !== undefined && statement.sid !== "") {
      const first = sids.get(statement.sid);
      if (first !== undefined)
        problems.push({
          path: `${path}.Sid`,
          message: `"${statement.sid}" is the Sid of Statement[${first}] too; each must be unique`,
        });
      else sids.set(statement.sid, index);
    }
    return statement === undefined ? [] : [statement];
  });
}
