import {
  AddUserToGroupCommand,
  CreateGroupCommand,
  CreateRoleCommand,
  DeleteRolePolicyCommand,
  GetRoleCommand,
  IAMClient,
  ListRolesCommand,
  PutGroupPolicyCommand,
  PutRolePolicyCommand,
} from "@aws-sdk/client-iam";
import assert from "node:assert/strict";
import { startEmulator, type Emulator } from "../../../sandbox/emulator/emulator";
import { isAlive } from "../../../sandbox/emulator/lock";
import { makePeople, worldOf } from "../../../sandbox/world";
import { accessNow, attemptsOf, forkEmulator } from "./controls";
import { exceeding, openObserver } from "./observer";
import { awsError, openProxy, type Fate } from "./proxy";

const people = makePeople();
const attempts = attemptsOf(people);
const keysOf = (profile: string) => people.find((person) => person.profile === profile)!;
const iam = (endpoint: string, profile: string, maxAttempts = 1) =>
  new IAMClient({ endpoint, region: "eu-west-1", credentials: keysOf(profile), maxAttempts });
const role = "arn:aws:iam::111111111111:role/deploy";
const json = (Statement: object) => JSON.stringify({ Version: "2012-10-17", Statement });
const trust = json({
  Effect: "Allow",
  Action: "sts:AssumeRole",
  Principal: { AWS: "222222222222" },
  Condition: { Bool: { "aws:MultiFactorAuthPresent": "true" } },
});
const readAll = json({ Effect: "Allow", Action: "s3:GetObject", Resource: "*" });

/** A role of the trusting account, and a grant for it that reaches alice by her group. */
async function deploy(endpoint: string): Promise<void> {
  const [trusting, trusted] = [iam(endpoint, "trusting"), iam(endpoint, "trusted")];
  await trusting.send(new CreateRoleCommand({ RoleName: "deploy", AssumeRolePolicyDocument: trust }));
  await trusting.send(new PutRolePolicyCommand({ RoleName: "deploy", PolicyName: "read", PolicyDocument: readAll }));
  await trusted.send(new CreateGroupCommand({ GroupName: "deployers" }));
  await trusted.send(new AddUserToGroupCommand({ GroupName: "deployers", UserName: "alice" }));
  await trusted.send(
    new PutGroupPolicyCommand({
      GroupName: "deployers",
      PolicyName: "grant",
      PolicyDocument: json({ Effect: "Allow", Action: "sts:AssumeRole", Resource: role }),
    }),
  );
}

describe("observer: who may what, after each call", () => {
  let template: Emulator;
  let endpoint: string;
  let pid: number;

  before(async () => {
    template = await startEmulator(worldOf(people, true));
  });
  after(() => template?.stop());
  beforeEach(async () => void ({ endpoint, pid } = await forkEmulator(template.endpoint)));
  afterEach(() => void process.kill(pid, "SIGTERM"));

  it("a fork has what was there, and the first keeps nothing of what happens in it", async () => {
    await deploy(endpoint);
    const second = await forkEmulator(endpoint);
    await iam(second.endpoint, "trusting").send(
      new DeleteRolePolicyCommand({ RoleName: "deploy", PolicyName: "read" }),
    );
    assert.equal((await accessNow(second.endpoint, attempts)).roles[role]?.policies.length, 0);
    assert.equal((await accessNow(endpoint, attempts)).roles[role]?.policies.length, 1);
    assert.deepEqual((await accessNow(template.endpoint, attempts)).roles, {});
    process.kill(second.pid, "SIGTERM");
  });

  it("forks end with the first", async () => {
    const own = await startEmulator(worldOf(people, true));
    const child = await forkEmulator(own.endpoint);
    const grandchild = await forkEmulator(child.endpoint);
    await own.stop();
    for (const until = Date.now() + 10_000; isAlive(child.pid) || isAlive(grandchild.pid);) {
      assert.ok(Date.now() < until, "a fork outlived the first");
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  });

  it("without controls nothing of this is there", async () => {
    const plain = await startEmulator(worldOf(people));
    try {
      await assert.rejects(accessNow(plain.endpoint, attempts), /403.*MissingAuthenticationToken/s);
      await assert.rejects(forkEmulator(plain.endpoint), /403/);
    } finally {
      await plain.stop();
    }
  });

  it("every call that can change something is followed by a look; the rest is not", async () => {
    const observer = await openObserver({ endpoint, attempts });
    try {
      const before = await observer.access();
      await deploy(observer.url);
      await iam(observer.url, "trusting").send(new GetRoleCommand({ RoleName: "deploy" }));
      const after = await observer.access();
      assert.deepEqual(
        observer.observations.map(({ call, status, access }) => [call.key, status, access.roles[role]?.admitted]),
        [
          ["iam:CreateRole deploy", 200, []],
          ["iam:PutRolePolicy deploy read", 200, []],
          ["iam:CreateGroup deployers", 200, []],
          ["iam:AddUserToGroup alice deployers", 200, []],
          ["iam:PutGroupPolicy grant deployers", 200, ["alice+mfa"]],
        ],
      );
      assert.equal(observer.calls.length, 6);
      assert.deepEqual(exceeding(observer.observations, [before, after]), []);
      // What is right at the end is too much where it was not meant.
      assert.deepEqual(
        exceeding(observer.observations, [before]).map(({ call }) => call.operation),
        ["PutGroupPolicy"],
      );
    } finally {
      await observer.close();
    }
  });

  it("calls meet the fate that is given them", async () => {
    const fates: Record<string, Fate> = {
      refuse: "refuse",
      lose: "lose",
      error: awsError(500, "InternalFailure", "not now"),
      pass: "pass",
    };
    const proxy = await openProxy(endpoint, {
      before: ({ parameters }) => fates[parameters["GroupName"] ?? ""] ?? "pass",
    });
    const group = (name: string) => iam(proxy.url, "trusted").send(new CreateGroupCommand({ GroupName: name }));
    const there = async (name: string) =>
      group(name).then(
        () => false,
        (error: Error) => error.name === "EntityAlreadyExistsException",
      );
    try {
      for (const name of ["refuse", "lose"])
        await assert.rejects(group(name), { message: /socket hang up|ECONNRESET/ });
      await assert.rejects(group("error"), { name: "InternalFailure", message: "not now" });
      await group("pass");
      for (const name of Object.keys(fates)) fates[name] = "pass";
      assert.deepEqual(await Promise.all(["refuse", "lose", "error", "pass"].map(there)), [false, true, false, true]);
      fates["hang"] = "hang";
      const hanging = assert.rejects(group("hang"), { message: /socket hang up|ECONNRESET/ });
      await iam(proxy.url, "trusting").send(new ListRolesCommand({}));
      await proxy.close();
      await hanging;
    } finally {
      await proxy.close();
    }
  });
});
