import assert from "node:assert/strict";
import { settingKeys } from "../settings/settingKeys";
import { problemsIn } from "../settings/refused";
import { rich, richTrusted } from "./kinds/richSettings";

function keysOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(keysOf);
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [key, ...keysOf(inner)]);
}

const asText = (settings: object) =>
  Object.fromEntries(
    Object.entries(settings).map(([key, value]) => [key, typeof value === "string" ? value : JSON.stringify(value)]),
  );

describe("the settings that strange ones are made from", () => {
  const used = new Set([...keysOf(rich), ...keysOf(richTrusted)]);
  for (const key of settingKeys().filter((key) => key !== "cross-account-access:empty")) {
    it(`use ${key}`, () => assert.ok(used.has(key)));
  }

  it("are right", () => assert.deepEqual([problemsIn(asText(rich)), problemsIn(asText(richTrusted))], [[], []]));
});
