import { allowing, goodRole, trust, trusted, trusting, type Published } from "./published";

/** What a stack may publish, beside the lies that are like it. */
export interface Truth {
  readonly what: string;
  readonly roles: Record<string, unknown>;
  readonly role?: string;
  /** What the grant allows on the one role. */
  readonly actions?: readonly string[];
  readonly arn?: string;
}

const arnOf = (path: string) => `arn:aws:iam::${trusting}:role/${path}`;
const role = (what: string, changes: Published, more: Partial<Truth> = {}): Truth => ({
  what,
  roles: { deploy: { ...goodRole(), ...changes } },
  ...more,
});
const named = (what: string, path: string) => role(what, { arn: arnOf(path) }, { arn: arnOf(path) });
const trusts = (what: string, actions: readonly string[], ...statements: unknown[]) =>
  role(what, { trustPolicy: trust(...statements) }, { actions });
const only = ["sts:AssumeRole"];

/** Legal variations of a role that is right. */
export const truths: readonly Truth[] = [
  role("what this program publishes", {}),
  named("a path", "teams/web/deploy"),
  named("every sign that a name may have", "_+=,.@-"),
  named("dots in the path and the name", "a.b/..c/d../deploy..role"),
  named("a name of 64 characters", "x".repeat(64)),
  named("a path of 512 characters", `${"p".repeat(510)}/deploy`),
  role("sessions of an hour", { maxSessionDuration: 3_600 }),
  role("sessions of twelve hours", { maxSessionDuration: 43_200 }),
  role("fields of a later form that grows", { revision: 7, notes: { "\u202e": ["x"] } }),
  role("texts that nobody here reads", {
    profile: "\u001b[31m",
    consoleUrl: "javascript:alert(1)",
    review: null,
    mfa: "no",
  }),
  {
    what: "a role that is called like a part of every object",
    roles: { constructor: goodRole() },
    role: "constructor",
  },
  {
    what: "other roles that are wrong",
    roles: { deploy: goodRole(), admin: { ...goodRole(), arn: "*" }, nothing: null, "\u202e": 1 },
  },
  trusts("this account by its id", only, allowing({ Principal: { AWS: trusted } })),
  trusts(
    "this account among others",
    only,
    allowing({ Principal: { AWS: ["333333333333", `arn:aws:iam::${trusted}:root`] } }),
  ),
  trusts(
    "this account beside a service",
    only,
    allowing({ Principal: { AWS: trusted, Service: "ec2.amazonaws.com" } }),
  ),
  trusts(
    "more for another account",
    only,
    allowing(),
    allowing({ Principal: { AWS: "333333333333" }, Action: ["sts:AssumeRole", "sts:TagSession", "iam:*"] }),
  ),
  trusts(
    "more for an account that begins like this one",
    only,
    allowing(),
    allowing({ Principal: { AWS: `arn:aws:iam::333333333333:role/${trusted}` }, Action: "iam:*" }),
  ),
  trusts(
    "more for a service called like this account",
    only,
    allowing(),
    allowing({ Principal: { Service: `${trusted}.amazonaws.com` }, Action: "iam:*" }),
  ),
  trusts(
    "more in a denial",
    only,
    allowing(),
    allowing({ Effect: "Deny", Principal: { AWS: "333333333333" }, Action: "iam:*" }),
  ),
  trusts("one user of this account", only, allowing({ Principal: { AWS: `arn:aws:iam::${trusted}:user/alice` } })),
  trusts(
    "a session's identity and tags",
    ["sts:AssumeRole", "sts:SetSourceIdentity", "sts:TagSession"],
    allowing({ Action: ["sts:TagSession", "sts:AssumeRole", "sts:SetSourceIdentity"] }),
  ),
  trusts(
    "identity and tags in a statement of their own",
    ["sts:AssumeRole", "sts:SetSourceIdentity", "sts:TagSession"],
    allowing(),
    allowing({ Action: ["sts:SetSourceIdentity", "sts:TagSession"] }),
  ),
  trusts(
    "actions in other letters",
    ["sts:AssumeRole", "sts:TagSession"],
    allowing({ Action: ["STS:assumerole", "sts:tagsession"] }),
  ),
  role("one statement without a list", { trustPolicy: { Version: "2012-10-17", Statement: allowing() } }),
  role("the old version of the language", { trustPolicy: { Version: "2008-10-17", Id: "x", Statement: [allowing()] } }),
];
