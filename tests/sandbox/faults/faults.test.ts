import { DeleteRolePolicyCommand, IAMClient } from "@aws-sdk/client-iam";
import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { person } from "../../../sandbox/sandbox";
import { chooseTrials, nameOf } from "./choose";
import { faults } from "./kinds";
import { operationCalled, type Operation } from "./operations";
import { anchors, recipe } from "./recipes";
import { sample, tried, type SampleTrial } from "./sample";
import { commandOf, Stage, type Scene } from "./stage";
import { breaches } from "./table";
import { attempt, Strike, type Result } from "./trial";
import { differences } from "./whole";

/** So many trials go on at once. */
const lanes = Math.min(4, Math.max(2, availableParallelism()));

describe("faults while the stacks are deployed", function () {
  this.timeout(900_000);
  let stage: Stage;
  before(async () => {
    stage = await Stage.open();
  });
  after(async () => {
    await Promise.allSettled(started);
    await stage?.close();
  });

  const started: Promise<Result | undefined>[] = [];
  /** The result of a trial, while the next ones are under way. */
  async function resultOf(at: number): Promise<Result> {
    for (let next = at; next < Math.min(at + lanes, tried.length); next += 1) {
      started[next] ??= run(tried[next]!);
      // Whoever waits for it is told; until then it is nobody's.
      started[next]!.catch(() => {});
    }
    return (await started[at]) ?? assert.fail("the process that was to be killed is not there");
  }
  async function run([operation, call, fault]: SampleTrial): Promise<Result | undefined> {
    const [trial] = chooseTrials([await stage.rehearse(operationCalled(operation))], {
      kinds: [fault],
      at: call,
      first: 1,
      seed: 0,
    });
    assert.ok(trial, `${operation} makes no call ${call}`);
    return attempt(stage, trial);
  }

  describe("a sample of all", () => {
    it("is made of sixteen trials, and has every kind of fault but those that take long", () => {
      assert.equal(sample.length, 16);
      const kinds = new Set(sample.map(([, , fault]) => fault));
      assert.deepEqual(
        faults.map(({ name }) => name).filter((name) => !kinds.has(name)),
        ["hang", "host-after", "program-before"],
      );
    });

    for (const [at, [operation, call, fault, how]] of tried.entries()) {
      it(`${operation}, ${call}, ${fault}: ${how === "none" ? "comes through" : how}`, async () => {
        const result = await resultOf(at);
        assert.deepEqual(breaches([result]), []);
        assert.deepEqual(result.pending, []);
        assert.equal(result.recovery.how, how, result.output);
      });
    }
  });

  describe("the page on recovery", () => {
    const used = new Set<string>();
    const seen: string[] = [];
    let scene: Scene;
    let operation: Operation;

    /** A scene in which an operation meets a fault for good, or none. */
    async function begin(name: string, call?: string, fault?: string): Promise<void> {
      operation = operationCalled(name);
      const { points } = await stage.rehearse(operation);
      const strike =
        call === undefined
          ? undefined
          : new Strike(
              points.find((point) => nameOf(point).includes(call))!,
              faults.find((one) => one.name === fault)!,
            );
      scene = await stage.scene(operation, strike);
      if (!strike) return;
      const { code, output } = await scene.run(commandOf(operation), (pid) => (strike.engine = pid));
      strike.over();
      assert.notEqual(code, 0, output);
      seen.push(output);
    }
    /** Types what the page says. */
    async function follow(anchor: string, words: Readonly<Record<string, string>> = {}): Promise<string> {
      used.add(anchor);
      let said = "";
      for (const line of recipe(anchor, { STACK: operation.stack, ...words })) {
        const { code, stdout, stderr } = await scene.type(line);
        said += stdout + stderr;
        assert.equal(code, 0, `${line}\n${stdout}${stderr}`);
      }
      return said;
    }
    async function fails(): Promise<void> {
      const { code, output } = await scene.run(commandOf(operation));
      assert.notEqual(code, 0, output);
      seen.push(output);
    }
    async function assertWell(): Promise<void> {
      assert.deepEqual(differences(await scene.whole(), (await stage.rehearse(operation)).after), []);
    }
    afterEach(() => scene?.close());

    it("failed half-way: again, and everything agrees", async () => {
      await begin("up-trusted", "iam:AddUserToGroup carol", "500");
      await follow("again");
      await follow("check");
      await assertWell();
    });

    it("a removal that failed: again", async () => {
      await begin("destroy-trusted", "iam:DeleteGroup deployers", "500");
      await follow("destroy");
      await assertWell();
    });

    /** What a trial of the sample typed and read. */
    async function sampled(...wanted: readonly string[]): Promise<string> {
      const { output } = await resultOf(
        tried.findIndex(([operation, call, fault]) => [operation, call, fault].join() === wanted.join()),
      );
      seen.push(output);
      return output;
    }
    function assertTyped(output: string, anchor: string, words: Readonly<Record<string, string>>): void {
      used.add(anchor);
      const [command] = recipe(anchor, words);
      assert.ok(output.includes(`\n$ ${command!}\n`), `${command}\n${output}`);
    }

    it("the engine was killed, and what it was creating stays pending until that is cleared", async () => {
      const output = await sampled("up-trusted", "iam:PutGroupPolicy", "engine-before");
      for (const anchor of ["locked", "pending"]) assertTyped(output, anchor, { STACK: "trusted" });
    });

    for (const [anchor, trial, words] of [
      ["take-over-role", ["up-trusting", "iam:CreateRole", "lost"], { STACK: "trusting", NAME: "deploy" }],
      [
        "take-over-policy",
        ["up-trusting", "iam:CreatePolicy", "lost"],
        { STACK: "trusting", NAME: "listing", KEY: "listing", ACCOUNT: "111111111111" },
      ],
      ["take-over-group", ["up-trusted", "iam:CreateGroup", "lost"], { STACK: "trusted", NAME: "deployers" }],
    ] as const) {
      it(`something is there already (${anchor}): the command is the one that the error prints`, async () => {
        assertTyped(await sampled(...trial), anchor, words);
        assert.deepEqual(recipe(anchor, words).slice(1), recipe("again", words), "and then again");
      });
    }

    it("the state file is cut", async () => {
      await begin("narrow-trusting");
      const file = join(scene.directory, "state", ".pulumi", "stacks", "cross-account-access", "trusting.json");
      await writeFile(file, (await readFile(file, "utf8")).slice(0, 3000));
      await fails();
      await follow("cut", { BACKEND: join(scene.directory, "state") });
      await assertWell();
    });

    it("drift: is shown, and put right", async () => {
      await begin("narrow-trusting");
      const hand = new IAMClient({
        endpoint: scene.observer.url,
        region: "eu-west-1",
        credentials: person(stage.sandbox, "trusting"),
      });
      await hand.send(new DeleteRolePolicyCommand({ RoleName: "deploy", PolicyName: "RevokeSessionsBefore" }));
      assert.match(await follow("drift"), /RolePolicy +deploy-RevokeSessionsBefore +create/);
      await follow("again");
      await assertWell();
    });

    it("names what the engine says, and every block of commands was followed here", async () => {
      const page = await readFile(join(__dirname, "..", "..", "..", "docs", "recovery.md"), "utf8");
      for (const [, words] of page.matchAll(/^\| (`.*?) \|/gm)) {
        for (const [, text] of words!.matchAll(/`(.*?)`/g))
          assert.ok(
            seen.some((output) => output.includes(text!)),
            text,
          );
      }
      assert.deepEqual([...used].sort(), [...anchors].sort());
    });
  });
});
