import { wordToPaste as word } from "../../cli/assume/output/quoting";
import { visible } from "../../settings/visible";

/**
 * How the components of this project are called whose children can be there already, by their types: a URN has the types of all parents,
 * and the name of none. Of a component that is not here the URN is left to the reader.
 */
const componentNames: Readonly<Record<string, (child: string) => string>> = {
  "cross-account-access:index:AccountAccess": () => "access",
  "cross-account-access:index:CrossAccountRole": (child) => child,
};

/**
 * The one command after which a resource that is there already is this stack's: under its component, so that the next
 * deployment finds it where the program has it, and without protection.
 *
 * @param urn the resource's URN
 * @param id its id, as `pulumi import` takes it
 */
export function takeOverCommand(urn: string, id: string): string {
  const [, stack = "", , types = "", ...rest] = urn.replace(/^urn:pulumi:/, "::").split("::");
  const name = rest.join("::");
  const chain = types.split("$");
  const [type = "", parent] = chain.reverse();
  const what = [type, name, id];
  const options = [...parentOption(urn, types, parent, name), "--protect=false", `--stack ${word(stack)}`];
  // IAM lets names begin like options.
  const order = what.some((text) => text.startsWith("-")) ? [...options, "--", ...what.map(word)] : [...what.map(word), ...options];
  return ["pulumi import", ...order].join(" ");
}

function parentOption(urn: string, types: string, parent: string | undefined, child: string): string[] {
  if (parent === undefined) return [];
  const called = Object.hasOwn(componentNames, parent) ? componentNames[parent]?.(child) : undefined;
  if (called === undefined) return [`--parent component=<URN of its ${visible(parent)}: pulumi stack --show-urns>`];
  const above = types.slice(0, types.lastIndexOf("$"));
  return [`--parent ${word(`component=${urn.slice(0, urn.indexOf(`::${types}::`))}::${above}::${called}`)}`];
}
