/** Reads the input of `cross-account check`: policy documents and principals, as JSON or YAML. */
import type { DeclaredPrincipal } from "../../policypack/declaredPrincipals";
import { accountNamed, parseJson, parsePolicy, type PolicyKind } from "../../policypack/iam";
import { policyOf } from "../../policypack/attachedPolicy";
import type { AttachedPolicy, Subject } from "../../policypack/rules/rule";
import { found } from "../../policypack/declaredPrincipals";
import { quotePosix, wordToPaste } from "../assume/output/quoting";
import { typedHere } from "../shared/invocation";
import { formProblem } from "./form";
import { joined, linesIn, type LineOf } from "./places";
import { recognised, recognisedText, type Recognised } from "./recognised";

/** What is to be judged, with the declarations beside it. */
export interface Checked {
  readonly subject: Subject;
  readonly others: Readonly<Record<string, DeclaredPrincipal>>;
  /** The file of the input, `-` for standard input. */
  readonly file: string;
  /** Every document that stands in the file. */
  readonly documents: readonly WrittenDocument[];
  /** Where the subject stands in the file, such as `[1]`; empty for the whole of it. */
  readonly path: string;
  /** The paths of the subject's policies below {@link path}, by their names. */
  readonly policyPaths: ReadonlyMap<string, string>;
  readonly lineOf: LineOf;
}

/** A policy document as it stands in the input. */
export interface WrittenDocument {
  /** Where it stands, such as `[1].policies[0].document`; empty for the whole input. */
  readonly path: string;
  /** An object, or JSON text. */
  readonly document: unknown;
  readonly kind: PolicyKind;
}

const expected = "a policy document ({ Version, Statement }) or a principal ({ name, policies })";

/** Input that is neither JSON nor YAML, neither a policy nor a principal, or no policy that IAM takes. */
export class UnusableInput extends Error {
  override readonly name = "UnusableInput";
  /** A line for each thing that is wrong. */
  readonly lines: readonly string[];

  constructor(...lines: readonly string[]) {
    super(lines.join("\n"));
    this.lines = lines;
  }
}

/** A principal that has passed {@link formProblem}. */
interface Principal {
  readonly name: string;
  readonly arn?: string;
  readonly policies: readonly unknown[];
  readonly boundary?: unknown;
  readonly trust?: unknown;
  readonly others?: Readonly<Record<string, DeclaredPrincipal>>;
  readonly maxSessionDuration?: number;
}

/**
 * Reads one text.
 * @param accounts accounts that a trust policy may name; undefined when it may name any
 * @throws UnusableInput with the file, the path in it, what was found and what is expected
 */
export function readInput(text: string, file: string, accounts?: readonly string[]): Checked[] {
  const shown = file === "-" ? "standard input" : file;
  if (/^[\s\ufeff]*$/.test(text))
    throw new UnusableInput(
      `${shown}: found nothing, expected ${expected}${file === "-" ? "; see whether the command before the pipe failed" : ""}`,
    );
  const value = parseText(text, file);
  if (value === null) throw new UnusableInput(`${shown}: found nothing but comments or null, expected ${expected}`);
  const entries = Array.isArray(value) ? (value as unknown[]) : [value];
  if (entries.length === 0)
    throw new UnusableInput(`${file}: found an empty list, expected at least one policy document or principal`);
  const lineOf = linesIn(text);
  return entries.map((entry, i) => {
    const path = Array.isArray(value) ? `[${i}]` : "";
    return { ...readEntry(entry, file, path, accounts), file, path, lineOf };
  });
}

