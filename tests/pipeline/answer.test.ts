import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { stepOf } from "./workflow";

describe("whether a pull request may be merged", () => {
  const { run, env: names = {} } = stepOf("preview.yml", "answer", "May it be merged?");
  const passed = { CHECKS: "success", CODE: "0", STACKS: "trusting", PREVIEW: "success", WIDENING: "skipped" };
  const here = { HEAD_REPOSITORY: "shop/access", GITHUB_REPOSITORY: "shop/access" };
  const cases: readonly (readonly [what: string, given: Record<string, string>, refused?: RegExp])[] = [
    ["all passed", {}],
    ["no stack is concerned, so none was previewed", { STACKS: "", PREVIEW: "skipped" }],
    ["access gets wider, and somebody agreed", { CODE: "7", WIDENING: "success" }],
    ["something is not known, and somebody agreed", { CODE: "11", WIDENING: "success" }],
    ["a fork's that concerns no stack", { HEAD_REPOSITORY: "eve/access", STACKS: "", PREVIEW: "skipped" }],
    ["the checks failed", { CHECKS: "failure", CODE: "", STACKS: "", PREVIEW: "skipped" }, /The checks did not pass/],
    ["the checks were cancelled", { CHECKS: "cancelled" }, /The checks did not pass/],
    ["access gets wider, and nobody agreed", { CODE: "7", WIDENING: "failure" }, /Access gets wider.*nobody/],
    ["access gets wider, and nobody was asked", { CODE: "7" }, /Access gets wider/],
    ["something is not known, and nobody agreed", { CODE: "11", WIDENING: "cancelled" }, /not known/],
    ["the difference says nothing", { CODE: "" }, /Access gets wider/],
    ["the preview failed", { PREVIEW: "failure" }, /The preview did not pass/],
    ["the preview was left out", { PREVIEW: "skipped" }, /The preview did not pass/],
    [
      "a fork's that concerns a stack",
      { HEAD_REPOSITORY: "eve/access", PREVIEW: "skipped" },
      /Code of a fork gets no credentials, so these stacks were not previewed: trusting\. Push the branch/,
    ],
  ];
  for (const [what, given, refused] of cases)
    it(`${refused ? "not" : "yes"}: ${what}`, () => {
      const env = { PATH: process.env["PATH"], ...passed, ...here, ...given };
      for (const name of Object.keys(names)) assert.ok(name in env, name);
      const { status, stdout } = spawnSync("bash", ["-e", "-c", run], { env, encoding: "utf8" });
      assert.match(stdout, refused ?? /^It may\.\n$/);
      assert.equal(status, refused ? 1 : 0);
      if (refused) assert.match(stdout, /^::error::.*\n$/);
    });
});
