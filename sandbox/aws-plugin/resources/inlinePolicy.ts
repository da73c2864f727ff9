import type { IAMClient } from "@aws-sdk/client-iam";
import { unlessGone } from "../awsErrors";
import { type ResourceType, wrongId } from "../resourceType";
import { text } from "../values";

/** The calls that write, read and delete an inline policy of one kind of holder. */
export interface InlinePolicyCalls {
  put(iam: IAMClient, holder: string, name: string, document: string): Promise<unknown>;
  /** The document as IAM returns it, URL-encoded. */
  get(iam: IAMClient, holder: string, name: string): Promise<string | undefined>;
  delete(iam: IAMClient, holder: string, name: string): Promise<unknown>;
}

/**
 * The resource type of an inline policy of a role, a group or a user. The three differ only in their calls.
 *
 * @param holder the property that names the holder
 */
export function inlinePolicyOf(
  holder: "role" | "group" | "user",
  token: string,
  calls: InlinePolicyCalls,
): ResourceType {
  const noun = `inline policy of an IAM ${holder}`;
  const parts = (id: string): [string, string] => {
    const [of, name, ...rest] = id.split(":");
    if (!of || !name || rest.length > 0) throw wrongId({ noun }, id, `<${holder} name>:<policy name>`);
    return [of, name];
  };
  return {
    token,
    noun,
    naming: { property: "name", prefix: "namePrefix", maxLength: 128 },
    inputs: {
      name: { kind: "string", replaces: true, computed: true },
      namePrefix: { kind: "string", replaces: true, computed: true, local: true },
      policy: { kind: "document", required: true },
      [holder]: { kind: "string", required: true, replaces: true },
    },
    outputs: {},
    async create(aws, inputs) {
      const [of, name] = [text(inputs, holder), text(inputs, "name")];
      await calls.put(aws.iam(), of, name, text(inputs, "policy"));
      return `${of}:${name}`;
    },
    async read(aws, id) {
      const [of, name] = parts(id);
      const document = await unlessGone(calls.get(aws.iam(), of, name));
      return document === undefined ? undefined : { name, policy: decodeURIComponent(document), [holder]: of };
    },
    async update(aws, id, _state, inputs) {
      await calls.put(aws.iam(), ...parts(id), text(inputs, "policy"));
    },
    async delete(aws, id) {
      await unlessGone(calls.delete(aws.iam(), ...parts(id)));
    },
  };
}
