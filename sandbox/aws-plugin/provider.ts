import { isDeepStrictEqual } from "node:util";
import { openAccount } from "./account";
import type { Aws } from "./aws";
import { AwsCallError, hasCode } from "./awsErrors";
import { checkInputs, defaultsProperty, type Failure, type NamingContext } from "./check";
import { difference, type Difference, wantedTags } from "./diff";
import { invoke } from "./invokes";
import { prefixedName } from "./naming";
import { resourceType } from "./resources";
import type { ResourceType } from "./resourceType";
import { readSettings } from "./settings";
import { inputsFrom, previewState, settledState } from "./state";
import { takeOverCommand } from "./takeOver";
import { type Bag, optionalText } from "./values";

/**
 * A resource that exists, but is not (yet) as wanted. The engine keeps it in the stack and continues at the next
 * deployment.
 *
 * The genuine plugin stores what was wanted as the state, so the next deployment may find nothing to do. This one
 * stores what exists. If that could not be read, it stores the last known state, and the engine is told to refresh it
 * before it compares.
 */
export class IncompleteResourceError extends Error {
  override readonly name = "IncompleteResourceError";
  constructor(
    readonly id: string,
    readonly state: Bag,
    readonly inputs: Bag,
    readonly reason: Error,
    readonly refresh: boolean,
  ) {
    super(reason.message, { cause: reason });
  }
}

/** The resource that a request of the engine is about. */
export interface Subject {
  readonly urn: string;
  readonly type: string;
}

/** The AWS provider: the requests of the protocol, with plain values. */
export class AwsProvider {
  private account: Promise<Aws> | undefined;

  /** Reports settings that cannot be used. */
  checkConfig(news: Bag): Failure[] {
    return readSettings(news).failures;
  }

  /**
   * Takes the settings, and checks that the credentials belong to an account that the settings allow.
   *
   * @throws one sentence that says what is wrong and what to do
   */
  async configure(args: Bag): Promise<void> {
    const { settings, failures } = readSettings(args);
    const problem = failures.map(({ reason }) => reason).join("; ");
    this.account = problem === "" ? openAccount(settings) : Promise.reject(new Error(problem));
    await this.account;
  }

  check({ type }: Subject, olds: Bag, news: Bag, naming: NamingContext): { inputs: Bag; failures: Failure[] } {
    return checkInputs(resourceType(type), olds, news, naming);
  }

  async diff({ type }: Subject, state: Bag, inputs: Bag, ignored: readonly string[]): Promise<Difference> {
    return difference(resourceType(type), state, inputs, await this.aws(), ignored);
  }

  /** @throws IncompleteResourceError when something was created and then a call failed */
  async create({ urn, type: token }: Subject, inputs: Bag, preview: boolean): Promise<{ id: string; state: Bag }> {
    const [type, aws] = [resourceType(token), await this.aws()];
    if (preview) return { id: "", state: previewState(type, undefined, inputs, new Set(), aws) };
    const named = withName(type, inputs);
    const complete = type.inputs.tags === undefined ? named : { ...named, tagsAll: wantedTags(inputs, aws) };
    let made: { readonly id: string; readonly state: Bag } | undefined;
    try {
      const id = await type.create(
        aws,
        complete,
        (created, otherwise) => (made = { id: created, state: { ...onlyInputs(complete), ...otherwise } }),
      );
      made = { id, state: onlyInputs(complete) };
      return { id, state: await stateNow(type, aws, id, complete) };
    } catch (error) {
      const failure = isTaken(error)
        ? takenAlready(type, urn, complete, error as Error, aws)
        : explained(type, optionalText(complete, type.naming?.property ?? "") ?? "", error, aws);
      if (made === undefined) throw failure;
      // Reads what exists once more, so that the next deployment knows what is missing.
      const now = await stateNow(type, aws, made.id, complete).catch(() => undefined);
      throw new IncompleteResourceError(made.id, now ?? made.state, inputs, failure, now === undefined);
    }
  }

