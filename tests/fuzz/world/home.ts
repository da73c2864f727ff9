/** A home with AWS files, a project with roles, and an AWS that gives a session to whoever asks. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { errors, results, xml } from "./answers";
import { offered } from "./offered";
import type { Place } from "./place";

/** The files below `.aws`; `[profile alice]` has keys, the others get there by all ways but the network's. */
export const awsFiles = {
  config: `[default]
region = eu-west-1
[profile alice]
region = eu-west-1
mfa_serial = arn:aws:iam::222222222222:mfa/alice
[profile chained]
role_arn = arn:aws:iam::222222222222:role/ci
source_profile = alice
external_id = id
duration_seconds = 3600
[profile placed]
role_arn = arn:aws:iam::222222222222:role/ci
credential_source = Environment
[profile web]
role_arn = arn:aws:iam::222222222222:role/ci
web_identity_token_file = /nowhere
[profile made]
credential_process = true
[profile here]
services = local
[services local]
sts =
  endpoint_url = http://127.0.0.1:1
`,
  credentials: `[alice]
aws_access_key_id = AKIAALICE
aws_secret_access_key = alice/secret/of/nobody
[default]
aws_access_key_id = AKIADEFAULT
aws_secret_access_key = default/secret
aws_session_token = token
`,
};

/** Makes it so. */
export function prepareHome(place: Place, { config, credentials } = awsFiles): void {
  const answer = (action: "AssumeRole" | "GetCallerIdentity") => ({
    status: 200,
    body: xml({ [`${action}Response`]: { [`${action}Result`]: results[action]! } }),
  });
  place.answers = {
    AssumeRole: answer("AssumeRole"),
    GetCallerIdentity: answer("GetCallerIdentity"),
    "*": { status: 403, body: xml({ ErrorResponse: errors[0]! }) },
  };
  place.engine(JSON.stringify(offered), "{}");
  writeFileSync(join(place.home, ".aws", "config"), config);
  writeFileSync(join(place.home, ".aws", "credentials"), credentials);
  const statement = { Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::shop/*" };
  place.write("policy.json", JSON.stringify({ Version: "2012-10-17", Statement: [statement] }));
  place.write("policy.yaml", "Version: '2012-10-17'\nStatement: []\n");
}
