import { AssumeRoleCommand } from "@aws-sdk/client-sts";
import { CreateRoleCommand, DeleteUserPolicyCommand, PutUserPolicyCommand } from "@aws-sdk/client-iam";
import { allowed, refused } from "./refusal";
import { twins } from "./cases/all";
import type { Variant } from "./cases/variant";
import { accountOf, clients, freshMfa, keysOf, policy, trusted, trusting } from "./world";

const grant = { Effect: "Allow", Action: "sts:*", Resource: "*" };
const trustOfAccount = {
  Effect: "Allow",
  Action: ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"],
  Principal: { AWS: trusted },
};

let count = 0;

/** Makes a role and a grant as a case describes them, and has its caller assume the role. */
async function assume(variant: Variant): Promise<unknown> {
  const name = `case-${(count += 1)}`;
  const path = variant.rolePath ?? "/";
  const arn = `arn:aws:iam::${trusting}:role${path}${name}`;
  const who = variant.caller ?? "alice";
  const owner = await clients(keysOf("admin-1"));
  const trust = variant.trust ?? [trustOfAccount];
  const document = typeof trust === "string" ? trust : policy(...trust);
  await owner.iam.send(
    new CreateRoleCommand({
      RoleName: name,
      Path: path,
      AssumeRolePolicyDocument: document,
      MaxSessionDuration: variant.maxSessionDuration,
      Tags: [{ Key: "stage", Value: "test" }],
    }),
  );
  const administrator = await clients(
    keysOf(accountOf(who) === trusting ? "admin-1" : accountOf(who) === trusted ? "admin-2" : "admin-3"),
  );
  const statements = (variant.identity ?? [grant]).map(
    (statement) => JSON.parse(JSON.stringify(statement).replaceAll("ROLE", arn)) as object,
  );
  const mine = { UserName: who, PolicyName: "case" };
  if (statements.length > 0)
    await administrator.iam.send(new PutUserPolicyCommand({ ...mine, PolicyDocument: policy(...statements) }));
  try {
    const { later, ...mfa } = variant.mfa ? freshMfa(who) : { later: variant.origin?.later };
    const { sts } = await clients(keysOf(who), { ...variant.origin, ...(later !== undefined && { later }) });
    return await sts.send(new AssumeRoleCommand({ RoleArn: arn, RoleSessionName: "session", ...mfa, ...variant.call }));
  } finally {
    if (statements.length > 0) await administrator.iam.send(new DeleteUserPolicyCommand(mine));
  }
}

describe("The emulator judges AssumeRole", () => {
  for (const { rule, common, yes, no } of twins) {
    describe(rule, () => {
      it(`allowed: ${yes.title}`, async () => {
        await allowed(assume({ ...common, ...yes }));
      });
      it(`refused: ${no.title}`, async () => {
        await refused(assume({ ...common, ...no }), {
          code: no.code ?? "AccessDenied",
          message: no.message ?? / is not authorized to perform: sts:/,
        });
      });
    });
  }
});
