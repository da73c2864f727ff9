import { rm } from "node:fs/promises";
import { join } from "node:path";
import { changeSettings } from "../../../sandbox/project";
import { statement, type Hand, type Trust } from "./hand";

/** What a case can change. */
export interface Stage {
  /** The administrators of both accounts, who change things by hand. */
  readonly trusting: Hand;
  readonly trusted: Hand;
  readonly project: string;
  /** Asks as if so many days had passed. */
  later(days: number): void;
  /** Asks about these stacks alone. */
  only(...stacks: string[]): void;
  /** Reads an account of a stack with another profile. */
  readAs(stack: string, profile: string): void;
}

/** One change, and everything that a review then finds beyond what it found before. */
export interface Mutation {
  readonly what: string;
  readonly change: (stage: Stage) => Promise<unknown> | void;
  /** `level kind role/… user/…`, in the order of the review. */
  readonly found: readonly string[];
  /** In the message of one of these, or in the evidence that is missing. */
  readonly said?: RegExp;
  readonly exit: 0 | 7 | 11;
}

const roles = "cross-account-access:roles";
const deploy = "arn:aws:iam::111111111111:role/deploy";
const bucket = "arn:aws:s3:::web-shop-artifacts";
const logs = "arn:aws:iam::111111111111:policy/read-logs";
const rootOf = (account: string) => `arn:aws:iam::${account}:root`;
const trustOf = (AWS: string, Condition?: object) => ({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { AWS }, Action: "sts:AssumeRole", ...(Condition && { Condition }) }],
});
const mfa = { Bool: { "aws:MultiFactorAuthPresent": "true" } };
const trust =
  (edit: (statement: Trust, all: Trust[]) => void) =>
  ({ trusting }: Stage) =>
    trusting.editTrust("deploy", (all) => edit(all[0]!, all));
const artifacts =
  (edit: (statements: Record<string, unknown>[]) => void) =>
  ({ trusting }: Stage) =>
    trusting.editRolePolicy("deploy", "artifacts", edit);
const day = (days: number) => new Date(Date.now() + days * 24 * 3600_000).toISOString().slice(0, 10);

const drift = "error changed-by-hand role/deploy";
const broader = "error broader-than-approved role/deploy";
const tooBroad = "error too-broad role/deploy";

