/** What is known of a call about a bucket, key, queue, topic or secret before it is made, and what it asks of a key. */
import { parseArn } from "../document/arn";
import type { Known } from "./session";

/** The resources with policies of their own that are judged. */
export type ResourceKind = "bucket" | "key" | "queue" | "topic" | "secret";

/** Which kind of resource an ARN is of; undefined for any other resource, and for a pattern of ARNs. */
export function resourceKind(arn: string): ResourceKind | undefined {
  const { service, region, account, resource } = parseArn(arn) ?? {};
  if (resource === undefined || resource === "" || /[*?]|\$\{/.test(`${service}${region}${account}`)) return undefined;
  // The resource itself is named. Only what is in a bucket may be a pattern.
  const named = service === "s3" ? resource.split("/")[0]! : resource;
  if (/[*?]|\$\{/.test(named)) return undefined;
  if (service === "s3") return region === "" && account === "" ? "bucket" : undefined;
  if (region === "" || !/^\d{12}$/.test(account!)) return undefined;
  switch (service) {
    case "kms":
      return /^(key|alias)\/./.test(resource) ? "key" : undefined;
    case "sqs":
      return "queue";
    case "sns":
      return resource.includes(":") ? undefined : "topic";
    case "secretsmanager":
      return resource.startsWith("secret:") ? "secret" : undefined;
    case undefined:
    default:
      return undefined;
  }
}

const asked: Readonly<Record<string, readonly string[]>> = {
  "s3:getobject": ["kms:Decrypt"],
  "s3:getobjectversion": ["kms:Decrypt"],
  "s3:putobject": ["kms:GenerateDataKey"],
  "sqs:sendmessage": ["kms:GenerateDataKey", "kms:Decrypt"],
  "sqs:receivemessage": ["kms:Decrypt"],
  "sns:publish": ["kms:GenerateDataKey", "kms:Decrypt"],
  "secretsmanager:getsecretvalue": ["kms:Decrypt"],
  "secretsmanager:putsecretvalue": ["kms:GenerateDataKey", "kms:Decrypt"],
  "secretsmanager:updatesecret": ["kms:GenerateDataKey", "kms:Decrypt"],
};

/** What an action on an encrypted resource asks of the key. The parts of a large upload ask for kms:Decrypt too. */
export function keyActions(action: string): readonly string[] {
  return asked[action.toLowerCase()] ?? [];
}

/** A call, as far as it is known. */
export interface ResourceCall {
  readonly action: string;
  /** The ARN. */
  readonly resource: string;
  /** The account of the resource; undefined where it is not known. */
  readonly owner: string | undefined;
  /** The caller's account. */
  readonly caller: string;
  /** The resource on whose behalf the key is used, and the host of its service; absent where a person calls. */
  readonly via?: { readonly host: string; readonly resource: string; readonly bucketKey?: boolean };
}

/** The condition keys of a call that are known, in small letters; null where the call has none of that name. */
export function requestFacts({ action, owner, caller, via }: ResourceCall): Readonly<Record<string, Known<string>>> {
  const service = action.split(":")[0]!.toLowerCase();
  const none = ["externalid", "rolesessionname", "sourceidentity", "transitivetagkeys", "durationseconds"];
  const facts: Record<string, Known<string>> = Object.fromEntries(none.map((name) => [`sts:${name}`, null]));
  if (via === undefined) {
    Object.assign(facts, { "aws:viaawsservice": "false", "aws:calledvia": null, "aws:sourcearn": null });
    Object.assign(facts, { "aws:sourceaccount": null, "aws:principalservicename": null });
    // The default policy of a topic lets in whoever is of the topic's account.
    if (service === "sns" && owner !== undefined && owner !== caller) facts["aws:sourceowner"] = null;
  }
  if (service === "s3" && owner !== undefined) facts["s3:resourceaccount"] = owner;
  if (service === "kms") {
    facts["kms:calleraccount"] = caller;
    facts["kms:viaservice"] = via === undefined ? null : via.host;
    if (via?.resource.includes(":s3:::") === true && via.bucketKey !== undefined)
      facts["kms:encryptioncontext:aws:s3:arn"] = via.bucketKey ? via.resource.split("/")[0]! : via.resource;
    if (via?.host.startsWith("secretsmanager.") === true) facts["kms:encryptioncontext:secretarn"] = via.resource;
  }
  return facts;
}
