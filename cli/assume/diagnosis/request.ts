/** The call as policies see it. */
import type { GranteeSession, MfaState } from "../../../policypack/iam";
import type { Evidence } from "./evidence";

/** The actions that both sides must allow. */
export function actionsOf({ call }: Pick<Evidence, "call">): string[] {
  return [
    "sts:AssumeRole",
    ...(call.sourceIdentity !== undefined ? ["sts:SetSourceIdentity"] : []),
    ...(Object.keys(call.tags).length > 0 ? ["sts:TagSession"] : []),
  ];
}

/** The request as policy conditions see it. */
export function sessionOf({ caller, call, now, temporary, mfaInSession, callerTags }: Evidence): GranteeSession {
  const mfa: MfaState = call.mfa
    ? { ageSeconds: 0 }
    : temporary && caller?.kind !== "role" && mfaInSession !== false
      ? "possible"
      : "never";
  return {
    principal: caller?.principal ?? "",
    mfa,
    now,
    sessionName: call.sessionName,
    sourceIdentity: call.sourceIdentity ?? null,
    externalId: call.externalId ?? null,
    sessionTags: call.tags,
    transitiveTagKeys: null,
    ...(callerTags !== undefined && { principalTags: callerTags }),
    ...(!temporary && { tokenIssueTime: null }),
  };
}
