/** Tags by key. */
export type Tags = Record<string, string>;

/** A resource's own tags over the provider's `defaultTags`: what AWS is to hold (`tagsAll`). */
export function allTags(defaults: Tags, own: Tags): Tags {
  return { ...defaults, ...own };
}

/**
 * The tags a program would have written to get what AWS holds: those that the provider's defaults do not account for.
 *
 * @param known the resource's own tags as last known; a tag that repeats a default on purpose stays its own
 */
export function ownTags(held: Tags, defaults: Tags, known: Tags): Tags {
  return Object.fromEntries(Object.entries(held).filter(([key, value]) => defaults[key] !== value || key in known));
}

/** Tags as AWS takes them. */
export function tagList(tags: Tags): { Key: string; Value: string }[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

/** Tags as AWS returns them; those of AWS itself (`aws:…`), which nobody can write, are left out. */
export function tagsFrom(list: readonly { Key?: string | undefined; Value?: string | undefined }[] | undefined): Tags {
  return Object.fromEntries(
    (list ?? []).filter(({ Key }) => Key !== undefined && !Key.startsWith("aws:")).map(({ Key, Value }) => [Key as string, Value ?? ""]),
  );
}

/** What to write and which keys to remove so that `before` becomes `after`. */
export function tagChanges(before: Tags, after: Tags): { write: { Key: string; Value: string }[]; remove: string[] } {
  return {
    write: tagList(Object.fromEntries(Object.entries(after).filter(([key, value]) => before[key] !== value))),
    remove: Object.keys(before).filter((key) => !(key in after)),
  };
}
