import { z } from "zod";
import { awsSettings, ownOrganization } from "./account";
import { ownKeys, sections, empty } from "./settings";
import { limitSettings } from "./limits";
import { iamName } from "./values";

const descriptions = {
  roles: "What this account offers to others, by keys of your choice: docs/settings.md",
  policies: "Policies that the roles share, by their names in IAM",
  groups: "Groups to create in this account, by their names in IAM",
  grants: "Who in this account may assume which roles of other stacks, by names of your choice",
} as const;

/**
 * The JSON Schema of a `Pulumi.<stack>.yaml` file, made from the definitions with which the program reads settings. It
 * is of draft 7, which YAML editors support best. Checks of several settings together are not in it; a preview makes
 * them.
 *
 * @param project the name in Pulumi.yaml; the program's own keys begin with it
 */
export function stackFileSchema(project: string): Record<string, unknown> {
  const own = Object.entries(sections).map(([section, { nameLength, entry }]) => {
    const description = descriptions[section as keyof typeof descriptions];
    return [`${project}:${section}`, z.record(iamName(nameLength), entry).optional().meta({ description })] as const;
  });
  const config = z.looseObject({
    "aws:region": awsSettings["aws:region"].meta({ description: "The region, which decides the partition too" }),
    "aws:profile": z.string().optional().meta({ description: "The AWS profile whose credentials deploy this stack" }),
    "aws:allowedAccountIds": awsSettings["aws:allowedAccountIds"].meta({
      description: "This account's id, 12 digits in quotes: guards against the credentials of another account",
    }),
    ...Object.fromEntries(own),
    [`${project}:organization`]: ownOrganization.optional().meta({
      description: "The organization that this account is in, for judging whether others' trusts admit its people",
    }),
    [`${project}:limits`]: limitSettings.optional().meta({
      description: "Quotas of IAM that AWS has raised for this account",
    }),
    [`${project}:empty`]: empty
      .optional()
      .meta({ description: "true in a stack that is to have nothing: deploying it deletes what it had" }),
  });
  const file = z.toJSONSchema(
    z.looseObject({ config }).meta({ title: "Settings of a stack of cross-account-access" }),
    { target: "draft-7", io: "input" },
  );
  const properties = (file.properties as Record<string, Record<string, unknown>>)["config"]!;
  // An unknown key in this program's namespace is a problem. Keys in other namespaces are not checked.
  properties["patternProperties"] = { [`^${project}:(?!(?:${ownKeys.join("|")})$)`]: false };
  return file;
}
