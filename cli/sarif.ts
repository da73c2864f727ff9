/**
 * A SARIF 2.1.0 log for GitHub code scanning, for the commands that print one.
 * https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 * https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
 */
import { createHash } from "node:crypto";
import { visible, visibleJson } from "../settings/visible";
import { version } from "./shared/version";

const schema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/** SARIF's words for the levels. */
export type SarifLevel = "error" | "warning";

/** A kind of result. */
export interface SarifRule {
  readonly id: string;
  /** One sentence, with its full stop. */
  readonly description: string;
  readonly level: SarifLevel;
}

/** One result. */
export interface SarifResult {
  /** The {@link SarifRule.id} of one of the log's rules. */
  readonly rule: string;
  readonly level: SarifLevel;
  /** See {@link plain}. */
  readonly message: string;
  /** The file's address, relative to the repository: see {@link addressOf}. */
  readonly uri: string;
  /** The line, counted from 1. */
  readonly line: number;
  /** The parts of the file that the result is about, from the outside in. */
  readonly logical: readonly string[];
  /** What identifies the finding, even when the text around it moves or the message changes. */
  readonly identity: readonly (string | undefined)[];
}

/** A reason why the command could not find everything. */
export interface SarifGap {
  readonly id: string;
  readonly message: string;
}

/** One log with one run. With gaps, the run counts as not successful. */
export function sarifLog(
  command: string,
  rules: readonly SarifRule[],
  results: readonly SarifResult[],
  gaps?: readonly SarifGap[],
): string {
  const seen = new Map<string, number>();
  const run = {
    tool: { driver: { name: command, semanticVersion: version(), rules: rules.map(describe) } },
    ...(gaps === undefined
      ? {}
      : {
          invocations: [
            {
              executionSuccessful: gaps.length === 0,
              toolExecutionNotifications: gaps.map(({ id, message }) => ({
                level: "error",
                descriptor: { id },
                message: { text: message },
              })),
            },
          ],
        }),
    columnKind: "utf16CodeUnits",
    results: results.map(({ rule, level, message, uri, line, logical, identity }) => ({
      ruleId: rule,
      ruleIndex: rules.findIndex(({ id }) => id === rule),
      level,
      message: { text: message },
      locations: [
        {
          physicalLocation: { artifactLocation: { uri }, region: { startLine: line } },
          logicalLocations: [{ name: logical[0], fullyQualifiedName: logical.join(" / ") }],
        },
      ],
      partialFingerprints: fingerprints(numbered(createHash("sha256").update(identity.join("\n")).digest("hex"), seen)),
    })),
  };
  return `${visibleJson(JSON.stringify({ $schema: schema, version: "2.1.0", runs: [run] }, null, 2))}\n`;
}

/** Numbers results of the same identity, because code scanning keeps only one of several equal fingerprints. */
function numbered(fingerprint: string, seen: Map<string, number>): string {
  const before = seen.get(fingerprint) ?? 0;
  seen.set(fingerprint, before + 1);
  return before === 0 ? fingerprint : `${fingerprint}:${before + 1}`;
}

/** Text from elsewhere as a message. Hidden characters are escaped, and nothing in it becomes a SARIF link. */
export function plain(text: string): string {
  return visible(text).replaceAll("](", "] (");
}

/** A path relative to the repository, as an address. */
export function addressOf(path: string): string {
  return visible(path).split(/[\\/]/).map(encodeURIComponent).join("/");
}

/** Everything that code scanning shows about a rule. It demands each of these fields. */
function describe({ id, description, level }: SarifRule): object {
  return {
    id,
    shortDescription: { text: description },
    fullDescription: { text: description },
    help: { text: `${description} Each finding says what proves it, and what to do instead.` },
    defaultConfiguration: { level },
    properties: {
      tags: ["security"],
      precision: "high",
      "problem.severity": level,
      "security-severity": level === "error" ? "8.0" : "3.0",
    },
  };
}

/**
 * Code scanning identifies alerts by the first fingerprint only. Without it, it would use the line, which several
 * findings share.
 */
function fingerprints(identity: string): Record<string, string> {
  return { primaryLocationLineHash: identity, "finding/v1": identity };
}
