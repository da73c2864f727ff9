import type { Account } from "../settings";
import type { SharedPolicySettings } from "./policies";
import type { RoleSettings } from "./role";

/** The role's name in IAM: its key unless the settings name it otherwise, with the prefix. */
export function roleName(key: string, { name, namePrefix }: Pick<RoleSettings, "name" | "namePrefix">): string {
  return `${namePrefix ?? ""}${name ?? key}`;
}

/** The role's ARN, known before the role exists: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html */
export function roleArn(key: string, role: Pick<RoleSettings, "name" | "namePrefix" | "path">, { id, partition }: Pick<Account, "id" | "partition">): string {
  return `arn:${partition}:iam::${id}:role${role.path}${roleName(key, role)}`;
}

/** The ARN of a policy that is declared under `policies`. */
export function sharedPolicyArn(name: string, { path }: Pick<SharedPolicySettings, "path">, { id, partition }: Pick<Account, "id" | "partition">): string {
  return `arn:${partition}:iam::${id}:policy${path}${name}`;
}
