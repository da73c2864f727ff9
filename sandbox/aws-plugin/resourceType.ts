import type { Aws } from "./aws";
import type { Bag, Value } from "./values";

/**
 * The kind of a property's value. It decides how the value is checked, and when two values are the same:
 * `document` is an IAM policy document (JSON text, or the object), compared by meaning;
 * `set` is a list of texts in any order; `tags` a map of texts; `inlinePolicies` a set of `{ name, policy }`; `object` is a
 * map of a form that the type says.
 */
export type PropertyKind = "string" | "number" | "boolean" | "document" | "set" | "tags" | "inlinePolicies" | "object";

/** A property that a program can set. For names and meanings see the types in `@pulumi/aws`. */
export interface InputProperty {
  readonly kind: PropertyKind;
  /** The program must set it. */
  readonly required?: true;
  /** A change needs a new resource. */
  readonly replaces?: true;
  /** The value when the program sets none. */
  readonly default?: Value;
  /** AWS chooses a value when the program sets none. So a missing input does not mean that the value should go. */
  readonly computed?: true;
  /** It only controls this plugin. AWS does not store it, so it cannot be read back. */
  readonly local?: true;
  /** The smallest and largest number that AWS accepts. */
  readonly range?: readonly [number, number];
  /** What is expected of an `object`, when a known one has another form; undefined when it is right. */
  readonly wanted?: (value: Bag) => string | undefined;
}

/** How a resource gets its physical name. */
export interface Naming {
  /** The property that holds the name. */
  readonly property: string;
  /** The property that sets the beginning of a generated name, if there is one. */
  readonly prefix?: string;
  /** The longest name that AWS accepts, in characters. */
  readonly maxLength: number;
}

/** A type of AWS resource: the table of its properties, and its API calls. */
export interface ResourceType {
  /** The type's token in a Pulumi program, `aws:iam/role:Role`. */
  readonly token: string;
  /** Its name in messages, `IAM role`. */
  readonly noun: string;
  readonly naming?: Naming;
  readonly inputs: Readonly<Record<string, InputProperty>>;
  /**
   * The properties that AWS decides. Each has the inputs whose change in place also changes it. `tagsAll` need not be
   * listed.
   */
  readonly outputs: Readonly<Record<string, readonly string[]>>;
  /** Old and new resource are the same thing to AWS, so deleting the old one would delete the new one. */
  readonly deleteBeforeReplace?: true;

  /**
   * Creates the resource.
   *
   * @param created to be called as soon as something exists that a later failure would leave behind, and again when
   * more exists: with the id, and the properties that differ (so far) from `inputs`
   * @returns its id, in the form that `pulumi import` uses for this type
   */
  create(aws: Aws, inputs: Bag, created: (id: string, otherwise?: Bag) => void): Promise<string>;

  /**
   * Reads what AWS holds now.
   *
   * @param id the id; the only information when `state` is undefined (an import)
   * @returns every input and output that AWS knows; undefined when the resource does not exist
   * @throws when the id does not have the form of this type's ids
   */
  read(aws: Aws, id: string, state: Bag | undefined): Promise<Bag | undefined>;

  /**
   * The state to read by when nobody knows whether `state` has become `inputs`. Only for a type whose read depends on
   * what its state names.
   */
  either?(state: Bag, inputs: Bag): Bag;

  /**
   * Changes AWS from `state` to `inputs`. May be called again after it failed half-way.
   *
   * @param changed the names of the properties that differ, including `tagsAll`
   */
  update(aws: Aws, id: string, state: Bag, inputs: Bag, changed: ReadonlySet<string>): Promise<void>;

  /** The id for importing a resource with these inputs; its name by default. */
  importId?(aws: Aws, inputs: Bag): string;

  /** Deletes the resource; it may already be gone. */
  delete(aws: Aws, id: string, state: Bag): Promise<void>;
}

/** The error for an id that does not have this type's form. */
export function wrongId(type: { noun: string }, id: string, expected: string): Error {
  return new Error(`"${id}" is not the id of an ${type.noun}: expected ${expected}`);
}
