// Makes two calls of `assume` to a server of its own, the second with what an agent keeps, and stores the code that V8
// compiled for them beside the bundles.
"use strict";
const { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } = require("node:fs");
const { createServer } = require("node:http");
const net = require("node:net");
const { tmpdir } = require("node:os");
const { join } = require("node:path");
const { URLSearchParams } = require("node:url");
const { writeWhole } = require("../shared/writeWhole.cjs");
const { kept, loader } = require("./load.cjs");

const [dist, files] = [process.argv[2], JSON.parse(process.argv[3])];
const home = mkdtempSync(join(tmpdir(), "cross-account-"));
const scripts = new Map();
const role = "arn:aws:iam::111111111111:role/nobody";
const answers = {
  GetCallerIdentity: "<Arn>arn:aws:iam::222222222222:user/nobody</Arn>",
  AssumeRole:
    "<Credentials><AccessKeyId>ASIA0</AccessKeyId><SecretAccessKey>0</SecretAccessKey>" +
    "<SessionToken>0</SessionToken><Expiration>2000-01-01T00:00:00Z</Expiration></Credentials>" +
    `<AssumedRoleUser><Arn>${role}</Arn><AssumedRoleId>0</AssumedRoleId></AssumedRoleUser>`,
};

/** Answers as the agent does that keeps a sign-in. @returns ends it */
async function keepSignIn() {
  const folder = join(home, "cross-account-access");
  const found = { value: { accessKeyId: "ASIA1", secretAccessKey: "1", sessionToken: "1" }, age: 1, left: 1000 };
  const agent = net.createServer((socket) => {
    socket.on("error", () => {});
    socket.on("data", () => socket.write(`${JSON.stringify({ found })}\n`));
  });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  await new Promise((resolve, reject) => agent.on("error", reject).listen(join(folder, "agent-1"), resolve));
  chmodSync(folder, 0o700);
  chmodSync(join(folder, "agent-1"), 0o600);
  return () => agent.close();
}

const server = createServer((request, response) => {
  let body = "";
  request.on("data", (data) => (body += data));
  request.on("end", () => {
    const action = new URLSearchParams(body).get("Action");
    const result = `<${action}Result>${answers[action]}</${action}Result>`;
    response.end(`<${action}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/">${result}</${action}Response>`);
  });
}).listen(0, "127.0.0.1", async () => {
  for (const name of Object.keys(process.env)) if (/^(AWS|CROSS_ACCOUNT)_/.test(name)) delete process.env[name];
  const places = {
    AWS_CONFIG_FILE: join(home, "config"),
    AWS_SHARED_CREDENTIALS_FILE: join(home, "credentials"),
    XDG_CACHE_HOME: home,
    XDG_CONFIG_HOME: home,
    XDG_RUNTIME_DIR: home,
  };
  Object.assign(process.env, places, { AWS_ENDPOINT_URL: `http://127.0.0.1:${server.address().port}` });
  writeFileSync(places.AWS_CONFIG_FILE, "[profile nobody]\nregion = eu-west-1\n");
  writeFileSync(places.AWS_SHARED_CREDENTIALS_FILE, "[nobody]\naws_access_key_id = AKIA0\naws_secret_access_key = 0\n");
  process.argv = [process.argv[0], "cross-account", "assume", role, "--source-profile", "nobody"];
  process.stdout.write = () => true;
  let forget = () => {};
  try {
    const { main } = loader(dist, files, (path, script) => scripts.set(path, script))("main.cjs");
    await main(process.argv);
    // Windows has no such agent.
    if (process.platform !== "win32") {
      forget = await keepSignIn();
      await main(process.argv);
    }
    if (process.exitCode) return;
    for (const [path, script] of scripts) {
      writeWhole(`${path}.compiled`, kept(script.createCachedData()));
    }
  } finally {
    forget();
    server.close();
    rmSync(home, { recursive: true, force: true });
  }
});
