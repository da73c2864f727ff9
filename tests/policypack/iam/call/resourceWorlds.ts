/** Random calls of a role's session on resources with policies of their own, and what three evaluators say of them. */
import { runSimulation, type Simulation } from "@cloud-copilot/iam-simulate";
import * as fc from "fast-check";
import {
  decideAccess,
  parsePolicy,
  requestFacts,
  type NamedPolicy,
  type Organization,
} from "../../../../policypack/iam";
import type { Referee, Tried } from "../../../cli/diff/tried/referee";
import { NOW } from "../../cases/case";
import { organizationWith, TRUSTED, TRUSTING } from "./organizationCases";

export const home = "111111111111";
export const other = "222222222222";
export const role = `arn:aws:iam::${home}:role/apps/deploy`;
const session = `arn:aws:sts::${home}:assumed-role/deploy/alice`;

/** The resources, with the actions that are tried on them. */
const resources = [
  { arn: "arn:aws:s3:::shop/releases/1.zip", actions: ["s3:GetObject", "s3:PutObject"] },
  { arn: "arn:aws:kms:eu-west-1:OWNER:key/0a1b", actions: ["kms:Decrypt", "kms:GenerateDataKey"] },
  { arn: "arn:aws:sqs:eu-west-1:OWNER:jobs", actions: ["sqs:SendMessage", "sqs:ReceiveMessage"] },
  { arn: "arn:aws:sns:eu-west-1:OWNER:news", actions: ["sns:Publish"] },
  { arn: "arn:aws:secretsmanager:eu-west-1:OWNER:secret:db-a1b2c3", actions: ["secretsmanager:GetSecretValue"] },
] as const;

type Statement = Readonly<Record<string, unknown>>;

/** One call. */
export interface Call {
  readonly kind: number;
  readonly action: number;
  readonly owner: string;
  readonly own: readonly Statement[];
  readonly boundary: readonly Statement[] | undefined;
  readonly narrowed: readonly Statement[] | undefined;
  readonly policy: readonly Statement[] | undefined;
  /** What a service control policy of the session's account says, beside AWS's own policy where `full`. */
  readonly forbids?: { readonly full: boolean; readonly statement: Statement } | undefined;
  /** What a resource control policy of the resource's account denies. */
  readonly limits?: Statement | undefined;
}

const condition = fc.oneof(
  { weight: 5, arbitrary: fc.constant<Statement>({}) },
  ...(
    [
      ["ArnLike", "aws:PrincipalArn", ["arn:aws:iam::*:role/apps/*", "arn:aws:iam::*:role/x", role]],
      ["ArnNotEquals", "aws:PrincipalArn", [role, "arn:aws:iam::*:user/*"]],
      ["StringEquals", "aws:PrincipalAccount", [home, other]],
      ["StringNotEquals", "aws:PrincipalAccount", [home, other]],
      ["Bool", "aws:SecureTransport", ["true", "false"]],
      ["Bool", "aws:MultiFactorAuthPresent", ["true", "false"]],
      ["BoolIfExists", "aws:MultiFactorAuthPresent", ["true", "false"]],
      ["IpAddress", "aws:SourceIp", ["192.0.2.0/24", "198.51.100.0/24"]],
      ["StringEquals", "kms:ViaService", ["s3.eu-west-1.amazonaws.com"]],
      ["StringEquals", "kms:CallerAccount", [home, other]],
      ["StringNotEqualsIfExists", "aws:SourceAccount", [home, other]],
    ] as const
  ).map(([operator, key, values]) => ({
    weight: 1,
    arbitrary: fc.constantFrom(...values).map((value): Statement => ({ Condition: { [operator]: { [key]: value } } })),
  })),
);

const principal = fc.constantFrom<unknown>(
  "*",
  { AWS: "*" },
  { AWS: home },
  { AWS: `arn:aws:iam::${home}:root` },
  { AWS: `arn:aws:iam::${other}:root` },
  { AWS: role },
  { AWS: role },
  { AWS: session },
  { AWS: `arn:aws:iam::${home}:role/other` },
  { AWS: `arn:aws:sts::${home}:assumed-role/deploy/bob` },
  { Service: "lambda.amazonaws.com" },
);

