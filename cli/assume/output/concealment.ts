/**
 * Keeps secrets out of everything that is written for people: messages, `--debug`, crash traces. What only the
 * program that asked may see (the credentials themselves) does not pass through here.
 */
const concealed = new Set<string>();

/** Text that is shorter is no secret, and replacing it would mangle messages. */
const shortestSecret = 8;

/** From now on {@link redact} hides this value. */
export function conceal(value: string | undefined): void {
  if (value === undefined || value.length < shortestSecret) return;
  concealed.add(value);
  concealed.add(encodeURIComponent(value));
  // As it stands inside JSON.
  concealed.add(JSON.stringify(value).slice(1, -1));
}

/** The text with every concealed value replaced. */
export function redact(text: string): string {
  let result = text;
  // Longer ones first: one secret may be part of another.
  for (const value of [...concealed].sort((a, b) => b.length - a.length)) result = result.replaceAll(value, "[concealed]");
  return result;
}
