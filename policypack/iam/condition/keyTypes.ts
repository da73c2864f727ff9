/**
 * Of which type the values of a condition key are, and whether a request may have several. Only where both are known does
 * the failing of a condition say that its opposite holds: a tag `protected` with the value `yes` is neither true nor false.
 */
import { readFileSync } from "node:fs";
import { catalogueFile } from "../catalogueFolder";
import type { Comparison } from "./operators";

/** The type of a key's values. A moment is read as a date and as seconds. */
export type ValueType = "text" | "arn" | "bool" | "numeric" | "date" | "moment" | "ip";

/** What is known of a key's values. */
export interface KeyType {
  readonly type: ValueType;
  /** True when a request may have several of them. */
  readonly several: boolean;
}

/**
 * The keys of all services, by the reference, which has no types for them.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
const GLOBAL: Readonly<Record<ValueType | "texts", string>> = {
  text: `aws:calledviafirst aws:calledvialast aws:ec2instancesourcevpc aws:federatedprovider aws:principalaccount aws:principalorgid aws:principalservicename
    aws:principaltype aws:referer aws:requestedregion aws:resourceaccount aws:resourceorgid aws:sourceaccount aws:sourceidentity aws:sourceorgid
    aws:sourcevpc aws:sourcevpce aws:useragent aws:userid aws:username aws:vpceaccount aws:vpceorgid aws:principaltag/ aws:requesttag/ aws:resourcetag/`,
  arn: "aws:chatbotsourcearn aws:principalarn aws:sourcearn aws:sourcevpcarn",
  bool: "aws:multifactorauthpresent aws:principalisawsservice aws:securetransport aws:viaawsservice",
  numeric: "aws:multifactorauthage",
  date: "aws:tokenissuetime",
  moment: "aws:currenttime aws:epochtime",
  ip: "aws:ec2instancesourceprivateipv4 aws:sourceip aws:vpcsourceip",
  texts: `aws:calledvia aws:principalorgpaths aws:principalservicenameslist aws:resourceorgpaths aws:sourceorgpaths aws:tagkeys aws:vpceorgpaths`,
};

/** The reference's names of types. */
const TYPES: Readonly<Record<string, ValueType>> = {
  String: "text",
  ARN: "arn",
  Bool: "bool",
  Numeric: "numeric",
  Date: "date",
  IPAddress: "ip",
};

/** The type of a key in lower case; undefined for one that is not known. */
export function typeOfKey(key: string): KeyType | undefined {
  const all = (known ??= read());
  // A tag's name is whatever stands behind the first slash.
  return all.get(key) ?? all.get(key.slice(0, key.indexOf("/") + 1));
}

/** True when a request surely has one value of the key at most. */
export function hasOneValue(key: string): boolean {
  return typeOfKey(key)?.several === false;
}

/** True when every value of the key surely is one that the comparison is made for, and a request has one at most. */
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
