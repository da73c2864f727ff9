/** What is known of the roles that a role may pass. */
import type { Shown } from "../engine";
import {
  NARROW,
  PASS,
  type Provider,
  type Story,
  WRITES,
  also111,
  by,
  component,
  east,
  in111,
  in222,
  inline,
  principal,
  west,
} from "./program";

const role = (logical: string, content: object, one: Provider, name = "run"): Shown =>
  principal("Role", logical, name, { inlinePolicies: [{ name: "i", policy: content }] }, by(one));

/** A role that passes `role/run` to a function; what that role may do decides. */
export const NEIGHBOURS: readonly Story[] = [
  {
    title: "a component that claims to be a harmless role",
    stoppedBy: "privilege-escalation-advice",
    stopped: [
      component({ policies: { managed: [], inline: { i: NARROW } } }, "111111111111", "run"),
      inline(PASS, in111),
    ],
    passes: [role("run", NARROW, in111), inline(PASS, in111)],
  },
  {
    title: "a role of which only one harmless policy is seen",
    stoppedBy: "privilege-escalation-advice",
    stopped: [inline(NARROW, in111, "run", "i"), inline(PASS, in111)],
    passes: [role("run", NARROW, in111), inline(NARROW, in111, "run", "i"), inline(PASS, in111)],
  },
  {
    title: "a harmless role of that name in another account",
    stoppedBy: "privilege-escalation-advice",
    stopped: [role("run", NARROW, in222), inline(PASS, in111)],
    passes: [role("run", NARROW, also111), inline(PASS, in111)],
  },
  {
    title: "a harmless role of that name in a place that may be another account",
    stoppedBy: "privilege-escalation-advice",
    stopped: [role("run", NARROW, west), inline(PASS, east)],
    passes: [role("run", NARROW, west), inline(PASS, west)],
  },
  {
    title: "a broad role beside a harmless one of that name",
    stoppedBy: "privilege-escalation",
    config: {
      declarations: {
        exceptions: ["administrative-access", "unbounded-write", "privilege-escalation", "service-wide-access"].map(
          (rule) => ({
            role: "run",
            rule,
            reason: "a test",
            approvedBy: "security",
            until: "2027-01-01",
          }),
        ),
      },
    },
    stopped: [role("a", NARROW, west), role("b", WRITES, east), inline(PASS, west)],
    passes: [role("a", NARROW, in111), role("b", WRITES, in222), inline(PASS, in111)],
  },
  {
    title: "a broad role that is passed in another case",
    stoppedBy: "privilege-escalation",
    config: {
      declarations: {
        exceptions: [
          { role: "Run", rule: "unbounded-write", reason: "a test", approvedBy: "security", until: "2027-01-01" },
        ],
      },
    },
    stopped: [role("a", WRITES, in111, "Run"), inline(PASS, in111)],
    passes: [role("a", NARROW, in111, "run"), inline(PASS, in111)],
  },
  {
    title: "a role that the configuration declares to be less than the stack makes it",
    stoppedBy: "privilege-escalation",
    config: {
      declarations: {
        others: { "arn:aws:iam::111111111111:role/run": { policies: [NARROW] } },
        exceptions: [
          { role: "run", rule: "unbounded-write", reason: "a test", approvedBy: "security", until: "2027-01-01" },
        ],
      },
    },
    stopped: [role("a", WRITES, in111), inline(PASS, in111)],
    passes: [inline(PASS, in111)],
  },
];
