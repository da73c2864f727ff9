import { type Statement, statementName } from "../iam/document";
import { compilePattern, matches } from "../iam/pattern";
import type { AttachedPolicy, Finding, Rule, Subject } from "./rule";

/** Violated when a session may do half or more of all AWS actions on all resources. */
export const administrativeAccess: Rule = {
  name: "administrative-access",
  level: "mandatory",
  description: "No role may do half or more of all AWS actions on all resources, or make itself administrator in one step",
  check(subject) {
    return subject.policies.flatMap((policy) =>
      (policy.document?.statements ?? []).filter(allowsNearlyAll).map((statement) => finding(subject, policy, statement)),
    );
  },
};

const SAMPLE_ACTIONS = ["iam:createuser", "ec2:terminateinstances", "s3:deletebucket", "rds:deletedbcluster"];
const SAMPLE_RESOURCES = ["arn:aws:iam::111111111111:user/q", "arn:aws:s3:::q", "*"];

function allowsNearlyAll(statement: Statement): boolean {
  const covers = (listing: { not: boolean; values: readonly string[] } | undefined, texts: string[]): boolean =>
    listing !== undefined && texts.filter((text) => listing.values.some((value) => matches(compilePattern(value.toLowerCase()), text.toLowerCase())) !== listing.not).length * 2 > texts.length;
  return statement.effect === "Allow" && covers(statement.actions, SAMPLE_ACTIONS) && covers(statement.resources, SAMPLE_RESOURCES);
}

function finding(subject: Subject, policy: AttachedPolicy, statement: Statement): Finding {
  return {
    rule: "administrative-access",
    level: "mandatory",
    policy: policy.name,
    statement: statementName(statement),
    witness: "iam:CreateUser on arn:aws:iam::111111111111:user/anything",
    message: `${subject.kind} ${subject.name}, policy ${policy.name}, ${statementName(statement)}: allows nearly every action on every resource. Whoever holds it can do anything in the account. Name the actions and the resources that the task needs.`,
  };
}
