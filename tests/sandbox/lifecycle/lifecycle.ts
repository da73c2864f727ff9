import { IAMClient } from "@aws-sdk/client-iam";
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { copyProject } from "../../../sandbox/project";
import { openTemporarySandbox, person, type Sandbox } from "../../../sandbox/sandbox";
import { attemptsOf, type Attempt } from "../observer/controls";
import { exceeding, openObserver, type Observer } from "../observer/observer";
import { accountNow } from "./account";
import { edited, type Side } from "./edits";
import { Engine } from "./engine";
import { grantedBy, mayAssume, offersMeant, sideMeant } from "./meaning";
import { arnOfRole, type Model } from "./model";
import { Chance } from "./random";
import { settingsFiles } from "./settings";
import { everybody, stacks, trusted, trustedStacks, users } from "./world";

/** What a life of some steps came to. */
export interface Life {
  readonly steps: number;
  readonly updates: number;
  /** Updates that took something away first and gave it anew. */
  readonly renewals: number;
  readonly calls: number;
}

/** Something that was not as it has to be, with all that it takes to see it again. */
export class Mismatch extends Error {
  override readonly name = "Mismatch";
}

const nothing: Model = {
  roles: {},
  policies: {},
  sides: { people: { groups: {}, grants: {}, mfa: false }, partner: { groups: {}, grants: {}, mfa: false } },
};

/**
 * Lives through random settings of three accounts: after each step all of IAM is what the model means, everybody gets into
 * just the roles that it means, and after no call on the way had anybody more than before or after. At the end nothing is left.
 *
 * @param told of each step, in one line
 * @throws Mismatch with the seed, the step and both settings
 */
export async function live(seed: number, steps: number, told: (line: string) => void = () => {}): Promise<Life> {
  const sandbox = await openTemporarySandbox({ people: everybody(), controls: true });
  try {
    const observer = await openObserver({ endpoint: sandbox.endpoint, attempts: attempts(sandbox) });
    const project = await copyProject(join(sandbox.directory, "life"));
    const engine = await Engine.start(project, { ...sandbox.env, AWS_ENDPOINT_URL: observer.url });
    try {
      return await new Lifetime(seed, sandbox, observer, project, engine, told).run(steps);
    } finally {
      await engine.stop();
      await observer.close();
    }
  } finally {
    await sandbox.remove();
  }
}

class Lifetime {
  private model = nothing;
  private former = nothing;
  private readonly count = { updates: 0, renewals: 0, calls: 0 };

  constructor(
    private readonly seed: number,
    private readonly sandbox: Sandbox,
    private readonly observer: Observer,
    private readonly project: string,
    private readonly engine: Engine,
    private readonly told: (line: string) => void,
  ) {}

  async run(steps: number): Promise<Life> {
    const chance = new Chance(this.seed);
    await this.write();
    for (const stack of trustedStacks)
      this.passes(await this.engine.pulumi("stack init", stack, "--no-select"), `stack init ${stack}`, 0);
    for (const stack of stacks) await this.up(stack, 0);
    for (let step = 1; step <= steps; step++) {
      const { model, side } = edited(this.model, chance);
      this.former = this.model;
      this.model = model;
      await this.write();
      await this.deploy(side, step);
      await this.check(step);
      if (step % 10 === 0 || step === steps) await this.settled(step);
    }
    await this.destroy(steps);
    return { steps, ...this.count };
  }

  private async write(): Promise<void> {
    for (const [stack, text] of Object.entries(settingsFiles(this.model)))
      await writeFile(join(this.project, `Pulumi.${stack}.yaml`), text);
  }

  /** The changed side, and the others where they follow what it offers. */
  private async deploy(side: Side, step: number): Promise<void> {
    const follow =
      side === "trusting"
        ? trustedStacks.filter((stack) => Object.keys(this.model.sides[stack].grants).length > 0)
        : [];
    for (const stack of [side, ...follow]) await this.up(stack, step);
  }

  private async up(stack: string, step: number): Promise<void> {
    this.observer.forget();
    const before = await this.observer.access();
    const outcome = await this.engine.pulumi("up", stack, "--yes", "--skip-preview");
    this.passes(outcome, `up ${stack}`, step);
    const after = await this.observer.access();
    const renewed = /is taken away first|taken away first and given anew/.test(outcome.stdout);
    this.count.updates += 1;
    this.count.renewals += renewed ? 1 : 0;
    this.count.calls += this.observer.observations.length;
    const [first] = exceeding(this.observer.observations, [before, after]);
    if (first)
      this.fail(
        step,
        `up ${stack}: after ${first.call.key} more was held than before or after:\n` +
          `${first.found.map((one) => JSON.stringify(one)).join("\n")}\nThe calls: ` +
          `${this.observer.observations.map(({ call }) => call.key).join(", ")}\n${outcome.stdout}`,
      );
    this.told(`step ${step}: up ${stack}, ${this.observer.observations.length} calls${renewed ? ", renewed" : ""}`);
  }

