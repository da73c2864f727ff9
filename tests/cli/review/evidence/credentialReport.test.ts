import assert from "node:assert/strict";
import { readReport } from "../../../../cli/review/evidence/accounts/credentialReport";

const columns =
  "user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,password_next_rotation,mfa_active,access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_date,access_key_1_last_used_region,access_key_1_last_used_service,access_key_2_active,access_key_2_last_rotated,access_key_2_last_used_date,access_key_2_last_used_region,access_key_2_last_used_service,cert_1_active,cert_1_last_rotated,cert_2_active,cert_2_last_rotated";
const at = new Date("2026-11-24T10:00:00Z");
const row = (user: string, mfa: string, first: string, second: string) =>
  `${user},arn:aws:iam::222222222222:user/${user},2020-01-01T00:00:00+00:00,false,N/A,N/A,N/A,${mfa},${first}` +
  `,${second},false,N/A,false,N/A`;
const none = "false,N/A,N/A,N/A,N/A";

describe("the credential report", () => {
  it("tells of each user the MFA device and the active keys", () => {
    const csv = [
      columns,
      "<root_account>,arn:aws:iam::222222222222:root,2019-01-01T00:00:00+00:00,not_supported,no_information,not_supported,not_supported,true," +
        `${none},${none},false,N/A,false,N/A`,
      row(
        "alice",
        "true",
        "true,2025-01-02T03:04:05+00:00,2026-11-20T00:00:00+00:00,eu-west-1,sts",
        "true,2026-01-01T00:00:00+00:00,N/A,N/A,N/A",
      ),
      row("bob", "false", "false,2020-01-01T00:00:00+00:00,no_information,N/A,N/A", none),
    ].join("\n");
    assert.deepEqual(readReport(csv, at), {
      "arn:aws:iam::222222222222:user/alice": {
        reportedAt: at,
        mfa: true,
        keys: [
          { since: new Date("2025-01-02T03:04:05Z"), lastUsed: new Date("2026-11-20T00:00:00Z") },
          { since: new Date("2026-01-01T00:00:00Z") },
        ],
      },
      "arn:aws:iam::222222222222:user/bob": { reportedAt: at, mfa: false, keys: [] },
    });
  });

  it("of another form is refused, so that nobody counts as without MFA by mistake", () => {
    assert.throws(
      () => readReport("user,arn\nalice,arn:aws:iam::222222222222:user/alice\n", at),
      /expected the columns arn and mfa_active/,
    );
    assert.throws(() => readReport("<html>\n<body>", at), /another form/);
    assert.throws(() => readReport('user,arn,mfa_active\n"alice', at), /quote/i);
  });
});
