import assert from "node:assert/strict";
import { split } from "../../../cli/format/split";

const sections = new Map([
  ["roles", "roles"],
  ["shop:roles", "roles"],
  ["shop:grants", "grants"],
]);
const splitted = (text: string) => {
  const { rest, entries } = split(text, sections);
  return { rest, files: Object.fromEntries(entries.map(({ section, name, text }) => [`${section}/${name}`, text])) };
};

describe("splitting a stack's file", () => {
  it("moves comments, blank lines and quotes with what they stand by", () => {
    const text = `# Top.
config:
  aws:region: "eu-west-1" # the region
  # What we offer.
  shop:roles:
    # Deploys.
    deploy: # weekly
      a: 'b'   # why

      # of the list
      list:
      - "1"
      - 2
    # Reads,
    # a lot.
    "read.v2":
        text: |
          # no comment
            indented
        last: 1
        # trailing
  # Who gets it.
  shop:grants: { one: { to: { users: [alice] } }, two: {} }

  # The rest.
  other:key: x
encryptionsalt: v1:abc
# End.
`;
    assert.deepEqual(splitted(text), {
      rest: `# Top.
config:
  aws:region: "eu-west-1" # the region
  # What we offer.
  # Who gets it.

  # The rest.
  other:key: x
encryptionsalt: v1:abc
# End.
`,
      files: {
        "roles/deploy": `# Deploys.
# weekly
a: 'b'   # why

# of the list
list:
- "1"
- 2
`,
        "roles/read.v2": `# Reads,
# a lot.
text: |
  # no comment
    indented
last: 1
# trailing
`,
        "grants/one": "{ to: { users: [ alice ] } }\n",
        "grants/two": "{}\n",
      },
    });
  });

  it("takes entries that begin on the key's line, and a section at the end of the file", () => {
    const text = `config:\n  roles:\n    a: { x: [1,\n      2] } # both\n    b: {}\n    # about b\n# about nothing\n`;
    assert.deepEqual(splitted(text), {
      rest: "config:\n# about nothing\n",
      files: { "roles/a": "{ x: [1,\n2] } # both\n", "roles/b": "{}\n# about b\n" },
    });
  });

  it("leaves what has no entries", () => {
    for (const text of [
      "",
      "config:\n",
      "config:\n  roles: {}\n",
      "config:\n  roles:\n",
      "config: { roles: { a: {} } }\n",
      "other:\n  roles:\n    a: {}\n",
    ])
      assert.deepEqual(splitted(text), { rest: text, files: {} });
  });
});
