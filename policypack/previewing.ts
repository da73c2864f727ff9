/**
 * Tells whether the engine only previews. It says so when it configures the pack, but the framework hands on nothing
 * but the stack's tags from that message. So the message is listened to here.
 */
import { AnalyzerStackConfigureRequest } from "@pulumi/pulumi/proto/analyzer_pb";

/** The part of the message that is listened to: the framework reads the tags of each. */
interface Message {
  getDryRun(): boolean;
  getTagsMap: (this: Message, noLazyCreate?: boolean) => unknown;
}

/**
 * Listens for the engine's message. To be called before the pack is served.
 * @returns whether the engine has said that it only previews; false until it has said anything
 */
export function listenForPreview(): () => boolean {
  let preview = false;
  const message = AnalyzerStackConfigureRequest.prototype as unknown as Message;
  const original = message.getTagsMap;
  message.getTagsMap = function (noLazyCreate) {
    preview = this.getDryRun();
    return original.call(this, noLazyCreate);
  };
  return () => preview;
}
