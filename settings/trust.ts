import { z } from "zod";
import { addressRange } from "./addresses";
import { identityCenterSettings, type IdentityCenterSettings } from "./identityCenter";
import { accountExpected, accountId, duration, instant, keys, list, sentence, tagKey, tagValue, text } from "./values";

/**
 * A principal of a trusted account: `user/*`, `user/alice`, `role/ci`, `role/teams/*`, or `sso/<permission set>` for
 * people who sign in through IAM Identity Center with that permission set. `*` and `?` are wildcards, as in IAM.
 */
const principal = text(
  // No ARN has an empty part or lacks a name at its end. A pattern of that form would silently match nobody.
  /^(?:(?:user|role)\/(?=.{1,512}$)[\w+=,.@*?-]+(?:\/[\w+=,.@*?-]+)*|sso\/[\w+=,.@-]{1,32})$/,
  "user/<name>, role/<name> (with paths, * and ? as in user/team-a/*) or sso/<permission set>; services, " +
    "federated and wildcard principals are out of scope",
);

/** For editors: `reason` goes only with `required: false`, and `maxAge` only without it. */
const mfaForm = {
  if: { properties: { required: { const: false } }, required: ["required"] },
  then: { required: ["reason"], properties: { maxAge: false } },
  else: { properties: { reason: false } },
};

/**
 * Sign-in with MFA: either required, with its greatest age (in seconds once read), or not required, with the reason.
 */
export const mfaSettings = keys({
  required: z
    .boolean({ error: "true or false" })
    .default(true)
    .meta({ description: "Whether the caller has to be signed in with MFA" }),
  maxAge: duration(15 * 60, 36 * 3600)
    .optional()
    .meta({ description: "How old the sign-in may be, from 15m to 36h; 1h unless given" }),
  reason: sentence("why this role can do without MFA").optional().meta({ description: "With required: false, why" }),
}).meta(mfaForm);

/**
 * The id of an AWS organization, as in the condition keys aws:PrincipalOrgID and aws:PrincipalOrgPaths:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalorgpaths
 */
export const organizationId = text(/^o-[a-z0-9]{10,32}$/, "the id of an organization, such as o-a1b2c3d4e5");

const organization = keys({
  id: organizationId,
  paths: list(
    text(
      /^o-[a-z0-9]{10,32}\/r-[a-z0-9]{4,32}\/(?:ou-[a-z0-9]{4,32}-[a-z0-9]{8,32}\/)*\*?$/,
      "a path such as o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/ (that unit alone) or " +
        "o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/* (those below it too)",
    ),
    "organization paths",
  )
    .min(1, { error: "at least one path; leave the key out for all of the organization" })
    .optional()
    .meta({ description: "Organizational units that the caller's account has to be in" }),
});

const network = keys({
  sourceIps: list(addressRange, "address ranges")
    .min(1, { error: "at least one range; leave the key out for none" })
    .optional()
    .meta({ description: "Public addresses that a call may come from" }),
  vpcEndpoints: list(
    text(/^vpce-(?:[0-9a-f]{8}|[0-9a-f]{17})$/, "the id of a VPC endpoint of STS, such as vpce-0123456789abcdef0"),
    "VPC endpoints",
  )
    .min(1, { error: "at least one endpoint; leave the key out for none" })
    .optional()
    .meta({ description: "VPC endpoints that a call may come through instead" }),
}).meta({ minProperties: 1 });

const window = keys({
  from: instant.optional().meta({ description: "A day or a moment in UTC, before which nobody gets in" }),
  until: instant.optional().meta({ description: "A day or a moment in UTC, from which on nobody gets in" }),
}).meta({ minProperties: 1 });

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principaltag */
const principalTags = z
  .record(tagKey, list(tagValue, "values").min(1, { error: "at least one value" }), {
    error: "lists of values by the tags' keys",
  })
  .meta({ minProperties: 1 });

