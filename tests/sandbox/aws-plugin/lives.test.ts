import assert from "node:assert/strict";
import { supportedTypes } from "../../../sandbox/aws-plugin/resources";
import { text } from "../../../sandbox/aws-plugin/values";
import { type Accounts, region, startAccounts } from "./accounts";
import { lives, prepare } from "./lives";
import { Plugin } from "./plugin";

describe("AWS plugin: the life of a resource", () => {
  let accounts: Accounts;
  let plugin: Plugin;

  before(async () => {
    accounts = await startAccounts();
    await prepare(accounts);
    plugin = await Plugin.start(accounts.environment("trusting"));
    await plugin.configure({ region });
  });
  after(async () => {
    await plugin?.stop();
    await accounts?.stop();
  });

  it("is told here for every type that the plugin knows", () => {
    assert.deepEqual(lives.map(({ token }) => token).sort(), [...supportedTypes].sort());
  });

  for (const {
    token,
    inputs: wanted,
    id: expectedId,
    drift,
    drifted,
    update,
    replace,
    replaces,
    deleteFirst,
    importId,
  } of lives) {
    it(token, async () => {
      const { inputs, failures } = await plugin.check(token, "it", wanted);
      assert.deepEqual(failures, []);
      const made = await plugin.create(token, inputs);
      let { id } = made;
      const { state } = made;
      if (typeof expectedId === "string") assert.equal(id, expectedId);
      else assert.match(id, expectedId);
      for (const [property, value] of Object.entries(wanted))
        assert.deepEqual(state[property], value, `state of ${property}`);
      const unchanged = { changed: false, properties: [], replaces: [], deleteBeforeReplace: false };
      assert.deepEqual(await plugin.diff(token, id, state, inputs), unchanged, "right after its creation");
      assert.deepEqual(
        await plugin.read(token, id, state, inputs),
        { id, state, inputs },
        "a refresh of what nobody changed",
      );

      await drift(accounts);
      const refreshed = await plugin.read(token, id, state, inputs);
      let held = refreshed?.state;
      if (drifted.length > 0) {
        const found = await plugin.diff(token, id, held ?? {}, inputs);
        assert.deepEqual(
          { ...found, properties: found.properties },
          { ...unchanged, changed: true, properties: drifted },
          "drift",
        );
        held = await plugin.update(token, id, held ?? {}, inputs);
        assert.deepEqual(held, state, "drift undone");
      } else {
        assert.equal(refreshed, undefined, "drift");
        const again = await plugin.create(token, inputs);
        id = again.id;
        held = again.state;
      }

      let now = inputs;
      if (update !== undefined) {
        now = (await plugin.check(token, "it", { ...wanted, ...update }, inputs)).inputs;
        const found = await plugin.diff(token, id, held, now);
        assert.deepEqual([found.changed, found.replaces], [true, []], "update in place");
        const foreseen = await plugin.update(token, id, held, now, true);
        held = await plugin.update(token, id, held, now);
        for (const property of Object.keys(wanted))
          assert.deepEqual(foreseen[property] ?? {}, held[property] ?? {}, `preview of ${property}`);
        assert.deepEqual(await plugin.diff(token, id, held, now), unchanged, "right after its update");
        assert.deepEqual(
          (await plugin.read(token, id, held, now))?.state,
          held,
          "the state after an update is what AWS holds",
        );
      }

      if (replace !== undefined) {
        const other = (await plugin.check(token, "it", { ...wanted, ...update, ...replace }, now)).inputs;
        const found = await plugin.diff(token, id, held, other);
        assert.deepEqual([found.replaces, found.deleteBeforeReplace], [replaces, deleteFirst ?? false], "replacement");
      }

      if (importId === false) {
        await assert.rejects(plugin.read(token, id), /cannot be imported/);
      } else {
        const imported = await plugin.read(
          token,
          importId ?? (token.includes("/group:") || token.includes("/user:") ? text(now, "name") : id),
        );
        const found = await plugin.diff(token, id, imported?.state ?? {}, now);
        // What AWS does not know cannot be read, so only that may differ.
        assert.deepEqual(
          found.properties.filter((property) => property !== "content" && property !== "forceDestroy"),
          [],
          "import",
        );
      }

      await plugin.delete(token, id, held);
      if (!token.endsWith("Exclusive") && !token.endsWith("Membership") && !token.endsWith(":PolicyAttachment")) {
        assert.equal(await plugin.read(token, id, held, now), undefined, "gone");
      }
      await plugin.delete(token, id, held);
    });
  }
});
