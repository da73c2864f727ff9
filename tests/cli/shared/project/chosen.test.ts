import assert from "node:assert/strict";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chosenProject, trust, type ChosenProject } from "../../../../cli/shared/project/chosen";
import { UnusableProject, type ProjectQuestion } from "../../../../cli/shared/project/find";
import { identify } from "../../../../cli/shared/project/identity";
import { allTrusted } from "../../../../cli/shared/project/trusted";

describe("which project is asked", () => {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), "chosen-")));
  after(() => rmSync(directory, { recursive: true, force: true }));
  let made = 0;
  const nowhere = join(directory, "nowhere");
  mkdirSync(nowhere);

  /** A project with nothing but what these tests are about. */
  function project(
    yaml = "name: cross-account-access\nruntime: nodejs\n",
    at = join(directory, `project-${made++}`),
  ): string {
    mkdirSync(at, { recursive: true });
    writeFileSync(join(at, "Pulumi.yaml"), yaml);
    return at;
  }
  const withBackend = (url: string) => `name: cross-account-access\nruntime: nodejs\nbackend:\n  url: ${url}\n`;
  const home = (more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv => ({
    XDG_STATE_HOME: join(directory, `home-${made++}`),
    PULUMI_HOME: nowhere,
    ...more,
  });

  /** What comes of it, and what was asked. */
  async function choose(
    question: Partial<ProjectQuestion> & { readonly env: NodeJS.ProcessEnv },
    answer?: string,
  ): Promise<{ chosen?: ChosenProject; refused?: string; asked: string[] }> {
    const asked: string[] = [];
    try {
      const chosen = await chosenProject({ directory: nowhere, own: nowhere, ...question }, (text) => {
        asked.push(text);
        return Promise.resolve(answer);
      });
      return { chosen, asked };
    } catch (error) {
      assert.ok(error instanceof UnusableProject, String(error));
      return { refused: error.message, asked };
    }
  }

  it("one that is come across is refused, with its folder, name and backend and how to trust it", async () => {
    const [env, folder] = [home(), project(withBackend("file:///srv/evil"))];
    const { refused } = await choose({ env, directory: join(folder, ".") });
    assert.equal(
      refused,
      `The project in ${folder} is none that you have trusted, and its stacks would decide which role in ` +
        "which account you ask for. It is the project cross-account-access, whose Pulumi.yaml names the " +
        `backend file:///srv/evil. Look at it, then: cross-account trust ${folder}; or, for this once, add ` +
        `--project ${folder}.`,
    );
    assert.deepEqual(allTrusted(env), []);
  });

  it("the own checkout of the command is no exception", async () => {
    const [env, own] = [home(), project()];
    assert.match((await choose({ env, own })).refused!, /is none that you have trusted/);
  });

  for (const [title, env, says] of [
    [
      "PULUMI_BACKEND_URL",
      { PULUMI_BACKEND_URL: "s3://team" },
      "names the backend file:///srv/x; PULUMI_BACKEND_URL counts before that, s3://team.",
    ],
    [
      "a password",
      { PULUMI_BACKEND_URL: "postgres://me:hunter2@db/x" },
      "PULUMI_BACKEND_URL counts before that, postgres://me:…@db/x.",
    ],
    [
      "a password in the query",
      { PULUMI_BACKEND_URL: "postgres://db/x?user=me&password=hunter2&sslmode=require" },
      "postgres://db/x?user=me&password=…&sslmode=require.",
    ],
  ] as const) {
    it(`shown: ${title}`, async () => {
      const { refused } = await choose({ env: home(env), directory: project(withBackend("file:///srv/x")) });
      assert.ok(refused!.includes(says), refused);
      assert.doesNotMatch(refused!, /hunter2/);
    });
  }

  it("shown: without a backend, the one that one is signed in to", async () => {
    const pulumi = mkdtempSync(join(directory, "pulumi-"));
    assert.match(
      (await choose({ env: home({ PULUMI_HOME: pulumi }), directory: project() })).refused!,
      /names no backend; the one that you are signed in to is asked\. Look/,
    );
    writeFileSync(join(pulumi, "credentials.json"), '{"current":"https://api.example.com"}');
    assert.match(
      (await choose({ env: home({ PULUMI_HOME: pulumi }), directory: project() })).refused!,
      /the one that you are signed in to is asked, https:\/\/api\.example\.com\. Look/,
    );
    assert.match(
      (await choose({ env: home({ PULUMI_CREDENTIALS_PATH: pulumi }), directory: project() })).refused!,
      /https:\/\/api\.example\.com/,
    );
  });

  it("asked at a terminal: what a person has to know, once", async () => {
    const [env, folder] = [home(), project(withBackend("file:///srv/x"))];
    writeFileSync(
      join(folder, "Pulumi.trusting.yaml"),
      'config:\n  aws:allowedAccountIds: ["111111111111"]\n  cross-account-access:roles: {}\n',
    );
    writeFileSync(join(folder, "Pulumi.trusted.yaml"), "config:\n  cross-account-access:grants: {}\n");
    const first = await choose({ env, directory: folder }, "y");
    assert.equal(first.chosen?.folder, folder);
    assert.equal(
      first.asked.join(),
      [
        "Roles would be looked up in a project that you have not used yet:",
        `  folder   ${folder}`,
        "  project  cross-account-access, whose Pulumi.yaml names the backend file:///srv/x",
        "  stacks   trusting (111111111111), by their files",
        "Whoever answers for them decides which role in which account you ask for. Trust it from now on? [y/N] ",
      ].join("\n"),
    );
    assert.deepEqual(await choose({ env, directory: folder }), { chosen: first.chosen, asked: [] });
    assert.deepEqual(
      allTrusted(env).map(({ folder: at, backend }) => [at, backend]),
      [[folder, "file:///srv/x"]],
    );
  });

  for (const answer of ["", "n", "N", "no", "yep", " y", "ja", "y\u0000"]) {
    it(`${JSON.stringify(answer)} is no yes`, async () => {
      const [env, directory] = [home(), project()];
      const { refused } = await choose({ env, directory }, answer);
      assert.match(refused!, /is none that you have trusted/);
      assert.deepEqual(allTrusted(env), []);
    });
  }
  for (const answer of ["y", "Y", "yes", "YES"]) {
    it(`${JSON.stringify(answer)} is one`, async () =>
      assert.ok((await choose({ env: home(), directory: project() }, answer)).chosen));
  }

  describe("once trusted", () => {
    for (const [title, before, after, stays] of [
      ["nothing changed", withBackend("file:///a"), withBackend("file:///a"), true],
      ["other lines changed", withBackend("file:///a"), `${withBackend("file:///a")}description: new\n# more\n`, true],
      [
        "the backend is written in another way",
        withBackend("file:///a"),
        'backend: { url: "file:///a" }\nname: cross-account-access\nruntime: nodejs\n',
        true,
      ],
      ["another backend", withBackend("file:///a"), withBackend("file:///b"), false],
      [
        "a backend where there was none",
        "name: cross-account-access\nruntime: nodejs\n",
        withBackend("file:///b"),
        false,
      ],
      [
        "no backend where there was one",
        withBackend("file:///a"),
        "name: cross-account-access\nruntime: nodejs\n",
        false,
      ],
      ["another password", withBackend("postgres://a:b@c/d"), withBackend("postgres://a:x@c/d"), false],
      ["letters of the backend's path", withBackend("file:///a"), withBackend("file:///A"), false],
    ] as const) {
      it(`${title}: ${stays ? "it stays so" : "it is asked for anew, with what was and what is"}`, async () => {
        const [env, folder] = [home(), project(before)];
        trust(identify(folder), env);
        assert.ok((await choose({ env, directory: folder })).chosen);
        project(after, folder);
        const { chosen, refused, asked } = await choose({ env, directory: folder }, stays ? undefined : "n");
        assert.equal(chosen !== undefined, stays, refused);
        if (stays) return;
        assert.match(
          refused!,
          /^The project in \S+ is no longer what you trusted: its backend was \S+, and is \S+( with another password)? \(20\d\d-\d\d-\d\d\), and its stacks/,
        );
        assert.match(asked.join(), /a project that has changed: its backend was/);
        assert.ok((await choose({ env, directory: folder }, "y")).chosen, "and may be trusted anew");
        assert.ok((await choose({ env, directory: folder })).chosen);
      });
    }

    it("another folder with the same content is another project; links to it are not", async () => {
      const [env, folder] = [home(), project()];
      trust(identify(folder), env);
      assert.match((await choose({ env, directory: project() })).refused!, /none that you have trusted/);
      symlinkSync(folder, join(directory, "link"));
      assert.equal((await choose({ env, directory: join(directory, "link") })).chosen?.folder, folder);
      renameSync(folder, `${folder}-moved`);
      assert.match((await choose({ env, directory: `${folder}-moved` })).refused!, /none that you have trusted/);
    });

    it("a project below it is another", async () => {
      const [env, folder] = [home(), project()];
      trust(identify(folder), env);
      assert.match(
        (await choose({ env, directory: project(withBackend("file:///evil"), join(folder, "vendor", "x")) })).refused!,
        /vendor\/x is none that you have trusted/,
      );
      mkdirSync(join(folder, "docs"));
      assert.equal((await choose({ env, directory: join(folder, "docs") })).chosen?.folder, folder);
    });
  });

  describe("named by the person", () => {
    it("--project counts for this once, before everything else, and keeps nothing", async () => {
      const [env, folder] = [home({ CROSS_ACCOUNT_PROJECT: project() }), project(withBackend("file:///x"))];
      const { chosen, asked } = await choose({ env, directory: project(), named: folder });
      assert.deepEqual(
        [chosen?.folder, chosen?.env["PULUMI_BACKEND_URL"], asked, allTrusted(env)],
        [folder, "file:///x", [], []],
      );
      assert.match((await choose({ env: home(), directory: folder })).refused!, /none that you have trusted/);
    });
    it("a relative one is seen from where the caller stands", async () => {
      const folder = project();
      assert.equal((await choose({ env: home(), directory: folder, named: "." })).chosen?.folder, folder);
    });
    it("CROSS_ACCOUNT_PROJECT is a choice, which holds while the project stays what it is", async () => {
      const folder = project(withBackend("file:///x"));
      const env = home({ CROSS_ACCOUNT_PROJECT: folder });
      for (let time = 0; time < 2; time++) assert.deepEqual((await choose({ env })).chosen?.folder, folder);
      project(withBackend("file:///y"), folder);
      assert.match(
        (await choose({ env })).refused!,
        /no longer what you trusted: its backend was file:\/\/\/x, and is file:\/\/\/y/,
      );
    });
    it("also where nothing can be kept", async () => {
      const folder = project();
      assert.equal(
        (await choose({ env: { ...home(), CROSS_ACCOUNT_PROJECT: folder, XDG_STATE_HOME: "/proc/none" } })).chosen
          ?.folder,
        folder,
      );
    });
    for (const [title, question] of [
      ["--project", { named: nowhere }],
      ["CROSS_ACCOUNT_PROJECT", { env: home({ CROSS_ACCOUNT_PROJECT: nowhere }) }],
      ["--project", { named: join(nowhere, "none") }],
    ] as const) {
      it(`${title} that is no project is no reason to look elsewhere`, async () => {
        const { refused } = await choose({ env: home(), directory: project(), ...question });
        assert.match(
          refused!,
          new RegExp(
            `^${title}: found "\\S+", in which there is no Pulumi\\.yaml with the name cross-account-access\\.$`,
          ),
        );
      });
    }
  });

  describe("a backend that the environment trusts", () => {
    const trusted = { CROSS_ACCOUNT_TRUSTED_BACKEND: "file:///sandbox" };
    it("counts for every project while it is the one that is asked, whatever the project names", async () => {
      const { chosen, asked } = await choose({
        env: home({ ...trusted, PULUMI_BACKEND_URL: "file:///sandbox" }),
        directory: project(withBackend("file:///evil")),
      });
      assert.deepEqual([chosen?.env["PULUMI_BACKEND_URL"], asked], ["file:///sandbox", []]);
    });
    for (const backend of [undefined, "", "file:///sandbox/", "file:///other"]) {
      it(`and not with ${String(backend)}`, async () => {
        const env = home({ ...trusted, ...(backend !== undefined && { PULUMI_BACKEND_URL: backend }) });
        assert.match(
          (await choose({ env, directory: project(withBackend("file:///sandbox")) })).refused!,
          /none that you have trusted/,
        );
      });
    }
    it("nor when both say nothing", async () => {
      const env = home({ CROSS_ACCOUNT_TRUSTED_BACKEND: "", PULUMI_BACKEND_URL: "" });
      assert.match((await choose({ env, directory: project() })).refused!, /none that you have trusted/);
    });
  });

  it("the engine asks the backend that was seen, whatever becomes of the file meanwhile", async () => {
    const pulumi = mkdtempSync(join(directory, "pulumi-"));
    writeFileSync(join(pulumi, "credentials.json"), '{"current":"https://api.example.com"}');
    for (const [yaml, env, expected] of [
      [withBackend("file:///x"), {}, "file:///x"],
      [withBackend("file:///x"), { PULUMI_BACKEND_URL: "s3://team" }, "s3://team"],
      ["name: cross-account-access\nruntime: nodejs\n", { PULUMI_HOME: pulumi }, "https://api.example.com"],
      ["name: cross-account-access\nruntime: nodejs\n", {}, undefined],
    ] as const) {
      assert.equal(
        (await choose({ env: home(env), named: project(yaml) })).chosen?.env["PULUMI_BACKEND_URL"],
        expected,
      );
    }
  });

  describe("where it is not certain what the engine reads, it is none", () => {
    for (const [title, spoil, says] of [
      [
        "Pulumi.json beside it",
        (at: string) => writeFileSync(join(at, "Pulumi.json"), "{}"),
        /it has Pulumi\.json beside Pulumi\.yaml/,
      ],
      [
        "Pulumi.yml beside it",
        (at: string) => writeFileSync(join(at, "Pulumi.yml"), ""),
        /it has Pulumi\.yml beside Pulumi\.yaml/,
      ],
      [
        "two backends",
        (at: string) => project(`${withBackend("file:///a")}backend:\n  url: file:///b\n`, at),
        /cannot be used: /,
      ],
      [
        "two names",
        (at: string) => project("name: other\nname: cross-account-access\nruntime: nodejs\n", at),
        /cannot be used: /,
      ],
      [
        "a name in another document",
        (at: string) => project(`name: cross-account-access\n---\n${withBackend("file:///b")}`, at),
        /cannot be used: /,
      ],
      [
        "a backend that is a text",
        (at: string) => project("name: cross-account-access\nbackend: file:///b\n", at),
        /expected under "backend" the address of one/,
      ],
      [
        "a backend that is a list",
        (at: string) => project("name: cross-account-access\nbackend: [a]\n", at),
        /expected under "backend" the address of one/,
      ],
      [
        "a backend that is a number",
        (at: string) => project("name: cross-account-access\nbackend: { url: 5 }\n", at),
        /expected under "backend" the address of one/,
      ],
      [
        "a name within a text",
        (at: string) => project('description: |\n  x\nother: "\nname: cross-account-access\n"\n', at),
        /cannot be used: /,
      ],
      ["no YAML", (at: string) => project("name: cross-account-access\n\t- x: {\n", at), /cannot be used: /],
    ] as const) {
      it(title, async () => {
        const folder = project();
        spoil(folder);
        for (const question of [
          { directory: folder },
          { named: folder },
          { env: home({ CROSS_ACCOUNT_PROJECT: folder }) },
        ]) {
          const { refused, asked } = await choose({ env: home(), ...question }, "y");
          assert.match(refused ?? "it was chosen", says);
          assert.deepEqual(asked, []);
        }
      });
    }
    for (const [title, make] of [
      ["a folder", (at: string) => mkdirSync(join(at, "Pulumi.yaml"), { recursive: true })],
      [
        "a link to nothing",
        (at: string) => (mkdirSync(at, { recursive: true }), symlinkSync("none", join(at, "Pulumi.yaml"))),
      ],
      [
        "a device without end",
        (at: string) => (mkdirSync(at, { recursive: true }), symlinkSync("/dev/zero", join(at, "Pulumi.yaml"))),
      ],
      ["another project's", (at: string) => project("name: cross-account-access-2\n", at)],
    ] as const) {
      it(`Pulumi.yaml is ${title}: it is none of ours`, async () => {
        const at = join(directory, `project-${made++}`);
        make(at);
        assert.match(
          (await choose({ env: home(), directory: at })).refused!,
          /^There is no cross-account-access project here or above\./,
        );
      });
    }
  });

  it("names of folders steer no terminal, and what is to be typed is quoted", async () => {
    const spaced = project(undefined, join(directory, "it's a $(folder)"));
    assert.ok(
      (await choose({ env: home(), directory: spaced })).refused!.includes(
        `cross-account trust '${spaced.replaceAll("'", "'\\''")}'; or`,
      ),
    );
    const hidden = project(withBackend('"file:///\\e[2J\\u202e"'), join(directory, "a\u001b[2Jb\n"));
    for (const answer of [undefined, "n"]) {
      const { refused, asked } = await choose({ env: home(), directory: hidden }, answer);
      for (const text of [refused!, ...asked.flatMap((one) => one.split("\n"))])
        // eslint-disable-next-line no-control-regex -- they are what this is about
        assert.doesNotMatch(text, /[\u0000-\u001f\u007f-\u009f\u202e]/);
      assert.match(refused!, /then: cross-account trust, in that folder\.$/);
    }
  });

  it("nothing is written beside what is trusted", () => assert.deepEqual(readdirSync(nowhere), []));
});
