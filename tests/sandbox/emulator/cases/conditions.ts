import { stranger, trusted, trusting, userArn } from "../world";
import { named, trustIf, grant, hours, at } from "./documents";
import type { Twin } from "./variant";

/** Condition keys and operators. */
export const conditions: readonly Twin[] = [
  {
    rule: "an external id",
    common: trustIf({ StringEquals: { "sts:ExternalId": "shop-7" } }),
    yes: { title: "the right one", call: { ExternalId: "shop-7" } },
    no: { title: "another", call: { ExternalId: "shop-8" } },
  },
  {
    rule: "an external id that is missing",
    common: trustIf({ StringEquals: { "sts:ExternalId": "shop-7" } }),
    yes: { title: "given", call: { ExternalId: "shop-7" } },
    no: { title: "missing" },
  },
  {
    rule: "ArnLike on the principal",
    yes: {
      title: "a pattern of users",
      ...trustIf({ ArnLike: { "aws:PrincipalArn": `arn:aws:iam::${trusted}:user/*` } }),
    },
    no: {
      title: "a pattern of roles",
      ...trustIf({ ArnLike: { "aws:PrincipalArn": `arn:aws:iam::${trusted}:role/*` } }),
    },
  },
  {
    rule: "the principal's path",
    common: trustIf({ ArnLike: { "aws:PrincipalArn": `arn:aws:iam::${trusted}:user/ops/*` } }),
    yes: { title: "bob is under it", caller: "bob" },
    no: { title: "alice is not" },
  },
  {
    rule: "an ARN is compared part by part",
    yes: { title: "a wildcard account", ...trustIf({ ArnLike: { "aws:PrincipalArn": "arn:aws:iam::*:user/alice" } }) },
    no: {
      title: "a star in place of the account and more",
      ...trustIf({ ArnLike: { "aws:PrincipalArn": "arn:aws:*:user/alice" } }),
    },
  },
  {
    rule: "ArnNotLike",
    yes: { title: "of somebody else", ...trustIf({ ArnNotLike: { "aws:PrincipalArn": userArn("bob") } }) },
    no: { title: "of the caller", ...trustIf({ ArnNotLike: { "aws:PrincipalArn": userArn("alice") } }) },
  },
  {
    rule: "strings know case",
    yes: { title: "StringEqualsIgnoreCase", ...trustIf({ StringEqualsIgnoreCase: { "aws:username": "ALICE" } }) },
    no: { title: "StringEquals", ...trustIf({ StringEquals: { "aws:username": "ALICE" } }) },
  },
  {
    rule: "keys know no case",
    yes: { title: "AWS:UserName", ...trustIf({ StringEquals: { "AWS:UserName": "alice" } }) },
    no: { title: "AWS:UserName of another", ...trustIf({ StringEquals: { "AWS:UserName": "bob" } }) },
  },
  {
    rule: "several values are alternatives",
    yes: { title: "one fits", ...trustIf({ StringEquals: { "aws:username": ["bob", "alice"] } }) },
    no: { title: "none fits", ...trustIf({ StringEquals: { "aws:username": ["bob", "carol"] } }) },
  },
  {
    rule: "several values of a negated operator are all excluded",
    yes: { title: "none is the caller", ...trustIf({ StringNotEquals: { "aws:username": ["bob", "carol"] } }) },
    no: { title: "one is", ...trustIf({ StringNotEquals: { "aws:username": ["bob", "alice"] } }) },
  },
  {
    rule: "several keys must all hold",
    common: trustIf({ StringEquals: { "aws:username": "alice", "sts:ExternalId": "x1" } }),
    yes: { title: "both", call: { ExternalId: "x1" } },
    no: { title: "one", call: { ExternalId: "x2" } },
  },
  {
    rule: "a star is a star in StringEquals",
    yes: { title: "StringLike", ...trustIf({ StringLike: { "aws:username": "al*" } }) },
    no: { title: "StringEquals", ...trustIf({ StringEquals: { "aws:username": "al*" } }) },
  },
  {
    rule: "the organization",
    common: { trust: [named("*", { Condition: { StringEquals: { "aws:PrincipalOrgID": "o-shop000001" } } })] },
    yes: { title: "a member account" },
    no: { title: "another account", caller: "eve" },
  },
  {
    rule: "the organization's path",
    common: {
      trust: [
        named("*", {
          Condition: {
            "ForAnyValue:StringLike": { "aws:PrincipalOrgPaths": "o-shop000001/r-ab12/ou-ab12-11111111/*" },
          },
        }),
      ],
    },
    yes: { title: "an account under it" },
    no: { title: "an account outside", caller: "eve" },
  },
  {
    rule: "the principal's account",
    common: { trust: [named("*", { Condition: { StringEquals: { "aws:PrincipalAccount": trusted } } })] },
    yes: { title: "the right one" },
    no: { title: "another", caller: "eve" },
  },
  {
    rule: "the source address",
    common: trustIf({ IpAddress: { "aws:SourceIp": ["203.0.113.0/24", "2001:db8::/32"] } }),
    yes: { title: "in the range", origin: { sourceIp: "203.0.113.77" } },
    no: { title: "outside", origin: { sourceIp: "203.0.114.77" } },
  },
  {
    rule: "a source address of version 6",
    common: trustIf({ IpAddress: { "aws:SourceIp": ["203.0.113.0/24", "2001:db8::/32"] } }),
    yes: { title: "in the range", origin: { sourceIp: "2001:db8::1" } },
    no: { title: "outside", origin: { sourceIp: "2001:db9::1" } },
  },
  {
    rule: "NotIpAddress",
    common: trustIf({ NotIpAddress: { "aws:SourceIp": "203.0.113.0/24" } }),
    yes: { title: "outside", origin: { sourceIp: "198.51.100.1" } },
    no: { title: "in the range", origin: { sourceIp: "203.0.113.1" } },
  },
  {
    rule: "a VPC endpoint",
    common: trustIf({ StringEquals: { "aws:SourceVpce": "vpce-1a2b3c4d" } }),
    yes: { title: "through it", origin: { vpcEndpoint: "vpce-1a2b3c4d" } },
    no: { title: "from the internet" },
  },
  {
    rule: "a window's begin",
    yes: { title: "begun", ...trustIf({ DateGreaterThan: { "aws:CurrentTime": at(-86_400) } }) },
    no: { title: "not begun", ...trustIf({ DateGreaterThan: { "aws:CurrentTime": at(86_400) } }) },
  },
  {
    rule: "a window's end",
    common: trustIf({ DateLessThan: { "aws:CurrentTime": at(hours(24)) } }),
    yes: { title: "before it" },
    no: { title: "after it", origin: { later: hours(25) } },
  },
  {
    rule: "a date without a time, and seconds since 1970",
    yes: {
      title: "both hold",
      ...trustIf({
        DateGreaterThan: { "aws:CurrentTime": "2020-01-01" },
        NumericLessThan: { "aws:EpochTime": "9999999999" },
      }),
    },
    no: {
      title: "one does not",
      ...trustIf({ DateGreaterThan: { "aws:CurrentTime": "2020-01-01" }, NumericLessThan: { "aws:EpochTime": "1" } }),
    },
  },
  {
    rule: "the session's name equals the user's",
    common: trustIf({ StringEquals: { "sts:RoleSessionName": "${aws:username}" } }),
    yes: { title: "equal", call: { RoleSessionName: "alice" } },
    no: { title: "different", call: { RoleSessionName: "bob" } },
  },
  {
    rule: "policy variables need version 2012-10-17",
    common: { call: { RoleSessionName: "alice" } },
    yes: { title: "2012-10-17", ...trustIf({ StringEquals: { "sts:RoleSessionName": "${aws:username}" } }) },
    no: {
      title: "2008-10-17",
      trust: JSON.stringify({
        Version: "2008-10-17",
        Statement: [named(trusted, { Condition: { StringEquals: { "sts:RoleSessionName": "${aws:username}" } } })],
      }),
    },
  },
  {
    rule: "a variable's default",
    yes: {
      title: "the default fits",
      ...trustIf({ StringEquals: { "sts:RoleSessionName": "${aws:PrincipalTag/none, 'session'}" } }),
    },
    no: {
      title: "no default, no value",
      ...trustIf({ StringEquals: { "sts:RoleSessionName": "${aws:PrincipalTag/none}" } }),
    },
  },
  {
    rule: "what a variable brings in is literal",
    yes: {
      title: "a tag's star is a star",
      ...trustIf({ StringLike: { "sts:RoleSessionName": "${aws:username}*" } }),
      call: { RoleSessionName: "alice-1" },
    },
    no: {
      title: "a tag's star matches nothing else",
      ...trustIf({ StringLike: { "sts:RoleSessionName": "${aws:PrincipalTag/star}" } }),
    },
  },
  {
    rule: "the principal's tag",
    common: trustIf({ StringEquals: { "aws:PrincipalTag/Team": "shop" } }),
    yes: { title: "alice has it" },
    no: { title: "bob has another", caller: "bob" },
  },
  {
    rule: "the role's tag",
    yes: {
      title: "as granted",
      identity: [grant({ Condition: { StringEquals: { "aws:ResourceTag/stage": "test" } } })],
    },
    no: { title: "another", identity: [grant({ Condition: { StringEquals: { "aws:ResourceTag/stage": "live" } } })] },
  },
  {
    rule: "the role's account",
    yes: {
      title: "as granted",
      identity: [grant({ Condition: { StringEquals: { "aws:ResourceAccount": trusting } } })],
    },
    no: { title: "another", identity: [grant({ Condition: { StringEquals: { "aws:ResourceAccount": stranger } } })] },
  },
];
