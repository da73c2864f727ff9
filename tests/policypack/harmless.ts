import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readJudgements } from "../../policypack/iam/catalogue/judgements";

/** What people judged and found harmless. */
export const HARMLESS = readJudgements(
  readFileSync(join(__dirname, "../../policypack/catalogue/judging/harmless.txt"), "utf8"),
).all;
