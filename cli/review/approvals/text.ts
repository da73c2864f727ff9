/** Reads the text of `approvals.yaml`. Every problem says the file, the line and what is expected. Pure. */
import type { Document, YAMLMap, YAMLSeq } from "yaml";
import { isTooFar, latestDay } from "../../../policypack/calendar";
import { readForm } from "../../../settings/yamlForm";
import type { Approval } from "./approval";
import { type ApprovalEntry, approvalsForm } from "./form";

/** A text of approvals that was read. */
export interface ApprovalsText {
  readonly approvals: readonly Approval[];
  /** The YAML document; each node knows its position in the text. */
  readonly document: Document.Parsed;
  /** The entries, in the order of {@link approvals}; undefined when the text is empty. */
  readonly entries?: YAMLSeq<YAMLMap>;
}

/**
 * Reads a text. A text of comments only has no approvals.
 * @param path for messages
 * @throws UnusableFile with every problem as `path:line: …`
 */
export function readText(text: string, path: string): ApprovalsText {
  const now = new Date();
  const { value, document } = readForm(text, path, {
    form: approvalsForm,
    inFull: "each decision says in full what was approved",
    check: ({ approvals }) =>
      approvals.flatMap(({ until }, place) =>
        isTooFar(until, now)
          ? [
              {
                path: `approvals[${place}].until`,
                message:
                  `found "${until}", which is more than ten years away; the latest possible day is ` + latestDay(now),
              },
            ]
          : [],
      ),
  });
  if (value === undefined) return { approvals: [], document };
  return {
    approvals: value.approvals.map(approvalOf),
    document,
    entries: document.get("approvals") as YAMLSeq<YAMLMap>,
  };
}

function approvalOf({ role, boundary, ...rest }: ApprovalEntry): Approval {
  return { arn: role, ...rest, ...(boundary !== undefined && { boundary }) };
}
