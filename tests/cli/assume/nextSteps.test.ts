import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readAnswer } from "../../../cli/assume/diagnosis/answerFindings";
import { diagnose } from "../../../cli/assume/diagnosis/diagnose";
import { NoAnswer } from "../../../cli/assume/network/noAnswer";
import { readStackOutputs } from "../../../cli/assume/roles/stackOutputs";
import { parsePolicy } from "../../../policypack/iam";

describe("what a refusal says to do next", () => {
  const folder = mkdtempSync(join(tmpdir(), "next-"));
  after(() => rmSync(folder, { recursive: true, force: true }));
  before(() => {
    writeFileSync(join(folder, "Pulumi.yaml"), "name: cross-account-access\nruntime: nodejs\n");
    for (const stack of ["trusting", "trusted"]) writeFileSync(join(folder, `Pulumi.${stack}.yaml`), "config: {}\n");
  });
  const engine = (says: string) =>
    writeFileSync(join(folder, "pulumi"), `#!/bin/sh\necho "error: ${says}" >&2\nexit 255\n`, { mode: 0o755 });
  const env = { ...process.env, PATH: `${folder}:${process.env["PATH"]}` };

  for (const [title, stack, says, next] of [
    [
      "nobody is logged in",
      "trusting",
      "PULUMI_ACCESS_TOKEN must be set for login during non-interactive CLI sessions",
      /Log in to the backend first \(pulumi login\)/,
    ],
    [
      "a stack is misspelt",
      "trustin",
      "no stack named 'trustin' found",
      /There is no Pulumi\.trustin\.yaml here; there are stacks trusted, trusting\. Deploy/,
    ],
    [
      "a stack is not deployed",
      "trusting",
      "no stack named 'trusting' found",
      /found\. Deploy it first \(pulumi up --stack trusting\)/,
    ],
  ] as const)
    it(title, async () => {
      engine(says);
      await assert.rejects(readStackOutputs(folder, stack, env), next);
    });

  const context = {
    from: "the profile alice",
    region: "eu-west-1",
    url: "https://sts.eu-west-1.amazonaws.com",
    duration: "1 h",
  };
  it("a proxy that is away is named, and its variable", () => {
    const { finding } = readAnswer(
      new NoAnswer("https://x through the proxy p:1", "ECONNREFUSED", "connect", true),
      context,
    )!;
    assert.match(
      `${finding.text} -> ${finding.remedy}`,
      /through the proxy p:1 cannot be reached.* -> .*HTTPS_PROXY names it/,
    );
    const direct = readAnswer(new NoAnswer("https://x", "ECONNREFUSED", "connect"), context)!.finding;
    assert.match(direct.remedy, /AWS_ENDPOINT_URL/);
  });

  it("a tag that is missing is named", () => {
    const { document } = parsePolicy(
      {
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Action: ["sts:AssumeRole", "sts:TagSession"],
            Principal: { AWS: "arn:aws:iam::222222222222:root" },
            Condition: { StringEquals: { "aws:RequestTag/cost": "web" } },
          },
        ],
      },
      "trust",
    );
    const { findings } = diagnose({
      call: {
        roleArn: "arn:aws:iam::111111111111:role/deploy",
        sessionName: "alice",
        tags: {},
        duration: 3600,
        mfa: false,
      },
      now: new Date(),
      caller: {
        arn: "arn:aws:iam::222222222222:user/alice",
        kind: "user",
        account: "222222222222",
        principal: "arn:aws:iam::222222222222:user/alice",
      },
      temporary: false,
      refusal: { message: "" },
      trust: { name: "the trust policy", document: document! },
      unread: [],
    });
    const [finding] = findings.filter(({ kind }) => kind === "tags");
    assert.match(finding!.remedy, /^Pass the session tag cost with a value that is expected: --tag cost=<value>\./);
  });
});
