import assert from "node:assert/strict";
import fc from "fast-check";
import { strayKeys } from "../../checks/namespaces";
import { ownKeys } from "../../settings/settings";
import { seed } from "../seed";

const word = fc.string({ unit: fc.constantFrom(..."abcdefghijklmnopqrstuvwxyz"), minLength: 3, maxLength: 9 });
const project = fc.array(word, { minLength: 2, maxLength: 4 }).map((words) => words.join("-"));
const letter = fc.constantFrom(..."abcdefghijklmnopqrstuvwxyz");

/** One slip of the hand: a letter dropped, added, replaced, swapped with the next, or in the other case; hyphens left out or changed. */
const slip = (text: string) =>
  fc.oneof(
    fc
      .tuple(fc.nat(text.length - 1), letter)
      .chain(([at, other]) =>
        fc.constantFrom(
          text.slice(0, at) + text.slice(at + 1),
          text.slice(0, at) + other + text.slice(at),
          text.slice(0, at) + other + text.slice(at + 1),
          text.slice(0, at) + (text[at + 1] ?? "") + text[at]! + text.slice(at + 2),
          text.slice(0, at) + text[at]!.toUpperCase() + text.slice(at + 1),
        ),
      ),
    fc.constantFrom(
      text.replaceAll("-", ""),
      text.replaceAll("-", "_"),
      `${text}s`,
      text.toUpperCase(),
      text.split("-").reverse().join("-"),
    ),
  );

/** Namespaces of providers and engines that people have beside any project. */
const others =
  "aws aws-native awsx pulumi azure azure-native azuread gcp google-native kubernetes helm docker github gitlab random tls time archive cloudflare datadog newrelic grafana okta auth0 vault consul nomad snowflake databricks postgresql mysql mongodbatlas confluentcloud digitalocean linode hcloud fastly pagerduty sentry sops tailscale venafi vsphere".split(
    " ",
  );

describe(`namespaces drawn at random (FC_SEED=${seed})`, () => {
  it("with one slip in them are refused, whatever the key is", () => {
    fc.assert(
      fc.property(
        project.chain((name) => fc.tuple(fc.constant(name), slip(name))),
        fc.constantFrom(...ownKeys, "other"),
        ([name, slipped], key) => {
          fc.pre(slipped !== name && slipped !== "");
          const found = strayKeys({ [`${slipped}:${key}`]: {}, [`${name}:roles`]: { deploy: {} } }, name, ownKeys);
          assert.deepEqual(
            found.map(({ path }) => path),
            [`${slipped}:${key}`],
          );
        },
      ),
      { seed, numRuns: 2000 },
    );
  });

  it("of others are left alone", () => {
    fc.assert(
      fc.property(
        project,
        fc.constantFrom(...others),
        fc.constantFrom("roles", "groups", "organization", "region", "token"),
        fc.constantFrom<unknown>("x", ["x"], {}, { a: "b" }, { a: { name: "b" } }),
        (name, other, key, value) => {
          assert.deepEqual(
            strayKeys({ [`${other}:${key}`]: value, [`${name}:roles`]: { deploy: {} } }, name, ownKeys),
            [],
          );
        },
      ),
      { seed, numRuns: 2000 },
    );
  });
});
