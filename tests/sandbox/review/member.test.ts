import { IAMClient } from "@aws-sdk/client-iam";
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { stringify } from "yaml";
import type { Review } from "../../../cli/review/model";
import { execute } from "../../../sandbox/execute";
import { copyProject } from "../../../sandbox/project";
import { openTemporarySandbox, person, root, type Sandbox } from "../../../sandbox/sandbox";
import { deployStacks } from "../lifecycle/engine";
import { Hand } from "./hand";

const management = "999999999999";
const day = (days: number) => new Date(Date.now() + days * 24 * 3600_000).toISOString().slice(0, 10);
const trust = (Principal: object, Action: string | string[] = "sts:AssumeRole") => ({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal, Action }],
});
const administrator = "arn:aws:iam::aws:policy/AdministratorAccess";
const roles: Readonly<Record<string, object>> = {
  OrganizationAccountAccessRole: trust({ AWS: `arn:aws:iam::${management}:root` }),
  AWSControlTowerExecution: trust({ AWS: `arn:aws:iam::${management}:root` }),
  AWSCloudFormationStackSetExecutionRole: trust({ AWS: `arn:aws:iam::${management}:root` }),
  AWSReservedSSO_Admin_0123456789abcdef: trust(
    { Federated: "arn:aws:iam::111111111111:saml-provider/AWSSSO_0123456789abcdef_DO_NOT_DELETE" },
    ["sts:AssumeRoleWithSAML", "sts:TagSession"],
  ),
};

describe("a review of an organization's member account", function () {
  this.timeout(600_000);
  let sandbox: Sandbox;
  let project: string;
  let hand: Hand;

  const cross = (...args: string[]) =>
    execute(process.execPath, [join(root, "cli", "bin", "cross-account.cjs"), ...args], {
      cwd: project,
      env: sandbox.env,
    });
  const review = async (): Promise<{ code: number; review: Review }> => {
    const { code, stdout, stderr } = await cross("review", "--no-usage", "--format", "json");
    assert.ok(stdout !== "", stderr);
    return { code, review: JSON.parse(stdout) as Review };
  };
  const accounts = (by: string) =>
    writeFile(
      join(project, "accounts.yaml"),
      stringify({
        "111111111111": { name: "shop-production" },
        [management]: { name: "organization", outside: { owner: "cloud@example.com", reason: "Its own decide", by } },
      }),
    );

  before(async () => {
    sandbox = await openTemporarySandbox();
    project = await copyProject(join(sandbox.directory, "project"));
    await deployStacks(project, sandbox.env, "trusting", "trusted");
    hand = new Hand(
      new IAMClient({ endpoint: sandbox.endpoint, region: "eu-west-1", credentials: person(sandbox, "trusting") }),
    );
    for (const [name, document] of Object.entries(roles)) {
      await hand.createRole(name, document);
      await hand.attachRolePolicy(name, administrator);
    }
  });
  after(async () => {
    hand?.iam.destroy();
    await sandbox?.remove();
  });

  it("without accounts.yaml, nobody knows who can assume its roles, and no command tells to approve them", async () => {
    const { code, review: found } = await review();
    assert.equal(code, 7);
    assert.match(found.missing.map(({ what }) => what).join("\n"), /who of the account 999999999999 can assume/);
    for (const { approval, name } of found.roles)
      assert.equal(approval.possible, /^deploy$|^AWSReservedSSO_/.test(name), name);
    assert.doesNotMatch(JSON.stringify(found), /--approve arn:aws:iam::111111111111:role\/(Organization|AWSControl)/);
  });

  it("with it, each printed command approves a role, until all is as approved", async () => {
    await accounts(day(100));
    const { code, review: found } = await review();
    assert.deepEqual([code, found.missing], [7, []]);
    assert.match(JSON.stringify(found), /999999999999 \(organization\)/);
    const words = new Set(
      [...JSON.stringify(found).matchAll(/review --approve (\S+) --by YOU --reason WHY --until DATE/g)].map(
        ([, word]) => word!,
      ),
    );
    assert.equal(words.size, 5, [...words].join(" "));
    for (const word of words) {
      const ran = await cross("review", "--approve", word, "--by", "me", "--reason", "known", "--until", day(100));
      assert.equal(ran.code, 0, ran.stderr);
    }
    const after = await review();
    assert.deepEqual(
      [after.code, after.review.verdict, after.review.findings.filter(({ level }) => level === "error")],
      [0, "as-approved", []],
    );
    assert.equal(after.review.findings.filter(({ kind }) => kind === "outside-account").length, 3);
  });

  it("the names stand in the list of roles that are offered too", async () => {
    await accounts(day(100));
    const list = await cross("assume", "--list", "--project", project, "--source-profile", "alice");
    assert.match(list.stdout, /role\/deploy {2}\(stack trusting, account shop-production/, list.stderr);
  });

  it("past its date, the entry counts no more and says so", async () => {
    await accounts(day(-1));
    const { code, review: found } = await review();
    assert.equal(code, 7);
    assert.deepEqual(
      [...new Set(found.findings.filter(({ level }) => level === "error").map(({ kind }) => kind))],
      ["outside-expired"],
    );
    assert.match(found.missing[0]!.why, /accounts\.yaml declared it as outside until .*, which is past/);
  });

  it("an accounts.yaml that calls a stack's own account outside, or has another form, is refused with its line", async () => {
    for (const [text, said] of [
      [
        stringify({ "222222222222": { name: "p", outside: { owner: "o", reason: "r", by: day(9) } } }),
        /accounts\.yaml:\d+: 222222222222\.outside: found an account that the stack trusted describes/,
      ],
      ['"111111111111": { name: "a\\e[31m" }\n', /accounts\.yaml:1: 111111111111\.name: found "a\\u001b\[31m"/],
    ] as const) {
      await writeFile(join(project, "accounts.yaml"), text);
      const ran = await cross("review", "--no-usage");
      assert.deepEqual([ran.code, ran.stdout], [2, ""], ran.stderr);
      assert.match(ran.stderr, said);
    }
  });
});
