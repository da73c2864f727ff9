import { z } from "zod";
import { AccessError } from "../settings/accessError";
import { ownOrganization, readAccount, type Account, type OwnOrganization } from "../settings/account";
import { limitSettings, usualLimits, type Limits } from "../settings/limits";
import { managedPolicyArn } from "../settings/managedPolicies";
import { problemLine, problemsOf, unknownKey, type Problem, type Where } from "../settings/problems";
import type { RoleSettings } from "../settings/role";
import { ownKeys, sections, type Settings } from "../settings/settings";
import { visible } from "../settings/visible";
import { iamName } from "../settings/values";
import { emptyProblems } from "./empty";
import { checkGrant, formerGroupProblems, heldNameProblems, policyNameProblems } from "./grants";
import { caseProblems, nameClashes, renameProblems } from "./names";
import { strayKeys } from "./namespaces";
import { checkPath, checkSharedPolicy } from "./policies";
import { reporter, type Report } from "./report";
import { checkRole } from "./roles";

/**
 * Reads and checks the configuration of a stack.
 *
 * @param config all values of the stack by their full keys, as `pulumi.runtime.allConfig()` returns them: objects and
 *   lists are JSON
 * @param project the namespace of this program's own keys
 * @param now the moment with which dates are compared; undefined when past dates are no problem, as in a review
 * @param where tells the file and the line of a setting; unless given, problems have none
 * @param found what was wrong with the files that the values were read from
 * @throws AccessError one error that lists every problem by its path
 */
export function readSettings(
  config: Readonly<Record<string, string>>,
  project: string,
  now: Date | undefined,
  where?: Where,
  found: readonly Problem[] = [],
): Settings {
  const problems: Problem[] = [...found];
  const account = readAccount(config["aws:region"], parseJson(config["aws:allowedAccountIds"]), problems);
  if (Object.values(config).some((value) => value.includes('"__proto__":'))) {
    problems.push({
      path: "__proto__",
      message: "found this key, which JavaScript does not treat as one, expected another name",
    });
  }
  const all = Object.entries(config).map(([key, value]) => [key, parseJson(value)] as const);
  const own = Object.fromEntries(
    all.filter(([key]) => key.startsWith(`${project}:`)).map(([key, value]) => [key.slice(project.length + 1), value]),
  );
  const unread = [
    ...Object.keys(own).flatMap((key) =>
      ownKeys.includes(key) ? [] : [{ path: key, message: unknownKey(key, ownKeys) }],
    ),
    ...strayKeys(Object.fromEntries(all), project, ownKeys),
  ];
  // A stack with settings that are not read is not meant to be empty. One of the two problems is enough.
  problems.push(...unread, ...emptyProblems(own, unread.length + found.length > 0, project));
  const shared = Object.keys((own["policies"] as object | undefined) ?? {});
  const limits = readLimits(own["limits"], problems);
  const roles = readSection(own, "roles", problems, (key, role: RoleSettings, report) =>
    checkRole(role, { key, account, limits, shared, now }, report),
  );
  const policies = readSection(own, "policies", problems, (_, policy, report) =>
    checkSharedPolicy(policy, account, report),
  );
  const groups = readSection(own, "groups", problems, (_, { path }, report) => checkPath(path, report));
  const grants = readSection(own, "grants", problems, (_, grant, report) => checkGrant(grant, account, report));
  const organization = readOrganization(own["organization"], problems);
  problems.push(...caseProblems({ policies, groups, grants }));
  problems.push(...nameClashes(roles, account), ...policyNameProblems(grants), ...heldNameProblems(grants, roles));
  problems.push(
    ...renameProblems("groups", groups),
    ...renameProblems("grants", grants),
    ...formerGroupProblems(grants, groups),
  );
  if (problems.length > 0) {
    throw new AccessError(
      `The settings of this stack have ${problems.length === 1 ? "a problem" : `${problems.length} problems`}; nothing was changed.`,
      problems.map((problem) => visible(problemLine(problem, where))),
    );
  }
  return { account, organization, roles: withArns(roles, account), policies, groups, grants };
}

/** Reads a section. Each entry is read by itself, so that the problems of one do not hide those of another. */
function readSection<Section extends keyof typeof sections>(
  own: Readonly<Record<string, unknown>>,
  section: Section,
  problems: Problem[],
  check: (name: string, value: z.output<(typeof sections)[Section]["entry"]>, report: Report) => void,
): Record<string, z.output<(typeof sections)[Section]["entry"]>> {
  type Entry = z.output<(typeof sections)[Section]["entry"]>;
  const { nameLength, entry: schema } = sections[section];
  const entries = z
    .record(iamName(nameLength), z.unknown(), { error: "an object of entries by their names" })
    .safeParse(own[section] ?? {});
  if (!entries.success) {
    problems.push(...problemsOf(entries.error, [section], own[section]));
    return {};
  }
  const read: Record<string, Entry> = {};
  for (const [name, value] of Object.entries(entries.data)) {
    const entry = schema.safeParse(value);
    if (entry.success) {
      read[name] = entry.data as Entry;
      check(name, read[name], reporter([section, name], problems));
    } else {
      problems.push(...problemsOf(entry.error, [section, name], value));
    }
  }
  return read;
}

function readLimits(value: unknown, problems: Problem[]): Limits {
  const read = limitSettings.safeParse(value ?? {});
  if (!read.success) problems.push(...problemsOf(read.error, ["limits"], value));
  return read.data ?? usualLimits;
}

function readOrganization(value: unknown, problems: Problem[]): OwnOrganization | undefined {
  const read = ownOrganization.optional().safeParse(value);
  if (!read.success) problems.push(...problemsOf(read.error, ["organization"], value));
  else if (read.data?.path !== undefined && !read.data.path.startsWith(`${read.data.id}/`)) {
    problems.push({
      path: "organization.path",
      message: `found "${read.data.path}", which is not in ${read.data.id}, expected a path that begins with the organization's id`,
    });
  }
  return read.data;
}

/** The roles with every managed policy as an ARN. */
function withArns(roles: Readonly<Record<string, RoleSettings>>, { partition }: Account): Record<string, RoleSettings> {
  const resolved = ({ policies }: RoleSettings) => ({
    ...policies,
    managed: policies.managed.map((written) => managedPolicyArn(written, partition) ?? written),
  });
  return Object.fromEntries(Object.entries(roles).map(([key, role]) => [key, { ...role, policies: resolved(role) }]));
}

/** Pulumi passes objects and lists as JSON, and plain text unchanged. */
function parseJson(value: string | undefined): unknown {
  if (value === undefined) return undefined;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
