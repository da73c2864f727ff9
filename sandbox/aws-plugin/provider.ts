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
import { type Bag, optionalText } from "./values";

/** A resource that exists, but not (yet) as it should: the engine keeps it in the stack and carries on next time. */
export class IncompleteResourceError extends Error {
  override readonly name = "IncompleteResourceError";
  constructor(readonly id: string, readonly state: Bag, readonly inputs: Bag, readonly reason: Error) {
    super(reason.message, { cause: reason });
  }
}

/** What the engine says of a resource with each request. */
export interface Subject {
  readonly urn: string;
  readonly type: string;
}

/** The AWS provider: the protocol's requests, on plain values. */
export class AwsProvider {
  private account: Promise<Aws> | undefined;

  /** Says which settings cannot be used. */
  checkConfig(news: Bag): Failure[] {
    return readSettings(news).failures;
  }

  /**
   * Takes the settings and makes sure that the credentials belong to an account that they allow.
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
  async create({ type: token }: Subject, inputs: Bag, preview: boolean): Promise<{ id: string; state: Bag }> {
    const [type, aws] = [resourceType(token), await this.aws()];
    if (preview) return { id: "", state: previewState(type, undefined, inputs, new Set(), aws) };
    const named = withName(type, inputs);
    const complete = type.inputs.tags === undefined ? named : { ...named, tagsAll: wantedTags(inputs, aws) };
    let made: string | undefined;
    try {
      const id = await type.create(aws, complete, (created) => (made = created));
      made = id;
      return { id, state: await stateNow(type, aws, id, complete) };
    } catch (error) {
      const failure = explained(type, optionalText(complete, type.naming?.property ?? "") ?? "", error, aws);
      if (made === undefined) throw failure;
      // What is there is asked for once more, for the next deployment to know what is missing.
      const state = await stateNow(type, aws, made, complete).catch(() => onlyInputs(complete));
      throw new IncompleteResourceError(made, state, inputs, failure);
    }
  }

  /** @returns undefined when the resource is gone */
  async read({ type: token }: Subject, id: string, state: Bag, inputs: Bag): Promise<{ state: Bag; inputs: Bag } | undefined> {
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

  async update({ type: token }: Subject, id: string, state: Bag, inputs: Bag, preview: boolean, ignored: readonly string[]): Promise<Bag> {
    const [type, aws] = [resourceType(token), await this.aws()];
    const changed = new Set(difference(type, state, inputs, aws, ignored).changes.keys());
    if (preview) return previewState(type, state, inputs, changed, aws);
    const complete = type.inputs.tags === undefined ? inputs : { ...inputs, tagsAll: wantedTags(inputs, aws) };
    try {
      await type.update(aws, id, state, complete, changed);
      return await stateNow(type, aws, id, { ...state, ...onlyInputs(complete) });
    } catch (error) {
      throw explained(type, id, error, aws);
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
    return this.account ?? Promise.reject(new Error("the AWS provider was asked for something before it was configured"));
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
  return property === undefined || beginning === undefined ? inputs : { ...inputs, [property]: prefixedName(beginning) };
}

function onlyInputs(inputs: Bag): Bag {
  return Object.fromEntries(Object.entries(inputs).filter(([property]) => property !== defaultsProperty));
}

function explained({ noun, token }: ResourceType, name: string, error: unknown, { accountId }: Aws): Error {
  const { message } = error as Error;
  const named = name === "" ? noun : `${noun} "${name}"`;
  if (hasCode(error, "EntityAlreadyExists", "BucketAlreadyExists", "BucketAlreadyOwnedByYou")) {
    return new Error(`${named}: ${message.replace(/\.$/, "")}. To take it over: pulumi import ${token} <name in the program> ${name}`, { cause: error });
  }
  return new Error(`${named}: ${message}${error instanceof AwsCallError ? ` (account ${accountId})` : ""}`, { cause: error });
}
