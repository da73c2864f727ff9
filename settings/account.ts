import { z } from "zod";
import { deployable, partitionOfRegion, regionForm, type AnyPartition, type Partition } from "./partitions";
import { foundText, type Problem } from "./problems";
import { organizationId } from "./trust";
import { accountId, keys, text } from "./values";

/** The account that a stack describes. */
export interface Account {
  /** 12 digits. */
  readonly id: string;
  readonly partition: Partition;
  readonly region: string;
}

/** The organization that this account is in. It is needed to judge whether other accounts' trusts admit its people. */
export const ownOrganization = keys({
  id: organizationId,
  path: text(
    /^o-[a-z0-9]{10,32}\/r-[a-z0-9]{4,32}\/(?:ou-[a-z0-9]{4,32}-[a-z0-9]{8,32}\/)*$/,
    "the path of this account's unit, such as o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/",
  )
    .optional()
    .meta({ description: "The unit that this account is in" }),
});

/** The organization of this account, read. */
export type OwnOrganization = z.output<typeof ownOrganization>;

/** The settings of Pulumi's AWS provider that a stack must have. Without them no ARN is known before the deployment. */
export const awsSettings = {
  "aws:allowedAccountIds": z.tuple([accountId]),
  "aws:region": text(regionForm, "a region, as in eu-west-1"),
};

/** The account as another program writes it. */
export const writtenAccount = keys({
  id: accountId.meta({ description: "12 digits" }),
  region: text(regionForm, "a region, as in eu-west-1")
    .refine((region) => isDeployable(partitionOfRegion(region)), `a region of the partitions ${deployable.join(", ")}`)
    .meta({ description: "The region, which decides the partition too" }),
});

/** Reads which account, partition and region a stack is about. Adds what is wrong to `problems`. */
export function readAccount(region: string | undefined, allowed: unknown, problems: Problem[]): Account {
  const ids = awsSettings["aws:allowedAccountIds"].safeParse(allowed);
  if (!ids.success) {
    problems.push({
      path: "aws:allowedAccountIds",
      message:
        `${foundText(allowed)}, expected a list of exactly one account id, 12 digits in quotes, as in ` +
        `["111111111111"]: it guards against the credentials of a wrong account`,
    });
  }
  const partition = partitionOfRegion(region ?? "");
  if (!awsSettings["aws:region"].safeParse(region).success || !isDeployable(partition)) {
    problems.push({
      path: "aws:region",
      message: `${foundText(region)}, expected a region of the partitions ${deployable.join(", ")}, as in eu-west-1`,
    });
  }
  return { id: ids.data?.[0] ?? "", partition: isDeployable(partition) ? partition : "aws", region: region ?? "" };
}

function isDeployable(partition: AnyPartition): partition is Partition {
  return (deployable as readonly AnyPartition[]).includes(partition);
}
