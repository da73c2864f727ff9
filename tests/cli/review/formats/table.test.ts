import assert from "node:assert/strict";
import stringWidth from "string-width";
import { asTable } from "../../../../cli/review/formats/table";
import { findingKinds, type Review } from "../../../../cli/review/model";
import { visible } from "../../../../settings/visible";
import { bigReview, example, exampleRole, hostile, quiet } from "./example";
import { hostileTexts } from "../../../hostileTexts";

const plain = { width: 100, colour: false };
const lines = (review: Review, width = 100) => asTable(review, { width, colour: false }).split("\n");
const withRole = (role: Review["roles"][number]): Review => ({ ...quiet, roles: [role] });

describe("a review as a table", () => {
  it("says everything of a quiet one in a few lines", () => {
    assert.equal(
      asTable(quiet, plain),
      `Access is as approved
1 role in 2 accounts: 0 errors, 0 warnings (2026-11-24 12:00 UTC)

role    account       verdict      who can assume it  last used   review by
deploy  111111111111  as approved  alice              2026-11-20  2027-05-01

Next
  → Nothing before 2027-05-01, when the next review is due.
`,
    );
  });

  it("has a summary, a row for each role, errors, warnings, what is not known and what to do, in this order", () => {
    const text = asTable(example, plain);
    const order = [
      "Access differs from what was approved, and evidence is missing besides\n5 roles in 4 accounts: 14 errors, 10 warnings, 2 things not known",
      "\nrole       account",
      "\nErrors\n",
      "\nWarnings\n",
      "\nNot known\n",
      "\nNext\n",
    ].map((part) => text.indexOf(part));
    assert.ok(
      order.every((at, i) => at >= 0 && at > (order[i - 1] ?? -1)),
      text,
    );
    for (const kind of Object.keys(findingKinds)) assert.match(text, new RegExp(`^    [✗·] ${kind}: `, "m"));
    assert.match(text, /^hand-made {2}111111111111 {5}differs {6}everybody +not known {3}–\n {11}\(shop\)$/m);
    assert.match(
      text,
      /^ {2}\? when roles were last used \(stack data, account 333333333333\)\n {4}the API does not answer\n {4}→ Try again later\.$/m,
    );
  });

  it("names what a finding is about, and what to do, under the role that has it", () => {
    const role = exampleRole("deploy");
    const text = asTable(
      {
        ...quiet,
        findings: [
          {
            kind: "mfa-device-missing",
            level: "error",
            account: "222222222222",
            role: role.arn,
            principal: "arn:aws:iam::222222222222:user/bob",
            message: "bob has no device.",
            remedy: "Register one.",
          },
        ],
      },
      plain,
    );
    assert.match(
      text,
      /\nErrors\n {2}deploy in 111111111111\n {4}✗ mfa-device-missing: .*\n {6}arn:aws:iam::222222222222:user\/bob\n {6}bob has no device\.\n {6}→ Register one\.\n/,
    );
    assert.doesNotMatch(text, /Warnings/);
  });

  it("says what to type for the one role that nobody approved", () => {
    assert.match(
      asTable(withRole(exampleRole("deploy", undefined, { approval: { state: "none", possible: true } })), plain),
      /--approve deploy --by YOU/,
    );
    assert.match(
      asTable(withRole(exampleRole("$(reboot)", undefined, { approval: { state: "none", possible: true } })), plain),
      /--approve ROLE --by YOU/,
    );
    assert.match(
      asTable(withRole(exampleRole("--help", undefined, { approval: { state: "none", possible: true } })), plain),
      /--approve ROLE --by YOU/,
    );
  });

  it("counts those who do not fit, and says where nobody or everybody can", () => {
    const {
      principals: [one],
    } = exampleRole("x");
    const many = Array.from({ length: 7 }, (_, i) => ({ ...one!, arn: `arn:aws:iam::222222222222:user/u${i}` }));
    assert.match(
      asTable(withRole(exampleRole("x", undefined, { principals: many })), { ...plain, width: 140 }),
      /u0, u1, u2, u3 and 3 more/,
    );
    assert.match(asTable(withRole(exampleRole("x", undefined, { principals: [] })), plain), / nobody /);
  });

  for (const width of [72, 80, 100, 200]) {
    it(`fits ${width} columns, long names and wide characters too`, () => {
      const review = withRole(
        exampleRole(`${"a-long-name".repeat(9)}漢字漢字漢字`, undefined, {
          principals: ["漢".repeat(40), "bob"].map((name) => ({
            ...exampleRole("x").principals[0]!,
            arn: `arn:aws:iam::222222222222:user/${name}`,
          })),
        }),
      );
      const all = [...lines(example, width), ...lines(review, width)];
      // A word of a sentence that is longer than a line is not broken: somebody may want to copy it.
      const widest = Math.max(...all.filter((line) => line.trim().includes(" ")).map(stringWidth));
      assert.ok(widest <= width, `${widest} columns:\n${all.join("\n")}`);
      const letters = lines(review, width)
        .map((line) => line.slice(0, line.search(/ {2}|$/)))
        .join("");
      assert.ok(letters.includes("a-long-name".repeat(9)), "the whole name is there");
    });
  }

  it("colours only when asked to, and says the same then", () => {
    // eslint-disable-next-line no-control-regex -- it is control characters that are looked for
    const ansi = /\u001b\[\d+m/g;
    const coloured = asTable(example, { width: 100, colour: true });
    assert.match(coloured, ansi);
    assert.doesNotMatch(asTable(example, plain), ansi);
    assert.equal(coloured.replaceAll(ansi, "").replaceAll(/ +$/gm, ""), asTable(example, plain));
  });

  for (const text of hostileTexts) {
    it(`shows ${visible(text.slice(0, 40))} without any effect on the terminal`, () => {
      assert.doesNotMatch(
        asTable(hostile(text), plain).replaceAll("\n", ""),
        // eslint-disable-next-line no-control-regex -- it is control characters that are looked for
        /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]|\p{Cs}/u,
      );
    });
  }

  it("shows what is hidden as escapes", () => {
    const text = asTable(withRole(exampleRole("a\u202eb\u001b[31mc\nd\u00a0e")), { ...plain, width: 140 });
    assert.match(text, /^a\\u202eb\\u001b\[31mc\\nd\\u00a0e {2}111111111111/m);
  });

  it("shows a big review", () => {
    const big = bigReview(200, 20, 2);
    assert.equal(lines(big).filter((line) => /^role-\d+ /.test(line)).length, 4000);
  });
});
