import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readSettings } from "../../checks/readSettings";
import { grantProblemText } from "../../grants/grantProblemTexts";
import { planGrants, type GrantPlan } from "../../grants/grantPlan";
import { visible } from "../../settings/visible";
import { now, trustedConfig, type Config } from "../settings/example";
import { deploy, type Registered } from "./deployment";
import { trusting } from "./hostile/published";
import { lies, type Lie } from "./hostile/table";
import { truths } from "./hostile/truths";

const stack = "organization/cross-account-access/trusting";
const all = Object.values(lies).flat();

const configOf = ({ role = "deploy" }: { readonly role?: string | undefined }): Config =>
  trustedConfig({ to: { users: ["alice"] }, roles: [{ stack: "trusting", role }] });

function plan(
  lie: Pick<Lie, "roles" | "role">,
): Omit<GrantPlan, "problems"> & { readonly problems: readonly string[] } {
  const published = { name: stack, roles: lie.roles, account: { id: trusting, file: "Pulumi.trusting.yaml" } };
  const found = planGrants(readSettings(configOf(lie), "cross-account-access", now), { trusting: published }, now);
  return { ...found, problems: found.problems.map(grantProblemText) };
}

const lines = (lie: Lie) =>
  plan(lie)
    .problems.join("\n")
    .split("\n")
    .map((line) => `    ${line}\n`)
    .join("");

describe("roles that lie", () => {
  it("are many, and each another", () => {
    assert.ok(all.length >= 150, String(all.length));
    assert.deepEqual(
      all.map(({ what }) => what).filter((what, at, whats) => whats.indexOf(what) !== at),
      [],
    );
  });

  for (const [about, of] of Object.entries(lies)) {
    describe(`with ${about}`, () => {
      for (const lie of of) {
        it(`are refused: ${lie.what}`, async () => {
          const { problems, policies } = plan(lie);
          assert.equal(problems.length, 1, problems.join("\n") || "nothing was refused");
          assert.doesNotMatch(JSON.stringify(policies), /\*|\?|222222222222|999999999999|iam:[A-Z*]/i);
          // What is printed neither hides nor reverses anything, nor fills the screen.
          assert.equal(visible(problems[0]!).replaceAll("\\n", "\n"), problems[0]!.replaceAll("\\n", "\n"));
          assert.ok(problems[0]!.length < 2_000, `${problems[0]!.length} characters`);
          for (const preview of [false, true]) {
            const registered: Registered[] = [];
            await assert.rejects(
              deploy(configOf(lie), { registered, preview, stacks: { [stack]: { roles: lie.roles } } }),
              (error: Error) => {
                // The moment of the call is the only thing that differs from run to run.
                const [found, expected] = [
                  error.message,
                  `The grants of this stack have a problem.\n  ${problems[0]}`,
                ].map((text) => text.replace(/found "20[^"]*Z"/, "found now"));
                if (lie.changedOnTheWay) assert.match(found!, /^The grants of this stack have a problem\./);
                else assert.equal(found, expected);
                return true;
              },
            );
            assert.deepEqual(registered, []);
          }
        });
      }
    });
  }

  it("are refused word by word as was reviewed; UPDATE_SNAPSHOT=1 writes the texts anew", () => {
    const snapshot = join(__dirname, "hostile", "refused.snapshot.txt");
    const found = Object.entries(lies)
      .map(([about, of]) => `# ${about}\n${of.map((lie) => `${lie.what}\n${lines(lie)}`).join("")}`)
      .join("\n");
    if (process.env["UPDATE_SNAPSHOT"] === "1") writeFileSync(snapshot, found);
    assert.equal(found, readFileSync(snapshot, "utf8"));
  });
});

describe("roles that are right, however they are written", () => {
  for (const truth of truths) {
    const { what, roles, role, actions = ["sts:AssumeRole"], arn = `arn:aws:iam::${trusting}:role/deploy` } = truth;
    it(`are granted: ${what}`, async () => {
      const statement = { Sid: "AssumeRoles", Effect: "Allow", Action: actions, Resource: [arn] };
      const { problems, policies } = plan(truth);
      assert.deepEqual(problems, []);
      assert.deepEqual(policies["user-alice"]?.Statement, [statement]);
      const { resources } = await deploy(configOf({ role }), { stacks: { [stack]: { roles } } });
      const policy = resources.find(({ type }) => type === "aws:iam/userPolicy:UserPolicy")!.inputs["policy"] as string;
      assert.deepEqual((JSON.parse(policy) as { Statement: unknown }).Statement, [statement]);
    });
  }
});
