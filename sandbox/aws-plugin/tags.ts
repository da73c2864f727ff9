/** Tags by key. */
export type Tags = Record<string, string>;

/**
 * A resource's own tags and the provider's `defaultTags`, as AWS should hold them (`tagsAll`). The resource's own win.
 */
export function allTags(defaults: Tags, own: Tags): Tags {
  return { ...defaults, ...own };
}

/**
 * The tags that a program would have written to get what AWS holds: all that do not come from the provider's defaults.
 *
 * @param known the resource's own tags as last known; a tag that intentionally repeats a default stays among them
 */
export function ownTags(held: Tags, defaults: Tags, known: Tags): Tags {
  return Object.fromEntries(Object.entries(held).filter(([key, value]) => defaults[key] !== value || key in known));
}

/** Tags in the form that AWS takes. */
export function tagList(tags: Tags): { Key: string; Value: string }[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

/** Tags in the form that AWS returns. AWS's own tags (`aws:…`), which nobody can set, are left out. */
export function tagsFrom(list: readonly { Key?: string | undefined; Value?: string | undefined }[] | undefined): Tags {
  return Object.fromEntries(
    (list ?? [])
      .filter(({ Key }) => Key !== undefined && !Key.startsWith("aws:"))
      .map(({ Key, Value }) => [Key as string, Value ?? ""]),
  );
}

/** The tags to write and the keys to remove to get from `before` to `after`. */
export function tagChanges(before: Tags, after: Tags): { write: { Key: string; Value: string }[]; remove: string[] } {
  return {
    write: tagList(Object.fromEntries(Object.entries(after).filter(([key, value]) => before[key] !== value))),
    remove: Object.keys(before).filter((key) => !(key in after)),
  };
}
