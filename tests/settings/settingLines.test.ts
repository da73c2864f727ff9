import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readSettings } from "../../checks/readSettings";
import { readProject, stackConfig } from "../../settings/projectFiles";
import { settingLines } from "../../settings/settingLines";
import { now } from "./example";

const file = `# A comment.
config:
  aws:region: mars
  aws:allowedAccountIds: ["111111111111"]
  cross-account-access:roles:
    deploy:
      trusts:
        - account: "222222222222"
          principals: &people ["user/*"]
        - account: 333333333333
          principals: *people
      policies:
        inline:
          artifacts:
            Version: "2012-10-17"
            Statement:
              - Effect: Allow
                Action: s3:GetObject
                Resource: ["arn:aws:s3:::shop/*", web-shop]
  groups:
    ops: { member: [alice] }
`;

describe("problems of settings", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "lines-"));
    writeFileSync(join(folder, "Pulumi.yaml"), "name: cross-account-access\nruntime: nodejs\n");
    writeFileSync(join(folder, "Pulumi.shop.yaml"), file);
  });
  after(() => rmSync(folder, { recursive: true }));

  /** The problems as their paths and places. */
  function problems(changes: Record<string, unknown> = {}): string[] {
    const project = readProject(folder);
    const config = { ...stackConfig(project, "shop"), ...changes };
    const texts = Object.fromEntries(
      Object.entries(config).map(([key, value]) => [key, typeof value === "string" ? value : JSON.stringify(value)]),
    );
    try {
      readSettings(texts, project.name, now, settingLines(project, "shop", texts));
    } catch (error) {
      const lines = (error as Error).message.split("\n").slice(1);
      return lines.map((line) => line.trim().replace(/^(.*?): .*?( \(Pulumi\.shop\.yaml:\d+\))?$/, "$1$2"));
    }
    return [];
  }

  it("are told with the file and the line, in whichever way the key is written", () => {
    assert.deepEqual(problems(), [
      "aws:region (Pulumi.shop.yaml:3)",
      "roles.deploy.trusts[1].account (Pulumi.shop.yaml:10)",
      // What is missing is told with the line of what misses it.
      "roles.deploy.review (Pulumi.shop.yaml:6)",
      "groups.ops.member (Pulumi.shop.yaml:21)",
    ]);
  });

  it("within a document have the line of the value", () => {
    const text = file
      .replace("333333333333", '"333333333333"')
      .replace("mars", "eu-west-1")
      .replace("member:", "members:");
    const review = '\n      review: { owner: a@example.com, reason: Weekly release, by: "2027-02-01" }';
    writeFileSync(join(folder, "Pulumi.shop.yaml"), text.replace("web-shop]", `web-shop]${review}`));
    assert.deepEqual(problems(), [
      "roles.deploy.policies.inline.artifacts.Statement[0].Resource[1] (Pulumi.shop.yaml:19)",
    ]);
  });

  it("have no line when the value did not come from the file", () => {
    assert.deepEqual(problems({ "cross-account-access:groups": { ops: { member: [] } } }).at(-1), "groups.ops.member");
    rmSync(join(folder, "Pulumi.shop.yaml"));
    const lines = settingLines(readProject(folder), "shop", {});
    assert.equal(lines("roles.deploy"), undefined);
  });
});
