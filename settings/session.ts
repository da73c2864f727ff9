import { z } from "zod";
import { duration, keys, list, tagKey, tagValue, text } from "./values";

/** A pattern of names. A pattern that every name matches is refused, since it restricts nothing. */
const pattern = (what: string) =>
  text(
    /^(?!\**$)(?:[\w+=,.@*?-]|\$\{aws:username\}){1,64}$/,
    `a pattern for ${what}, such as \${aws:username} or release-*`,
  );

const sourceIdentity = z.union([z.literal("required"), keys({ matching: pattern("the source identity") })], {
  error: "required or { matching: <pattern> }",
});

const requiredTags = z.union(
  [
    list(tagKey, "tag keys").min(1, { error: "at least one tag key" }),
    z.record(tagKey, list(tagValue, "values").min(1, { error: "at least one value" }), {
      error: "lists of values by the tags' keys",
    }),
  ],
  { error: "a list of tag keys, or lists of values by the tags' keys" },
);

const detailedTags = keys({
  allowed: list(tagKey, "tag keys").optional().meta({ description: "Tags that a session may carry" }),
  required: requiredTags
    .optional()
    .meta({ description: "Tags that a session has to carry, each with any value or with one of those listed" }),
  transitive: list(tagKey, "tag keys")
    .optional()
    .meta({ description: "Tags that may be passed on to further roles (role chaining); no others may" }),
});

/** The session tags of a role, as read. */
export interface SessionTags {
  /** The keys of tags that a session may have, including the required ones. */
  readonly allowed: readonly string[];
  /** The keys of tags that a session must have, with the allowed values; an empty list allows any value. */
  readonly required: Readonly<Record<string, readonly string[]>>;
  /** The keys of tags that may be transitive. */
  readonly transitive: readonly string[];
}

const sessionTags = z
  .union([list(tagKey, "tag keys").min(1, { error: "at least one tag key" }), detailedTags], {
    error: "a list of tag keys, or an object with keys out of allowed, required, transitive",
  })
  .transform((tags): SessionTags => {
    if (Array.isArray(tags)) return { allowed: tags, required: {}, transitive: [] };
    const required = Array.isArray(tags.required)
      ? Object.fromEntries(tags.required.map((key) => [key, []]))
      : (tags.required ?? {});
    return {
      allowed: [...new Set([...(tags.allowed ?? []), ...Object.keys(required)])],
      required,
      transitive: tags.transitive ?? [],
    };
  });

/** What a session of the role is like. */
export const sessionSettings = keys({
  maxDuration: duration(3600, 12 * 3600)
    .default(3600)
    .meta({ description: "How long a session may last, from 1h to 12h" }),
  namePattern: pattern("the session's name")
    .optional()
    .meta({ description: "What the session's name has to match; ${aws:username} is the calling user's name" }),
  sourceIdentity: sourceIdentity.optional().meta({
    description: "required, or { matching: ${aws:username} }: what the caller has to name as source identity",
  }),
  tags: sessionTags.optional().meta({ description: "The session tags that may be passed; none unless given" }),
});

/** What a session of the role is like, as read; durations in seconds. */
export type SessionSettings = z.output<typeof sessionSettings>;
