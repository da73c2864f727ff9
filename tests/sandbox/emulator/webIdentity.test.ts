import { CreateOpenIDConnectProviderCommand, CreateRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import {
  AssumeRoleCommand,
  AssumeRoleWithWebIdentityCommand,
  GetCallerIdentityCommand,
  STSClient,
} from "@aws-sdk/client-sts";
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { startEmulator, type Emulator } from "../../../sandbox/emulator/emulator";
import { identity, identityControlCases } from "../../policypack/iam/call/identityControlCases";
import { allowed, refused } from "./refusal";

const secret = "a secret of this test alone";
const { host } = identity;
const account = "111111111111";
const provider = `arn:aws:iam::${account}:oidc-provider/${host}`;
const keys = { accessKeyId: "AKIAADMIN00000000000", secretAccessKey: "the-secret-of-admin" };

type Claims = Readonly<Record<string, unknown>>;

function token(claims: Claims = {}, signedWith = secret): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const exp = Math.floor(Date.now() / 1000) + 300;
  const body = { iss: `https://${host}`, aud: "sts.amazonaws.com", sub: "repo:shop", exp, ...claims };
  const text = `${part({ alg: "HS256" })}.${part(body)}`;
  return `${text}.${createHmac("sha256", signedWith).update(text).digest("base64url")}`;
}

describe("The emulator judges AssumeRoleWithWebIdentity", () => {
  let emulator: Emulator;
  let iam: IAMClient;
  let sts: STSClient;
  before(async () => {
    const users = [{ name: "admin", ...keys, administrator: true }];
    emulator = await startEmulator({
      accounts: [{ id: account, users }],
      issuers: { [host]: secret, "other.example": secret },
    });
    const at = { endpoint: emulator.endpoint, region: "eu-west-1", maxAttempts: 1, credentials: keys };
    [iam, sts] = [new IAMClient(at), new STSClient(at)];
    await iam.send(
      new CreateOpenIDConnectProviderCommand({ Url: `https://${host}`, ClientIDList: ["sts.amazonaws.com"] }),
    );
  });
  after(async () => {
    iam?.destroy();
    sts?.destroy();
    await emulator?.stop();
  });

  const right = {
    Effect: "Allow",
    Principal: { Federated: provider },
    Action: "sts:AssumeRoleWithWebIdentity",
    Condition: { StringEquals: { [`${host}:sub`]: "repo:shop" } },
  };
  let count = 0;
  async function assume(WebIdentityToken: string, ...statements: readonly object[]) {
    const RoleName = `role-${(count += 1)}`;
    const AssumeRolePolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement: statements });
    await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }));
    const RoleArn = `arn:aws:iam::${account}:role/${RoleName}`;
    return sts.send(new AssumeRoleWithWebIdentityCommand({ RoleArn, RoleSessionName: "job", WebIdentityToken }));
  }

  it("allowed: whom the trust names; the session is the role's", async () => {
    const { Credentials, Provider, SubjectFromWebIdentityToken } = await allowed(assume(token(), right));
    assert.deepEqual([Provider, SubjectFromWebIdentityToken], [provider, "repo:shop"]);
    const { AccessKeyId, SecretAccessKey, SessionToken } = Credentials!;
    const credentials = { accessKeyId: AccessKeyId!, secretAccessKey: SecretAccessKey!, sessionToken: SessionToken! };
    const session = new STSClient({ endpoint: emulator.endpoint, region: "eu-west-1", credentials });
    assert.match((await session.send(new GetCallerIdentityCommand({}))).Arn!, /:assumed-role\/role-\d+\/job$/);
    session.destroy();
  });

  const denied = { code: "AccessDenied", message: "Not authorized to perform sts:AssumeRoleWithWebIdentity" };
  const trusts: Readonly<Record<string, readonly object[]>> = {
    "another subject": [{ ...right, Condition: { StringEquals: { [`${host}:sub`]: "repo:bank" } } }],
    "a condition on another issuer's key": [
      { ...right, Condition: { StringEquals: { "other.example:sub": "repo:shop" } } },
    ],
    "another provider": [{ ...right, Principal: { Federated: `${provider}.evil` } }],
    "the account": [{ ...right, Principal: { AWS: account } }],
    "users alone": [{ ...right, Principal: { AWS: `arn:aws:iam::${account}:user/admin` } }],
    "another action": [{ ...right, Action: "sts:AssumeRole" }],
    "a Deny besides": [right, { ...right, Effect: "Deny" }],
  };
  for (const [what, statements] of Object.entries(trusts))
    it(`refused: a trust for ${what}`, () => refused(assume(token(), ...statements), denied));

  const tokens: Readonly<Record<string, readonly [text: string, code: string, message: RegExp]>> = {
    "somebody else signed": [token({}, "another secret of nobody"), "InvalidIdentityTokenException", /signature/],
    "has ended": [token({ exp: 1 }), "ExpiredTokenException", /expired/],
    "is for somebody else": [token({ aud: "other" }), "InvalidIdentityTokenException", /audience/],
    "is of an issuer that the account does not know": [
      token({ iss: "https://other.example" }),
      "InvalidIdentityTokenException",
      /No OpenIDConnect provider found/,
    ],
    "is of an issuer that nobody knows": [
      token({ iss: "https://evil.example" }),
      "InvalidIdentityTokenException",
      /verification key/,
    ],
    "has no subject": [token({ sub: undefined }), "InvalidIdentityTokenException", /not a valid JWT/],
    "is none": ["none", "InvalidIdentityTokenException", /not a valid JWT/],
  };
  for (const [what, [text, code, message]] of Object.entries(tokens))
    it(`refused: a token that ${what}`, () => refused(assume(text, right), { code, message }));

  it("a role for tokens alone is not assumed with keys", async () => {
    await allowed(assume(token(), right));
    const call = new AssumeRoleCommand({
      RoleArn: `arn:aws:iam::${account}:role/role-${count}`,
      RoleSessionName: "job",
    });
    await refused(sts.send(call), { code: "AccessDenied" });
  });
});