const effect = fc.constantFrom("Allow", "Allow", "Allow", "Deny");

function statement(kind: number, owner: string, resourcePolicy: boolean): fc.Arbitrary<Statement> {
  const { arn, actions } = resources[kind]!;
  const service = arn.split(":")[2]!;
  const full = arn.replace("OWNER", owner);
  const action = fc.constantFrom(...actions, `${service}:*`, "*", `${service}:Get*`, "iam:*");
  const resource = fc.constantFrom("*", full, `${full.slice(0, -3)}*`, `${full}-2`);
  const base = fc.tuple(effect, action, resource, condition);
  const made = base.map(([Effect, Action, Resource, more]): Statement => ({ Effect, Action, Resource, ...more }));
  if (!resourcePolicy) return made;
  return fc.tuple(made, principal).map(([one, Principal]) => ({ ...one, Principal }));
}

/** What is absent mostly, since hardly anything is allowed where all of it is there. */
const rarely = <T>(item: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 4, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: item });

/** Random calls. */
export const calls: fc.Arbitrary<Call> = fc
  .tuple(
    fc.integer({ min: 0, max: resources.length - 1 }),
    fc.integer({ min: 0, max: 1 }),
    fc.constantFrom(home, other),
  )
  .chain(([kind, action, owner]) => {
    const some = (policy: boolean) => fc.array(statement(kind, owner, policy), { minLength: 1, maxLength: 3 });
    // A key always has a policy.
    const key = resources[kind]!.arn.includes(":kms:");
    return fc.record({
      kind: fc.constant(kind),
      action: fc.constant(Math.min(action, resources[kind]!.actions.length - 1)),
      owner: fc.constant(owner),
      own: some(false),
      boundary: rarely(some(false)),
      narrowed: rarely(some(false)),
      policy: key ? some(true) : fc.option(some(true), { nil: undefined, freq: 4 }),
      forbids: rarely(
        fc.record({ full: fc.constantFrom(true, true, false), statement: statement(kind, owner, false) }),
      ),
      // Resource control policies deny, and know nothing of topics.
      limits: resources[kind]!.arn.includes(":sns:")
        ? fc.constant(undefined)
        : rarely(statement(kind, owner, false).map((one) => limited(one, kind))),
    });
  });

const document = (Statement: readonly Statement[]) => ({ Version: "2012-10-17", Statement });

function partsOf(call: Call): { action: string; resource: string; service: string } {
  const { arn, actions } = resources[call.kind]!;
  return { action: actions[call.action]!, resource: arn.replace("OWNER", call.owner), service: arn.split(":")[2]! };
}

/** What the request has; the source address is not known beforehand. */
function context(call: Call): Record<string, string> {
  return {
    "aws:PrincipalArn": role,
    "aws:PrincipalAccount": home,
    "aws:SecureTransport": "true",
    "aws:SourceIp": "192.0.2.7",
    ...(partsOf(call).service === "kms" && { "kms:CallerAccount": home }),
  };
}

/** A statement as a resource control policy may have it: of services that it knows, and a Deny. */
function limited(one: Statement, kind: number): Statement {
  const service = resources[kind]!.arn.split(":")[2]!;
  const Action = one["Action"] === "*" || one["Action"] === "iam:*" ? `${service}:*` : one["Action"];
  return { ...one, Action, Effect: "Deny", Principal: "*" };
}

const everything: Statement = { Effect: "Allow", Action: "*", Resource: "*" };
const forbidding = ({ full, statement: one }: NonNullable<Call["forbids"]>) => [...(full ? [everything] : []), one];
const limiting = (one: Statement) => [{ ...everything, Principal: "*" }, one];

/** The organization of both accounts, where it forbids anything. */
function organizationOf({ forbids, limits, owner }: Call): Organization | undefined {
  if (forbids === undefined && limits === undefined) return undefined;
  const placeOf: Readonly<Record<string, "trusting" | "trusted">> = { [TRUSTING]: "trusting", [TRUSTED]: "trusted" };
  return organizationWith({
    ...(forbids && {
      "service-control": { [placeOf[home]!]: [...(forbids.full ? ["full" as const] : []), forbids.statement] },
    }),
    ...(limits && { "resource-control": { [placeOf[owner]!]: ["full", limits] } }),
  });
}

