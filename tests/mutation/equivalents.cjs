// Mutants that no test can notice, since what they change makes no difference to an answer. Each was looked at.
// They count for nothing. A line that is gone fails the run: look again, and take it out of here.
const { readFileSync } = require("node:fs");
const { join } = require("node:path");

/** By file: the line, what is replaced and by what, and why that makes no difference. */
const EQUIVALENT = {
  "transitions/grantChanges.ts": [
    [
      "if (lost.length === 0 || ![...now].some((permission) => !then.has(permission))) return [];",
      "lost.length === 0",
      "false",
      "who loses nothing loses it by no grantee",
    ],
    [
      "return (grantee?.policy.Statement ?? []).flatMap(({ Action, Resource = [], Condition }) =>",
      "[]",
      '["Stryker was here"]',
      "a text has no resource, so it permits nothing",
    ],
  ],
  "transitions/roleChanges.ts": [
    [
      "if (next === undefined && bare) return [everything];",
      "next === undefined",
      "true",
      "a role that is still there and is bare was renewed the line before",
    ],
  ],
  "grants/grantees.ts": [
    [
      "const members = Object.hasOwn(groups, grantee.name) ? (groups[grantee.name]?.members ?? []) : [];",
      "[]",
      '["Stryker was here"]',
      "a group that is there has members; the compiler cannot know",
    ],
  ],
  "grants/trustedActions.ts": [
    [
      "return principals !== undefined && !principals.not && principals.entries.some((entry) => isOf(entry, account));",
      "principals !== undefined",
      "true",
      "a trust without principals is not read; the compiler cannot know",
    ],
    [
      'return principals?.entries.some(({ kind, value }) => value === "*" && (kind === "*" || kind === "AWS"))',
      "principals?.entries",
      "principals.entries",
      "a trust without principals is not read; the compiler cannot know",
    ],
  ],
  "policypack/lookUp.ts": [
    [
      "const entries = allows.flatMap(({ principals }) => principals?.entries ?? []);",
      "[]",
      '["Stryker was here"]',
      "a trust has principals; the compiler cannot know",
    ],
  ],
  "policypack/resources/subjects.ts": [
    [
      "subject = theirs.length === 0 ? own : { ...own, policies: withoutRepeats([...own.policies, ...theirs]) };",
      "theirs.length === 0",
      "false",
      "its own policies are each there once anyway",
    ],
  ],
  "policypack/resources/stack.ts": [
    [
      "if (attachments === undefined) known.set(inputs, (attachments = attachmentsOf(resource.type, inputs, resource.name)));",
      "attachments === undefined",
      "true",
      "what is not kept is worked out again",
    ],
    [
      'if (typeof inputs !== "object" || inputs === null) return attachmentsOf(resource.type, inputs, resource.name);',
      'typeof inputs !== "object" || inputs === null',
      "true",
      "what is not kept is worked out again",
    ],
  ],
  "policypack/resources/serviceRoles.ts": [
    [
      'return values.some((value) => /^\\d{12}$/.test(value) || /^\\d{12}$/.test(parseArn(value)?.account ?? ""));',
      "/^\\d{12}$/",
      "/\\d{12}$/",
      "a longer value proves no account, and was left out before",
    ],
    [
      "if (principals === undefined || principals.not) return false;",
      "principals === undefined",
      "false",
      "a trust without principals is not read; the compiler cannot know",
    ],
  ],
  "policypack/resources/seen.ts": [
    [
      ".flatMap((one) => this.resources.get(one) ?? [])",
      "[]",
      '["Stryker was here"]',
      "the index has no URN that is not seen; the compiler cannot know",
    ],
  ],
  "policypack/resources/principals.ts": [
    [
      "...[...groups(parts, (part) => nameOf(part)?.toLowerCase()).values()].flatMap((group) => namesakes(group, unnamed)),",
      "nameOf(part)?.toLowerCase()",
      "nameOf(part)?.toUpperCase()",
      "names of IAM have letters of ASCII alone, and the text only sorts them",
    ],
  ],
  "policypack/iam/reach/cachedReach.ts": [
    [
      'if (reach !== "undecided" && keeping++ < MOST_KEPT) known.set(template, reach);',
      "keeping++ < MOST_KEPT",
      "keeping++ <= MOST_KEPT",
      "one answer more is kept",
    ],
    [
      "const parts = region.within.length + region.without.length === 1 ? [] : region.within;",
      "region.within.length + region.without.length === 1",
      "false",
      "the same question is asked twice",
    ],
  ],
  "policypack/iam/reach/permissions.ts": [
    [
      "if (grant.everywhere && concerned.length === 0) return { proven: candidates, undecided };",
      "grant.everywhere && concerned.length === 0",
      "false",
      "each action is asked for, and comes to the same",
    ],
    [
      "if (!grant.everywhere) candidates = this.onServices(candidates, grant.within);",
      "!grant.everywhere",
      "false",
      "what is left out here would be found to be limited",
    ],
    [
      "if (first === undefined) return new ActionSet(actions.size);",
      "first === undefined",
      "false",
      "a clause has a pattern, so it names a service; the compiler cannot know",
    ],
  ],
  "policypack/iam/reach/reach.ts": [
    [
      "({ not, patterns }) => !not && patterns.length > 0 && patterns.every((one) => differs(template, one)),",
      "!not && patterns.length > 0 && patterns.every((one) => differs(template, one))",
      "false",
      "what differs is searched, and not found",
    ],
    [
      "if (next !== undefined && (next < 0 || isVariable(next))) return false;",
      "next !== undefined && (next < 0 || isVariable(next))",
      "next !== undefined || next < 0 || isVariable(next)",
      "what is not said to differ is searched",
    ],
    ["if (next === DOLLAR) return false;", "next === DOLLAR", "true", "what is not said to differ is searched"],
    [
      "if (next === undefined || next === COLON) return true;",
      "true",
      "false",
      "what is not said to differ is searched",
    ],
  ],
  "policypack/iam/reach/selfSet.ts": [
    [
      "if (sets.some((one) => actions.within(one))) return false;",
      "sets.some((one) => actions.within(one))",
      "false",
      "grants that say no more than others are asked for, too",
    ],
  ],
  "policypack/iam/reach/unions.ts": [
    ["if (!isOpen(name)) continue;", "!isOpen(name)", "false", "what has no wildcard is left out later"],
  ],
  "policypack/rules/grant-beyond-roles.ts": [
    [
      "const statements = policy.grant === true ? (policy.document?.statements ?? []) : [];",
      "[]",
      '["Stryker was here"]',
      "a text has no effect, so it allows nothing",
    ],
  ],
  "policypack/rules/outsiders.ts": [
    [
      'if (parseOperator(operator)?.comparison !== "arn" && /\\*/.test(`${partition}${service}${region}`)) return undefined;',
      "parseOperator(operator)?.comparison",
      "parseOperator(operator).comparison",
      "who calls has parsed it before",
    ],
    [
      'known.find((one) => one !== "insider" && one.level === "mandatory") ??',
      'one !== "insider"',
      "true",
      "an insider has no level; the compiler cannot know",
    ],
  ],
  "policypack/rules/resource-policy-beyond-accounts.ts": [
    [
      'principals === undefined || principals.not ? [{ kind: "*" as const, value: "*" }] : principals.entries;',
      "principals === undefined",
      "false",
      "the policy of a resource without a principal is not read; the compiler cannot know",
    ],
  ],
  "policypack/rules/unknown-policy.ts": [
    [
      "if (grant.strangers.length === 0) return [];",
      "grant.strangers.length === 0",
      "false",
      "no names come to no finding",
    ],
  ],
};

