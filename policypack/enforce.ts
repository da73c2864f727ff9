/** Turns a rule into a policy of Pulumi's framework: each resource before it is created, and the whole stack at the end. */
import type { ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy";
import { attachmentsOf } from "./resources/attachments";
import { snapshot } from "./resources/snapshot";
import { subjectsOf } from "./resources/subjects";
import type { Rule } from "./rules/rule";

/** A policy that judges single resources and stacks. */
export type EnforcedRule = ResourceValidationPolicy & StackValidationPolicy;

/** Makes the policy for a rule. */
export function enforce(rule: Rule): EnforcedRule {
  return {
    name: rule.name,
    description: rule.description,
    enforcementLevel: rule.level,
    validateResource(args, reportViolation) {
      for (const subject of subjectsOf(attachmentsOf(args.type, snapshot(args.props), args.name))) {
        for (const finding of rule.check(subject)) reportViolation(finding.message);
      }
    },
    validateStack(args, reportViolation) {
      const attachments = args.resources.flatMap((resource) => attachmentsOf(resource.type, snapshot(resource.props), resource.name));
      for (const subject of subjectsOf(attachments)) {
        for (const finding of rule.check(subject)) reportViolation(finding.message);
      }
    },
  };
}
