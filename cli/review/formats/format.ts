/** The formats of a review, by name. */
import type { Review } from "../model";
import { asHtml } from "./html";
import { asJson } from "./json";
import { asMarkdown } from "./markdown";
import { asSarif, type Sources } from "./sarif";
import { asTable, type TableOptions } from "./table";

/** The values of `--format`. */
export const formats = ["table", "md", "json", "sarif", "html"] as const;

/** One of {@link formats}. */
export type Format = (typeof formats)[number];

/** A review as text. */
export function formatted(review: Review, format: Format, sources: Sources, table: TableOptions): string {
  switch (format) {
    case "table":
      return asTable(review, table);
    case "md":
      return asMarkdown(review);
    case "json":
      return asJson(review);
    case "sarif":
      return asSarif(review, sources);
    case "html":
      return asHtml(review);
  }
}
