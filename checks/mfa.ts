import { durationText } from "../settings/duration";
import type { MfaSettings } from "../settings/trust";
import type { Report } from "./report";

/** Checks that MFA is either required, or not required for a reason. */
export function checkMfa(
  { required, maxAge, reason }: MfaSettings,
  path: readonly PropertyKey[],
  _: Date | undefined,
  report: Report,
): void {
  if (!required && !reason) report([...path, "reason"], "missing, expected why this role can do without MFA");
  if (required && reason)
    report(
      [...path, "reason"],
      `found ${JSON.stringify(reason)} where MFA is required, expected required: false, or no reason`,
    );
  if (!required && maxAge !== undefined)
    report([...path, "maxAge"], `found ${durationText(maxAge)} beside required: false, expected one or the other`);
}
