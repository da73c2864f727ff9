import { mfaSerial } from "../world";
import { trustIf, grant } from "./documents";
import type { Twin } from "./variant";

const mfaTrue = { Bool: { "aws:MultiFactorAuthPresent": "true" } };
/** MFA by code, its age, and its keys in the context. */
export const mfa: readonly Twin[] = [
  {
    rule: "MFA required by the trust",
    common: trustIf(mfaTrue),
    yes: { title: "with a code", mfa: true },
    no: { title: "without" },
  },
  {
    rule: "MFA required by the grant",
    common: { identity: [grant({ Condition: mfaTrue })] },
    yes: { title: "with a code", mfa: true },
    no: { title: "without" },
  },
  {
    rule: "a code of the wrong kind",
    common: trustIf(mfaTrue),
    yes: { title: "the right one", mfa: true },
    no: {
      title: "a wrong one",
      mfa: true,
      call: { TokenCode: "000000" },
      message: "MultiFactorAuthentication failed with invalid MFA one time pass code. ",
    },
  },
  {
    rule: "another's device",
    common: trustIf(mfaTrue),
    yes: { title: "one's own", mfa: true },
    no: {
      title: "carol's",
      mfa: true,
      call: { SerialNumber: mfaSerial("carol") },
      message: /unable to validate MFA code/,
    },
  },
  {
    rule: "a serial number goes with a code",
    yes: { title: "both", mfa: true },
    no: {
      title: "the number alone",
      call: { SerialNumber: mfaSerial("alice") },
      message: /must provide both MFA serial number and one time pass code/,
    },
  },
  {
    rule: "the age of MFA",
    yes: {
      title: "less than an hour",
      mfa: true,
      ...trustIf({ NumericLessThan: { "aws:MultiFactorAuthAge": "3600" } }),
    },
    no: { title: "no MFA has no age", ...trustIf({ NumericLessThan: { "aws:MultiFactorAuthAge": "3600" } }) },
  },
  {
    rule: "a long-lived key carries no MFA key at all",
    yes: { title: "BoolIfExists true passes", ...trustIf({ BoolIfExists: { "aws:MultiFactorAuthPresent": "true" } }) },
    no: { title: "Bool false does not", ...trustIf({ Bool: { "aws:MultiFactorAuthPresent": "false" } }) },
  },
  {
    rule: "a Deny without MFA",
    yes: {
      title: "Bool false denies nobody with a long-lived key",
      identity: [
        grant(),
        { Effect: "Deny", Action: "*", Resource: "*", Condition: { Bool: { "aws:MultiFactorAuthPresent": "false" } } },
      ],
    },
    no: {
      title: "BoolIfExists false denies",
      identity: [
        grant(),
        {
          Effect: "Deny",
          Action: "*",
          Resource: "*",
          Condition: { BoolIfExists: { "aws:MultiFactorAuthPresent": "false" } },
        },
      ],
    },
  },
  {
    rule: "Null of an MFA key",
    common: trustIf({ Null: { "aws:MultiFactorAuthAge": "false" } }),
    yes: { title: "with MFA", mfa: true },
    no: { title: "without" },
  },
];
