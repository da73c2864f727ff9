/**
 * Grants of keys, in the form of a policy. Pure.
 * https://docs.aws.amazon.com/kms/latest/developerguide/grants.html
 */
import { parsePolicy, type NamedPolicy } from "../../../policypack/iam";
import { Malformed } from "./parts";

/** A user, a role, a session or an account; services and whoever was deleted are none of these. */
const grantee = /^arn:[^:]+:(iam|sts)::\d{12}:(root$|(user|role|assumed-role|federated-user)\/)/;

/**
 * What grants let somebody do; undefined without any that is about a user or role.
 *
 * @throws Malformed where a grant has another form, or limits what is not known here
 */
export function policyOfGrants(key: string, grants: readonly unknown[]): NamedPolicy | undefined {
  const statements = grants.flatMap((grant) => statementOf(key, grant) ?? []);
  if (statements.length === 0) return undefined;
  const { document } = parsePolicy({ Version: "2012-10-17", Statement: statements }, "resource");
  if (document === undefined) throw strange(key);
  return { name: `the grants of the key ${key}`, document };
}

function statementOf(key: string, grant: unknown): object | undefined {
  const { GranteePrincipal: who, Operations, Constraints } = (grant ?? {}) as Readonly<Record<string, unknown>>;
  if (!Array.isArray(Operations) || !Operations.every((one) => typeof one === "string")) throw strange(key);
  if (typeof who !== "string" || !grantee.test(who)) return undefined;
  const { EncryptionContextSubset: subset, EncryptionContextEquals: equal, ...others } = fields(Constraints, key);
  if (Object.keys(others).length > 0) throw strange(key);
  const pairs = Object.entries({ ...fields(subset, key), ...fields(equal, key) });
  const exactly = Object.keys(fields(equal, key));
  const Condition = {
    ...(pairs.length > 0 && {
      StringEquals: Object.fromEntries(pairs.map(([name, value]) => [`kms:EncryptionContext:${name}`, value])),
    }),
    ...(exactly.length > 0 && { "ForAllValues:StringEquals": { "kms:EncryptionContextKeys": exactly } }),
  };
  return {
    Effect: "Allow",
    Principal: { AWS: who },
    Action: Operations.map((operation) => `kms:${operation}`),
    Resource: "*",
    ...(pairs.length > 0 && { Condition }),
  };
}

function fields(value: unknown, key: string): Readonly<Record<string, unknown>> {
  if (value === undefined || value === null) return {};
  if (typeof value !== "object" || Array.isArray(value)) throw strange(key);
  return value as Readonly<Record<string, unknown>>;
}

function strange(key: string): Malformed {
  return new Malformed(`a grant of the key ${key} has a form that is not known here`);
}
