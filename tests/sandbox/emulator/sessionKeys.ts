import assert from "node:assert/strict";
import type { Keys } from "./world";

/** What STS answers with. */
interface Issued {
  readonly Credentials?:
    | {
        readonly AccessKeyId: string | undefined;
        readonly SecretAccessKey: string | undefined;
        readonly SessionToken: string | undefined;
      }
    | undefined;
}

/** The keys of a session that STS issued. */
export function sessionKeys({ Credentials }: Issued): Keys {
  const { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, SessionToken: sessionToken } = Credentials ?? {};
  assert.ok(accessKeyId && secretAccessKey && sessionToken, "the answer has three credentials");
  return { accessKeyId, secretAccessKey, sessionToken };
}
