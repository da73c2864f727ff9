import { z } from "zod";
import { deployableForm } from "./partitions";
import { readableServices } from "./readService";
import { keys, list, text } from "./values";

const buckets = list(
  text(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, "the name of a bucket, without wildcards"),
  "names of buckets",
).min(1, { error: "at least one bucket" });
const prefix = text(
  /^[^*?$/\s][^*?$]{0,500}\/$/,
  "a prefix of keys that ends with a slash, without wildcards, such as releases/",
).optional();

/** The ARN of one key of KMS. Aliases are none: KMS checks the key. */
const kmsKey = new RegExp(
  `^arn:(?:${deployableForm}):kms:[a-z0-9-]+:\\d{12}:key/` +
    "(?:mrk-[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$",
);
const encryptedWith = (what: string) =>
  list(
    text(
      kmsKey,
      "the ARN of a key, such as arn:aws:kms:eu-west-1:111111111111:key/01234567-89ab-cdef-0123-456789abcdef",
    ),
    "ARNs of keys",
  )
    .min(1, { error: "at least one key; leave it out where AWS's own keys encrypt" })
    .optional()
    .meta({ description: `The customer's keys that ${what}, used through that service alone` });

/** Presets: sets of permissions that are narrow by construction. An entry is exactly one of them. */
export const presetSettings = keys({
  readService: z
    .enum(readableServices, { error: `one of ${readableServices.join(", ")}` })
    .optional()
    .meta({ description: "See what a service has and how it is set up, not the data in it" }),
  readBuckets: keys({ buckets, prefix, keys: encryptedWith("encrypt the buckets") })
    .optional()
    .meta({ description: "List and read the objects of these buckets" }),
  deployToBuckets: keys({
    buckets,
    prefix,
    keys: encryptedWith("encrypt the buckets"),
    delete: z
      .boolean({ error: "true or false" })
      .default(false)
      .meta({ description: "Whether objects may be deleted too" }),
  })
    .optional()
    .meta({ description: "List, read and write the objects of these buckets" }),
  readParameters: keys({
    paths: list(
      text(/^\/[\w.-]+(?:\/[\w.-]+)*$/, "the path of parameters without wildcards, such as /shop/production"),
      "paths of parameters",
    ).min(1, { error: "at least one path" }),
    keys: encryptedWith("encrypt the parameters"),
  })
    .optional()
    .meta({ description: "Read the Parameter Store's parameters below these paths, in this region" }),
  pushImages: keys({
    repositories: list(
      text(/^[a-z0-9]+(?:[._/-][a-z0-9]+)*$/, "the name of a repository, without wildcards"),
      "names of repositories",
    ).min(1, { error: "at least one repository" }),
  })
    .optional()
    .meta({ description: "Pull and push images of these ECR repositories, in this region" }),
  invalidateDistributions: keys({
    ids: list(text(/^E[A-Z0-9]{9,19}$/, "the id of a CloudFront distribution"), "ids of distributions").min(1, {
      error: "at least one id",
    }),
  })
    .optional()
    .meta({ description: "Invalidate what these CloudFront distributions have cached" }),
}).meta({ minProperties: 1, maxProperties: 1 });

/** One preset, as read. Once the checks have passed, exactly one of its keys is set. */
export type PresetSettings = z.output<typeof presetSettings>;
