import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { offeredRoles } from "../../../cli/assume/roles/offeredRoles";
import { visible } from "../../../settings/visible";
import { goodRole, trusting } from "../../components/hostile/published";
import { lies } from "../../components/hostile/table";
import { truths } from "../../components/hostile/truths";

/** Lies about the grantee's account, of which this command knows nothing. */
const elsewhere = new Set([
  "a trust policy that does not admit the grantee",
  "a trust policy that gives more than a grant may follow",
]);
/** What is no lie here: another partition may be the caller's, and a role that is not there is told when it is asked for. */
const ofNoConcern = new Set([
  "China",
  "GovCloud",
  "no role of the name",
  "a name that every object has",
  "a name that every object has, as a method",
  "the name of the prototype",
  "a role that a prototype has",
  "the prototype as the role",
]);

describe("what stacks publish, as the command line reads it", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "offered-"));
    writeFileSync(join(folder, "Pulumi.yaml"), "name: cross-account-access\nruntime: nodejs\n");
    writeFileSync(join(folder, "Pulumi.trusting.yaml"), `config:\n  aws:allowedAccountIds: ["${trusting}"]\n`);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));
  const read = (roles: unknown, stack = "trusting") => offeredRoles(folder, stack, JSON.stringify(roles)).roles!;
  const problemIn = (roles: unknown, stack = "trusting") => offeredRoles(folder, stack, JSON.stringify(roles)).problem!;

  for (const { what, roles } of Object.entries(lies)
    .filter(([about]) => !elsewhere.has(about))
    .flatMap(([, of]) => of)
    .filter(({ what }) => !ofNoConcern.has(what))) {
    it(`is refused: ${what}`, () => {
      const problem = problemIn(roles);
      assert.ok(
        problem.split("\n").every((line) => visible(line) === line),
        JSON.stringify(problem),
      );
      assert.ok(problem.length < 3_000, String(problem.length));
    });
  }

  for (const { what, roles, role = "deploy", arn = `arn:aws:iam::${trusting}:role/deploy` } of truths.filter(
    (truth) => truth.what !== "other roles that are wrong",
  )) {
    it(`is taken: ${what}`, () => assert.equal(read(roles)[role]?.arn, arn));
  }

  it("has of each role what this command uses, and no more", () => {
    const { arn, maxSessionDuration, trustPolicy } = goodRole();
    assert.deepEqual(read({ deploy: { ...goodRole(), mfa: { required: true, maxAge: "x" } } }), {
      deploy: { arn, maxSessionDuration, trustPolicy, mfa: { required: true } },
    });
    assert.deepEqual(Object.keys(read({ deploy: { ...goodRole(), mfa: { required: "yes" } } })["deploy"]!), [
      "arn",
      "maxSessionDuration",
      "trustPolicy",
    ]);
    assert.deepEqual(Object.keys(read({ deploy: { ...goodRole(), mfa: null } })["deploy"]!), [
      "arn",
      "maxSessionDuration",
      "trustPolicy",
    ]);
  });

  it("is of the account that the stack's file allows; of another project's stack it is what it says", () => {
    const role = { ...goodRole(), arn: "arn:aws:iam::999999999999:role/deploy", accountId: "999999999999" };
    for (const stack of ["trusting", "cross-account-access/trusting", "acme/cross-account-access/trusting"]) {
      assert.match(
        problemIn({ deploy: role }, stack),
        /publishes deploy as arn:aws:iam::999999999999:role\/deploy, and its file allows the account 111111111111 alone\./,
      );
    }
    assert.equal(read({ deploy: role }, "shop/trusting")["deploy"]?.arn, role.arn);
    assert.match(
      problemIn({ deploy: role }, "other"),
      /Nothing here says which account the roles of the stack other are in: there is no Pulumi\.other\.yaml in/,
    );
  });

  it("is refused with a name that no role of the settings can have", () => {
    for (const name of ["\u202edeploy", "a b", "", "x".repeat(65), "deploy\nwarning"])
      assert.match(
        problemIn({ [name]: goodRole() }),
        /: found this name, expected 1 to 64 letters, digits and _\+=,\.@-/,
      );
  });
});
