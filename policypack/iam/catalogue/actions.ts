/**
 * All actions of AWS with their access level and the types of resource that they act on, from the generated catalogue.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
import { readFileSync } from "node:fs";
import { catalogueFile } from "../catalogueFolder";
import { ActionSet } from "./actionSet";
import { LIMITED_BY_KEY } from "./limitedByKey";
import { compileTemplate, type Template } from "./arnTemplate";

/** The access levels of the Service Authorization Reference: Read, List, Write, Tagging, Permissions management. */
export type AccessLevel = "R" | "L" | "W" | "T" | "P";

/** A service: its prefix, and the numbers of its actions from `first` up to, but without, `end`. */
export interface Service {
  readonly prefix: string;
  readonly first: number;
  readonly end: number;
}

/** A type of resource that an action acts on. A `required` type must be allowed for every request. */
export interface ActionResource {
  readonly template: Template;
  readonly required: boolean;
}

/** The loaded catalogue; actions are numbered from 0. */
export class ActionCatalogue {
  /** As in `s3:GetObject`. */
  readonly names: string[] = [];
  /** The same in lower case. */
  readonly lowerNames: string[] = [];
  readonly services: Service[] = [];
  private readonly numbers = new Map<string, number>();
  private readonly byPrefix = new Map<string, Service>();
  private readonly tails: string[] = [];
  private readonly templatesOf = new Map<Service, readonly string[]>();
  private changing: ActionSet | undefined;
  private readonly onService = new Map<string, ActionSet>();
  private readonly ofTables = new WeakMap<ReadonlyMap<string, unknown>, ActionSet>();
  private readonly templatesByService = new Map<string, readonly Template[]>();
  private readonly compiled = new Map<string, Template>();
  private readonly resourcesCache: (readonly ActionResource[] | undefined)[] = [];
  /** Many actions of a service act on the same types. They share one list, so that results can be kept by list. */
  private readonly sharedResources = new Map<string, readonly ActionResource[]>();

  constructor(
    /** Package, version and date that the data came from. */
    readonly about: { readonly package: string; readonly version: string; readonly updated: string },
    services: Readonly<Record<string, { readonly types: readonly string[]; readonly actions: string }>>,
  ) {
    for (const [prefix, { types, actions }] of Object.entries(services)) {
      const first = this.names.length;
      for (const line of actions === "" ? [] : actions.split("|")) {
        const space = line.indexOf(" ");
        const name = `${prefix}:${line.slice(0, space)}`;
        const lower = name.toLowerCase();
        this.numbers.set(lower, this.names.length);
        this.lowerNames.push(lower);
        this.names.push(name);
        this.tails.push(line.slice(space + 1));
      }
      const service = { prefix, first, end: this.names.length };
      this.services.push(service);
      this.byPrefix.set(prefix, service);
      this.templatesOf.set(service, types);
    }
  }

  /** The number of an action; undefined when no action has the name. Upper and lower case are the same. */
  number(name: string): number | undefined {
    return this.numbers.get(name.toLowerCase());
  }

  /** The actions that a table names; those that the catalogue lacks are left out. Worked out once for each table. */
  actionsOf(table: ReadonlyMap<string, unknown>): ActionSet {
    let set = this.ofTables.get(table);
    if (set === undefined) {
      set = new ActionSet(this.names.length);
      for (const name of table.keys()) {
        const action = this.number(name);
        if (action !== undefined) set.add(action);
      }
      this.ofTables.set(table, set);
    }
    return set;
  }

  /** The service of a prefix in lower case. */
  service(prefix: string): Service | undefined {
    return this.byPrefix.get(prefix);
  }

  /** The actions of all services that act on resources whose ARNs are of `service`. */
  actionsOn(service: string): ActionSet {
    let set = this.onService.get(service);
    if (set === undefined) {
      set = new ActionSet(this.names.length);
      for (const [owner, types] of this.templatesOf) {
        if (types.some((type) => type.includes(`:${service}:`) || type.includes("}:${")))
          set.addRange(owner.first, owner.end);
      }
      this.onService.set(service, set);
    }
    return set;
  }

