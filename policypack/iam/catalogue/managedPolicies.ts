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

interface Catalogue {
  readonly text: string;
  /** For each ARN the place in the text after it. */
  readonly places: ReadonlyMap<string, number>;
}

let loaded: Catalogue | undefined;

function catalogue(): Catalogue {
  return (loaded ??= read());
}

function read(): Catalogue {
  const text = readFileSync(catalogueFile("managed-policies.txt"), "utf8");
  const places = new Map<string, number>();
  for (let line = text.indexOf("\n") + 1; line < text.length; line = text.indexOf("\n", line) + 1) {
    const end = text.indexOf("\t", line);
    places.set(text.slice(line, end), end + 1);
  }
  return { text, places };
}

/** Package, version and date that the documents came from. */
export function managedPoliciesAbout(): { package: string; version: string; updated: string } {
  const { text } = catalogue();
  const [name, version, updated] = text.slice(0, text.indexOf("\n")).split("\t");
  return { package: name!, version: version!, updated: updated! };
}

/** The policy with an ARN, in any partition; undefined when the catalogue has none. */
export function managedPolicy(arn: string): ManagedPolicy | undefined {
  // The catalogue is of the partition aws. Other partitions have policies of the same names.
  const { text, places } = catalogue();
  const at = places.get(arn.replace(/^arn:aws-[^:]*:/, "arn:aws:"));
  if (at === undefined) return undefined;
  const [version, document] = text.slice(at, text.indexOf("\n", at)).split("\t");
  return { arn, version: version!, document: document! };
}

/** The ARNs of all policies in the catalogue. */
export function managedPolicyArns(): string[] {
  return [...catalogue().places.keys()];
}
