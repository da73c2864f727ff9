/** Takes Amazon Resource Names apart: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html */

/** An ARN, or a pattern of ARNs. Each part is as written: it may be empty, and it may have wildcards. */
export interface Arn {
  /** `aws`, `aws-cn`, `aws-us-gov`, … */
  readonly partition: string;
  readonly service: string;
  readonly region: string;
  /** 12 digits, or `aws` for what AWS owns. */
  readonly account: string;
  /** All that follows, colons included: `role/teams/deploy`. */
  readonly resource: string;
}

/** Takes an ARN apart; undefined when the text is not an ARN. */
export function parseArn(text: string): Arn | undefined {
  const parts = arnParts(text);
  if (parts?.[0] !== "arn") return undefined;
  const [, partition, service, region, account, resource] = parts;
  return { partition: partition!, service: service!, region: region!, account: account!, resource: resource! };
}

/** The account in an ARN; empty when it has none or the text is not an ARN. */
export function accountIn(arn: string): string {
  return parseArn(arn)?.account ?? "";
}

/** The ARN of an IAM resource in an account. */
export interface IamArn {
  readonly partition: string;
  /** 12 digits. */
  readonly account: string;
  /** `role`, `user`, `group`, `policy`, `root`, … */
  readonly kind: string;
  /** `/`, or `/teams/web/`. */
  readonly path: string;
  /** The last part, after the path; empty for `root`. */
  readonly name: string;
}

/** Takes the ARN of an IAM resource in an account apart; undefined when the text is not such an ARN. */
export function parseIamArn(text: string): IamArn | undefined {
  const arn = parseArn(text);
  if (arn?.service !== "iam" || arn.region !== "" || !/^\d{12}$/.test(arn.account)) return undefined;
  const [, kind, path, name] = /^([^/]+)(?:(\/(?:.*\/)?)([^/]+))?$/.exec(arn.resource) ?? [];
  return kind === undefined
    ? undefined
    : { partition: arn.partition, account: arn.account, kind, path: path ?? "/", name: name ?? "" };
}

/** True for a managed policy that AWS owns. */
export function isAwsManagedPolicy(arn: string): boolean {
  const { service, account } = parseArn(arn) ?? {};
  return service === "iam" && account === "aws";
}

/**
 * The six parts of an ARN or of a pattern of ARNs; undefined when there are fewer. The first part need not be `arn`.
 */
export function arnParts(text: string): readonly string[] | undefined {
  const parts = text.split(":");
  return parts.length < 6 ? undefined : [...parts.slice(0, 5), parts.slice(5).join(":")];
}
