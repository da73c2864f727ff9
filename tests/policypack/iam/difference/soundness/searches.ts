/** The searches: what is drawn, and what contradicts it. */
import {
  type Contradiction,
  contradictedPermissions,
  contradictedTrusts,
  eitherWay,
  lookAmong,
  type Tally,
} from "./contradictions";
import { PERMISSIONS, TRUSTS } from "./pairs";
import { contradictedPolicies, contradictedVerdict, SUBJECTS, TRUSTING } from "./verdicts";

/** See `lookFor`. */
export const KINDS_OF_SEARCH = ["permissions", "trusts", "acceptable policies", "acceptable trusts"] as const;
export type KindOfSearch = (typeof KINDS_OF_SEARCH)[number];

/**
 * Draws pairs of permissions or trusts until so many were called within, or policies and trusts until so many were called
 * acceptable; undefined where none was contradicted.
 */
export function lookFor(kind: KindOfSearch, seed: number, within: number, tally: Tally): Contradiction | undefined {
  switch (kind) {
    case "permissions":
      return lookAmong(PERMISSIONS, eitherWay(contradictedPermissions), seed, within, tally);
    case "trusts":
      return lookAmong(TRUSTS, eitherWay(contradictedTrusts), seed, within, tally);
    case "acceptable policies":
      return lookAmong(SUBJECTS, contradictedPolicies, seed, within, tally);
    case "acceptable trusts":
      return lookAmong(TRUSTING, contradictedVerdict, seed, within, tally);
  }
}
