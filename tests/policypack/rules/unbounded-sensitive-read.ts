import { allow } from "../cases/case";
import { BUCKET } from "../cases/short";
import { role, type RuleCases } from "./ruleCases";

export const cases: RuleCases = {
  fails: [
    role("all objects", allow("s3:GetObject")),
    role(
      "all secrets of an account",
      allow("secretsmanager:GetSecretValue", "arn:aws:secretsmanager:eu-west-1:111111111111:secret:*"),
    ),
    role("decryption with any key", allow("kms:Decrypt")),
  ],
  passes: [
    role("objects of one bucket", allow("s3:GetObject", `${BUCKET}/*`)),
    role("names of all secrets", allow("secretsmanager:ListSecrets")),
    role("all objects, written and not read", allow("s3:PutObject")),
  ],
};
