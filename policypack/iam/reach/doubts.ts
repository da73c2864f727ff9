/** What could not be decided about the policies of a principal. */
import type { ActionSet } from "../catalogue/actionSet";
import type { Statement } from "../document/document";
import type { Grant } from "./grants";

/** Something that could not be decided. */
export interface Doubt {
  readonly grant: Grant;
  readonly why: string;
  readonly actions: ActionSet;
}

/** Why something is in doubt that would take too long to decide. */
export const INTRICATE = "its patterns are too many or too intricate to be decided";

/** Doubts as they come up, one for each statement and reason however many grants it makes. */
export class Doubts {
  private readonly byStatement = new Map<Statement, Map<string, Doubt>>();

  /** Adds actions of a grant, if there are any. */
  add(grant: Grant, actions: ActionSet, why: string): void {
    if (actions.count() === 0) return;
    const own = this.byStatement.get(grant.statement) ?? new Map<string, Doubt>();
    this.byStatement.set(grant.statement, own);
    const known = own.get(why);
    if (known === undefined) own.set(why, { grant, actions, why });
    else known.actions.addAll(actions);
  }

  /** All of them, by statement. */
  get all(): readonly Doubt[] {
    return [...this.byStatement.values()].flatMap((own) => [...own.values()]);
  }
}
