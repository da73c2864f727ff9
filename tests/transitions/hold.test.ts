import assert from "node:assert/strict";
import { deployedText, type Deployed } from "../../transitions/deployed";
import { entangledPolicies } from "../../transitions/entangled";
import { rolesToHold, withHeld } from "../../transitions/hold";
import type { Settings } from "../../settings/settings";
import { document, offering, on } from "./example";

const both = (bucket: string) => document(on(bucket), on("secret", "Deny"));
const role = (inline: Record<string, unknown>) => offering({ policies: { inline } });
const settingsOf = ({ settings }: Deployed) => settings as Settings;
const closed = (deployed: Deployed): Deployed => ({
  ...deployed,
  settings: withHeld(settingsOf(deployed), '["deploy"]'),
});
const before = role({ a: both("one"), b: both("two") });
const after = role({ a: both("one"), b: both("three") });

describe("roles whose policies have no right order", () => {
  it("are held closed where the update makes or changes them, and not otherwise", () => {
    assert.deepEqual(rolesToHold(undefined, settingsOf(after)), ["deploy"]);
    assert.deepEqual(rolesToHold(deployedText(before), settingsOf(after)), ["deploy"]);
    assert.deepEqual(rolesToHold(deployedText(after), settingsOf(after)), []);
    assert.deepEqual(rolesToHold("somebody changed it", settingsOf(after)), ["deploy"]);
    assert.deepEqual(rolesToHold(undefined, settingsOf(role({ a: both("one") }))), []);
  });

  it("deny everything to every session while they are held, and nothing is told of their order then", () => {
    const { roles } = withHeld(settingsOf(after), '["deploy","other"]');
    assert.equal(roles["deploy"]!.revokeSessionsBefore, "2999-01-01T00:00:00Z");
    assert.deepEqual(entangledPolicies(before, closed(after)), []);
    assert.deepEqual(entangledPolicies(closed(after), after), []);
  });

  it("are told of again where what is opened is not what was closed", () => {
    assert.deepEqual(entangledPolicies(closed(before), after), [{ role: "deploy", policies: ["a", "b"] }]);
    assert.deepEqual(rolesToHold(deployedText(closed(before)), settingsOf(after)), ["deploy"]);
    assert.deepEqual(rolesToHold(deployedText(closed(after)), settingsOf(after)), []);
  });

  it("leave the settings as they are where none is named, and refuse what names none", () => {
    for (const nothing of [undefined, ""]) assert.equal(withHeld(settingsOf(after), nothing), after.settings);
    assert.deepEqual(withHeld(settingsOf(after), "[]"), after.settings);
    for (const wrong of ["deploy", "{}", "[1]", "[[]"])
      assert.throws(() => withHeld(settingsOf(after), wrong), /CROSS_ACCOUNT_HELD_ROLES: found .*, expected a list/);
  });
});
