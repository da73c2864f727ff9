import { z } from "zod";
import { boundary, rolePolicies } from "./policies";
import { sessionSettings } from "./session";
import { conditionSettings, mfaSettings, trustSettings } from "./trust";
import { iamName, iamPath, instant, keys, sentence, tags, text } from "./values";

const review = keys({
  owner: sentence("who answers for this access, such as platform@example.com").meta({
    description: "Who answers for the access",
  }),
  reason: sentence("why this access is wanted").meta({ description: "Why it is wanted" }),
  by: instant.meta({ description: "When somebody has to decide again; previews fail from then on" }),
});

/** One role under `roles`: what the trusting account offers, to whom, and on which conditions. */
export const roleSettings = keys({
  description: text(
    /^[\t\n\r\x20-\x7e\xa1-\xff]{1,1000}$/,
    "a description of 1 to 1000 characters of Latin-1, which is what IAM allows",
  )
    .optional()
    .meta({ description: "Shown in the console" }),
  trusts: z
    .array(trustSettings, { error: "a list of trusted accounts" })
    .min(1, { error: "at least one trusted account" })
    .meta({ description: "The trusted accounts, each with its own principals and conditions" }),
  mfa: mfaSettings.default({ required: true }).meta({ description: "Required unless said otherwise" }),
  session: sessionSettings.default({ maxDuration: 3600 }).meta({ description: "What a session of the role is like" }),
  policies: rolePolicies.meta({ description: "What a session may do" }),
  boundary: boundary.optional(),
  ...conditionSettings,
  revokeSessionsBefore: instant
    .optional()
    .meta({ description: "Denies everything to sessions issued before this moment" }),
  review: review.meta({ description: "Who answers for the access, why, and until when that was decided" }),
  name: iamName(64).optional().meta({ description: "The role's name in IAM; its key here unless given" }),
  namePrefix: iamName(63).optional().meta({ description: "Stands before the name in IAM" }),
  path: iamPath.default("/").meta({ description: "The role's path in IAM" }),
  tags: tags.default({}).meta({ description: "Tags of the role" }),
});

/**
 * One role, as read: durations in seconds, moments as ISO 8601 in UTC, defaults filled in, managed policies as ARNs.
 */
export type RoleSettings = z.output<typeof roleSettings>;

/**
 * The settings of a role that one piece of code uses. `LeftAlone` names the others, each with a reason. Code that
 * leaves a setting out of both does not compile. So whoever adds a setting finds every place that may have to use it.
 */
export type RoleUsing<
  Used extends keyof RoleSettings,
  LeftAlone extends Readonly<Record<Exclude<keyof RoleSettings, Used>, string>>,
> = Pick<RoleSettings, Exclude<keyof RoleSettings, keyof LeftAlone>>;
