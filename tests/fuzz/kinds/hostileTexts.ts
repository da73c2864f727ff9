/**
 * Text of others in every path that prints it: what AWS, other stacks, files, the environment and the caller say, with each text of one
 * table in each place of it.
 */
import * as fc from "fast-check";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { formats } from "../../../cli/review/formats/format";
import { everyHidden, forgedLine, hiddenCharacters, hostileTexts } from "../../hostileTexts";
import { edited, nodes, type Json } from "../change/edits";
import { textComplaint, type Complaint } from "../judge";
import { kind, type Kind, type Outcome } from "../kind";
import { errors, results, role, xml } from "../world/answers";
import { awsFiles, prepareHome } from "../world/home";
import { offered } from "../world/offered";
import type { Place } from "../world/place";
import { tryCommand } from "../world/tried";
import { examples as approvalFiles } from "./approvals";
import { passing } from "./documents";
import { state } from "./published";
import { files } from "./settings";
import { spoken } from "./spoken";

/** Where others' text comes from, and the commands that print some of it. */
interface Path {
  readonly value: Json;
  readonly uses: readonly (readonly string[])[];
  /** Has a changed value read by the commands. What is returned goes into their environment. */
  readonly given: (value: Json, place: Place) => Readonly<Record<string, string>> | void;
}

const reviews = formats.map((format) => ["review", "--format", format]);
const code = ["--mfa-token", "123456", "--mfa-serial", "arn:aws:iam::222222222222:mfa/alice"];
const asking = [
  ["assume", "deploy", ...code, "--debug"],
  ["assume", "--list"],
  ["assume", "--list", "--format", "json"],
  ["assume", "deploy", "--explain"],
  ["assume", role, "--explain", "--format", "json"],
];

const answered = (all: Readonly<Record<string, Json>>) =>
  Object.fromEntries(
    Object.entries(all).map(([action, result]) => [
      action,
      { status: 200, body: xml({ [`${action}Response`]: { [`${action}Result`]: result } }) },
    ]),
  );
const exported = (outputs: Json): Json => JSON.parse(JSON.stringify(state(outputs))) as Json;
const text = (value: Json): string => (typeof value === "string" ? value : JSON.stringify(value));
const object = (value: Json): Readonly<Record<string, Json>> =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Readonly<Record<string, Json>>) : {};
const list = (value: Json): string[] => (Array.isArray(value) ? (value as Json[]) : [value]).map(text);
/** What no argument and no variable can have in it. */
const carried = (value: string): string => value.replaceAll("\u0000", "");