/** Wider: each needs a new decision. */
const wider: Mutation[] = [
  {
    what: "a policy is added to the role",
    change: ({ trusting }) =>
      trusting.putRolePolicy(
        "deploy",
        "more",
        statement("sqs:SendMessage", "arn:aws:sqs:eu-west-1:111111111111:orders"),
      ),
    found: [broader, drift],
    said: /sqs:SendMessage/i,
    exit: 7,
  },
  {
    what: "AdministratorAccess is attached",
    change: ({ trusting }) => trusting.attachRolePolicy("deploy", "arn:aws:iam::aws:policy/AdministratorAccess"),
    found: [broader, drift, tooBroad],
    said: /found arn:aws:iam::aws:policy\/AdministratorAccess, which is not expected/,
    exit: 7,
  },
  {
    what: "a statement of an inline policy is widened",
    change: artifacts((all) => (all.find(({ Action }) => Action === "s3:PutObject")!["Resource"] = `${bucket}/*`)),
    found: [broader, drift],
    said: /s3:PutObject/i,
    exit: 7,
  },
  {
    what: "a Deny is taken out of the way by NotAction",
    change: artifacts((all) => all.push({ Effect: "Allow", NotAction: ["iam:*"], Resource: `${bucket}/private/*` })),
    found: [broader, drift],
    said: /s3:/,
    exit: 7,
  },
  {
    what: "the shared policy gets another version",
    change: ({ trusting }) =>
      trusting.setPolicy(
        logs,
        statement(
          ["logs:FilterLogEvents", "logs:GetLogEvents", "logs:DeleteLogStream"],
          "arn:aws:logs:eu-west-1:111111111111:log-group:shop:*",
        ),
      ),
    found: ["error changed-by-hand", broader],
    said: /the policy arn:aws:iam::111111111111:policy\/read-logs was changed: found .*logs:deletelogstream/i,
    exit: 7,
  },
  {
    what: "the boundary is taken away",
    change: ({ trusting }) => trusting.setBoundary("deploy", undefined),
    found: [drift],
    said: /the permissions boundary of the role deploy was changed: found none, expected arn:aws:iam::aws:policy\/PowerUserAccess/i,
    exit: 7,
  },
  {
    what: "the trust asks for MFA no more",
    change: trust((one) => delete one.Condition["Bool"]),
    found: [broader, drift],
    said: /MFA|multi-factor/i,
    exit: 7,
  },
  {
    what: "the trust asks for MFA by BoolIfExists",
    change: trust((one) => {
      one.Condition["BoolIfExists"] = one.Condition["Bool"]!;
      delete one.Condition["Bool"];
      delete one.Condition["NumericLessThanEquals"];
    }),
    found: [broader, drift, tooBroad],
    said: /admits a session without multi-factor authentication/,
    exit: 7,
  },
  {
    what: "the trust takes an older sign-in",
    change: trust((one) => (one.Condition["NumericLessThanEquals"] = { "aws:MultiFactorAuthAge": "43200" })),
    found: [broader, drift],
    said: /MFA sign-ins up to 12 h old, 1 h were approved/,
    exit: 7,
  },
  {
    what: "the trust admits roles too",
    change: trust((one) => (one.Condition["ArnLike"] = { "aws:PrincipalArn": "arn:aws:iam::222222222222:*" })),
    found: [broader, drift],
    said: /222222222222/,
    exit: 7,
  },
  {
    what: "the trust names another account, which nobody reviews",
    change: trust((_, all) => all.push(trustOf(rootOf("333333333333"), mfa).Statement[0] as unknown as Trust)),
    found: [broader, drift, tooBroad],
    said: /who of the account 333333333333 can assume/,
    exit: 7,
  },
  {
    what: "the trust names everybody",
    change: trust((one) => (one.Principal = "*")),
    found: [broader, drift, tooBroad],
    said: /trusts everybody/,
    exit: 7,
  },
  {
    what: "the trust names everybody, on no condition",
    change: trust((one) => {
      one.Principal = { AWS: "*" };
      one.Condition = {};
    }),
    found: [broader, drift, tooBroad, tooBroad, "error undeclared-grant role/deploy user/admin"],
    said: /who of all other AWS accounts can assume/,
    exit: 7,
  },
  {
    what: "sessions become longer",
    change: ({ trusting }) => trusting.setMaxSessionDuration("deploy", 43_200),
    found: [broader, drift],
    said: /found 12 h, expected 2 h/,
    exit: 7,
  },
  {
    what: "a user is added to the group",
    change: ({ trusted }) => trusted.addUserToGroup("mallory", "deployers"),
    found: [broader, "error changed-by-hand group/deployers"],
    said: /found mallory, which is not expected/,
    exit: 7,
  },
  {
    what: "a new user without an MFA device is added to the group",
    change: async ({ trusted }) => {
      await trusted.createUser("carol");
      await trusted.addUserToGroup("carol", "deployers");
    },
    found: [broader, "error changed-by-hand group/deployers", "warning mfa-device-missing role/deploy user/carol"],
    said: /carol of 222222222222 holds access to the role deploy, which needs MFA, and has no MFA device/,
    exit: 7,
  },
  {
    what: "a user gets a policy by hand",
    change: ({ trusted }) => trusted.putUserPolicy("mallory", "mine", statement("sts:AssumeRole", deploy)),
    found: [broader, "error undeclared-grant role/deploy user/mallory"],
    said: /Through the inline policy mine of the user mallory, which no stack declares, the user mallory of 222222222222 can assume the role deploy/,
    exit: 7,
  },
  {
    what: "a user gets a managed policy with a wildcard by hand",
    change: async ({ trusted }) =>
      trusted.attachUserPolicy(
        "mallory",
        await trusted.createPolicy("roles", statement("sts:Assume*", "arn:aws:iam::1111*:role/d?ploy")),
      ),
    found: [broader, "error undeclared-grant role/deploy user/mallory"],
    said: /the managed policy arn:aws:iam::222222222222:policy\/roles of the user mallory/,
    exit: 7,
  },
  {
    what: "a group is made by hand",
    change: async ({ trusted }) => {
      await trusted.createGroup("friends");
      await trusted.putGroupPolicy("friends", "go", statement("sts:*", "*"));
      await trusted.addUserToGroup("mallory", "friends");
    },
    found: [broader, "error undeclared-grant role/deploy group/friends"],
    said: /the inline policy go of the group friends/,
    exit: 7,
  },
];

