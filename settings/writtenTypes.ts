/**
 * Makes `written.ts`: the settings as TypeScript's types, out of the same forms as the JSON Schemas. Written out, they
 * need no library to be compiled against, and say what each setting is for.
 */
import { z } from "zod";
import { ownOrganization, writtenAccount } from "./account";
import { limitSettings } from "./limits";
import { sections } from "./settings";

/** The part of a JSON Schema that these forms use. */
interface Form {
  readonly type?: string;
  readonly description?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Form[];
  readonly items?: Form;
  readonly properties?: Readonly<Record<string, Form>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Form | boolean;
}

const forms: Readonly<Record<string, readonly [form: z.ZodType, description: string]>> = {
  WrittenAccount: [writtenAccount, "An account."],
  WrittenOrganization: [ownOrganization, "The organization that the account is in."],
  WrittenRole: [sections.roles.entry, "A role: who may assume it, what its sessions may do, and who answers for it."],
  WrittenPolicy: [sections.policies.entry, "A policy that roles share."],
  WrittenGroup: [sections.groups.entry, "A group that the program creates, with its members."],
  WrittenGrant: [sections.grants.entry, "Who may assume which roles that other stacks offer."],
  WrittenLimits: [limitSettings, "Quotas of IAM that AWS has raised for the account."],
};

/** The text of `written.ts`, before it is formatted. */
export function writtenTypes(): string {
  const types = Object.entries(forms).map(([name, [form, description]]) => {
    const schema = z.toJSONSchema(form, { target: "draft-7", io: "input" }) as Form;
    return `${comment(description)}export interface ${name} ${objectType(schema)}`;
  });
  return [head, ...types, settings].join("\n\n");
}

const head = [
  "/* eslint-disable max-len -- what a setting is for is one line */",
  "/** The settings as programs write them; docs/settings.md describes each. `npm run schema` writes this file. */",
].join("\n");

const settings = `/** The settings of one account. All are plain values that are known before anything is deployed. */
export interface WrittenSettings {
  /** The account. Unless given, what the stack's \`aws:allowedAccountIds\` and \`aws:region\` say. */
  readonly account?: WrittenAccount;
  /** The organization that the account is in, for judging whether others' trusts admit its people. */
  readonly organization?: WrittenOrganization;
  /** What the account offers to others, by keys of your choice. */
  readonly roles?: Readonly<Record<string, WrittenRole>>;
  /** Policies that the roles share, by their names in IAM. */
  readonly policies?: Readonly<Record<string, WrittenPolicy>>;
  /** Groups to create, by their names in IAM. */
  readonly groups?: Readonly<Record<string, WrittenGroup>>;
  /** Who in the account may assume which roles of other stacks, by names of your choice. */
  readonly grants?: Readonly<Record<string, WrittenGrant>>;
  /** Quotas of IAM that AWS has raised for the account. */
  readonly limits?: WrittenLimits;
  /** True where the account is to have nothing: all that was deployed is deleted. */
  readonly empty?: true;
}
`;

function typeOf(form: Form): string {
  if (form.const !== undefined) return JSON.stringify(form.const);
  if (form.enum) return form.enum.map((value) => JSON.stringify(value)).join(" | ");
  if (form.anyOf) return form.anyOf.map(typeOf).join(" | ");
  switch (form.type) {
    case "string":
    case "boolean":
      return form.type;
    case "integer":
      return "number";
    case "array":
      return `readonly (${typeOf(form.items!)})[]`;
    case "object":
      return objectType(form);
    case undefined:
      return "unknown";
    default:
      throw new Error(`written.ts: found the type ${form.type} in a form, expected one that this file knows`);
  }
}

function objectType({ properties = {}, required = [], additionalProperties }: Form): string {
  const others =
    typeof additionalProperties === "object" ? [`readonly [key: string]: ${typeOf(additionalProperties)};`] : [];
  const own = Object.entries(properties).map(([key, form]) => {
    const optional = required.includes(key) ? "" : "?";
    return `${comment(form.description)}readonly ${key}${optional}: ${typeOf(form)};`;
  });
  return `{\n${[...own, ...others].join("\n")}\n}`;
}

function comment(description: string | undefined): string {
  return description === undefined ? "" : `/** ${description} */\n`;
}
