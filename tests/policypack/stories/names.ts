/** Names that are not known, and names that nobody in the stack has. */
import {
  ADMIN,
  EDGE,
  NARROW,
  NO_WRITES,
  OURS,
  type Story,
  UNKNOWN,
  WRITES,
  also111,
  attach,
  bounded,
  by,
  component,
  document,
  east,
  in111,
  inline,
  policy,
  principal,
  resource,
  unbounded,
  west,
} from "./program";

export const NAMES: readonly Story[] = [
  {
    title: "a policy for a name in a place that has no such role",
    stoppedBy: "administrative-access",
    stopped: [bounded("a", west), attach(ADMIN, east)],
    passes: [bounded("a", in111), attach(ADMIN, also111)],
  },
  {
    title: "an exclusive list of policies in a place that has no such role",
    stoppedBy: "administrative-access",
    stopped: [
      bounded("a", west),
      resource(
        "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive",
        "x",
        { roleName: "deploy", policyArns: [ADMIN] },
        by(east),
      ),
    ],
    passes: [
      bounded("a", west),
      resource(
        "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive",
        "x",
        { roleName: "deploy", policyArns: [ADMIN] },
        by(west),
      ),
    ],
  },
  {
    title: "a policy for the logical name of a role that AWS is to name",
    stoppedBy: "administrative-access",
    stopped: [
      principal("Role", "deploy", undefined, { namePrefix: "x-", permissionsBoundary: EDGE }, by(in111)),
      attach(ADMIN, in111),
    ],
    passes: [bounded("deploy", in111), attach(ADMIN, in111)],
  },
  {
    title: "a policy for a name that is made from a role with a boundary",
    stoppedBy: "administrative-access",
    atEnd: true,
    stopped: [bounded("a", in111), attach(ADMIN, in111, UNKNOWN, { dependencies: { role: ["a"] } })],
    passes: [bounded("a", in111), attach(ADMIN, in111, "deploy", { dependencies: { role: ["a"] } })],
  },
  {
    title: "a policy for a name that is made from two roles",
    stoppedBy: "unbounded-write",
    stopped: [
      bounded("a", in111),
      unbounded("b", in111, "other"),
      inline(WRITES, in111, UNKNOWN, "own", { dependencies: { role: ["a", "b"] } }),
    ],
    passes: [
      bounded("a", in111),
      unbounded("b", in111, "other"),
      inline(WRITES, in111, "deploy", "own", { dependencies: { role: ["a", "b"] } }),
    ],
  },
  {
    title: "the second of two roles whose names are not known",
    stoppedBy: "administrative-access",
    atEnd: true,
    stopped: [
      bounded("a", in111),
      unbounded("b", in111, "other"),
      resource(
        "aws:iam/policyAttachment:PolicyAttachment",
        "x",
        { name: "x", roles: [UNKNOWN, UNKNOWN], policyArn: ADMIN },
        by(in111, { dependencies: { roles: ["a", "b"] } }),
      ),
    ],
    passes: [
      bounded("a", in111),
      unbounded("b", in111, "other"),
      resource(
        "aws:iam/policyAttachment:PolicyAttachment",
        "x",
        { name: "x", roles: ["deploy"], policyArn: ADMIN },
        by(in111),
      ),
    ],
  },
  {
    title: "a denial for a name that is not known",
    stoppedBy: "unbounded-write",
    atEnd: true,
    stopped: [
      principal("Role", "a", undefined, { inlinePolicies: [{ name: "w", policy: WRITES }] }, by(in111)),
      inline(NO_WRITES, in111, UNKNOWN, "never", { dependencies: { role: ["a"] } }),
    ],
    passes: [
      principal("Role", "a", "deploy", { inlinePolicies: [{ name: "w", policy: NARROW }] }, by(in111)),
      inline(NO_WRITES, in111, UNKNOWN, "never", { dependencies: { role: ["a"] } }),
    ],
  },
  {
    title: "two halves of which one has no known name",
    stoppedBy: "privilege-escalation",
    atEnd: true,
    stopped: [
      unbounded("a", in111),
      inline(
        document("lambda:CreateFunction lambda:InvokeFunction", "arn:aws:lambda:eu-west-1:111111111111:function:web"),
        in111,
      ),
      attach(OURS, in111, UNKNOWN, { dependencies: { role: ["a"] } }),
      policy("ours", document("iam:PassRole", "arn:aws:iam::111111111111:role/app-*"), in111),
    ],
    passes: [
      unbounded("a", in111),
      inline(
        document("lambda:CreateFunction lambda:InvokeFunction", "arn:aws:lambda:eu-west-1:111111111111:function:web"),
        in111,
      ),
      attach(OURS, in111, UNKNOWN, { dependencies: { role: ["b"] } }),
      policy("ours", document("iam:PassRole", "arn:aws:iam::111111111111:role/app-*"), in111),
      unbounded("b", in111, "other"),
    ],
  },
  {
    title: "an exception for the logical name of a role that AWS is to name",
    stoppedBy: "unbounded-write",
    config: {
      declarations: {
        exceptions: [
          { role: "deploy", rule: "unbounded-write", reason: "a test", approvedBy: "security", until: "2027-01-01" },
        ],
      },
    },
    stopped: [principal("Role", "deploy", undefined, { inlinePolicies: [{ name: "w", policy: WRITES }] })],
    passes: [principal("Role", "deploy", "deploy", { inlinePolicies: [{ name: "w", policy: WRITES }] })],
  },
  {
    title: "a listed inline policy that only a component claims",
    stoppedBy: "unknown-policy",
    atEnd: true,
    stopped: [
      component({ policies: { managed: [], inline: { own: NARROW } } }),
      resource(
        "aws:iam/rolePoliciesExclusive:RolePoliciesExclusive",
        "x",
        { roleName: "deploy", policyNames: ["own"] },
        by(in111),
      ),
    ],
    passes: [
      component({ policies: { managed: [], inline: { own: NARROW } } }),
      inline(NARROW, in111),
      resource(
        "aws:iam/rolePoliciesExclusive:RolePoliciesExclusive",
        "x",
        { roleName: "deploy", policyNames: ["own"] },
        by(in111),
      ),
    ],
  },
  {
    title: "a listed inline policy of a namesake",
    stoppedBy: "unknown-policy",
    atEnd: true,
    stopped: [
      inline(NARROW, west),
      resource(
        "aws:iam/rolePoliciesExclusive:RolePoliciesExclusive",
        "x",
        { roleName: "deploy", policyNames: ["own"] },
        by(east),
      ),
    ],
    passes: [
      inline(NARROW, west),
      resource(
        "aws:iam/rolePoliciesExclusive:RolePoliciesExclusive",
        "x",
        { roleName: "deploy", policyNames: ["own"] },
        by(west),
      ),
    ],
  },
  {
    title: "a listed inline policy that is named like a managed one",
    stoppedBy: "unknown-policy",
    atEnd: true,
    stopped: [
      unbounded("a", in111),
      attach(EDGE, in111),
      resource(
        "aws:iam/rolePoliciesExclusive:RolePoliciesExclusive",
        "x",
        { roleName: "deploy", policyNames: [EDGE] },
        by(in111),
      ),
    ],
    passes: [
      unbounded("a", in111),
      attach(EDGE, in111),
      resource(
        "aws:iam/rolePoliciesExclusive:RolePoliciesExclusive",
        "x",
        { roleName: "deploy", policyNames: [] },
        by(in111),
      ),
    ],
  },
  {
    title: "a listed inline policy whose name is not known",
    stoppedBy: "unknown-policy",
    atEnd: true,
    stopped: [
      inline(NARROW, in111),
      resource(
        "aws:iam/rolePoliciesExclusive:RolePoliciesExclusive",
        "x",
        { roleName: "deploy", policyNames: [UNKNOWN] },
        by(in111),
      ),
    ],
    passes: [
      inline(NARROW, in111),
      resource(
        "aws:iam/rolePoliciesExclusive:RolePoliciesExclusive",
        "x",
        { roleName: "deploy", policyNames: [UNKNOWN] },
        by(in111, { dependencies: { policyNames: ["own-one"] } }),
      ),
    ],
  },
];
