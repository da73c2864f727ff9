import { pathText, type Problem } from "../settings/problems";

/**
 * Reports what is not a plain value: an output of Pulumi, a promise, a function, a date, a circle. Written as JSON, such
 * a value would become another one, or vanish, and a restriction with it.
 */
export function plainProblems(
  value: unknown,
  path: readonly PropertyKey[] = [],
  within: readonly object[] = [],
): Problem[] {
  if (value === undefined || value === null || typeof value === "string" || typeof value === "boolean") return [];
  if (typeof value === "number" && Number.isFinite(value)) return [];
  const found = (what: string) => [problem(path, what)];
  if (typeof value === "number") return found("no number");
  if (typeof value !== "object") return found(`a ${typeof value}`);
  if (within.includes(value)) return found("an object that is part of itself");
  const form: unknown = Object.getPrototypeOf(value);
  const inner = [...within, value];
  if (Array.isArray(value))
    return Array.from(value as unknown[], (one, at) =>
      // It would become null.
      one === undefined ? [problem([...path, at], "nothing")] : plainProblems(one, [...path, at], inner),
    ).flat();
  if (form !== null && Object.getPrototypeOf(form) !== null)
    return found("what only a deployment tells, or an object of a class");
  return Object.entries(value).flatMap(([key, one]) => plainProblems(one, [...path, key], inner));
}

function problem(path: readonly PropertyKey[], what: string): Problem {
  const expected =
    "a plain value that is known before anything is deployed: text, number, true or false, list or object";
  return { path: pathText(path), message: `found ${what}, expected ${expected}` };
}