  /** @returns undefined when the resource is gone */
  async read(
    { type: token }: Subject,
    id: string,
    state: Bag,
    inputs: Bag,
  ): Promise<{ state: Bag; inputs: Bag } | undefined> {
    const [type, aws] = [resourceType(token), await this.aws()];
    const imported = Object.keys(state).length === 0;
    try {
      const held = await type.read(aws, id, imported ? undefined : state);
      if (held === undefined) return undefined;
      const now = settledState(type, state, held, aws);
      return { state: now, inputs: inputsFrom(type, now, Object.keys(inputs).length === 0 ? undefined : inputs) };
    } catch (error) {
      throw explained(type, id, error, aws);
    }
  }

  /** @throws IncompleteResourceError when a part of it was changed, or may have been */
  async update(
    { type: token }: Subject,
    id: string,
    state: Bag,
    inputs: Bag,
    preview: boolean,
    ignored: readonly string[],
  ): Promise<Bag> {
    const [type, aws] = [resourceType(token), await this.aws()];
    const changed = new Set(difference(type, state, inputs, aws, ignored).changes.keys());
    if (preview) return previewState(type, state, inputs, changed, aws);
    const complete = type.inputs.tags === undefined ? inputs : { ...inputs, tagsAll: wantedTags(inputs, aws) };
    let known = type.either?.(state, complete) ?? state;
    try {
      await type.update(aws, id, state, complete, changed);
      known = { ...state, ...onlyInputs(complete) };
      return await stateNow(type, aws, id, known);
    } catch (error) {
      const failure = explained(type, id, error, aws);
      const now = await stateNow(type, aws, id, known).catch(() => undefined);
      if (now !== undefined && isDeepStrictEqual(now, state)) throw failure;
      throw new IncompleteResourceError(id, now ?? known, inputs, failure, now === undefined);
    }
  }

  async delete({ type: token }: Subject, id: string, state: Bag): Promise<void> {
    const [type, aws] = [resourceType(token), await this.aws()];
    try {
      await type.delete(aws, id, state);
    } catch (error) {
      throw explained(type, id, error, aws);
    }
  }

  async invoke(token: string, args: Bag): Promise<Bag> {
    return invoke(token, args, await this.aws());
  }

  private aws(): Promise<Aws> {
    return (
      this.account ?? Promise.reject(new Error("the AWS provider was asked for something before it was configured"))
    );
  }
}

async function stateNow(type: ResourceType, aws: Aws, id: string, before: Bag): Promise<Bag> {
  const held = await type.read(aws, id, before);
  if (held === undefined) throw new Error("it was gone when it was read back right after");
  return settledState(type, before, held, aws);
}

function withName(type: ResourceType, inputs: Bag): Bag {
  const { property, prefix } = type.naming ?? {};
  const beginning = prefix === undefined ? undefined : optionalText(inputs, prefix);
  return property === undefined || beginning === undefined
    ? inputs
    : { ...inputs, [property]: prefixedName(beginning) };
}

function onlyInputs(inputs: Bag): Bag {
  return Object.fromEntries(Object.entries(inputs).filter(([property]) => property !== defaultsProperty));
}

function isTaken(error: unknown): boolean {
  return hasCode(error, "EntityAlreadyExists", "BucketAlreadyExists", "BucketAlreadyOwnedByYou");
}

/** The name is taken: by somebody else's resource, or by an earlier deployment that never received the answer. */
function takenAlready(type: ResourceType, urn: string, inputs: Bag, error: Error, aws: Aws): Error {
  const name = optionalText(inputs, type.naming?.property ?? "") ?? "";
  const command = takeOverCommand(urn, type.importId?.(aws, inputs) ?? name);
  return new Error(
    `${type.noun} "${name}": ${error.message.replace(/\.$/, "")} (account ${aws.accountId}). If an earlier ` +
      "deployment made it, whose answer was lost, " +
      `take it over with this command and deploy again; if somebody else did, choose another name (docs/recovery.md).\n  ${command}`,
    { cause: error },
  );
}

function explained({ noun }: ResourceType, name: string, error: unknown, { accountId }: Aws): Error {
  const { message } = error as Error;
  const named = name === "" ? noun : `${noun} "${name}"`;
  return new Error(`${named}: ${message}${error instanceof AwsCallError ? ` (account ${accountId})` : ""}`, {
    cause: error,
  });
}