/** The conditions that a role has for all of its trusts, and that each trust may replace by its own. */
export const conditionSettings = {
  organization: organization.optional().meta({ description: "The caller's account has to be in this organization" }),
  network: network.optional().meta({ description: "Where calls may come from: one of the ranges or endpoints" }),
  window: window.optional().meta({ description: "When the role can be assumed" }),
  principalTags: principalTags
    .optional()
    .meta({ description: "Tags that the calling user or role has to have, each with one of these values" }),
};

/** One trusted account: its principals, and conditions that replace those of the role. */
const accountForm = {
  account: accountId.meta({ description: "The trusted account, 12 digits in quotes" }),
  principals: list(principal, "principals")
    .min(1, {
      error:
        "at least one principal; leave the key out to admit every principal of the account that is granted the role",
    })
    .optional()
    .meta({ description: "Narrows the account: user/alice, user/team-a/*, role/ci, sso/<permission set>" }),
  mfa: mfaSettings.optional().meta({ description: "Instead of the role's mfa" }),
  ...conditionSettings,
};

/** The settings that an entry about people of IAM Identity Center has, too. It has no others of {@link accountForm}. */
const ofPeopleToo: Readonly<Record<keyof Omit<PeopleTrust, "identityCenter">, true>> = { mfa: true, window: true };
const ofAccountsAlone = Object.keys(accountForm).filter((key) => !Object.hasOwn(ofPeopleToo, key));

/** For editors: an entry is about an account or about people of IAM Identity Center, who are asked for less. */
const oneOf = [
  { required: ["account"], properties: { identityCenter: false } },
  { required: ["identityCenter"], properties: Object.fromEntries(ofAccountsAlone.map((key) => [key, false])) },
];

/** One trusted account, or people of IAM Identity Center. */
export const trustSettings = keys({
  ...accountForm,
  account: accountForm.account.optional(),
  identityCenter: identityCenterSettings.optional().meta({
    description: "Instead of an account: people of IAM Identity Center, through account access manager",
  }),
})
  .meta({ oneOf })
  .transform(({ account, identityCenter, ...rest }, context): TrustSettings => {
    const refuse = (key: string, message: string, input: unknown) => {
      context.issues.push({ code: "custom", path: [key], message, input });
    };
    const { mfa, window, ...ofAccount } = rest;
    if (identityCenter === undefined) {
      if (account !== undefined) return { account, ...rest };
      refuse("account", `${accountExpected}; or identityCenter`, account);
      return z.NEVER;
    }
    if (account !== undefined) refuse("account", "it in an entry of its own, without identityCenter", account);
    for (const [key, value] of Object.entries(ofAccount)) {
      if (value !== undefined)
        refuse(
          key,
          "no such key beside identityCenter: AWS's own service assumes the role for these people, and its call has " +
            "nothing of theirs",
          value,
        );
    }
    return {
      identityCenter,
      ...(mfa !== undefined && { mfa }),
      ...(window !== undefined && { window }),
    };
  });

/** One trusted account of a role, as read. */
export type AccountTrust = z.output<z.ZodObject<typeof accountForm>>;

/** People of IAM Identity Center whom a role lets in through account access manager, as read. */
export interface PeopleTrust extends Pick<AccountTrust, "mfa" | "window"> {
  readonly identityCenter: IdentityCenterSettings;
}

/** One entry of `trusts`, as read. */
export type TrustSettings = AccountTrust | PeopleTrust;

/** Whether an entry is about people of IAM Identity Center. */
export function isOfPeople(trust: TrustSettings): trust is PeopleTrust {
  return "identityCenter" in trust;
}

/** The entries that trust accounts. */
export function accountTrusts({ trusts }: { readonly trusts: readonly TrustSettings[] }): AccountTrust[] {
  return trusts.flatMap((trust) => (isOfPeople(trust) ? [] : [trust]));
}

/** The entry that trusts people of IAM Identity Center; a role has at most one. */
export function peopleTrust({ trusts }: { readonly trusts: readonly TrustSettings[] }): PeopleTrust | undefined {
  return trusts.find(isOfPeople);
}

/** The MFA settings, as read; `maxAge` in seconds. */
export type MfaSettings = z.output<typeof mfaSettings>;
/** A time window, as read; moments as ISO 8601 in UTC. */
export type WindowSettings = z.output<typeof window>;
