import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { commentMarker, forgeLimit } from "../../pipeline/comment";
import { main } from "../../pipeline/commands";
import { example } from "../cli/review/formats/example";
import { TestForge } from "./forge";

const root = join(__dirname, "..", "..");

describe("the commands of a pipeline", () => {
  let folder: string;
  let forge: TestForge;
  let env: NodeJS.ProcessEnv;
  before(() => (folder = mkdtempSync(join(tmpdir(), "pipeline-"))));
  after(() => rmSync(folder, { recursive: true }));
  beforeEach(async () => {
    forge = new TestForge();
    const { GITHUB_API_URL } = await forge.open();
    env = { GITHUB_API_URL, GITHUB_REPOSITORY: "shop/access", GH_TOKEN: forge.token, PULL_REQUEST: "3" };
  });
  afterEach(() => forge.close());

  /** The same as a job of GitLab. */
  function onGitLab(): void {
    forge.opened = "opened";
    env = {
      CI_API_V4_URL: env["GITHUB_API_URL"],
      CI_PROJECT_ID: "12",
      CI_MERGE_REQUEST_IID: "3",
      GITLAB_TOKEN: forge.token,
    };
  }

  const file = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const reviewOf = (findings: typeof example.findings) =>
    file("review.json", JSON.stringify({ ...example, findings, missing: [] }));

  for (const [name, prepare] of [
    ["GitHub", () => {}],
    ["GitLab", onGitLab],
  ] as const)
    describe(`on ${name}`, () => {
      beforeEach(prepare);

      it("write one comment, and keep it up to date", async () => {
        forge.add("comments", { text: `${commentMarker}\nNot ours`, own: false });
        for (let at = 0; at < 120; at++) forge.add("comments", { text: `Something ${at}` });
        const say = (text: string) => main(["comment", "--diff", file("diff.md", text)], env);
        assert.deepEqual(await say("One"), { code: 0, stdout: "The comment was written.\n", stderr: "" });
        assert.equal((await say("One")).stdout, "The comment is up to date.\n");
        assert.equal(forge.writes.length, 1);
        assert.equal((await say("Two")).code, 0);
        assert.equal(forge.writes.length, 2);
        assert.equal(forge.comments.length, 122);
        assert.match(forge.comments.at(-1)!.text, /\nTwo\n/);
        assert.match(forge.comments[0]!.text, /Not ours/);
      });

      it("write a comment that is as long as it may be, and say so", async () => {
        const said = await main(["comment", "--diff", file("diff.md", "- a line\n".repeat(20_000))], env);
        assert.match(
          said.stdout,
          /^The comment was written\.\nIt has as much as a comment may have: \d+ lines are left out\.\n$/,
        );
        assert.equal(said.code, 0);
        assert.ok(forge.comments[0]!.text.length <= forgeLimit);
      });

      it("open one issue for each owner, update it, close it, and open it again", async () => {
        const due = {
          ...example.findings[0]!,
          kind: "review-due" as const,
          role: example.roles[0]!.arn,
          document: "a",
        };
        const run = async (findings: typeof example.findings) =>
          (await main(["issues", reviewOf(findings)], env)).stdout;
        assert.equal(await run([due]), "Issues: 1 opened, 0 updated, 0 closed.\n");
        assert.equal(await run([due]), "Issues: 0 opened, 0 updated, 0 closed.\n");
        assert.equal(await run([due, { ...due, message: "More." }]), "Issues: 0 opened, 1 updated, 0 closed.\n");
        assert.equal(await run([]), "Issues: 0 opened, 0 updated, 1 closed.\n");
        assert.deepEqual(
          forge.issues.map(({ open, label }) => [open, label]),
          [[false, "access-review"]],
        );
        assert.equal(await run([due]), "Issues: 0 opened, 1 updated, 0 closed.\n");
        assert.deepEqual(
          forge.issues.map(({ open }) => open),
          [true],
        );
      });

      it("say that there is no token, and write nothing", async () => {
        delete env["GH_TOKEN"];
        delete env["GITLAB_TOKEN"];
        for (const args of [
          ["comment", "--diff", file("diff.md", "One")],
          ["issues", reviewOf([])],
        ]) {
          const { code, stderr } = await main(args, env);
          assert.match(stderr, /^pipeline: there is no token in G.*and code of a fork gets none that writes\.\n$/);
          assert.equal(code, 3);
        }
        assert.deepEqual(forge.writes, []);
      });

      const answers: readonly (readonly [status: number, code: number, said: RegExp])[] = [
        [401, 4, /^pipeline: 127\.0\.0\.1:\d+ answered 401 to GET \/\S+: Bad credentials\. The token may have expired/],
        [403, 4, /answered 403/],
        [404, 4, /answered 404/],
        [500, 9, /it answered with status 500\. Run the job again later\.\n$/],
      ];
      for (const [status, expected, said] of answers)
        it(`say that the answer was ${status}, and never the token`, async () => {
          forge.statuses = [status];
          const { code, stderr } = await main(["comment", "--diff", file("diff.md", "One")], env);
          assert.match(stderr, said);
          assert.doesNotMatch(stderr, new RegExp(forge.token));
          assert.equal(code, expected);
        });
    });

  it("say that nobody answers", async () => {
    forge.close();
    const { code, stderr } = await main(["comment", "--diff", file("diff.md", "One")], env);
    assert.match(stderr, /ECONNREFUSED/);
    assert.equal(code, 9);
  });

  const wrong: readonly (readonly [args: readonly string[], said: RegExp, change?: NodeJS.ProcessEnv])[] = [
    [["nothing"], /found "nothing", expected profiles, credentials, concerned, comment or issues/],
    [["profiles"], /profiles: expected preview, deploy, review/],
    [["profiles", "all"], /found "all", expected preview, deploy, review/],
    [["profiles", "review", "--state", "1"], /--state: found "1", expected an account, 12 digits/],
    [["profiles", "review", "more"], /found "more" too many/],
    [["profiles", "--unknown"], /--unknown/],
    [["comment"], /comment: expected --diff FILE/],
    [["comment", "--diff", "/nowhere"], /ENOENT.*\/nowhere/],
    [["issues", __filename], /commands\.test\.ts: found another form, expected what/],
    [["concerned", "nowhere"], /found the base "nowhere", which is no revision here.*fetch-depth/],
    [["comment", "--diff", __filename], /found neither GITHUB_REPOSITORY nor CI_PROJECT_ID/, { GITHUB_REPOSITORY: "" }],
    [
      ["comment", "--diff", __filename],
      /GITHUB_REPOSITORY: found "a", expected owner\/name/,
      { GITHUB_REPOSITORY: "a" },
    ],
    [["comment", "--diff", __filename], /PULL_REQUEST: found "", expected the number/, { PULL_REQUEST: "" }],
    [
      ["comment", "--diff", __filename],
      /GITHUB_API_URL: found "http:.*expected.*https/,
      { GITHUB_API_URL: "http://a.b" },
    ],
    [["credentials", "deploy"], /found "deploy", expected the ARN of a role/],
  ];
  for (const [args, said, change] of wrong)
    it(`refuse ${args.map((one) => one.replace(/^.*\//, "")).join(" ")}${change ? ` with ${Object.keys(change)[0]}` : ""}`, async () => {
      const found = await main(args, { ...env, ...change }, root);
      assert.match(found.stderr, said);
      assert.deepEqual([found.code, found.stdout, found.stderr.split("\n").length], [2, "", 2]);
    });

  it("name the stacks that a change concerns, and refuse a clone that is too shallow", async () => {
    const [repository, clone] = [join(folder, "repository"), join(folder, "clone")];
    mkdirSync(repository);
    const git = (...args: string[]) =>
      execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@example.com", ...args], { cwd: repository });
    for (const name of ["Pulumi.yaml", "Pulumi.trusting.yaml", "Pulumi.trusted.yaml"])
      cpSync(join(root, name), join(repository, name));
    git("init", "--quiet");
    for (const message of ["One", "Two"]) {
      writeFileSync(
        join(repository, "Pulumi.trusted.yaml"),
        `# ${message}\nconfig: { "cross-account-access:empty": true }\n`,
      );
      git("add", "--all");
      git("commit", "--quiet", "--message", message);
    }
    assert.equal((await main(["concerned", "HEAD^1"], {}, repository)).stdout, "trusted\n");
    assert.equal((await main(["concerned", "HEAD"], {}, repository)).stdout, "\n");
    git("clone", "--quiet", "--depth", "1", `file://${repository}`, clone);
    const { code, stderr } = await main(["concerned", "HEAD^1"], {}, clone);
    assert.match(stderr, /^pipeline: found the base "HEAD\^1", which is no revision here; .*fetch-depth/);
    assert.equal(code, 2);
  });
});

