import type { Account } from "../settings/account";
import type { Limits } from "../settings/limits";
import { pathText, type Problem } from "../settings/problems";
import type { RoleSettings } from "../settings/role";

/** Reports a problem. The path begins below the part of the settings that is being checked. */
export type Report = (path: readonly PropertyKey[], message: string) => void;

/** Makes a {@link Report} that adds the problems of one part of the settings to a list. */
export function reporter(base: readonly PropertyKey[], problems: Problem[]): Report {
  return (path, message) => {
    problems.push({ path: pathText([...base, ...path]), message });
  };
}

/** What the checks of a role need besides its own settings. */
export interface Known {
  /** The role's key. */
  readonly key: string;
  readonly account: Account;
  readonly limits: Limits;
  /** The names under `policies`. */
  readonly shared: readonly string[];
  /** The moment with which dates are compared; undefined when past dates are no problem. */
  readonly now: Date | undefined;
}

/** Checks one setting of a role. */
export type RoleCheck = (role: RoleSettings, known: Known, report: Report) => void;

/** The check of a setting whose form in settings/ leaves nothing else to check. */
export function formAlone(): void {}
