import { MFA } from "../cases/short";
import { trusting, type RuleCases } from "./ruleCases";

const application = "arn:aws:account-access:eu-west-1:333333333333:application/1234567890abcdef";
const manager = { Service: "account-access.amazonaws.com" };
const ofApplication = (arn: string) => ({ StringEquals: { "aws:SourceArn": arn } });

export const cases: RuleCases = {
  fails: [
    trusting("everybody", { AWS: "*" }, MFA),
    trusting("account access manager for an application that is not declared", manager, ofApplication(application)),
    trusting("account access manager for any application", manager, undefined, {
      applications: [application],
    }),
    ...[
      { StringEquals: { "aws:SourceArn": [application, `${application}0`] } },
      { StringLike: { "aws:SourceArn": application.replace(/[^/]+$/, "*") } },
      { StringEqualsIfExists: { "aws:SourceArn": application } },
      { "ForAllValues:StringEquals": { "aws:SourceArn": application } },
      { StringNotEquals: { "aws:SourceArn": application } },
      { StringEquals: { "aws:SourceAccount": "333333333333" } },
    ].map((condition) =>
      trusting(`account access manager under ${JSON.stringify(condition)}`, manager, condition, {
        applications: [application],
      }),
    ),
    trusting(
      "another service for a declared application",
      { Service: "lambda.amazonaws.com" },
      ofApplication(application),
      {
        applications: [application],
      },
    ),
    trusting("an account that is not declared", { AWS: "arn:aws:iam::333333333333:root" }, MFA),
    trusting("a service", { Service: "lambda.amazonaws.com" }),
    trusting("a user that was deleted", { AWS: "AIDAABCDEFGHIJKLMNOPQ" }, MFA),
    trusting("everybody in short", "*", MFA),
    trusting("a federated principal of a declared account", {
      Federated: "arn:aws:iam::222222222222:saml-provider/idp",
    }),
    trusting("a canonical user", { CanonicalUser: "79a59df900b949e5" }),
    trusting("a pattern of users", { AWS: "arn:aws:iam::222222222222:user/*" }, MFA),
    trusting("an account of another partition", { AWS: "arn:aws-cn:iam::222222222222:root" }, MFA),
    trusting("one that is declared and one that is not", { AWS: ["222222222222", "333333333333"] }, MFA),
    trusting("its own account, where that is not known", { AWS: "111111111111" }, MFA, { account: undefined } as never),
    {
      ...trusting("all but somebody", "*"),
      trust: {
        Version: "2012-10-17",
        Statement: [
          { Effect: "Allow", Action: "sts:AssumeRole", NotPrincipal: { AWS: "222222222222" }, Condition: MFA },
        ],
      },
    },
  ],
  passes: [
    trusting("account access manager for a declared application", manager, ofApplication(application), {
      applications: [application],
    }),
    trusting("an account that is declared", { AWS: "arn:aws:iam::222222222222:root" }, MFA),
    trusting("a role of it", { AWS: "arn:aws:iam::222222222222:role/deployers" }, MFA),
    trusting("its own account", { AWS: "111111111111" }, MFA),
    trusting(
      "an account of another partition, where its own is not known",
      { AWS: "arn:aws-cn:iam::222222222222:root" },
      MFA,
      {
        arn: undefined,
      } as never,
    ),
    {
      ...trusting("a denial of everybody", "*"),
      trust: {
        Version: "2012-10-17",
        Statement: [
          { Effect: "Deny", Action: "sts:AssumeRole", Principal: "*" },
          { Effect: "Allow", Action: "sts:AssumeRole", Principal: { AWS: "222222222222" }, Condition: MFA },
        ],
      },
    },
    trusting("a role of services alone", { Service: "lambda.amazonaws.com" }, undefined, { serviceRole: true }),
    { ...trusting("what cannot be read", "*"), trust: "{ //" },
  ],
};
