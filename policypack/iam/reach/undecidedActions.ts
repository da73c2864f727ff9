import type { ActionSet } from "../catalogue/actionSet";
import type { Statement } from "../document/document";
import type { Grant } from "./grant";

/** Actions of one grant of which it could not be decided whether they are limited, and why. */
export interface Undecided {
  readonly grant: Grant;
  readonly why: string;
  readonly actions: ActionSet;
}

/** The reason when deciding would take too long. */
export const INTRICATE = "its patterns are too many or too intricate to be decided";

/** Collects them: one entry for each statement and reason, even when the statement makes many grants. */
export class UndecidedActions {
  private readonly byStatement = new Map<Statement, Map<string, Undecided>>();

  /** Adds the actions of a grant. Does nothing when there are none. */
  add(grant: Grant, actions: ActionSet, why: string): void {
    if (actions.empty) return;
    const own = this.byStatement.get(grant.statement) ?? new Map<string, Undecided>();
    this.byStatement.set(grant.statement, own);
    const known = own.get(why);
    if (known === undefined) own.set(why, { grant, actions, why });
    else known.actions.addAll(actions);
  }

  /** All entries, those of one statement together. */
  get all(): readonly Undecided[] {
    return [...this.byStatement.values()].flatMap((own) => [...own.values()]);
  }
}
