import type { Aws } from "./aws";
import type { Bag, Value } from "./values";

/**
 * What kind of value a property holds, which decides how it is checked and when two values are the same:
 * `document` an IAM policy document (JSON text, or the object it stands for), compared by meaning;
 * `set` texts whose order does not matter; `tags` a map of texts; `inlinePolicies` a set of `{ name, policy }`.
 */
export type PropertyKind = "string" | "number" | "boolean" | "document" | "set" | "tags" | "inlinePolicies";

/** One property that a program can set. The types in `@pulumi/aws` are the reference for names and meaning. */
export interface InputProperty {
  readonly kind: PropertyKind;
  /** The program has to set it. */
  readonly required?: true;
  /** A change makes a new resource instead of changing the present one. */
  readonly replaces?: true;
  /** The value where the program sets none. */
  readonly default?: Value;
  /** AWS fills it in where the program sets none, so its absence is no wish to remove it. */
  readonly computed?: true;
  /** It steers this plugin and exists nowhere in AWS, so it cannot be read back. */
  readonly local?: true;
  /** The smallest and the largest number that AWS takes. */
  readonly range?: readonly [number, number];
}

/** How a resource gets its physical name. */
export interface Naming {
  /** The property that holds the name. */
  readonly property: string;
  /** The property that asks for a generated name with this beginning, where there is one. */
  readonly prefix?: string;
  /** The longest name that AWS takes, in characters. */
  readonly maxLength: number;
}

/** One type of AWS resource: a table of its properties, and the API calls behind it. */
export interface ResourceType {
  /** The type's token in a Pulumi program, `aws:iam/role:Role`. */
  readonly token: string;
  /** What messages call it, `IAM role`. */
  readonly noun: string;
  readonly naming?: Naming;
  readonly inputs: Readonly<Record<string, InputProperty>>;
  /** What AWS alone decides, and the inputs whose change in place changes it too. `tagsAll` goes without saying. */
  readonly outputs: Readonly<Record<string, readonly string[]>>;
  /** Two of them cannot be told apart, so the new one would be deleted together with the old one. */
  readonly deleteBeforeReplace?: true;

  /**
   * Creates it.
   *
   * @param created to be called as soon as something exists that a later failure would leave behind, and again when there is
   *   more of it: with the id, and the properties that are not (yet) as in `inputs`
   * @returns its id, in the form that `pulumi import` takes for this type
   */
  create(aws: Aws, inputs: Bag, created: (id: string, otherwise?: Bag) => void): Promise<string>;

  /**
   * What AWS holds now.
   *
   * @param id the id, alone to go by when `state` is undefined (an import)
   * @returns every input and output that AWS knows; undefined when it is gone
   * @throws when the id has not the form that this type's ids have
   */
  read(aws: Aws, id: string, state: Bag | undefined): Promise<Bag | undefined>;

  /** What to read by when nobody knows whether `state` has become `inputs`: for a type that reads no more than its state names. */
  either?(state: Bag, inputs: Bag): Bag;

  /**
   * Makes AWS hold `inputs` instead of `state`; may be called again after it failed half-way.
   *
   * @param changed the names of the properties that differ, `tagsAll` among them
   */
  update(aws: Aws, id: string, state: Bag, inputs: Bag, changed: ReadonlySet<string>): Promise<void>;

  /** The id by which one with these inputs would be imported; its name unless given. */
  importId?(aws: Aws, inputs: Bag): string;

  /** Deletes it; one that is gone already is fine. */
  delete(aws: Aws, id: string, state: Bag): Promise<void>;
}

/** The error for an id that cannot be one of this type. */
export function wrongId(type: { noun: string }, id: string, expected: string): Error {
  return new Error(`"${id}" is not the id of an ${type.noun}: expected ${expected}`);
}
