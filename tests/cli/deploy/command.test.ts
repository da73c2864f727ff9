import assert from "node:assert/strict";
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { execute } from "../../../sandbox/execute";

const root = join(__dirname, "..", "..", "..");
const command = join(root, "cli", "bin", "cross-account.cjs");

describe("cross-account deploy, before anything is touched", function () {
  this.timeout(60_000);
  let folder: string;
  let env: NodeJS.ProcessEnv;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "deploy-test-"));
    for (const name of ["Pulumi.yaml", "Pulumi.trusting.yaml", "Pulumi.trusted.yaml"])
      cpSync(join(root, name), join(folder, name));
    mkdirSync(join(folder, "policypack"));
    writeFileSync(join(folder, "policypack", "PulumiPolicy.yaml"), "runtime: nodejs\n");
    mkdirSync(join(folder, "bin"));
    env = { ...process.env, PATH: [join(folder, "bin"), dirname(process.execPath)].join(delimiter), HOME: folder };
    delete env["CROSS_ACCOUNT_PROJECT"];
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** An engine that notes what it is asked. */
  function engine(script: string): void {
    const file = join(folder, "bin", "pulumi");
    writeFileSync(file, `#!/bin/sh\necho "$@" >> "${folder}/asked"\n${script}\n`);
    chmodSync(file, 0o755);
  }
  const deploy = (...args: string[]) =>
    execute(process.execPath, [command, "deploy", "--project", folder, ...args], { cwd: folder, env });
  const edit = (stack: string, from: string | RegExp, to: string) => {
    const file = join(folder, `Pulumi.${stack}.yaml`);
    writeFileSync(file, readFileSync(file, "utf8").replace(from, to));
  };

  const refused: Readonly<Record<string, readonly [args: string[], expected: RegExp, prepare?: () => void]>> = {
    "no stack and no --all": [[], /expected the names of stacks, or --all\.$/],
    "stacks and --all": [["trusting", "--all"], /found names of stacks and --all, expected one of the two\.$/],
    "a bound that is none": [
      ["--all", "--parallel", "0"],
      /'--parallel <n>' argument '0' is invalid\. Expected a number from 1 to 99\.$/m,
    ],
    "a stack of another project": [
      ["acme/shop/prod"],
      /found "acme\/shop\/prod", a stack of another project; expected one of cross-account-access\.$/,
    ],
    "a stack without a file": [
      ["trustign"],
      /found "trustign", and there is no Pulumi\.trustign\.yaml in .*\. Did you mean trusting\?$/,
    ],
    "a stack that resembles none": [
      ["production"],
      /no Pulumi\.production\.yaml in .*\. The stacks are: trusted, trusting\.$/,
    ],
    "settings that are refused": [
      ["--all"],
      /the settings cannot be used; nothing was touched:\n {2}trusting: .*roles\.deploy\.mfa\.maxAge: .* \(Pulumi\.trusting\.yaml:\d+\)$/,
      () => edit("trusting", "maxAge: 1h", "maxAge: 1s"),
    ],
    "grants that go around in a circle": [
      ["--all"],
      /: the grants go around in a circle, so that no stack can be the first: trusted needs trusting needs trusted\. Give one of them arnUntilDeployed, such as grants\.deployers-deploy\.roles\[0\] of trusted \(docs\/settings\.md, "Grants"\)\.$/,
      () =>
        edit(
          "trusting",
          /$/,
          "  cross-account-access:grants:\n    back: { to: { users: [a] }, roles: [{ stack: trusted, role: x }] }\n",
        ),
    ],
    "no policy pack": [
      ["--all"],
      /there is no policy pack in .*policypack, and nothing is deployed without/,
      () => rmSync(join(folder, "policypack"), { recursive: true }),
    ],
    "a configuration of the pack that is not there": [
      ["--all", "--policy-pack-config", "x.json"],
      /--policy-pack-config: there is no .*x\.json\.$/,
    ],
    "a removal that nobody confirms": [["--all", "--destroy"], /off a terminal it needs --yes\.$/],
  };
  for (const [title, [args, expected, prepare]] of Object.entries(refused))
    it(`refuses ${title}`, async () => {
      engine("exit 1");
      prepare?.();
      const { code, stdout, stderr } = await deploy(...args);
      assert.deepEqual([code, stdout], [2, ""], stderr);
      assert.match(stderr.trimEnd(), expected);
      assert.throws(() => readFileSync(join(folder, "asked")), { code: "ENOENT" }, "the engine was not asked");
    });

  it("says that there is no engine", async () => {
    const { code, stderr } = await deploy("--all");
    assert.deepEqual([code, stderr], [2, "cross-account deploy: there is no `pulumi` on the PATH. Install Pulumi.\n"]);
  });

  it("says that nobody is signed in to the backend", async () => {
    engine("echo 'error: PULUMI_ACCESS_TOKEN must be set for login during non-interactive CLI sessions' >&2; exit 3");
    const { code, stderr } = await deploy("--all");
    assert.equal(code, 2);
    assert.match(
      stderr,
      /^cross-account deploy: the backend cannot be asked: PULUMI_ACCESS_TOKEN must be set .*\. Sign in to it first \(pulumi login\)\.\n$/,
    );
    assert.equal(readFileSync(join(folder, "asked"), "utf8").trim().split("\n").length, 1);
  });

  it("takes settings in circles where one side may be first", async () => {
    engine("echo 'error: no' >&2; exit 1");
    const grant = "roles: [{ stack: trusted, role: x, arnUntilDeployed: 'arn:aws:iam::222222222222:role/x' }]";
    edit("trusting", /$/, `  cross-account-access:grants:\n    back: { to: { users: [a] }, ${grant} }\n`);
    const { stderr } = await deploy("--all");
    assert.match(stderr, /the backend cannot be asked: no\. See what `pulumi stack ls` says here\.\n$/);
  });
});
