import { LookupEventsCommand, type CloudTrailClient, type LookupEventsCommandInput } from "@aws-sdk/client-cloudtrail";
import {
  CreateRoleCommand,
  CreateUserCommand,
  GenerateCredentialReportCommand,
  GenerateServiceLastAccessedDetailsCommand,
  GetAccountAuthorizationDetailsCommand,
  GetCredentialReportCommand,
  GetRoleCommand,
  GetServiceLastAccessedDetailsCommand,
  GetUserCommand,
  paginateGetAccountAuthorizationDetails,
  PutUserPermissionsBoundaryCommand,
  AttachRolePolicyCommand,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
  type IAMClient,
} from "@aws-sdk/client-iam";
import { AssumeRoleCommand } from "@aws-sdk/client-sts";
import { ListBucketsCommand } from "@aws-sdk/client-s3";
import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import { refused } from "./refusal";
import { sessionKeys } from "./sessionKeys";
import { clients, keysOf, policy, trusted, trusting, userArn, type Person } from "./world";

const allow = (Action: string | string[], Resource = "*") => ({ Effect: "Allow", Action, Resource });
const roleArn = `arn:aws:iam::${trusting}:role/observed`;

describe("The emulator remembers what was done", () => {
  let owner: IAMClient;
  let people: IAMClient;
  before(async () => {
    owner = (await clients(keysOf("admin-1"))).iam;
    people = (await clients(keysOf("admin-2"))).iam;
    await owner.send(
      new CreateRoleCommand({
        RoleName: "observed",
        AssumeRolePolicyDocument: policy({ Effect: "Allow", Action: "sts:AssumeRole", Principal: { AWS: trusted } }),
      }),
    );
    await owner.send(
      new PutRolePolicyCommand({
        RoleName: "observed",
        PolicyName: "own",
        PolicyDocument: policy(allow(["s3:ListAllMyBuckets", "sqs:SendMessage"])),
      }),
    );
    await people.send(
      new PutUserPolicyCommand({
        UserName: "alice",
        PolicyName: "observed",
        PolicyDocument: policy(allow("sts:AssumeRole", roleArn)),
      }),
    );
  });
  const assume = async (person: Person, session: string) =>
    sessionKeys(
      await (
        await clients(keysOf(person))
      ).sts.send(new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: session })),
    );

  describe("in a walk through an account", () => {
    it("of users, groups, roles and the policies in use, a page at a time", async () => {
      await owner.send(
        new PutUserPermissionsBoundaryCommand({
          UserName: "local",
          PermissionsBoundary: "arn:aws:iam::aws:policy/ReadOnlyAccess",
        }),
      );
      await owner.send(
        new AttachRolePolicyCommand({
          RoleName: "observed",
          PolicyArn: "arn:aws:iam::aws:policy/AWSCloudTrail_ReadOnlyAccess",
        }),
      );
      const whole = await owner.send(new GetAccountAuthorizationDetailsCommand({ MaxItems: 1000 }));
      const names = (details: typeof whole) =>
        [
          ...(details.UserDetailList ?? []),
          ...(details.GroupDetailList ?? []),
          ...(details.RoleDetailList ?? []),
          ...(details.Policies ?? []),
        ].map(({ Arn }) => Arn);
      assert.equal(whole.IsTruncated, false);
      const paged: (string | undefined)[] = [];
      let pages = 0;
      for await (const page of paginateGetAccountAuthorizationDetails({ client: owner, pageSize: 2 }, {})) {
        paged.push(...names(page));
        pages++;
      }
      assert.deepEqual(paged, names(whole));
      assert.equal(pages, Math.ceil(paged.length / 2));
      const ofAws = whole.Policies!.map(({ Arn }) => Arn).filter((arn) => arn?.includes("::aws:"));
      assert.ok(
        ofAws.includes("arn:aws:iam::aws:policy/ReadOnlyAccess") &&
          ofAws.includes("arn:aws:iam::aws:policy/AWSCloudTrail_ReadOnlyAccess"),
        ofAws.join(),
      );
      assert.ok(!ofAws.includes("arn:aws:iam::aws:policy/PowerUserAccess"));
      const users = await owner.send(new GetAccountAuthorizationDetailsCommand({ Filter: ["User"], MaxItems: 1000 }));
      assert.deepEqual(
        [users.RoleDetailList, users.Policies, users.UserDetailList?.length],
        [[], [], whole.UserDetailList?.length],
      );
      await refused((await clients(keysOf("alice"))).iam.send(new GetAccountAuthorizationDetailsCommand({})), {
        code: "AccessDenied",
      });
    });

    it("with the ids that AWS gives", async () => {
      await owner.send(new CreateUserCommand({ UserName: "numbered" }));
      assert.match(
        (await owner.send(new GetUserCommand({ UserName: "numbered" }))).User!.UserId!,
        /^AIDA[A-Z2-7]{17}$/,
      );
    });
  });

  it("when a role's session last called anything, and nothing before it did", async () => {
    const lastUsed = async () => {
      const { RoleDetailList } = await owner.send(
        new GetAccountAuthorizationDetailsCommand({ Filter: ["Role"], MaxItems: 1000 }),
      );
      const { Role } = await owner.send(new GetRoleCommand({ RoleName: "observed" }));
      const walked = RoleDetailList?.find(({ Arn }) => Arn === roleArn)?.RoleLastUsed;
      assert.deepEqual(walked?.LastUsedDate, Role?.RoleLastUsed?.LastUsedDate);
      return [walked?.LastUsedDate, walked?.Region];
    };
    const session = await assume("alice", "first");
    assert.deepEqual(await lastUsed(), [undefined, undefined]);
    await (await clients(session, { later: 1800 })).s3.send(new ListBucketsCommand({}));
    const [at, region] = await lastUsed();
    assert.ok(Math.abs((at as Date).getTime() - Date.now() - 1_800_000) < 60_000, String(at));
    assert.equal(region, "eu-west-1");
  });

  describe("service last accessed", () => {
    const begin = (iam: IAMClient, Arn: string) => iam.send(new GenerateServiceLastAccessedDetailsCommand({ Arn }));

    it("is in progress, then tells of every service that is allowed whether it was called", async () => {
      await (await clients(await assume("alice", "second"))).s3.send(new ListBucketsCommand({}));
      const { JobId } = await begin(owner, roleArn);
      const ask = () => owner.send(new GetServiceLastAccessedDetailsCommand({ JobId }));
      assert.equal((await ask()).JobStatus, "IN_PROGRESS");
      const { JobStatus, ServicesLastAccessed, IsTruncated } = await ask();
      assert.deepEqual([JobStatus, IsTruncated], ["COMPLETED", false]);
      // STS is not allowed by the role's policies, and so not told of.
      const called = (name: string) =>
        ServicesLastAccessed!
          .filter(({ ServiceNamespace }) => ServiceNamespace === name)
          .map(({ LastAuthenticated }) => LastAuthenticated !== undefined);
      assert.deepEqual([called("s3"), called("sqs"), called("sts")], [[true], [false], []]);
    });

    it("comes in pages", async () => {
      const { JobId } = await begin(owner, roleArn);
      const ask = (Marker?: string) =>
        owner.send(new GetServiceLastAccessedDetailsCommand({ JobId, MaxItems: 1, Marker }));
      await ask();
      const first = await ask();
      assert.equal(first.IsTruncated, true);
      const second = await ask(first.Marker);
      assert.notEqual(
        second.ServicesLastAccessed?.[0]?.ServiceNamespace,
        first.ServicesLastAccessed?.[0]?.ServiceNamespace,
      );
    });

    it("is for those who may ask, of their own account, for what exists", async () => {
      await refused(begin((await clients(keysOf("alice"))).iam, userArn("alice")), {
        code: "AccessDenied",
        message: /iam:GenerateServiceLastAccessedDetails on resource: arn:aws:iam::222222222222:user\/alice/,
      });
      await refused(begin(people, roleArn), { code: "NoSuchEntityException" });
      await refused(begin(owner, `arn:aws:iam::${trusting}:role/gone`), { code: "NoSuchEntityException" });
      await refused(owner.send(new GetServiceLastAccessedDetailsCommand({ JobId: "x".repeat(36) })), {
        code: "NoSuchEntityException",
      });
      const { JobId } = await begin(owner, roleArn);
      await refused(people.send(new GetServiceLastAccessedDetailsCommand({ JobId })), {
        code: "NoSuchEntityException",
      });
      await refused(
        owner.send(new GenerateServiceLastAccessedDetailsCommand({ Arn: roleArn, Granularity: "ACTION_LEVEL" })),
        { code: "AccessDenied", message: /does not support/ },
      );
    });
  });

  it("a credential report of now, once it is made", async () => {
    assert.equal((await people.send(new GenerateCredentialReportCommand({}))).State, "STARTED");
    assert.equal((await people.send(new GenerateCredentialReportCommand({}))).State, "COMPLETE");
    const { Content, GeneratedTime } = await people.send(new GetCredentialReportCommand({}));
    assert.ok(Math.abs(GeneratedTime!.getTime() - Date.now()) < 60_000);
    const rows = Buffer.from(Content!)
      .toString()
      .trim()
      .split("\n")
      .map((row) => row.split(","));
    const mfa = rows[0]!.indexOf("mfa_active");
    assert.deepEqual(
      ["alice", "bob"].map((name) => rows.find(([user]) => user === name)?.[mfa]),
      ["true", "false"],
    );
    await refused((await clients(keysOf("eve"))).iam.send(new GetCredentialReportCommand({})), {
      code: "AccessDenied",
    });
  });

  describe("in CloudTrail, every call of AssumeRole", () => {
    let trails: {
      owner: CloudTrailClient;
      people: CloudTrailClient;
      alice: CloudTrailClient;
      stranger: CloudTrailClient;
    };
    before(async () => {
      const trail = async (person: Person) => (await clients(keysOf(person))).cloudTrail;
      trails = {
        owner: await trail("admin-1"),
        people: await trail("admin-2"),
        alice: await trail("alice"),
        stranger: await trail("admin-3"),
      };
      await assume("alice", "trailed-1");
      await assume("alice", "trailed-2");
      await refused(assume("bob", "trailed-3"), { code: "AccessDenied" });
    });
    // As on AWS, more than two requests a second for an account are throttled.
    beforeEach(() => pause(1100));
    const about = (value = roleArn): LookupEventsCommandInput => ({
      LookupAttributes: [{ AttributeKey: "ResourceName", AttributeValue: value }],
    });
    const records = async (trail: CloudTrailClient, input = about()) =>
      (await trail.send(new LookupEventsCommand(input))).Events!.map(
        ({ CloudTrailEvent }) =>
          JSON.parse(CloudTrailEvent!) as {
            userIdentity: Record<string, unknown>;
            errorCode?: string;
            sharedEventID?: string;
            requestParameters: Record<string, string>;
          },
      );
    const sessions = (found: Awaited<ReturnType<typeof records>>) =>
      found
        .map(({ requestParameters }) => requestParameters["roleSessionName"])
        .filter((name) => name?.startsWith("trailed"));

    it("the latest first, in the role's account without the caller's name", async () => {
      const found = await records(trails.owner);
      assert.deepEqual(sessions(found), ["trailed-2", "trailed-1"]);
      const { UserId } = (await people.send(new GetUserCommand({ UserName: "alice" }))).User!;
      assert.deepEqual(found[0]?.userIdentity, { type: "AWSAccount", principalId: UserId, accountId: trusted });
    });

    it("in the caller's account with it, the refused ones too", async () => {
      const found = await records(trails.people);
      assert.deepEqual(sessions(found), ["trailed-3", "trailed-2", "trailed-1"]);
      assert.deepEqual([found[0]?.userIdentity["arn"], found[0]?.errorCode], [userArn("bob"), "AccessDenied"]);
      assert.deepEqual(
        [found[1]?.userIdentity["arn"], found[1]?.userIdentity["userName"], found[1]?.errorCode],
        [userArn("alice"), "alice", undefined],
      );
      assert.equal(found[1]?.sharedEventID, (await records(trails.owner))[0]?.sharedEventID);
    });

    it("in no other account, of no other role, in no other region, and not before it", async () => {
      assert.deepEqual(await records(trails.stranger), []);
      assert.deepEqual(await records(trails.owner, about(`${roleArn}x`)), []);
      await pause(1100);
      assert.deepEqual(await records((await clients(keysOf("admin-1"), {}, "us-east-1")).cloudTrail), []);
      assert.deepEqual(await records(trails.owner, { ...about(), EndTime: new Date(Date.now() - 3600_000) }), []);
    });

    it("a page at a time", async () => {
      const first = await trails.owner.send(new LookupEventsCommand({ ...about(), MaxResults: 1 }));
      await assume("alice", "meanwhile");
      const second = await trails.owner.send(
        new LookupEventsCommand({ ...about(), MaxResults: 1, NextToken: first.NextToken }),
      );
      assert.deepEqual(
        [first, second].map(({ Events }) => Events?.length),
        [1, 1],
      );
      assert.notEqual(first.Events?.[0]?.EventId, second.Events?.[0]?.EventId);
      await pause(1100);
      await refused(trails.owner.send(new LookupEventsCommand({ ...about(), NextToken: "none" })), {
        code: "InvalidNextTokenException",
      });
      await refused(trails.owner.send(new LookupEventsCommand({ MaxResults: 51 })), {
        code: "InvalidMaxResultsException",
      });
    });

    it("for those who may look, at most twice a second", async () => {
      await refused(trails.alice.send(new LookupEventsCommand(about())), {
        code: "AccessDeniedException",
        message: /cloudtrail:LookupEvents/,
      });
      await records(trails.stranger);
      await records(trails.stranger);
      await refused(records(trails.stranger), { code: "ThrottlingException", message: "Rate exceeded" });
      await pause(1100);
      await records(trails.stranger);
    });
  });
});
