import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execute } from "../../sandbox/execute";

const root = join(__dirname, "..", "..");
const role = "arn:aws:iam::111111111111:role/deploy";

/** Sends every HTTPS request of a process to the port of the test, with the host that was asked. */
const redirection = `
const http = require("node:http"), https = require("node:https");
https.request = (...given) => {
  const [first, second] = given;
  const url = first instanceof URL ? first : undefined;
  const { method, headers, path = url?.pathname, host, hostname = host } = url ? { ...second, hostname: url.hostname } : first;
  return http.request(
    { method, path, headers: { ...headers, "x-asked": hostname }, host: "127.0.0.1", port: process.env.REDIRECTED_TO },
    given.find((one) => typeof one === "function"),
  );
};`;

const answers = {
  portal: JSON.stringify({
    roleCredentials: {
      accessKeyId: "ASIAFROMPORTAL",
      secretAccessKey: "s",
      sessionToken: "t",
      expiration: Date.now() + 3_600_000,
    },
  }),
  GetCallerIdentity: xml(
    "GetCallerIdentity",
    "<Account>222222222222</Account><Arn>arn:aws:sts::222222222222:assumed-role/AWSReservedSSO_Dev_0123456789abcdef/alice</Arn>",
  ),
  AssumeRole: xml(
    "AssumeRole",
    "<Credentials><AccessKeyId>ASIA</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken>" +
      `<Expiration>${new Date(Date.now() + 3_600_000).toISOString()}</Expiration></Credentials>` +
      `<AssumedRoleUser><Arn>arn:aws:sts::111111111111:assumed-role/deploy/alice</Arn><AssumedRoleId>AROA:alice</AssumedRoleId></AssumedRoleUser>`,
  ),
};

function xml(action: string, content: string): string {
  return `<${action}Response><${action}Result>${content}</${action}Result></${action}Response>`;
}

