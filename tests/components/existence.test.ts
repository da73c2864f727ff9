import * as aws from "@pulumi/aws/provider";
import * as pulumi from "@pulumi/pulumi";
import assert from "node:assert/strict";
import { existenceReport, verdictOf, type Answer } from "../../checks/existenceReport";
import { namedOutside, type Outside } from "../../checks/outside";
import { readSettings } from "../../checks/readSettings";
import { existence } from "../../components/existence";
import type { PublishedRole } from "../../grants/publishedRole";
import { config, exampleRole, now, trustedConfig, trustingConfig, type Config } from "../settings/example";
import { deploy, type Registered } from "./deployment";

const trusting = "organization/cross-account-access/trusting";
const document = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::shop/*" }],
};
const boundary = "arn:aws:iam::111111111111:policy/teams/limits";
const inline = (exampleRole()["policies"] as { inline: object }).inline;
const policies = (managed: string[]) => ({ policies: { inline, managed } });

/** The errors of the genuine plugin, as its bridge and the engine hand them on. */
const engine = (token: string, message: string) =>
  new Error(`invocation of ${token} returned an error: invoking ${token}: 1 error occurred:\n\t* ${message}\n\n`);
const sdk = (operation: string, status: number, rest: string) =>
  `operation error IAM: ${operation}, https response error StatusCode: ${status}, RequestID: 4b4c8a2e-5f5e-4c7a-8a53-000000000000, ${rest}`;
const noUser = (name: string) =>
  engine("aws:iam/getUser:getUser", `reading IAM User (${name}): couldn't find resource`);
const mayNot = engine(
  "aws:iam/getUser:getUser",
  "reading IAM User (alice): " +
    `${sdk(
      "GetUser",
      403,
      "api error AccessDenied: User: arn:aws:iam::222222222222:user/ci is not authorized to perform: " +
        "iam:GetUser on resource: user alice because no identity-based policy allows the iam:GetUser action",
    )}`,
);
const throttled = engine(
  "aws:iam/getUser:getUser",
  `reading IAM User (alice): ${sdk("GetUser", 400, "api error Throttling: Rate exceeded")}`,
);

describe("what the provider says of a name", () => {
  const told: [Error, ReturnType<typeof verdictOf>][] = [
    [noUser("alicia"), "absent"],
    [
      engine(
        "aws:iam/getGroup:getGroup",
        `getting group: ${sdk("GetGroup", 404, "NoSuchEntity: The group with name x cannot be found.")}`,
      ),
      "absent",
    ],
    [engine("aws:iam/getRole:getRole", "reading IAM Role (x): couldn't find resource"), "absent"],
    [engine("aws:iam/getRole:getRole", "reading IAM Role (x): couldn't find resource (3 retries)"), "absent"],
    [
      engine(
        "aws:iam/getPolicy:getPolicy",
        "reading IAM Policy (arn:aws:iam::111111111111:policy/x): couldn't find resource",
      ),
      "absent",
    ],
    [
      engine("aws:iam/getPolicy:getPolicy", "reading IAM Policy (arn:aws:iam::111111111111:policy/x): empty result"),
      "absent",
    ],
    [
      engine(
        "aws:iam/getUser:getUser",
        "error getting user: NoSuchEntity: The user with name x cannot be found.\n\tstatus code: 404, request id: 1",
      ),
      "absent",
    ],
    [new Error("NoSuchEntityException: The user with name x cannot be found."), "absent"],
    [mayNot, "denied"],
    [new Error("AccessDeniedException: no"), "denied"],
    [
      engine(
        "aws:iam/getGroup:getGroup",
        `getting group: ${sdk(
          "GetGroup",
          403,
          "api error AccessDenied: User: arn:aws:iam::222222222222:user/ci is not authorized to perform: " +
            "iam:GetGroup on resource: group x with an explicit deny in a service control policy",
        )}`,
      ),
      "denied",
    ],
    [throttled, "failed"],
    [
      engine(
        "aws:iam/getUser:getUser",
        "reading IAM User (x): " +
          `${sdk("GetUser", 403, "api error InvalidClientTokenId: The security token included in the request is invalid.")}`,
      ),
      "failed",
    ],
    [
      engine(
        "aws:iam/getUser:getUser",
        `reading IAM User (x): ${sdk("GetUser", 403, "api error ExpiredToken: The security token included in the request is expired")}`,
      ),
      "failed",
    ],
    [
      engine(
        "aws:iam/getUser:getUser",
        "reading IAM User (x): operation error IAM: GetUser, exceeded maximum number of attempts, 3, https " +
          "response error StatusCode: 0, RequestID: , request send failed, dial tcp: lookup iam.amazonaws.com: " +
          "no such host",
      ),
      "failed",
    ],
    [new Error("aws:iam/getUser:getUser: unrecognized data function (Invoke)"), "failed"],
    // Names that are called like errors.
    [
      engine(
        "aws:iam/getUser:getUser",
        `reading IAM User (NoSuchEntity): ${sdk("GetUser", 400, "api error Throttling: Rate exceeded")}`,
      ),
      "failed",
    ],
    [noUser("AccessDenied"), "absent"],
    [new Error("Resource monitor is terminating"), "failed"],
  ];
  for (const [error, verdict] of told)
    it(`is ${verdict}: ${error.message.replace(/\s+/g, " ").slice(-100)}`, () =>
      assert.equal(verdictOf(error), verdict));
  it("is there, whatever else it says", () =>
    assert.deepEqual([verdictOf({}), verdictOf({ arn: "x" })], ["there", "there"]));
});

