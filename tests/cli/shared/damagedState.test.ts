import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readStackOutputs } from "../../../cli/assume/roles/stackOutputs";
import { exportState } from "../../../cli/review/evidence/stacks/exportStack";
import { Place } from "../../fuzz/world/place";

/** What the engine printed of a state file that was half there, of garbage, and of another form. */
const damaged = [
  "error: failed to load checkpoint: place 1: unexpected end of JSON input",
  "error: failed to load checkpoint: place 1: invalid character 'h' looking for beginning of value",
  "error: failed to load checkpoint: place 1: json: cannot unmarshal array into Go value of type apitype.VersionedCheckpoint",
];
const advice =
  /is cut or damaged\. .* copy trusting\.json\.bak to trusting\.json, then run pulumi up --refresh --stack o\/p\/trusting/;

describe("a state that the engine cannot read", () => {
  let folder: string;
  let place: Place;
  beforeEach(async () => {
    place = new Place((folder = mkdtempSync(join(tmpdir(), "damaged-"))));
    await place.open();
  });
  afterEach(async () => {
    await place.close();
    rmSync(folder, { recursive: true });
  });

  const reviewed = async () =>
    (
      await exportState({
        folder: place.project,
        stack: "o/p/trusting",
        account: "111111111111",
        env: place.environment(),
      })
    ).missing!;

  for (const said of damaged) {
    it(said, async () => {
      place.engineRefuses(said);
      const { why, next } = await reviewed();
      assert.match(why, /^failed to load checkpoint/);
      assert.match(next, advice);
      await assert.rejects(readStackOutputs(place.project, "o/p/trusting", place.environment()), advice);
    });
  }

  it("is not what every refusal means", async () => {
    place.engineRefuses("error: PULUMI_ACCESS_TOKEN must be set");
    assert.match((await reviewed()).next, /pulumi whoami/);
    await assert.rejects(
      readStackOutputs(place.project, "o/p/trusting", place.environment()),
      /Log in to the backend first/,
    );
  });
});
