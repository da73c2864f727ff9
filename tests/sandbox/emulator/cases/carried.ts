import { trusted } from "../world";
import { named, trustIf, grant, tags } from "./documents";
import type { Twin } from "./variant";

const withActions = (...given: string[]) => ({ trust: [named(trusted, { Action: given })] });
/** Session tags and source identity, which a call carries. */
export const carried: readonly Twin[] = [
  {
    rule: "session tags need the trust's sts:TagSession",
    common: { call: tags(["team", "shop"]) },
    yes: { title: "with it" },
    no: { title: "without", ...withActions("sts:AssumeRole"), message: /: sts:TagSession on resource: / },
  },
  {
    rule: "session tags need the grant's sts:TagSession",
    common: { call: tags(["team", "shop"]) },
    yes: { title: "with it" },
    no: {
      title: "without",
      identity: [grant({ Action: "sts:AssumeRole" })],
      message: /: sts:TagSession on resource: /,
    },
  },
  {
    rule: "a source identity needs the trust's sts:SetSourceIdentity",
    common: { call: { SourceIdentity: "alice" } },
    yes: { title: "with it" },
    no: { title: "without", ...withActions("sts:AssumeRole"), message: /: sts:SetSourceIdentity on resource: / },
  },
  {
    rule: "a source identity needs the grant's sts:SetSourceIdentity",
    common: { call: { SourceIdentity: "alice" } },
    yes: { title: "with it" },
    no: {
      title: "without",
      identity: [grant({ Action: "sts:AssumeRole" })],
      message: /: sts:SetSourceIdentity on resource: /,
    },
  },
  {
    rule: "a source identity that is required",
    common: trustIf({ StringLike: { "sts:SourceIdentity": "*" } }),
    yes: { title: "given", call: { SourceIdentity: "alice" } },
    no: { title: "missing" },
  },
  {
    rule: "a source identity that must be the user's name",
    common: trustIf({ StringEquals: { "sts:SourceIdentity": "${aws:username}" } }),
    yes: { title: "it is", call: { SourceIdentity: "alice" } },
    no: { title: "it is not", call: { SourceIdentity: "bob" } },
  },
  {
    rule: "a tag's value",
    common: trustIf({ StringEquals: { "aws:RequestTag/team": "shop" } }),
    yes: { title: "the right one", call: tags(["team", "shop"]) },
    no: { title: "another", call: tags(["team", "bank"]) },
  },
  {
    rule: "a tag's value from the principal's tag",
    common: trustIf({ StringEquals: { "aws:RequestTag/team": "${aws:PrincipalTag/team}" } }),
    yes: { title: "the same", call: tags(["team", "shop"]) },
    no: { title: "another", call: tags(["team", "bank"]) },
  },
  {
    rule: "ForAllValues on the tags' keys",
    common: trustIf({ "ForAllValues:StringEquals": { "aws:TagKeys": ["team", "cost"] } }),
    yes: { title: "only those", call: tags(["team", "a"], ["cost", "b"]) },
    no: { title: "another one too", call: tags(["team", "a"], ["role", "b"]) },
  },
  {
    rule: "ForAllValues alone lets in who sends no tag",
    yes: { title: "no tags", ...trustIf({ "ForAllValues:StringEquals": { "aws:TagKeys": ["team"] } }) },
    no: {
      title: "no tags, and Null",
      ...trustIf({ "ForAllValues:StringEquals": { "aws:TagKeys": ["team"] }, Null: { "aws:TagKeys": "false" } }),
    },
  },
  {
    rule: "ForAnyValue on the tags' keys",
    common: trustIf({ "ForAnyValue:StringEquals": { "aws:TagKeys": ["team"] } }),
    yes: { title: "one of them", call: tags(["team", "a"], ["cost", "b"]) },
    no: { title: "none", call: tags(["cost", "b"]) },
  },
  {
    rule: "transitive tags",
    common: trustIf({ "ForAnyValue:StringEquals": { "sts:TransitiveTagKeys": ["team"] } }),
    yes: { title: "marked", call: { ...tags(["team", "a"]), TransitiveTagKeys: ["team"] } },
    no: { title: "not marked", call: tags(["team", "a"]) },
  },
  {
    rule: "a transitive key must be among the tags",
    yes: { title: "it is", call: { ...tags(["team", "a"]), TransitiveTagKeys: ["team"] } },
    no: {
      title: "it is not",
      call: { ...tags(["team", "a"]), TransitiveTagKeys: ["cost"] },
      code: "InvalidParameterValue",
      message: /must be included in the requested tags/,
    },
  },
];