const root = join(__dirname, "../..");
const sources = new Map();

function linesOf(file) {
  if (!sources.has(file)) sources.set(file, readFileSync(join(root, file), "utf8").split("\n"));
  return sources.get(file);
}

const plain = (text) => text.replace(/\s+/g, " ").trim();

/** What stands at a place, which counts lines and columns from 0. */
function textAt(file, { start, end }) {
  const lines = linesOf(file).slice(start.line, end.line + 1);
  lines[lines.length - 1] = lines.at(-1).slice(0, end.column);
  return lines.join("\n").slice(start.column);
}

/** Whether a mutant is on the list. Its place counts lines and columns from 0. */
function isEquivalent(file, { location, replacement }) {
  const known = EQUIVALENT[file];
  if (known === undefined) return false;
  const line = linesOf(file)[location.start.line].trim();
  const code = plain(textAt(file, location));
  return known.some(([at, from, by]) => at === line && from === code && by === plain(replacement));
}

/** The entries whose line is not in the source any more, as texts. */
function outdated() {
  return Object.entries(EQUIVALENT).flatMap(([file, known]) =>
    known.flatMap(([line]) => (linesOf(file).some((one) => one.trim() === line) ? [] : [`${file}: ${line}`])),
  );
}

module.exports = { isEquivalent, outdated };
