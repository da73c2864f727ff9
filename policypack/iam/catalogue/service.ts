/** The access levels of the Service Authorization Reference: Read, List, Write, Tagging, Permissions management. */
export type AccessLevel = "R" | "L" | "W" | "T" | "P";

interface Taken {
  readonly names: readonly string[];
  readonly lowerNames: readonly string[];
  readonly tails: readonly string[];
  readonly numbers: ReadonlyMap<string, number>;
}

/**
 * A service with its actions: their numbers go from `first` up to, but without, `end`. The text with the actions is taken
 * apart when it is first asked for, since most policies name few services.
 */
export class Service {
  readonly end: number;
  private taken: Taken | undefined;

  constructor(
    readonly prefix: string,
    readonly first: number,
    /** The types of resource, each with its key before its ARN. */
    readonly types: readonly string[],
    private readonly actions: string,
  ) {
    this.end = first + (actions === "" ? 0 : partsOf(actions));
  }

  /** As in `s3:GetObject`. */
  get names(): readonly string[] {
    return this.parts.names;
  }

  /** The same in lower case. */
  get lowerNames(): readonly string[] {
    return this.parts.lowerNames;
  }

  /** The number of an action, by its name in lower case. */
  number(lower: string): number | undefined {
    return this.parts.numbers.get(lower);
  }

  /** The name of an action of this service. */
  name(action: number): string {
    return this.parts.names[action - this.first]!;
  }

  level(action: number): AccessLevel {
    return this.parts.tails[action - this.first]!.charAt(0) as AccessLevel;
  }

  /** The places in `types` of the types that an action acts on, each with `*` when it is required: `0*,2`. */
  typesOf(action: number): string {
    return this.parts.tails[action - this.first]!.slice(2);
  }

  private get parts(): Taken {
    if (this.taken === undefined) {
      const lines = this.actions === "" ? [] : this.actions.split("|");
      const names = lines.map((line) => `${this.prefix}:${line.slice(0, line.indexOf(" "))}`);
      const lowerNames = names.map((name) => name.toLowerCase());
      const tails = lines.map((line) => line.slice(line.indexOf(" ") + 1));
      const numbers = new Map(lowerNames.map((name, i) => [name, this.first + i]));
      this.taken = { names, lowerNames, tails, numbers };
    }
    return this.taken;
  }
}

/** How many parts a text has between `|`. */
function partsOf(text: string): number {
  let count = 1;
  for (let at = text.indexOf("|"); at >= 0; at = text.indexOf("|", at + 1)) count++;
  return count;
}
