/** Options that people know from other tools, such as the AWS CLI, and what they are called here. */
import { durationText } from "../../settings/duration";
import { wordToPaste } from "./output/quoting";

/** What to type instead, given the value that was typed; undefined for none. */
type Instead = (value: string | undefined) => string;

const option =
  (name: string, example: string): Instead =>
  (value) =>
    `${name} ${value === undefined ? example : wordToPaste(value)}`;

const seconds: Instead = (value) =>
  `--duration ${value !== undefined && /^\d{1,6}$/.test(value) ? durationText(Number(value)) : "1h"}`;
const mfaToken = option("--mfa-token", "<6 digits>");
const roleWord: Instead = (value) =>
  `the role without an option, as in assume ${value === undefined ? "deploy" : wordToPaste(value)}`;

/** By the option's name. The codes of MFA devices are not repeated. */
export const otherOptions: Readonly<Record<string, Instead>> = {
  "--profile": option("--source-profile", "<profile>"),
  "--role-arn": roleWord,
  "--role": roleWord,
  "--role-name": roleWord,
  "--role-session-name": option("--session-name", "<name>"),
  "--duration-seconds": seconds,
  "--session-duration": seconds,
  "--serial-number": option("--mfa-serial", "<arn>"),
  "--mfa-arn": option("--mfa-serial", "<arn>"),
  "--token-code": () => mfaToken(undefined),
  "--mfa-code": () => mfaToken(undefined),
  "--tags": () => "--tag <key>=<value>, once for each tag",
  "--output": (value) => (value === "json" ? "--format json" : "--format, which says how the credentials are written"),
  "--query": () => "--format json, and jq for a part of it",
  "--endpoint-url": (value) =>
    `AWS_ENDPOINT_URL=${value === undefined ? "<url>" : wordToPaste(value)} in the environment`,
  "--ca-bundle": (value) =>
    `NODE_EXTRA_CA_CERTS=${value === undefined ? "<file>" : wordToPaste(value)} in the environment`,
  "--exec": (value) => `a command after --, as in assume deploy -- ${value ?? "aws s3 ls"}`,
};

/** A problem for each of these options that was typed. @param typed the values by {@link attributeOf}; true for none */
export function otherOptionProblems(typed: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(otherOptions).flatMap(([name, instead]) => {
    const value = typed[attributeOf(name)];
    if (value === undefined) return [];
    return [`${name}: no option of assume; expected ${instead(typeof value === "string" ? value : undefined)}`];
  });
}

/** The name under which a parsed option stands: `roleArn` for `--role-arn`. */
export function attributeOf(option: string): string {
  return option.slice(2).replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
}
