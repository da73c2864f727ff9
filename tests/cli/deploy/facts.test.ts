import assert from "node:assert/strict";
import { factsOf } from "../../../cli/deploy/facts";
import { holderOf, holderText, isGone } from "../../../cli/deploy/lock";

describe("the engine's log", () => {
  it("says what changed, what failed and what the pack refuses", () => {
    const events = [
      { diagnosticEvent: { severity: "error", message: "<{%reset%}>it broke<{%reset%}>\n" } },
      { diagnosticEvent: { severity: "error", message: "a line that passes", ephemeral: true } },
      { diagnosticEvent: { severity: "warning", message: "beware" } },
      { diagnosticEvent: { severity: "debug", message: "noise" } },
      {
        policyEvent: {
          enforcementLevel: "mandatory",
          policyName: "rule",
          message: "What it is about\nrole x may all\n",
        },
      },
      { policyEvent: { enforcementLevel: "mandatory", policyName: "rule", message: "one line" } },
      { policyEvent: { enforcementLevel: "advisory", policyName: "other", message: "think of it" } },
      {
        resOpFailedEvent: {
          metadata: { op: "create", urn: "urn:x", type: "t", new: { inputs: { name: "a" }, parent: "urn:p" } },
        },
      },
      { resOpFailedEvent: { metadata: { op: "update", urn: "urn:y", type: "t", new: { inputs: {} } } } },
      { summaryEvent: { resourceChanges: { create: 2, same: 1 } } },
      null,
    ];
    const log = `${events.map((event) => JSON.stringify(event)).join("\n")}\n{"cut": `;
    assert.deepEqual(factsOf(log), {
      changes: { create: 2, same: 1 },
      refusals: ["rule: role x may all", "rule: one line"],
      errors: ["it broke"],
      warnings: ["beware"],
      creations: [{ urn: "urn:x", type: "t", parent: "urn:p", inputs: { name: "a" } }],
    });
    assert.deepEqual(factsOf(""), { changes: {}, refusals: [], errors: [], warnings: [], creations: [] });
  });
});

describe("a lock", () => {
  const file =
    "error: the stack is currently locked by 1 lock(s). Either wait for the other process(es) to end or delete the lock file with `pulumi cancel`.\n" +
    "  file:///state/.pulumi/locks/organization/p/s/1.json: created by ann@host (pid 12) at 2026-11-26T04:07:35Z\n";

  it("has a holder, as far as the backend says who", () => {
    assert.deepEqual(holderOf(file), { who: "ann@host", pid: 12, since: "2026-11-26T04:07:35Z" });
    assert.equal(holderText(holderOf(file)!), "ann@host (process 12, since 2026-11-26T04:07:35Z)");
    const cloud = holderOf("error: [409] Conflict: Another update is currently in progress.\n");
    assert.deepEqual(cloud, {});
    assert.equal(holderText(cloud), "somebody else");
    assert.equal(holderOf("error: no stack named 's' found"), undefined);
  });

  it("is held by nobody where its process was one of this machine and is gone", () => {
    const holder = holderOf(file)!;
    assert.ok(isGone(holder, "host", () => false));
    assert.ok(!isGone(holder, "host", () => true));
    assert.ok(!isGone(holder, "elsewhere", () => false));
    assert.ok(!isGone({}, "host", () => false));
  });
});
