/** The settings of a stack: the file as people write it, and the values as the engine hands them on. */
import * as fc from "fast-check";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { readSettings } from "../../../checks/readSettings";
import { readStackFile, stackNames } from "../../../cli/review/evidence/stacks/stackFiles";
import { AccessError } from "../../../settings/accessError";
import { readProject } from "../../../settings/projectFiles";
import type { Settings } from "../../../settings/settings";
import { edited, edits, type Json } from "../change/edits";
import { texts, touched, type ChangedText } from "../change/texts";
import { textComplaint, type Complaint } from "../judge";
import { kind, type Kind, type Outcome } from "../kind";
import { beyondText } from "../oracles/settings";
import type { Place } from "../world/place";
import { rich, richTrusted } from "./richSettings";

const root = join(__dirname, "../../..");
const project = "cross-account-access";
/** A moment at which all that the examples say is current. */
const now = new Date("2026-12-01T12:00:00Z");
const example = (stack: string): object => parse(readFileSync(join(root, `Pulumi.${stack}.yaml`), "utf8")) as object;
export const files = [example("trusting"), example("trusted"), { config: rich }, { config: richTrusted }];

function attemptFile({ text }: ChangedText, place: Place): Outcome | Complaint {
  const folder = place.work;
  place.write("Pulumi.yaml", `name: ${project}\n`);
  place.write("Pulumi.fuzz.yaml", text);
  const read = readProject(folder);
  stackNames(read);
  const { settings, problem } = readStackFile(read, "fuzz");
  if (settings === undefined)
    return problem === undefined
      ? { property: "a refusal says why", detail: "neither settings nor a problem" }
      : (textComplaint(problem, text) ?? "refused");
  return beyondText(settings, configOf(text)) ?? "taken";
}

/** What a reader finds under `config`, with no care for anything else. */
function configOf(text: string): Record<string, unknown> {
  const { config } = parse(text, { logLevel: "silent" }) as { config: Record<string, unknown> };
  return config;
}

type Config = Readonly<Record<string, string>>;

const values = (config: object): Config =>
  Object.fromEntries(
    Object.entries(config).map(([key, value]) => [key, typeof value === "string" ? value : JSON.stringify(value)]),
  );

/** As the engine hands them on: a text for each key, which mostly is JSON. */
const changedValues: fc.Arbitrary<Config> = fc
  .record({
    of: fc.constantFrom(...(files as { config: object }[])),
    changes: edits,
    at: fc.nat(10),
    broken: fc.option(texts([{}]), { nil: undefined, freq: 12 }),
  })
  .map(({ of, changes, at, broken }) => {
    const made = edited(of.config as Json, changes);
    const config = values(typeof made === "object" && made !== null && !Array.isArray(made) ? made : { config: made });
    const key = Object.keys(config)[at];
    return broken && key !== undefined ? { ...config, [key]: touched(config[key]!, []) + broken.text } : config;
  });

function attemptValues(config: Config): Outcome | Complaint {
  let settings: Settings;
  try {
    settings = readSettings(config, project, now);
  } catch (error) {
    if (!(error instanceof AccessError)) throw error;
    return textComplaint(error.message, JSON.stringify(config) + Object.values(config).join("\n")) ?? "refused";
  }
  return (
    beyondText(settings, Object.fromEntries(Object.entries(config).map(([key, value]) => [key, parsed(value)]))) ??
    "taken"
  );
}

function parsed(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

export const stackFiles: Kind = kind({
  name: "stack-files",
  share: 15,
  inputs: texts(files, "yaml"),
  right: files.map((file) => ({ text: JSON.stringify(file), yaml: true })),
  attempt: attemptFile,
});
export const stackValues: Kind = kind({
  name: "stack-values",
  share: 15,
  inputs: changedValues,
  right: files.map((file) => values((file as { config: object }).config)),
  attempt: attemptValues,
});
