import type { z } from "zod";
import { keys, list, roleArnForm, text } from "./values";

/**
 * An application of account access manager:
 * https://docs.aws.amazon.com/account-access/latest/APIReference/API_CreateEntitlement.html
 */
const applicationForm = /^arn:(aws):account-access:([a-z]{2}(?:-[a-z]+)+-\d):(\d{12}):application\/[a-zA-Z0-9-]+$/;

/** An application's ARN, taken apart. */
export interface ApplicationParts {
  readonly partition: string;
  /** Where IAM Identity Center is; entitlements are made there, too. */
  readonly region: string;
  /** The account that administers the application, 12 digits. */
  readonly account: string;
}

/** Takes the ARN of an application apart. Its form was read before. */
export function applicationParts(application: string): ApplicationParts {
  const [, partition, region, account] = applicationForm.exec(application)!;
  return { partition: partition!, region: region!, account: account! };
}

/**
 * Names as IAM Identity Center has them: https://docs.aws.amazon.com/singlesignon/latest/IdentityStoreAPIReference/API_User.html
 * Characters that nobody sees are in none of these classes.
 */
const userName = text(
  /^[\p{L}\p{M}\p{S}\p{N}\p{P}]{1,128}$/u,
  "the name by which a person signs in to IAM Identity Center: 1 to 128 characters without blanks",
);
const groupName = text(
  /^(?! )[\p{L}\p{M}\p{S}\p{N}\p{P} ]{1,128}(?<! )$/u,
  "the name of a group of IAM Identity Center: 1 to 128 characters, no blank at either end",
);

/** People of IAM Identity Center who get into a role through account access manager. */
export const identityCenterSettings = keys({
  application: text(
    applicationForm,
    "the ARN of an application of account access manager, such as " +
      "arn:aws:account-access:eu-west-1:333333333333:application/1234567890abcdef; there is none outside of the partition aws",
  ).meta({ description: "The application of account access manager, by its ARN" }),
  users: list(userName, "names of users")
    .default([])
    .meta({ description: "People, by the names by which they sign in to IAM Identity Center" }),
  groups: list(groupName, "names of groups").default([]).meta({ description: "Groups of IAM Identity Center" }),
  assumeRole: text(
    roleArnForm,
    "the ARN of a role of the application's account, such as arn:aws:iam::333333333333:role/entitlements",
  )
    .optional()
    .meta({
      description: "The role by which this stack makes entitlements where the application is of another account",
    }),
});

/** People of IAM Identity Center, as read. */
export type IdentityCenterSettings = z.output<typeof identityCenterSettings>;