describe("what settings leave to others to create", () => {
  const of = (from: Config) =>
    namedOutside(readSettings(from, "cross-account-access", now)).map(
      ({ kind, name, paths }) => `${kind} ${name}: ${paths.join(" ")}`,
    );

  it("are members of groups, and users, groups and roles that are granted to", () => {
    const groups = JSON.stringify({ deployers: { members: ["alice", "bob"] }, readers: { members: ["bob"] } });
    const to = { groups: ["deployers", "auditors"], users: ["bob", "olga"], roles: ["ci"] };
    assert.deepEqual(of({ ...trustedConfig({ to }), "cross-account-access:groups": groups }), [
      "user alice: groups.deployers.members[0]",
      "user bob: groups.deployers.members[1] groups.readers.members[0] grants.deployers-deploy.to.users[0]",
      "group auditors: grants.deployers-deploy.to.groups[1]",
      "user olga: grants.deployers-deploy.to.users[1]",
      "role ci: grants.deployers-deploy.to.roles[0]",
    ]);
  });

  it("are boundaries and managed policies, of the account and of AWS", () => {
    const own = "arn:aws:iam::111111111111:policy/shop";
    assert.deepEqual(of(trustingConfig({ ...policies([own, "ReadOnlyAccess"]), boundary })), [
      `policy ${own}: roles.deploy.policies.managed[0]`,
      "policy arn:aws:iam::aws:policy/ReadOnlyAccess: roles.deploy.policies.managed[1]",
      `policy ${boundary}: roles.deploy.boundary`,
    ]);
  });

  it("are not what the stack creates itself, by whatever name it is called", () => {
    const limits = { limits: { document, path: "/teams/" } };
    const both = {
      ...trustedConfig({ to: { groups: ["deployers"], roles: ["x-y"] } }),
      "cross-account-access:groups": '{"deployers":{"members":[]}}',
    };
    const roles = {
      deploy: {
        ...exampleRole(),
        ...policies([boundary]),
        boundary,
        namePrefix: "x-",
        name: "y",
        trusts: [{ account: "333333333333" }],
      },
    };
    assert.deepEqual(of({ ...both, ...config("111111111111", { roles, policies: limits }) }), []);
  });
});

