/** What the engine's log of events says of an update. Pure. */
import { parsedJson } from "./json";

/** A creation that failed. */
export interface FailedCreation {
  readonly urn: string;
  readonly type: string;
  /** The URN of the component that it belongs to; empty for none. */
  readonly parent: string;
  /** What was to be created. */
  readonly inputs: Readonly<Record<string, unknown>>;
}

/** What an update did, or tried. */
export interface Facts {
  /** How many resources by what was done with them: `create`, `update`, `delete`, … */
  readonly changes: Readonly<Record<string, number>>;
  /** What the policy pack refuses. */
  readonly refusals: readonly string[];
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
  readonly creations: readonly FailedCreation[];
}

/** Reads a log: one event in JSON a line. A last line that is cut counts for nothing. */
export function factsOf(log: string): Facts {
  const found = {
    changes: {} as Record<string, number>,
    refusals: [] as string[],
    errors: [] as string[],
    warnings: [] as string[],
    creations: [] as FailedCreation[],
  };
  for (const line of log.split("\n")) {
    const { policyEvent, diagnosticEvent, summaryEvent, resOpFailedEvent } = objectOf(parsedJson(line));
    const policy = objectOf(policyEvent);
    // The first line of its message is what the rule says of itself.
    if (policy["enforcementLevel"] === "mandatory")
      found.refusals.push(`${text(policy["policyName"])}: ${plain(policy["message"]).replace(/^[^\n]*\n(?=.)/, "")}`);
    const { severity, message, ephemeral } = objectOf(diagnosticEvent);
    if (ephemeral !== true && severity === "error") found.errors.push(plain(message));
    if (ephemeral !== true && severity === "warning") found.warnings.push(plain(message));
    const { resourceChanges } = objectOf(summaryEvent);
    for (const [operation, count] of Object.entries(objectOf(resourceChanges)))
      if (typeof count === "number") found.changes[operation] = count;
    const { op, urn, type, new: wanted } = objectOf(objectOf(resOpFailedEvent)["metadata"]);
    if (op === "create") {
      const { inputs, parent } = objectOf(wanted);
      found.creations.push({ urn: text(urn), type: text(type), parent: text(parent), inputs: objectOf(inputs) });
    }
  }
  return found;
}

/** A message without the marks of its colours. */
function plain(message: unknown): string {
  return text(message)
    .replace(/<\{%[^%]*%\}>/g, "")
    .trim();
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}
