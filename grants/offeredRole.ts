/**
 * Reads what another stack publishes about a role that it offers. That is a claim of another account: only what is
 * checked here may be used, and it is shown without hidden characters. Pure, and fast enough for each call of the
 * command line.
 */
import { parsePolicy, type PolicyDocument } from "../policypack/iam";
import { roleArnParts } from "../settings/arns";
import type { Problem } from "../settings/problems";
import { cut, visible, visibleJson } from "../settings/visible";
import type { StackProblem } from "./grantProblems";

/** The version of the published form. New fields that readers may ignore do not change it; any other change does. */
export const publishedVersion = 1;

/** A published role, with the fields that others rely on. All of them are checked. */
export interface OfferedRole {
  /** {@link publishedVersion}. */
  readonly version: number;
  /** The ARN of exactly one role. */
  readonly arn: string;
  /** The account in `arn`, 12 digits. */
  readonly accountId: string;
  /** The longest session, in seconds; from one hour to twelve. */
  readonly maxSessionDuration: number;
  /** The trust policy as it was published: an object of at most {@link longestTrust} characters. */
  readonly trustPolicy: unknown;
  /** The same trust policy, parsed. */
  readonly trust: PolicyDocument;
}

/** A role, or what is wrong with it. The paths of the problems begin below the role. */
export type ReadRole =
  | { readonly role: OfferedRole; readonly problems?: undefined }
  | { readonly role?: undefined; readonly problems: readonly Problem[] };

/** The entries of a stack's output `roles`, by the roles' keys, or what is wrong with the output as a whole. */
export type Offer =
  | { readonly roles: ReadonlyMap<string, unknown>; readonly problem?: undefined }
  | { readonly roles?: undefined; readonly problem: StackProblem };

/**
 * The most characters of a trust policy that IAM accepts:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
const longestTrust = 4_096;
/**
 * The limits of a role's longest session, in seconds:
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html
 */
const sessionLimits = { least: 3_600, most: 43_200 } as const;
/** How many problems of one trust policy are reported. */
const mostProblems = 5;

/** What was taken apart already: grants name one stack many times. */
const entriesOf = new WeakMap<object, ReadonlyMap<string, unknown>>();

/**
 * Takes an output `roles` apart into its entries, which {@link readOfferedRole} reads.
 *
 * @param stack the stack's full name, for the problem
 */
export function readOffer(stack: string, output: unknown): Offer {
  if (output === undefined) return { problem: { where: "stack", stack, kind: "no-roles" } };
  if (!isPlain(output)) return { problem: { where: "stack", stack, kind: "roles-form", found: claimed(output) } };
  const known = entriesOf.get(output);
  if (known !== undefined) return { roles: known };
  const roles = new Map(Object.entries(output).filter(([key]) => key !== "__proto__"));
  entriesOf.set(output, roles);
  return { roles };
}

/** Reads one entry of an output `roles`. */
export function readOfferedRole(entry: unknown): ReadRole {
  if (!isPlain(entry))
    return {
      problems: [
        {
          path: "",
          message: `found ${claimed(entry)}, expected a role: an object with version, arn, accountId, maxSessionDuration and trustPolicy`,
        },
      ],
    };
  const [version, arn, accountId, duration, trustPolicy] = [
    "version",
    "arn",
    "accountId",
    "maxSessionDuration",
    "trustPolicy",
  ].map((key) => (Object.hasOwn(entry, key) ? entry[key] : undefined));
  const problems: Problem[] = [];
  const expect = (holds: boolean, key: string, value: unknown, expected: string) => {
    if (!holds)
      problems.push({
        path: key,
        message: `${value === undefined ? "missing" : `found ${claimed(value)}`}, expected ${expected}`,
      });
    return holds;
  };
  expect(
    version === publishedVersion,
    "version",
    version,
    `${publishedVersion}, the version of the form that is read here`,
  );
  const parts = typeof arn === "string" ? roleArnParts(arn) : undefined;
  if (
    expect(
      parts !== undefined,
      "arn",
      arn,
      "the ARN of one role, such as arn:aws:iam::111111111111:role/deploy, without wildcards and empty parts",
    )
  ) {
    expect(accountId === parts!.account, "accountId", accountId, `"${parts!.account}", the account in its arn`);
  }
  const inRange =
    Number.isInteger(duration) &&
    (duration as number) >= sessionLimits.least &&
    (duration as number) <= sessionLimits.most;
  expect(inRange, "maxSessionDuration", duration, `seconds from ${sessionLimits.least} to ${sessionLimits.most}`);
  const trust = readTrust(trustPolicy);
  problems.push(...(trust.problems ?? []));
  if (problems.length > 0) return { problems };
  return {
    role: {
      version: publishedVersion,
      arn: arn as string,
      accountId: accountId as string,
      maxSessionDuration: duration as number,
      trustPolicy,
      trust: trust.document!,
    },
  };
}

function readTrust(value: unknown): { readonly document?: PolicyDocument; readonly problems?: readonly Problem[] } {
  const path = "trustPolicy";
  if (!isPlain(value))
    return {
      problems: [
        {
          path,
          message:
            `${value === undefined ? "missing" : `found ${claimed(value)}`}, expected a policy document: an ` +
            "object with Version and Statement",
        },
      ],
    };
  if (exceeds(value, longestTrust))
    return {
      problems: [
        {
          path,
          message: `found a document of more than ${longestTrust} characters, which is more than IAM takes for a role`,
        },
      ],
    };
  const { document, problems } = parsePolicy(value, "trust");
  if (document !== undefined) return { document };
  const told = problems.slice(0, mostProblems).map(({ path: place, message }) => ({
    path: place === "" ? path : `${path}.${shown(place)}`,
    message: shown(message),
  }));
  return {
    problems:
      problems.length > told.length
        ? [...told, { path, message: `${problems.length - told.length} more problems` }]
        : told,
  };
}

/** Whether a value as JSON is longer than a number of characters. It stops reading once that is certain. */
function exceeds(value: unknown, most: number): boolean {
  const left: unknown[] = [value];
  let length = 0;
  while (left.length > 0) {
    const next = left.pop();
    if (typeof next === "object" && next !== null) {
      for (const [key, inner] of Object.entries(next)) {
        length += Array.isArray(next) ? 1 : key.length + 4;
        left.push(inner);
        if (length > most) return true;
      }
      length += 2;
    } else length += typeof next === "string" ? next.length + 2 : 4;
    if (length > most) return true;
  }
  return false;
}

/** True for an object as JSON.parse makes it. An object with another prototype may have inherited properties. */
function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** Quotes a claimed value, without hidden characters and short enough for one line. */
export function claimed(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object" && value !== null) return "an object";
  return typeof value === "string" ? visibleJson(JSON.stringify(cut(value, 160))) : shown(String(value));
}

/** Text with claims in it, without hidden characters and cut to 400 characters. */
export function shown(text: string): string {
  return visible(cut(text, 400));
}
