import assert from "node:assert/strict";
import { appendFileSync, cpSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { installEmulator } from "../../../sandbox/emulator/install";
import { execute } from "../../../sandbox/execute";
import { Accounts, allow, command, region, root, trust, trusted } from "./accounts";

describe("assume --format profile", () => {
  const accounts = new Accounts();
  let role: string;
  let first: string;
  before(async () => {
    await accounts.open(["alice"]);
    role = await accounts.role("open", [trust()]);
    first = await accounts.role("first", [trust()], { account: trusted, policies: [allow("*")] });
    await accounts.grant("alice", allow("*"));
  });
  after(() => accounts.close());
  afterEach(() => void (accounts.relay.bodies.length = 0));

  let files = 0;
  /** A config file of its own for these profiles. */
  const config = (text: string) => {
    const file = join(accounts.directory, `config-${files++}`);
    writeFileSync(file, text);
    return { AWS_CONFIG_FILE: file };
  };
  const block = (args: readonly string[], env: NodeJS.ProcessEnv = {}) =>
    accounts.run([role, "--format", "profile", ...args], env);

  describe("a profile that would ask itself is refused", () => {
    const alice = "\n[profile team]\nrole_arn = arn:aws:iam::222222222222:role/first\nsource_profile = open\n";
    for (const [title, args, env, text, way] of [
      ["as the source", ["--source-profile", "open"], {}, "", "open -> open"],
      ["as AWS_PROFILE", [], { AWS_PROFILE: "open" }, "", "open -> open"],
      ["as AWS_DEFAULT_PROFILE", [], { AWS_DEFAULT_PROFILE: "open" }, "", "open -> open"],
      ["as the source of the source", ["--source-profile", "team"], {}, alice, "open -> team -> open"],
      [
        "through a credential_process",
        ["--source-profile", "p"],
        {},
        `${alice}[profile p]\ncredential_process = "/x y/cross-account" assume x --source-profile team\n`,
        "open -> p -> team -> open",
      ],
      [
        "where it is there already",
        ["--source-profile", "open"],
        {},
        `[profile open]\nrole_arn = arn:aws:iam::111111111111:role/open\nsource_profile = alice\n`,
        "open -> open",
      ],
      [
        "and so is one whose source does",
        ["--source-profile", "q"],
        {},
        "[profile q]\ncredential_process = aws configure export-credentials --profile q\n",
        "q -> q",
      ],
    ] as const) {
      it(title, async () => {
        const ran = await block(args, { ...config(text), ...env });
        assert.deepEqual([ran.code, ran.stdout], [2, ""], ran.stderr);
        assert.ok(ran.stderr.includes(`: ${way}. Name with --source-profile one that has credentials.`), ran.stderr);
      });
    }
    it("one whose source has credentials is not, through whichever profiles", async () => {
      const text =
        `[profile p]\ncredential_process = ${command} assume ${first} --format process --source-profile ` +
        `alice\n[profile team]\nrole_arn = ${first}\nsource_profile = p\n`;
      for (const source of ["alice", "p", "team"]) {
        const ran = await block(["--source-profile", source], config(text));
        assert.equal(ran.code, 0, ran.stderr);
      }
    });
  });

  describe("a circle that nobody could see ends by itself", () => {
    /** A program that this command cannot look into; it counts how often it is started. */
    function script(name: string, body: string): { path: string; times: () => number } {
      const [path, count] = [join(accounts.directory, `${name}.sh`), join(accounts.directory, `${name}.count`)];
      writeFileSync(path, `#!/bin/sh\necho once >> ${count}\n${body}\n`, { mode: 0o755 });
      return { path, times: () => readFileSync(count, "utf8").split("\n").length - 1 };
    }
    const ask = (profile: string) => `exec ${command} assume ${role} --format process --source-profile ${profile}`;

    it("of one profile: exit code 3 and the way, the second time that it is asked", async () => {
      const one = script("one", ask("looped"));
      const ran = await accounts.run(
        [role, "--source-profile", "looped"],
        config(`[profile looped]\ncredential_process = ${one.path}\n`),
      );
      assert.deepEqual([ran.code, ran.stdout, one.times()], [3, "", 1], ran.stderr);
      assert.match(
        ran.stderr,
        /No credentials from the profile looped: its credential_process says: .*The profile looped is its own source: looped -> looped\. /,
      );
    });

    it("of several", async () => {
      const [a, b] = [script("a", ask("b")), script("b", ask("a"))];
      const ran = await accounts.run(
        [role, "--source-profile", "a"],
        config(`[profile a]\ncredential_process = ${a.path}\n[profile b]\ncredential_process = ${b.path}\n`),
      );
      assert.deepEqual([ran.code, a.times(), b.times()], [3, 1, 1], ran.stderr);
      assert.match(ran.stderr, /The profile a is its own source: a -> b -> a\./);
    });

    it("of profiles that are made anew each time: by their number", async () => {
      const file = config("");
      const next = script(
        "next",
        `name="p$(wc -l < ${join(accounts.directory, "next.count")} | tr -d ' ')"; printf '[profile ` +
          `%s]\\ncredential_process = %s\\n' "$name" "$0" >> ${file.AWS_CONFIG_FILE}; ${ask('"$name"')}`,
      );
      writeFileSync(file.AWS_CONFIG_FILE, `[profile p0]\ncredential_process = ${next.path}\n`);
      const ran = await accounts.run([role, "--source-profile", "p0"], file);
      assert.deepEqual([ran.code, next.times()], [3, 8], ran.stderr);
      assert.match(ran.stderr, /More than 8 profiles get their credentials through one another: p0 -> p1 -> p2/);
    });

    it("with another tool between, which hands the environment on", async () => {
      const asks = "import boto3; boto3.Session(profile_name='tooled').client('sts').get_caller_identity()";
      const one = script("tool", `exec ${await installEmulator()} -c "${asks}"`);
      const text =
        `[profile tooled]\ncredential_process = ${command} assume ${role} --format process --source-profile ` +
        `inner\n[profile inner]\ncredential_process = ${one.path}\n`;
      const ran = await execute(await installEmulator(), ["-c", asks], { env: accounts.env(config(text)) });
      assert.notEqual(ran.code, 0);
      assert.equal(one.times(), 1);
      assert.match(ran.stderr, /The profile inner is its own source: inner -> inner\./);
    });

    it("what is no circle works, and a command gets nothing of this", async () => {
      const text = `[profile deep]\ncredential_process = ${command} assume ${first} --format process --source-profile alice\n`;
      const ran = await accounts.run([role, "--source-profile", "deep", "--", "env"], config(text));
      assert.equal(ran.code, 0, ran.stderr);
      assert.match(ran.stdout, /^CROSS_ACCOUNT_ROLE=/m);
      assert.doesNotMatch(ran.stdout, /CROSS_ACCOUNT_ASKING/);
      // A shell that such a command is may ask again.
      const nested = await accounts.run(
        [
          role,
          "--source-profile",
          "deep",
          "--",
          command,
          "assume",
          role,
          "--source-profile",
          "deep",
          "--format",
          "json",
        ],
        config(text),
      );
      assert.equal(nested.code, 0, nested.stderr);
    });
  });

  describe("has the region", () => {
    const text =
      "[profile near]\nregion = eu-north-1\n[profile far]\nrole_arn = arn:aws:iam::222222222222:role/first\nsource_profile = near\n";
    for (const [title, args, env, expected] of [
      ["that was typed", ["--region", "eu-west-3"], { AWS_REGION: "eu-west-1" }, "eu-west-3"],
      ["of the environment", ["--source-profile", "near"], { AWS_REGION: "eu-west-1" }, "eu-west-1"],
      [
        "of the environment's other variable",
        ["--source-profile", "near"],
        { AWS_REGION: "", AWS_DEFAULT_REGION: "eu-west-2" },
        "eu-west-2",
      ],
      ["of the source profile", ["--source-profile", "near"], { AWS_REGION: "" }, "eu-north-1"],
      ["of the source's source", ["--source-profile", "far"], { AWS_REGION: "" }, "eu-north-1"],
    ] as const) {
      it(title, async () => {
        const ran = await block(args, { ...config(text), ...env });
        assert.deepEqual([ran.code, /^region = (.*)$/m.exec(ran.stdout)?.[1], ran.stderr], [0, expected, ""]);
      });
    }
    it("and says so where none is known", async () => {
      const ran = await block([], { ...config(""), AWS_REGION: "" });
      assert.deepEqual([ran.code, ran.stderr], [0, ""]);
      assert.match(ran.stdout, /\n# No region is known, which most tools want: add region = <region>\n$/);
      const file = join(accounts.directory, "config-none");
      writeFileSync(file, ran.stdout);
      const read = await execute(
        await installEmulator(),
        ["-c", "import boto3; print(boto3.Session(profile_name='open').region_name)"],
        { env: accounts.env({ AWS_CONFIG_FILE: file, AWS_REGION: "" }) },
      );
      assert.equal(read.stdout, "None\n", read.stderr);
    });
    for (const strange of ["eu-west-1\n[profile other]", "cn-north-1", "x"]) {
      it(`and not ${JSON.stringify(strange)}`, async () => {
        const ran = await block([], { AWS_REGION: strange });
        assert.deepEqual([ran.code, ran.stdout], [2, ""], ran.stderr);
      });
    }
  });

  describe("appended to the file", () => {
    it("twice, the same profile is there once", async () => {
      const file = config("[profile other]\nregion = eu-west-1\n");
      const first = await block(["--source-profile", "alice"], file);
      appendFileSync(file.AWS_CONFIG_FILE, first.stdout);
      const second = await block(["--source-profile", "alice"], file);
      assert.deepEqual([second.code, second.stdout], [0, ""], second.stderr);
      assert.equal(second.stderr, "The AWS files have this profile open already, so there is nothing to add.\n");
    });
    it("another profile of that name is refused, since tools refuse two", async () => {
      for (const text of [
        "[profile open]\nregion = eu-west-1\n",
        "[profile open]\n",
        `[profile open]\nrole_arn = ${role}\nsource_profile = alice\n`,
      ]) {
        const ran = await block(["--source-profile", "alice"], config(text));
        assert.deepEqual([ran.code, ran.stdout], [2, ""], ran.stderr);
        assert.match(ran.stderr, /The AWS files have another profile open already \(with .*\), and tools refuse two/);
      }
    });
    it("it gets the name that was typed", async () => {
      const file = config("[profile open]\nregion = eu-west-1\n");
      const ran = await block(["--source-profile", "alice", "--profile-name", "shop/release"], file);
      assert.deepEqual([ran.code, ran.stdout.split("\n")[0]], [0, "[profile shop/release]"], ran.stderr);
      appendFileSync(file.AWS_CONFIG_FILE, ran.stdout);
      const read = await execute(
        await installEmulator(),
        [
          "-c",
          "import boto3; print(boto3.Session(profile_name='shop/release').client('sts').get_caller_identity()['Arn'])",
        ],
        { env: accounts.env(file) },
      );
      assert.match(read.stdout, /assumed-role\/open\/alice/, read.stderr);
    });
    it("a name that would ask itself is refused", async () => {
      const ran = await block(["--source-profile", "alice", "--profile-name", "alice"], config(""));
      assert.deepEqual([ran.code, ran.stdout], [2, ""], ran.stderr);
      assert.match(ran.stderr, /The profile alice is its own source: alice -> alice\./);
    });
  });

  describe("names what stays", () => {
    const system = `${dirname(process.execPath)}${delimiter}/usr/bin${delimiter}/bin`;
    const started = async (file: string, PATH: string) => {
      const ran = await execute(file, ["assume", role, "--format", "profile", "--source-profile", "alice"], {
        env: accounts.env({ PATH }),
        cwd: accounts.directory,
      });
      return { ...ran, path: /^credential_process = (\S+) assume/m.exec(ran.stdout)?.[1] };
    };
    const link = (folder: string, to: string) => {
      mkdirSync(join(accounts.directory, folder), { recursive: true });
      symlinkSync(to, join(accounts.directory, folder, "cross-account"));
      return join(accounts.directory, folder);
    };
    /** What npm puts into a folder when it installs the package's file. */
    const unpack = (folder: string) => {
      const there = join(accounts.directory, folder, "node_modules", "@cross-account-access", "cli");
      for (const part of ["bin", "dist", "package.json"])
        cpSync(join(root, "cli", part), join(there, part), { recursive: true });
      cpSync(join(root, "policypack", "catalogue"), join(there, "dist", "policypack", "catalogue"), {
        recursive: true,
      });
      return {
        program: join(there, "bin", "cross-account.cjs"),
        bin: link(join(folder, "node_modules", ".bin"), join(there, "bin", "cross-account.cjs")),
      };
    };

    it("installed: the path on the PATH", async () => {
      const bin = link("bin", command);
      assert.equal(
        (await started(join(bin, "cross-account"), `${bin}${delimiter}${system}`)).path,
        join(bin, "cross-account"),
      );
    });
    it("in a checkout: the launcher, however it was started", async () => {
      const launcher = join(root, "cross-account");
      for (const file of [launcher, command, join(root, "node_modules", ".bin", "cross-account")]) {
        assert.equal(
          (await started(file, `${join(root, "node_modules", ".bin")}${delimiter}${system}`)).path,
          launcher,
        );
      }
    });
    it("installed for another package: its own file", async () => {
      const { program, bin } = unpack("other");
      assert.equal((await started(join(bin, "cross-account"), `${bin}${delimiter}${system}`)).path, program);
    });
    it("in the cache of npm's runner nothing does, and that is said", async () => {
      const { bin } = unpack(join("_npx", "482b67a81511bedc"));
      const ran = await started(join(bin, "cross-account"), `${bin}${delimiter}${system}`);
      assert.deepEqual([ran.code, ran.stdout], [2, ""], ran.stderr);
      assert.match(ran.stderr, /A profile cannot name this command where it is: .* Install the package/);
    });
    it("and what it names runs", async () => {
      const { stdout } = await block(["--source-profile", "alice"]);
      const words = /^credential_process = (.*)$/m.exec(stdout)![1]!;
      const ran = await execute("sh", ["-c", words], { env: accounts.env({ AWS_REGION: region }) });
      assert.equal((JSON.parse(ran.stdout) as { Version: number }).Version, 1, ran.stderr);
      assert.ok(existsSync(words.split(" ")[0]!));
    });
  });
});
