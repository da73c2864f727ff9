/** Which document is behind a name or an ARN. */
import type { Shown } from "../engine";
import {
  ADMIN,
  BROAD,
  EDGE,
  NARROW,
  OURS,
  type Story,
  UNKNOWN,
  WRITES,
  also111,
  attach,
  bounded,
  by,
  east,
  in111,
  in222,
  policy,
  principal,
  resource,
  west,
} from "./program";

export const DOCUMENTS: readonly Story[] = [
  {
    title: "a policy of that name in another account",
    stoppedBy: "unknown-policy",
    stopped: [policy("ours", NARROW, in222), attach(OURS, in111)],
    passes: [policy("ours", NARROW, also111), attach(OURS, in111)],
  },
  {
    title: "a policy of that name in a place that may be another account",
    stoppedBy: "unknown-policy",
    stopped: [policy("ours", NARROW, west), attach(OURS, in111)],
    passes: [policy("ours", NARROW, west), attach(OURS, west)],
  },
  {
    title: "a policy whose ARN turns out to be of another account",
    stoppedBy: "unknown-policy",
    atEnd: true,
    stopped: [
      policy("ours", NARROW, west, { outputs: { name: "ours", arn: OURS.replace("111111111111", "222222222222") } }),
      attach(OURS, west),
    ],
    passes: [policy("ours", NARROW, west, { outputs: { name: "ours", arn: OURS } }), attach(OURS, west)],
  },
  {
    title: "a policy that is named like one of AWS that the catalogue does not have",
    stoppedBy: "unknown-policy",
    stopped: [policy("FutureAccess", NARROW, in111), attach("arn:aws:iam::aws:policy/FutureAccess", in111)],
    passes: [policy("FutureAccess", NARROW, in111), attach("arn:aws:iam::aws:policy/CloudWatchReadOnlyAccess", in111)],
  },
  {
    title: "a narrow namesake of the policy that is attached",
    stoppedBy: "administrative-access",
    stopped: [
      policy("ours", NARROW, west),
      policy("ours", BROAD, east),
      attach(OURS, west, UNKNOWN, { dependencies: { policyArn: ["ours-east"] } }),
    ],
    passes: [policy("ours", NARROW, west), policy("ours", NARROW, east), attach(OURS, west)],
  },
  {
    title: "a boundary that is read from a namesake in another account",
    stoppedBy: "administrative-access",
    config: {},
    stopped: [policy("edge", NARROW, in222), bounded("a", in111), attach(ADMIN, in111)],
    passes: [policy("edge", NARROW, in111), bounded("a", in111), attach(ADMIN, in111)],
  },
  {
    title: "a boundary that two policies of the stack may be",
    stoppedBy: "administrative-access",
    config: {},
    stopped: [
      policy("edge", NARROW, in111),
      policy("edge", NARROW, also111),
      bounded("a", in111),
      attach(ADMIN, in111),
    ],
    passes: [
      policy("edge", NARROW, in111),
      policy("other", NARROW, also111),
      bounded("a", in111),
      attach(ADMIN, in111),
    ],
  },
  {
    title: "a boundary that is made from two policies",
    stoppedBy: "administrative-access",
    atEnd: true,
    stopped: [
      policy("edge", NARROW, in111),
      policy("other", BROAD, in111),
      principal(
        "Role",
        "a",
        "deploy",
        { permissionsBoundary: UNKNOWN },
        by(in111, { dependencies: { permissionsBoundary: ["edge-one", "other-one"] } }),
      ),
      attach(ADMIN, in111),
    ],
    passes: [
      policy("edge", NARROW, in111),
      principal(
        "Role",
        "a",
        "deploy",
        { permissionsBoundary: UNKNOWN },
        by(in111, { dependencies: { permissionsBoundary: ["edge-one"] } }),
      ),
      attach(ADMIN, in111),
    ],
  },
  {
    title: "a policy that the configuration declares to be less than the stack makes it",
    stoppedBy: "unbounded-write",
    config: {
      declarations: {
        policies: { [OURS]: NARROW },
        exceptions: [
          {
            role: "policy/ours",
            rule: "unbounded-write",
            reason: "a test",
            approvedBy: "security",
            until: "2027-01-01",
          },
        ],
      },
    },
    stopped: [policy("ours", WRITES, in111), attach(OURS, in111)],
    passes: [policy("ours", WRITES, in222), attach(OURS, in111)],
  },
  {
    title: "a policy that the configuration declares for every account, and one that it does not",
    stoppedBy: "unknown-policy",
    stopped: [attach(EDGE, in111)],
    passes: [attach(OURS, in111)],
    config: { declarations: { policies: { "arn:aws:iam::*:policy/ours": NARROW } } },
  },
  {
    title: "a policy that is declared for its account, and otherwise for every account",
    stoppedBy: "unbounded-write",
    stopped: [attach(EDGE, in111)],
    passes: [attach(OURS, in111)],
    config: {
      declarations: {
        policies: {
          "arn:aws:iam::*:policy/edge": NARROW,
          [EDGE]: WRITES,
          "arn:aws:iam::*:policy/ours": WRITES,
          [OURS]: NARROW,
        },
      },
    },
  },
  {
    title: "customer managed policies of a permission set, of which the stack has one account's",
    stoppedBy: "unknown-policy",
    stopped: [policy("theirs", NARROW, in111), customerManaged("theirs")],
    passes: [policy("theirs", NARROW, in111), customerManaged("ours")],
    config: { declarations: { policies: { "arn:aws:iam::*:policy/ours": NARROW } } },
  },
];

function customerManaged(name: string): Shown {
  return resource(
    "aws:ssoadmin/customerManagedPolicyAttachmentsExclusive:CustomerManagedPolicyAttachmentsExclusive",
    "set",
    {
      instanceArn: "arn:aws:sso:::instance/i",
      permissionSetArn: "arn:aws:sso:::permissionSet/i/p",
      customerManagedPolicyReferences: [{ name }],
    },
    by(in111),
  );
}
