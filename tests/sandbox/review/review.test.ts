import { IAMClient } from "@aws-sdk/client-iam";
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  ListObjectsV2Command,
  PutBucketOwnershipControlsCommand,
  PutBucketPolicyCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { copyFile, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { broaderThan } from "../../../cli/review/approvals/compare";
import { readApprovals } from "../../../cli/review/approvals/file";
import { assess } from "../../../cli/review/assess";
import { gather } from "../../../cli/review/evidence/gather";
import { reviewSchema, type Finding, type Review } from "../../../cli/review/model";
import { exitCodes } from "../../../cli/review/run";
import { execute } from "../../../sandbox/execute";
import { changeSettings, copyProject } from "../../../sandbox/project";
import { openTemporarySandbox, person, root, type Sandbox } from "../../../sandbox/sandbox";
import { deployStacks } from "../lifecycle/engine";
import { Hand, statement } from "./hand";
import { mutations, type Stage } from "./mutations";

const roles = "cross-account-access:roles";
const days = (count: number) => new Date(Date.now() + count * 24 * 3600_000);
const until = days(200).toISOString().slice(0, 10);
const own = ["Pulumi.trusting.yaml", "Pulumi.trusted.yaml", "approvals.yaml"];

describe("a review on the sandbox", () => {
  let sandbox: Sandbox;
  let project: string;
  let kept: string;
  /** The environment in which the engine is asked for each stack's export once: no case deploys anything. */
  let replay: NodeJS.ProcessEnv;
  const hands: Record<"trusting" | "trusted", Hand> = {} as never;

  const cross = (...args: string[]) =>
    execute(process.execPath, [join(root, "cli", "bin", "cross-account.cjs"), "review", ...args], {
      cwd: project,
      env: sandbox.env,
    });
  const approve = (...more: string[]) =>
    cross(
      "--approve",
      "deploy",
      "--by",
      "platform@example.com",
      "--reason",
      "Weekly release",
      "--until",
      until,
      ...more,
    );

  before(async () => {
    sandbox = await openTemporarySandbox();
    project = await copyProject(join(sandbox.directory, "project"));
    await changeSettings(project, "trusting", [roles, "deploy", "boundary"], "arn:aws:iam::aws:policy/PowerUserAccess");
    await changeSettings(project, "trusting", [roles, "deploy", "session", "maxDuration"], "2h");
    await changeSettings(project, "trusting", [roles, "deploy", "policies", "shared"], ["read-logs"]);
    await changeSettings(project, "trusting", [roles, "deploy", "review", "by"], days(300).toISOString().slice(0, 10));
    await changeSettings(project, "trusting", ["cross-account-access:policies"], {
      "read-logs": { document: statement("logs:GetLogEvents", "arn:aws:logs:eu-west-1:111111111111:log-group:shop:*") },
    });
    await deployStacks(project, sandbox.env, "trusting", "trusted");
    for (const stack of ["trusting", "trusted"] as const)
      hands[stack] = new Hand(
        new IAMClient({ endpoint: sandbox.endpoint, region: "eu-west-1", credentials: person(sandbox, stack) }),
      );
  });
  after(async () => {
    for (const { iam } of Object.values(hands)) iam.destroy();
    await sandbox?.remove();
  });

  it("before anybody approved anything, the access is said to be not approved, an administrator's too", async () => {
    const { code, stdout, stderr } = await cross("--format", "json");
    assert.equal(code, 7, stderr);
    assert.deepEqual(short(JSON.parse(stdout) as Review), [
      "error not-approved role/deploy",
      "error undeclared-grant role/deploy user/admin",
      "warning mfa-device-missing role/deploy user/admin",
    ]);
  });

  it("no approval without everything known, without who, why and until when, or until yesterday", async () => {
    for (const [args, code, message] of [
      [
        ["--stack", "trusting", "--approve", "deploy", "--by", "x", "--reason", "y", "--until", until],
        11,
        /deploy is not approved, since not all is known of it:\n {2}who of the account 222222222222 can assume it/,
      ],
      [["--approve", "deploy", "--by", "x"], 2, /--approve deploy also needs --reason and --until/],
      [
        ["--approve", "deploy", "--by", "x", "--reason", "y", "--until", "2020-01-01"],
        2,
        /--until: found "2020-01-01", expected a day from/,
      ],
      [
        ["--approve", "deplyo", "--by", "x", "--reason", "y", "--until", until],
        2,
        /No role "deplyo" is there to be approved\. Did you mean deploy\? There are: deploy/,
      ],
      [
        ["--stack", "trustnig"],
        2,
        /--stack: found "trustnig", and there is no Pulumi\.trustnig\.yaml in \S+\. Did you mean trusting\?/,
      ],
      [["--reason", "y"], 2, /goes with --approve/],
      [
        ["--output", "review.pdf"],
        2,
        /--output: found "review\.pdf", expected a name that ends in one of \.txt, \.md, /,
      ],
      [["--regions", "europe"], 2, /Expected a region, such as eu-west-1/],
      [["--profile", "trusting="], 2, /expected <profile> or <stack>=<profile>/],
      [["--unused-after", "soon"], 2, /Expected a number of days/],
    ] as const) {
      const ran = await cross(...args);
      assert.deepEqual([ran.code, ran.stdout], [code, ""], ran.stderr);
      assert.match(ran.stderr, message);
    }
    assert.ok(!(await readdir(project)).includes("approvals.yaml"));
  });

  describe("approved", () => {
    let base: Review;
    before(async () => {
      const { code, stderr, stdout } = await approve();
      assert.equal(code, 0, stderr);
      assert.equal(stdout, "");
      assert.match(
        stderr,
        /Approved arn:aws:iam::111111111111:role\/deploy until .*\n {2}who can assume it:\n {4}arn:aws:iam::222222222222:user\/admin\n {4}arn:aws:iam::222222222222:user\/alice\n/,
      );
      kept = join(sandbox.directory, "kept");
      await mkdir(kept);
      for (const file of own) await copyFile(join(project, file), join(kept, file));
      const folder = join(sandbox.directory, "replay");
      await mkdir(folder);
      await writeFile(
        join(folder, "pulumi"),
        `#!/bin/sh\nfile="${folder}/$4.json"\n[ -f "$file" ] || { PATH="\${PATH#*:}" pulumi "$@" > ` +
          `"$file.new" && mv "$file.new" "$file"; }\nexec cat "$file"\n`,
        { mode: 0o755 },
      );
      replay = { ...sandbox.env, PATH: `${folder}:${sandbox.env["PATH"]}` };
      base = await review();
    });

    it("is as approved: exit code 0, twice the same but for the time", async () => {
      const [first, second] = [await cross("--format", "json"), await cross("--format", "json")];
      assert.deepEqual([first.code, second.code], [0, 0], first.stdout);
      const [one, other] = [first.stdout, second.stdout].map((text) => text.replace(/^ {2}"at": .*$/m, ""));
      assert.equal(one, other);
      reviewSchema.parse(JSON.parse(first.stdout));
      assert.deepEqual(short(base), [
        "warning mfa-device-missing role/deploy user/admin",
        "warning undeclared-grant role/deploy user/admin",
      ]);
      const { principals } = base.roles[0]!;
      assert.deepEqual(
        principals.map(({ arn, ways, mfaDevice }) => [arn.split("/")[1], ways[0]!.policy, ways[0]!.grant, mfaDevice]),
        [
          ["admin", "the inline policy administrator of the user admin", undefined, false],
          ["alice", "the inline policy cross-account-access of the group deployers", "deployers-deploy", true],
        ],
      );
    });

    it("is shown as a table, and written whole in as many formats as are asked for", async () => {
      const { stdout } = await cross("--no-usage");
      assert.match(stdout, /deploy +111111111111 +as approved +admin, alice +never/);
      const written = {
        "review.md": /^#/,
        "review.sarif": /^\{[^]*"version": "2\.1\.0"/,
        "review.html": /^<!DOCTYPE html>/,
        "review.json": /^\{/,
        "review.txt": /^Access is/,
      };
      const {
        code,
        stdout: nothing,
        stderr,
      } = await cross(...Object.keys(written).flatMap((name) => ["--output", name]));
      assert.deepEqual([code, nothing], [0, ""], stderr);
      for (const [name, form] of Object.entries(written))
        assert.match(await readFile(join(project, name), "utf8"), form);
      assert.match(stderr, /Written to review\.md and review\.sarif and/);
    });

    it("--resources: says what the other account's bucket refuses, the statement that mends it, and what is not known", async () => {
      const Bucket = "web-shop-artifacts";
      const lets = (Action: string, Resource: string) => ({
        Effect: "Allow",
        Principal: { AWS: "arn:aws:iam::111111111111:role/deploy" },
        Action,
        Resource,
      });
      const all = [
        lets("s3:ListBucket", `arn:aws:s3:::${Bucket}`),
        lets("s3:GetObject", `arn:aws:s3:::${Bucket}/*`),
        lets("s3:PutObject", `arn:aws:s3:::${Bucket}/releases/*`),
      ];
      const resources = async (profile = "trusted=trusted") => {
        const ran = await cross("--resources", "--no-usage", "--profile", profile, "--format", "json");
        assert.notEqual(ran.stdout, "", ran.stderr);
        const { findings, missing } = JSON.parse(ran.stdout) as Review;
        return { code: ran.code, missing, findings: findings.filter(({ kind }) => kind === "resource-refuses") };
      };
      // In the role's own account its policies are enough.
      assert.deepEqual(await resources(), { code: 0, findings: [], missing: [] });
      const [own, theirs] = (["trusting", "trusted"] as const).map(
        (who) => new S3Client({ endpoint: sandbox.endpoint, region: "eu-west-1", credentials: person(sandbox, who) }),
      ) as [S3Client, S3Client];
      const CreateBucketConfiguration = { LocationConstraint: "eu-west-1" as const };
      const create = (s3: S3Client) => s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration }));
      const put = (Statement: object[]) =>
        theirs.send(
          new PutBucketPolicyCommand({ Bucket, Policy: JSON.stringify({ Version: "2012-10-17", Statement }) }),
        );
      try {
        const { Contents = [] } = await own.send(new ListObjectsV2Command({ Bucket }));
        for (const { Key } of Contents) await own.send(new DeleteObjectCommand({ Bucket, Key }));
        await own.send(new DeleteBucketCommand({ Bucket }));
        const nowhere = await resources();
        assert.deepEqual([nowhere.code, nowhere.findings], [11, []]);
        assert.match(
          nowhere.missing.map(({ what }) => what).join("\n"),
          /^the policy of the bucket web-shop-artifacts/m,
        );

        await create(theirs);
        const Rules = [{ ObjectOwnership: "BucketOwnerEnforced" as const }];
        await theirs.send(new PutBucketOwnershipControlsCommand({ Bucket, OwnershipControls: { Rules } }));
        await put(all.slice(0, 2));
        const refused = await resources();
        assert.deepEqual([refused.code, refused.missing], [0, []], JSON.stringify(refused));
        assert.equal(refused.findings.length, 1);
        assert.ok(refused.findings[0]!.remedy.endsWith(JSON.stringify(all[2])), refused.findings[0]!.remedy);
        await put(all);
        assert.deepEqual(await resources(), { code: 0, findings: [], missing: [] });
        await theirs.send(new DeleteBucketCommand({ Bucket }));
        await create(own);
      } finally {
        for (const s3 of [own, theirs]) s3.destroy();
      }
      const approving = await approve("--resources");
      assert.equal(approving.code, 2, approving.stderr);
    });

    it("a file that cannot be written is wrong usage, and leaves nothing behind", async () => {
      const { code, stderr } = await cross("--output", join(project, "nowhere", "review.json"));
      assert.equal(code, 2);
      assert.match(stderr, /--output: .*nowhere.* cannot be written, ENOENT/);
      assert.deepEqual(
        (await readdir(project)).filter((name) => name.startsWith(".review")),
        [],
      );
    });

    it("an approvals file that cannot be read is wrong usage", async () => {
      const file = join(sandbox.directory, "broken.yaml");
      await writeFile(file, "approvals: 7\n");
      const { code, stderr } = await cross("--approvals", file);
      assert.equal(code, 2);
      assert.match(stderr, /broken\.yaml/);
    });

    it("interrupted, it ends with 130 and leaves the former file as it was", async () => {
      const file = join(project, "interrupted.json");
      await writeFile(file, "former");
      const folder = join(sandbox.directory, "slow-engine");
      await mkdir(folder);
      await writeFile(join(folder, "pulumi"), `#!/bin/sh\n: > "${folder}/started"\nexec sleep 60\n`, { mode: 0o755 });
      const child = spawn(
        process.execPath,
        [join(root, "cli", "bin", "cross-account.cjs"), "review", "--format", "json", "--output", file],
        { cwd: project, env: { ...sandbox.env, PATH: `${folder}:${sandbox.env["PATH"]}` } },
      );
      while (!existsSync(join(folder, "started"))) await pause(20);
      child.kill("SIGINT");
      assert.deepEqual(await ending(child), 130);
      assert.equal(await readFile(file, "utf8"), "former");
      assert.deepEqual(
        (await readdir(project)).filter((name) => name.startsWith(".interrupted")),
        [],
      );
    });

    describe("then changed", () => {
      let reading: { now?: Date; stacks?: string[]; profiles?: Record<string, string> };
      beforeEach(() => {
        reading = {};
      });
      afterEach(async () => {
        for (const hand of Object.values(hands)) await hand.undo();
        for (const file of own) await copyFile(join(kept, file), join(project, file));
      });

      for (const { what, change, found, said, exit } of mutations) {
        it(what, async () => {
          const stage: Stage = {
            ...hands,
            project,
            later: (count) => (reading.now = days(count)),
            only: (...stacks) => (reading.stacks = stacks),
            readAs: (stack, profile) => (reading.profiles = { [stack]: profile }),
          };
          await change(stage);
          const after = await review(reading);
          const before = short(base);
          assert.deepEqual(
            short(after).filter((one) => !before.includes(one)),
            found,
            JSON.stringify(after.findings, undefined, 2),
          );
          assert.equal(exitCodes[after.verdict], exit, JSON.stringify(after.missing));
          const texts = [
            ...after.findings.map(({ message }) => message),
            ...after.missing.map(({ what: gap, why }) => `${gap}: ${why}`),
          ];
          if (said)
            assert.ok(
              texts.some((text) => said.test(text)),
              texts.join("\n"),
            );
        });
      }

      it("and back as it was", async () => {
        assert.deepEqual(short(await review()), short(base));
      });

      it("an approval of what is more makes it as approved again", async () => {
        await hands.trusting.putRolePolicy(
          "deploy",
          "more",
          statement("sqs:SendMessage", "arn:aws:sqs:eu-west-1:111111111111:orders"),
        );
        assert.equal((await approve()).code, 0);
        assert.deepEqual(
          short(await review()).filter((one) => !one.startsWith("warning")),
          ["error changed-by-hand role/deploy"],
        );
      });
    });
  });

  async function review(
    options: { now?: Date; stacks?: string[]; profiles?: Record<string, string> } = {},
  ): Promise<Review> {
    const evidence = await gather({ project, env: replay, ...options });
    return assess(evidence, [...readApprovals(join(project, "approvals.yaml")).values()], {
      unusedAfter: 90,
      keysOlderThan: 90,
      dueWithin: 30,
      compare: broaderThan,
    });
  }
});

/** `level kind role/… user/…` of each finding. */
function short({ findings }: Review): string[] {
  const last = (arn: string | undefined) => arn?.split(":").slice(5).join(":") ?? "";
  return findings.map(({ level, kind, role, principal }: Finding) =>
    [level, kind, last(role), last(principal)].filter(Boolean).join(" "),
  );
}

async function ending(child: ChildProcess): Promise<number | null> {
  const [code] = (await once(child, "close")) as [number | null];
  return code;
}
