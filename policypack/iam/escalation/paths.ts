/**
 * The known ways from some permissions to more. They stand in catalogue/paths.txt. Facts gathered in November 2026 from the public
 * catalogues named in {@link SOURCES}; the ids are our own.
 *
 * Kinds:
 * - `write`: writes the policies, the trust or the members of a principal. The path is open even when it is allowed on
 *   one named principal only, since that principal can be given new permissions; it may be the caller itself.
 * - `credentials`: gets credentials of another user. The path is open even when it is allowed on one named user only.
 * - `pass`: passes a role to a service that then acts for the caller. It needs iam:PassRole besides the actions. The
 *   passed role is the target.
 * - `existing`: runs code on something that already holds a role. The resource of the first action is the target.
 * - `others`: acts on what the request names, and not only on what it is allowed on: a trigger of one's own starts any job. The
 *   path is open even when it is allowed on one named resource only, unless a condition limits what is acted on.
 * - `access`: says who may do what. It can be limited to accounts at most, and is open unless it is. Those that can only
 *   be allowed on all resources stand in catalogue/judgements.txt.
 * - `loosen`: takes policies away from a principal, and with them what they deny. On one named principal the path
 *   depends on what those policies deny.
 *
 * sts-001, to assume any role, is a rule of its own (assume-any-role).
 */

import { readFileSync } from "node:fs";
import { judgements, rowsOf } from "../catalogue/judgements";
import { catalogueFile } from "../catalogueFolder";

/** How a path leads to more permissions; see the top of the file. */
export type PathKind = "write" | "credentials" | "pass" | "existing" | "others" | "loosen" | "access";

/** One way from some permissions to more. */
export interface EscalationPath {
  readonly id: string;
  readonly kind: PathKind;
  /** All of these are needed. */
  readonly actions: readonly string[];
  /** For `pass`: the services that the role may be passed to. */
  readonly services: readonly string[];
  /** A part of the ARN of the target's type, when the first action acts on several types. */
  readonly target?: string;
  readonly source: string;
}

/** Where the paths are described; a path may have an address of its own. */
export const SOURCES = {
  pathfinding: "https://pathfinding.cloud/paths/",
  hackingTheCloud: "https://hackingthe.cloud/aws/exploitation/iam_privilege_escalation/",
  rhino: "https://rhinosecuritylabs.com/aws/aws-privilege-escalation-methods-mitigation/",
  hacktricks: "https://cloud.hacktricks.wiki/en/pentesting-cloud/aws-security/aws-privilege-escalation/",
  agentcore: "https://www.beyondtrust.com/blog/entry/aws-agentcore-privilege-escalation",
  reversec: "https://labs.reversec.com/posts/2025/08/another-ecs-privilege-escalation-path",
  models: "https://github.com/boto/botocore/tree/develop/botocore/data",
} as const;

/** All paths: those of the table in its order, then the actions that only say who may do what. */
export const ESCALATION_PATHS: readonly EscalationPath[] = [
  ...rowsOf(readFileSync(catalogueFile("paths.txt"), "utf8")).map((line): EscalationPath => {
    const [id, kind, actions, services, target, source] = line.split("|").map((cell) => cell.trim());
    return {
      id: id!,
      kind: kind as PathKind,
      actions: actions!.split(/\s+/),
      services: services ? services.split(/\s+/) : [],
      ...(target ? { target } : {}),
      source: source ? (SOURCES[source as keyof typeof SOURCES] ?? source) : SOURCES.pathfinding,
    };
  }),
  ...judgements("access")
    .filter(({ verdict }) => verdict === "opens")
    .map(({ action }): EscalationPath => ({
      id: `access-by-${action}`,
      kind: "access",
      actions: [action],
      services: [],
      source: SOURCES.models,
    })),
];