describe("what does not exist", () => {
  const lines = (from: Config, answer: (named: Outside) => Answer) => {
    const settings = readSettings(from, "cross-account-access", now);
    return existenceReport(
      settings,
      namedOutside(settings).map((named) => [named, answer(named)]),
    );
  };
  const all = {
    ...trustedConfig({ to: { groups: ["deployers", "deployrs"], users: ["alcie"], roles: ["ci"] } }),
    "cross-account-access:groups": JSON.stringify({ deployers: { members: ["alice"] } }),
  };

  it("is told all at once, by its path, with what may be meant", () => {
    const { headline, problems, warnings } = lines(all, ({ name }) =>
      name === "alice" ? { arn: "arn:aws:iam::222222222222:user/team/alice" } : noUser(name),
    );
    assert.equal(headline, "The settings of this stack name 3 things that do not exist; nothing was changed.");
    assert.deepEqual(problems, [
      'grants.deployers-deploy.to.groups[1]: found "deployrs", did you mean deployers? expected a group ' +
        "under groups, or one that exists: the account 222222222222 has no group of this name",
      'grants.deployers-deploy.to.users[0]: found "alcie", did you mean alice? expected a user who exists: ' +
        "the account 222222222222 has no user of this name",
      'grants.deployers-deploy.to.roles[0]: found "ci", expected a role under roles, or one that exists: the ' +
        "account 222222222222 has no role of this name",
    ]);
    assert.deepEqual(warnings, []);
  });

  it("is told with the file and the line of the place that names it", () => {
    const settings = readSettings(all, "cross-account-access", now);
    const lines = existenceReport(
      settings,
      namedOutside(settings).map((named) => [named, named.name === "ci" ? throttled : noUser(named.name)]),
      (path) => (path.startsWith("groups") ? undefined : `Pulumi.trusted.yaml:${path.length}`),
    ).problems.map((line) => [line.split(": ")[0], / \((\S+:\d+)\)$/.exec(line)?.[1]]);
    assert.deepEqual(lines, [
      ["groups.deployers.members[0]", undefined],
      ["grants.deployers-deploy.to.groups[1]", "Pulumi.trusted.yaml:36"],
      ["grants.deployers-deploy.to.users[0]", "Pulumi.trusted.yaml:35"],
      ["grants.deployers-deploy.to.roles[0]", "Pulumi.trusted.yaml:35"],
      ["Run the same command again, once that is mended.", undefined],
    ]);
  });

  it("is told at every place that names it", () => {
    const { headline, problems } = lines(
      { ...all, "cross-account-access:groups": '{"deployers":{"members":["alcie"]}}' },
      ({ name }) => (name === "alcie" ? noUser(name) : {}),
    );
    assert.equal(headline, "The settings of this stack name something that does not exist; nothing was changed.");
    assert.deepEqual(
      problems.map((line) => line.split(": ")[0]),
      ["groups.deployers.members[0]", "grants.deployers-deploy.to.users[0]"],
    );
  });

  it("may be a policy: of the account, or of AWS", () => {
    const from = {
      ...trustingConfig({ ...policies(["arn:aws:iam::aws:policy/ReadOnlyAcces"]), boundary: `${boundary}s` }),
      ...config("111111111111", { policies: { limits: { document, path: "/teams/" } } }),
    };
    assert.deepEqual(
      lines(from, ({ name }) =>
        engine("aws:iam/getPolicy:getPolicy", `reading IAM Policy (${name}): couldn't find resource`),
      ).problems,
      [
        'roles.deploy.policies.managed[0]: found "arn:aws:iam::aws:policy/ReadOnlyAcces", did you mean ' +
          "arn:aws:iam::aws:policy/ReadOnlyAccess? expected a managed policy of AWS: AWS has no policy of this " +
          "ARN",
        `roles.deploy.boundary: found "${boundary}s", did you mean ${boundary}? expected a policy under ` +
          "policies, or one that exists: the account 111111111111 has no policy of this ARN",
      ],
    );
  });

  it("is told without a hint where nothing is near: another name, or the same in another partition", () => {
    const gone = ({ name }: Outside) =>
      engine("aws:iam/getPolicy:getPolicy", `reading IAM Policy (${name}): couldn't find resource`);
    const declared = config("111111111111", { policies: { limits: { document } } });
    const far = { ...trustingConfig({ boundary: "arn:aws:iam::111111111111:policy/shop" }), ...declared };
    assert.match(lines(far, gone).problems[0]!, /found "\S+policy\/shop", expected a policy under policies/);
    const elsewhere = {
      ...trustingConfig({ policies: { managed: ["CloudWatchReadOnlyAccess"] } }),
      "aws:region": "cn-north-1",
    };
    assert.deepEqual(lines(elsewhere, gone).problems, [
      'roles.deploy.policies.managed[0]: found "arn:aws-cn:iam::aws:policy/CloudWatchReadOnlyAccess", ' +
        "expected a managed policy of AWS: AWS has no policy of this ARN",
    ]);
    const job = lines(trustingConfig(policies(["arn:aws:iam::aws:policy/ViewOnlyAccess"])), gone);
    assert.match(job.problems[0]!, /did you mean arn:aws:iam::aws:policy\/job-function\/ViewOnlyAccess\?/);
    const moved = { ...trustingConfig({ boundary: "arn:aws:iam::111111111111:policy/old/limits" }), ...declared };
    assert.match(lines(moved, gone).problems[0]!, /did you mean arn:aws:iam::111111111111:policy\/limits\?/);
  });

  it("is a name in other letters than IAM's too", () => {
    const { problems } = lines(all, ({ kind, name }) => ({
      arn: `arn:aws:iam::222222222222:${kind}/${name === "alice" ? "team/Alice" : name}`,
    }));
    assert.deepEqual(problems, [
      'groups.deployers.members[0]: found "alice", did you mean Alice? expected a user who exists: the ' +
        "account 222222222222 has no user of this name",
    ]);
  });

  it("cannot be known where reading is not permitted: one warning says of what, and what to allow", () => {
    const { headline, problems, warnings } = lines(all, ({ kind }) => (kind === "user" ? mayNot : {}));
    assert.deepEqual([headline, problems], [undefined, []]);
    assert.equal(warnings.length, 1);
    assert.match(
      warnings[0]!,
      /^Nothing has checked that these exist, since these credentials may not read them \(reading IAM User \(alice\): AccessDenied: User: .* because no identity-based policy allows the iam:GetUser action\): the user alice \(groups\.deployers\.members\[0\]\); the user alcie \(grants\.deployers-deploy\.to\.users\[0\]\)\. Allow iam:GetUser to have it checked\.$/,
    );
  });

  it("is told beside what could not be read", () => {
    const { problems, warnings } = lines(all, ({ name }) =>
      name === "alice" ? mayNot : name === "ci" ? noUser(name) : {},
    );
    assert.equal(problems.length, 2);
    assert.match(problems[0]!, /^grants\.deployers-deploy\.to\.roles\[0\]: found "ci"/);
    assert.match(problems[1]!, /^Nothing has checked that these exist, .*: the user alice /);
    assert.deepEqual(warnings, []);
  });

  it("is not decided by any other failure: that is told, on one line, with what was asked", () => {
    const { headline, problems } = lines(trustedConfig(), () => throttled);
    assert.equal(headline, "Not all that the settings of this stack name could be asked for; nothing was changed.");
    assert.match(
      problems[0]!,
      /^groups\.deployers\.members\[0\]: whether the user alice exists could not be asked: reading IAM User \(alice\): Throttling: Rate exceeded$/,
    );
    assert.deepEqual(problems.slice(1), ["Run the same command again, once that is mended."]);
  });
});

