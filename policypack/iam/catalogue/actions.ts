/**
 * All actions of AWS with their access level and the types of resource that they act on, from the generated catalogue.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
import { readFileSync } from "node:fs";
import { catalogueFile } from "../catalogueFolder";
import { ActionSet } from "./actionSet";
import { LIMITED_BY_KEY } from "./limitedByKey";
import { compileTemplate, type Template } from "./arnTemplate";
import { type AccessLevel, Service } from "./service";

export type { AccessLevel, Service } from "./service";

/** A type of resource that an action acts on. A `required` type must be allowed for every request. */
export interface ActionResource {
  readonly template: Template;
  readonly required: boolean;
}

/** The loaded catalogue; actions are numbered from 0. */
export class ActionCatalogue {
  readonly services: readonly Service[];
  /** How many actions there are. */
  readonly size: number;
  private readonly byPrefix: ReadonlyMap<string, Service>;
  /** For each action the place of its service in `services`. */
  private readonly owners: Uint16Array;
  private readonly sharing = new Map<readonly ActionResource[], ActionSet>();
  private readonly ofTables = new WeakMap<ReadonlyMap<string, unknown>, ActionSet>();
  private onServices: ReadonlyMap<string, ActionSet> | undefined;
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
    let first = 0;
    this.services = Object.entries(services).map(([prefix, { types, actions }]) => {
      const service = new Service(prefix, first, types, actions);
      first = service.end;
      return service;
    });
    this.size = first;
    this.byPrefix = new Map(this.services.map((service) => [service.prefix, service]));
    this.owners = new Uint16Array(this.size);
    this.services.forEach((service, i) => this.owners.fill(i, service.first, service.end));
  }

  /** The names of all actions by their numbers. For one of them, {@link name} does less. */
  get names(): readonly string[] {
    return this.services.flatMap(({ names }) => names);
  }

  /** The name of an action, as in `s3:GetObject`. */
  name(action: number): string {
    return this.ownerOf(action).name(action);
  }

  /** The number of an action; undefined when no action has the name. Upper and lower case are the same. */
  number(name: string): number | undefined {
    const lower = name.toLowerCase();
    return this.byPrefix.get(lower.slice(0, lower.indexOf(":")))?.number(lower);
  }

  /** The actions that a table names; those that the catalogue lacks are left out. Worked out once for each table. */
  actionsOf(table: ReadonlyMap<string, unknown>): ActionSet {
    let set = this.ofTables.get(table);
    if (set === undefined) {
      set = new ActionSet(this.size);
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

  /** The services that have one of some actions, in order. */
  servicesOf(actions: ActionSet): Service[] {
    const found: Service[] = [];
    for (let action = actions.next(0); action !== undefined; action = actions.next(found.at(-1)!.end))
      found.push(this.ownerOf(action));
    return found;
  }

  /** The actions of all services that may act on resources whose ARNs are of `service`. */
  actionsOn(service: string): ActionSet {
    const all = (this.onServices ??= this.byArns());
    return all.get(service) ?? all.get("")!;
  }

  /** The actions that can be about a resource, by the service in its ARN. Every set has the actions that can be about any. */
  private byArns(): ReadonlyMap<string, ActionSet> {
    const found = new Map<string, ActionSet>();
    const ofAny = new ActionSet(this.size);
    for (const { types, first, end } of this.services)
      for (const service of new Set(types.map((type) => type.split(":")[2]!))) {
        const set = service.startsWith("$") ? ofAny : (found.get(service) ?? new ActionSet(this.size));
        set.addRange(first, end);
        if (set !== ofAny) found.set(service, set);
      }
    for (const set of found.values()) set.addAll(ofAny);
    return found.set("", ofAny);
  }

  /** The types of resource whose ARNs are of `service`; of all services when it is undefined. */
  templatesOn(service: string | undefined): readonly Template[] {
    const key = service ?? "";
    let found = this.templatesByService.get(key);
    if (found === undefined) {
      const texts = this.services.flatMap(({ types }) => types).map((type) => type.slice(type.indexOf(" ") + 1));
      found = [...new Set(texts)]
        .filter((text) =>
          service === undefined ? !text.split(":")[2]!.startsWith("$") : text.split(":")[2] === service,
        )
        .map((text) => this.template(text));
      this.templatesByService.set(key, found);
    }
    return found;
  }

  /** The access level of an action. */
  level(action: number): AccessLevel {
    return this.ownerOf(action).level(action);
  }

  /** True for actions that change something: those that write, tag or manage permissions. */
  changes(action: number): boolean {
    const level = this.level(action);
    return level !== "R" && level !== "L";
  }

  /** Those of some actions that change something and can be limited to some of their resources. */
  readonly limitableChanges = this.selecting((action) => this.changes(action) && this.limitable(action));

  /**
   * Gives a function that selects, out of some actions, those that something is true for. That is worked out once for
   * each service, when one of its actions is among them.
   */
  selecting(holds: (action: number) => boolean): (actions: ActionSet) => ActionSet {
    const known = new Map<Service, ActionSet>();
    return (actions) => {
      const found = new ActionSet(this.size);
      for (const service of this.servicesOf(actions)) {
        let own = known.get(service);
        if (own === undefined) {
          known.set(service, (own = new ActionSet(this.size)));
          for (let action = service.first; action < service.end; action++) if (holds(action)) own.add(action);
        }
        found.addAll(own);
      }
      return found.and(actions);
    };
  }

  /**
   * True when an action can be limited to some of its resources: at least one of their types has a name in its ARN, or a
   * condition key names what it acts on.
   */
  limitable(action: number): boolean {
    const service = this.ownerOf(action);
    const tail = service.typesOf(action);
    if (tail === "") return LIMITED_BY_KEY.has(service.name(action));
    return tail.split(",").some((ref) => {
      const type = service.types[parseInt(ref, 10)]!;
      return type.slice(nthColon(type, 5)).includes("${");
    });
  }

  /** The types of resource that an action acts on; empty when it can only be allowed on `*`. */
  resources(action: number): readonly ActionResource[] {
    const cached = this.resourcesCache[action];
    if (cached !== undefined) return cached;
    const service = this.ownerOf(action);
    const tail = service.typesOf(action);
    const shared = `${service.prefix} ${tail}`;
    const resources =
      this.sharedResources.get(shared) ??
      (tail === ""
        ? NO_RESOURCES
        : tail.split(",").map((ref) => {
            const type = service.types[parseInt(ref, 10)]!;
            return { template: this.template(type.slice(type.indexOf(" ") + 1)), required: ref.endsWith("*") };
          }));
    this.sharedResources.set(shared, resources);
    return (this.resourcesCache[action] = resources);
  }

  /** The actions that act on a type of resource that the given action acts on. */
  sharingTypes(action: number): ActionSet {
    const own = this.resources(action);
    let set = this.sharing.get(own);
    if (set === undefined) {
      set = new ActionSet(this.size);
      const types = new Set(own.map(({ template }) => template));
      for (const service of new Set(own.map(({ template }) => template.text.split(":")[2]!)))
        for (const other of this.actionsOn(service))
          if (this.resources(other).some(({ template }) => types.has(template))) set.add(other);
      this.sharing.set(own, set);
    }
    return set;
  }

  private ownerOf(action: number): Service {
    return this.services[this.owners[action]!]!;
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
