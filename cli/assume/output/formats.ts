import { exitCodes, Failure } from "../failure";
import type { Session } from "../session";
import { assignCmd, quoteFish, quotePosix, quotePowerShell } from "./quoting";

/** The formats of `--format`, and what each is for. */
export const formats = {
  env: "for eval in sh, bash and zsh",
  fish: "for source in fish",
  powershell: "for Invoke-Expression in PowerShell",
  cmd: "for cmd.exe",
  json: "the answer in the form of `aws sts assume-role`",
  process: "for credential_process in ~/.aws/config",
  profile: "a block for ~/.aws/config that has no secrets and gets them when they are needed",
} as const;

/** One of {@link formats}. */
export type Format = keyof typeof formats;

/** A change of the environment: values to set and names to remove. */
export interface EnvironmentChange {
  readonly set: Readonly<Record<string, string>>;
  readonly unset: readonly string[];
}

/** Writes a session in a format. The text ends with a newline. */
export function format(kind: Exclude<Format, "profile">, session: Session, change: EnvironmentChange): string {
  if (kind === "json") return lines([JSON.stringify(answer(session), undefined, 2)]);
  // https://docs.aws.amazon.com/sdkref/latest/guide/feature-process-credentials.html
  if (kind === "process") return lines([JSON.stringify({ Version: 1, ...credentials(session) })]);
  return changeText(kind, change);
}

/** A format that a shell evaluates. */
export type ShellFormat = Exclude<Format, "profile" | "json" | "process">;

/** Writes a change of the environment for a shell. The text ends with a newline. */
export function changeText(kind: ShellFormat, change: EnvironmentChange): string {
  switch (kind) {
    case "env":
      return lines([
        ...entries(change, (name, value) => `export ${name}=${quotePosix(value)}`),
        `unset ${change.unset.join(" ")}`,
      ]);
    case "fish":
      return lines([
        ...entries(change, (name, value) => `set -gx ${name} ${quoteFish(value)}`),
        `set -e ${change.unset.join(" ")}`,
      ]);
    case "powershell":
      return lines([
        ...entries(change, (name, value) => `$env:${name} = ${quotePowerShell(value)}`),
        `Remove-Item -ErrorAction SilentlyContinue -Path ${change.unset.map((name) => `Env:${name}`).join(",")}`,
      ]);
    case "cmd":
      return lines([...entries(change, assignCmd), ...change.unset.map((name) => `set "${name}="`)]);
  }
}

/**
 * A block for `~/.aws/config`. Tools then run this command whenever their credentials expire.
 *
 * @param region without it, most tools demand a region with each call
 * @throws Failure when a word contains what a setting of that file cannot hold: a setting ends with its line, and for
 * some tools with a space before # or ;
 */
export function profileBlock(name: string, command: readonly string[], region?: string): string {
  return lines([
    `[profile ${name}]`,
    `credential_process = ${command.map(quoteProcess).join(" ")}`,
    ...(region === undefined ? [] : [`region = ${region}`]),
  ]);
}

function entries({ set }: EnvironmentChange, line: (name: string, value: string) => string): string[] {
  return Object.entries(set).map(([name, value]) => line(name, value));
}

function credentials({ keys, expiration }: Session) {
  return {
    AccessKeyId: keys.accessKeyId,
    SecretAccessKey: keys.secretAccessKey,
    SessionToken: keys.sessionToken,
    Expiration: expiration,
  };
}

function answer(session: Session) {
  return {
    Credentials: credentials(session),
    AssumedRoleUser: { AssumedRoleId: session.assumedRoleId, Arn: session.assumedRoleArn },
    ...(session.sourceIdentity !== undefined && { SourceIdentity: session.sourceIdentity }),
  };
}

/**
 * Quotes a word of credential_process. The AWS CLI splits it like a POSIX shell; SDKs pass it to the system's shell.
 */
function quoteProcess(word: string): string {
  // eslint-disable-next-line no-control-regex -- they are what this is about
  const strange = /[\u0000-\u001f\u007f]|\s[#;]/.exec(word);
  if (strange)
    throw new Failure(
      exitCodes.usage,
      `${JSON.stringify(word)}: found ${JSON.stringify(strange[0])}, which ~/.aws/config cannot hold in a setting.`,
    );
  if (/^[\w+/=.,:@%-]+$/.test(word)) return word;
  return process.platform === "win32" ? `"${word.replaceAll('"', '\\"')}"` : quotePosix(word);
}

function lines(list: readonly string[]): string {
  return list.map((line) => `${line}\n`).join("");
}
