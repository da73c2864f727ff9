/** Actions that take a role, as the services' API models say and people judged; the table of paths names some more. */
import type { ActionCatalogue } from "../catalogue/actions";
import { ActionSet } from "../catalogue/actionSet";
import { judgements, receivers } from "../catalogue/judgements";
import { type EscalationPath, SOURCES } from "./paths";

/** An action that takes a role. */
export interface Taker {
  readonly path: EscalationPath;
  /** True when the service uses the role for one fixed purpose: what that gives away cannot be proven. */
  readonly fixed: boolean;
}

/** All actions that take a role and need nothing besides. */
export interface Takers {
  readonly set: ActionSet;
  readonly byAction: ReadonlyMap<number, Taker>;
}

const found = new WeakMap<ActionCatalogue, Takers>();

/** See {@link Takers}. */
export function takers(catalogue: ActionCatalogue): Takers {
  let known = found.get(catalogue);
  if (known === undefined) {
    const set = new ActionSet(catalogue.size);
    const byAction = new Map<number, Taker>();
    for (const { action, verdict } of judgements("role")) {
      const number = catalogue.number(action);
      if (number === undefined || (verdict !== "acts" && verdict !== "sends")) continue;
      set.add(number);
      byAction.set(number, {
        path: {
          id: `pass-role-to-${action}`,
          kind: "pass",
          actions: [action],
          services: receivers(action.split(":")[0]!),
          source: SOURCES.models,
        },
        fixed: verdict === "sends",
      });
    }
    found.set(catalogue, (known = { set, byAction }));
  }
  return known;
}
