/** Which stacks a change concerns. Pure. */
import { stackOf } from "../cli/shared/project/find";
import { entriesFolder } from "../settings/entryFolders";

/** Files of which no preview depends. Everything else that is no stack's own concerns all stacks. */
const harmless = [
  /^(?:docs|tests|bench|sandbox|pipeline|\.github|\.ci)\//,
  /\.md$/,
  /^(?:LICENSE|CODEOWNERS|approvals\.yaml|accounts\.yaml|\.gitlab-ci\.yml|\.gitignore|\.prettier\w+(?:\.json)?)$/,
];

/**
 * The stacks to preview, sorted.
 *
 * @param changed the files that were changed, added or deleted, relative to the project's folder, with `/`
 * @param stackFolder where the files Pulumi.<stack>.yaml are, relative to the project's folder; empty for the folder itself
 */
export function concernedStacks(
  changed: readonly string[],
  stacks: readonly string[],
  stackFolder: string,
): readonly string[] {
  const found = new Set<string>();
  for (const path of changed) {
    const stack = stackOfPath(path, stackFolder);
    if (stack !== undefined) found.add(stack);
    else if (!harmless.some((form) => form.test(path))) return [...stacks].sort();
  }
  // A stack that is no more has no preview.
  return [...stacks].filter((stack) => found.has(stack)).sort();
}

/** The stack that a file belongs to alone. */
function stackOfPath(path: string, stackFolder: string): string | undefined {
  const [first, second, ...rest] = path.split("/");
  if (first === entriesFolder && second !== undefined && rest.length > 0) return second;
  const folder = stackFolder === "" ? "" : `${stackFolder}/`;
  const file = path.slice(folder.length);
  return path.startsWith(folder) && !file.includes("/") ? stackOf(file) : undefined;
}
