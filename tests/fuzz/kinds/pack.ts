/** What the policy pack sees: resources of any program, and its own configuration. */
import type { ResourceValidationArgs, StackValidationArgs } from "@pulumi/policy";
import * as framework from "@pulumi/policy/proxy";
import * as fc from "fast-check";
import { enforce } from "../../../policypack/enforce";
import { RULES } from "../../../policypack/rules";
import { edited, edits, type Json } from "../change/edits";
import { textComplaint, type Complaint } from "../judge";
import { kind, type Kind, type Outcome } from "../kind";

// The framework's own proxy, which its declarations mark as internal and so leave out.
const { unknownCheckingProxy, unknownStringValue } = framework as unknown as {
  unknownCheckingProxy: (props: object) => object;
  unknownStringValue: string;
};

const document = {
  Version: "2012-10-17",
  Statement: [{ Sid: "Read", Effect: "Allow", Action: ["s3:GetObject"], Resource: "arn:aws:s3:::shop/*" }],
};
const admin = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] };
const trust = {
  Version: "2012-10-17",
  Statement: [
    {
      Effect: "Allow",
      Principal: { AWS: "arn:aws:iam::222222222222:root" },
      Action: "sts:AssumeRole",
      Condition: { Bool: { "aws:MultiFactorAuthPresent": "true" } },
    },
  ],
};
const review = { owner: "a@example.com", reason: "Release", by: "2027-05-01" };
export const resources = [
  {
    type: "aws:iam/role:Role",
    name: "deploy",
    props: {
      name: "deploy",
      assumeRolePolicy: JSON.stringify(trust),
      inlinePolicies: [{ name: "a", policy: document }],
      managedPolicyArns: ["arn:aws:iam::aws:policy/CloudWatchReadOnlyAccess"],
      maxSessionDuration: 3600,
      permissionsBoundary: unknownStringValue,
      tags: { "review-owner": "a" },
    },
  },
  {
    type: "aws:iam/rolePolicy:RolePolicy",
    name: "deploy-a",
    props: { role: "deploy", name: "b", policy: JSON.stringify(document) },
  },
  { type: "aws:iam/groupPolicy:GroupPolicy", name: "g", props: { group: "g", policy: document } },
  {
    type: "aws:iam/userPolicyAttachment:UserPolicyAttachment",
    name: "u",
    props: { user: "u", policyArn: "arn:aws:iam::aws:policy/ReadOnlyAccess" },
  },
  { type: "aws:iam/policy:Policy", name: "p", props: { name: "p", policy: JSON.stringify(admin) } },
  {
    type: "aws:iam/policyAttachment:PolicyAttachment",
    name: "pa",
    props: { policyArn: "arn:aws:iam::111111111111:policy/p", roles: ["deploy"], users: [], groups: ["g"] },
  },
  {
    type: "aws:iam/rolePoliciesExclusive:RolePoliciesExclusive",
    name: "x",
    props: { roleName: "deploy", policyNames: ["a", "b"] },
  },
  {
    type: "cross-account-access:index:CrossAccountRole",
    name: "deploy",
    props: {
      key: "deploy",
      account: { id: "111111111111", partition: "aws", region: "eu-west-1" },
      role: {
        trusts: [{ account: "222222222222" }],
        mfa: { required: true },
        review,
        policies: { managed: [], shared: [], presets: {}, inline: {} },
      },
    },
  },
];
export const config = {
  accounts: ["222222222222"],
  exceptions: [
    {
      role: "deploy",
      rule: "mfa-not-required",
      reason: "Break glass",
      approvedBy: "b@example.com",
      until: "2027-01-01",
    },
  ],
  policies: { "arn:aws:iam::111111111111:policy/p": document },
  others: {
    "arn:aws:iam::111111111111:role/app": { policies: [document], trust },
    "arn:aws:lambda:eu-west-1:111111111111:function:web": { runsAs: "arn:aws:iam::111111111111:role/app" },
  },
};
/** Stands in every stack. No example has an exception for it, so whatever the rest is, it is told. */
const planted = {
  type: "aws:iam/rolePolicy:RolePolicy",
  name: "planted",
  props: { role: "planted", name: "planted", policy: JSON.stringify(admin) },
};

interface Input {
  readonly resources: readonly { readonly type: string; readonly name: string; readonly props: object }[];
  readonly config: unknown;
}

const inputs = fc
  .record({
    shown: fc.subarray(resources, { minLength: 1 }),
    resource: edits,
    at: fc.nat(20),
    whole: fc.boolean(),
    config: edits,
    declared: fc.boolean(),
  })
  .map(({ shown, resource, at, whole, config: changes, declared }): Input => ({
    resources: shown.map((one, index) =>
      index !== at % shown.length
        ? one
        : {
            ...one,
            props: whole
              ? objectOf(edited(one.props as unknown as Json, resource))
              : { ...one.props, ...inText(one.props, resource) },
          },
    ),
    config: declared ? edited(config, changes) : config,
  }));

/** The engine's properties are an object, whatever is in it. */
function objectOf(value: Json): object {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};
}

/** The same edits within the documents that are JSON in a text. */
function inText(props: object, changes: Parameters<typeof edited>[1]): object {
  return Object.fromEntries(
    Object.entries(props).flatMap(([key, value]) =>
      typeof value === "string" && value.startsWith("{")
        ? [[key, JSON.stringify(edited(JSON.parse(value) as Json, changes))]]
        : [],
    ),
  );
}

/** All that the pack says. */
export function verdicts({ resources: shown, config: given }: Input): string[] {
  const found: string[] = [];
  const policies = enforce(RULES, () => new Date("2026-11-24T12:00:00Z"));
  const named = [...shown, planted].map((one) => ({ ...one, urn: `urn:pulumi:s::p::${one.type}::${one.name}` }));
  const visit = (args: object, stack: boolean): void => {
    for (const policy of policies) {
      const report = (message: string): void => void found.push(`${policy.name}: ${message}`);
      const complete = {
        ...args,
        getConfig: () => (policy.name === "declarations" && typeof given === "object" && given !== null ? given : {}),
      } as unknown;
      if (stack) void policy.validateStack(complete as StackValidationArgs, report);
      else
        (policy.validateResource as (args: ResourceValidationArgs, report: (m: string) => void) => void)(
          complete as ResourceValidationArgs,
          report,
        );
    }
  };
  for (const { type, name, urn, props } of named) visit({ type, name, urn, props: unknownCheckingProxy(props) }, false);
  visit(
    {
      resources: named.map(({ type, name, urn, props }) => ({
        type,
        name,
        urn,
        props: unknownCheckingProxy(props),
        propertyDependencies: {},
      })),
    },
    true,
  );
  return found;
}

function attempt(input: Input): Outcome | Complaint {
  const { resources: shown, config: given } = input;
  const found = verdicts(input);
  if (!found.some((line) => line.startsWith("administrative-access: ") && line.includes("planted")))
    return {
      property: "what is too broad is told whatever stands beside it",
      detail: found.join("\n").slice(0, 2_000),
    };
  const text = found.find((line) => textComplaint(line, JSON.stringify([shown, given])) !== undefined);
  if (text !== undefined) return textComplaint(text, JSON.stringify([shown, given]))!;
  return found.some((line) => !line.includes("planted")) ? "refused" : "taken";
}

export const pack: Kind = kind({
  name: "pack",
  share: 15,
  inputs,
  right: [{ resources: [resources[1]!], config }],
  attempt,
});
