import { durationRange, parseDuration, scopedDurationRange } from "./duration";
import { exitCodes, Failure } from "./failure";
import { serialProblem } from "./mfaSerial";
import { otherOptionProblems } from "./otherOptions";
import type { Format } from "./output/formats";
import { parseRoleArn } from "./roles/roleArn";
import { scopeDownProblems } from "./scopeDownOptions";
import { sessionNamePattern } from "./sessionName";

/** The options as they were typed. */
export interface TypedOptions {
  readonly project?: string;
  readonly stack?: string;
  readonly sourceProfile?: string;
  readonly region?: string;
  readonly mfaSerial?: string;
  readonly mfaToken?: string;
  readonly duration?: string;
  readonly sessionName?: string;
  readonly sourceIdentity?: string;
  readonly externalId?: string;
  readonly tag?: readonly string[];
  readonly policyFile?: string;
  readonly policyArn?: readonly string[];
  readonly readOnly?: boolean;
  readonly scope?: readonly string[];
  readonly scopeDown?: boolean;
  readonly remember?: boolean;
  readonly reuse?: boolean;
  readonly format?: Format;
  readonly profileName?: string;
  readonly console?: boolean;
  readonly open?: boolean;
  readonly destination?: string;
  readonly container?: string;
  readonly shell?: boolean;
  readonly status?: boolean;
  readonly unset?: boolean;
  readonly explain?: boolean;
  readonly action?: string;
  readonly resource?: string;
  readonly explainWith?: readonly string[];
  readonly organization?: string;
  readonly list?: boolean;
  readonly refresh?: boolean;
  readonly debug?: boolean;
}

/** The options, read and checked. */
export interface Request extends Omit<TypedOptions, "duration" | "tag"> {
  /** A name or an ARN. */
  readonly role?: string;
  /** Seconds; undefined without the option. */
  readonly duration?: number;
  readonly tags: Readonly<Record<string, string>>;
  /** The command after `--`. */
  readonly command?: readonly string[];
}

/**
 * Reads and checks what was typed.
 *
 * @param words the words before `--`, apart from options
 * @param command the words after `--`; undefined without `--`
 * @param canChoose whether a person can choose the role when none was typed
 * @throws Failure with every problem in one message
 */
export function readRequest(
  words: readonly string[],
  command: readonly string[] | undefined,
  typed: TypedOptions,
  canChoose: () => boolean = () => false,
): Request {
  const problems = otherOptionProblems({ ...typed });
  const [role, ...more] = words;
  if (more.length > 0)
    problems.push(
      `found ${more.map((word) => JSON.stringify(word)).join(", ")} after the role; a command is separated ` +
        `by --, as in: assume ${role} -- ${more.join(" ")}`,
    );
  if (role?.startsWith("arn:") && !parseRoleArn(role))
    problems.push(
      `role: found ${JSON.stringify(role)}, expected a name or an ARN such as arn:aws:iam::111111111111:role/deploy`,
    );
  if (command?.length === 0) problems.push("found nothing after --, expected a command");
  const uses = [
    typed.list && "--list",
    typed.explain && "--explain",
    typed.status && "--status",
    typed.unset && "--unset",
    typed.console && "--console",
    typed.open && "--open",
    typed.shell && "--shell",
    command && "-- command",
  ].filter((use) => typeof use === "string");
  if (uses.length > 1) problems.push(`found ${uses.join(" and ")}, expected one of them`);
  const silent = uses.find((use) => ["--status", "--console", "--open", "--shell", "-- command"].includes(use));
  if (typed.format && silent)
    problems.push(
      `--format ${typed.format}: not with ${silent === "-- command" ? "a command" : silent}, which prints no credentials`,
    );
  if (typed.unset && typed.format && ["json", "process", "profile"].includes(typed.format))
    problems.push(`--format ${typed.format}: found with --unset, expected the format of a shell`);
  problems.push(...consoleProblems(typed));
  if ((typed.list || typed.explain) && typed.format && typed.format !== "json")
    problems.push(`--format ${typed.format}: found with ${uses[0]}, expected json or none`);
  if (typed.profileName !== undefined && typed.format !== "profile")
    problems.push("--profile-name: found without --format profile, expected both: it names the profile in that block");
  else if (typed.profileName !== undefined && !/^[\w+=,.@:/-]{1,128}$/.test(typed.profileName))
    problems.push(
      `--profile-name: found ${JSON.stringify(typed.profileName)}, expected 1 to 128 letters, digits or _+=,.@:/-`,
    );
  const roleless = typed.list || typed.status || typed.unset || typed.scopeDown;
  if (role && (typed.status || typed.unset))
    problems.push(`found the role ${role} with ${uses[0]}, which is about the session in the environment`);
  if (!role && !roleless && problems.length === 0 && !canChoose())
    problems.push("role: found nothing, expected a name from the stack's outputs or an ARN (assume --list shows them)");
  if (typed.mfaToken !== undefined && !/^\d{6}$/.test(typed.mfaToken))
    problems.push("--mfa-token: expected the 6 digits that the device shows");
  const serial = typed.mfaSerial === undefined ? undefined : serialProblem(typed.mfaSerial);
  if (serial !== undefined) problems.push(`--mfa-serial: ${serial}`);
  for (const [option, value] of [
    ["--session-name", typed.sessionName],
    ["--source-identity", typed.sourceIdentity],
  ] as const) {
    if (value !== undefined && !sessionNamePattern.test(value))
      problems.push(`${option}: found ${JSON.stringify(value)}, expected 2 to 64 letters, digits or _+=,.@-`);
  }
  if (typed.externalId !== undefined && !/^[\w+=,.@:/-]{2,1224}$/.test(typed.externalId))
    problems.push("--external-id: expected 2 to 1224 letters, digits or _+=,.@:/-");
  if (typed.remember && (typed.list || typed.explain))
    problems.push(`--remember: found with ${uses[0]}, which asks for no code`);
  if (typed.reuse && (typed.list || typed.explain))
    problems.push(`--reuse: found with ${uses[0]}, which hands out no session`);
  problems.push(...sessionPolicyProblems(typed), ...accessProblems(typed), ...scopeDownProblems({ ...typed }, role));
  const tags = readTags(typed.tag ?? [], problems);
  if (problems.length > 0) throw new Failure(exitCodes.usage, problems);
  const { duration, tag: _, ...rest } = typed;
  return {
    ...rest,
    tags,
    ...(role !== undefined && { role }),
    ...(duration !== undefined && {
      duration: parseDuration(duration, typed.scopeDown ? scopedDurationRange : durationRange),
    }),
    ...(command && { command }),
  };
}

