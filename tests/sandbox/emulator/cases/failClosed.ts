import { trusted } from "../world";
import { named, tags, trustIf } from "./documents";
import type { Twin } from "./variant";

const denyIf = (Condition: object) => ({ trust: [named(trusted), named(trusted, { Effect: "Deny", Condition })] });
/** What cannot be understood counts against the request. */
export const failClosed: readonly Twin[] = [
  {
    rule: "an operator that nobody knows",
    yes: {
      title: "beside a plain Allow",
      trust: [named(trusted), named(trusted, { Condition: { StringResembles: { "aws:username": "alice" } } })],
    },
    no: { title: "never matches in an Allow", ...trustIf({ StringResembles: { "aws:username": "alice" } }) },
  },
  {
    rule: "an operator that nobody knows, in a Deny",
    yes: {
      title: "another condition that fails still saves",
      ...denyIf({ StringResembles: { "aws:username": "x" }, StringEquals: { "aws:username": "bob" } }),
    },
    no: { title: "always matches", ...denyIf({ StringResembles: { "aws:username": "x" } }) },
  },
  {
    rule: "a global key that nobody knows",
    yes: {
      title: "a key of another service is simply missing",
      ...trustIf({ StringNotEquals: { "ec2:Region": "x" } }),
    },
    no: { title: "never matches in an Allow", ...trustIf({ StringNotEquals: { "aws:Unheard": "x" } }) },
  },
  {
    rule: "a number that is none",
    yes: { title: "a number", ...trustIf({ NumericGreaterThan: { "aws:EpochTime": "1" } }) },
    no: { title: "a word, in a Deny", ...denyIf({ NumericLessThan: { "aws:EpochTime": "soon" } }) },
  },
  {
    rule: "a date that is none",
    yes: { title: "a date", ...denyIf({ DateLessThan: { "aws:CurrentTime": "2020-01-01T00:00:00Z" } }) },
    no: { title: "a word, in a Deny", ...denyIf({ DateLessThan: { "aws:CurrentTime": "yesterday" } }) },
  },
  {
    rule: "an address range that is none",
    yes: { title: "a range", ...denyIf({ IpAddress: { "aws:SourceIp": "203.0.113.0/24" } }) },
    no: { title: "a word, in a Deny", ...denyIf({ IpAddress: { "aws:SourceIp": "the office" } }) },
  },
  {
    rule: "a truth that is neither",
    yes: { title: "false", ...denyIf({ Bool: { "aws:ViaAWSService": "true" } }) },
    no: { title: "perhaps, in a Deny", ...denyIf({ Bool: { "aws:ViaAWSService": "perhaps" } }) },
  },
  {
    rule: "a single-valued operator on several values",
    common: { call: tags(["team", "a"], ["cost", "b"]) },
    yes: { title: "with a quantifier", ...trustIf({ "ForAnyValue:StringEquals": { "aws:TagKeys": "team" } }) },
    no: { title: "without", ...trustIf({ StringEquals: { "aws:TagKeys": "team" } }) },
  },
  {
    rule: "a variable without a value, in a Deny",
    yes: {
      title: "equals nothing",
      ...denyIf({ StringEquals: { "sts:RoleSessionName": "${aws:PrincipalTag/none}" } }),
    },
    no: {
      title: "may differ from everything",
      ...denyIf({ StringNotEquals: { "sts:RoleSessionName": "${aws:PrincipalTag/none}" } }),
    },
  },
  {
    rule: "StringNotEquals of a missing key",
    yes: { title: "holds", ...trustIf({ StringNotEquals: { "sts:ExternalId": "x" } }) },
    no: { title: "holds in a Deny too", ...denyIf({ StringNotEquals: { "sts:ExternalId": "x" } }) },
  },
  {
    rule: "…IfExists of a missing key",
    yes: { title: "holds", ...trustIf({ StringEqualsIfExists: { "sts:ExternalId": "xx" } }) },
    no: {
      title: "does not of a wrong one",
      ...trustIf({ StringEqualsIfExists: { "sts:ExternalId": "xx" } }),
      call: { ExternalId: "yy" },
    },
  },
];
