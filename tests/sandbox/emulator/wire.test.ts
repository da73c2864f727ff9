import assert from "node:assert/strict";
import { request } from "node:http";
import { DeleteUserPolicyCommand, PutUserPolicyCommand } from "@aws-sdk/client-iam";
import { send } from "./signedRequest";
import { clients, emulator, keysOf, policy, trusted, trusting } from "./world";

const whoAmI = { service: "sts", parameters: { Action: "GetCallerIdentity", Version: "2011-06-15" } };

describe("The emulator's door", () => {
  it("lets nobody in without a signature, moto's own pages included", async () => {
    const { endpoint } = await emulator();
    for (const path of [
      "/",
      "/?Action=GetCallerIdentity&Version=2011-06-15",
      "/moto-api/",
      "/moto-api/reset-auth",
      "/some-bucket/key",
      "/latest/meta-data/",
    ]) {
      const reply = await fetch(endpoint + path, { method: path.includes("reset") ? "POST" : "GET" });
      assert.equal(reply.status, 403, path);
      assert.match(await reply.text(), /<Code>MissingAuthenticationToken<\/Code>/);
    }
  });

  it("lets no presigned request in", async () => {
    const { endpoint } = await emulator();
    const reply = await fetch(`${endpoint}/b/k?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=x&X-Amz-Signature=y`);
    assert.equal(reply.status, 403);
  });

  it("answers to its own host alone, so that no web page reaches it under another name", async () => {
    const { endpoint } = await emulator();
    const status = await new Promise<number | undefined>((resolve, reject) => {
      request(endpoint, { headers: { host: "evil.example.com" } }, (reply) => {
        reply.resume();
        resolve(reply.statusCode);
      })
        .on("error", reject)
        .end();
    });
    assert.equal(status, 403);
  });

  it("takes a right signature and no other: body, date, region and secret are under it", async () => {
    const right = { ...whoAmI, keys: keysOf("alice") };
    assert.equal((await send(right)).status, 200);
    assert.match(
      (await send({ ...right, body: "Action=GetSessionToken&Version=2011-06-15" })).body,
      /<Code>SignatureDoesNotMatch<\/Code>/,
    );
    assert.match((await send({ ...right, later: -16 * 60 })).body, /<Code>SignatureDoesNotMatch<\/Code>/);
    assert.equal((await send({ ...right, later: -14 * 60 })).status, 200);
    assert.match((await send({ ...right, region: "cn-north-1" })).body, /<Code>InvalidClientTokenId<\/Code>/);
  });

  it("lets no header choose the account", async () => {
    const reply = await send({ ...whoAmI, keys: keysOf("admin-2"), headers: { "x-moto-account-id": trusting } });
    assert.match(reply.body, new RegExp(`<Account>${trusted}</Account>`));
    const users = await send({
      keys: keysOf("admin-2"),
      service: "iam",
      parameters: { Action: "ListUsers", Version: "2010-05-08" },
      headers: { "x-moto-account-id": trusting },
    });
    assert.match(users.body, /user\/alice/);
    assert.doesNotMatch(users.body, /user\/local/);
  });

  it("refuses a parameter that is given twice, which two readers could read differently", async () => {
    const form = "Action=GetUser&Version=2010-05-08&UserName=alice&UserName=carol";
    const reply = await send({
      keys: keysOf("admin-2"),
      service: "iam",
      parameters: Object.fromEntries(new URLSearchParams(form)),
      body: form,
    });
    assert.match(reply.body, /<Code>MalformedQueryString<\/Code>/);
  });

  it("words errors of the query protocol in the form that every client reads", async () => {
    const reply = await send({
      keys: keysOf("eve"),
      service: "iam",
      parameters: { Action: "ListUsers", Version: "2010-05-08" },
    });
    assert.equal(reply.status, 403);
    assert.match(
      reply.body,
      /^<\?xml[^>]*>\s*<ErrorResponse xmlns="https:\/\/iam\.amazonaws\.com\/doc\/2010-05-08\/"><Error><Type>Sender<\/Type><Code>AccessDenied<\/Code><Message>User: [^<]*<\/Message><\/Error><RequestId>[^<]+<\/RequestId><\/ErrorResponse>$/,
    );
  });
});

describe("The emulator and what it does not know", () => {
  const grants = { UserName: "carol", PolicyName: "others" };
  const grant = async (...statements: object[]) => {
    const { iam } = await clients(keysOf("admin-2"));
    await iam.send(new PutUserPolicyCommand({ ...grants, PolicyDocument: policy(...statements) }));
  };
  after(async () => {
    await (await clients(keysOf("admin-2"))).iam.send(new DeleteUserPolicyCommand(grants));
  });
  const describeVpcs = {
    keys: keysOf("carol"),
    service: "ec2",
    parameters: { Action: "DescribeVpcs", Version: "2016-11-15" },
  };

  it("judges another service's action on * alone", async () => {
    await grant({ Effect: "Allow", Action: "ec2:*", Resource: "arn:aws:ec2:*:*:*" });
    const reply = await send(describeVpcs);
    assert.equal(reply.status, 403);
    assert.match(reply.body, /not authorized to perform: ec2:DescribeVpcs/);
    await grant({ Effect: "Allow", Action: "ec2:*", Resource: "*" });
    assert.equal((await send(describeVpcs)).status, 200);
  });

  it("takes any Deny on whatever resource to be about it", async () => {
    await grant(
      { Effect: "Allow", Action: "*", Resource: "*" },
      { Effect: "Deny", Action: "ec2:*", Resource: "arn:aws:ec2:*:*:instance/i-1" },
    );
    assert.equal((await send(describeVpcs)).status, 403);
  });

  it("asks for iam:PassRole where a role seems to be handed over", async () => {
    const run = {
      ...describeVpcs,
      parameters: {
        Action: "RunInstances",
        Version: "2016-11-15",
        "IamInstanceProfile.Name": "admin",
        ImageId: "ami-1",
        MinCount: "1",
        MaxCount: "1",
      },
    };
    await grant({ Effect: "Allow", Action: "ec2:*", Resource: "*" });
    assert.match((await send(run)).body, /not authorized to perform: iam:PassRole/);
  });

  it("refuses actions of STS that it does not play, even to an administrator", async () => {
    const reply = await send({
      keys: keysOf("admin-2"),
      service: "sts",
      parameters: { Action: "GetFederationToken", Version: "2011-06-15", Name: "x" },
    });
    assert.match(reply.body, /<Code>AccessDenied<\/Code><Message>The emulator does not support sts:GetFederationToken/);
  });

  it("refuses a service whose requests do not name an action", async () => {
    const reply = await send({ keys: keysOf("admin-2"), service: "lambda", parameters: {} });
    assert.equal(reply.status, 403);
    assert.match(
      reply.body,
      /The emulator does not support requests of the service &#x27;lambda&#x27;|The emulator does not support requests of the service 'lambda'/,
    );
  });
});