function parseText(text: string, file: string): unknown {
  const yaml = isYaml(file) || !/^[\s\ufeff]*[[{]/.test(text);
  try {
    if (!yaml) return parseJson(text);
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- loaded only where YAML is given
    const { readYaml } = require("../../settings/yamlText") as typeof import("../../settings/yamlText");
    return readYaml(text);
  } catch (error) {
    const known = yaml ? recognisedText(text) : undefined;
    if (known) throw strange(known, file, "");
    throw new UnusableInput(`${file}: not valid ${yaml ? "YAML" : "JSON"}, ${(error as Error).message}`);
  }
}

function readEntry(
  entry: unknown,
  file: string,
  path: string,
  accounts: readonly string[] | undefined,
): Omit<Checked, "file" | "path" | "lineOf"> {
  const where = path === "" ? file : `${file}: ${path}`;
  if (typeof entry !== "object" || entry === null || Array.isArray(entry)) {
    throw new UnusableInput(`${where}: ${Array.isArray(entry) ? "found a list" : found(entry)}, expected ${expected}`);
  }
  const fields = entry as Record<string, unknown>;
  if ("Statement" in fields || "Version" in fields) {
    const name = `${file === "-" ? "standard input" : file}${path}`;
    const documents = [{ path, document: entry, kind: "identity" as const }];
    const policyPaths = new Map([[name, ""]]);
    return { subject: { kind: "policy", name, policies: [policyOf(entry, name)] }, others: {}, documents, policyPaths };
  }
  const known = has(fields, "name", "policies") ? undefined : recognised(entry);
  if (known) throw strange(known, file, path);
  return { ...readPrincipal(fields, where, accounts), documents: documentsOf(fields, path) };
}

/** The error for something that is known, and is no input. @param path where in the file it stands */
function strange({ what, filter, note }: Recognised, file: string, path: string): UnusableInput {
  const source = file === "-" ? "" : ` ${wordToPaste(file)}`;
  const whole = path === "" || filter === undefined ? filter : `.${path} | ${filter}`;
  const read = isYaml(file)
    ? `yq -o=json .${source} | jq ${quotePosix(whole ?? "")}`
    : `jq ${quotePosix(whole ?? "")}${source}`;
  return new UnusableInput(
    `${[file, path].filter(Boolean).join(": ")}: found ${what}, expected ${expected}`,
    ...(filter === undefined ? [] : [`  -> ${read} | ${typedHere()} check -`]),
    ...(note === undefined ? [] : [`  ${filter === undefined ? "-> " : ""}${note}`]),
  );
}

function isYaml(file: string): boolean {
  return /\.ya?ml$/i.test(file);
}

function has(fields: Record<string, unknown>, ...keys: readonly string[]): boolean {
  return keys.every((key) => Object.hasOwn(fields, key));
}

function readPrincipal(
  fields: Record<string, unknown>,
  where: string,
  accounts: readonly string[] | undefined,
): Pick<Checked, "subject" | "others" | "policyPaths"> {
  const problem = formProblem(fields);
  if (problem !== undefined)
    throw new UnusableInput(`${where}: ${problem.path === "" ? "" : `${problem.path}: `}${problem.message}`);
  const { name, arn, policies, boundary, trust, others, maxSessionDuration: seconds } = fields as unknown as Principal;
  const id = /^arn:[^:]+:iam::(\d{12}):(role|user|group)\//.exec(arn ?? "");
  const trustPolicy = trust === undefined ? undefined : trustOf(trust);
  const attached = policies.map((policy, i) => policyOf(policy, `policies[${i}]`));
  const bound = boundary === undefined ? undefined : policyOf(boundary, "boundary");
  return {
    subject: {
      kind: (id?.[2] as "role" | "user" | "group" | undefined) ?? "role",
      name,
      ...(id === null ? {} : { arn: arn!, account: id[1]! }),
      policies: attached,
      ...(bound === undefined ? {} : { boundary: bound }),
      ...(trustPolicy === undefined ? {} : { trust: trustPolicy, trustedAccounts: accounts ?? named(trustPolicy) }),
      ...(seconds === undefined ? {} : { maxSessionSeconds: seconds }),
    },
    others: others ?? {},
    // Of several policies with one name the first counts.
    policyPaths: new Map([
      ...(trustPolicy === undefined ? [] : [[trustPolicy.name, "trust"] as const]),
      ...(bound === undefined ? [] : [[bound.name, documentPath(boundary, "boundary")] as const]),
      ...attached
        .map(({ name: policy }, i) => [policy, documentPath(policies[i], `policies[${i}]`)] as const)
        .reverse(),
    ]),
  };
}

/** The path of a policy's document. @param path the path of its entry */
function documentPath(entry: unknown, path: string): string {
  return typeof entry === "object" && entry !== null && Object.hasOwn(entry, "document") ? `${path}.document` : path;
}

/** The documents of a principal that has passed {@link formProblem}. ARNs of managed policies are none. */
function documentsOf(fields: Record<string, unknown>, base: string): WrittenDocument[] {
  const { policies, boundary, trust, others = {} } = fields as unknown as Principal;
  const within = (key: string): string => joined(base, key);
  const policy = (entry: unknown, path: string): WrittenDocument[] => {
    if (typeof entry === "string" && entry.startsWith("arn:")) return [];
    const below = documentPath(entry, path);
    const document = below === path ? entry : (entry as { document: unknown }).document;
    return [{ path: below, document, kind: "identity" }];
  };
  const trusts = (entry: unknown, path: string): WrittenDocument[] =>
    entry === undefined ? [] : [{ path, document: entry, kind: "trust" }];
  const listed = (entries: unknown, path: string): WrittenDocument[] =>
    Array.isArray(entries)
      ? entries.flatMap((entry, at) => policy(entry, `${path}[${at}]`))
      : entries === undefined
        ? []
        : policy(entries, path);
  return [
    ...listed(policies, within("policies")),
    ...(boundary === undefined ? [] : policy(boundary, within("boundary"))),
    ...trusts(trust, within("trust")),
    ...Object.entries(others).flatMap(([arn, other]) => [
      ...listed(other.policies, within(`others.${arn}.policies`)),
      ...trusts(other.trust, within(`others.${arn}.trust`)),
    ]),
  ];
}

function trustOf(trust: unknown): AttachedPolicy {
  const { document, problems } = parsePolicy(trust, "trust");
  return problems === undefined ? { name: "trust policy", document } : { name: "trust policy", problems };
}

/** Without a list of accounts, the accounts that the trust policy names count as intended. */
function named(trust: AttachedPolicy): string[] {
  return (trust.document?.statements ?? []).flatMap((statement) =>
    (statement.principals?.entries ?? []).flatMap((entry) => accountNamed(entry) ?? []),
  );
}
