/** An account's credential report: who has an MFA device, and how old access keys are. */
import { GenerateCredentialReportCommand, GetCredentialReportCommand } from "@aws-sdk/client-iam";
import { parse } from "csv-parse/sync";
import { setTimeout as pause } from "node:timers/promises";
import type { UserCredentials } from "../evidence";
import type { Clients } from "./clients";

/** How often to ask whether the report is ready, and the pause between, in milliseconds. AWS takes some seconds. */
const asks = 60;
const pauseLength = 1_000;

/** Reads the report. AWS makes a new one, unless it has one of the last four hours. Rejects with the SDK's error. */
export async function readCredentialReport({ iam, sending }: Clients): Promise<Record<string, UserCredentials>> {
  for (
    let asked = 0;
    (await iam.send(new GenerateCredentialReportCommand({}), sending)).State !== "COMPLETE";
    asked++
  ) {
    if (asked >= asks) throw new Error("the credential report is not ready after a minute");
    await pause(pauseLength, undefined, sending.abortSignal && { signal: sending.abortSignal });
  }
  const { Content, GeneratedTime } = await iam.send(new GetCredentialReportCommand({}), sending);
  return readReport(Buffer.from(Content ?? []).toString("utf8"), GeneratedTime ?? new Date());
}

/**
 * Reads a report; the result is by user ARN.
 *
 * @throws when it is not CSV, or a column is missing
 */
export function readReport(csv: string, reportedAt: Date): Record<string, UserCredentials> {
  const rows = parse(csv, { columns: true, relax_column_count: true, skip_empty_lines: true }) as unknown as Record<
    string,
    string
  >[];
  const users = rows.filter(({ user }) => user !== "<root_account>");
  return Object.fromEntries(
    users.map((row) => {
      const { arn, mfa_active: mfa } = row;
      if (!arn?.startsWith("arn:") || !/^(true|false)$/i.test(mfa ?? ""))
        throw new Error("the credential report has another form: expected the columns arn and mfa_active");
      return [arn, { reportedAt, mfa: isTrue(mfa), keys: [1, 2].flatMap((number) => keyOf(row, number)) }] as const;
    }),
  );
}

function keyOf(row: Readonly<Record<string, string>>, number: number): UserCredentials["keys"][number][] {
  if (!isTrue(row[`access_key_${number}_active`])) return [];
  const since = moment(row[`access_key_${number}_last_rotated`]);
  const lastUsed = moment(row[`access_key_${number}_last_used_date`]);
  return [{ ...(since && { since }), ...(lastUsed && { lastUsed }) }];
}

function isTrue(text: string | undefined): boolean {
  return /^true$/i.test(text ?? "");
}

/** Reads a time. `N/A` and `no_information` mean that nothing happened. */
function moment(text: string | undefined): Date | undefined {
  const date = new Date(text ?? "");
  return Number.isNaN(date.getTime()) ? undefined : date;
}
