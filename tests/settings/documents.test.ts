import assert from "node:assert/strict";
import { refusedDocuments, takenDocuments } from "../policypack/iam/grammar/documents";
import { trustingConfig } from "./example";
import { policies, problemsIn } from "./refused";

const inline = (document: unknown) => problemsIn(trustingConfig({ policies: { inline: { a: document } } }));
const shared = (document: unknown) => problemsIn({ ...trustingConfig(), ...policies({ shared: { document } }) });

describe("policy documents in the settings", () => {
  for (const { what, document, path } of refusedDocuments) {
    it(`refuse ${what}, by its path`, () => {
      for (const [found, base] of [
        [inline(document), "roles.deploy.policies.inline.a"],
        [shared(document), "policies.shared.document"],
      ] as const) {
        assert.ok(found.length > 0, "nothing was refused");
        // The form of the settings says some of it in its own way, of a statement or of the whole document.
        const [first] = found;
        const told = first!.slice(0, first!.indexOf(": found"));
        assert.ok(`${base}.${path}`.startsWith(told) || first!.startsWith(`${base}.${path}:`), first);
      }
    });
  }
  for (const { what, document, notInSettings } of takenDocuments) {
    it(`${notInSettings === undefined ? "take" : "want otherwise"} ${what}`, () => {
      for (const found of [inline(document), shared(document)])
        assert.equal(found.length > 0, notInSettings !== undefined, found.join("\n"));
    });
  }
});

describe("characters that IAM takes in no policy", () => {
  const role = (changes: Record<string, unknown>) => problemsIn(trustingConfig(changes));
  const trust = (changes: Record<string, unknown>) => role({ trusts: [{ account: "222222222222", ...changes }] });
  for (const [what, found, path] of [
    ["a principal tag's value", role({ principalTags: { team: ["shop", "Łódź"] } }), "principalTags.team[1]"],
    ["a principal tag's key", role({ principalTags: { отдел: ["a"] } }), "principalTags.отдел"],
    ["a trust's principal tag", trust({ principalTags: { team: ["店"] } }), "trusts[0].principalTags.team[0]"],
    ["a session tag's key", role({ session: { tags: ["ключ"] } }), "session.tags"],
    [
      "a required session tag's value",
      role({ session: { tags: { required: { team: ["店"] } } } }),
      "session.tags.required.team",
    ],
    [
      "a prefix of a bucket",
      role({ policies: { presets: { web: { readBuckets: { buckets: ["shop"], prefix: "店/" } } } } }),
      "policies.presets.web.readBuckets.prefix",
    ],
  ] as const) {
    it(`are told in ${what}`, () => {
      assert.equal(found.length, 1, found.join("\n"));
      assert.ok(found[0]!.startsWith(`roles.deploy.${path}: found "`), found[0]);
      assert.match(found[0]!, /with the character U\+[0-9A-F]{4}, expected none beyond U\+00FF/);
    });
  }

  it("are taken where they stand in no policy, and all of Latin-1 is taken", () => {
    assert.deepEqual(role({ tags: { team: "Łódź" } }), []);
    assert.deepEqual(role({ principalTags: { équipe: ["Zürich ÿ"] }, session: { tags: ["größe"] } }), []);
  });
});
