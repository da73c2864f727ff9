/**
 * What a program may say so that too much looks like less, and beside each story the same where it is true.
 * Names are no identity, a component's inputs are claims, and what is not known yet may become anything.
 */
import { type Shown, unknownStringValue } from "../engine";

/** A program that must be stopped, and one nearly like it that must not. */
export interface Story {
  readonly title: string;
  /** The policy that must report. */
  readonly stoppedBy: string;
  readonly stopped: readonly Shown[];
  readonly passes: readonly Shown[];
  /** True where it can be known only once all resources are seen. */
  readonly atEnd?: true;
  readonly config?: Readonly<Record<string, object>>;
}

export type Provider = Shown["provider"];

/** What is not known at preview. */
export const UNKNOWN = unknownStringValue;

export const ADMIN = "arn:aws:iam::aws:policy/AdministratorAccess";
export const EDGE = "arn:aws:iam::111111111111:policy/edge";
export const OURS = "arn:aws:iam::111111111111:policy/ours";
export const COMPONENT = "cross-account-access:index:CrossAccountRole";

export function document(action: string, resource: string, effect = "Allow"): object {
  return {
    Version: "2012-10-17",
    Statement: [{ Effect: effect, Action: action.split(" "), Resource: resource.split(" ") }],
  };
}

export const BROAD = document("*", "*");
export const NARROW = document("s3:GetObject", "arn:aws:s3:::shop/*");
export const WRITES = document("s3:PutObject", "*");
export const NO_WRITES = document("s3:*", "*", "Deny");
export const PASS = document(
  "iam:PassRole lambda:CreateFunction lambda:InvokeFunction",
  "arn:aws:iam::111111111111:role/run arn:aws:lambda:eu-west-1:111111111111:function:web",
);
export const MFA = { Bool: { "aws:MultiFactorAuthPresent": "true" } };
export const REVIEW = { "review-owner": "platform", "review-reason": "a test", "review-by": "2036-01-01" };

/** The boundary that stories use is declared, so that no story is about finding its document. */
export const EDGE_DECLARED = { declarations: { policies: { [EDGE]: NARROW } } };

export const west: Provider = { name: "west", props: { region: "us-west-2" } };
export const east: Provider = { name: "east", props: { region: "us-east-1" } };
export const in111 = provider("one", "111111111111");
export const also111 = provider("first", "111111111111");
export const in222 = provider("two", "222222222222");

export function provider(name: string, account: string): NonNullable<Provider> {
  // The engine hands on settings of a provider as JSON texts.
  return { name, props: { allowedAccountIds: JSON.stringify([account]) } };
}

export function resource(type: string, name: string, props: object, more: Partial<Shown> = {}): Shown {
  return { type, name, props, ...more };
}

export const by = (one: Provider, more: Partial<Shown> = {}): Partial<Shown> => ({
  ...(one === undefined ? {} : { provider: one }),
  ...more,
});

export function principal(
  kind: "Role" | "User",
  logical: string,
  name: string | undefined,
  props: object,
  more: Partial<Shown> = {},
): Shown {
  return resource(
    `aws:iam/${kind.toLowerCase()}:${kind}`,
    logical,
    { ...(name === undefined ? {} : { name }), ...props },
    more,
  );
}

export const bounded = (logical: string, one?: Provider, name: string | undefined = "deploy"): Shown =>
  principal("Role", logical, name, { permissionsBoundary: EDGE }, by(one));
export const unbounded = (logical: string, one?: Provider, name: string | undefined = "deploy"): Shown =>
  principal("Role", logical, name, {}, by(one));

export function attach(policyArn: string, one?: Provider, role = "deploy", more: Partial<Shown> = {}): Shown {
  return resource(
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
    `attach-${one?.name ?? ""}-${role}`,
    { role, policyArn },
    by(one, more),
  );
}

export function inline(
  policy: object,
  one?: Provider,
  role = "deploy",
  name = "own",
  more: Partial<Shown> = {},
): Shown {
  return resource(
    "aws:iam/rolePolicy:RolePolicy",
    `${name}-${one?.name ?? ""}`,
    { name, role, policy: JSON.stringify(policy) },
    by(one, more),
  );
}

export function policy(name: string, content: object, one?: Provider, more: Partial<Shown> = {}): Shown {
  return resource(
    "aws:iam/policy:Policy",
    `${name}-${one?.name ?? ""}`,
    { name, policy: JSON.stringify(content) },
    by(one, more),
  );
}

export const SETTINGS = {
  trusts: [{ account: "222222222222" }],
  mfa: { required: true },
  policies: { managed: [], inline: {} },
  review: { owner: "platform@example.com", reason: "Releases", by: "2027-02-01" },
};

export function component(settings: object = {}, account = "111111111111", name = "deploy"): Shown {
  return resource(COMPONENT, name, { account: { id: account }, role: { ...SETTINGS, ...settings } });
}

export function trust(account: string, condition?: object): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Action: "sts:AssumeRole",
        Principal: { AWS: `arn:aws:iam::${account}:root` },
        ...(condition ? { Condition: condition } : {}),
      },
    ],
  });
}

/** A role that another account may assume, with a component as its parent unless said otherwise. */
export function trusting(props: object = {}, more: Partial<Shown> = {}): Shown {
  return principal(
    "Role",
    "deploy",
    "deploy",
    { assumeRolePolicy: trust("222222222222", MFA), ...props },
    { parent: `${COMPONENT} deploy`, ...more },
  );
}
