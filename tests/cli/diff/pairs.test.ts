import assert from "node:assert/strict";
import { difference } from "../../../cli/diff/compare";
import type { Allowed, Way } from "../../../cli/diff/difference";
import { pairs } from "./pairs";
import { sideOf } from "./sides";

const at = new Date("2026-12-01T00:00:00Z");

function nameOf(arn: string): string {
  return arn.split("/").at(-1)!;
}

function wayText({ role, principal, account }: Way): string {
  return `${nameOf(role)} < ${principal} of ${account}`;
}

/** The witness of a pattern ends with any text; what stands before that is fixed. */
function assertAllowed(
  found: readonly { role: string; allowed: readonly Allowed[] }[],
  expected: readonly string[],
): void {
  const texts = found.flatMap(({ role, allowed }) =>
    allowed.map(({ action, resource }) => `${nameOf(role)}: ${action} ${resource}`),
  );
  const without = expected.filter((start) => !texts.some((text) => text.startsWith(start)));
  assert.deepEqual(without, [], `missing in ${JSON.stringify(texts)}`);
  if (expected.length === 0) assert.deepEqual(texts, []);
}

describe("the difference of two settings", () => {
  for (const { name, before, now, expected } of pairs) {
    it(name, () => {
      const found = difference(sideOf(before), sideOf(now), "0".repeat(40), [], at);
      const { gains = [], loses = [], more = [], less = [], sessions = [], found: rules = [], gone = [] } = expected;
      assert.deepEqual(
        {
          verdict: found.verdict,
          gains: found.gains.map(wayText),
          loses: found.loses.map(wayText),
          sessions: found.sessions.map(({ role, before: a, after: b }) => `${nameOf(role)}: ${a} ${b}`),
          found: found.findings.new.map(({ role, rule }) => `${nameOf(role)}: ${rule}`),
          gone: found.findings.gone.map(({ role, rule }) => `${nameOf(role)}: ${rule}`),
          unknown: found.unknown.length,
        },
        { verdict: expected.verdict, gains, loses, sessions, found: rules, gone, unknown: expected.unknown ?? 0 },
      );
      assertAllowed(
        found.permissions.map(({ role, more: allowed }) => ({ role, allowed })),
        more,
      );
      assertAllowed(
        found.permissions.map(({ role, less: allowed }) => ({ role, allowed })),
        less,
      );
    });
  }
});
