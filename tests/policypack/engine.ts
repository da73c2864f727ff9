/** Runs the pack's policies as the engine does, without an engine. */
import type { ResourceValidationArgs, StackValidationArgs } from "@pulumi/policy";
import * as framework from "@pulumi/policy/proxy";
import { enforce } from "../../policypack/enforce";
import { RULES } from "../../policypack/rules";

// The framework's own proxy, which its declarations mark as internal and so leave out.
const proxy = framework as unknown as {
  UnknownValueError: new () => Error;
  unknownCheckingProxy: (props: object) => Record<string, unknown>;
  unknownStringValue: string;
};
export const { UnknownValueError, unknownCheckingProxy, unknownStringValue } = proxy;

/** A resource of a program. */
export interface Shown {
  readonly type: string;
  readonly props: object;
  readonly name?: string;
  /** Type and name of the resource that it belongs to, with a space between. */
  readonly parent?: string;
  /** The provider's name and settings; undefined for a component, and where nobody tells them apart. */
  readonly provider?: { readonly name: string; readonly props: object };
  /** What the end of the run shows instead of the inputs. */
  readonly outputs?: object;
  /** Names of resources that a property was made from. */
  readonly dependencies?: Readonly<Record<string, readonly string[]>>;
}

/**
 * Runs the pack as the engine does and returns the violations as `policy: message`.
 * @param preview true when the engine says that it only previews
 */
export function run(
  resources: readonly Shown[],
  config: Readonly<Record<string, object>> = {},
  skipEnd = false,
  preview = false,
): string[] {
  const found: string[] = [];
  const policies = enforce(
    RULES,
    () => new Date("2026-11-24T12:00:00Z"),
    () => preview,
  );
  const named = resources.map((one, i) => ({ ...one, ...identity(one, i) }));
  const visit = (args: object, kind: "validateResource" | "validateStack"): void => {
    for (const policy of policies) {
      const report = (message: string): void => void found.push(`${policy.name}: ${message}`);
      const complete = { ...args, getConfig: () => config[policy.name] ?? {} } as unknown;
      if (kind === "validateStack") void policy.validateStack(complete as StackValidationArgs, report);
      else
        (policy.validateResource as (args: ResourceValidationArgs, report: (m: string) => void) => void)(
          complete as ResourceValidationArgs,
          report,
        );
    }
  };
  const shown = named.map(({ type, name, urn, parent, provider }) => ({
    type,
    name,
    urn,
    opts: parent === undefined ? {} : { parent: urnOf(parent) },
    ...(provider === undefined
      ? {}
      : {
          provider: {
            type: "pulumi:providers:aws",
            name: provider.name,
            urn: urnOf(`pulumi:providers:aws ${provider.name}`),
            props: unknownCheckingProxy(provider.props),
          },
        }),
  }));
  for (const [i, one] of shown.entries())
    visit({ ...one, props: unknownCheckingProxy(named[i]!.props) }, "validateResource");
  const all = shown.map((one, i) => ({ ...one, props: unknownCheckingProxy(named[i]!.outputs ?? named[i]!.props) }));
  const ended = all.map((one, i) => ({
    ...one,
    parent: all.find(({ urn }) => urn === one.opts.parent),
    propertyDependencies: Object.fromEntries(
      Object.entries(named[i]!.dependencies ?? {}).map(([key, names]) => [
        key,
        all.filter((other) => names.includes(other.name)),
      ]),
    ),
  }));
  if (!skipEnd) visit({ resources: ended }, "validateStack");
  return found;
}

function identity({ type, name }: Shown, i: number): { name: string; urn: string } {
  const own = name ?? `r${i}`;
  return { name: own, urn: urnOf(`${type} ${own}`) };
}

function urnOf(typeAndName: string): string {
  const [type, name] = typeAndName.split(" ");
  return `urn:pulumi:s::p::${type}::${name}`;
}
