/** What the settings of a project say that a role allows. */
import { parseIamArn, type AnalysedSubject } from "../../../policypack/iam";
import { oneLine, readProject } from "../../../settings/projectFiles";
import { declaredPolicies, declaredRoles } from "../../review/access/declaredRoles";
import { PolicyShelf, type HeldPolicy } from "../../review/access/policies";
import { readStackFile } from "../../review/evidence/stacks/stackFiles";
import type { KnownRole } from "../roles/publishedRoles";

/** The role with its policies, or why they are not known. */
export type RolePolicies =
  | { readonly subject: AnalysedSubject; readonly unknown?: undefined }
  | { readonly subject?: undefined; readonly unknown: string };

/** Reads the policies of a role from the settings of the stack that publishes it. What is deployed may differ. */
export function rolePolicies(known: KnownRole | undefined, now: Date): RolePolicies {
  if (known === undefined) return { unknown: "no stack that was asked before publishes it" };
  if (known.stack.includes("/")) return { unknown: `the settings of ${known.stack} are another project's` };
  const { settings, problem } = settingsOf(known);
  if (settings === undefined) return { unknown: `the settings of the stack ${known.stack} cannot be read: ${problem}` };
  const role = declaredRoles(settings).find(({ arn }) => arn === known.arn);
  if (role === undefined) return { unknown: `the settings of the stack ${known.stack} do not have it` };
  const shelf = new PolicyShelf({ policies: declaredPolicies(settings) });
  const { documents } = role;
  const policies = shelf.of(documents);
  const boundary = documents.boundary === undefined ? undefined : shelf.byArn(documents.boundary);
  const dark = [...policies, ...(boundary === undefined ? [] : [boundary])].find(({ document }) => !document);
  if (dark !== undefined) return { unknown: `the document of its policy ${dark.name} is not known` };
  return {
    subject: {
      kind: "role",
      name: parseIamArn(role.arn)!.name,
      arn: role.arn,
      account: settings.account.id,
      policies: policies.map(named),
      ...(boundary !== undefined && { boundary: named(boundary) }),
      now,
    },
  };
}

function settingsOf({ project, stack }: KnownRole): ReturnType<typeof readStackFile> {
  try {
    return readStackFile(readProject(project), stack);
  } catch (error) {
    return { problem: oneLine(error) };
  }
}

function named({ name, document }: HeldPolicy): {
  readonly name: string;
  readonly document: NonNullable<HeldPolicy["document"]>;
} {
  return { name, document: document! };
}