describe("a provider of its own", () => {
  const asked: string[] = [];
  const of = async (options: (provider: aws.Provider) => pulumi.ComponentResourceOptions) => {
    asked.length = 0;
    await pulumi.runtime.setMocks({
      newResource: ({ name, inputs }) => ({ id: `${name}-id`, state: inputs as object }),
      call: ({ token, provider }) => {
        asked.push(`${token} ${provider ?? ""}`);
        return {};
      },
    });
    const provider = new aws.Provider("own", { region: "eu-west-1" });
    await existence(readSettings(trustedConfig(), "cross-account-access", now), undefined, options(provider));
    return asked;
  };
  const own = [/^aws:iam\/getUser:getUser urn:pulumi:\S+pulumi:providers:aws::own::own-id$/];
  const ways: [string, (provider: aws.Provider) => pulumi.ComponentResourceOptions, RegExp[]][] = [
    ["as the provider", (provider) => ({ provider }), own],
    ["in a list", (provider) => ({ providers: [provider] }), own],
    ["by name", (provider) => ({ providers: { aws: provider } }), own],
    [
      "through the parent",
      (provider) => ({ parent: new pulumi.ComponentResource("a:b:C", "parent", {}, { providers: [provider] }) }),
      own,
    ],
    ["not at all", () => ({}), [/^aws:iam\/getUser:getUser $/]],
  ];
  for (const [how, options, expected] of ways) {
    it(`is asked, given ${how}`, async () => {
      const found = await of(options);
      assert.equal(found.length, expected.length);
      expected.forEach((one, at) => assert.match(found[at]!, one));
    });
  }
});

