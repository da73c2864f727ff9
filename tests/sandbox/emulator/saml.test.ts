import { CreateRoleCommand, CreateSAMLProviderCommand, IAMClient } from "@aws-sdk/client-iam";
import { AssumeRoleCommand, AssumeRoleWithSAMLCommand, GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import assert from "node:assert/strict";
import { startEmulator, type Emulator } from "../../../sandbox/emulator/emulator";
import { allowed, refused } from "./refusal";
import { metadata, response, startSigners, type Said, type Signers } from "./saml";

const account = "111111111111";
const provider = `arn:aws:iam::${account}:saml-provider/idp`;
const keys = { accessKeyId: "AKIAADMIN00000000000", secretAccessKey: "the-secret-of-admin" };
const right = {
  Effect: "Allow",
  Principal: { Federated: provider },
  Action: "sts:AssumeRoleWithSAML",
  Condition: { StringEquals: { "SAML:aud": "https://signin.aws.amazon.com/saml" } },
};

describe("The emulator judges AssumeRoleWithSAML", () => {
  let emulator: Emulator;
  let signers: Signers;
  let iam: IAMClient;
  let sts: STSClient;
  before(async () => {
    signers = await startSigners();
    const users = [{ name: "admin", ...keys, administrator: true }];
    const denied = { Effect: "Deny", Principal: "*", Action: "sts:AssumeRoleWithSAML", Resource: "*:role/closed" };
    emulator = await startEmulator({
      accounts: [{ id: account, users }],
      organization: {
        id: "o-shop000001",
        management: "999999999999",
        root: {
          id: "r-ab12",
          policies: ["p-FullAWSAccess", "p-RCPFullAWSAccess", "p-closed"],
          accounts: [{ id: account }],
        },
        policies: {
          "p-closed": {
            name: "closed",
            type: "RESOURCE_CONTROL_POLICY",
            document: { Version: "2012-10-17", Statement: denied },
          },
        },
      },
    });
    const at = { endpoint: emulator.endpoint, region: "eu-west-1", maxAttempts: 1, credentials: keys };
    [iam, sts] = [new IAMClient(at), new STSClient(at)];
    for (const [Name, signer] of [
      ["idp", "idp"],
      ["other", "other"],
    ] as const)
      await iam.send(
        new CreateSAMLProviderCommand({ Name, SAMLMetadataDocument: metadata(await signers.provide(signer)) }),
      );
  });
  after(async () => {
    iam?.destroy();
    sts?.destroy();
    signers?.stop();
    await emulator?.stop();
  });

  let count = 0;
  async function role(...statements: readonly object[]): Promise<string> {
    const RoleName = statements.length > 0 ? `role-${(count += 1)}` : "closed";
    const Statement = statements.length > 0 ? statements : [right];
    const AssumeRolePolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement });
    await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }));
    return `arn:aws:iam::${account}:role/${RoleName}`;
  }

  const attributesFor = (arn: string) => ({ Role: `${arn},${provider}`, RoleSessionName: "alice" });
  const send = (RoleArn: string, SAMLAssertion: string, PrincipalArn = provider) =>
    sts.send(new AssumeRoleWithSAMLCommand({ RoleArn, PrincipalArn, SAMLAssertion }));
  async function assume(said: Said = {}, ...statements: readonly object[]) {
    const arn = await role(...(statements.length > 0 ? statements : [right]));
    const attributes = { ...attributesFor(arn), ...said.attributes };
    return send(arn, await signers.sign(response({ ...said, attributes }), "idp"));
  }

  it("allowed: whom the trust names; the session is the role's", async () => {
    const answer = await allowed(assume());
    assert.deepEqual(
      [answer.Subject, answer.SubjectType, answer.Issuer, answer.Audience],
      ["alice@example.com", "persistent", "https://idp.example.com", "https://signin.aws.amazon.com/saml"],
    );
    const { AccessKeyId, SecretAccessKey, SessionToken } = answer.Credentials!;
    const credentials = { accessKeyId: AccessKeyId!, secretAccessKey: SecretAccessKey!, sessionToken: SessionToken! };
    const session = new STSClient({ endpoint: emulator.endpoint, region: "eu-west-1", credentials });
    assert.match((await session.send(new GetCallerIdentityCommand({}))).Arn!, /:assumed-role\/role-\d+\/alice$/);
    session.destroy();
  });

  it("allowed: a signature of the whole response, the pair in the other order, one of several pairs", async () => {
    const arn = await role(right);
    const Role = [`${arn}-other,${provider}`, `${provider},${arn}`];
    const text = response({ attributes: { Role, RoleSessionName: "alice" } });
    await allowed(send(arn, await signers.sign(text, "idp", "Response")));
  });

  const denied = { code: "AccessDenied", message: "Not authorized to perform sts:AssumeRoleWithSAML" };
  const of = (key: string, value: string) => ({ ...right, Condition: { StringEquals: { [key]: value } } });
  const trusts: Readonly<Record<string, readonly [fits: object, not: object]>> = {
    "SAML:aud": [right, of("SAML:aud", "https://other.example.com/saml")],
    "SAML:iss": [of("SAML:iss", "https://idp.example.com"), of("SAML:iss", "https://other.example.com")],
    "SAML:sub": [of("SAML:sub", "alice@example.com"), of("SAML:sub", "mallory@example.com")],
    "SAML:sub_type": [of("SAML:sub_type", "persistent"), of("SAML:sub_type", "transient")],
    "the principal": [right, { ...right, Principal: { Federated: `${provider}-other` } }],
    "the kind of principal": [right, { ...right, Principal: { AWS: account } }],
    "the action": [
      { ...right, Action: "sts:*" },
      { ...right, Action: "sts:AssumeRoleWithWebIdentity" },
    ],
  };
  for (const [what, [fits, not]] of Object.entries(trusts)) {
    it(`allowed: a trust that fits by ${what}`, () => allowed(assume({}, fits)));
    it(`refused: a trust that does not by ${what}`, () => refused(assume({}, not), denied));
  }
  it("refused: a Deny besides", () => refused(assume({}, right, { ...right, Effect: "Deny" }), denied));
  it("refused: what a resource control policy forbids", async () => {
    const arn = await role();
    await refused(send(arn, await signers.sign(response({ attributes: attributesFor(arn) }), "idp")), denied);
  });

  const tagged = { attributes: { "PrincipalTag:team": "shop" } };
  it("allowed: session tags where the trust allows sts:TagSession", () =>
    allowed(assume(tagged, { ...right, Action: ["sts:AssumeRoleWithSAML", "sts:TagSession"] })));
  it("refused: session tags where it does not", () => refused(assume(tagged, right), denied));
  it("refused: a role that the assertion does not name with the provider", async () => {
    const arn = await role(right);
    for (const Role of [`${arn}-other,${provider}`, `${arn},${provider}-other`, arn, []]) {
      const text = response({ attributes: { Role, RoleSessionName: "alice" } });
      await refused(send(arn, await signers.sign(text, "idp")), denied);
    }
  });

  const code = "InvalidIdentityTokenException";
  const responses: Readonly<Record<string, readonly [said: Said, code: string, message: RegExp]>> = {
    "of another issuer": [{ issuer: "https://evil.example.com" }, code, /Issuer not present/],
    "for another audience": [{ audience: "https://other.example.com" }, code, /audience/],
    "for another recipient": [{ recipient: "https://other.example.com" }, code, /Recipient/],
    "that has ended": [{ ends: -1 }, "ExpiredTokenException", /redeemed/],
    "whose confirmation has ended": [{ confirmedUntil: -1 }, "ExpiredTokenException", /redeemed/],
    "that has not begun": [{ begins: 120 }, code, /not yet valid/],
    "without a session name": [{ attributes: { RoleSessionName: [] } }, code, /RoleSessionName/],
    "without a subject": [{ subject: "" }, code, /NameID/],
  };
  for (const [what, [said, name, message]] of Object.entries(responses))
    it(`refused: a response ${what}`, () => refused(assume(said), { code: name, message }));

  it("a comment does not end a subject", async () => {
    const commented = { subject: "alice@example.com<!-- -->.evil.com" };
    await refused(assume(commented, of("SAML:sub", "alice@example.com")), denied);
    await allowed(assume(commented, of("SAML:sub", "alice@example.com.evil.com")));
  });

  it("refused: a response that says that the sign-in failed", async () => {
    const arn = await role(right);
    const text = response({ status: "AuthnFailed", attributes: attributesFor(arn) });
    await refused(send(arn, await signers.sign(text, "idp", "Response")), { code, message: /signature invalid/ });
  });

  it("refused: what is not signed, what somebody else signed, and what was changed", async () => {
    const arn = await role(right);
    const text = response({ attributes: attributesFor(arn) });
    const good = await signers.sign(text, "idp");
    const xml = Buffer.from(good, "base64").toString();
    const evil = response({ subject: "mallory@example.com", attributes: attributesFor(arn) });
    const evilAssertion = /<saml:Assertion.*<\/saml:Assertion>/s.exec(evil)![0].replace("_assertion", "_evil");
    const signed = /<saml:Assertion.*<\/saml:Assertion>/s.exec(xml)![0];
    const texts = {
      unsigned: text,
      changed: xml.replace("alice@example.com", "mallory@example.com"),
      // The signature stays valid for what it is about; what is about somebody else stands beside or around it.
      "beside it": xml.replace("<saml:Assertion", `${evilAssertion}<saml:Assertion`),
      "around it": xml.replace(signed, evilAssertion.replace("</saml:Assertion>", `${signed}</saml:Assertion>`)),
    };
    await allowed(send(arn, good));
    for (const [what, one] of Object.entries(texts)) {
      const outcome = await send(arn, Buffer.from(one).toString("base64")).then(
        ({ Subject }) => Subject,
        (error: Error) => error.name,
      );
      // Only what is signed is read, so a true assertion beside a false one may count, and the false one never does.
      assert.ok(outcome === code || (what === "beside it" && outcome === "alice@example.com"), `${what}: ${outcome}`);
    }
    await refused(send(arn, await signers.sign(text, "other")), { code, message: /signature invalid/ });
    await refused(send(arn, "no base64!"), { code, message: /base64/ });
    await refused(send(arn, good, `${provider}-none`), { code, message: /provider/ });
  });

  it("a role for assertions alone is not assumed with keys", async () => {
    const arn = await role(right);
    await refused(sts.send(new AssumeRoleCommand({ RoleArn: arn, RoleSessionName: "job" })), { code: "AccessDenied" });
  });
});
