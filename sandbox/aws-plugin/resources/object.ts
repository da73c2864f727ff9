import { DeleteObjectCommand, HeadObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { unlessGone } from "../awsErrors";
import { type ResourceType, wrongId } from "../resourceType";
import { type Bag, defined, optionalText, text } from "../values";

/**
 * The resource type of an object in a bucket, with its content in the program. Pulumi has two names for it. Tags, files
 * and encryption settings are not supported.
 */
export function objectType(token: string): ResourceType {
  const noun = "S3 object";
  return {
    token,
    noun,
    inputs: {
      bucket: { kind: "string", required: true, replaces: true },
      content: { kind: "string", local: true },
      contentBase64: { kind: "string", local: true },
      contentType: { kind: "string", computed: true },
      key: { kind: "string", required: true, replaces: true },
    },
    outputs: { arn: [], etag: ["content", "contentBase64"], versionId: ["content", "contentBase64", "contentType"] },
    deleteBeforeReplace: true,
    async create(aws, inputs) {
      await aws.s3().send(
        new PutObjectCommand({
          ...place(inputs),
          Body: body(inputs),
          ContentType: optionalText(inputs, "contentType"),
        }),
      );
      return `${text(inputs, "bucket")}/${text(inputs, "key")}`;
    },
    async read(aws, id) {
      const at = id.replace(/^s3:\/\//, "");
      const slash = at.indexOf("/");
      if (slash < 1 || slash === at.length - 1) throw wrongId({ noun }, id, "<bucket>/<key>");
      const [bucket, key] = [at.slice(0, slash), at.slice(slash + 1)];
      const head = await unlessGone(aws.s3().send(new HeadObjectCommand({ Bucket: bucket, Key: key })));
      if (head === undefined) return undefined;
      return defined({
        arn: `arn:${aws.partition}:s3:::${at}`,
        bucket,
        contentType: head.ContentType,
        etag: head.ETag?.replaceAll('"', ""),
        key,
        versionId: head.VersionId,
      });
    },
    async update(aws, id, _state, inputs) {
      await this.create(aws, inputs, () => id);
    },
    async delete(aws, _id, state) {
      await unlessGone(aws.s3().send(new DeleteObjectCommand(place(state))));
    },
  };
}

function place(bag: Bag): { Bucket: string; Key: string } {
  return { Bucket: text(bag, "bucket"), Key: text(bag, "key") };
}

function body(inputs: Bag): Buffer {
  const encoded = optionalText(inputs, "contentBase64");
  return encoded === undefined ? Buffer.from(optionalText(inputs, "content") ?? "") : Buffer.from(encoded, "base64");
}
