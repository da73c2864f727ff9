import { pathText, type Problem } from "../settings/problems";

/** Notes a problem at a path below the part of the settings that is being checked. */
export type Report = (path: readonly PropertyKey[], message: string) => void;

/** Collects the problems of one part of the settings. */
export function reporter(base: readonly PropertyKey[], problems: Problem[]): Report {
  return (path, message) => {
    problems.push({ path: pathText([...base, ...path]), message });
  };
}
