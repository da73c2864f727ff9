/** What a component says of a role. */
import {
  ADMIN,
  COMPONENT,
  EDGE,
  MFA,
  NARROW,
  NO_WRITES,
  OURS,
  REVIEW,
  type Story,
  WRITES,
  also111,
  attach,
  bounded,
  by,
  component,
  in111,
  in222,
  inline,
  policy,
  principal,
  resource,
  trust,
  trusting,
  unbounded,
  west,
} from "./program";

export const CLAIMS: readonly Story[] = [
  {
    title: "a component that is named like a role and claims a boundary",
    stoppedBy: "administrative-access",
    stopped: [component({ boundary: EDGE }), attach(ADMIN, in111)],
    passes: [component({ boundary: EDGE }), bounded("a", in111), attach(ADMIN, in111)],
  },
  {
    title: "a component that claims a boundary which its role does not have",
    stoppedBy: "administrative-access",
    stopped: [component({ boundary: EDGE }), trusting({}, by(in111)), attach(ADMIN, in111)],
    passes: [component({ boundary: EDGE }), trusting({ permissionsBoundary: EDGE }, by(in111)), attach(ADMIN, in111)],
  },
  {
    title: "a component that claims a denial",
    stoppedBy: "unbounded-write",
    stopped: [
      component({ policies: { managed: [], inline: { never: NO_WRITES } } }),
      trusting({}, by(in111)),
      inline(WRITES, in111),
    ],
    passes: [
      component({ policies: { managed: [], inline: { never: NO_WRITES } } }),
      trusting({}, by(in111)),
      inline(NO_WRITES, in111, "deploy", "never"),
      inline(WRITES, in111),
    ],
  },
  {
    title: "the trusted accounts of a component beside the role",
    stoppedBy: "trust-beyond-accounts",
    stopped: [component(), trusting({ tags: REVIEW }, { parent: "pulumi:pulumi:Stack s" })],
    passes: [component(), trusting()],
  },
  {
    title: "an account that the role's component does not name",
    stoppedBy: "trust-beyond-accounts",
    stopped: [component(), trusting({ assumeRolePolicy: trust("333333333333", MFA) })],
    passes: [
      component({ trusts: [{ account: "333333333333" }] }),
      trusting({ assumeRolePolicy: trust("333333333333", MFA) }),
    ],
  },
  {
    title: "the exemption from MFA of a component beside the role",
    stoppedBy: "mfa-not-required",
    stopped: [
      component({ mfa: { required: false, reason: "machines" } }),
      trusting({ assumeRolePolicy: trust("222222222222") }, { parent: `${COMPONENT} other` }),
    ],
    passes: [
      component({ mfa: { required: false, reason: "machines" } }),
      trusting({ assumeRolePolicy: trust("222222222222") }),
    ],
  },
  {
    title: "the exemption from MFA of one trusted account, for the sessions of another",
    stoppedBy: "mfa-not-required",
    stopped: [
      component({
        trusts: [
          { account: "222222222222" },
          { account: "333333333333", mfa: { required: false, reason: "pipelines" } },
        ],
      }),
      trusting({ assumeRolePolicy: trust("222222222222") }),
    ],
    passes: [
      component({
        trusts: [
          { account: "222222222222" },
          { account: "333333333333", mfa: { required: false, reason: "pipelines" } },
        ],
      }),
      trusting({ assumeRolePolicy: trust("333333333333") }),
    ],
  },
  {
    title: "a trusted account that asks for MFA where its role does not",
    stoppedBy: "mfa-not-required",
    stopped: [
      component({
        mfa: { required: false, reason: "machines" },
        trusts: [{ account: "222222222222", mfa: { maxAge: "1h" } }],
      }),
      trusting({ assumeRolePolicy: trust("222222222222") }),
    ],
    passes: [
      component({ mfa: { required: false, reason: "machines" }, trusts: [{ account: "222222222222" }] }),
      trusting({ assumeRolePolicy: trust("222222222222") }),
    ],
  },
  {
    title: "the review of a component beside the role",
    stoppedBy: "review-overdue",
    config: { declarations: { accounts: ["222222222222"], policies: { [EDGE]: NARROW } } },
    stopped: [component(), trusting({}, { parent: "pulumi:pulumi:Stack s" })],
    passes: [component(), trusting({ tags: REVIEW }, { parent: "pulumi:pulumi:Stack s" })],
  },
  {
    title: "tags for the review on another role of that name",
    stoppedBy: "review-overdue",
    config: { declarations: { accounts: ["222222222222"], policies: { [EDGE]: NARROW } } },
    stopped: [
      principal("Role", "a", "deploy", { tags: REVIEW }, by(in222)),
      principal("Role", "b", "deploy", { assumeRolePolicy: trust("222222222222", MFA) }, by(in111)),
    ],
    passes: [
      principal("Role", "a", "deploy", {}, by(in222)),
      principal("Role", "b", "deploy", { assumeRolePolicy: trust("222222222222", MFA), tags: REVIEW }, by(in111)),
    ],
  },
  {
    title: "a component with two roles",
    stoppedBy: "trust-beyond-accounts",
    stopped: [component(), trusting({}, by(in111)), trusting({}, { ...by(also111), name: "second" })],
    passes: [
      component(),
      trusting({}, by(in111)),
      trusting(
        { assumeRolePolicy: trust("222222222222", MFA), tags: REVIEW },
        { ...by(in222), name: "second", parent: "pulumi:pulumi:Stack s" },
      ),
    ],
  },
  {
    title: "a component's role with another name",
    stoppedBy: "trust-beyond-accounts",
    stopped: [component(), trusting({ name: "admin" })],
    passes: [component({}, "111111111111", "admin"), trusting({ name: "admin" }, { parent: `${COMPONENT} admin` })],
  },
  {
    title: "a role within another component of the component",
    stoppedBy: "trust-beyond-accounts",
    stopped: [
      component(),
      resource("mine:index:Inner", "inner", {}, { parent: `${COMPONENT} deploy` }),
      trusting({}, { parent: "mine:index:Inner inner" }),
    ],
    passes: [
      resource("mine:index:Outer", "outer", {}),
      { ...component(), parent: "mine:index:Outer outer" },
      trusting(),
    ],
  },
  {
    title: "a component within a component, with the outer one's role",
    stoppedBy: "trust-beyond-accounts",
    stopped: [
      component({ trusts: [{ account: "333333333333" }] }),
      { ...component({}, "111111111111", "inner"), parent: `${COMPONENT} deploy` },
      trusting({ name: "deploy", assumeRolePolicy: trust("333333333333", MFA) }, { parent: `${COMPONENT} inner` }),
    ],
    passes: [
      component({ trusts: [{ account: "333333333333" }] }),
      { ...component({}, "111111111111", "inner"), parent: `${COMPONENT} deploy` },
      trusting({ assumeRolePolicy: trust("333333333333", MFA) }),
    ],
  },
  {
    title: "a component for another account",
    stoppedBy: "trust-beyond-accounts",
    stopped: [component({}, "444444444444"), trusting({}, by(in111))],
    passes: [component({}, "111111111111"), trusting({}, by(in111))],
  },
  {
    title: "another account that a component claims to be its own",
    stoppedBy: "trust-beyond-accounts",
    stopped: [component({}, "333333333333"), trusting({ assumeRolePolicy: trust("333333333333", MFA) })],
    passes: [component({}, "111111111111"), trusting({ assumeRolePolicy: trust("111111111111", MFA) }, by(in111))],
  },
  {
    title: "a component of the role's own type",
    stoppedBy: "administrative-access",
    stopped: [bounded("a"), attach(ADMIN, in111)],
    passes: [bounded("a", in111), attach(ADMIN, in111)],
  },
  {
    title: "a component of the type of a policy that denies",
    stoppedBy: "unbounded-write",
    stopped: [unbounded("a", in111), inline(NO_WRITES, undefined, "deploy", "never"), inline(WRITES, in111)],
    passes: [unbounded("a", in111), inline(NO_WRITES, in111, "deploy", "never"), inline(WRITES, in111)],
  },
  {
    title: "a component of the type of a policy that is attached",
    stoppedBy: "unknown-policy",
    stopped: [policy("ours", NARROW), attach(OURS, west)],
    passes: [policy("ours", NARROW, west), attach(OURS, west)],
  },
];
