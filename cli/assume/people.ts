/**
 * Who of IAM Identity Center has the caller's permission set, and who gets into the role by account access manager: for a
 * diagnosis. A bundle of its own, since few calls need it.
 */
import { identityWays } from "../../policypack/iam";
import { jsonCall } from "../review/evidence/accounts/jsonCalls";
import type { RolePeople } from "../review/evidence/evidence";
import { peopleOf } from "../review/evidence/people/people";
import type { WantedRole } from "../review/evidence/people/wanted";
import { holderText } from "../review/formats/peopleWords";
import type { Evidence } from "./diagnosis/evidence";
import type { Reader } from "./diagnosis/iamReader";
import type { Place } from "./place";

/** The name of a permission set in the ARN of a session of its role. */
const session = /^arn:[^:]*:sts::\d{12}:assumed-role\/AWSReservedSSO_(.+)_[0-9a-f]{16}\//;

/**
 * Sentences about the caller's permission set and the role's entitlements. None where neither side has to do with IAM
 * Identity Center. What cannot be read is said; it changes nothing else.
 */
export async function peopleFor(
  { caller, call, trust, now }: Pick<Evidence, "caller" | "call" | "trust" | "now">,
  readers: readonly Reader[],
  place: Pick<Place, "sts" | "service">,
): Promise<string[]> {
  const set = session.exec(caller?.arn ?? "")?.[1];
  const own: WantedRole | undefined =
    caller === undefined || set === undefined
      ? undefined
      : { arn: caller.principal, account: caller.account, permissionSet: set };
  const entitled: WantedRole | undefined =
    trust !== undefined && identityWays(trust.document, now).some(({ kind }) => kind === "account-access")
      ? { arn: call.roleArn, account: call.roleArn.split(":")[4] ?? "" }
      : undefined;
  const wanted = [own, entitled].filter((one) => one !== undefined);
  if (wanted.length === 0) return [];
  const found = await peopleOf(
    wanted,
    readers.map(({ name, account, keys }) => ({
      account,
      asking: { as: name, profile: undefined },
      region: place.sts.region,
      call: (one) => jsonCall(one, keys, place.service(one.service, one.region).url),
    })),
  );
  return [
    ...(own === undefined
      ? []
      : said(`The permission set ${set} in the account ${own.account} is assigned to`, found[own.arn]!)),
    ...(entitled === undefined
      ? []
      : said("Besides, account access manager lets into the role, by signing in there:", found[entitled.arn]!)),
  ];
}

function said(beginning: string, { holders, missing }: RolePeople): string[] {
  const gaps = missing.map(({ what, why, next }) => `Not known: ${what}: ${why}. ${next}`);
  if (holders.length === 0 && missing.length > 0) return gaps;
  return [`${beginning} ${holders.map(holderText).join(", ") || "nobody"}.`, ...gaps];
}
