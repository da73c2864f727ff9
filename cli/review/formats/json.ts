/** A review for programs; `docs/review.schema.json` describes it. */
import type { Review } from "../model";
import { visibleJson } from "../../../settings/visible";

/** The review as JSON. Hidden characters are escaped, so it is safe to show in a terminal. */
export function asJson(review: Review): string {
  return `${visibleJson(JSON.stringify(review, undefined, 2))}\n`;
}
