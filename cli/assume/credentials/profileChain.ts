/** Finds the profiles through which a profile gets its credentials, as far as the AWS files tell. Pure. */
import type { AwsFiles, Section } from "./awsFiles";

/** The variable that lists the profiles that led to this call. Every credential_process gets it. */
export const askingVariable = "CROSS_ACCOUNT_ASKING";
/** How many profiles may get their credentials through one another. Nobody needs more, and each one is a process. */
export const longestChain = 8;

/**
 * The chain of profiles from `start` to the first one that repeats, which is listed twice; undefined when the chain
 * ends.
 *
 * @param start a profile's name
 */
export function circleFrom(start: string, files: AwsFiles): string[] | undefined {
  const done = new Set<string>();
  function walk(name: string, path: readonly string[]): string[] | undefined {
    if (path.includes(name)) return [...path.slice(path.indexOf(name)), name];
    if (done.has(name)) return undefined;
    for (const next of sourcesOf(name, files.profiles[name])) {
      const found = walk(next, [...path, name]);
      if (found) return found;
    }
    done.add(name);
    return undefined;
  }
  return walk(start, []);
}

/** The profiles that led to this call, in order. */
export function askingIn(env: NodeJS.ProcessEnv): string[] {
  const text = env[askingVariable];
  return text ? text.split(",").map(decoded) : [];
}

/** The value of {@link askingVariable} for these profiles. */
export function askingText(profiles: readonly string[]): string {
  return profiles.map(encodeURIComponent).join(",");
}

/** The profiles that this profile gets its credentials from. AWS's tools look at the settings in the same order. */
function sourcesOf(name: string, section: Section | undefined): string[] {
  if (section === undefined) return [];
  const keys = section["aws_access_key_id"] !== undefined;
  if (section["role_arn"] !== undefined && section["web_identity_token_file"] === undefined) {
    const source = section["source_profile"];
    // A profile may have a role and, as its own source, also keys.
    return source === undefined || (source === name && keys) ? [] : [source];
  }
  const process = section["credential_process"];
  return keys || process === undefined || section["sso_session"] !== undefined || section["sso_start_url"] !== undefined
    ? []
    : profilesNamed(process);
}

/**
 * The AWS profiles that a credential_process uses, if it runs this command or the AWS CLI. For any other tool the list
 * is empty, since its profiles may be something else. It is also empty if the process reads other AWS files, where a
 * name means another profile.
 */
function profilesNamed(process: string): string[] {
  const words = wordsOf(process);
  if (words.some((word) => /^AWS_(CONFIG_FILE|SHARED_CREDENTIALS_FILE)=/.test(word))) return [];
  const program = words
    .map((word) => /(?:^|[\\/])(cross-account|aws)(?:\.cjs|\.cmd|\.exe)?$/.exec(word)?.[1])
    .find((found) => found !== undefined);
  if (program === undefined) return [];
  const option = program === "aws" ? "--profile" : "--source-profile";
  const typed = words.flatMap((word, at) =>
    word === option ? (words[at + 1] ?? []) : word.startsWith(`${option}=`) ? word.slice(option.length + 1) : [],
  );
  return typed.length > 0 ? typed : words.flatMap((word) => /^AWS_(?:DEFAULT_)?PROFILE=(.+)$/s.exec(word)?.[1] ?? []);
}

/** Splits a command into words as a POSIX shell does. Variables and the like are not expanded. */
function wordsOf(command: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  for (const [, single, double, escaped, plain, space] of command.matchAll(
    /'([^']*)'|"((?:\\.|[^"\\])*)"|\\(.)|([^\s'"\\]+|['"\\])|(\s+)/gs,
  )) {
    if (space === undefined)
      word = (word ?? "") + (single ?? double?.replace(/\\(["\\$`])/g, "$1") ?? escaped ?? plain ?? "");
    else if (word !== undefined) {
      words.push(word);
      word = undefined;
    }
  }
  return word === undefined ? words : [...words, word];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
