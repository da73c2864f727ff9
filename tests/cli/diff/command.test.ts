import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execute, type Outcome } from "../../../sandbox/execute";
import { rolesOf } from "../../../cli/diff/roles";
import { readSide } from "../../../cli/diff/side";
import { readProject } from "../../../settings/projectFiles";
import { sarifValidator } from "../sarifSchema";
import { into, sinks } from "../shared/sinks";

const root = join(__dirname, "..", "..", "..");
const command = join(root, "cli", "bin", "cross-account.cjs");

interface SarifResult {
  readonly ruleId: string;
  readonly level: string;
  readonly locations: [
    { readonly physicalLocation: { artifactLocation: { uri: string }; region: { startLine: number } } },
  ];
}

const identity = {
  GIT_AUTHOR_NAME: "a",
  GIT_AUTHOR_EMAIL: "a@example.com",
  GIT_COMMITTER_NAME: "a",
  GIT_COMMITTER_EMAIL: "a@example.com",
};

describe("cross-account diff", function () {
  this.timeout(60_000);
  let folder: string;
  let temporary: string;
  let repository: string;
  let env: NodeJS.ProcessEnv;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "diff-test-"));
    temporary = join(folder, "tmp");
    repository = join(folder, "shop");
    for (const one of [temporary, repository]) mkdirSync(one);
    env = { ...process.env, ...identity, TMPDIR: temporary, HOME: folder, GIT_CONFIG_NOSYSTEM: "1" };
    delete env["CROSS_ACCOUNT_PROJECT"];
    for (const name of ["Pulumi.yaml", "Pulumi.trusting.yaml", "Pulumi.trusted.yaml"])
      cpSync(join(root, name), join(repository, name));
    git("init", "--quiet", "--initial-branch", "main");
    commit("The settings");
  });
  afterEach(() => {
    assert.deepEqual(readdirSync(temporary), [], "nothing is left behind");
    rmSync(folder, { recursive: true });
  });

  function git(...args: string[]): string {
    return execFileSync("git", args, {
      cwd: repository,
      env,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    }).trim();
  }

  function commit(message: string): string {
    git("add", "--all");
    git("commit", "--quiet", "--message", message);
    return git("rev-parse", "HEAD");
  }

  /** Changes the settings of a stack. */
  function edit(stack: string, from: string, to: string): void {
    const file = join(repository, `Pulumi.${stack}.yaml`);
    const text = readFileSync(file, "utf8");
    assert.ok(text.includes(from), text);
    writeFileSync(
      file,
      text.replace(from, () => to),
    );
  }

  function diff(args: readonly string[] = [], cwd = repository): Promise<Outcome> {
    return execute(command, ["diff", ...args], { cwd, env });
  }

  /** Everybody who gains, as `principal of account`. */
  async function gains(...args: string[]): Promise<string[]> {
    const { stdout, stderr } = await diff([...args, "--format", "json"]);
    assert.notEqual(stdout, "", stderr);
    const { gains: found } = JSON.parse(stdout) as { gains: { principal: string; account: string }[] };
    return found.map(({ principal, account }) => `${principal} of ${account}`);
  }

  it("writes findings that are new as SARIF, each at its role's place", async () => {
    const valid = sarifValidator();
    const results = async () => {
      const { code, stdout } = await diff(["--format", "sarif"]);
      const log = JSON.parse(stdout) as { runs: [{ results: SarifResult[] }] };
      assert.ok(valid(log), JSON.stringify(valid.errors));
      return [code, log.runs[0].results] as const;
    };
    assert.deepEqual(await results(), [0, []]);
    edit("trusting", "Action: s3:GetObject\n", "Action: s3:*\n");
    edit("trusting", "arn:aws:s3:::web-shop-artifacts/*", '"*"');
    const [code, found] = await results();
    assert.equal(code, 7);
    const line = readFileSync(join(repository, "Pulumi.trusting.yaml"), "utf8").split("\n").indexOf("    deploy:") + 1;
    assert.ok(found.some(({ ruleId, level }) => ruleId === "service-wide-access" && level === "error"));
    for (const { locations } of found) {
      const [{ physicalLocation: place }] = locations;
      assert.deepEqual([place.artifactLocation.uri, place.region.startLine], ["Pulumi.trusting.yaml", line]);
    }
  });

  it("says who gains access, and ends with 7", async () => {
    edit("trusted", "[alice]", "[alice, bob]");
    const { code, stdout, stderr } = await diff();
    assert.deepEqual([code, stderr], [7, ""]);
    assert.match(
      stdout,
      /^Access gets wider, compared with [0-9a-f]{12}\.\n\nWho gains access\n {2}\+ user\/bob of 222222222222: deploy in 111111111111\n/,
    );
    assert.ok(!stdout.includes("\u001b"));
  });

  it("ends with 0 where nobody gains, and where nothing changed", async () => {
    const same = await diff();
    assert.deepEqual([same.code, same.stderr], [0, ""]);
    assert.match(same.stdout, /^Access stays the same, compared with [0-9a-f]{12}\.\n$/);
    edit("trusted", "deployers-deploy:", "release:");
    assert.equal((await diff()).stdout, same.stdout);
    edit("trusting", "maxAge: 1h", "maxAge: 30m");
    const narrower = await diff();
    assert.equal(narrower.code, 0);
    assert.match(narrower.stdout, /^Access gets narrower/);
  });

  it("finds no difference in moving entries to files of their own, and sees a change in one", async () => {
    const { code, stderr } = await execute(command, ["format", "--split"], { cwd: repository, env });
    assert.equal(code, 0, stderr);
    assert.match((await diff()).stdout, /^Access stays the same/);
    commit("One file for each entry");
    assert.match((await diff(["HEAD~1"])).stdout, /^Access stays the same/);
    writeFileSync(join(repository, "access/trusted/groups/deployers.yaml"), "members: [alice, bob]\n");
    assert.deepEqual(await gains(), ["user/bob of 222222222222"]);
    writeFileSync(join(repository, "access/trusted/groups/deployers.yml"), "members: [mallory]\n");
    const refused = await diff();
    assert.equal(refused.code, 2);
    assert.match(
      refused.stderr,
      /of the working tree cannot be used:\n {2}trusted: .*access\/trusted\/groups\/deployers\.yml: found this name/,
    );
    git("checkout", "--quiet", "--orphan", "other");
    commit("A file that is not read");
    rmSync(join(repository, "access/trusted/groups/deployers.yml"));
    assert.match((await diff()).stderr, /of the base [0-9a-f]{12} cannot be used:\n {2}trusted: /);
  });

  it("ends with 11 where something is not known and nothing is known to be wider", async () => {
    edit(
      "trusted",
      "roles: [{ stack: trusting, role: deploy }]",
      "roles: [{ stack: trusting, role: deploy }, { stack: organization/shop/prod, role: x }]",
    );
    const { code, stdout } = await diff();
    assert.equal(code, 11);
    assert.match(stdout, /Not known\n {2}\? what grants\.deployers-deploy of the stack trusted gives\n/);
    edit("trusted", "[alice]", "[alice, bob]");
    assert.equal((await diff()).code, 7);
  });

  it("compares with where the branch left the remote's default branch", async () => {
    const left = git("rev-parse", "HEAD");
    const remote = join(folder, "remote.git");
    execFileSync("git", ["clone", "--quiet", "--bare", repository, remote], { env });
    git("remote", "add", "origin", remote);
    git("fetch", "--quiet", "origin");
    git("remote", "set-head", "origin", "main");
    git("checkout", "--quiet", "-b", "more");
    edit("trusted", "[alice]", "[alice, bob]");
    commit("bob");
    // What others did on the default branch meanwhile is no part of this branch.
    git("checkout", "--quiet", "main");
    edit("trusted", "[alice]", "[alice, carol]");
    commit("carol");
    git("push", "--quiet", "origin", "main");
    git("fetch", "--quiet", "origin");
    git("checkout", "--quiet", "more");
    assert.deepEqual(await gains(), ["user/bob of 222222222222"]);
    assert.deepEqual(await gains(left), ["user/bob of 222222222222"]);
    assert.deepEqual(await gains("main"), ["user/bob of 222222222222"]);
    assert.deepEqual(await gains("HEAD"), []);
  });

  it("says what to do where the history is too short", async () => {
    edit("trusted", "[alice]", "[alice, bob]");
    commit("bob");
    git("checkout", "--quiet", "-b", "more");
    writeFileSync(join(repository, "notes"), "");
    commit("notes");
    const shallow = join(folder, "shallow");
    execFileSync("git", ["clone", "--quiet", "--depth", "1", "--no-single-branch", `file://${repository}`, shallow], {
      env,
    });
    execFileSync("git", ["-C", shallow, "remote", "set-head", "origin", "main"], { env });
    const { code, stdout, stderr } = await diff([], shallow);
    assert.deepEqual([code, stdout], [2, ""]);
    assert.match(
      stderr,
      /^cross-account diff: nothing tells where this branch left origin\/main, since the history here is too short\. Fetch all of it \(git fetch --unshallow, or fetch-depth: 0 in a workflow\), or name the base\.\n$/,
    );
  });

  for (const base of ["nope", "--output=x", "HEAD:Pulumi.yaml", "", "a\nb"]) {
    it(`refuses the base ${JSON.stringify(base)}`, async () => {
      const { code, stdout, stderr } = await diff(["--", base]);
      assert.deepEqual([code, stdout], [2, ""]);
      assert.match(
        stderr,
        /^cross-account diff: found the base ".*", which is no revision here; expected a branch, a tag or a commit\..*\n$/,
      );
    });
  }

  it("says which side's settings are refused, and each stack", async () => {
    edit("trusted", "[alice]", "[alice, 'b b']");
    edit("trusting", "maxAge: 1h", "maxAge: 1");
    const now = await diff();
    assert.deepEqual([now.code, now.stdout], [2, ""]);
    assert.match(
      now.stderr,
      /^cross-account diff: the settings of the working tree cannot be used:\n {2}trusted: .*b b.*\n {2}trusting: .*maxAge.*\n$/,
    );
    commit("wrong");
    edit("trusted", "[alice, 'b b']", "[alice]");
    edit("trusting", "maxAge: 1 ", "maxAge: 1h ");
    const { code, stderr } = await diff();
    assert.equal(code, 2);
    assert.match(stderr, /^cross-account diff: the settings of the base [0-9a-f]{12} cannot be used:\n {2}trusted: /);
  });

  it("follows a file that was renamed, and a folder of settings", async () => {
    renameSync(join(repository, "Pulumi.trusted.yaml"), join(repository, "Pulumi.people.yaml"));
    assert.deepEqual(await gains(), []);
    mkdirSync(join(repository, "stacks"));
    for (const name of ["trusting", "people"])
      renameSync(join(repository, `Pulumi.${name}.yaml`), join(repository, "stacks", `Pulumi.${name}.yaml`));
    writeFileSync(
      join(repository, "Pulumi.yaml"),
      `${readFileSync(join(repository, "Pulumi.yaml"), "utf8")}stackConfigDir: stacks\n`,
    );
    assert.deepEqual(await gains(), []);
    commit("moved");
    renameSync(join(repository, "stacks", "Pulumi.people.yaml"), join(repository, "stacks", "Pulumi.trusted.yaml"));
    assert.deepEqual(await gains(), []);
  });

  it("works in a folder of the repository, and where the project is new", async () => {
    const inner = join(repository, "access");
    mkdirSync(inner);
    for (const name of ["Pulumi.yaml", "Pulumi.trusting.yaml", "Pulumi.trusted.yaml"])
      renameSync(join(repository, name), join(inner, name));
    const { code, stdout } = await diff(["--project", inner, "--format", "json"], folder);
    assert.equal(code, 7);
    assert.deepEqual(
      (JSON.parse(stdout) as { gains: { principal: string }[] }).gains.map(({ principal }) => principal),
      ["user/*", "user/alice"],
    );
    commit("moved");
    assert.equal((await diff(["--project", inner], folder)).code, 0);
  });

  it("follows no link that the base has in place of a file", async () => {
    const outside = join(folder, "secret.yaml");
    writeFileSync(outside, "name: secret");
    rmSync(join(repository, "Pulumi.trusted.yaml"));
    symlinkSync(outside, join(repository, "Pulumi.trusted.yaml"));
    commit("a link");
    rmSync(join(repository, "Pulumi.trusted.yaml"));
    cpSync(join(root, "Pulumi.trusted.yaml"), join(repository, "Pulumi.trusted.yaml"));
    assert.deepEqual(await gains(), ["user/alice of 222222222222"]);
  });

  it("says that it needs a repository, a project and git", async () => {
    const bare = join(folder, "bare");
    cpSync(repository, bare, { recursive: true, filter: (path) => !path.endsWith(".git") });
    assert.match(
      (await diff([], bare)).stderr,
      /^cross-account diff: .*bare is in no git repository\. git said: .*\n$/,
    );
    const nothing = await diff(["--project", temporary]);
    assert.equal(nothing.code, 2);
    assert.match(nothing.stderr, /^cross-account diff: --project: found ".*", in which there is no Pulumi\.yaml/);
    const without = await execute(process.execPath, [command, "diff"], {
      cwd: repository,
      env: { ...env, PATH: temporary },
    });
    assert.equal(without.code, 2);
    assert.match(
      without.stderr,
      /^cross-account diff: git is not on the PATH, and a difference needs it\. Install git\.\n$/,
    );
  });

  it("tells which approvals no longer hold", async () => {
    const approval = `version: 1
approvals:
  - role: arn:aws:iam::111111111111:role/deploy
    by: platform@example.com
    at: 2026-11-24
    reason: Weekly release
    until: 2027-05-01
    principals: ["arn:aws:iam::222222222222:user/team/alice"]
    maxSessionDuration: 3600
`;
    const [role] = rolesOf(readSide(readProject(repository))).values();
    const policies = role!.policies.map(({ name, raw }) => ({ name, document: raw }));
    writeFileSync(
      join(repository, "approvals.yaml"),
      `${approval}    trust: ${JSON.stringify(role!.trust)}\n    policies: ${JSON.stringify(policies)}\n`,
    );
    assert.deepEqual((JSON.parse((await diff(["--format", "json"])).stdout) as { approvals: unknown }).approvals, []);
    edit("trusted", "[alice]", "[alice, bob]");
    const { approvals } = JSON.parse((await diff(["--format", "json"])).stdout) as { approvals: unknown };
    assert.deepEqual(approvals, [
      { role: "arn:aws:iam::111111111111:role/deploy", beyond: ["user/bob of 222222222222"] },
    ]);
  });

  for (const sink of ["a full disk", "a reader who is gone"] as const) {
    it(`says when its output goes to ${sink}`, async () => {
      const ran = await into(sink, [command, "diff"], { env, cwd: repository });
      assert.equal(ran.code, sinks[sink].code, ran.stderr);
      assert.match(ran.stderr, sinks[sink].said);
    });
  }

  it("says when the disk is full before it has compared anything", async () => {
    const ran = await into("a disk that fills up", [command, "diff"], { env, cwd: repository });
    assert.equal(ran.code, 2);
    assert.match(ran.stderr, /^cross-account diff: the settings of [0-9a-f]{40} cannot be written to .*: EFBIG/);
  });
});