  /** The types of resource whose ARNs are of `service`; of all services when it is undefined. */
  templatesOn(service: string | undefined): readonly Template[] {
    const key = service ?? "";
    let found = this.templatesByService.get(key);
    if (found === undefined) {
      const texts = [...this.templatesOf.values()].flat().map((type) => type.slice(type.indexOf(" ") + 1));
      found = [...new Set(texts)]
        .filter((text) => (service === undefined ? !text.includes("}:${") : text.split(":")[2] === service))
        .map((text) => this.template(text));
      this.templatesByService.set(key, found);
    }
    return found;
  }

  /** The access level of an action. */
  level(action: number): AccessLevel {
    return this.tails[action]!.charAt(0) as AccessLevel;
  }

  /** True for actions that change something: those that write, tag or manage permissions. */
  changes(action: number): boolean {
    const level = this.level(action);
    return level !== "R" && level !== "L";
  }

  /** The actions that change something and can be limited to some of their resources. */
  get limitableChanges(): ActionSet {
    if (this.changing === undefined) {
      this.changing = new ActionSet(this.names.length);
      for (let action = 0; action < this.names.length; action++)
        if (this.changes(action) && this.limitable(action)) this.changing.add(action);
    }
    return this.changing;
  }

  /**
   * True when an action can be limited to some of its resources: at least one of their types has a name in its ARN, or a
   * condition key names what it acts on.
   */
  limitable(action: number): boolean {
    const tail = this.tails[action]!.slice(2);
    if (tail === "") return LIMITED_BY_KEY.has(this.names[action]!);
    const types = this.typesOf(action);
    return tail.split(",").some((ref) => {
      const type = types[parseInt(ref, 10)]!;
      return type.slice(nthColon(type, 5)).includes("${");
    });
  }

  /** The types of resource that an action acts on; empty when it can only be allowed on `*`. */
  resources(action: number): readonly ActionResource[] {
    const cached = this.resourcesCache[action];
    if (cached !== undefined) return cached;
    const tail = this.tails[action]!.slice(2);
    const types = this.typesOf(action);
    const shared = `${this.names[action]!.split(":")[0]!} ${tail}`;
    const resources =
      this.sharedResources.get(shared) ??
      (tail === ""
        ? NO_RESOURCES
        : tail.split(",").map((ref) => {
            const type = types[parseInt(ref, 10)]!;
            return { template: this.template(type.slice(type.indexOf(" ") + 1)), required: ref.endsWith("*") };
          }));
    this.sharedResources.set(shared, resources);
    return (this.resourcesCache[action] = resources);
  }

  private typesOf(action: number): readonly string[] {
    const name = this.names[action]!;
    return this.templatesOf.get(this.byPrefix.get(name.slice(0, name.indexOf(":")))!)!;
  }

  private template(text: string): Template {
    let template = this.compiled.get(text);
    if (template === undefined) this.compiled.set(text, (template = compileTemplate(text)));
    return template;
  }
}

const NO_RESOURCES: readonly ActionResource[] = [];

/** The index of the n-th colon of a text. */
function nthColon(text: string, n: number): number {
  let at = -1;
  for (let i = 0; i < n; i++) at = text.indexOf(":", at + 1);
  return at;
}

let loaded: ActionCatalogue | undefined;

/** The catalogue that comes with this pack; read once. */
export function actionCatalogue(): ActionCatalogue {
  if (loaded === undefined) {
    const { about, services } = JSON.parse(readFileSync(catalogueFile("actions.json"), "utf8")) as {
      about: ActionCatalogue["about"];
      services: ConstructorParameters<typeof ActionCatalogue>[1];
    };
    loaded = new ActionCatalogue(about, services);
  }
  return loaded;
}
