import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readStackFile, stackNames } from "../../../../cli/review/evidence/stacks/stackFiles";
import { readProject, stackConfig } from "../../../../settings/projectFiles";

const role = (by: string) => `
    deploy:
      trusts: [{ account: "222222222222" }]
      policies: { inline: { read: { Version: "2012-10-17", Statement: [{ Sid: Read, Effect: Allow, Action: s3:GetObject, Resource: "arn:aws:s3:::b/*" }] } } }
      review: { owner: platform@example.com, reason: Releases, by: ${by} }`;
const trusting = (by = '"2027-05-01"') =>
  `config:\n  aws:region: eu-west-1\n  aws:profile: trusting\n  aws:allowedAccountIds: ["111111111111"]\n  shop:roles:${role(by)}\n`;

describe("the stacks of a project, as their files say", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "stack-files-"));
    write("Pulumi.yaml", "name: shop\nruntime: nodejs\n");
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
  const read = (stack: string) => readStackFile(readProject(folder), stack);

  it("are those with settings of the program's, and those that cannot be read", () => {
    write("Pulumi.trusting.yaml", trusting());
    write("Pulumi.trusted.yml", "config:\n  shop:grants: {}\n");
    write("Pulumi.short.yaml", "config:\n  grants: {}\n");
    write("Pulumi.network.yaml", "config:\n  aws:region: eu-west-1\n  network:roles: {}\n");
    write("Pulumi.empty.yaml", "");
    write("Pulumi.emptied.yaml", "config:\n  shop:empty: true\n");
    write("Pulumi.misspelt.yaml", "config:\n  shpo:grants: {}\n");
    write("Pulumi.renamed.yaml", trusting().replace("shop:", "store:"));
    write("Pulumi.broken.yaml", "config: [");
    assert.deepEqual(stackNames(readProject(folder)), [
      "broken",
      "emptied",
      "misspelt",
      "renamed",
      "short",
      "trusted",
      "trusting",
    ]);
  });

  it("tell the account, the profile and the settings", () => {
    write("Pulumi.trusting.yaml", trusting());
    const { account, profile, settings, problem } = read("organization/shop/trusting");
    assert.deepEqual(account, { id: "111111111111", partition: "aws", region: "eu-west-1" });
    assert.equal(profile, "trusting");
    assert.equal(problem, undefined);
    assert.equal(settings?.roles["deploy"]?.review.by, "2027-05-01T00:00:00Z");
  });

  it("are read when a date is past, and whichever way the date is written", () => {
    for (const by of ['"2020-05-01"', "2020-05-01", "2020-05-01T00:00:00Z"]) {
      write("Pulumi.trusting.yaml", trusting(by));
      assert.equal(read("trusting").settings?.roles["deploy"]?.review.by, "2020-05-01T00:00:00Z", by);
    }
  });

  it("have dates as the engine hands them on", () => {
    // The right side is what `pulumi config --json` prints.
    const dates = {
      "2026-5-1": "2026-05-01 00:00:00 +0000 UTC",
      "0000-01-01": "0000-01-01 00:00:00 +0000 UTC",
      "2026-01-01t1:2:3.50Z": "2026-01-01 01:02:03.5 +0000 UTC",
      "2026-01-01T10:00:00-05:30": "2026-01-01 10:00:00 -0530 -0530",
      "2026-01-01  10:00:00": "2026-01-01 10:00:00 +0000 UTC",
      "2024-02-29": "2024-02-29 00:00:00 +0000 UTC",
      // None of these is a date to it.
      ...Object.fromEntries(
        [
          "0000-00-00",
          "2026-02-30",
          "2026-13-01",
          "2026-01-01T10:00:00",
          "2026-01-01 10:00:00 Z",
          "2026-01-01T24:00:00Z",
          "2026-01-01T23:59:60Z",
          "2026-01-01T10:00Z",
          "2026-01-01T10:00:00+25:00",
          "2026-001-01",
        ].map((text) => [text, text]),
      ),
    };
    write(
      "Pulumi.trusting.yaml",
      `config:\n  shop:dates:\n${Object.keys(dates)
        .map((date) => `    - ${date}\n`)
        .join("")}`,
    );
    assert.deepEqual(stackConfig(readProject(folder), "trusting")["shop:dates"], Object.values(dates));
  });

  it("take from Pulumi.yaml what they do not say themselves", () => {
    write(
      "Pulumi.yaml",
      "name: shop\nruntime: nodejs\nconfig:\n  aws:region: us-east-1\n  aws:profile: { value: all }\n  grants: { default: {} }\n",
    );
    write("Pulumi.trusting.yaml", trusting().replace("  aws:profile: trusting\n", ""));
    const { account, profile } = read("trusting");
    assert.deepEqual([account?.region, profile], ["eu-west-1", "all"]);
  });

  it("say what is wrong with them, and the account all the same", () => {
    write("Pulumi.trusting.yaml", trusting().replace("trusts:", "trust:"));
    const { account, settings, problem } = read("trusting");
    assert.equal(account?.id, "111111111111");
    assert.equal(settings, undefined);
    assert.match(problem!, /roles\.deploy\.trust: unknown key, did you mean trusts\?/);
  });

  it("say where keys of another namespace stand, and the account all the same", () => {
    write("Pulumi.trusting.yaml", trusting().replace("shop:", "shpo:"));
    const { account, problem } = read("trusting");
    assert.equal(account?.id, "111111111111");
    assert.match(problem!, /shpo:roles: found the namespace shpo, did you mean shop:roles\?/);
  });

  it("may be empty where they say so, and only there", () => {
    write("Pulumi.trusting.yaml", trusting().replace(/ {2}shop:roles:[^]*/, "  shop:empty: true\n"));
    assert.deepEqual(read("trusting").settings?.roles, {});
    write("Pulumi.trusting.yaml", trusting().replace(/ {2}shop:roles:[^]*/, ""));
    assert.match(read("trusting").problem!, /found no entry in any of them/);
  });

  it("without an account id tell none", () => {
    write("Pulumi.trusting.yaml", trusting().replace('["111111111111"]', "[111111111111]"));
    const { account, problem } = read("trusting");
    assert.equal(account, undefined);
    assert.match(problem!, /aws:allowedAccountIds: found \[111111111111\], expected/);
  });

  it("never show what is encrypted", () => {
    write(
      "Pulumi.trusting.yaml",
      `${trusting()}  shop:grants: { secure: AAABciphertext }\n  other:password: { secure: AAABciphertext }\n`,
    );
    const { problem } = read("trusting");
    assert.match(problem!, /grants: found "\[secret\]"/);
    assert.doesNotMatch(problem!, /AAAB/);
    write("Pulumi.trusting.yaml", `${trusting()}  other:password: { secure: AAABciphertext }\nencryptionsalt: v1:x\n`);
    assert.equal(read("trusting").problem, undefined);
  });

  it("that are absent or no YAML are problems", () => {
    write("Pulumi.broken.yaml", "config: [\n");
    assert.match(read("broken").problem!, /^Pulumi\.broken\.yaml: not valid YAML, /);
    assert.match(read("gone").problem!, /^there is no Pulumi\.gone\.yaml in /);
  });

  it("without a project there are none", () => {
    write("Pulumi.yaml", "runtime: nodejs\n");
    assert.throws(() => readProject(folder), /expected the project's name under "name"/);
    rmSync(join(folder, "Pulumi.yaml"));
    assert.throws(() => readProject(folder), /ENOENT/);
  });
});
