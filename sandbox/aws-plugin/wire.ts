import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { type Bag, isBag, unknownString, type Value } from "./values";

/** The key that marks a map as something other than a map. Source: `sdk/go/common/resource/sig` of Pulumi. */
const signature = "4dabf18193072939515e22adb298388d";
const secret = "1b47061264138c4ac30d75fd1eb44270";
const output = "d0e6a833031e9bbcd3f4e8bde6ca49a4";

/**
 * Properties as they arrive, with secrets and outputs unpacked. The plugin tells the engine that it supports neither,
 * so the engine marks the answers itself. But settings arrive before the engine has asked.
 */
export function fromStruct(struct: Struct | undefined): Bag {
  const opened = struct === undefined ? {} : open(struct.toJavaScript());
  return isBag(opened) ? opened : {};
}

/** Properties in the form in which they are sent. */
export function toStruct(bag: Bag): Struct {
  return Struct.fromJavaScript(bag);
}

function open(value: Value): Value {
  if (Array.isArray(value)) return value.map(open);
  if (!isBag(value)) return value;
  if (value[signature] === secret || value[signature] === output) {
    // An output without a value is not known yet.
    return value.value === undefined ? unknownString : open(value.value);
  }
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, open(item)]));
}
