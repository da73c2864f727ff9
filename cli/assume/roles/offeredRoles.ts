/**
 * Reads the roles that a stack publishes, as grants do: each role is a claim until it is checked. A separate bundle,
 * since most calls know their role already and do not need this.
 */
import { stackProblemText } from "../../../grants/grantProblemTexts";
import { readOffer, readOfferedRole } from "../../../grants/offeredRole";
import { allowedAccount, oneLine, readProject } from "../../../settings/projectFiles";
import { projectNameIn } from "../../shared/project/find";

/** The part of a published role that this command uses. */
export interface PublishedRole {
  readonly arn: string;
  /** Seconds. */
  readonly maxSessionDuration?: number;
  readonly mfa?: {
    readonly required: boolean;
    /** How old a sign-in may be, in seconds; the strictest of what the role asks of its trusted accounts. */
    readonly maxAge?: number;
  };
  /** The role's trust policy, as an object. */
  readonly trustPolicy?: unknown;
}

/** Roles by their names. */
export type PublishedRoles = Readonly<Record<string, PublishedRole>>;

/** The roles of a stack, or the reason why none of them is used. */
export type OfferedRoles =
  | { readonly roles: PublishedRoles; readonly problem?: undefined }
  | { readonly roles?: undefined; readonly problem: string };

/**
 * Reads the roles of a stack. Each must be in the account that the stack's file allows.
 *
 * @param folder the folder of the project
 * @param text the stack's output `roles`, as the engine prints it in JSON
 */
export function offeredRoles(folder: string, stack: string, text: string): OfferedRoles {
  const offer = readOffer(stack, parsed(text));
  if (offer.problem !== undefined) return { problem: stackProblemText(offer.problem) };
  const account = accountOf(folder, stack);
  if (account.problem !== undefined) return account;
  const roles: Record<string, PublishedRole> = {};
  for (const [name, entry] of offer.roles) {
    const { role, problems = [] } = readOfferedRole(entry);
    const misnamed = /^[\w+=,.@-]{1,64}$/.test(name)
      ? []
      : [{ path: "", message: "found this name, expected 1 to 64 letters, digits and _+=,.@-" }];
    if (role === undefined || misnamed.length > 0)
      return {
        problem: stackProblemText({
          where: "stack",
          stack,
          kind: "role-form",
          role: name,
          problems: [...misnamed, ...problems],
        }),
      };
    if (account.id !== undefined && role.accountId !== account.id) {
      return {
        problem:
          `The stack ${stack} publishes ${name} as ${role.arn}, and its file allows the account ${account.id} ` +
          "alone. No credentials were asked for. Ask those who run that account why. If you do mean that role, " +
          "give its ARN.",
      };
    }
    const { arn, maxSessionDuration, trustPolicy } = role;
    roles[name] = { arn, maxSessionDuration, trustPolicy, ...mfaOf(entry) };
  }
  return { roles };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/**
 * The account that a stack's file allows. None for a stack of another project: whoever named that stack is responsible
 * for it.
 */
function accountOf(
  folder: string,
  stack: string,
): { readonly id?: string; readonly problem?: undefined } | { readonly problem: string } {
  const parts = stack.split("/");
  const own = projectNameIn(folder);
  if ((parts.at(-2) ?? own) !== own) return {};
  try {
    return { id: allowedAccount(readProject(folder), parts.at(-1)!) };
  } catch (error) {
    return {
      problem:
        `Nothing here says which account the roles of the stack ${stack} are in: ${oneLine(error)}. Correct ` +
        "that, or give the role's ARN.",
    };
  }
}

function mfaOf(entry: unknown): Pick<PublishedRole, "mfa"> {
  const { required, maxAge } = (entry as { mfa?: { required?: unknown; maxAge?: unknown } | null }).mfa ?? {};
  if (typeof required !== "boolean") return {};
  const age = typeof maxAge === "number" && Number.isInteger(maxAge) && maxAge > 0 ? { maxAge } : {};
  return { mfa: { required, ...age } };
}