const paths: Readonly<Record<string, Path>> = {
  answers: {
    value: results,
    uses: [...asking, ["assume", role, "--console"], ...reviews],
    given: (value, place) => {
      place.answers = { ...place.answers, ...answered(object(value)) };
      place.engine(JSON.stringify(offered), JSON.stringify(state(offered)));
    },
  },
  refusals: {
    value: errors[0]!,
    uses: [...asking, ["assume", role, "--explain"], ["assume", role, "--console"], ...reviews],
    given: (value, place) => {
      place.answers = { "*": { status: 403, body: xml({ ErrorResponse: value }) } };
    },
  },
  outputs: { value: offered, uses: asking, given: (value, place) => place.engine(JSON.stringify(value), "{}") },
  states: {
    value: exported(offered),
    uses: reviews,
    given: (value, place) => {
      place.answers = answered(results);
      place.engine("{}", JSON.stringify(value));
    },
  },
  "the engine's words": {
    value: ["error: the stack is locked", "  by somebody"],
    uses: [...asking, ...reviews],
    given: (value, place) => place.engineRefuses(list(value).join("\n")),
  },
  "a stack's file": {
    value: files[0] as Json,
    uses: [...reviews, ["assume", "--list"], ["assume", "deploy"]],
    given: (value, place) => {
      place.write("Pulumi.yaml", "name: cross-account-access\nruntime: nodejs\n");
      place.write("Pulumi.trusting.yaml", stringify(value));
      return { CROSS_ACCOUNT_PROJECT: place.work };
    },
  },
  "a project's file and its folder": {
    value: {
      name: "cross-account-access",
      runtime: "nodejs",
      backend: { url: "file:///nowhere" },
      stackConfigDir: ".",
      folder: "project",
      stack: "trusting",
    },
    uses: [...reviews, ["assume", "--list"], ["assume", "deploy"], ["trust"], ["trust", "--list"]],
    given: (value, place) => {
      const { folder = "project", stack = "trusting", ...project } = object(value);
      const at = join(place.work, fileName(text(folder)));
      mkdirSync(at);
      writeFileSync(join(at, "Pulumi.yaml"), stringify(project));
      writeFileSync(join(at, `Pulumi.${fileName(text(stack))}.yaml`), stringify(files[0]));
      return { CROSS_ACCOUNT_PROJECT: at };
    },
  },
  approvals: {
    value: approvalFiles[2] as Json,
    uses: [...reviews, ["review", "--approve", "deploy", "--by", "a", "--reason", "b", "--until", "2027-01-01"]],
    given: (value, place) => {
      place.answers = answered(results);
      place.engine(JSON.stringify(offered), JSON.stringify(state(offered)));
      writeFileSync(join(place.project, "approvals.yaml"), stringify(value));
    },
  },
  "AWS files": {
    value: {
      "profile alice": {
        region: "eu-west-1",
        mfa_serial: "arn:aws:iam::222222222222:mfa/alice",
        role_arn: role,
        source_profile: "bob",
      },
      "profile bob": { region: "eu-west-1", aws_access_key_id: "A", aws_secret_access_key: "B" },
    },
    uses: [
      ["assume", role, "--source-profile", "alice"],
      ["assume", role, "--source-profile", "alice", "--format", "profile"],
      ["review", "--profile", "alice"],
      ["completion", "--words", "profiles"],
    ],
    given: (value, place) => {
      const sections = Object.entries(object(value)).map(
        ([name, entries]) =>
          `[${name}]\n${Object.entries(object(entries))
            .map(([key, one]) => `${key} = ${text(one)}\n`)
            .join("")}`,
      );
      writeFileSync(join(place.home, ".aws", "config"), sections.join(""));
      writeFileSync(join(place.home, ".aws", "credentials"), awsFiles.credentials);
    },
  },
  documents: {
    value: [passing],
    uses: ["table", "json", "sarif"].map((format) => ["check", "policy.json", "--format", format]),
    given: (value, place) => void place.write("policy.json", JSON.stringify(value)),
  },
  // The words themselves are what is typed.
  "what is typed": {
    value: [
      "assume",
      "deploy",
      "--stack",
      "trusting",
      "--source-profile",
      "alice",
      "--region",
      "eu-west-1",
      "--mfa-serial",
      "x",
      "--mfa-token",
      "1",
      "--duration",
      "1h",
      "--session-name",
      "me",
      "--source-identity",
      "me",
      "--external-id",
      "id",
      "--tag",
      "a=b",
      "--project",
      ".",
    ],
    uses: [[], ["--explain"], ["--list"], ["--format", "profile"]],
    given: () => {},
  },
  "what is typed for a review": {
    value: [
      "review",
      "--stack",
      "trusting",
      "--profile",
      "trusting=alice",
      "--approvals",
      "a.yaml",
      "--output",
      "out.md",
      "--approve",
      "deploy",
      "--by",
      "me",
      "--reason",
      "why",
      "--until",
      "2027-01-01",
    ],
    uses: [[], ["--format", "table"]],
    given: () => {},
  },
  "names of files": {
    value: ["check", "policy.json", "policies.yaml"],
    uses: [[], ["--format", "json"], ["--format", "sarif"]],
    given: (value, place) => {
      for (const name of list(value).slice(1)) place.write(fileName(name), JSON.stringify([passing]));
    },
  },
  "names of what cannot be read": {
    value: ["check", "missing.json", "folder"],
    uses: [[]],
    given: (value, place) => {
      mkdirSync(join(place.work, fileName(list(value)[2] ?? "folder")), { recursive: true });
    },
  },
  "the environment": {
    value: {
      AWS_PROFILE: "alice",
      AWS_REGION: "eu-west-1",
      AWS_ENDPOINT_URL: "http://127.0.0.1:1",
      AWS_CONFIG_FILE: "none",
      HTTPS_PROXY: "http://127.0.0.1:1",
      CROSS_ACCOUNT_PROJECT: "none",
      CROSS_ACCOUNT_FEDERATION_ENDPOINT: "http://127.0.0.1:1",
      AWS_CREDENTIAL_EXPIRATION: "2020-01-01T00:00:00Z",
      PULUMI_BACKEND_URL: "file:///nowhere",
      XDG_CACHE_HOME: "/nowhere",
      XDG_STATE_HOME: "/nowhere",
    },
    uses: [...asking, ["assume", role, "--console"], ["review"], ["trust"], ["check", "none.json"]],
    given: (value) =>
      Object.fromEntries(
        Object.entries(object(value)).flatMap(([name, one]) =>
          /^[A-Z_]+$/.test(name) ? [[name, carried(text(one))]] : [],
        ),
      ),
  },
};

