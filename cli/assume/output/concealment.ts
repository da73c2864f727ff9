/**
 * Hides secrets in everything that is written for people: messages, `--debug`, crash traces. The credentials that the
 * program asked for do not pass through here.
 */
const concealed = new Set<string>();

/** A shorter text is not a secret, and replacing it would mangle messages. */
const shortestSecret = 8;

/** Makes {@link redact} hide this value from now on. */
export function conceal(value: string | undefined): void {
  if (value === undefined || value.length < shortestSecret) return;
  concealed.add(value);
  concealed.add(encodeURIComponent(value));
  // The value as JSON writes it.
  concealed.add(JSON.stringify(value).slice(1, -1));
}

/** The text with every concealed value replaced. */
export function redact(text: string): string {
  let result = text;
  // The longest first, since one secret may contain another.
  for (const value of [...concealed].sort((a, b) => b.length - a.length))
    result = result.replaceAll(value, "[concealed]");
  return result;
}
