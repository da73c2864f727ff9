/** The form of `approvals.yaml` and of a new decision. */
import { z } from "zod";
import { deployableForm } from "../../../settings/partitions";
import { day, keys, line, text } from "../../../settings/values";

/** The number of this form, under `version`. */
export const approvalsVersion = 1;

/** A path and a name, as IAM allows them. */
const named = "/(?:[\\x21\\x23-\\x29\\x2b-\\x3e\\x40-\\x7e]+/)*[\\w+=,.@-]+";

/** The ARN of a role or user. A pattern is refused, since a decision is about one principal. */
const principalArn = (kinds: string, expected: string) =>
  text(new RegExp(`^arn:(?:${deployableForm}):iam::\\d{12}:(?:${kinds})$`), expected);

const roleArn = principalArn(`role${named}`, "the ARN of one role, such as arn:aws:iam::111111111111:role/deploy");

/** What stands for the identities of a provider or service has no account where all accounts share it. */
const principal = text(
  new RegExp(
    `^(?:arn:(?:${deployableForm}):iam::\\d{12}:(?:(?:role|user)${named}|root|saml-provider/[\\w.-]+|oidc-provider/[\\w./:@~%+-]+)` +
      "|[a-z0-9-]+(?:\\.[a-z0-9-]+)+)$",
  ),
  "the ARN of one user, role or provider of identities, of the root of an outside account, or the name of a service",
);

const by = line("who decides, as one line of text without control characters, such as platform@example.com");
const reason = line("why the access is wanted, as one line of text without control characters");

const document = z.custom<Record<string, unknown>>(
  (value) => typeof value === "object" && value !== null && !Array.isArray(value),
  { error: "a policy document: an object with Version and Statement" },
);

const policy = keys({ name: text(/\S/, "the inline policy's name or the managed policy's ARN"), document });

const entry = keys({
  role: roleArn,
  by,
  at: day,
  reason,
  until: day,
  principals: z.array(principal, { error: "a list of ARNs" }),
  trust: document,
  maxSessionDuration: z
    .int({ error: "seconds from 3600 to 43200" })
    .min(3600, { error: "seconds from 3600 to 43200" })
    .max(43_200, { error: "seconds from 3600 to 43200" }),
  policies: z.array(policy, { error: "a list of policies, each with name and document" }),
  boundary: policy.optional(),
});

/** The whole file. Each role appears once, and so does each policy of a role. */
export const approvalsForm = keys({
  version: z.literal(approvalsVersion, { error: `${approvalsVersion}, the form of this file` }),
  approvals: z.array(entry, { error: "a list of approvals" }).superRefine((entries, context) => {
    const seen = new Map<string, number>();
    entries.forEach(({ role, policies }, at) => {
      const first = seen.get(role);
      if (first !== undefined)
        context.addIssue({
          code: "custom",
          path: [at, "role"],
          message: `each role once; approvals[${first}] is about it too`,
        });
      else seen.set(role, at);
      policies.forEach(({ name }, place) => {
        if (policies.findIndex((other) => other.name === name) !== place)
          context.addIssue({
            code: "custom",
            path: [at, "policies", place, "name"],
            message: "each policy once; this is the second time",
          });
      });
    });
  }),
});

/** An entry as it is in the file. */
export type ApprovalEntry = z.output<typeof entry>;

/** The form of one entry, to check a new one. */
export const approvalForm = entry;
