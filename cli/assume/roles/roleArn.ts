import { partitionForm } from "../../../settings/partitions";

/** A role's ARN and its parts. */
export interface RoleArn {
  readonly arn: string;
  readonly partition: string;
  /** 12 digits. */
  readonly account: string;
  /** The name without the path. */
  readonly name: string;
}

const form = new RegExp(`^arn:(${partitionForm}):iam::(\\d{12}):role/(?:[\\x21-\\x7e]*/)?([\\w+=,.@-]{1,64})$`);

/** Reads the ARN of a role; undefined when the text is not one. */
export function parseRoleArn(text: string): RoleArn | undefined {
  const found = form.exec(text);
  return found ? { arn: text, partition: found[1]!, account: found[2]!, name: found[3]! } : undefined;
}
