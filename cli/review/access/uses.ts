/** Which actions on which resources the policies of the reviewed roles name. Pure. */
import {
  actionCatalogue,
  namedActions,
  parseArn,
  resourceKind,
  type ActionCatalogue,
  type Statement,
} from "../../../policypack/iam";
import { compareText } from "../../shared/compareText";
import type { WantedResource } from "../evidence/resources";
import type { Access, ReviewedRole } from "./reviewed";

/** What a role's policies name. */
export interface Uses {
  /** Resources with policies of their own, each with the actions of AWS that the role's policies let sessions try on it. */
  readonly resources: ReadonlyMap<string, ReadonlySet<string>>;
  /** Patterns of such resources, and `*`: nobody can tell which resources they mean. */
  readonly patterns: readonly string[];
}

/** The services whose resources are judged, by the beginnings of their actions. */
const services = ["kms", "s3", "secretsmanager", "sns", "sqs"];

/** What the policies of a role name in their Allow statements. */
export function usesOf({ policies }: Pick<ReviewedRole, "policies">): Uses {
  const catalogue = actionCatalogue();
  const resources = new Map<string, Set<string>>();
  const patterns = new Set<string>();
  for (const { document } of policies) {
    for (const statement of document?.statements ?? []) {
      if (statement.effect !== "Allow" || statement.resources === undefined) continue;
      const actions = actionsOf(statement, catalogue);
      const { not, values } = statement.resources;
      if (not && actions.length > 0) patterns.add(`everything but ${values.join(", ")}`);
      for (const value of not ? [] : values) {
        const sort = sortOf(value);
        if (sort === undefined) {
          if (isPatternOf(value, actions)) patterns.add(value);
          continue;
        }
        const known = resources.get(value) ?? new Set();
        for (const { name, sorts } of actions) if (sorts.has(sort)) known.add(name);
        if (known.size > 0) resources.set(value, known);
      }
    }
  }
  return { resources, patterns: [...patterns].sort() };
}

/** What has to be read to judge the uses of all reviewed roles: each once, by ARN. */
export function resourcesOf({ roles }: Pick<Access, "roles">): WantedResource[] {
  const found = new Map<string, WantedResource>();
  for (const role of roles)
    for (const named of usesOf(role).resources.keys()) {
      const arn = readAs(named);
      if (!found.has(arn)) found.set(arn, { arn, account: role.account.id });
    }
  return [...found.values()].sort((a, b) => compareText(a.arn, b.arn));
}

/** The ARN of what is read: of an object that is its bucket. */
export function readAs(arn: string): string {
  return resourceKind(arn) === "bucket" ? arn.split("/")[0]! : arn;
}

/** An action, and the sorts of resource that it acts on. */
interface TriedAction {
  readonly name: string;
  readonly sorts: ReadonlySet<string>;
}

/** The actions of a statement that act on resources with policies of their own. */
function actionsOf({ actions }: Statement, catalogue: ActionCatalogue): TriedAction[] {
  const { set } = namedActions(catalogue, actions);
  const found: TriedAction[] = [];
  for (const prefix of services) {
    const service = catalogue.service(prefix)!;
    for (let action = service.first; action < service.end; action++) {
      if (!set.has(action)) continue;
      const sorts = new Set(catalogue.resources(action).flatMap(({ template }) => sortOfType(template.text) ?? []));
      if (sorts.size > 0) found.push({ name: catalogue.name(action), sorts });
    }
  }
  return found;
}

const sortsOfTypes = new Map<string, string | undefined>();

/** What a type of the catalogue is of, by its template of ARNs. */
function sortOfType(template: string): string | undefined {
  if (!sortsOfTypes.has(template)) {
    const named: Readonly<Record<string, string>> = { Partition: "aws", Region: "eu-west-1", Account: "111111111111" };
    const example = template.replace(/\$\{([^}]*)\}/g, (_, name: string) => named[name] ?? "x");
    sortsOfTypes.set(template, sortOf(example));
  }
  return sortsOfTypes.get(template);
}

/** What an ARN is of, more exactly than its kind; undefined where it is none that is judged. */
function sortOf(arn: string): string | undefined {
  const kind = resourceKind(arn);
  const { resource } = parseArn(arn) ?? { resource: "" };
  if (kind === "bucket") return resource.includes("/") ? "object" : "bucket";
  return kind === "key" ? resource.split("/")[0]! : kind;
}

/** Whether a value may mean resources that are judged. */
function isPatternOf(value: string, actions: readonly TriedAction[]): boolean {
  if (value === "*") return actions.length > 0;
  const service = parseArn(value)?.service ?? "";
  return /[*?]|\$\{/.test(value) && actions.some(({ name }) => name.startsWith(`${service}:`));
}