describe("a deployment", () => {
  const offered = async (): Promise<Record<string, PublishedRole>> =>
    (await deploy(trustingConfig({ trusts: [{ account: "222222222222" }] }))).outputs.roles as Record<
      string,
      PublishedRole
    >;

  for (const preview of [true, false]) {
    for (const [what, from] of [
      ["a group", trustedConfig()],
      ["a role", trustingConfig({ boundary })],
    ] as const) {
      it(
        `registers nothing for ${what} where a name is missing, ` +
          `${preview ? "as a preview" : "as an update that nobody previewed"}`,
        async () => {
          const registered: Registered[] = [];
          const stacks = { [trusting]: { roles: await offered() } };
          await assert.rejects(
            deploy(from, { preview, registered, stacks, account: (_, name) => noUser(name) }),
            /name something that does not exist; nothing was changed\.\n {2}\S+: found /,
          );
          assert.deepEqual(registered, []);
          await deploy(from, { preview, registered, stacks });
          assert.ok(registered.length > 1);
        },
      );
    }
  }

  it("goes on where reading is not permitted", async () => {
    const { resources } = await deploy(trustedConfig(), {
      stacks: { [trusting]: { roles: await offered() } },
      account: () => mayNot,
    });
    assert.ok(resources.some(({ type }) => type === "aws:iam/groupMembership:GroupMembership"));
  });

  it("asks nothing where nothing is left to others, and everything else once", async () => {
    const asked: string[] = [];
    await deploy(trustingConfig(), { asked });
    assert.deepEqual(asked, []);
    const members = Array.from({ length: 50 }, (_, at) => `user-${at}`);
    await deploy(
      {
        ...trustedConfig({ to: { groups: ["deployers"], users: ["user-7"] } }),
        "cross-account-access:groups": JSON.stringify({ deployers: { members } }),
      },
      { asked, stacks: { [trusting]: { roles: await offered() } } },
    );
    assert.deepEqual(asked.sort(), members.map((name) => `getUser ${name}`).sort());
  });

  it("asks for groups, roles and policies by their names and ARNs", async () => {
    const asked: string[] = [];
    const trusts = [{ account: "222222222222", mfa: { required: false, reason: "ci" } }];
    const roles = (await deploy(trustingConfig({ trusts, boundary }), { asked })).outputs.roles as Record<
      string,
      unknown
    >;
    await deploy(trustedConfig({ to: { groups: ["elsewhere"], roles: ["ci"] } }), {
      asked,
      stacks: { [trusting]: { roles } },
    });
    assert.deepEqual(asked.sort(), ["getGroup elsewhere", `getPolicy ${boundary}`, "getRole ci", "getUser alice"]);
  });
});
