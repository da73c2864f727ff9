/**
 * The type of a condition key's values, and whether one request may have several values. Both are needed before "this
 * condition fails" means "its opposite holds": a tag `protected` with the value `yes` is neither true nor false.
 */
import { readFileSync } from "node:fs";
import { catalogueFile } from "../catalogueFolder";
import type { Comparison } from "./operators";

/** The type of a key's values. Operators for dates and for numbers both accept a `moment`. */
export type ValueType = "text" | "arn" | "bool" | "numeric" | "date" | "moment" | "ip";

/** What is known of a key's values. */
export interface KeyType {
  readonly type: ValueType;
  /** True when one request may have several values of the key. */
  readonly several: boolean;
}

/**
 * The keys that all services share. The source of condition-keys.txt has no types for them, so they are listed here.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
const GLOBAL: Readonly<Record<ValueType | "texts", string>> = {
  text: `aws:calledviafirst aws:calledvialast aws:ec2instancesourcevpc aws:federatedprovider aws:principalaccount
   aws:principalorgid aws:principalservicename aws:principaltype aws:referer aws:requestedregion
   aws:resourceaccount aws:resourceorgid aws:sourceaccount aws:sourceidentity aws:sourceorgid aws:sourcevpc
   aws:sourcevpce aws:useragent aws:userid aws:username aws:vpceaccount aws:vpceorgid aws:principaltag/
   aws:requesttag/ aws:resourcetag/`,
  arn: "aws:chatbotsourcearn aws:principalarn aws:sourcearn aws:sourcevpcarn",
  bool: "aws:multifactorauthpresent aws:principalisawsservice aws:securetransport aws:viaawsservice",
  numeric: "aws:multifactorauthage",
  date: "aws:tokenissuetime",
  moment: "aws:currenttime aws:epochtime",
  ip: "aws:ec2instancesourceprivateipv4 aws:sourceip aws:vpcsourceip",
  texts:
    "aws:calledvia aws:principalorgpaths aws:principalservicenameslist aws:resourceorgpaths aws:sourceorgpaths " +
    "aws:tagkeys aws:vpceorgpaths",
};

/** The types by their names in the Service Authorization Reference. */
const TYPES: Readonly<Record<string, ValueType>> = {
  String: "text",
  ARN: "arn",
  Bool: "bool",
  Numeric: "numeric",
  Date: "date",
  IPAddress: "ip",
};

/** The type of a key, which must be in lower case; undefined when the key is not known. */
export function typeOfKey(key: string): KeyType | undefined {
  const all = (known ??= read());
  // Keys of tags are listed without the tag's name, which follows the first slash.
  return all.get(key) ?? all.get(key.slice(0, key.indexOf("/") + 1));
}

/** These have several values, though the reference gives them the type of one. */
const SEVERAL_ALL_THE_SAME: ReadonlySet<string> = new Set(["ram:resourcearn"]);

/** All values of these describe the one resource that is acted on, so one that matches says which resource it is. */
const OF_ONE_RESOURCE: ReadonlySet<string> = new Set(["kms:resourcealiases", "payment-cryptography:resourcealiases"]);

/**
 * True when one request may have several values of the key, in lower case, that say different things. `ForAnyValue`
 * holds as soon as one value matches; the other values are then free.
 */
export function hasFreeValues(key: string): boolean {
  if (OF_ONE_RESOURCE.has(key)) return false;
  return SEVERAL_ALL_THE_SAME.has(key) || typeOfKey(key)?.several === true;
}

/** True when a request surely has at most one value of the key. */
export function hasOneValue(key: string): boolean {
  return typeOfKey(key)?.several === false;
}

/**
 * True when every value of the key surely has the type that the comparison is made for, and a request has at most one.
 */
export function fits(comparison: Comparison, key: string): boolean {
  const found = typeOfKey(key);
  if (found === undefined || found.several) return false;
  switch (comparison) {
    case "string":
    case "stringIgnoreCase":
    case "like":
      return true;
    case "arn":
    case "bool":
    case "ip":
      return found.type === comparison;
    case "numeric":
    case "date":
      return found.type === comparison || found.type === "moment";
    case "null":
    case "binary":
      return false;
  }
}

let known: ReadonlyMap<string, KeyType> | undefined;

function read(): ReadonlyMap<string, KeyType> {
  const all = new Map<string, KeyType>();
  for (const line of readFileSync(catalogueFile("condition-keys.txt"), "utf8").trimEnd().split("\n")) {
    const [name, ...keys] = line.split(" ");
    const [, several, single] = /^(ArrayOf)?(\w+)$/.exec(name!)!;
    for (const key of keys) all.set(key, { type: TYPES[single!]!, several: several !== undefined });
  }
  for (const [type, keys] of Object.entries(GLOBAL)) {
    for (const key of keys.split(/\s+/))
      all.set(key, type === "texts" ? { type: "text", several: true } : { type: type as ValueType, several: false });
  }
  return all;
}
