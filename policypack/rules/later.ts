/** Puts together what is found about documents that are known only once the change is made. */
import type { Finding } from "./rule";

/** How to make a document known. */
export const KNOWN_BY = "Build it from known values: explicit names and account ids instead of outputs of resources";

/** How to go on where that cannot be. */
const OR_LATER =
  'Where that cannot be, set "unknownAtPreview": "advisory" in the declarations: the update then judges each document ' +
  "before anything is made of it";

/** The findings, with one for all documents that are not known yet. */
export function oneForAll(findings: readonly Finding[]): Finding[] {
  const [first, ...others] = findings.filter(({ later }) => later !== undefined);
  if (first === undefined) return [...findings];
  const known = findings.filter(({ later }) => later === undefined);
  const names = [first, ...others].map(({ later }) => later);
  const message =
    others.length === 0
      ? `${first.message}. ${OR_LATER}.`
      : `${names.length} documents are not known at preview, so nothing can be said about them: ${names.join("; ")}. ` +
        `${KNOWN_BY.replace("it", "them")}. ${OR_LATER}.`;
  return [...known, { ...first, message }];
}
