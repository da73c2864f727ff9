import type { Account } from "../settings/account";
import { pathText, type Problem } from "../settings/problems";
import type { RoleSettings } from "../settings/role";

/** Notes a problem at a path below the part of the settings that is being checked. */
export type Report = (path: readonly PropertyKey[], message: string) => void;

/** Collects the problems of one part of the settings. */
export function reporter(base: readonly PropertyKey[], problems: Problem[]): Report {
  return (path, message) => {
    problems.push({ path: pathText([...base, ...path]), message });
  };
}

/** What a role's settings are held against, besides themselves. */
export interface Known {
  /** The role's key. */
  readonly key: string;
  readonly account: Account;
  /** The names under `policies`. */
  readonly shared: readonly string[];
  /** Decides which dates are past; undefined where that is not for the settings to say. */
  readonly now: Date | undefined;
}

/** Checks what one setting of a role says. */
export type RoleCheck = (role: RoleSettings, known: Known, report: Report) => void;

/** For a setting of which its form in settings/ says all. */
export function formAlone(): void {}