/** Other access than was deployed, or less of it. */
const other: Mutation[] = [
  {
    what: "the role is deleted",
    change: ({ trusting }) => trusting.deleteRole("deploy"),
    found: [
      "error role-missing role/deploy",
      "warning approved-but-gone role/deploy",
      "warning granted-not-trusted role/deploy user/alice",
    ],
    said: /The role deploy was deployed by the stack trusting and is not in the account 111111111111/,
    exit: 7,
  },
  {
    what: "a second role is made by hand",
    change: ({ trusting }) =>
      trusting.createRole("second", trustOf(rootOf("222222222222"), mfa), {
        all: statement("s3:GetObject", `${bucket}/*`),
      }),
    found: [
      "error undeclared-grant role/second user/admin",
      "error undeclared-role role/second",
      "warning mfa-device-missing role/second user/admin",
    ],
    said: /No stack declares the role second, and its trust policy lets in the account 222222222222/,
    exit: 7,
  },
  {
    what: "a second role, that may do everything, without MFA",
    change: async ({ trusting }) => {
      await trusting.createRole("second", trustOf(rootOf("222222222222")));
      await trusting.attachRolePolicy("second", "arn:aws:iam::aws:policy/AdministratorAccess");
    },
    found: [
      "error too-broad role/second",
      "error too-broad role/second",
      "error undeclared-grant role/second user/admin",
      "error undeclared-role role/second",
    ],
    said: /administrative-access/,
    exit: 7,
  },
  {
    what: "a second role, that only sessions of the first may assume",
    change: ({ trusting }) =>
      trusting.createRole("helper", trustOf(deploy), { users: statement("iam:CreateUser", "*") }),
    found: ["error too-broad role/helper", "error too-broad role/helper", "error undeclared-role role/helper"],
    said: /No stack declares the role helper, and sessions of the role deploy can assume it/,
    exit: 7,
  },
  {
    what: "a second role, that every Google account may assume",
    change: ({ trusting }) =>
      trusting.createRole("web", {
        Version: "2012-10-17",
        Statement: [
          { Effect: "Allow", Principal: { Federated: "accounts.google.com" }, Action: "sts:AssumeRoleWithWebIdentity" },
        ],
      }),
    found: ["error open-identities role/web", "error too-broad role/web", "error undeclared-role role/web"],
    said: /identities of accounts\.google\.com, and anybody can get one/,
    exit: 7,
  },
  {
    what: "a service's role, or one of the account's own people, is made by hand",
    change: async ({ trusting }) => {
      await trusting.createRole("function", {
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
      });
      await trusting.createRole("own", trustOf(rootOf("111111111111")));
    },
    found: [],
    exit: 0,
  },
  {
    what: "the grant's policy is deleted",
    change: ({ trusted }) => trusted.deleteGroupPolicy("deployers", "cross-account-access"),
    found: ["error changed-by-hand group/deployers"],
    said: /The inline policy cross-account-access of the group deployers was deployed and is gone/,
    exit: 7,
  },
  {
    what: "the grant is edited to another role",
    change: ({ trusted }) =>
      trusted.putGroupPolicy(
        "deployers",
        "cross-account-access",
        statement("sts:AssumeRole", "arn:aws:iam::111111111111:role/other"),
      ),
    found: ["error changed-by-hand group/deployers", "warning granted-not-trusted role/other user/alice"],
    said: /there is no such role/,
    exit: 7,
  },
  {
    what: "the grant is edited to all roles",
    change: ({ trusted }) =>
      trusted.putGroupPolicy("deployers", "cross-account-access", statement("sts:AssumeRole", "*")),
    found: ["error changed-by-hand group/deployers"],
    said: /found Allow sts:AssumeRole on \*, expected Allow .*role\/deploy/,
    exit: 7,
  },
  {
    what: "the group's member is taken out",
    change: ({ trusted }) => trusted.removeUserFromGroup("alice", "deployers"),
    found: ["error changed-by-hand group/deployers"],
    said: /expected alice, not found/,
    exit: 7,
  },
  {
    what: "a role of the trusted account is granted what its session never has",
    change: ({ trusted }) =>
      trusted.createRole("ci", trustOf(rootOf("222222222222")), { go: statement("sts:AssumeRole", deploy) }),
    found: ["warning granted-not-trusted role/deploy role/ci"],
    said: /lets the role ci of 222222222222 assume .*, whose trust policy does not admit them/,
    exit: 0,
  },
  // AWS then writes AIDA… in the place of the ARN, which the emulator leaves as it is; the tests of the pure part have that.
  {
    what: "the trust names a user itself, who is then deleted",
    change: async (stage) => {
      await stage.trusted.createUser("bob");
      await trust((_, all) =>
        all.push(trustOf("arn:aws:iam::222222222222:user/bob", mfa).Statement[0] as unknown as Trust),
      )(stage);
      await stage.trusted.deleteUser("bob");
    },
    found: [broader, drift, "warning stale-principal role/deploy user/bob"],
    said: /user\/bob, which does not exist: whoever is given that name is trusted/,
    exit: 7,
  },
  {
    what: "the trust is narrowed to a user who is not there",
    change: trust(
      (one) =>
        (one.Condition["ArnLike"] = {
          "aws:PrincipalArn": ["arn:aws:iam::222222222222:user/alice", "arn:aws:iam::222222222222:user/bob"],
        }),
    ),
    found: [drift, "warning stale-principal role/deploy user/bob"],
    said: /user\/bob, which does not exist: whoever is given that name is trusted/,
    exit: 7,
  },
  {
    what: "the trust is narrowed to somebody who holds no grant",
    change: trust(
      (one) => (one.Condition["ArnLike"] = { "aws:PrincipalArn": "arn:aws:iam::222222222222:user/mallory" }),
    ),
    found: [
      drift,
      "warning granted-not-trusted role/deploy user/alice",
      "warning trusted-not-granted role/deploy user/mallory",
    ],
    said: /names the user arn:aws:iam::222222222222:user\/mallory, and no policy lets them assume it/,
    exit: 7,
  },
];

