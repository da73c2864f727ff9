import assert from "node:assert/strict";
import { commentMarker, commentText, forgeLimit } from "../../pipeline/comment";
import { concernedStacks } from "../../pipeline/concerned";
import { dueIssues, issueSteps, readReview, type FoundIssue } from "../../pipeline/issues";
import { profilesOf, type ProfilesQuestion } from "../../pipeline/profiles";
import type { Review } from "../../cli/review/model";
import { example } from "../cli/review/formats/example";

describe("which stacks a change concerns", () => {
  const all = ["trusted", "trusting"];
  const cases: readonly (readonly [paths: readonly string[], folder: string, expected: readonly string[]])[] = [
    [[], "", []],
    [["Pulumi.trusting.yaml"], "", ["trusting"]],
    [["access/trusted/grants/a.yaml"], "", ["trusted"]],
    [["access/trusted/grants/a.yaml", "Pulumi.trusting.yaml"], "", all],
    [["Pulumi.gone.yaml"], "", []],
    [["stacks/Pulumi.trusting.yaml"], "stacks", ["trusting"]],
    [["stacks/Pulumi.trusting.yaml"], "", all],
    [["README.md", "docs/a.json", "tests/x.ts", "approvals.yaml", ".github/workflows/a.yml", "CODEOWNERS"], "", []],
    [["pipeline/Pulumi.trusting.yaml"], "", []],
    [["policypack.config.json"], "", all],
    [["Pulumi.yaml"], "", all],
    [["documents/grant.ts"], "", all],
    [["docs/a.json", "package-lock.json"], "", all],
    [["access/README"], "", all],
    [["something new"], "", all],
  ];
  for (const [paths, folder, expected] of cases)
    it(`${paths.join(", ") || "nothing"}${folder && ` (stacks in ${folder})`}: ${expected.join(", ") || "none"}`, () =>
      assert.deepEqual(concernedStacks(paths, all, folder), expected));
});

describe("the profiles of a job", () => {
  const account = (id: string) => ({ id, partition: "aws", region: "eu-west-1" }) as const;
  const [shop, people] = [account("111111111111"), account("222222222222")];
  const question: ProfilesQuestion = {
    purpose: "deploy",
    stacks: [
      { name: "trusting", account: shop, profile: "trusting" },
      { name: "data", account: shop, profile: "trusting" },
      { name: "trusted", account: people, profile: "trusted" },
    ],
    command: ["node", "/p/run.cjs", "credentials"],
  };
  const text = (given: Partial<ProfilesQuestion> = {}) => {
    const found = profilesOf({ ...question, ...given });
    return "text" in found ? found.text : found.problems.join("\n");
  };

  it("are one for each name, each with the role of its account", () =>
    assert.equal(
      text({ state: "333333333333" }),
      [
        ["trusting", "111111111111"],
        ["trusted", "222222222222"],
        ["state", "333333333333"],
      ]
        .map(
          ([name, id]) =>
            `[profile ${name}]\nregion = eu-west-1\ncredential_process = node /p/run.cjs credentials ` +
            `arn:aws:iam::${id}:role/cross-account-pipeline/cross-account-deploy\n`,
        )
        .join("\n"),
    ));

  const refused: readonly (readonly [what: string, given: Partial<ProfilesQuestion>, said: RegExp])[] = [
    ["no profile", { stacks: [{ name: "a", account: shop }] }, /^a: found no aws:profile, expected a name/],
    [
      "a name with a bracket",
      { stacks: [{ name: "a", account: shop, profile: "x]\n[y" }] },
      /^a: found aws:profile "x\]/,
    ],
    [
      "one profile for two accounts",
      { stacks: [...question.stacks, { name: "b", account: people, profile: "trusting" }] },
      /^b: its aws:profile trusting is that of trusting, which is another account/,
    ],
    [
      "the name of the state's profile",
      { stacks: [{ name: "a", account: shop, profile: "state" }], state: "333333333333" },
      /^a: found aws:profile state/,
    ],
    ["a path with a blank", { command: ["node", "/a b"] }, /^found the path "\/a b", expected one without blanks/],
  ];
  for (const [what, given, said] of refused)
    it(`refuse ${what}`, () => {
      assert.match(text(given), said);
      assert.doesNotMatch(text(given), /credential_process/);
    });
});

