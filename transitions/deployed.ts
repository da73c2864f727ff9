import { z } from "zod";
import type { GrantedGrantee } from "../components/grantees";
import type { PolicyDocument } from "../components/trustPolicy";
import type { Settings } from "../settings";

/** A grantee with its one policy. */
export interface GranteePolicy extends Pick<GrantedGrantee, "key" | "kind" | "name" | "policyName"> {
  readonly policy: PolicyDocument;
}

/** What a stack deploys: all that decides who may do what. The next update is held against it. */
export interface Deployed {
  readonly settings: Pick<Settings, "account" | "roles" | "policies" | "groups">;
  readonly grantees: readonly GranteePolicy[];
  /** Names in IAM of the roles that are closed until the next update; see `narrowed`. */
  readonly closed: readonly string[];
}

/** The form of the text. A text of another form is not read. */
const version = 1;

const form = z.object({
  version: z.literal(version),
  settings: z.looseObject({ account: z.looseObject({}), roles: z.looseObject({}), policies: z.looseObject({}), groups: z.looseObject({}) }),
  grantees: z.array(z.looseObject({ key: z.string(), policy: z.looseObject({ Statement: z.array(z.looseObject({})) }) })),
  closed: z.array(z.string()),
});

/** As one text, since a preview shows one line of a text and every line of an object. */
export function deployedText({ settings: { account, roles, policies, groups }, grantees, closed }: Deployed): string {
  return JSON.stringify({ version, settings: { account, roles, policies, groups }, grantees, closed });
}

/**
 * Reads what the last update of this stack wrote.
 *
 * @param text the stack's own output `deployed`
 * @returns undefined where there is none, or one of another version of this program
 */
export function readDeployed(text: unknown): Deployed | undefined {
  if (typeof text !== "string") return undefined;
  try {
    const read = form.safeParse(JSON.parse(text));
    // The program wrote the rest itself.
    return read.success ? (read.data as unknown as Deployed) : undefined;
  } catch {
    return undefined;
  }
}
