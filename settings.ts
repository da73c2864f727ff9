import { AccessError } from "./components/accessError";
import { z } from "zod";
import type { Partition } from "./components/trustPolicy";
import { grantSettings, groupSettings, type GrantSettings, type GroupSettings } from "./settings/grant";
import { roleProblems } from "./settings/limits";
import { foundText, problemsOf, unknownKey, type Problem } from "./settings/problems";
import { roleSettings, type RoleSettings } from "./settings/role";
import { accountId, iamName } from "./settings/values";

/** The account that a stack describes. */
export interface Account {
  /** 12 digits. */
  readonly id: string;
  readonly partition: Partition;
}

/** Everything that a stack's configuration says, checked and with its defaults filled in. */
export interface Settings {
  readonly account: Account;
  /** What this account offers, by the role's name. */
  readonly roles: Readonly<Record<string, RoleSettings>>;
  /** The groups to create in this account, by their names. */
  readonly groups: Readonly<Record<string, GroupSettings>>;
  /** Who in this account may assume which roles of others, by the grant's name. */
  readonly grants: Readonly<Record<string, GrantSettings>>;
}

/**
 * Reads and checks the configuration of a stack.
 *
 * @param config all values of the stack by their full keys, objects and lists as JSON: what `pulumi.runtime.allConfig()` gives
 * @param project the namespace of this program's own keys
 * @param now decides which dates are past
 * @throws AccessError one error that lists every problem by its path
 */
export function readSettings(config: Readonly<Record<string, string>>, project: string, now: Date): Settings {
  const problems: Problem[] = [];
  const account = readAccount(config, problems);
  if (Object.values(config).some((value) => value.includes('"__proto__":'))) {
    problems.push({ path: "__proto__", message: "found this key, which JavaScript does not treat as one, expected another name" });
  }
  const own = Object.fromEntries(
    Object.entries(config)
      .filter(([key]) => key.startsWith(`${project}:`))
      .map(([key, value]) => [key.slice(project.length + 1), parseJson(value)]),
  );
  const sections = ["roles", "groups", "grants"];
  for (const key of Object.keys(own)) {
    if (!sections.includes(key)) problems.push({ path: key, message: unknownKey(key, sections) });
  }
  const settings = {
    account,
    roles: readSection(own, "roles", 64, roleSettings, problems, (name, role) => roleProblems(name, role, account, now)),
    groups: readSection(own, "groups", 128, groupSettings, problems),
    grants: readSection(own, "grants", 128, grantSettings, problems, grantProblems),
  };
  if (problems.length > 0) {
    throw new AccessError(
      [
        `The settings of this stack have ${problems.length === 1 ? "a problem" : `${problems.length} problems`}; nothing was changed.`,
        ...problems.map(({ path, message }) => `  ${path}: ${message}`),
      ].join("\n"),
    );
  }
  return settings;
}

/** Reads `roles`, `groups` or `grants`: each entry by itself, so that the problems of one do not hide those of another. */
function readSection<Schema extends z.ZodType>(
  own: Readonly<Record<string, unknown>>,
  section: string,
  nameLength: number,
  schema: Schema,
  problems: Problem[],
  check: (name: string, value: z.output<Schema>) => Problem[] = () => [],
): Record<string, z.output<Schema>> {
  const entries = z.record(iamName(nameLength), z.unknown(), { error: "an object of entries by their names" }).safeParse(own[section] ?? {});
  if (!entries.success) {
    problems.push(...problemsOf(entries.error, [section], own[section]));
    return {};
  }
  const read: Record<string, z.output<Schema>> = {};
  for (const [name, value] of Object.entries(entries.data)) {
    const entry = schema.safeParse(value);
    if (entry.success) {
      read[name] = entry.data;
      problems.push(...check(name, entry.data));
    } else {
      problems.push(...problemsOf(entry.error, [section, name], value));
    }
  }
  return read;
}

function grantProblems(name: string, { to }: GrantSettings): Problem[] {
  return to.groups.length + to.users.length + to.roles.length > 0
    ? []
    : [{ path: `grants.${name}.to`, message: "found nobody, expected at least one group, user or role" }];
}

/** Who the stack is about: without these two settings no ARN is known before the deployment. */
function readAccount(config: Readonly<Record<string, string>>, problems: Problem[]): Account {
  const allowed = parseJson(config["aws:allowedAccountIds"]);
  const ids = z.tuple([accountId]).safeParse(allowed);
  if (!ids.success) {
    problems.push({
      path: "aws:allowedAccountIds",
      message: `${foundText(allowed)}, expected a list of exactly one account id, 12 digits in quotes, as in ["111111111111"]: it guards against the credentials of a wrong account`,
    });
  }
  const region = config["aws:region"];
  if (!region || !/^[a-z]{2}(-[a-z]+)+-\d$/.test(region)) {
    problems.push({ path: "aws:region", message: `${foundText(region)}, expected a region, as in eu-west-1` });
  }
  return { id: ids.data?.[0] ?? "", partition: partitionOf(region ?? "") };
}

/** The partition of a region: https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html */
function partitionOf(region: string): Partition {
  if (region.startsWith("cn-")) return "aws-cn";
  if (region.startsWith("us-gov-")) return "aws-us-gov";
  return "aws";
}

/** Pulumi hands on objects and lists as JSON, plain text as it is. */
function parseJson(value: string | undefined): unknown {
  if (value === undefined) return undefined;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
