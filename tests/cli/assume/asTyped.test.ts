import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createHash, createHmac } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const root = join(__dirname, "..", "..", "..");
const role = "arn:aws:iam::111111111111:role/deploy";
const keys = { id: "AKIAIOSFODNN7EXAMPLE", secret: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY" };
const given = { id: "ASIAIOSFODNN7EXAMPLE", secret: "given/secret+of'the role", token: "given//token==" };
const line = `${given.id} ${given.secret} ${given.token}`;

/** The shell of this system, with the line that docs/assume.md has for it, and one that prints what is in the environment. */
const [shell, ...typed]: readonly [string, ...string[]] =
  process.platform === "win32"
    ? [
        "powershell",
        "-NoProfile",
        "-Command",
        `.\\cross-account assume ${role} --format powershell | Out-String | Invoke-Expression; ` +
          '"$env:AWS_ACCESS_KEY_ID $env:AWS_SECRET_ACCESS_KEY $env:AWS_SESSION_TOKEN"',
      ]
    : [
        "sh",
        "-c",
        `eval "$(./cross-account assume ${role})" && ` +
          'printf "%s\\n" "$AWS_ACCESS_KEY_ID $AWS_SECRET_ACCESS_KEY $AWS_SESSION_TOKEN"',
      ];

const hmac = (key: string | Buffer, text: string) => createHmac("sha256", key).update(text).digest();
const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

/** Whether a request is signed with the keys, by Signature Version 4. */
function isSigned({ method, url, headers }: IncomingMessage, body: string): boolean {
  const found =
    /Credential=([^/]+)\/((\d{8})\/([^/]+)\/sts\/aws4_request), ?SignedHeaders=([^,]+), ?Signature=(\w+)/.exec(
      headers.authorization ?? "",
    );
  if (found === null || found[1] !== keys.id) return false;
  const [, , scope, day, region, names, signature] = found as unknown as string[];
  const canonical = [
    method,
    url,
    "",
    ...names!.split(";").map((name) => `${name}:${String(headers[name])}`),
    "",
    names,
    sha256(body),
  ].join("\n");
  const key = [day!, region!, "sts", "aws4_request"].reduce<string | Buffer>(hmac, `AWS4${keys.secret}`);
  const signed = ["AWS4-HMAC-SHA256", headers["x-amz-date"], scope, sha256(canonical)].join("\n");
  return hmac(key, signed).toString("hex") === signature;
}

const results: Readonly<Record<string, string>> = {
  "GetCallerIdentity ":
    "<GetCallerIdentityResult><Account>222222222222</Account><UserId>AIDAEXAMPLE</UserId>" +
    "<Arn>arn:aws:iam::222222222222:user/alice</Arn></GetCallerIdentityResult>",
  [`AssumeRole ${role}`]:
    "<AssumeRoleResult><AssumedRoleUser><AssumedRoleId>AROAEXAMPLE:alice</AssumedRoleId>" +
    "<Arn>arn:aws:sts::111111111111:assumed-role/deploy/alice</Arn></AssumedRoleUser>" +
    `<Credentials><AccessKeyId>${given.id}</AccessKeyId><SecretAccessKey>${given.secret}</SecretAccessKey>` +
    `<SessionToken>${given.token}</SessionToken><Expiration>${new Date(Date.now() + 3_600_000).toISOString()}</Expiration>` +
    "</Credentials></AssumeRoleResult>",
};

describe("assume, as it is typed in this system's own shell", () => {
  const directory = mkdtempSync(join(tmpdir(), "as-typed-"));
  let server: Server;

  before((done) => {
    server = createServer((request, response) => {
      let body = "";
      request.on("data", (part: Buffer) => (body += part.toString()));
      request.on("end", () => {
        const asked = new URLSearchParams(body);
        const action = asked.get("Action");
        const result = isSigned(request, body) && results[`${action} ${asked.get("RoleArn") ?? ""}`];
        if (!result) {
          const error = "<Error><Code>SignatureDoesNotMatch</Code><Message>not as it should be</Message></Error>";
          return response.writeHead(403).end(`<ErrorResponse>${error}</ErrorResponse>`);
        }
        response.end(`<${action}Response>${result}</${action}Response>`);
      });
    }).listen(0, "127.0.0.1", done);
  });
  after((done) => {
    rmSync(directory, { recursive: true, force: true });
    server.close(() => done());
  });

  const run = (secret: string) => {
    writeFileSync(
      join(directory, "credentials"),
      `[default]\naws_access_key_id = ${keys.id}\naws_secret_access_key = ${secret}\n`,
    );
    writeFileSync(join(directory, "config"), "[default]\nregion = eu-west-1\n");
    const own = Object.entries(process.env).filter(([name]) => !/^(AWS|CROSS_ACCOUNT)_/.test(name));
    const env = {
      ...Object.fromEntries(own),
      CROSS_ACCOUNT_CACHE: directory,
      AWS_CONFIG_FILE: join(directory, "config"),
      AWS_SHARED_CREDENTIALS_FILE: join(directory, "credentials"),
      AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    };
    return promisify(execFile)(shell, typed, { cwd: root, env });
  };

  it("signs its call, and the shell has the credentials", async () => {
    const { stdout, stderr } = await run(keys.secret);
    assert.equal(stdout.trim(), line, stderr);
  });
  it("a wrong secret gives the shell nothing", async () => {
    const told = await run("wrong").catch((error: { stdout: string; stderr: string }) => error);
    assert.ok(!told.stdout.includes(given.secret));
    assert.match(told.stderr, /not as it should be/);
  });
});
