/** The settings of a stack of the pipeline's roles: the account, whose tokens are taken, and what may be deployed. */
import { z } from "zod";
import { AccessError } from "../../settings/accessError";
import { readAccount, type Account } from "../../settings/account";
import { problemLine, problemsOf, unknownKey, type Problem } from "../../settings/problems";
import { accountId, iamName, iamPath, keys, list, policyArnForm, text } from "../../settings/values";
import { visible } from "../../settings/visible";
import { rolePath } from "../names";

/** The namespace of the settings: the project's name in pipeline/Pulumi.yaml. */
const project = "cross-account-pipeline";

/** A job of one repository and one environment (GitHub), or of one branch (GitLab, whose tokens name no environment). */
const subject = text(
  /^(?:repo:[\w.@-]+\/[\w.@-]+:environment:[\w.-]+|project_path:[\w.-]+(?:\/[\w.-]+)+:ref_type:branch:ref:[\w./-]+)$/,
  "the subject of one environment, as in repo:shop/access:environment:access-preview (GitHub), or of one branch, as in " +
    "project_path:shop/access:ref_type:branch:ref:main (GitLab)",
);
/** A preview on GitLab runs on every branch of the project. */
const previewSubject = z.union([
  subject,
  text(
    /^project_path:[\w.-]+(?:\/[\w.-]+)+:ref_type:branch:ref:\*$/,
    "the subject of one environment (GitHub), or of the branches of one project, as in " +
      "project_path:shop/access:ref_type:branch:ref:* (GitLab)",
  ),
]);

const forms = {
  issuer: text(
    /^[a-z0-9-]+(?:\.[a-z0-9-]+)+(?:\/[\w./-]*\w)?$/,
    "the address of an issuer without https://, as in token.actions.githubusercontent.com",
  ).default("token.actions.githubusercontent.com"),
  /** An account has one provider of an address. It may have been made before. */
  provider: z.literal(["make", "existing"], { error: "make, or existing where the account has it" }).default("make"),
  subjects: keys({ preview: previewSubject, deploy: subject, review: subject }),
  deploys: keys({
    path: iamPath.refine((path) => path !== "/" && !rolePath.startsWith(path) && !path.startsWith(rolePath), {
      error: `a path that is not / and not that of these roles (${rolePath}), as in /access/`,
    }),
    groups: list(iamName(128), "groups that are granted roles and have another path").default([]),
    users: list(iamName(64), "users who are granted roles").default([]),
    roles: list(iamName(64), "roles that are granted roles and have another path").default([]),
  }),
  /** The bucket of the stacks' states, the same in all accounts; absent where they are elsewhere. */
  states: keys({
    account: accountId,
    bucket: text(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, "the name of a bucket"),
    prefix: text(/^(?:[\w.-]+\/)*$/, "the beginning of keys, as in access/; empty for all").default(""),
  }).optional(),
  boundary: text(policyArnForm, "the ARN of a policy that limits every deployed role").optional(),
};

const whole = z.object(forms);

/** The settings, read. */
export type PipelineSettings = z.output<typeof whole> & { readonly account: Account };

/**
 * Reads and checks the configuration of a stack.
 *
 * @param config all values by their full keys, as `pulumi.runtime.allConfig()` returns them
 * @throws AccessError that lists every problem by its path
 */
export function readPipelineSettings(config: Readonly<Record<string, string>>): PipelineSettings {
  const problems: Problem[] = [];
  const account = readAccount(config["aws:region"], parsed(config["aws:allowedAccountIds"] ?? ""), problems);
  const own = Object.fromEntries(
    Object.entries(config).flatMap(([key, value]) =>
      key.startsWith(`${project}:`) ? [[key.slice(project.length + 1), parsed(value)] as const] : [],
    ),
  );
  for (const key of Object.keys(own))
    if (!Object.hasOwn(forms, key)) problems.push({ path: key, message: unknownKey(key, Object.keys(forms)) });
  const read = whole.safeParse(own);
  if (!read.success) problems.push(...problemsOf(read.error, [], own));
  else {
    const { preview, deploy, review } = read.data.subjects;
    for (const [name, other] of Object.entries({ preview, review }))
      if (other === deploy)
        problems.push({
          path: `subjects.${name}`,
          message: `found that of subjects.deploy, expected another: whoever has it could deploy`,
        });
  }
  if (problems.length > 0 || !read.success)
    throw new AccessError(
      "The settings of the pipeline have problems; nothing was changed.",
      problems.map((problem) => visible(problemLine(problem))),
    );
  return { ...read.data, account };
}

/** Pulumi passes objects and lists as JSON, and plain text unchanged. */
function parsed(value: string): unknown {
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}
