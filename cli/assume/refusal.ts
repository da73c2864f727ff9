import { rendered, type Line } from "../shared/lines";
import type { Diagnosis } from "./diagnosis/evidence";
import { Failure } from "./failure";

/** A diagnosis in words and its exit code. */
export interface Explained {
  readonly diagnosis: Diagnosis;
  readonly lines: readonly Line[];
  readonly exitCode: number;
}

/** A refusal with its diagnosis. */
export class Refusal extends Failure {
  constructor(
    exitCode: number,
    readonly explained: Explained,
  ) {
    super(exitCode, rendered(explained.lines, false).trimEnd());
  }
}
