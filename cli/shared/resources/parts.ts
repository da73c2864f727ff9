/** What the answers of services about their resources have in common. */
import { parseArn, parsePolicy, type NamedPolicy } from "../../../policypack/iam";
import { NoAnswer } from "../../assume/network/noAnswer";
import { Refused, type Asker } from "./ask";
import type { Unread, UsedKey } from "./evidence";

/** Why somebody could not read, in words. @throws the signal's reason; and what is a defect of this command */
export function whyNot(error: unknown, { name, signal }: Asker): string {
  signal?.throwIfAborted();
  if (error instanceof Refused) return `${name} may not read it, or it does not exist (${error.code})`;
  if (error instanceof NoAnswer) return `there was no answer (${error.message})`;
  if (error instanceof Malformed) return error.message;
  throw error;
}

/** A policy has another form than policies have. */
export class Malformed extends Error {}

/** Reads the text of a policy. @throws Malformed */
export function policyOf(name: string, text: unknown): NamedPolicy {
  const { document, problems } = parsePolicy(text, "resource");
  if (document === undefined)
    throw new Malformed(`${name} cannot be read: ${problems[0]!.path} ${problems[0]!.message}`);
  return { name, document };
}

/** The key that a service names, by its id, its alias or an ARN; null where it names none. */
export function usedKey(
  named: unknown,
  of: string,
  place?: { readonly region: string; readonly account: string },
): UsedKey | null {
  if (typeof named !== "string" || named === "") return null;
  const { partition, region, account } = { ...parseArn(of)!, ...place };
  const text = named.startsWith("arn:")
    ? named
    : `arn:${partition}:kms:${region}:${account}:${named.startsWith("alias/") ? named : `key/${named}`}`;
  return { arn: parseArn(text)?.resource.startsWith("alias/aws/") === true ? undefined : text };
}

/** Reads a part; where that fails, notes why and gives undefined. */
export function partOf(asker: Asker, unread: Unread[]) {
  return async <T>(what: string, read: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await read();
    } catch (error) {
      unread.push({ what, why: whyNot(error, asker) });
      return undefined;
    }
  };
}
