import { z } from "zod";
import type { PolicyDocument } from "../documents/policyDocument";
import type { GrantedGrantee } from "../grants/grantees";
import type { Settings } from "../settings/settings";

/** A grantee with its one policy. */
export interface GranteePolicy extends Pick<GrantedGrantee, "key" | "kind" | "name" | "policyName"> {
  readonly policy: PolicyDocument;
}

/**
 * How often something was renewed. To renew is to take away all policies and members and give them anew in one update.
 * The keys are a role's name in IAM (`role deploy`), a grantee's key (`group-deployers`), or {@link everything}.
 */
export type Renewals = Readonly<Record<string, number>>;

/** The key for a renewal of everything in the stack. */
export const everything = "everything";

/** What a stack deploys, as far as it decides who may do what. The next update is compared with it. */
export interface Deployed {
  readonly settings: Pick<Settings, "account" | "roles" | "policies" | "groups">;
  readonly grantees: readonly GranteePolicy[];
  readonly renewals: Renewals;
  /** The stack's mark in the inline policies of permission sets (see `ownerMark`), where it grants to some. */
  readonly mark?: string;
}

/** The version of the text's form. A text of another version is not read. */
const version = 1;

const form = z.object({
  version: z.literal(version),
  settings: z.looseObject({
    account: z.looseObject({}),
    roles: z.looseObject({}),
    policies: z.looseObject({}),
    groups: z.looseObject({}),
  }),
  grantees: z.array(
    z.looseObject({ key: z.string(), policy: z.looseObject({ Statement: z.array(z.looseObject({})) }) }),
  ),
  renewals: z.record(z.string(), z.number()),
  mark: z.string().optional(),
});

/**
 * Stands before the JSON. A preview would show every change inside a JSON value; of other text it shows the beginning.
 */
const label = "For the next update: ";

/** The text that {@link readDeployed} reads. */
export function deployedText({ settings, grantees, renewals, mark }: Deployed): string {
  const { account, roles, policies, groups } = settings;
  return label + JSON.stringify({ version, settings: { account, roles, policies, groups }, grantees, renewals, mark });
}

/**
 * Reads what the last update of this stack wrote.
 *
 * @param text the stack's own output `deployed`
 * @returns undefined when there is none, or its form is not the one that this version of the program writes
 */
export function readDeployed(text: unknown): Deployed | undefined {
  if (typeof text !== "string" || !text.startsWith(label)) return undefined;
  try {
    const read = form.safeParse(JSON.parse(text.slice(label.length)));
    // The rest is not checked here, since the program wrote it itself; planFrom copes with a record that was changed.
    return read.success ? (read.data as unknown as Deployed) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The permission sets that the last update granted to, and the mark that it gave their policies, by the same text. A
 * stack keeps its mark when it is renamed.
 */
export function formerSets(text: unknown): { readonly names: readonly string[]; readonly mark?: string | undefined } {
  const { grantees = [], mark } = readDeployed(text) ?? {};
  const names = grantees.flatMap(({ kind, name }) => (kind === "permission-set" ? [String(name)] : []));
  return { names, mark };
}