/** A name that the file system takes. */
function fileName(name: string): string {
  return (
    carried(name)
      .replaceAll("/", "_")
      .slice(0, 60)
      .replace(/\p{Surrogate}/gu, "_") || "_"
  );
}

/** A text at one place of what a path reads: within the value there, or as another key of it. */
export interface HostileText {
  readonly path: string;
  readonly at: number;
  readonly as: "value" | "key";
  readonly text: string;
  readonly use: number;
}

/** The text in every place of every path; where it is printed by several commands, by these in turn. */
export function everyPlace(given: string): HostileText[] {
  const known = new Set<string>();
  return [...Object.entries(paths), ...Object.entries(spoken)].flatMap(([path, one]) =>
    Array.from({ length: nodes(one.value) - 1 }, (_, i) => i + 1).flatMap((at) =>
      (["value", "key"] as const).flatMap((as, which): HostileText[] => {
        const made = `${path} ${JSON.stringify(changed(one.value, { at, as, text: given }))}`;
        if (known.has(made)) return [];
        known.add(made);
        return [{ path, at, as, text: given, use: at + which }];
      }),
    ),
  );
}

function changed(value: Json, { at, as, text: given }: Pick<HostileText, "at" | "as" | "text">): Json {
  return edited(value, [
    as === "value" ? { at, act: "insert", text: given, place: 4 } : { at, act: "rename", to: given },
  ]);
}

async function attempt(input: HostileText, place: Place): Promise<Outcome | Complaint> {
  const { path, use } = input;
  const said = spoken[path];
  if (said) {
    for (const line of said.says(changed(said.value, input))) {
      const complaint = shownComplaint(line, input.text);
      if (complaint) return complaint;
    }
    return "taken";
  }
  const { value, uses, given } = paths[path]!;
  const made = changed(value, input);
  prepareHome(place);
  const env = given(made, place) ?? {};
  const more = uses[use % uses.length]!;
  const typed =
    path.startsWith("what is typed") || path.startsWith("names of") ? [...list(made).map(carried), ...more] : more;
  const { ran, complaint } = await tryCommand({
    words: typed,
    place,
    codes: [0, 2, 3, 4, 5, 7, 9, 11],
    given: JSON.stringify(made) + text(made) + input.text,
    env,
    forPeople: false,
    again: false,
    written: [".local", "out.md", "approvals.yaml", ...(path.startsWith("what is typed") ? ["work/"] : [])],
  });
  if (complaint) return { ...complaint, detail: `${typed.join(" ")}: ${complaint.detail}` };
  // What is for a shell is literal there; its quoting has tests of its own.
  const forShell = typed[0] === "assume" && !["--list", "--explain", "--console"].some((one) => typed.includes(one));
  const wrong =
    shownComplaint(ran.stderr, input.text) ?? (forShell ? undefined : shownComplaint(ran.stdout, input.text));
  if (wrong) return { ...wrong, detail: `${typed.join(" ")}: ${wrong.detail}` };
  return ran.code === 0 ? "taken" : "refused";
}

/** Whether what is hidden is shown as such, and no line is another's. */
function shownComplaint(said: string, given: string): Complaint | undefined {
  const hidden = textComplaint(said, `${given}\n${said.replace(/[^ -~\n]/gu, "")}`);
  if (hidden?.property === "hidden characters are shown") return hidden;
  const forged = new RegExp(`^[\\s>*·│|-]{0,8}${forgedLine}`, "m").exec(said);
  return forged
    ? {
        property: "no line is somebody else's",
        detail: said.slice(Math.max(0, forged.index - 400), forged.index + 200),
      }
    : undefined;
}

const texts = [
  ...hiddenCharacters.map((one) => `a${one}b`),
  ...hostileTexts,
  `x\n${forgedLine}`,
  `x\r\n${forgedLine}`,
  `x\u2028${forgedLine}`,
  everyHidden,
];

export const hostile: Kind = kind({
  name: "hostile-texts",
  share: 12,
  inputs: fc
    .constantFrom(...texts)
    .chain((given) =>
      fc.nat(40).chain((use) => fc.constantFrom(...everyPlace(given)).map((input) => ({ ...input, use }))),
    ),
  right: [],
  attempt,
});
