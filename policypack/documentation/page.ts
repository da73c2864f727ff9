/** Makes the page about the pack: text written by hand, and parts generated from the rules and the configuration. */
import { DECLARABLE, EXCEPTION_FIELDS } from "../declarations";
import { PRINCIPAL_FIELDS } from "../declaredPrincipals";
import { ADVICE, DECLARATIONS } from "../enforce";
import { RESOURCE_POLICY_READERS } from "../resources/resourcePolicies";
import { SHARE_READERS } from "../resources/shares";
import { UNCOVERED } from "../resources/uncovered";
import { REVIEW_TAGS } from "../resources/subjects";
import type { About, Example, Rule } from "../rules/rule";
import { DECLARED, findingsIn } from "./example";
import { readableJson } from "./json";

const ABOUT: Readonly<Record<About, string>> = {
  permissions: "what a session may do",
  trust: "whom the role lets in",
  session: "how long sessions last",
  review: "who answers for the access",
  resource: "whom a resource lets in",
};

const APPROVED: Readonly<Record<NonNullable<Rule["approvedAs"]>, string>> = {
  permissions: "permissions",
  trust: "trust policy",
  session: "session's length",
};

const TAGS: Readonly<Record<keyof typeof REVIEW_TAGS, string>> = {
  owner: "Who answers for the access",
  reason: "Why it is needed",
  by: "The day by which somebody decides again, such as `2027-02-01`",
  mfaExemption: "Why no multi-factor authentication is asked for; without it the trust has to ask",
};

/**
 * Puts the generated parts into the text written by hand, in place of marks such as `{{rules}}`.
 * @throws Error when a mark has no generated part, or a generated part has no mark
 */
export function pageText(written: string, rules: readonly Rule[]): string {
  const parts: Readonly<Record<string, string>> = {
    declarations: DECLARATIONS,
    declared: DECLARED,
    overview: table(
      ["rule", "level", "what has to be so"],
      rules.map((rule) => [`[\`${rule.name}\`](#${rule.name})`, levelOf(rule), rule.description]),
    ),
    rules: rules.map(ruleText).join("\n\n"),
    configuration: fields(
      Object.fromEntries(Object.entries(DECLARABLE).map(([name, { description }]) => [name, description])),
      "key",
    ),
    exceptions: fields(EXCEPTION_FIELDS, "key"),
    others: fields(PRINCIPAL_FIELDS, "key"),
    resources: modules([...Object.keys(RESOURCE_POLICY_READERS), ...Object.keys(SHARE_READERS)]),
    uncovered: Object.entries(UNCOVERED)
      .map(([what, types]) => `  - ${what}: ${names(types).join(", ")}`)
      .join("\n"),
    options: optionsText(rules),
    tags: fields(
      Object.fromEntries(Object.entries(REVIEW_TAGS).map(([key, tag]) => [tag, TAGS[key as keyof typeof TAGS]])),
      "tag",
    ),
  };
  const used = new Set<string>();
  const text = written.replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => {
    if (!Object.hasOwn(parts, name))
      throw new Error(`{{${name}}} is not generated; expected one of ${Object.keys(parts).join(", ")}`);
    used.add(name);
    return parts[name]!;
  });
  const left = Object.keys(parts).filter((name) => !used.has(name));
  if (left.length > 0) throw new Error(`the page does not ask for ${left.map((name) => `{{${name}}}`).join(", ")}`);
  return text;
}

function ruleText(rule: Rule): string {
  const { name, about, violatedWhen, advisoryWhen, verdict, approvedAs, impliedBy = [], options = {}, examples } = rule;
  const said = findingsIn(examples.fails).find((finding) => finding.rule === name);
  const sentences = [
    `Level: ${levelOf(rule)}. About ${ABOUT[about]}. Violated when ${violatedWhen}.`,
    ...(advisoryWhen === undefined ? [] : [`It is advice alone, shown as \`${name}${ADVICE}\`, when ${advisoryWhen}.`]),
    ...(verdict === "unprovable" ? ["`cross-account check` says `unprovable` where no other rule is violated."] : []),
    ...(impliedBy.length === 0
      ? []
      : [`A review does not say it beside ${impliedBy.map((one) => `\`${one.name}\``).join(", ")}.`]),
    ...(approvedAs === undefined
      ? ["No approval covers it."]
      : [`An approval covers it while nothing was added to the ${APPROVED[approvedAs]}.`]),
    ...Object.keys(options).map((option) => `Its option is [\`${option}\`](#options-of-rules).`),
  ];
  return [
    `### ${name}`,
    sentences.join(" "),
    `${rule.level === "mandatory" ? "Stopped" : "Shown"}:`,
    jsonBlock(examples.fails),
    `> ${said?.message ?? ""}`,
    "Passes:",
    jsonBlock(examples.passes),
  ].join("\n\n");
}

/** Types as programs write them, `s3.BucketPolicy`; those of aws-native with that before it. */
function names(types: readonly string[]): string[] {
  const written = types.map((type) => {
    const [provider, module = "", kind = ""] = type.split(":");
    return `\`${provider === "aws" ? "" : `${provider}:`}${module.split("/")[0]}.${kind}\``;
  });
  return [...new Set(written)].sort();
}

/** A line for each provider. */
function modules(types: readonly string[]): string {
  return ["aws", "aws-native"]
    .map((provider) => {
      const own = names(types.filter((type) => type.startsWith(`${provider}:`)));
      return `- of \`${provider}\`: ${own.map((name) => name.replace(`${provider}:`, "")).join(", ")}`;
    })
    .join("\n");
}

function optionsText(rules: readonly Rule[]): string {
  const rows = rules.flatMap(({ name, options = {} }) =>
    Object.entries(options).map(([option, { description, minimum, maximum, default: value }]) => {
      return [`\`${name}\``, `\`${option}\``, `${description}: ${minimum} to ${maximum}, ${value} unless set`];
    }),
  );
  return table(["rule", "option", "what it is"], rows);
}

function levelOf({ level, advisoryWhen }: Rule): string {
  return advisoryWhen === undefined ? level : `${level}, with advice`;
}

function fields(words: Readonly<Record<string, string>>, title: string): string {
  return table(
    [title, "what it is"],
    Object.entries(words).map(([name, text]) => [`\`${name}\``, text]),
  );
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  return [heads, heads.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

function jsonBlock(example: Example): string {
  return `\`\`\`json\n${readableJson(example)}\n\`\`\``;
}
