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
  // At the end a resource is shown with its outputs, of which a new role's `inlinePolicies` and
  // `managedPolicyArns` are not known yet. What the program asked for was seen before it was made.
  const inputs = new Map<string, unknown>();
  return {
    name: rule.name,
    description: rule.description,
    enforcementLevel: rule.level,
    validateResource(args, reportViolation) {
      const props = snapshot(args.props);
      inputs.set(args.urn, props);
      for (const subject of subjectsOf(attachmentsOf(args.type, props, args.name))) {
        for (const finding of rule.check(subject)) reportViolation(finding.message);
      }
    },
    validateStack(args, reportViolation) {
      const attachments = args.resources.flatMap((resource) => attachmentsOf(resource.type, inputs.get(resource.urn) ?? snapshot(resource.props), resource.name));
      for (const subject of subjectsOf(attachments)) {
        for (const finding of rule.check(subject)) reportViolation(finding.message);
      }
    },
  };
}
