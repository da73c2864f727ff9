/** Finds actions that do not exist. IAM takes them: they may exist tomorrow. */
import type { ActionCatalogue } from "../catalogue/actions";
import { namedActions } from "../catalogue/namedActions";
import { nearestOf } from "./nearest";

/** True when no action of the catalogue has this name, or matches this pattern. */
export function isUnknownAction(catalogue: ActionCatalogue, action: string): boolean {
  return namedActions(catalogue, { not: false, values: [action] }).strangers.length > 0;
}

/** The action of the catalogue that was probably meant by an unknown one; undefined when none is near. */
export function nearestAction(catalogue: ActionCatalogue, action: string): string | undefined {
  const [, prefix = "", name = ""] = /^([^:]*):(.*)$/s.exec(action) ?? [];
  // Longer names are neither actions nor misspelt ones, and would take long to compare.
  if (/[*?]/.test(action) || prefix === "" || action.length > 200) return undefined;
  const known = catalogue.service(prefix.toLowerCase());
  const service =
    known ??
    catalogue.service(
      nearestOf(
        prefix,
        catalogue.services.map((one) => one.prefix),
        prefix.length < 5 ? 1 : 2,
      ) ?? "",
    );
  if (service === undefined) return undefined;
  const names = service.names;
  return nearestOf(`${service.prefix}:${name}`, names, Math.max(2, Math.floor(name.length / 4)));
}
