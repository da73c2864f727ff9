/**
 * Every input of a resource type that may have to do with access is judged by somebody: in aws.txt and aws-native.txt,
 * `<judgement> <type> <properties>`; `-` stands for the name of the type alone.
 * aws.txt is of the installed @pulumi/aws, aws-native.txt of @pulumi/aws-native 1.79.0.
 * - read: the pack reads it
 * - uncovered: it lets somebody in, and the pack does not read it; the documentation says so
 * - role: it names a role that a service uses; what that role may do is judged where the role is made
 * - account: it names an account without letting it in
 * - other: it has nothing to do with who may do what
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readsType } from "../../../policypack/resources/attachments";
import { DOCUMENTS, LIMITING } from "../../../policypack/resources/resourcePolicies";
import { SHARES } from "../../../policypack/resources/shares";
import { UNCOVERED } from "../../../policypack/resources/uncovered";
import { accessTypes } from "./sdk";

const root = join(__dirname, "../../..");

interface Line {
  readonly judgement: string;
  readonly type: string;
  readonly properties: readonly string[];
}

function lines(file: string): Line[] {
  return readFileSync(join(__dirname, file), "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => {
      const [judgement, type, ...properties] = line.split(" ");
      return { judgement: judgement!, type: type!, properties };
    });
}

describe("the resource types of Pulumi's AWS providers", function () {
  this.timeout(60_000);
  const aws = lines("aws.txt");
  const all = [...aws, ...lines("aws-native.txt")];

  it("of @pulumi/aws are all judged, and none that is gone", () => {
    const judged = aws.flatMap(({ type, properties }) => properties.map((property) => `${type} ${property}`));
    const real = [...accessTypes(join(root, "node_modules/@pulumi/aws"))].flatMap(([type, properties]) =>
      properties.map((property) => `${type} ${property}`),
    );
    assert.ok(real.length > 700, String(real.length));
    const help =
      "judge it in tests/policypack/types/aws.txt, and read it in policypack/resources where it gives access";
    assert.deepEqual(
      real.filter((one) => !judged.includes(one)),
      [],
      help,
    );
    assert.deepEqual(
      judged.filter((one) => !real.includes(one)),
      [],
      "take it out of tests/policypack/types/aws.txt",
    );
    assert.equal(new Set(judged).size, judged.length);
  });

  it("are read where they are judged so, and nowhere else", () => {
    const uncovered = Object.values(UNCOVERED).flat();
    for (const { judgement, type } of all) {
      assert.match(judgement, /^(read|uncovered|role|account|other)$/);
      assert.equal(readsType(type), judgement === "read", type);
      if (judgement === "uncovered") assert.ok(uncovered.includes(type), type);
    }
    assert.deepEqual(
      uncovered.filter((type) => !all.some((line) => line.type === type && line.judgement === "uncovered")),
      [],
    );
  });

  it("have the properties that the pack reads", () => {
    const named = new Set(all.flatMap(({ type, properties }) => properties.map((property) => `${type} ${property}`)));
    // Properties whose names do not tell what they hold, and a type that came after the list was made.
    const others = /^aws(-native)?:(organizations|s3control\/multiRegion|sqs:QueuePolicy)/;
    for (const [type, properties] of Object.entries({ ...DOCUMENTS, ...LIMITING }))
      for (const property of properties.split(" "))
        if (!others.test(type)) assert.ok(named.has(`${type} ${property.split(".")[0]}`), `${type} ${property}`);
    assert.ok(Object.keys(SHARES).every((type) => readsType(type)));
  });
});
