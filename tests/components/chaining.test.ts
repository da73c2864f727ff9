import assert from "node:assert/strict";
import { chainingWarning } from "../../components/chaining";
import { profileBlock } from "../../components/profileBlock";
import { readSettings } from "../../settings";
import { now, trustingConfig } from "../settings/example";

const free = { required: false, reason: "ci" };
const account = "222222222222";
const longer = { session: { maxDuration: "4h" } };
const role = (changes: Record<string, unknown>) => readSettings(trustingConfig(changes), "cross-account-access", now).roles["deploy"]!;
const profile = (changes: Record<string, unknown>, arn = "arn:aws:iam::111111111111:role/deploy") => profileBlock("deploy", role(changes), arn).split("\n");

describe("sessions that role chaining cuts short", () => {
  const machines = { mfa: free, trusts: [{ account, principals: ["role/ci", "sso/Deploy"] }], ...longer };

  it("are warned of where nobody but roles is trusted, and the profile asks for no more", () => {
    assert.equal(
      chainingWarning("deploy", role(machines)),
      "roles.deploy.session.maxDuration: found 4h, but only sessions of roles may assume this role, and a session that they open (role chaining) ends after 1h whatever this says. Set 1h, or trust users.",
    );
    assert.ok(profile(machines).includes("duration_seconds = 3600"));
  });

  const others: [string, Record<string, unknown>][] = [
    ["the role allows an hour", { ...machines, session: {} }],
    ["a user is trusted too", { ...machines, trusts: [{ account, principals: ["role/ci", "user/robot"] }] }],
    ["another entry trusts a whole account", { ...machines, trusts: [...machines.trusts, { account: "333333333333" }] }],
  ];
  for (const [when, changes] of others) it(`are none where ${when}`, () => assert.equal(chainingWarning("deploy", role(changes)), undefined));

  it("do not concern users, whose profile asks for all that the role gives", () => assert.ok(profile(longer).includes("duration_seconds = 14400")));
});

describe("the profile block", () => {
  it("names the session as the role wants it", () => {
    assert.ok(profile({ session: { namePattern: "${aws:username}" } }).includes("role_session_name = <your user name>"));
    assert.ok(profile({ session: { namePattern: "release" } }).includes("role_session_name = release"));
    assert.ok(profile({ session: { namePattern: "${aws:username}-*" } }).includes("role_session_name = <a name like your user name-*>"));
    assert.ok(!profile({}).some((line) => line.startsWith("role_session_name")));
  });

  it("says first what the AWS CLI cannot send, and nothing where it can send all", () => {
    const session = { sourceIdentity: "required", tags: { allowed: ["team"], required: ["cost"] } };
    assert.deepEqual(profile({ session }).slice(0, 2), ["# The role asks for a source identity and the session tag cost, which the AWS CLI cannot send: use cross-account assume deploy.", "[profile deploy]"]);
    assert.equal(profile({ session: { tags: ["team"] } })[0], "[profile deploy]");
  });

  it("has the device of the caller's account and partition where MFA is asked of anybody", () => {
    assert.ok(profile({}, "arn:aws-us-gov:iam::111111111111:role/deploy").includes("mfa_serial = arn:aws-us-gov:iam::222222222222:mfa/<your device>"));
    assert.ok(!profile({ mfa: free }).some((line) => line.startsWith("mfa_serial")));
  });
});
