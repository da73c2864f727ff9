import { z } from "zod";
import { presetSettings } from "./presets";
import { iamName, iamPath, keys, list, policyArnForm, tags, text } from "./values";

/** A policy document in the settings. Only its outer form is checked here; the policy pack judges what it means. */
const policyDocument = keys({
  Version: z.literal("2012-10-17", { error: '"2012-10-17", in quotes' }),
  Id: z.string({ error: "text" }).optional(),
  Statement: z
    .array(z.looseObject({ Effect: z.enum(["Allow", "Deny"], { error: "Allow or Deny" }) }, { error: "a statement" }), {
      error: "a list of statements",
    })
    .min(1, { error: "at least one statement" }),
});

/** The policies of a role, from four sources. */
export const rolePolicies = keys({
  managed: list(
    text(
      new RegExp(`${policyArnForm.source}|^[\\w+=,.@-]{1,128}$`),
      "the ARN of a managed policy, or the name of one of AWS",
    ),
    "managed policies",
  )
    .default([])
    .meta({ description: "Managed policies by ARN, or those of AWS by name: CloudWatchReadOnlyAccess" }),
  shared: list(iamName(128), "names out of policies")
    .default([])
    .meta({ description: "Policies that this stack declares under policies, by their names there" }),
  presets: z
    .record(iamName(128), presetSettings, { error: "presets by names of your choice" })
    .default({})
    .meta({ description: "Narrow sets of permissions by names of your choice" }),
  inline: z
    .record(iamName(128), policyDocument, { error: "inline policies by their names" })
    .default({})
    .meta({ description: "Policy documents by names of your choice" }),
});

/** One policy under `policies`: a customer-managed policy that roles of this stack share. */
export const sharedPolicySettings = keys({
  document: policyDocument.meta({ description: "The policy document" }),
  description: text(/^[\s\S]{1,1000}$/, "a description of 1 to 1000 characters").optional(),
  path: iamPath.default("/"),
  tags: tags.default({}),
});

/** The ARN of a permissions boundary. */
export const boundary = text(policyArnForm, "the ARN of a managed policy").meta({
  description: "The ARN of a permissions boundary",
});

/** A policy document, as read. */
export type DocumentSettings = z.output<typeof policyDocument>;
/** One shared policy, as read. */
export type SharedPolicySettings = z.output<typeof sharedPolicySettings>;
