import assert from "node:assert/strict";
import { readSettings } from "../../checks/readSettings";
import { unknownActionWarnings } from "../../checks/unknownActions";
import { now, trustingConfig } from "../settings/example";
import { policies } from "../settings/refused";

const document = (changes: object) => ({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::shop/*", ...changes }],
});
const warnings = (inline: unknown, shared: unknown = document({})) =>
  unknownActionWarnings(
    readSettings(
      { ...trustingConfig({ policies: { inline: { a: inline } } }), ...policies({ shared: { document: shared } }) },
      "cross-account-access",
      now,
    ),
  );

describe("actions in the settings that do not exist", () => {
  it("are told by their paths, with the nearest one", () => {
    const found = warnings(
      document({ Action: ["s3:GetObject", "s3:GetObjekt"] }),
      document({ Effect: "Deny", Action: undefined, NotAction: "shop:Buy" }),
    );
    assert.equal(found.length, 2);
    assert.match(
      found[0]!,
      /^roles\.deploy\.policies\.inline\.a\.Statement\[0\]\.Action\[1\]: found "s3:GetObjekt", which the catalogue of [\d-]+ does not have, did you mean s3:GetObject\? IAM takes/,
    );
    assert.match(
      found[1]!,
      /^policies\.shared\.document\.Statement\[0\]\.NotAction: found "shop:Buy", which .* does not have\. IAM/,
    );
  });

  it("are not those that exist, in any case or by a pattern", () =>
    assert.deepEqual(warnings(document({ Action: ["s3:getobject", "s3:Get*", "*"] })), []));
});
