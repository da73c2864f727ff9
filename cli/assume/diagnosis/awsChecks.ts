/**
 * AWS's own account of a refusal: which checks it made of the call, and what each came to. It is kept for a day or
 * longer under the authorization id in the refusal's message.
 * https://docs.aws.amazon.com/iam-toolbox/latest/APIReference/API_GetRequestAuthorizationDetails.html
 */
import { get } from "../network/get";
import type { Endpoint } from "../network/region";
import type { Keys } from "../session";
import type { AwsCheck, Side } from "./evidence";
import type { NamedPolicyKind } from "./awsRefusal";

/** AWS's names of checks: the words for them, the policies that they are about, and who decides them. */
const checkTypes: Readonly<Record<string, Pick<AwsCheck, "said" | "policy" | "side">>> = {
  SERVICE_CONTROL_POLICY: check("service control policy", "service-control", "organization"),
  RESOURCE_CONTROL_POLICY: check("resource control policy", "resource-control", "organization"),
  VPC_ENDPOINT: check("VPC endpoint policy", "endpoint", "network"),
  RESOURCE: check("resource-based policy", "resource", "trusting account"),
  PRINCIPAL: check("identity-based policy", "identity", "trusted account"),
  PERMISSIONS_BOUNDARY: check("permissions boundary", "boundary", "trusted account"),
  SESSION: check("session policy", "session", "caller"),
};

function check(said: string, policy: NamedPolicyKind, side: Side) {
  return { said, policy, side };
}

/** The most pages of an answer that are read. */
const mostPages = 10;
/** The most policies of a check that are named. */
const mostPolicies = 5;

/**
 * Asks AWS for the checks. None when the caller may not ask, when AWS has nothing under the id, or when the answer has
 * another form: nothing else depends on it.
 */
export async function awsChecks(id: string, keys: Keys, endpoint: Endpoint): Promise<readonly AwsCheck[]> {
  const found: AwsCheck[] = [];
  const names = new Map<string, string>();
  let token: string | undefined;
  try {
    for (let page = 0; page < mostPages; page++) {
      const query = token === undefined ? "" : `?nextToken=${encodeURIComponent(token)}`;
      const answer = await get(`/authorization-details/${id}${query}`, keys, endpoint);
      if (!isObject(answer)) return [];
      for (const policy of list(answer["policies"])) {
        const attached = text(list(policy["attachedTo"])[0]?.["arn"]);
        const uri = text(policy["uri"]);
        if (uri === undefined) continue;
        if (policy["inline"] === true)
          names.set(uri, `an inline policy${attached === undefined ? "" : ` of ${attached}`}`);
      }
      found.push(...list(answer["evaluations"]).flatMap((evaluation) => checksOf(evaluation, names)));
      token = text(answer["nextToken"]);
      if (token === undefined) return found;
    }
    return found;
  } catch {
    return [];
  }
}

function checksOf(evaluation: Fields, names: ReadonlyMap<string, string>): AwsCheck[] {
  const action = text(evaluation["action"]);
  if (action === undefined) return [];
  return list(evaluation["checks"]).flatMap((one): AwsCheck[] => {
    const type = checkTypes[text(one["checkType"]) ?? ""];
    const effect = text(one["evaluatedEffect"]);
    if (type === undefined || (effect !== "ALLOW" && effect !== "EXPLICIT_DENY" && effect !== "IMPLICIT_DENY"))
      return [];
    const target = text(one["targetArn"]);
    const policies = list(one["matchedPolicies"])
      .slice(0, mostPolicies)
      .flatMap((policy) => {
        const uri = text(policy["uri"]);
        const statements = list(policy["matchedStatements"]).flatMap(({ sid }) => text(sid) ?? []);
        return uri === undefined ? [] : [[names.get(uri) ?? uri, ...statements].join(", ")];
      });
    return [{ ...type, action, effect, policies, ...(target !== undefined && { target }) }];
  });
}

type Fields = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function list(value: unknown): Fields[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

/** A text of an answer that is not longer than any of AWS's is. */
function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" && value.length <= 4096 ? value : undefined;
}