/** Narrower: nothing but that it is not as it was deployed. */
const narrower: Mutation[] = [
  {
    what: "a statement is taken out of an inline policy",
    change: artifacts((all) => all.pop()),
    found: [drift],
    said: /which is not there/,
    exit: 7,
  },
  {
    what: "a Deny is added",
    change: ({ trusting }) => trusting.putRolePolicy("deploy", "no", statement("s3:*", "*", "Deny")),
    found: [drift],
    said: /The inline policy no of the role deploy was added/,
    exit: 7,
  },
  {
    what: "the shared policy is detached",
    change: ({ trusting }) => trusting.detachRolePolicy("deploy", logs),
    found: [drift],
    said: /expected arn:aws:iam::111111111111:policy\/read-logs, not found/,
    exit: 7,
  },
  {
    what: "a narrower boundary is set",
    change: ({ trusting }) => trusting.setBoundary("deploy", "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"),
    found: [drift],
    said: /found arn:aws:iam::aws:policy\/AmazonS3ReadOnlyAccess, expected arn:aws:iam::aws:policy\/PowerUserAccess/,
    exit: 7,
  },
  {
    what: "the trust asks for a younger sign-in",
    change: trust((one) => (one.Condition["NumericLessThanEquals"] = { "aws:MultiFactorAuthAge": "900" })),
    found: [drift],
    said: /NumericLessThanEquals aws:MultiFactorAuthAge 900/,
    exit: 7,
  },
  {
    what: "the trust asks for an address",
    change: trust((one) => (one.Condition["IpAddress"] = { "aws:SourceIp": "203.0.113.0/24" })),
    found: [drift],
    said: /203\.0\.113\.0\/24/,
    exit: 7,
  },
  {
    what: "sessions become shorter",
    change: ({ trusting }) => trusting.setMaxSessionDuration("deploy", 3600),
    found: [drift],
    said: /found 1 h, expected 2 h/,
    exit: 7,
  },
  {
    what: "the same is written in another way",
    change: async ({ trusting }) => {
      await trusting.editRolePolicy("deploy", "artifacts", (all) =>
        all.reverse().forEach((one) => {
          delete one["Sid"];
          one["Resource"] = [one["Resource"]];
        }),
      );
      await trusting.editTrust("deploy", ([one]) => (one!.Principal = { AWS: ["222222222222"] }));
    },
    found: [],
    exit: 0,
  },
];

