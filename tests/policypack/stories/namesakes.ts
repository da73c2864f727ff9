/** Principals that have one name. */
import {
  ADMIN,
  EDGE,
  NO_WRITES,
  type Story,
  WRITES,
  also111,
  attach,
  bounded,
  by,
  document,
  east,
  in111,
  in222,
  inline,
  principal,
  resource,
  unbounded,
  west,
} from "./program";

export const NAMESAKES: readonly Story[] = [
  {
    title: "the boundary of a role in another provider",
    stoppedBy: "administrative-access",
    stopped: [bounded("a", west), unbounded("b", east), attach(ADMIN, east)],
    passes: [bounded("a", west), bounded("b", east), attach(ADMIN, east)],
  },
  {
    title: "the boundary of a role in another provider that comes later",
    stoppedBy: "administrative-access",
    stopped: [unbounded("b", east), bounded("a", west), attach(ADMIN, east)],
    passes: [bounded("b", east), bounded("a", west), attach(ADMIN, east)],
  },
  {
    title: "the boundary of a role in another account",
    stoppedBy: "administrative-access",
    stopped: [bounded("a", in222), unbounded("b", in111), attach(ADMIN, in111)],
    passes: [unbounded("a", in222), bounded("b", in111), attach(ADMIN, in111)],
  },
  {
    title: "two providers that do not say in which account they are",
    stoppedBy: "administrative-access",
    stopped: [bounded("a", west), unbounded("b", east), attach(ADMIN, west)],
    passes: [bounded("a", in111), unbounded("b", in222), attach(ADMIN, in111)],
  },
  {
    title: "the boundary of a role whose name differs in case",
    stoppedBy: "administrative-access",
    stopped: [bounded("a", in111, "Deploy"), unbounded("b", in111), attach(ADMIN, in111, "Deploy")],
    passes: [bounded("a", in111, "other"), unbounded("b", in111), attach(ADMIN, in111, "other")],
  },
  {
    title: "a role that is declared twice, with a boundary once",
    stoppedBy: "administrative-access",
    stopped: [bounded("a", in111), unbounded("b", in111), attach(ADMIN, in111)],
    passes: [bounded("a", in111), bounded("b", in111), attach(ADMIN, in111)],
  },
  {
    title: "a role that is declared twice, its policies where it has no boundary",
    stoppedBy: "administrative-access",
    stopped: [bounded("a", in111), principal("Role", "b", "deploy", { managedPolicyArns: [ADMIN] }, by(in111))],
    passes: [
      unbounded("a", in222),
      principal("Role", "b", "deploy", { managedPolicyArns: [ADMIN], permissionsBoundary: EDGE }, by(in111)),
    ],
  },
  {
    title: "a denial that is attached through another provider",
    stoppedBy: "unbounded-write",
    stopped: [unbounded("a", west), inline(WRITES, west), inline(NO_WRITES, east, "deploy", "never")],
    passes: [unbounded("a", west), inline(NO_WRITES, west, "deploy", "never"), inline(WRITES, west)],
  },
  {
    title: "a denial that is attached in another account",
    stoppedBy: "unbounded-write",
    stopped: [unbounded("a", in111), inline(NO_WRITES, in222, "deploy", "never"), inline(WRITES, in111)],
    passes: [unbounded("a", in111), inline(NO_WRITES, also111, "deploy", "never"), inline(WRITES, in111)],
  },
  {
    title: "a denial in the role's second declaration",
    stoppedBy: "unbounded-write",
    stopped: [
      principal("Role", "a", "deploy", { inlinePolicies: [{ name: "never", policy: NO_WRITES }] }, by(in111)),
      unbounded("b", in111),
      inline(WRITES, in111),
    ],
    passes: [
      principal("Role", "a", "deploy", { inlinePolicies: [{ name: "never", policy: NO_WRITES }] }, by(in111)),
      inline(WRITES, in111),
    ],
  },
  {
    title: "two halves through two providers of one account",
    stoppedBy: "privilege-escalation",
    stopped: [
      inline(document("iam:PassRole", "*"), in111, "deploy", "pass"),
      inline(
        document("lambda:CreateFunction lambda:InvokeFunction", "arn:aws:lambda:eu-west-1:111111111111:function:web"),
        also111,
        "deploy",
        "run",
      ),
    ],
    passes: [
      inline(document("iam:PassRole", "arn:aws:iam::111111111111:role/a/*"), in222, "deploy", "pass"),
      inline(
        document("lambda:CreateFunction lambda:InvokeFunction", "arn:aws:lambda:eu-west-1:111111111111:function:web"),
        in111,
        "deploy",
        "run",
      ),
    ],
  },
  {
    title: "the boundary of a user in another provider",
    stoppedBy: "administrative-access",
    stopped: [
      principal("User", "a", "ann", { permissionsBoundary: EDGE }, by(west)),
      principal("User", "b", "ann", {}, by(east)),
      resource("aws:iam/userPolicyAttachment:UserPolicyAttachment", "x", { user: "ann", policyArn: ADMIN }, by(east)),
    ],
    passes: [
      principal("User", "a", "ann", { permissionsBoundary: EDGE }, by(west)),
      principal("User", "b", "ann", { permissionsBoundary: EDGE }, by(east)),
      resource("aws:iam/userPolicyAttachment:UserPolicyAttachment", "x", { user: "ann", policyArn: ADMIN }, by(east)),
    ],
  },
  {
    title: "the boundary of a role that is named like a group",
    stoppedBy: "administrative-access",
    stopped: [
      bounded("a", in111),
      resource("aws:iam/group:Group", "b", { name: "deploy" }, by(in111)),
      resource(
        "aws:iam/groupPolicyAttachment:GroupPolicyAttachment",
        "x",
        { group: "deploy", policyArn: ADMIN },
        by(in111),
      ),
    ],
    passes: [
      bounded("a", in111),
      resource("aws:iam/group:Group", "b", { name: "deploy" }, by(in111)),
      attach(ADMIN, in111),
    ],
  },
];
