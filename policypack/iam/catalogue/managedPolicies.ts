/** The documents of AWS managed policies, from the generated catalogue. */
import { readFileSync } from "node:fs";
import { catalogueFile } from "../catalogueFolder";

/** An AWS managed policy at its newest version in the catalogue. */
export interface ManagedPolicy {
  readonly arn: string;
  readonly version: string;
  /** JSON text. */
  readonly document: string;
}

let text: string | undefined;

function catalogue(): string {
  return (text ??= readFileSync(catalogueFile("managed-policies.txt"), "utf8"));
}

/** Package, version and date that the documents came from. */
export function managedPoliciesAbout(): { package: string; version: string; updated: string } {
  const [name, version, updated] = catalogue().slice(0, catalogue().indexOf("\n")).split("\t");
  return { package: name!, version: version!, updated: updated! };
}

/** The policy with an ARN, in any partition; undefined when the catalogue has none. */
export function managedPolicy(arn: string): ManagedPolicy | undefined {
  // The catalogue is of the partition aws. Other partitions have policies of the same names.
  const name = arn.replace(/^arn:aws-[^:]*:/, "arn:aws:");
  if (/[\s]/.test(name)) return undefined;
  const at = catalogue().indexOf(`\n${name}\t`);
  if (at < 0) return undefined;
  const [, version, document] = catalogue()
    .slice(at + 1, catalogue().indexOf("\n", at + 1))
    .split("\t");
  return { arn, version: version!, document: document! };
}

/** The ARNs of all policies in the catalogue. */
export function managedPolicyArns(): string[] {
  return catalogue()
    .trimEnd()
    .split("\n")
    .slice(1)
    .map((line) => line.slice(0, line.indexOf("\t")));
}
