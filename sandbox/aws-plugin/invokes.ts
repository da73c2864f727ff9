import type { Aws } from "./aws";
import { policyDocument } from "./getPolicyDocument";
import type { Bag } from "./values";

const dnsSuffixes: Readonly<Record<string, string>> = { "aws-cn": "amazonaws.com.cn" };

/** The functions that this plugin knows. Reference: `@pulumi/aws`. */
const functions: Readonly<Record<string, (args: Bag, aws: Aws) => Bag>> = {
  "aws:index/getCallerIdentity:getCallerIdentity": (_args, { accountId, callerArn, userId }) => ({
    accountId,
    arn: callerArn,
    userId,
    id: accountId,
  }),
  "aws:index/getPartition:getPartition": (_args, { partition }) => {
    const dnsSuffix = dnsSuffixes[partition] ?? "amazonaws.com";
    return { partition, dnsSuffix, reverseDnsPrefix: dnsSuffix.split(".").reverse().join("."), id: partition };
  },
  "aws:iam/getPolicyDocument:getPolicyDocument": policyDocument,
};

/**
 * Calls a function of the provider.
 *
 * @throws when this plugin does not know it; the message lists those that it knows
 */
export function invoke(token: string, args: Bag, aws: Aws): Bag {
  const called = Object.hasOwn(functions, token) ? functions[token] : undefined;
  if (called === undefined) {
    throw new Error(
      `${token}: the sandbox's AWS plugin does not support this function, only ${Object.keys(functions).join(", ")}. Against AWS the genuine plugin may support it`,
    );
  }
  return called(args, aws);
}
