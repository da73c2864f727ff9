import type { Account } from "./account";
import type { SharedPolicySettings } from "./policies";
import type { RoleSettings } from "./role";
import { roleArnForm } from "./values";

/** The role's name in IAM: the prefix, then its name, or its key when it has no name. */
export function roleName(key: string, { name, namePrefix }: Pick<RoleSettings, "name" | "namePrefix">): string {
  return `${namePrefix ?? ""}${name ?? key}`;
}

/** The role's ARN, known before the role exists: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html */
export function roleArn(
  key: string,
  role: Pick<RoleSettings, "name" | "namePrefix" | "path">,
  { id, partition }: Pick<Account, "id" | "partition">,
): string {
  return `arn:${partition}:iam::${id}:role${role.path}${roleName(key, role)}`;
}

/** The ARN of a policy that is declared under `policies`. */
export function sharedPolicyArn(
  name: string,
  { path }: Pick<SharedPolicySettings, "path">,
  { id, partition }: Pick<Account, "id" | "partition">,
): string {
  return `arn:${partition}:iam::${id}:policy${path}${name}`;
}

/** A role's ARN, taken apart. */
export interface RoleArnParts {
  readonly partition: string;
  /** 12 digits. */
  readonly account: string;
  /** `/` or `/teams/web/`. */
  readonly path: string;
  readonly name: string;
}

/** Takes the ARN of a role apart; undefined when the text does not match {@link roleArnForm}. */
export function roleArnParts(text: string): RoleArnParts | undefined {
  const [, partition, account, path, name] = roleArnForm.exec(text) ?? [];
  return partition !== undefined ? { partition, account: account!, path: path!, name: name! } : undefined;
}
