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
      const refused = await accounts.run([role, ...args, ...readers], { ...source, ...env });
      const told = [...refused.stderr.matchAll(/^ {2}([\w-]+) \[([\w ]+)\]/gm)].map(([, kind, side]) => [kind, side]);
      assert.deepEqual(told, finds, refused.stderr);
      assert.equal(refused.code, exitCode, refused.stderr);
      assert.equal(refused.stdout, "", "a refusal is a message, and messages go to standard error");
      assert.match(refused.stderr, says);
      // The same for programs; not for each, since it takes as long again.
      if (index % 4 !== 0) return;
      const explained = await accounts.run([role, ...args, ...readers, "--explain", "--format", "json"], {
        ...source,
        ...env,
      });
      const { outcome, findings } = JSON.parse(explained.stdout) as {
        outcome: string;
        findings: { kind: string; side: string }[];
      };
      assert.deepEqual(
        findings.map(({ kind, side }) => [kind, side]),
        finds,
      );
      assert.equal(outcome, finds.length > 0 ? "denied" : "undetermined");
      assert.equal(explained.code, exitCode);
    });
  });
});
