import { stranger, trusted, trusting, userArn } from "../world";
import { actions, named, root, grant } from "./documents";
import type { Twin } from "./variant";

/** The two sides: who is named, what is granted, what is denied. */
export const sides: readonly Twin[] = [
  {
    rule: "both sides, across accounts",
    yes: { title: "trust and grant" },
    no: {
      title: "a trust without a grant",
      identity: [],
      message: /: sts:AssumeRole on resource: arn:aws:iam::111111111111:role\/case-\d+$/,
    },
  },
  {
    rule: "the trust's account",
    yes: { title: "the root's ARN", trust: [named(root)] },
    no: { title: "another account's", trust: [named(stranger)] },
  },
  {
    rule: "the grant's resource",
    yes: { title: "the role's ARN", identity: [grant({ Resource: "ROLE" })] },
    no: {
      title: "a role of the same name in another account",
      identity: [grant({ Resource: `arn:aws:iam::${stranger}:role/*` })],
    },
  },
  {
    rule: "a role's path is part of its ARN",
    common: { rolePath: "/team/shop/" },
    yes: { title: "a pattern with the path", identity: [grant({ Resource: `arn:aws:iam::${trusting}:role/team/*` })] },
    no: {
      title: "a pattern with another path",
      identity: [grant({ Resource: `arn:aws:iam::${trusting}:role/case-*` })],
    },
  },
  {
    rule: "a named user, across accounts",
    yes: { title: "the caller", trust: [named(userArn("alice"))] },
    no: { title: "somebody else of the account", trust: [named(userArn("bob"))] },
  },
  {
    rule: "a named user still needs a grant, across accounts",
    common: { trust: [named(userArn("alice"))] },
    yes: { title: "with a grant" },
    no: { title: "without", identity: [] },
  },
  {
    rule: "in the same account, a trust that names the principal suffices",
    common: { caller: "local", identity: [] },
    yes: { title: "the user is named", trust: [named(userArn("local"))] },
    no: { title: "the root is named", trust: [named(`arn:aws:iam::${trusting}:root`)] },
  },
  {
    rule: "in the same account, a trust in the root needs a grant",
    common: { caller: "local", trust: [named(trusting)] },
    yes: { title: "with a grant" },
    no: { title: "without", identity: [] },
  },
  {
    rule: "in the same account, a grant alone is nothing",
    common: { caller: "local" },
    yes: { title: "with a trust", trust: [named(trusting)] },
    no: { title: "without", trust: [named(trusted)] },
  },
  {
    rule: "a principal of *",
    yes: { title: "with a grant", trust: [named("*")] },
    no: { title: "without a grant, across accounts", trust: [named("*")], identity: [] },
  },
  {
    rule: "an explicit Deny of the identity",
    yes: {
      title: "on another role",
      identity: [grant(), { Effect: "Deny", Action: "sts:AssumeRole", Resource: "ROLEx" }],
    },
    no: {
      title: "on this role",
      identity: [grant(), { Effect: "Deny", Action: "sts:AssumeRole", Resource: "ROLE" }],
      message: /with an explicit deny in an identity-based policy$/,
    },
  },
  {
    rule: "an explicit Deny of the trust",
    yes: { title: "of somebody else", trust: [named(trusted), named(userArn("bob"), { Effect: "Deny" })] },
    no: { title: "of the caller", trust: [named(trusted), named(userArn("alice"), { Effect: "Deny" })] },
  },
  {
    rule: "Deny with NotPrincipal",
    yes: {
      title: "the user and the account are listed",
      trust: [named(trusted), { Effect: "Deny", Action: actions, NotPrincipal: { AWS: [root, userArn("alice")] } }],
    },
    no: {
      title: "the user alone is listed",
      trust: [named(trusted), { Effect: "Deny", Action: actions, NotPrincipal: { AWS: userArn("alice") } }],
    },
  },
  {
    rule: "Allow with NotPrincipal",
    yes: {
      title: "somebody else is left out",
      trust: [{ Effect: "Allow", Action: actions, NotPrincipal: { AWS: userArn("bob") } }],
    },
    no: {
      title: "the caller is left out",
      trust: [{ Effect: "Allow", Action: actions, NotPrincipal: { AWS: userArn("alice") } }],
    },
  },
  {
    rule: "NotAction in a trust",
    yes: {
      title: "of another action",
      trust: [{ Effect: "Allow", NotAction: "sts:AssumeRoleWithSAML", Principal: { AWS: trusted } }],
    },
    no: {
      title: "of this one",
      trust: [{ Effect: "Allow", NotAction: "sts:AssumeRole", Principal: { AWS: trusted } }],
    },
  },
  {
    rule: "NotResource in a grant",
    yes: {
      title: "another role is left out",
      identity: [{ Effect: "Allow", Action: "sts:*", NotResource: "arn:aws:iam::*:role/other" }],
    },
    no: {
      title: "this role is left out",
      identity: [{ Effect: "Allow", Action: "sts:*", NotResource: "arn:aws:iam::*:role/case-*" }],
    },
  },
  {
    rule: "actions know no case",
    yes: { title: "STS:assumerole", identity: [grant({ Action: "STS:assumerole" })] },
    no: { title: "sts:AssumeRol", identity: [grant({ Action: "sts:AssumeRol" })] },
  },
  {
    rule: "? stands for one character",
    yes: { title: "sts:Assume?ole", identity: [grant({ Action: "sts:Assume?ole" })] },
    no: { title: "sts:AssumeR?ole", identity: [grant({ Action: "sts:AssumeR?ole" })] },
  },
  {
    rule: "two statements are alternatives",
    yes: { title: "one of them admits", trust: [named(stranger), named(trusted)] },
    no: { title: "neither does", trust: [named(stranger), named(userArn("bob"))] },
  },
];
