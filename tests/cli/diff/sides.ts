import { readSettings } from "../../../checks/readSettings";
import type { Side } from "../../../cli/diff/side";
import type { Stacks } from "./pairs";

const project = "cross-account-access";

/** The settings as they are read from files. */
export function sideOf(stacks: Stacks): Side {
  const accounts: Record<string, string> = { trusted: "222222222222" };
  return {
    project,
    stacks: Object.entries(stacks).map(([name, sections]) => {
      const own = Object.entries(sections).map(([key, value]) => [`${project}:${key}`, JSON.stringify(value)] as const);
      const config = {
        "aws:region": "eu-west-1",
        "aws:allowedAccountIds": JSON.stringify([accounts[name] ?? "111111111111"]),
        ...Object.fromEntries(own.filter(([, text]) => text !== "{}")),
        ...(own.every(([, text]) => text === "{}") && { [`${project}:empty`]: "true" }),
      };
      return { name, source: "", settings: readSettings(config, project, undefined) };
    }),
  };
}
