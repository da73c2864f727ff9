import assert from "node:assert/strict";
import { joinFiles } from "../../../cli/assume/credentials/awsFiles";
import { findSource, type Source } from "../../../cli/assume/credentials/source";
import { Failure } from "../../../cli/assume/failure";
import { fingerprint } from "../../../cli/assume/output/environment";

const config = `
# a comment
[default]
region = eu-west-1
[profile team]
role_arn = arn:aws:iam::222222222222:role/ci
source_profile = alice ; whose keys they are
mfa_serial=arn:aws:iam::222222222222:mfa/alice
[profile "with space"]
credential_process = /bin/get --what "a b" # not this
[profile people]
sso_session = corp
sso_account_id = 222222222222
[sso-session corp]
sso_start_url = https://example.awsapps.com/start
[profile web]
role_arn = arn:aws:iam::222222222222:role/web
web_identity_token_file = /token
[profile local]
services = here
[services here]
sts =
  endpoint_url = http://127.0.0.1:5000
iam =
  endpoint_url = http://127.0.0.1:5001
[profile round]
role_arn = arn:aws:iam::222222222222:role/a
source_profile = about
[profile about]
role_arn = arn:aws:iam::222222222222:role/b
source_profile = round
[profile itself]
role_arn = arn:aws:iam::222222222222:role/c
source_profile = itself
[profile orphan]
role_arn = arn:aws:iam::222222222222:role/d
[profile empty]
region = eu-west-1
[profile half]
aws_access_key_id = AKIAHALF
[not a profile]
aws_access_key_id = AKIANOBODY
`;
const credentials = `
[alice]
aws_access_key_id = AKIAALICE
aws_secret_access_key = secret/of+alice=
[itself]
aws_access_key_id=AKIAITSELF
aws_secret_access_key=secret-of-itself
`;
const files = joinFiles(config, credentials);
const find = (profile?: string, env: NodeJS.ProcessEnv = {}, roleArn?: string): Source =>
  findSource({ env, files, ...(profile && { profile }), ...(roleArn && { roleArn }) });
const keysOf = (source: Source) => (source.kind === "keys" ? source.keys.accessKeyId : source.kind);
const refused = (profile: string | undefined, env: NodeJS.ProcessEnv, message: RegExp) =>
  assert.throws(
    () => find(profile, env),
    (error) => error instanceof Failure && error.exitCode === 3 && message.test(error.message),
  );

describe("the AWS files", () => {
  it("profiles of both files are one, comments are none, values keep what belongs to them", () => {
    assert.equal(files.profiles["alice"]?.["aws_secret_access_key"], "secret/of+alice=");
    assert.equal(files.profiles["team"]?.["source_profile"], "alice");
    assert.equal(files.profiles["with space"]?.["credential_process"], '/bin/get --what "a b"');
    assert.equal(files.profiles["not a profile"], undefined);
    assert.equal(files.profiles["constructor"], undefined);
  });
  it("nested settings of services", () =>
    assert.deepEqual(files.services["here"], {
      sts: "",
      "sts.endpoint_url": "http://127.0.0.1:5000",
      iam: "",
      "iam.endpoint_url": "http://127.0.0.1:5001",
    }));
  it("what is in credentials counts before what is in config", () =>
    assert.equal(
      joinFiles("[default]\naws_access_key_id=a", "[default]\naws_access_key_id=b").profiles["default"]?.[
        "aws_access_key_id"
      ],
      "b",
    ));
});

describe("the source of the credentials", () => {
  it("keys of a profile", () => assert.equal(keysOf(find("alice")), "AKIAALICE"));
  it("a role of a profile, with the keys of another", () => {
    const source = find("team");
    assert.ok(source.kind === "role" && source.roleArn.endsWith("role/ci") && keysOf(source.source) === "AKIAALICE");
  });
  it("a profile that stands for the role that is asked for: its source", () =>
    assert.equal(keysOf(find("team", {}, "arn:aws:iam::222222222222:role/ci")), "AKIAALICE"));
  it("a role whose profile is its own source has its own keys", () => {
    const source = find("itself");
    assert.ok(source.kind === "role" && keysOf(source.source) === "AKIAITSELF");
  });
  for (const [profile, provider] of [
    ["people", "sso"],
    ["with space", "process"],
    ["web", "web-identity"],
  ] as const) {
    it(`${profile}: the SDK's provider ${provider}`, () =>
      assert.deepEqual(((source) => source.kind === "sdk" && source.provider)(find(profile)), provider));
  }
  it("keys in the environment before AWS_PROFILE, as the AWS CLI has it", () =>
    assert.equal(
      keysOf(find(undefined, { AWS_ACCESS_KEY_ID: "AKIAENV", AWS_SECRET_ACCESS_KEY: "s", AWS_PROFILE: "alice" })),
      "AKIAENV",
    ));
  it("--source-profile before all", () =>
    assert.equal(keysOf(find("alice", { AWS_ACCESS_KEY_ID: "AKIAENV", AWS_SECRET_ACCESS_KEY: "s" })), "AKIAALICE"));
  it("AWS_PROFILE without keys", () => assert.equal(keysOf(find(undefined, { AWS_PROFILE: "alice" })), "AKIAALICE"));

  const ours = {
    AWS_ACCESS_KEY_ID: "ASIAOURS",
    AWS_SECRET_ACCESS_KEY: "s",
    AWS_SESSION_TOKEN: "t",
    CROSS_ACCOUNT_SESSION: fingerprint({ accessKeyId: "ASIAOURS" }),
    CROSS_ACCOUNT_ROLE: "arn:aws:iam::111111111111:role/deploy",
  };
  it("a session that this command put there is not its own source", () =>
    assert.equal(keysOf(find(undefined, { ...ours, CROSS_ACCOUNT_SOURCE_PROFILE: "alice" })), "AKIAALICE"));
  it("nor with no profile to go back to", () => refused(undefined, ours, /holds the session of .*role\/deploy/));
  it("but keys that were set since then count", () =>
    assert.equal(keysOf(find(undefined, { ...ours, AWS_ACCESS_KEY_ID: "AKIANEW" })), "AKIANEW"));

  it("a profile that is not there", () =>
    refused("alcie", {}, /no profile alcie.*Did you mean alice\? There are: .*alice/));
  it("profiles that go round", () => refused("round", {}, /its own source: round -> about -> round/));
  it("a role without a source", () =>
    refused("orphan", {}, /orphan has role_arn but neither source_profile nor credential_source/));
  it("a profile without credentials", () => refused("empty", {}, /empty has no credentials: found region, expected/));
  it("half a key", () => refused("half", {}, /half has aws_access_key_id alone/));
  it("half a key in the environment", () =>
    refused(undefined, { AWS_SECRET_ACCESS_KEY: "s" }, /has AWS_SECRET_ACCESS_KEY alone/));
});
