/**
 * Tells whether the engine only previews. It says so when it configures the pack, but the framework hands on nothing
 * but the stack's tags from that message. So the message is listened to here.
 */
import { AnalyzerStackConfigureRequest } from "@pulumi/pulumi/proto/analyzer_pb";

/**
 * Listens for the engine's message. To be called before the pack is served.
 * @returns whether the engine has said that it only previews; false until it has said anything
 */
export function listenForPreview(): () => boolean {
  let preview = false;
  const message = AnalyzerStackConfigureRequest.prototype;
  const original = message.getTagsMap;
  message.getTagsMap = function (this: AnalyzerStackConfigureRequest, ...args) {
    preview = this.getDryRun();
    return original.apply(this, args);
  };
  return () => preview;
}