describe("the comment of a pull request", () => {
  const lines = (count: number, text: string) => Array.from({ length: count }, (_, at) => `${text} ${at}\n`).join("");

  it("has the difference and the preview, and says where there was none", () => {
    assert.equal(
      commentText("## Wider\n", "trusting  previewed: 1 created\n", "").text,
      `${commentMarker}\n## Wider\n\n## Preview\n\n\`\`\`text\ntrusting  previewed: 1 created\n\`\`\`\n`,
    );
    assert.equal(commentText("## Same\n", undefined, "None.").text, `${commentMarker}\n## Same\n\nNone.\n`);
  });

  it("what a preview prints stays within its fence", () => {
    const { text } = commentText("a\n", "```\n@everyone\u202e ````\n", "");
    assert.match(text, /\n`````text\n```\n@everyone\\u202e ````\n`````\n$/);
  });

  const sizes: readonly (readonly [difference: number, preview: number | undefined])[] = [
    [10, 10],
    [5000, undefined],
    [5000, 1],
    [5000, 5000],
    [1, 5000],
  ];
  for (const [difference, preview] of sizes)
    it(`fits, with ${difference} lines and ${preview ?? "no"} lines of a preview`, () => {
      const said = preview === undefined ? undefined : lines(preview, "a line of the preview");
      const { text, left } = commentText(lines(difference, "- a line of the difference"), said, "None.");
      assert.ok(text.length <= forgeLimit, String(text.length));
      const shown = text.split("\n").filter((line) => /a line of the/.test(line)).length;
      assert.equal(shown + left, difference + (preview ?? 0));
      const told = [...text.matchAll(/\*\*(\d+) lines are left out/g)].reduce(
        (sum, [, count]) => sum + Number(count),
        0,
      );
      assert.equal(told, left);
      // How the stacks ended stands at the end.
      if (preview !== undefined) assert.ok(text.includes(`a line of the preview ${preview - 1}\n`));
      if (difference + (preview ?? 0) <= 20) assert.equal(left, 0);
    });

  it("closes what is folded where it is cut", () => {
    const { text } = commentText(`<details>\n${lines(5000, "- gains")}</details>\n`, undefined, "None.");
    assert.equal(text.split("<details>").length, text.split("</details>").length);
  });
});

describe("issues for owners", () => {
  const [role] = example.roles;
  const review = role!.review!;
  const finding = (
    kind: "review-due" | "review-overdue" | "unused",
    message: string,
    document = "roles.deploy.review",
  ) =>
    ({ kind, level: "warning", account: role!.account, role: role!.arn, document, message, remedy: "Ask." }) as const;
  const of = (findings: Review["findings"], missing: Review["missing"] = []): Review => ({
    ...example,
    roles: [role!],
    findings,
    missing,
  });
  const due = dueIssues(
    of([finding("review-due", "One."), finding("unused", "Two."), finding("review-overdue", "Three.")]),
  );
  const [issue] = due;
  const found = (given: Partial<FoundIssue> = {}): FoundIssue => ({ number: 5, open: true, ...issue!, ...given });

  it("are one for each owner, with what is due and nothing else", () => {
    assert.deepEqual(
      due.map(({ owner, title }) => [owner, title]),
      [[review.owner, `Access to review: ${review.owner}`]],
    );
    assert.match(issue!.body, /\n- One\\?\.\n {2}Ask\\?\.\n- Three\\?\.\n/);
    assert.doesNotMatch(issue!.body, /Two/);
    assert.deepEqual(dueIssues(of([finding("unused", "Two.")])), []);
  });

  it("of an outside account are its owner's", () => {
    const accounts = [
      {
        id: "999999999999",
        stacks: [],
        read: false,
        outside: { owner: "cloud@example.com", reason: "r", by: "2027-01-01" },
      },
    ];
    const one = dueIssues({ ...of([finding("review-due", "One.", "accounts.yaml, 999999999999")]), accounts });
    assert.deepEqual(
      one.map(({ owner }) => owner),
      ["cloud@example.com"],
    );
  });

  const cases: readonly (readonly [string, readonly FoundIssue[], boolean, readonly string[]])[] = [
    ["there is none: opened", [], true, ["open"]],
    ["there is the same: nothing", [found()], true, []],
    ["its line ends were changed: nothing", [found({ body: issue!.body.replaceAll("\n", "\r\n") })], true, []],
    ["it says something else: updated", [found({ body: `${issue!.body.split("\n")[0]}\nold` })], true, ["update 5"]],
    ["it was closed: opened again", [found({ open: false })], true, ["update 5"]],
    ["there is a copy: the oldest counts, the copy goes", [found({ number: 9 }), found()], true, ["close 9"]],
    ["it is another's with the same words: opened", [found({ body: "Something" })], true, ["open"]],
  ];
  for (const [what, issues, complete, expected] of cases)
    it(`${what}`, () =>
      assert.deepEqual(
        issueSteps(due, issues, complete).map((step) => (step.do === "open" ? "open" : `${step.do} ${step.number}`)),
        expected,
      ));

  it("are closed when nothing is due, unless something could not be read", () => {
    assert.deepEqual(
      issueSteps([], [found()], true).map((step) => step.do),
      ["close"],
    );
    assert.deepEqual(issueSteps([], [found()], false), []);
    assert.deepEqual(issueSteps([], [found({ open: false })], true), []);
  });

  it("hold as much as an issue may, and nothing in them is markup", () => {
    const many = dueIssues(of(Array.from({ length: 3000 }, (_, at) => finding("review-due", `@team [x](y) ${at}`))));
    assert.ok(many[0]!.body.length <= 65_536);
    assert.match(many[0]!.body, /\*\*\d+ more are left out here/);
    assert.doesNotMatch(many[0]!.body, /@team|\[x\]\(/);
  });

  it("are read of a review alone", () => {
    assert.ok(readReview(JSON.parse(JSON.stringify(example))));
    for (const wrong of [undefined, null, {}, [], { ...example, version: 2 }, { ...example, findings: [{}] }])
      assert.equal(readReview(wrong), undefined);
  });
});
