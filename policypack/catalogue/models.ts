/**
 * Reads the API models of AWS' services, as botocore has them: which values each operation takes and returns.
 * https://github.com/boto/botocore/tree/develop/botocore/data
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";

/** A value inside a request or an answer. */
export interface Member {
  /** The names that lead to it, with dots between them: `Target.RoleArn`. */
  readonly path: string;
  /** The name of its type. */
  readonly shape: string;
  readonly type: string;
  readonly pattern: string;
  readonly documentation: string;
  readonly enumerated: boolean;
}

/** An operation of a service. */
export interface Operation {
  readonly name: string;
  readonly input: readonly Member[];
  readonly output: readonly Member[];
}

/** A service's API. */
export interface Model {
  /** Prefixes that its IAM actions may have, the likeliest first. */
  readonly prefixes: readonly string[];
  readonly operations: readonly Operation[];
  /** The patterns of its types of text, by the names of types and members in lower case. */
  readonly patterns: ReadonlyMap<string, string>;
}

interface Reference {
  readonly shape: string;
  readonly documentation?: string;
}

interface Shape {
  readonly type: string;
  readonly members?: Readonly<Record<string, Reference>>;
  readonly member?: Reference;
  readonly value?: Reference;
  readonly pattern?: string;
  readonly documentation?: string;
  readonly enum?: readonly string[];
}

interface ServiceFile {
  readonly metadata: { readonly endpointPrefix: string; readonly signingName?: string };
  readonly operations: Readonly<
    Record<string, { readonly input?: { readonly shape: string }; readonly output?: { readonly shape: string } }>
  >;
  readonly shapes: Readonly<Record<string, Shape>>;
}

/** Services whose actions have a prefix that their API does not have. */
const PREFIXES: Readonly<Record<string, string>> = {
  apigatewayv2: "apigateway",
  cloudcontrol: "cloudformation",
  iotsecuretunneling: "iot",
  mturk: "mechanicalturk",
  "iot-data": "iot",
  "iot-jobs-data": "iotjobsdata",
  resourcegroupstaggingapi: "tag",
};

/**
 * All services of a release of botocore, each in its newest version.
 * @param folder botocore's folder `data`
 */
export function models(folder: string): Model[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort()
    .flatMap((service) => {
      const file = newest(join(folder, service));
      if (file === undefined) return [];
      const text = readFileSync(file);
      const model = JSON.parse((file.endsWith(".gz") ? gunzipSync(text) : text).toString()) as ServiceFile;
      const { endpointPrefix, signingName } = model.metadata;
      const prefixes = [PREFIXES[service], signingName, endpointPrefix, service].filter((name) => name !== undefined);
      return [
        {
          prefixes: [...new Set(prefixes)],
          operations: Object.entries(model.operations).map(([name, { input, output }]) => ({
            name,
            input: input === undefined ? [] : [...membersOf(model.shapes, input.shape)],
            output: output === undefined ? [] : [...membersOf(model.shapes, output.shape)],
          })),
          patterns: patternsOf(model.shapes),
        },
      ];
    });
}

function patternsOf(shapes: ServiceFile["shapes"]): Map<string, string> {
  const found = new Map<string, string>();
  const add = (name: string, { pattern }: Shape): void => {
    if (pattern !== undefined && !found.has(name.toLowerCase())) found.set(name.toLowerCase(), pattern);
  };
  for (const [name, shape] of Object.entries(shapes)) add(name, shape);
  for (const { members } of Object.values(shapes))
    for (const [name, ref] of Object.entries(members ?? {})) add(name, shapes[ref.shape]!);
  return found;
}

function newest(folder: string): string | undefined {
  const versions = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const version = versions.map(({ name }) => name).sort();
  return version
    .reverse()
    .flatMap((name) => ["service-2.json.gz", "service-2.json"].map((file) => join(folder, name, file)))
    .find((file) => existsSync(file));
}

/** Types that contain themselves are entered once. */
const DEEPEST = 9;

function* membersOf(
  shapes: ServiceFile["shapes"],
  name: string,
  path: readonly string[] = [],
  seen: readonly string[] = [],
): Generator<Member> {
  const shape = shapes[name]!;
  if (seen.includes(name) || seen.length > DEEPEST) return;
  const inner =
    shape.type === "structure"
      ? Object.entries(shape.members ?? {}).map(([key, ref]) => ({ key: [...path, key], ref }))
      : [shape.member, shape.value].filter((ref) => ref !== undefined).map((ref: Reference) => ({ key: path, ref }));
  for (const { key, ref } of inner) {
    const found = shapes[ref.shape]!;
    if (key.length > 0)
      yield {
        path: key.join("."),
        shape: ref.shape,
        type: found.type,
        pattern: found.pattern ?? "",
        documentation: `${ref.documentation ?? ""} ${found.documentation ?? ""}`,
        enumerated: found.enum !== undefined,
      };
    yield* membersOf(shapes, ref.shape, key, [...seen, name]);
  }
}
