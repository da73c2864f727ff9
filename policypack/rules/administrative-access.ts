import type { Opening } from "../iam";
import { findingOn, witnessText } from "./finding";
import type { Found, Judged, Rule, Subject } from "./rule";

export const administrativeAccess: Rule = {
  name: "administrative-access",
  level: "mandatory",
  description:
    "No session may do half or more of all AWS actions on all resources, or make itself administrator in one step",
  violatedWhen:
    "a session may do half or more of all AWS actions on all resources, or can give itself any permission with one call",
  about: "permissions",
  verdict: "too-broad",
  approvedAs: "permissions",
  examples: {
    fails: {
      name: "deploy",
      policies: [{ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] }],
    },
    passes: {
      name: "deploy",
      policies: [
        {
          Version: "2012-10-17",
          Statement: [{ Effect: "Allow", Action: "s3:*", Resource: "arn:aws:s3:::shop-artifacts/*" }],
        },
      ],
    },
  },
  check(judged) {
    const all = nearlyAll(judged);
    return all.length > 0 ? all : oneStep(judged);
  },
};

function nearlyAll({ subject, permissions }: Judged): Found[] {
  const { catalogue, unlimited } = permissions;
  const count = unlimited.count();
  if (count * 2 < catalogue.size) return [];
  const telling =
    ["iam:CreateUser", "ec2:TerminateInstances", "s3:DeleteBucket"]
      .map((name) => catalogue.number(name)!)
      .find((action) => unlimited.has(action)) ?? [...unlimited][0]!;
  const witness = permissions.witness(telling)!;
  const share = ((100 * count) / catalogue.size).toFixed(1).replace(".0", "");
  return [
    findingOn({
      subject,
      grant: witness.grant,
      allows: `and what else is attached allow ${share} % of all ${catalogue.size} AWS actions on all resources`,
      witness: witnessText(witness),
      advice:
        "Whoever gets a session can do nearly anything in the account. Name the actions and the resources that the task needs.",
    }),
  ];
}

function oneStep({ subject, openings }: Judged): Found[] {
  const opening = openings.find(
    (one) =>
      one.state === "open" && one.path.kind === "write" && one.path.actions.length === 1 && reachesSelf(one, subject),
  );
  if (opening === undefined) return [];
  return [
    findingOn({
      subject,
      grant: opening.target.grant,
      allows: `lets a session give itself any permission with one call, ${opening.action}`,
      witness: `${opening.action} on ${opening.target.resource}`,
      advice:
        `That is administrator access under another name (path ${opening.path.id}). Leave out ${opening.action}` +
        ", or require a permissions boundary with a condition on iam:PermissionsBoundary.",
    }),
  ];
}

function reachesSelf(opening: Opening, subject: Subject): boolean {
  if (
    !SELF.has(opening.action) ||
    (opening.action.includes("User") !== (subject.kind === "user") && !opening.action.includes("Policy"))
  )
    return false;
  if (!opening.target.named) return true;
  if (subject.arn !== undefined) return opening.target.resource === subject.arn;
  return opening.target.resource.endsWith(`/${subject.name}`) && opening.target.resource.includes(`:${subject.kind}/`);
}

const SELF = new Set([
  "iam:CreatePolicyVersion",
  "iam:SetDefaultPolicyVersion",
  "iam:PutRolePolicy",
  "iam:AttachRolePolicy",
  "iam:PutUserPolicy",
  "iam:AttachUserPolicy",
  "iam:PutGroupPolicy",
  "iam:AttachGroupPolicy",
]);