/** What our own decision is. */
export function ours(call: Call) {
  const { action, resource } = partsOf(call);
  const named = (
    statements: readonly Statement[] | undefined,
    kind: "identity" | "resource" = "identity",
  ): NamedPolicy | undefined => {
    if (statements === undefined) return undefined;
    const read = parsePolicy(document(statements), kind);
    if (read.document === undefined) throw new Error(JSON.stringify(read.problems));
    return { name: "p", document: read.document };
  };
  return decideAccess({
    action,
    resource,
    owner: call.owner,
    session: {
      principal: role,
      mfa: "never",
      now: NOW,
      sessionName: "alice",
      request: requestFacts({ action, resource, owner: call.owner, caller: home }),
    },
    policies: [named(call.own)!],
    boundary: named(call.boundary) ?? null,
    ...(call.narrowed && { sessionPolicies: [named(call.narrowed)!] }),
    resourcePolicy: named(call.policy, "resource") ?? null,
    consents: partsOf(call).service === "kms",
    restrictsPublic: false,
    organization: organizationOf(call),
  });
}

/** What the emulator decides. */
export async function refereed(referee: Referee, all: readonly Call[]): Promise<readonly boolean[]> {
  const policies: object[] = [];
  const at = (statements: readonly Statement[]) => policies.push(document(statements)) - 1;
  const tried = all.map((call): Tried => {
    const { action, resource, service } = partsOf(call);
    return {
      caller: { arn: role, session, account: home, name: "deploy", isRole: true },
      service,
      context: context(call),
      actions: [action],
      resource,
      owner: call.owner,
      held: [at(call.own)],
      ...(call.boundary && { boundary: at(call.boundary) }),
      ...(call.narrowed && { narrowed: at(call.narrowed) }),
      ...(call.policy && { policy: at(call.policy) }),
      ...(call.forbids && { forbids: [at(forbidding(call.forbids))] }),
      ...(call.limits && { limits: [at(limiting(call.limits))] }),
    };
  });
  return referee.decide(policies, tried);
}

/**
 * Whether the independent simulator counts. At home, where a boundary or a session's policy lacks something, nobody writes
 * what `*` as a principal means: the simulator takes it for the session, and the emulator for the role. And what is
 * granted to the very session is not limited by the session's policy, by AWS's documentation; the simulator limits it.
 */
export function isSimulated({ owner, policy = [], boundary, narrowed }: Call): boolean {
  if (owner !== home || (boundary === undefined && narrowed === undefined)) return true;
  const names = (text: string) => policy.some(({ Principal }) => JSON.stringify(Principal).includes(text));
  return !names('"*"') && !(narrowed !== undefined && names(session));
}

/** What the independent simulator decides. */
export async function simulated(call: Call): Promise<boolean> {
  const { action, resource } = partsOf(call);
  const simulation: Simulation = {
    request: {
      principal: session,
      action,
      resource: { resource, accountId: call.owner },
      contextVariables: context(call),
    },
    identityPolicies: [{ name: "own", policy: document(call.own) }],
    serviceControlPolicies: call.forbids
      ? [{ orgIdentifier: "r-ab12", policies: [{ name: "scp", policy: document(forbidding(call.forbids)) }] }]
      : [],
    resourceControlPolicies: call.limits
      ? [{ orgIdentifier: "r-ab12", policies: [{ name: "rcp", policy: document([call.limits]) }] }]
      : [],
    ...(call.boundary && { permissionBoundaryPolicies: [{ name: "boundary", policy: document(call.boundary) }] }),
    ...(call.narrowed && { sessionPolicy: document(call.narrowed) }),
    ...(call.policy && { resourcePolicy: document(call.policy) }),
    additionalSettings: { s3: { blockPublicAccess: false } },
  };
  const result = await runSimulation(simulation, {});
  if (result.resultType === "error") throw new Error(JSON.stringify(result.errors));
  return result.overallResult === "Allowed";
}
