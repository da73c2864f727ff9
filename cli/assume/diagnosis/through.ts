/** The ways into a role through other roles that trust policies name, for a caller to whom the role itself is closed. */
import { parseArn, type PolicyDocument } from "../../../policypack/iam";
import { namedPrincipals } from "../../review/access/possible";
import { diagnose } from "./diagnose";
import type { CallFacts, Diagnosis, Evidence, Through } from "./evidence";
import { gather, type Sources } from "./gather";

/** How many roles are looked at, and how many a way may have. */
const most = 20;
const deepest = 3;
/** A session that a session of a role gets lasts no longer, in seconds. */
const chained = 3600;

/** Whether the caller lacks the grant or the trust, so that another role may be the way. */
export function isOutside({ outcome, findings }: Diagnosis): boolean {
  const kinds = ["trust-account", "trust-principal", "no-grant", "grant-elsewhere"];
  return outcome === "denied" && findings.some(({ kind }) => kinds.includes(kind));
}

/** Each way through roles that trust policies name one by one. What cannot be read makes a way uncertain, not impossible. */
export async function waysThrough(target: Evidence, sources: Sources): Promise<Through[]> {
  const { trust, caller, policies, boundary, callerTags, mfaInSession } = target;
  const looked = new Set([sources.call.roleArn]);
  /** What the sources tell of another call, as if nobody had made it. */
  const evidenceOf = (facts: Pick<CallFacts, "roleArn" | "mfa">, more: Partial<Sources>): Promise<Evidence> => {
    const { refusal: _, checks: __, published: ___, ...rest } = sources;
    const call = { sessionName: sources.call.sessionName, tags: {}, duration: chained, ...facts };
    return gather({ ...rest, call, unread: [], ...more });
  };
  const into = async (roleArn: string, own: Evidence["trust"], depth: number): Promise<Through[]> => {
    if (own === undefined) return [];
    const found: Through[] = [];
    for (const arn of namedIn(own.document)) {
      const session = sessionOf(arn, sources.call.sessionName);
      if (session === undefined || looked.has(arn) || looked.size > most) continue;
      looked.add(arn);
      const onward = diagnose(
        await evidenceOf(
          { roleArn, mfa: false },
          { callerArn: session, temporary: true, read: { role: { trust: own } } },
        ),
      ).outcome;
      if (onward === "denied") continue;
      // Whoever signs in with MFA may have to do so for the first role.
      const first = await evidenceOf(
        { roleArn: arn, mfa: caller?.kind === "user" },
        { read: { caller: { caller, policies, boundary, callerTags, mfaInSession } } },
      );
      const entrance = diagnose(first).outcome;
      if (entrance !== "denied") {
        found.push({ roles: [arn], certain: entrance === "allowed" && onward === "allowed" });
        continue;
      }
      const before = depth < deepest ? await into(arn, first.trust, depth + 1) : [];
      found.push(
        ...before.map(({ roles, certain }) => ({ roles: [...roles, arn], certain: certain && onward === "allowed" })),
      );
    }
    return found;
  };
  return into(sources.call.roleArn, trust, 1);
}

/** The users and roles that a trust policy names one by one, as its principals or in a condition on who calls. */
function namedIn(trust: PolicyDocument): string[] {
  const asked = trust.statements
    .filter(({ effect }) => effect === "Allow")
    .flatMap(({ conditions }) => conditions.filter(({ key }) => key.toLowerCase() === "aws:principalarn"))
    .flatMap(({ values }) => values.filter((value) => !/[*?$]/.test(value)));
  return [...new Set([...namedPrincipals(trust).single, ...asked])];
}

/** The ARN of a session of a role; undefined for anything else. */
function sessionOf(arn: string, name: string): string | undefined {
  const { partition, account, resource } = parseArn(arn) ?? {};
  const role = /^role\/(?:.*\/)?([^/]+)$/.exec(resource ?? "")?.[1];
  return role === undefined ? undefined : `arn:${partition}:sts::${account}:assumed-role/${role}/${name}`;
}
