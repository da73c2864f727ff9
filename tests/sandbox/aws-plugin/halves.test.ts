import assert from "node:assert/strict";
import { text, type Bag } from "../../../sandbox/aws-plugin/values";
import { sampled } from "../../seed";
import { differences, iamOf, type Whole } from "../faults/whole";
import { forkEmulator } from "../observer/controls";
import { type ApiCall, openProxy, type Proxy } from "../observer/proxy";
import { type Accounts, region, startAccounts } from "./accounts";
import { lives, prepare } from "./lives";
import { leftBehind, Plugin } from "./plugin";

/** A resource as the engine has it in its state. */
interface Held {
  readonly id: string;
  readonly state: Bag;
}

/** The network goes at each call of each type's creation and update, before or after AWS has carried the call out. */
describe("AWS plugin: what a failure leaves half done", function () {
  this.timeout(300_000);
  let accounts: Accounts;
  let proxy: Proxy;
  let plugin: Plugin;
  let endpoint: string;
  let gone: ((call: ApiCall) => boolean) | undefined;
  let when: "before" | "after";
  let calls: ApiCall[] = [];
  const forks: number[] = [];

  before(async () => {
    accounts = await startAccounts(true);
    await prepare(accounts);
    proxy = await openProxy(() => endpoint, {
      before(call) {
        calls.push(call);
        return gone?.(call) ? (when === "before" ? "refuse" : "lose") : "pass";
      },
    });
    endpoint = accounts.endpoint;
    plugin = await Plugin.start({ ...accounts.environment("trusting"), AWS_ENDPOINT_URL: proxy.url });
    await plugin.configure({ region, maxRetries: 0 });
  });
  after(async () => {
    for (const pid of forks) process.kill(pid, "SIGTERM");
    await plugin?.stop();
    await proxy?.close();
    await accounts?.stop();
  });

  /** From here on everything happens in a copy of what there is. */
  async function fork(of: string): Promise<void> {
    const copy = await forkEmulator(of);
    forks.push(copy.pid);
    endpoint = copy.endpoint;
  }
  const whole = (): Promise<Whole> =>
    iamOf(
      endpoint,
      accounts.people.filter(({ profile }) => profile === "trusting"),
    );

  /** Does something while the network goes at the n-th call; the next calls of others find it again. */
  async function failing<T>(nth: number, how: typeof when, work: () => Promise<T>): Promise<unknown> {
    let seen = 0;
    when = how;
    gone = () => seen++ >= nth;
    try {
      await work();
      return undefined;
    } catch (error) {
      return error;
    } finally {
      gone = undefined;
    }
  }

  /** What the engine does next time with what it was told; what is there already is imported as the error says. */
  async function carryOn(token: string, failure: unknown, before: Held | undefined, inputs: Bag): Promise<Held> {
    const left = leftBehind(failure);
    let held: Held | undefined = left ?? before;
    if (left?.refresh && held) held = await plugin.read(token, held.id, held.state, inputs);
    if (held === undefined) {
      const again = await plugin.create(token, inputs).catch((error: Error) => error);
      if (!(again instanceof Error)) return again;
      const [, id] = /pulumi import \S+ \S+ (\S+) --parent/.exec(again.message) ?? assert.fail(again);
      held = (await plugin.read(token, id!)) ?? assert.fail(`${id} is not there`);
    }
    const found = await plugin.diff(token, held.id, held.state, inputs);
    assert.deepEqual(found.replaces, [], "nothing is to be made anew");
    return found.changed || left
      ? { id: held.id, state: await plugin.update(token, held.id, held.state, inputs) }
      : held;
  }

  function told(failure: unknown, held: Bag | undefined, title: string): void {
    const left = leftBehind(failure);
    if (left && !left.refresh) assert.deepEqual(left.state, held, `${title}: the state is what is there`);
  }

  for (const { token, inputs: wanted, update } of sampled("resource types that fail half-way", lives, 11)) {
    it(token, async () => {
      const { inputs } = await plugin.check(token, "it", wanted);
      await fork(accounts.endpoint);
      const empty = endpoint;
      calls = [];
      const made = await plugin.create(token, inputs);
      const creation = calls;
      const afterCreation = await whole();
      for (const [nth, how] of moments(creation)) {
        const title = `created, the network gone ${how} call ${nth}`;
        await fork(accounts.endpoint);
        const failure = await failing(nth, how, () => plugin.create(token, inputs));
        assert.ok(failure, title);
        const left = leftBehind(failure);
        told(failure, left && (await plugin.read(token, left.id, left.state, inputs))?.state, title);
        const { id, state } = await carryOn(token, failure, undefined, inputs);
        assert.deepEqual(differences(await whole(), afterCreation), [], title);
        assert.equal((await plugin.diff(token, id, state, inputs)).changed, false, title);
      }
      if (update === undefined) return;

      const { inputs: changed } = await plugin.check(token, "it", { ...wanted, ...update }, inputs);
      await fork(empty);
      calls = [];
      await plugin.update(token, made.id, made.state, changed);
      const change = calls;
      const afterChange = await whole();
      for (const [nth, how] of moments(change)) {
        for (const [direction, next, expected] of [
          ["carried on", changed, afterChange],
          ["taken back", inputs, afterCreation],
        ] as const) {
          // A new name that AWS has taken without an answer is known to nobody when it is taken back.
          if (direction === "taken back" && "name" in update && how === "after") continue;
          // This one deletes policies that it could not make.
          if (direction === "taken back" && token.endsWith("rolePoliciesExclusive:RolePoliciesExclusive")) continue;
          const title = `changed, the network gone ${how} call ${nth}, and ${direction}`;
          await fork(empty);
          const failure = await failing(nth, how, () => plugin.update(token, made.id, made.state, changed));
          assert.ok(failure, title);
          const left = leftBehind(failure);
          told(failure, left && (await plugin.read(token, left.id, left.state, inputs))?.state, title);
          const { id, state } = await carryOn(token, failure, made, next);
          assert.deepEqual(differences(await whole(), expected), [], title);
          assert.equal((await plugin.diff(token, id, state, next)).changed, false, title);
        }
      }
    });
  }

  it("is asked for from AWS again where it could be read: the state is what is there at once", async () => {
    await fork(accounts.endpoint);
    const { inputs } = await plugin.check("aws:iam/groupMembership:GroupMembership", "it", {
      name: "members",
      group: "prepared",
      users: ["prepared", "nobody"],
    });
    const left = leftBehind(
      await plugin.create("aws:iam/groupMembership:GroupMembership", inputs).catch((error: unknown) => error),
    );
    assert.deepEqual([left?.state.users, left?.refresh], [["prepared"], false]);
  });

  it("is the last that is known where nothing can be read", async () => {
    await fork(accounts.endpoint);
    const { inputs } = await plugin.check("aws:iam/groupMembership:GroupMembership", "it", {
      name: "members",
      group: "prepared",
      users: ["prepared", "prepared2"],
    });
    const left = leftBehind(
      await failing(1, "before", () => plugin.create("aws:iam/groupMembership:GroupMembership", inputs)),
    );
    assert.deepEqual(
      [left?.id, text(left?.state ?? {}, "group"), left?.state.users, left?.refresh],
      ["members", "prepared", ["prepared"], true],
    );
  });
});

/** Before each of these calls, and after those that change something. */
function moments(calls: readonly ApiCall[]): [number, "before" | "after"][] {
  return calls.flatMap(({ mutating }, nth): [number, "before" | "after"][] =>
    mutating
      ? [
          [nth, "before"],
          [nth, "after"],
        ]
      : [[nth, "before"]],
  );
}