  private async check(step: number): Promise<void> {
    const now = Object.fromEntries(
      await Promise.all(stacks.map(async (stack) => [stack, await accountNow(this.iam(stack))] as const)),
    );
    this.equal(step, "the account with the roles", now["trusting"], offersMeant(this.model));
    for (const stack of trustedStacks) {
      const { groups, users: named, ...rest } = now[stack]!;
      const read = (policies: Readonly<Record<string, unknown>>) =>
        Object.fromEntries(Object.entries(policies).map(([name, document]) => [name, grantedBy(document)]));
      const people = Object.fromEntries(Object.entries(named).map(([user, policies]) => [user, read(policies)]));
      this.equal(
        step,
        `the account ${stack}`,
        {
          ...rest,
          groups: Object.fromEntries(
            Object.entries(groups).map(([name, group]) => [name, { ...group, inline: read(group.inline) }]),
          ),
          users: people,
        },
        sideMeant(this.model, stack),
      );
    }
    const { roles } = await this.observer.access();
    for (const [key, role] of Object.entries(this.model.roles)) {
      const admitted = [...(roles[arnOfRole(key, role)]?.admitted ?? [])].sort();
      const meant = trustedStacks.flatMap((stack) =>
        users[stack].flatMap((user) =>
          ways.filter((way) => mayAssume(this.model, stack, user, key, way)).map((way) => attemptName(user, way)),
        ),
      );
      this.equal(step, `who may assume ${key}`, admitted, meant.sort());
    }
  }

  /** A second update and a refresh find nothing. */
  private async settled(step: number): Promise<void> {
    for (const stack of stacks) {
      this.passes(
        await this.engine.pulumi("up", stack, "--yes", "--skip-preview", "--expect-no-changes"),
        `a second up of ${stack}`,
        step,
      );
      this.passes(
        await this.engine.pulumi("refresh", stack, "--yes", "--skip-preview", "--expect-no-changes"),
        `refresh of ${stack}`,
        step,
      );
    }
  }

  private async destroy(step: number): Promise<void> {
    for (const stack of [...trustedStacks, "trusting"]) {
      this.observer.forget();
      const before = await this.observer.access();
      this.passes(await this.engine.pulumi("destroy", stack, "--yes", "--skip-preview"), `destroy ${stack}`, step);
      const [first] = exceeding(this.observer.observations, [before, await this.observer.access()]);
      if (first)
        this.fail(
          step,
          `destroy ${stack}: after ${first.call.key} more was held than before or after: ${JSON.stringify(first.found)}`,
        );
    }
    this.former = this.model;
    this.model = nothing;
    await this.check(step);
  }

  private iam(stack: string): IAMClient {
    return new IAMClient({
      endpoint: this.sandbox.endpoint,
      region: "eu-west-1",
      credentials: person(this.sandbox, stack),
    });
  }

  private passes(
    { code, stdout, stderr }: { readonly code: number; readonly stdout: string; readonly stderr: string },
    what: string,
    step: number,
  ): void {
    if (code !== 0) this.fail(step, `${what} ended with ${code}:\n${stdout}${stderr}`);
  }

  private equal(step: number, what: string, found: unknown, meant: unknown): void {
    try {
      assert.deepEqual(found, meant);
    } catch (error) {
      this.fail(step, `${what} is not what the settings mean:\n${(error as Error).message}`);
    }
  }

  private fail(step: number, what: string): never {
    throw new Mismatch(
      `seed ${this.seed}, step ${step}: ${what}\nSettings before: ${JSON.stringify(this.former)}\nSettings ` +
        `now: ${JSON.stringify(this.model)}`,
    );
  }
}

interface Way {
  readonly mfa: boolean;
  readonly identity: boolean;
}

const ways: readonly Way[] = [false, true].flatMap((mfa) => [false, true].map((identity) => ({ mfa, identity })));

function attemptName(user: string, { mfa, identity }: Way): string {
  return `${user}${mfa ? "+mfa" : ""}${identity ? "+identity" : ""}`;
}

/** Everybody with and without MFA, with and without a source identity. */
function attempts({ people }: Sandbox): Attempt[] {
  const callers = people.filter(
    ({ user, account }) => user !== "admin" && Object.values<string>(trusted).includes(account),
  );
  return attemptsOf(callers).flatMap((attempt) => [
    attempt,
    { ...attempt, name: `${attempt.name}+identity`, parameters: { ...attempt.parameters, SourceIdentity: "drawn" } },
  ]);
}
