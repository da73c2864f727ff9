/** Reads from IAM what a diagnosis needs, and says what may not be read. */
import { parsePolicy, type PolicyKind } from "../../../policypack/iam";
import { AwsError, query } from "../network/query";
import type { Endpoint } from "../network/region";
import { child, members, textOf, type Xml } from "../network/xml";
import type { Keys } from "../session";
import type { NamedDocument } from "./evidence";

/** Credentials that may be allowed to read: the caller's own, or those of a profile that was named for this. */
export interface Reader {
  readonly name: string;
  readonly account: string;
  readonly keys: Keys;
}

/** Something could not be read. The message says what, in words. */
export class Unreadable extends Error {}

/** The most pages of a list that are read. */
const mostPages = 50;

/** Reads the IAM of one account, using the first reader that is allowed to. */
export class IamReader {
  constructor(
    private readonly readers: readonly Reader[],
    private readonly account: string,
    private readonly endpoint: Endpoint,
  ) {}

  /** Calls an action. Gives undefined when the thing does not exist. @throws Unreadable */
  async read(action: string, parameters: Readonly<Record<string, string>>, what: string): Promise<Xml | undefined> {
    const own = this.readers.filter(({ account }) => account === this.account);
    if (own.length === 0)
      throw new Unreadable(
        `${what}: nobody here belongs to the account ${this.account} (an --explain-with <profile> of it may read)`,
      );
    let refusal = "";
    for (const { keys, name } of own) {
      try {
        return await query({ service: "iam", action, parameters }, keys, this.endpoint);
      } catch (error) {
        if (!(error instanceof AwsError))
          throw new Unreadable(`${what}: IAM gives no answer (${(error as Error).message})`);
        if (error.code === "NoSuchEntity") return undefined;
        refusal ||= `${name} may not call iam:${action} (${error.code})`;
      }
    }
    throw new Unreadable(`${what}: ${refusal}`);
  }

  /** All members of a list, from all pages. @throws Unreadable */
  async list(
    action: string,
    parameters: Readonly<Record<string, string>>,
    element: string,
    what: string,
  ): Promise<Xml[]> {
    const all: Xml[] = [];
    let marker: string | undefined;
    for (let page = 0; page < mostPages; page++) {
      const result = await this.read(action, { ...parameters, ...(marker !== undefined && { Marker: marker }) }, what);
      all.push(...members(result, element));
      marker = textOf(result, "IsTruncated") === "true" ? textOf(result, "Marker") : undefined;
      if (marker === undefined) return all;
    }
    throw new Unreadable(`${what}: the list does not end`);
  }

  /** Everything attached to a user, group or role. @throws Unreadable */
  async policiesOf(kind: "User" | "Group" | "Role", name: string): Promise<NamedDocument[]> {
    const holder = `the ${kind.toLowerCase()} ${name}`;
    const what = `the policies of ${holder}`;
    const parameters = { [`${kind}Name`]: name };
    const inline = (await this.list(`List${kind}Policies`, parameters, "PolicyNames", what)).map(String);
    const attached = (await this.list(`ListAttached${kind}Policies`, parameters, "AttachedPolicies", what)).map(
      (policy) => textOf(policy, "PolicyArn") ?? "",
    );
    return Promise.all([
      ...inline.map(async (policy) => {
        const result = await this.read(
          `Get${kind}Policy`,
          { ...parameters, PolicyName: policy },
          `the inline policy ${policy} of ${holder}`,
        );
        return parsed(`the inline policy ${policy} of ${holder}`, textOf(result, "PolicyDocument"));
      }),
      ...attached.map((arn) => this.managed(arn, `the managed policy ${arn} of ${holder}`)),
    ]);
  }

  /** A managed policy's default version. @throws Unreadable */
  async managed(arn: string, name: string): Promise<NamedDocument> {
    const policy = await this.read("GetPolicy", { PolicyArn: arn }, name);
    const version = textOf(policy, "Policy", "DefaultVersionId") ?? "v1";
    const result = await this.read("GetPolicyVersion", { PolicyArn: arn, VersionId: version }, name);
    return parsed(name, textOf(result, "PolicyVersion", "Document"));
  }
}

/** Reads a document in IAM's form, which is percent-encoded. @throws Unreadable when it is missing or malformed */
export function parsed(name: string, encoded: string | undefined, kind: PolicyKind = "identity"): NamedDocument {
  if (encoded === undefined) throw new Unreadable(`${name}: IAM gives no document`);
  let text = encoded;
  try {
    text = decodeURIComponent(encoded);
  } catch {
    // The document was not encoded.
  }
  const { document, problems } = parsePolicy(text, kind);
  if (!document) throw new Unreadable(`${name}: ${problems[0]!.path} ${problems[0]!.message}`);
  return { name, document };
}

/** Tags of a user or role, by key. */
export function tagsOf(entity: Xml | undefined): Record<string, string> {
  return Object.fromEntries(
    members(entity, "Tags").map((tag) => [textOf(tag, "Key") ?? "", textOf(tag, "Value") ?? ""]),
  );
}

/** The ARN of an entity's permissions boundary; null when it has none. */
export function boundaryArn(entity: Xml | undefined): string | null {
  return textOf(child(entity, "PermissionsBoundary"), "PermissionsBoundaryArn") ?? null;
}
