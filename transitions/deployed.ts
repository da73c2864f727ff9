import { z } from "zod";
import type { PolicyDocument } from "../documents/policyDocument";
import type { GrantedGrantee } from "../grants/grantees";
import type { Settings } from "../settings/settings";

/** A grantee with its one policy. */
export interface GranteePolicy extends Pick<GrantedGrantee, "key" | "kind" | "name" | "policyName"> {
  readonly policy: PolicyDocument;
}

/**
 * How often something was renewed: its policies and members all taken away and given anew, within one update.
 * By the name of a role in IAM (`role deploy`), the key of a grantee (`group-deployers`), or {@link everything}.
 */
export type Renewals = Readonly<Record<string, number>>;

/** The key of what is renewed with everything in the stack. */
export const everything = "everything";

/** What a stack deploys: all that decides who may do what. The next update is held against it. */
export interface Deployed {
  readonly settings: Pick<Settings, "account" | "roles" | "policies" | "groups">;
  readonly grantees: readonly GranteePolicy[];
  readonly renewals: Renewals;
}

/** The form of the text. A text of another form is not read. */
const version = 1;

const form = z.object({
  version: z.literal(version),
  settings: z.looseObject({ account: z.looseObject({}), roles: z.looseObject({}), policies: z.looseObject({}), groups: z.looseObject({}) }),
  grantees: z.array(z.looseObject({ key: z.string(), policy: z.looseObject({ Statement: z.array(z.looseObject({})) }) })),
  renewals: z.record(z.string(), z.number()),
});

/** What stands before the JSON: a preview shows the beginning of a text, and every change within JSON. */
const label = "For the next update: ";

/** The text that {@link readDeployed} reads. */
export function deployedText({ settings: { account, roles, policies, groups }, grantees, renewals }: Deployed): string {
  return label + JSON.stringify({ version, settings: { account, roles, policies, groups }, grantees, renewals });
}

/**
 * Reads what the last update of this stack wrote.
 *
 * @param text the stack's own output `deployed`
 * @returns undefined where there is none, or one of another version of this program
 */
export function readDeployed(text: unknown): Deployed | undefined {
  if (typeof text !== "string" || !text.startsWith(label)) return undefined;
  try {
    const read = form.safeParse(JSON.parse(text.slice(label.length)));
    // The program wrote the rest itself.
    return read.success ? (read.data as unknown as Deployed) : undefined;
  } catch {
    return undefined;
  }
}
