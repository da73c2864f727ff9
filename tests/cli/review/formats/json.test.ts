import type { ValidateFunction } from "ajv";
import { Ajv2020 } from "ajv/dist/2020";
import addFormats from "ajv-formats";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { asJson } from "../../../../cli/review/formats/json";
import { reviewSchemaFile, reviewSchemaText } from "../../../../cli/review/generateSchema";
import { reviewSchema, type Review } from "../../../../cli/review/model";
import { visible } from "../../../../settings/visible";
import { bigReview, example, hostile, quiet } from "./example";
import { hostileTexts } from "../../../hostileTexts";

describe("a review as JSON", () => {
  let valid: ValidateFunction;

  before(() => {
    const ajv = new Ajv2020({ strict: true, allErrors: true });
    (addFormats as unknown as { default(ajv: Ajv2020): void }).default(ajv);
    valid = ajv.compile(JSON.parse(reviewSchemaText()) as object);
  });

  it("has a published schema that is current: npm run schema writes it anew", () => {
    assert.equal(readFileSync(reviewSchemaFile, "utf8"), reviewSchemaText());
  });

  for (const [what, review] of [
    ["every kind of finding", example],
    ["nothing to say", quiet],
    ["many accounts", bigReview(3, 2, 4)],
    ...hostileTexts.map((text) => [visible(text.slice(0, 40)), hostile(text)] as const),
  ] as const) {
    it(`is valid by it, and means the same when read: ${what}`, () => {
      const read = JSON.parse(asJson(review)) as unknown;
      assert.equal(valid(read), true, JSON.stringify(valid.errors));
      assert.deepEqual(read, JSON.parse(JSON.stringify(review)));
      assert.deepEqual(reviewSchema.parse(read), review);
    });
  }

  for (const [what, change] of [
    ["an unknown field", (review: Review) => ({ ...review, extra: 1 })],
    ["another version", (review: Review) => ({ ...review, version: 2 })],
    ["a verdict that does not exist", (review: Review) => ({ ...review, verdict: "fine" })],
    ["a moment that is none", (review: Review) => ({ ...review, at: "yesterday" })],
    [
      "a kind that does not exist",
      (review: Review) => ({ ...review, findings: [{ ...review.findings[0], kind: "odd" }] }),
    ],
    [
      "a role without principals",
      (review: Review) => ({ ...review, roles: review.roles.map(({ principals: _, ...role }) => role) }),
    ],
    [
      "an account of eleven digits",
      (review: Review) => ({ ...review, accounts: [{ id: "11111111111", stacks: [], read: true }] }),
    ],
  ] as const) {
    it(`would not be with ${what}`, () => assert.equal(valid(change(example)), false));
  }

  it("has hidden characters as escapes, and one line at its end", () => {
    const text = asJson(hostile("a\u202e\u001b[31m\u200b\u{e0041}"));
    assert.match(text, /a\\u202e\\u001b\[31m\\u200b\\udb40\\udc41/);
    // eslint-disable-next-line no-control-regex -- it is control characters that are looked for
    assert.doesNotMatch(text, /[\u202e\u001b\u200b]|\u{e0041}/u);
    assert.match(text, /\}\n$/);
  });
});
