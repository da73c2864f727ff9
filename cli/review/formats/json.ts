/** A review for programs: `docs/review.schema.json` says what is in it. */
import type { Review } from "../model";
import { visibleJson } from "../../../settings/visible";

/** The review as JSON. Hidden characters are escapes, so that it can be looked at in a terminal too. */
export function asJson(review: Review): string {
  return `${visibleJson(JSON.stringify(review, undefined, 2))}\n`;
}