/** IAM Identity Center has a region of its own, which is not the one in which STS is asked. */
describe("the region of IAM Identity Center", () => {
  const folder = mkdtempSync(join(tmpdir(), "identity-center-"));
  const asked: string[] = [];
  let server: Server;
  before(async () => {
    server = createServer((request, response) => {
      asked.push(String(request.headers["x-asked"]));
      let body = "";
      request.on("data", (chunk) => (body += String(chunk)));
      request.on("end", () => {
        const action = /\bAction=(\w+)/.exec(body)?.[1] as keyof typeof answers | undefined;
        response.setHeader("content-type", action === undefined ? "application/json" : "text/xml");
        response.end(answers[action ?? "portal"]);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    writeFileSync(join(folder, "redirection.cjs"), redirection);
    writeFileSync(
      join(folder, "config"),
      `[profile old]
region = eu-west-1
sso_start_url = https://shop.awsapps.com/start
sso_region = us-east-1
sso_account_id = 222222222222
sso_role_name = Dev
[profile session]
region = eu-west-1
sso_session = shop
sso_account_id = 222222222222
sso_role_name = Dev
[sso-session shop]
sso_start_url = https://shop.awsapps.com/start
sso_region = us-east-1
[profile through]
region = eu-west-1
role_arn = arn:aws:iam::222222222222:role/between
source_profile = session
[profile china]
region = cn-northwest-1
sso_start_url = https://shop.awsapps.cn/start
sso_region = cn-north-1
sso_account_id = 222222222222
sso_role_name = Dev
`,
    );
    const cache = join(folder, ".aws", "sso", "cache");
    mkdirSync(cache, { recursive: true });
    for (const name of ["https://shop.awsapps.com/start", "https://shop.awsapps.cn/start", "shop"])
      writeFileSync(
        join(cache, `${createHash("sha1").update(name).digest("hex")}.json`),
        JSON.stringify({ accessToken: "token", expiresAt: new Date(Date.now() + 3_600_000).toISOString() }),
      );
  });
  after(() => {
    server.close();
    rmSync(folder, { recursive: true, force: true });
  });
  beforeEach(() => void (asked.length = 0));

  const env = (more: NodeJS.ProcessEnv): NodeJS.ProcessEnv => ({
    ...Object.fromEntries(
      Object.entries(process.env).filter(
        ([name]) => !/^(AWS|PULUMI|CROSS_ACCOUNT|HTTPS?_PROXY|https?_proxy)/.test(name),
      ),
    ),
    HOME: folder,
    XDG_CACHE_HOME: join(folder, "cache"),
    AWS_CONFIG_FILE: join(folder, "config"),
    AWS_SHARED_CREDENTIALS_FILE: join(folder, "none"),
    AWS_EC2_METADATA_DISABLED: "true",
    NODE_OPTIONS: `--require ${join(folder, "redirection.cjs")}`,
    REDIRECTED_TO: String((server.address() as AddressInfo).port),
    ...more,
  });
  const [portal, sts] = ["portal.sso.us-east-1.amazonaws.com", "sts.eu-west-1.amazonaws.com"];

  for (const [title, profile, options, more, expected] of [
    ["a profile with sso_region", "old", [], {}, [portal, sts]],
    ["a profile with an sso_session", "session", [], {}, [portal, sts]],
    ["a role of a profile whose source is such a profile", "through", [], {}, [portal, sts]],
    ["--region", "old", ["--region", "us-west-2"], {}, [portal, "sts.us-west-2.amazonaws.com"]],
    ["AWS_REGION", "session", [], { AWS_REGION: "ap-south-1" }, [portal, "sts.ap-south-1.amazonaws.com"]],
    [
      "an endpoint of STS",
      "old",
      [],
      { AWS_ENDPOINT_URL_STS: "https://vpce.example.com" },
      [portal, "vpce.example.com"],
    ],
    [
      "an endpoint of STS, for a role between",
      "through",
      [],
      { AWS_ENDPOINT_URL_STS: "https://vpce.example.com" },
      [portal, "vpce.example.com"],
    ],
    [
      "an endpoint of the portal",
      "old",
      [],
      { AWS_ENDPOINT_URL_SSO: "https://portal.example.com" },
      ["portal.example.com", sts],
    ],
    [
      "FIPS",
      "old",
      [],
      { AWS_USE_FIPS_ENDPOINT: "true" },
      ["portal.sso-fips.us-east-1.amazonaws.com", "sts-fips.eu-west-1.amazonaws.com"],
    ],
  ] as const) {
    it(`assume, ${title}`, async () => {
      const ran = await execute(
        join(root, "cli", "bin", "cross-account.cjs"),
        ["assume", role, "--source-profile", profile, "--format", "json", ...options],
        { env: env(more), cwd: folder, detached: true },
      );
      assert.equal(ran.code, 0, ran.stderr);
      assert.deepEqual([...new Set(asked)], expected);
    });
  }
  it("assume, in China", async () => {
    await execute(
      join(root, "cli", "bin", "cross-account.cjs"),
      ["assume", "arn:aws-cn:iam::111111111111:role/deploy", "--source-profile", "china", "--format", "json"],
      { env: env({}), cwd: folder, detached: true },
    );
    assert.deepEqual(
      [...new Set(asked)],
      ["portal.sso.cn-north-1.amazonaws.com.cn", "sts.cn-northwest-1.amazonaws.com.cn"],
    );
  });

  const reviewing = `
const { Clients } = require("./cli/review/evidence/accounts/clients");
const clients = new Clients({ profile: process.argv[1], region: "eu-west-1", env: process.env });
clients.account().then((account) => { console.log(account); clients.close(); });`;
  for (const [title, profile, more, expected] of [
    ["a profile with sso_region", "old", {}, [portal, sts]],
    ["a profile with an sso_session", "session", {}, [portal, sts]],
    ["a role of a profile whose source is such a profile", "through", {}, [portal, sts]],
    [
      "an endpoint of STS",
      "through",
      { AWS_ENDPOINT_URL_STS: "https://vpce.example.com" },
      [portal, "vpce.example.com"],
    ],
  ] as const) {
    it(`review, ${title}`, async () => {
      const ran = await execute(process.execPath, ["-r", "./sandbox/register.cjs", "-e", reviewing, profile], {
        env: env(more),
        cwd: root,
      });
      assert.deepEqual([ran.code, ran.stdout.trim()], [0, "222222222222"], ran.stderr);
      assert.deepEqual([...new Set(asked)], expected);
    });
  }
});
