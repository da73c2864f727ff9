import { stackFileSchema } from "../../settings/stackFile";

type Node = {
  readonly properties?: Record<string, Node>;
  readonly additionalProperties?: Node | boolean;
  readonly items?: Node | Node[];
  readonly anyOf?: Node[];
};

/** The keys that settings may have, at any depth; those of policy documents are IAM's to explain. */
function keysIn(node: Node): string[] {
  const inner = [
    ...Object.values(node.properties ?? {}),
    ...(typeof node.additionalProperties === "object" ? [node.additionalProperties] : []),
    ...[node.items ?? []].flat(),
    ...(node.anyOf ?? []),
  ];
  const own = Object.keys(node.properties ?? {});
  return own.includes("Statement") ? [] : [...own, ...inner.flatMap(keysIn)];
}

/** Each key once. */
export function settingKeys(): string[] {
  return [...new Set(keysIn(stackFileSchema("cross-account-access") as Node))].filter((key) => key !== "config");
}