describe("The emulator holds AssumeRoleWithWebIdentity against resource control policies", () => {
  const accounts = identityControlCases.map((one, i) => ({
    ...one,
    id: String(100_000_000_001 + i),
    policy: `p-case${i}`,
  }));
  const key = (id: string) => ({ accessKeyId: `AKIA${id}AAAA`, secretAccessKey: `the-secret-of-${id}` });
  let emulator: Emulator;
  before(async () => {
    emulator = await startEmulator({
      accounts: accounts.map(({ id }) => ({ id, users: [{ name: "admin", ...key(id), administrator: true }] })),
      issuers: { [host]: secret },
      organization: {
        id: "o-shop000001",
        management: "999999999999",
        root: {
          id: "r-ab12",
          accounts: accounts.map(({ id, policy }) => ({
            id,
            policies: ["p-FullAWSAccess", "p-RCPFullAWSAccess", policy],
          })),
        },
        policies: Object.fromEntries(
          accounts.map(({ policy, statement }) => [
            policy,
            {
              name: policy,
              type: "RESOURCE_CONTROL_POLICY",
              document: { Version: "2012-10-17", Statement: { Principal: "*", ...statement } },
            },
          ]),
        ),
      },
    });
  });
  after(() => emulator?.stop());

  for (const { what, id, admitted } of accounts)
    it(`${admitted ? "allowed" : "refused"}: ${what}`, async () => {
      const at = { endpoint: emulator.endpoint, region: "eu-west-1", maxAttempts: 1, credentials: key(id) };
      const [iam, sts] = [new IAMClient(at), new STSClient(at)];
      try {
        await iam.send(
          new CreateOpenIDConnectProviderCommand({ Url: `https://${host}`, ClientIDList: [identity.audience] }),
        );
        const Principal = { Federated: `arn:aws:iam::${id}:oidc-provider/${host}` };
        const Statement = { Effect: "Allow", Principal, Action: "sts:AssumeRoleWithWebIdentity" };
        const AssumeRolePolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement });
        await iam.send(new CreateRoleCommand({ RoleName: "ci", AssumeRolePolicyDocument }));
        const call = new AssumeRoleWithWebIdentityCommand({
          RoleArn: `arn:aws:iam::${id}:role/ci`,
          RoleSessionName: "job",
          WebIdentityToken: token({ sub: identity.subject }),
        });
        await (admitted ? allowed(sts.send(call)) : refused(sts.send(call), { code: "AccessDenied" }));
      } finally {
        iam.destroy();
        sts.destroy();
      }
    });
});
