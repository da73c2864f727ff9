import { allow } from "../cases/case";
import { ADMIN, ROLE } from "../cases/short";
import { role, type RuleCases } from "./ruleCases";

const other = { [`${ROLE}other`]: { policies: [ADMIN] } };

export const cases: RuleCases = {
  fails: [
    role("any role of an account", allow("sts:AssumeRole", "arn:aws:iam::333333333333:role/*")),
    role("one role of any account", allow("sts:AssumeRole", "arn:aws:iam::*:role/backup")),
    { ...role("a role of this account that is too broad", allow("sts:AssumeRole", `${ROLE}other`)), others: other },
  ],
  passes: [
    role("one role of one account", allow("sts:AssumeRole", "arn:aws:iam::333333333333:role/backup")),
    role(
      "any role that is tagged for it",
      allow("sts:AssumeRole", "*", { StringEquals: { "aws:ResourceTag/team": "web" } }),
    ),
    {
      ...role(
        "a role of another account that has the name of a broad one",
        allow("sts:AssumeRole", "arn:aws:iam::333333333333:role/other"),
      ),
      others: other,
    },
  ],
};
