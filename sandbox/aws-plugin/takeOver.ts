import { wordToPaste as word } from "../../cli/assume/output/quoting";
import { visible } from "../../settings/visible";

/**
 * The names of this project's components whose children may already exist, by component type. A URN has the types of
 * all parents, but not their names. For a component that is not listed, the reader has to fill in the URN.
 */
const componentNames: Readonly<Record<string, (child: string) => string>> = {
  "cross-account-access:index:AccountAccess": () => "access",
  "cross-account-access:index:CrossAccountRole": (child) => child,
};

/**
 * The command that makes an existing resource part of this stack: under its component, where the next deployment
 * expects it, and without protection.
 *
 * @param urn the resource's URN
 * @param id its id, in the form that `pulumi import` takes
 */
export function takeOverCommand(urn: string, id: string): string {
  const [, stack = "", , types = "", ...rest] = urn.replace(/^urn:pulumi:/, "::").split("::");
  const name = rest.join("::");
  const chain = types.split("$");
  const [type = "", parent] = chain.reverse();
  const what = [type, name, id];
  const options = [...parentOption(urn, types, parent, name), "--protect=false", `--stack ${word(stack)}`];
  // IAM allows names that begin like an option.
  const order = what.some((text) => text.startsWith("-"))
    ? [...options, "--", ...what.map(word)]
    : [...what.map(word), ...options];
  return ["pulumi import", ...order].join(" ");
}

function parentOption(urn: string, types: string, parent: string | undefined, child: string): string[] {
  if (parent === undefined) return [];
  const called = Object.hasOwn(componentNames, parent) ? componentNames[parent]?.(child) : undefined;
  if (called === undefined) return [`--parent component=<URN of its ${visible(parent)}: pulumi stack --show-urns>`];
  const above = types.slice(0, types.lastIndexOf("$"));
  return [`--parent ${word(`component=${urn.slice(0, urn.indexOf(`::${types}::`))}::${above}::${called}`)}`];
}
