import { iamRefusals } from "../policypack/iam";
import type { Account } from "../settings/account";
import type { DocumentSettings } from "../settings/policies";
import { pathText, yamlDate } from "../settings/problems";
import type { Report } from "./report";

/** Reports what IAM would refuse, or would read differently, in a policy document in the settings. */
export function checkDocument(
  document: DocumentSettings,
  path: readonly PropertyKey[],
  account: Account,
  report: Report,
): void {
  const refusals = iamRefusals(document, "identity");
  const dates = datesIn(document);
  for (const { path: inner, message } of refusals) {
    // A date that YAML has read as one is told below, with what to do about it.
    if (!dates.some((date) => pathText(date) === inner)) report([...path, ...(inner ? [inner] : [])], message);
  }
  for (const inner of dates) {
    report(
      [...path, ...inner],
      "found a date that YAML has read as one, so it is not in the form that IAM reads; expected it in quotes",
    );
  }
  document.Statement.forEach((statement, at) => {
    for (const key of ["Resource", "NotResource"]) {
      const resources = [statement[key]].flat();
      resources.forEach((resource, index) => {
        const [, partition] = /^arn:(aws(?:-[a-z-]+)?):/.exec(String(resource)) ?? [];
        if (partition !== undefined && partition !== account.partition) {
          report(
            [...path, "Statement", at, key, ...(Array.isArray(statement[key]) ? [index] : [])],
            `found "${String(resource)}" of the partition ${partition}, expected ${account.partition}, where this account's region is`,
          );
        }
      });
    }
  });
}

/** The paths in a document at which YAML has turned a text into a date. */
function datesIn(value: unknown): PropertyKey[][] {
  if (typeof value === "string") return yamlDate.test(value) ? [[]] : [];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    datesIn(inner).map((path) => [Array.isArray(value) ? Number(key) : key, ...path]),
  );
}
