/** What a kind of input is to the machine that tries them. */
import type * as fc from "fast-check";
import type { Complaint } from "./judge";
import type { Place } from "./world/place";

/** What came of an input that nothing is wrong with. */
export type Outcome = "taken" | "refused";

/** A kind of input: how inputs are made, and what has to hold for each. */
export interface Kind<Input = unknown> {
  readonly name: string;
  /** Inputs of this kind among all. */
  readonly share: number;
  readonly inputs: fc.Arbitrary<Input>;
  /** Inputs that have to be taken: without them a kind whose every input is refused would look well. */
  readonly right: readonly Input[];
  /** Tries an input. What it throws is a complaint too. */
  readonly attempt: (input: Input, place: Place) => Promise<Outcome | Complaint> | Outcome | Complaint;
}

/** Makes a kind; its inputs are known to it alone. */
export function kind<Input>(one: Kind<Input>): Kind {
  return one as unknown as Kind;
}
