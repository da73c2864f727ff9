import assert from "node:assert/strict";
import { Accounts } from "./accounts";
import { denials } from "./denials";

describe("assume says which side refused, and why", () => {
  const accounts = new Accounts();
  before(() => accounts.open([...denials.map((_, index) => `user-${index}`), "somebody-else"]));
  after(() => accounts.close());
  afterEach(() => {
    accounts.relay.headers = {};
    accounts.relay.instead = undefined;
  });

  it("the table has at least 25 refusals", () => {
    assert.ok(denials.length >= 25);
  });

  denials.forEach(({ title, bring, finds, exitCode, says }, index) => {
    it(title, async () => {
      const user = `user-${index}`;
      const { role, args = [], env = {} } = await bring(accounts, user);
      const source = env["AWS_ACCESS_KEY_ID"] === undefined ? { AWS_PROFILE: user } : {};
      const readers = ["--explain-with", "admin", "--explain-with", "owner"];
      const told = await accounts.run([role, ...args, ...readers, "--explain", "--format", "json"], { ...source, ...env });
      const { outcome, findings } = JSON.parse(told.stdout || "{}") as { outcome: string; findings: { kind: string; side: string }[] };
      assert.deepEqual(findings?.map(({ kind, side }) => [kind, side]), finds, told.stdout + told.stderr);
      assert.equal(outcome, finds.length > 0 ? "denied" : "undetermined");
      assert.equal(told.code, exitCode, told.stderr);
      const refused = await accounts.run([role, ...args, ...readers], { ...source, ...env });
      assert.equal(refused.code, exitCode, refused.stderr);
      assert.equal(refused.stdout, "", "a refusal is a message, and messages go to standard error");
      assert.match(refused.stderr, says);
    });
  });
});