/** The most managed policies of a session: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
const mostPolicyArns = 10;

function consoleProblems({ console, open, destination, container }: TypedOptions): string[] {
  const problems: string[] = [];
  if (destination !== undefined && !console && !open)
    problems.push(
      "--destination: found without --console or --open, expected one of them: it is a page of the console",
    );
  if (container !== undefined && !open)
    problems.push("--container: found without --open, expected both: it is a container of Firefox");
  if (container !== undefined && !/^[^\p{C}]{1,100}$/u.test(container))
    problems.push(`--container: found ${JSON.stringify(container)}, expected a name of 1 to 100 visible characters`);
  return problems;
}

/** Which resources have policies that are read; the rest of the ARN is looked at when it is. */
const readable =
  /^arn:aws[a-z-]*:(?:s3:::[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](?:\/.+)?|(?:kms|sqs|sns|secretsmanager):[a-z0-9-]+:\d{12}:[^*?]+)$/;

function accessProblems({ explain, action, resource }: TypedOptions): string[] {
  const problems: string[] = [];
  const given = [action !== undefined && "--action", resource !== undefined && "--resource"].filter(Boolean);
  if (given.length === 0) return [];
  if (!explain || given.length < 2)
    problems.push(`found ${given.join(" and ")} alone, expected --explain --action <action> --resource <arn>`);
  if (action !== undefined && !/^[a-z0-9-]+:[a-z]+$/i.test(action))
    problems.push(`--action: found ${JSON.stringify(action)}, expected one action such as s3:GetObject`);
  if (resource !== undefined && !readable.test(resource))
    problems.push(
      `--resource: found ${JSON.stringify(resource)}, expected the ARN of a bucket or object, a key of KMS, a queue, a topic or a secret`,
    );
  else if (
    action !== undefined &&
    resource !== undefined &&
    action.split(":")[0]!.toLowerCase() !== resource.split(":")[2]
  )
    problems.push(
      `--action: found ${JSON.stringify(action)}, expected an action of ${resource.split(":")[2]}, as the resource is`,
    );
  return problems;
}

function sessionPolicyProblems({ policyFile, policyArn = [], readOnly, scope, list }: TypedOptions): string[] {
  const problems: string[] = [];
  const written = [policyFile !== undefined && "--policy-file", scope && "--scope", readOnly && "--read-only"].filter(
    (option) => typeof option === "string",
  );
  if (written.length > 1)
    problems.push(`found ${written.join(" and ")}, expected one of them: a session has one policy of its own`);
  if (readOnly && policyArn.length > 0)
    problems.push(
      "found --read-only and --policy-arn, expected one of them: session policies add up, so it would not be reads alone",
    );
  if (list && (written.length > 0 || policyArn.length > 0))
    problems.push(`${written[0] ?? "--policy-arn"}: found with --list, which asks for no session`);
  if (policyArn.length > mostPolicyArns)
    problems.push(`--policy-arn: found ${policyArn.length} of them, expected at most ${mostPolicyArns}`);
  for (const arn of policyArn)
    if (!/^arn:aws[a-z-]*:iam::(?:aws|\d{12}):policy\/[\w+=,.@/-]{1,640}$/.test(arn))
      problems.push(
        `--policy-arn: found ${JSON.stringify(arn)}, expected the ARN of a managed policy, such as arn:aws:iam::aws:policy/ReadOnlyAccess`,
      );
  return problems;
}

function readTags(list: readonly string[], problems: string[]): Record<string, string> {
  const tags = new Map<string, string>();
  for (const text of list) {
    const [, key, value] = /^([^=]{1,128})=(.{0,256})$/su.exec(text) ?? [];
    if (key === undefined || value === undefined)
      problems.push(`--tag: found ${JSON.stringify(text)}, expected key=value`);
    else if ([...tags.keys()].some((other) => other.toLowerCase() === key.toLowerCase()))
      problems.push(`--tag: found ${key} twice; keys are compared without regard to case`);
    else tags.set(key, value);
  }
  return Object.fromEntries(tags);
}
