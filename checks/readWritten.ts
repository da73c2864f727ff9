import { AccessError } from "../settings/accessError";
import { writtenAccount, type Account } from "../settings/account";
import { problemLine, problemsOf, type Problem } from "../settings/problems";
import type { RoleSettings } from "../settings/role";
import type { Settings } from "../settings/settings";
import { visible } from "../settings/visible";
import type { WrittenAccount, WrittenRole, WrittenSettings } from "../settings/written";
import { plainProblems } from "./plainValues";
import { readSettings } from "./readSettings";

/** The namespace under which the settings are read. It is in no message but the one about `empty`. */
const namespace = "settings";

/**
 * Reads and checks settings that a program passes as values, as {@link readSettings} does those of a stack's file.
 *
 * @param around the stack's own configuration by full keys: the account, unless the settings name one
 * @param now the moment with which dates are compared
 * @throws AccessError one error that lists every problem by its path
 */
export function readWritten(
  written: WrittenSettings,
  around: Readonly<Record<string, string>>,
  now: Date | undefined,
): Settings {
  const unclear = plainProblems(written);
  if (unclear.length > 0) refuse(unclear);
  const { account, ...own } = written;
  const sections = Object.entries(own).filter(([, value]) => value !== undefined);
  return readSettings(
    {
      ...(account === undefined
        ? Object.fromEntries(Object.entries(around).filter(([key]) => accountKeys.includes(key)))
        : accountConfig(account)),
      ...Object.fromEntries(sections.map(([key, value]) => [`${namespace}:${key}`, JSON.stringify(value)])),
    },
    namespace,
    now,
  );
}

/** One role by itself, read. @param key its key, which is its name unless it has another */
export function readRole(
  key: string,
  written: WrittenRole,
  account: WrittenAccount | undefined,
  around: Readonly<Record<string, string>>,
  now: Date | undefined,
): { readonly account: Account; readonly role: RoleSettings } {
  const settings = readWritten({ ...(account && { account }), roles: { [key]: written } }, around, now);
  return { account: settings.account, role: settings.roles[key]! };
}

const accountKeys = ["aws:region", "aws:allowedAccountIds"];

function accountConfig(written: WrittenAccount): Record<string, string> {
  const read = writtenAccount.safeParse(written);
  if (!read.success) refuse(problemsOf(read.error, ["account"], written));
  return { "aws:region": written.region, "aws:allowedAccountIds": JSON.stringify([written.id]) };
}

/** @throws AccessError always: it lists the problems */
export function refuse(problems: readonly Problem[]): never {
  throw new AccessError(
    `The settings have ${problems.length === 1 ? "a problem" : `${problems.length} problems`}; nothing was changed.`,
    problems.map((problem) => visible(problemLine(problem))),
  );
}