/** Files and time. */
const files: Mutation[] = [
  {
    what: "the settings say more than was deployed",
    change: ({ project }) =>
      changeSettings(project, "trusting", [roles, "deploy", "policies", "managed"], ["CloudWatchReadOnlyAccess"]),
    found: ["error code-not-deployed role/deploy"],
    said: /expected arn:aws:iam::aws:policy\/CloudWatchReadOnlyAccess, not found/,
    exit: 7,
  },
  {
    what: "the settings have a role that was not deployed",
    change: ({ project }) =>
      changeSettings(project, "trusting", [roles, "audit"], {
        trusts: [{ account: "222222222222" }],
        policies: {
          inline: {
            look: statement("s3:GetObject", `${bucket}/*`).Statement && {
              Version: "2012-10-17",
              Statement: statement("s3:GetObject", `${bucket}/*`).Statement,
            },
          },
        },
        review: { owner: "x", reason: "y", by: day(300) },
      }),
    found: ["error code-not-deployed role/audit"],
    said: /The role audit is in the settings and was not deployed/,
    exit: 7,
  },
  {
    what: "the settings have another member of the group",
    change: ({ project }) =>
      changeSettings(project, "trusted", ["cross-account-access:groups", "deployers", "members"], ["alice", "mallory"]),
    found: ["error code-not-deployed group/deployers"],
    said: /expected mallory, not found/,
    exit: 7,
  },
  {
    what: "the settings grant a role that is not offered",
    change: ({ project }) =>
      changeSettings(
        project,
        "trusted",
        ["cross-account-access:grants", "deployers-deploy", "roles", 0, "role"],
        "deplyo",
      ),
    found: ["error code-not-deployed"],
    said: /offers no role deplyo; it offers deploy/,
    exit: 7,
  },
  {
    what: "the review's date is past",
    change: ({ project }) => changeSettings(project, "trusting", [roles, "deploy", "review", "by"], day(-1)),
    found: ["error review-overdue role/deploy"],
    said: /was to be reviewed by/,
    exit: 7,
  },
  {
    what: "the review's date is near",
    change: ({ project }) => changeSettings(project, "trusting", [roles, "deploy", "review", "by"], day(20)),
    found: ["warning review-due role/deploy"],
    said: /is to be reviewed by/,
    exit: 0,
  },
  {
    what: "there are no approvals",
    change: ({ project }) => rm(join(project, "approvals.yaml")),
    found: ["error not-approved role/deploy", "error undeclared-grant role/deploy user/admin"],
    exit: 7,
  },
  {
    what: "a hundred days pass",
    change: (stage) => stage.later(100),
    found: ["warning unused role/deploy", "warning old-access-key user/admin", "warning old-access-key user/alice"],
    said: /counts as unused after 90 days/,
    exit: 0,
  },
  {
    what: "a year passes",
    change: (stage) => stage.later(365),
    found: [
      "error approval-expired role/deploy",
      "error review-overdue role/deploy",
      "error undeclared-grant role/deploy user/admin",
      "warning unused role/deploy",
      "warning old-access-key user/admin",
      "warning old-access-key user/alice",
    ],
    said: /The approval of the role deploy by platform@example\.com \(Weekly release\) ended on/,
    exit: 7,
  },
  {
    what: "the trusted account is not reviewed",
    change: (stage) => stage.only("trusting"),
    found: [],
    said: /who of the account 222222222222 can assume .*its stack trusted is not among those that this review is about/,
    exit: 11,
  },
  {
    what: "the credentials may not read the trusted account",
    change: (stage) => stage.readAs("trusted", "mallory"),
    found: [],
    said: /222222222222/,
    exit: 11,
  },
  {
    what: "the credentials are of another account",
    change: (stage) => stage.readAs("trusting", "trusted"),
    found: [],
    said: /111111111111/,
    exit: 11,
  },
];

/** All of them. */
export const mutations: readonly Mutation[] = [...wider, ...other, ...narrower, ...files];
