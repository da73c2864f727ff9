import type { Aws } from "./aws";
import { getGroup, getPolicy, getRole, getUser } from "./dataSources";
import { policyDocument } from "./getPolicyDocument";
import { getInstances, getPermissionSet, getResource } from "./identityCenterDataSources";
import { getApplication, getPeople, getPerson } from "./people";
import type { Bag } from "./values";

const dnsSuffixes: Readonly<Record<string, string>> = { "aws-cn": "amazonaws.com.cn" };

/** The functions that this plugin supports. Reference: `@pulumi/aws`. */
const functions: Readonly<Record<string, (args: Bag, aws: Aws) => Bag | Promise<Bag>>> = {
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
  "aws:accountaccess/getApplication:getApplication": getApplication,
  "aws:identitystore/getUser:getUser": getPerson,
  "aws:identitystore/getGroup:getGroup": getPeople,
  "aws:iam/getPolicyDocument:getPolicyDocument": policyDocument,
  "aws:iam/getUser:getUser": getUser,
  "aws:iam/getGroup:getGroup": getGroup,
  "aws:iam/getRole:getRole": getRole,
  "aws:iam/getPolicy:getPolicy": getPolicy,
  "aws:ssoadmin/getInstances:getInstances": getInstances,
  "aws:ssoadmin/getPermissionSet:getPermissionSet": getPermissionSet,
  "aws:cloudcontrol/getResource:getResource": getResource,
};

/**
 * Calls a function of the provider.
 *
 * @throws when this plugin does not support it; the message lists the supported functions
 */
export async function invoke(token: string, args: Bag, aws: Aws): Promise<Bag> {
  const called = Object.hasOwn(functions, token) ? functions[token] : undefined;
  if (called === undefined) {
    throw new Error(
      `${token}: the sandbox's AWS plugin does not support this function, only ` +
        `${Object.keys(functions).join(", ")}. Against AWS the genuine plugin may support it`,
    );
  }
  try {
    return await called(args, aws);
  } catch (error) {
    // The genuine plugin's bridge to Terraform puts this text around an error.
    throw new Error(`invoking ${token}: 1 error occurred:\n\t* ${(error as Error).message}\n\n`, { cause: error });
  }
}
