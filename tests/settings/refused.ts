import { readSettings } from "../../checks/readSettings";
import { config, exampleRole, now, trustedConfig, trustingConfig, type Config } from "./example";

/** A configuration that is wrong in one way, and the one line that has to come of it. */
export interface Refused {
  readonly what: string;
  readonly config: Config;
  readonly problem: RegExp;
}

/** The lines of the one error, each a problem; none when the settings are taken. */
export function problemsIn(from: Config): string[] {
  try {
    readSettings(from, "cross-account-access", now);
  } catch (error) {
    return (error as Error).message
      .split("\n")
      .slice(1)
      .map((line) => line.trim());
  }
  return [];
}

/** A role with some settings replaced, beside right policies that roles share. */
export function role(what: string, changes: Record<string, unknown>, problem: RegExp): Refused {
  return { what, config: { ...trustingConfig(changes), ...policies({ shared: sharedPolicy() }) }, problem };
}

/** A role whose one trust has something more. */
export function trust(what: string, changes: Record<string, unknown>, problem: RegExp): Refused {
  return role(what, { trusts: [{ account: "222222222222", ...changes }] }, problem);
}

/** A shared policy with some settings replaced. */
export function shared(what: string, changes: Record<string, unknown>, problem: RegExp): Refused {
  return { what, config: { ...trustingConfig(), ...policies({ shared: { ...sharedPolicy(), ...changes } }) }, problem };
}

/** A grant with some settings replaced. */
export function grant(what: string, changes: Record<string, unknown>, problem: RegExp): Refused {
  return { what, config: trustedConfig(changes), problem };
}

/** A group with some settings replaced. */
export function group(what: string, changes: Record<string, unknown>, problem: RegExp): Refused {
  return {
    what,
    config: {
      ...trustedConfig(),
      "cross-account-access:groups": JSON.stringify({ deployers: { members: ["alice"], ...changes } }),
    },
    problem,
  };
}

/** Several roles, each the example with some settings replaced. */
export function roles(what: string, entries: Record<string, Record<string, unknown>>, problem: RegExp): Refused {
  return {
    what,
    config: config("111111111111", {
      roles: Object.fromEntries(
        Object.entries(entries).map(([key, changes]) => [key, { ...exampleRole(), ...changes }]),
      ),
    }),
    problem,
  };
}

/** A right policy for roles to share. */
export function sharedPolicy(): Record<string, unknown> {
  return {
    document: {
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::shop/*" }],
    },
  };
}

/** The section of shared policies. */
export function policies(entries: Record<string, unknown>): Config {
  return { "cross-account-access:policies": JSON.stringify(entries) };
}