describe("credentials of a job", () => {
  const arn = "arn:aws:iam::111111111111:role/cross-account-pipeline/cross-account-deploy";
  const given =
    "<Credentials><AccessKeyId>A</AccessKeyId><SecretAccessKey>S</SecretAccessKey><SessionToken>T</SessionToken><Expiration>E</Expiration></Credentials>";
  const response = `<AssumeRoleWithWebIdentityResponse><AssumeRoleWithWebIdentityResult>${given}</AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>`;
  const refusal =
    "<ErrorResponse><Error><Code>AccessDenied</Code><Message>Not authorized</Message></Error></ErrorResponse>";
  let asked: string[];
  let answers: { issuer: readonly [number, string]; sts: readonly [number, string] };
  let env: NodeJS.ProcessEnv;
  const server = createServer((request, respond) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      asked.push(`${request.method} ${request.url} ${request.headers.authorization ?? ""} ${body}`.trim());
      const [status, text] = request.method === "GET" ? answers.issuer : answers.sts;
      respond.writeHead(status).end(text);
    });
  });
  before(() => new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve)));
  after(() => server.close());
  beforeEach(() => {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    asked = [];
    answers = { issuer: [200, '{"value":"web-token"}'], sts: [200, response] };
    env = {
      ACTIONS_ID_TOKEN_REQUEST_URL: `${url}/token?api-version=2`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: "bearer-secret",
      AWS_ENDPOINT_URL: url,
      GITHUB_RUN_ID: "42",
    };
  });

  it("are asked for with a token that is asked for, too", async () => {
    const { code, stdout } = await main(["credentials", arn], env);
    assert.equal(code, 0);
    const keys = { AccessKeyId: "A", SecretAccessKey: "S", SessionToken: "T", Expiration: "E" };
    assert.deepEqual(JSON.parse(stdout), { Version: 1, ...keys });
    assert.equal(asked[0], "GET /token?api-version=2&audience=sts.amazonaws.com bearer bearer-secret");
    const call = new URLSearchParams(asked[1]!.split(" ").at(-1));
    assert.deepEqual(
      [call.get("RoleArn"), call.get("RoleSessionName"), call.get("WebIdentityToken")],
      [arn, "pipeline-42", "web-token"],
    );
  });

  it("take the token that GitLab gives", async () => {
    await main(["credentials", arn], { AWS_ENDPOINT_URL: env["AWS_ENDPOINT_URL"], AWS_ID_TOKEN: "gitlab-token" });
    assert.deepEqual(asked.length, 1);
    assert.match(asked[0]!, /WebIdentityToken=gitlab-token/);
  });

  const refused: readonly (readonly [what: string, prepare: () => void, code: number, said: RegExp])[] = [
    [
      "no token",
      () => delete env["ACTIONS_ID_TOKEN_REQUEST_TOKEN"],
      3,
      /^pipeline: this job has no token to sign in with: .*code of a fork gets none\.\n$/,
    ],
    ["an issuer that refuses", () => (answers.issuer = [403, "no"]), 9, /answered with status 403 and no token/],
    ["an issuer that answers something else", () => (answers.issuer = [200, "<html>"]), 9, /status 200 and no token/],
    ["a role that refuses", () => (answers.sts = [403, refusal]), 4, /AWS refuses arn:.*AccessDenied, Not authorized/],
    ["STS that fails", () => (answers.sts = [500, "no"]), 9, /answered with status 500/],
    ["an answer of somebody else", () => (answers.sts = [200, "<html></html>"]), 9, /answered with status 200/],
  ];
  for (const [what, prepare, expected, said] of refused)
    it(`are not had with ${what}, and no secret is said`, async () => {
      prepare();
      const { code, stdout, stderr } = await main(["credentials", arn], env);
      assert.match(stderr, said);
      assert.doesNotMatch(stderr, /web-token|bearer-secret/);
      assert.deepEqual([code, stdout], [expected, ""]);
    });
});
