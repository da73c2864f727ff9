/** What the pack remembers of a stack while the engine shows it, resource by resource. */
import assert from "node:assert/strict";
import { AnalyzerStackConfigureRequest } from "@pulumi/pulumi/proto/analyzer_pb";
import { listenForPreview } from "../../policypack/previewing";
import { RULES } from "../../policypack/rules";
import { Watch } from "../../policypack/watch";
import { allow, doc } from "./cases/case";
import { run, type Shown } from "./engine";

const now = new Date("2026-11-24T12:00:00Z");
const BROAD = JSON.stringify(doc(allow("s3:PutObject")));
const NARROW = JSON.stringify(doc(allow("s3:PutObject", "arn:aws:s3:::shop/*")));

/** A watch, and the rules that it finds something of at a role with this inline policy. */
function watching(preview = false) {
  const watch = new Watch(
    RULES,
    () => now,
    () => preview,
  );
  const show = (policy: string, to = "declarations", name = "deploy"): void =>
    watch.see(
      {
        type: "aws:iam/role:Role",
        name,
        urn: `urn:${name}`,
        props: { name, inlinePolicies: [{ name: "own", policy }] },
      },
      to,
    );
  const at = (name = "deploy"): string[] => watch.atResource(`urn:${name}`).map(({ rule }) => rule);
  return { watch, show, at };
}

describe("what is shown to the pack", () => {
  it("is read anew when it is shown to a policy again, and not before", () => {
    const { show, at } = watching();
    show(BROAD);
    assert.deepEqual(at(), ["unbounded-write"]);
    // Another policy of the pack is shown the same resource: its inputs were read.
    show(NARROW, "another");
    assert.deepEqual(at(), ["unbounded-write"]);
    show(NARROW);
    assert.deepEqual(at(), []);
    show(BROAD);
    assert.deepEqual(at(), ["unbounded-write"]);
  });

  it("is the same as before when it says the same", () => {
    const { watch, show, at } = watching();
    show(BROAD);
    const found = watch.atResource("urn:deploy");
    show(BROAD);
    assert.equal(found.length, 1);
    assert.equal(watch.atResource("urn:deploy")[0], found[0], "judged once");
    show(NARROW, "declarations", "other");
    assert.deepEqual(at("other"), []);
    assert.deepEqual(at(), ["unbounded-write"]);
  });

  it("counts by what is declared and set at the time", () => {
    const { watch, show, at } = watching();
    show(BROAD);
    const exceptions = [{ role: "deploy", rule: "unbounded-write", reason: "r", approvedBy: "s", until: "2027-01-01" }];
    watch.configure({ exceptions });
    assert.deepEqual(at(), []);
    watch.configure({ exceptions });
    assert.deepEqual(at(), []);
    watch.configure({});
    assert.deepEqual(at(), ["unbounded-write"]);
  });

  it("counts by the options of a rule, and by their defaults where they are no numbers", () => {
    const watch = new Watch(
      RULES,
      () => now,
      () => false,
    );
    const rule = RULES.find(({ name }) => name === "session-too-long")!;
    const props = { name: "deploy", maxSessionDuration: 7200, assumeRolePolicy: undefined };
    watch.see({ type: "aws:iam/role:Role", name: "deploy", urn: "urn:deploy", props }, "declarations");
    const at = (): string[] => watch.atResource("urn:deploy").map(({ rule: name }) => name);
    assert.deepEqual(at(), ["session-too-long"]);
    watch.configureRule(rule, { maximumSeconds: 7200 });
    assert.deepEqual(at(), []);
    watch.configureRule(rule, { maximumSeconds: "3600" });
    assert.deepEqual(at(), []);
    watch.configureRule(rule, { maximumSeconds: 7199 });
    assert.deepEqual(at(), ["session-too-long"]);
    watch.configureRule(RULES[0]!, { maximumSeconds: 7200 });
    assert.deepEqual(at(), ["session-too-long"]);
  });

  it("waits for the end of a preview where it is not known yet, and not in an update", () => {
    const unknown = new Proxy(
      {},
      {
        ownKeys: () => ["policy"],
        getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true }),
        get: () => {
          throw Object.assign(new Error("unknown"), { unknownTypeSentinel: true });
        },
      },
    );
    for (const preview of [true, false]) {
      const watch = new Watch(
        RULES,
        () => now,
        () => preview,
      );
      watch.see({ type: "aws:iam/policy:Policy", name: "p", urn: "urn:p", props: unknown }, "declarations");
      assert.deepEqual(
        watch.atResource("urn:p").map(({ rule }) => rule),
        preview ? [] : ["unknown-policy"],
      );
    }
  });
});

describe("what is found of a group", () => {
  const provider = { name: "one", props: { allowedAccountIds: JSON.stringify(["111111111111"]) } };
  const group = (name: string, policy: string): Shown => ({
    type: "aws:iam/groupPolicy:GroupPolicy",
    name: `policy-${name}`,
    provider,
    props: { group: name, name: "theirs", policy },
  });
  const member = (groups: string[]): Shown => ({
    type: "aws:iam/userGroupMembership:UserGroupMembership",
    name: "member",
    provider,
    props: { user: "alice", groups },
  });
  it("is told of the group alone, and not of its members again", () => {
    for (const groups of [["ops"], ["ops", "dev"], ["dev", "ops"]]) {
      const found = run([group("ops", BROAD), group("dev", NARROW), member(groups)]);
      assert.deepEqual(
        found.map((line) => line.slice(0, 32)),
        ["unbounded-write: group ops, poli"],
        groups.join(),
      );
    }
  });
  it("is told of a member where it comes from several groups together", () => {
    const create = JSON.stringify(
      doc(allow("lambda:CreateFunction lambda:InvokeFunction", "arn:aws:lambda:eu-west-1:111111111111:function:web")),
    );
    const pass = JSON.stringify(doc(allow("iam:PassRole", "arn:aws:iam::111111111111:role/app-*")));
    const found = run([group("ops", create), group("dev", pass), member(["ops", "dev"])]);
    assert.ok(
      found.length > 0 && found.every((line) => line.startsWith("privilege-escalation: user alice, ")),
      found.join("\n"),
    );
  });
});

describe("whether the engine only previews", () => {
  it("is what its last message said, and no until then", () => {
    const preview = listenForPreview();
    assert.equal(preview(), false);
    for (const dry of [true, false, true]) {
      const message = new AnalyzerStackConfigureRequest();
      message.setDryRun(dry);
      message.getTagsMap().set("a", "b");
      assert.equal(preview(), dry);
      assert.equal(message.getTagsMap().get("a"), "b", "the tags are as ever");
    }
  });
});
