/** Reads policies in the forms in which configurations and checked files may write them. */
import { policyProblem } from "./declaredPrincipals";
import { managedPolicy, parsePolicy } from "./iam";
import type { AttachedPolicy } from "./rules/rule";

/** Reads a policy written as a document, the ARN of an AWS managed policy, or `{ arn, document }`. */
export function policyOf(entry: unknown, name: string): AttachedPolicy {
  if (
    typeof entry === "object" &&
    entry !== null &&
    (Object.hasOwn(entry, "arn") || Object.hasOwn(entry, "document"))
  ) {
    const problem = policyProblem(entry, "");
    if (problem !== undefined) return { name, problems: [problem] };
    const { arn, document } = entry as { arn: string; document: unknown };
    return documentOf(document, arn);
  }
  if (typeof entry === "string" && entry.startsWith("arn:")) {
    const managed = managedPolicy(entry);
    if (managed !== undefined) return documentOf(managed.document, entry);
    return {
      name: entry,
      problems: [
        {
          path: "",
          message:
            `is not in the catalogue of AWS managed policies, so what it allows is not known. Write { "arn": "` +
            `${entry}", "document": … } instead`,
        },
      ],
    };
  }
  return documentOf(entry, name);
}

function documentOf(document: unknown, name: string): AttachedPolicy {
  const parsed = parsePolicy(document, "identity");
  return parsed.problems === undefined ? { name, document: parsed.document } : { name, problems: parsed.problems };
}
