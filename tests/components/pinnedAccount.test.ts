import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { trustedConfig } from "../settings/example";
import { deploy, type Registered } from "./deployment";
import { goodRole } from "./hostile/published";

const third = "333333333333";
const file = (ids: unknown) =>
  `config:\n  aws:region: eu-west-1\n  aws:allowedAccountIds: ${typeof ids === "string" ? ids : JSON.stringify(ids)}\n`;
const project = "name: cross-account-access\nruntime: nodejs\n";
const own = { "Pulumi.yaml": project, "Pulumi.trusting.yaml": file(["111111111111"]) };
const of = (account: string) => ({ ...goodRole(), arn: `arn:aws:iam::${account}:role/deploy`, accountId: account });

interface Case {
  readonly what: string;
  readonly files?: Record<string, string>;
  /** Beside `stack: trusting, role: deploy`. */
  readonly reference?: Record<string, unknown>;
  /** The account that the published role is in; not deployed where it is null. */
  readonly published?: string | null;
  /** The organization of the backend; unless given, the only one of a folder. */
  readonly organization?: string;
  /** The problem; the role is granted where there is none. */
  readonly problem?: RegExp;
}

const cases: readonly Case[] = [
  { what: "is that of the stack's file", files: own },
  {
    what: "is that of the stack's file, whatever is published",
    files: own,
    published: third,
    problem:
      /roles\[0\]: the stack organization\/cross-account-access\/trusting publishes deploy as arn:aws:iam::333333333333:role\/deploy, which is in another account, expected a role of 111111111111, as Pulumi\.trusting\.yaml says\./,
  },
  {
    what: "is that of a file in another folder",
    files: {
      "Pulumi.yaml": `${project}stackConfigDir: stacks\n`,
      "stacks/Pulumi.trusting.yaml": file(["111111111111"]),
      "Pulumi.trusting.yaml": file([third]),
    },
  },
  {
    what: "is that of a file in another folder, named as it once was",
    files: {
      "Pulumi.yaml": `${project}config: stacks\n`,
      "stacks/Pulumi.trusting.yaml": file(["111111111111"]),
      "Pulumi.trusting.yaml": file([third]),
    },
  },
  {
    what: "is that of a list in JSON, as the command line writes it",
    files: { ...own, "Pulumi.trusting.yaml": file(`'["111111111111"]'`) },
  },
  {
    what: "is that of the project, where the stack's file is there and has none",
    files: {
      "Pulumi.yaml": `${project}config:\n  aws:allowedAccountIds: ["111111111111"]\n`,
      "Pulumi.trusting.yaml": "config: {}\n",
    },
  },
  {
    what: "is the one in the grant, where there is no file",
    files: { "Pulumi.yaml": project },
    reference: { account: "111111111111" },
  },
  {
    what: "is the one in the grant, for a stack of another project",
    files: own,
    reference: { stack: "shop/trusting", account: "111111111111" },
  },
  {
    what: "is the one in the grant, where the file cannot be read",
    files: { ...own, "Pulumi.trusting.yaml": "config: [" },
    reference: { account: "111111111111" },
  },
  { what: "is the one in the grant and in the file", files: own, reference: { account: "111111111111" } },
  {
    what: "is the one in the grant, whatever is published",
    files: { "Pulumi.yaml": project },
    reference: { account: "111111111111" },
    published: third,
    problem:
      /roles\[0\]: .* publishes deploy as arn:aws:iam::333333333333:role\/deploy, which is in another account, expected a role of 111111111111, as its account says\./,
  },
  {
    what: "is the one in the grant, even where this account itself is published",
    files: { "Pulumi.yaml": project },
    reference: { account: "111111111111" },
    published: "222222222222",
    problem: /which is in this account itself, expected a role of 111111111111, as its account says\./,
  },
  {
    what: "is that of the ARN that the grant waits for",
    files: { "Pulumi.yaml": project },
    reference: { stack: "shop/trusting", arnUntilDeployed: "arn:aws:iam::111111111111:role/deploy" },
  },
  {
    what: "is that of the ARN that the grant waits for, whatever is published",
    files: { "Pulumi.yaml": project },
    reference: { arnUntilDeployed: "arn:aws:iam::111111111111:role/deploy" },
    published: third,
    problem: /which is in another account, expected a role of 111111111111, as its arnUntilDeployed says\./,
  },
  {
    what: "is that of the ARN that the grant waits for, before the other stack is deployed",
    files: { "Pulumi.yaml": project },
    reference: { arnUntilDeployed: "arn:aws:iam::111111111111:role/deploy" },
    published: null,
  },
  {
    what: "has to be the same in grant and file",
    files: own,
    reference: { account: third },
    problem:
      /roles\[0\]: found 333333333333 by its account, 111111111111 by Pulumi\.trusting\.yaml, expected one account in all of them/,
  },
  {
    what: "has to be the same in grant and file, although the grant's is published",
    files: own,
    reference: { account: third },
    published: third,
    problem: /found 333333333333 by its account, 111111111111 by Pulumi\.trusting\.yaml, expected one account/,
  },
  {
    what: "has to be the same in ARN and file",
    files: own,
    reference: { arnUntilDeployed: `arn:aws:iam::${third}:role/deploy` },
    published: null,
    problem: /found 333333333333 by its arnUntilDeployed, 111111111111 by Pulumi\.trusting\.yaml, expected one account/,
  },
  {
    what: "is never this account, whatever its file says",
    files: { ...own, "Pulumi.trusting.yaml": file(["222222222222"]) },
    published: "222222222222",
    problem:
      /roles\[0\]: found 222222222222 by Pulumi\.trusting\.yaml, which is this account itself, expected another account/,
  },
  {
    what: "has to be said where there is no file",
    files: { "Pulumi.yaml": project },
    problem:
      /roles\[0\]\.account: missing, expected the account that the roles of the stack organization\/cross-account-access\/trusting are in, 12 digits in quotes: there is no Pulumi\.trusting\.yaml in <folder>, and what that stack publishes is only its own word\./,
  },
  { what: "has to be said where there is no project", files: {}, problem: /\.account: missing, .*ENOENT/ },
  {
    what: "is not asked for where the stack's name is misspelt",
    files: own,
    reference: { stack: "trustin" },
    problem: /roles\[0\]\.stack: found "trustin", did you mean trusting\? expected a stack of this project: .*trusting/,
  },
  {
    what: "has to be said for a stack of another project, although there is a file of its name",
    files: own,
    reference: { stack: "shop/trusting" },
    problem:
      /\.account: missing, expected the account that the roles of the stack organization\/shop\/trusting are in, 12 digits in quotes: it is of another project, of which no file is here/,
  },
  {
    what: "has to be said for a stack of another organization, although there is a file of its name",
    files: own,
    organization: "shop",
    reference: { stack: "acme/cross-account-access/trusting" },
    problem: /\.account: missing, .* acme\/cross-account-access\/trusting .* it is of another project/,
  },
  {
    what: "has to be said where the folder is another project's",
    files: { ...own, "Pulumi.yaml": "name: shop\nruntime: nodejs\n" },
    problem: /\.account: missing, .*the project's file has the name shop/,
  },
  ...[
    ["two accounts", file(["111111111111", third])],
    ["no account", file([])],
    ["a number", file("[111111111111]")],
    ["an account without a list", file('"111111111111"')],
    ["eleven digits", file(["11111111111"])],
    ["an account with a space", file(["111111111111 "])],
    ["a list in a list", file('[["111111111111"]]')],
    ["something encrypted", file("\n    secure: AAABAK")],
    ["nothing", "config:\n  aws:region: eu-west-1\n"],
    ["nothing at all", ""],
    ["a list", "- config\n"],
  ].map(([what, text]): Case => ({
    what: `has to be said where the file has ${what}`,
    files: { ...own, "Pulumi.trusting.yaml": text! },
    problem:
      /\.account: missing, .*: the file of the stack trusting does not say under aws:allowedAccountIds a list of exactly one account id, 12 digits in quotes, and/,
  })),
  {
    what: "has to be said where the file is no YAML",
    files: { ...own, "Pulumi.trusting.yaml": "config: [" },
    problem: /\.account: missing, .*Pulumi\.trusting\.yaml: not valid YAML/,
  },
  {
    what: "has to be said where the file has it twice",
    files: { ...own, "Pulumi.trusting.yaml": `${file([third])}  aws:allowedAccountIds: ["111111111111"]\n` },
    problem:
      /\.account: missing, .*not valid YAML, line 4, column 3: found the key "aws:allowedAccountIds" a second time/,
  },
  {
    what: "has to be said where the file is a bomb of aliases",
    files: { ...own, "Pulumi.trusting.yaml": bomb() },
    problem: /\.account: missing, .*Excessive alias count/,
  },
];

