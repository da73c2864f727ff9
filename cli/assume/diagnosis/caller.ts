import { parseArn } from "../../../policypack/iam";
import type { Caller, Evidence, Side } from "./evidence";

/** Reads the caller from the ARN that GetCallerIdentity gives. */
export function readCaller(arn: string): Caller {
  const { partition, service, account, resource } = parseArn(arn) ?? {
    partition: "",
    service: "",
    account: "",
    resource: "",
  };
  const [kind, ...path] = resource.split("/");
  if (service === "iam" && kind === "user") return { arn, kind: "user", account, principal: arn };
  if (service === "iam" && kind === "root") return { arn, kind: "root", account, principal: arn };
  if (service === "sts" && kind === "assumed-role") {
    const role = path[0] ?? "";
    // The session's ARN leaves out the role's path. For Identity Center's roles, part of the path is known.
    const place = role.startsWith("AWSReservedSSO_") ? `aws-reserved/sso.amazonaws.com/*${role}` : `*${role}`;
    return { arn, kind: "role", account, principal: `arn:${partition}:iam::${account}:role/${place}` };
  }
  return { arn, kind: "other", account, principal: arn };
}

/** How messages name a caller. */
export function callerWords({ arn, kind }: Caller): string {
  const path = (parseArn(arn)?.resource ?? "").split("/");
  switch (kind) {
    case "user":
      return `the user ${path.at(-1)}`;
    case "role":
      return `the session ${path.at(-1)} of the role ${path[1]}`;
    case "root":
      return "the root user";
    case "other":
      return arn;
  }
}

/** What a caller without MFA can do, or what the side that demands MFA can do. */
export function mfaRemedy({ caller, temporary }: Pick<Evidence, "caller" | "temporary">, side: Side): string {
  if (caller?.kind === "role")
    return (
      `A session of a role never carries MFA: use a user's own keys as the source, or have the ${side} ` +
      `${side === "trusting account" ? "set mfa.required to false with a reason" : "change the condition"}.`
    );
  return temporary ? "Use the user's own keys and --mfa-token <code>." : "Sign in with MFA: --mfa-token <code>.";
}
