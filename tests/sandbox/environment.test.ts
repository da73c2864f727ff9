import assert from "node:assert/strict";
import { profileFiles, sandboxEnvironment } from "../../sandbox/environment";
import { makePeople, worldOf } from "../../sandbox/world";

describe("the sandbox's environment", () => {
  const inherited = {
    HOME: "/home/somebody",
    PATH: "/usr/bin",
    AWS_ACCESS_KEY_ID: "AKIAREAL",
    AWS_PROFILE: "production",
    AWS_SESSION_TOKEN: "real",
    PULUMI_ACCESS_TOKEN: "pul-real",
    PULUMI_BACKEND_URL: "https://app.pulumi.com",
    BOTO_CONFIG: "/etc/boto",
    CROSS_ACCOUNT_PROJECT: "/home/somebody/production",
    CROSS_ACCOUNT_FEDERATION_ENDPOINT: "https://real.example.com",
  };
  const env = sandboxEnvironment(inherited, {
    directory: "/tmp/sandbox",
    endpoint: "http://127.0.0.1:5000",
    engine: "/opt/pulumi",
  });

  it("leaves out whatever could reach a real account or backend", () => {
    assert.deepEqual(
      Object.entries(env).filter(
        ([, value]) =>
          value?.includes("real") ||
          value?.includes("amazonaws") ||
          value?.includes("production") ||
          value?.includes("app.pulumi.com"),
      ),
      [],
    );
    assert.equal(env["AWS_PROFILE"], undefined);
    assert.equal(env["HOME"], "/home/somebody");
  });

  it("trusts the projects of its own backend, and of no other", () => {
    assert.equal(env["CROSS_ACCOUNT_TRUSTED_BACKEND"], env["PULUMI_BACKEND_URL"]);
    assert.equal(env["PULUMI_BACKEND_URL"], "file:///tmp/sandbox/state");
  });

  it("puts its own programs and the engine before what is on PATH", () => {
    const path = env["PATH"]?.split(":") ?? [];
    assert.match(path[0] ?? "", /sandbox\/bin$/);
    assert.deepEqual(path.slice(1), ["/opt/pulumi", "/usr/bin"]);
  });

  it("gives each person a profile, an MFA device where there is one, and keys that differ every time", () => {
    const people = makePeople();
    const { config, credentials } = profileFiles(people, "eu-west-1");
    assert.deepEqual(
      [...config.matchAll(/\[profile (\w+)\]/g)].map(([, name]) => name),
      ["trusting", "trusted", "alice", "mallory"],
    );
    assert.match(config, /\[profile alice\]\nregion = eu-west-1\nmfa_serial = arn:aws:iam::222222222222:mfa\/alice\n/);
    assert.doesNotMatch(config, /secret/);
    assert.match(credentials, /\[trusted\]\naws_access_key_id = AKIA[A-Z2-7]{16}\naws_secret_access_key = \S{40}\n/);
    assert.notEqual(credentials, profileFiles(makePeople(), "eu-west-1").credentials);
  });

  it("makes administrators of admin alone", () => {
    const users = worldOf(makePeople()).accounts.flatMap(({ id, users }) =>
      (users ?? []).map(({ name, administrator }) => `${id} ${name} ${administrator ?? false}`),
    );
    assert.deepEqual(users, [
      "111111111111 admin true",
      "222222222222 admin true",
      "222222222222 alice false",
      "222222222222 mallory false",
    ]);
  });
});