/** Lists of lists of lists, each nine times the one before. */
function bomb(): string {
  const lists = Array.from(
    { length: 9 },
    (_, at) =>
      `  l${at}: &l${at} [${
        at === 0
          ? "x"
          : Array<string>(9)
              .fill(`*l${at - 1}`)
              .join(", ")
      }]`,
  );
  return `config:\n${lists.join("\n")}\n  aws:allowedAccountIds: ["111111111111"]\n`;
}

describe("the account of a role that a grant names", () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "pinned-"))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  for (const { what, files = {}, reference = {}, published = "111111111111", organization, problem } of cases) {
    it(what, async () => {
      for (const [name, text] of Object.entries(files)) {
        mkdirSync(dirname(join(folder, name)), { recursive: true });
        writeFileSync(join(folder, name), text);
      }
      const roles = published === null ? undefined : { deploy: of(published) };
      const names = [
        "organization/cross-account-access/trusting",
        "organization/shop/trusting",
        "acme/cross-account-access/trusting",
      ];
      const registered: Registered[] = [];
      const run = deploy(trustedConfig({ roles: [{ stack: "trusting", role: "deploy", ...reference }] }), {
        registered,
        folder,
        ...(organization !== undefined && { organization }),
        stacks: Object.fromEntries(names.map((name) => [name, roles ? { roles } : {}])),
      });
      if (problem === undefined) {
        assert.deepEqual((await run).outputs.grants, { "deployers-deploy": ["arn:aws:iam::111111111111:role/deploy"] });
        return;
      }
      await assert.rejects(run, (error: Error) => {
        assert.match(error.message.replaceAll(folder, "<folder>"), problem);
        assert.match(error.message, /^The grants of this stack have a problem\./);
        return true;
      });
      assert.deepEqual(registered, []);
    });
  }
});
