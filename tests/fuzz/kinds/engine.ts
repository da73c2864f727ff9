/** The settings of a stack as the genuine engine reads its file, beside what a review reads there. */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { readProject, stackConfig } from "../../../settings/projectFiles";
import { texts, type ChangedText } from "../change/texts";
import type { Complaint } from "../judge";
import { kind, type Kind, type Outcome } from "../kind";
import type { Place } from "../world/place";
import { files } from "./settings";

/** The folder of the genuine engine; without it there is nothing to compare with. */
export const engineVariable = "FUZZ_ENGINE";

interface EngineValue {
  readonly value?: string;
  readonly objectValue?: unknown;
  readonly secret: boolean;
}

async function attempt({ text }: ChangedText, place: Place): Promise<Outcome | Complaint> {
  place.write("Pulumi.yaml", "name: cross-account-access\nruntime: nodejs\n");
  // The engine writes the stack's file anew when it makes the stack.
  if (!made) await engine(["stack", "init", "fuzz", "--non-interactive"], place);
  made = true;
  place.write("Pulumi.fuzz.yaml", text);
  const { code, stdout } = await engine(["config", "--json", "--stack", "fuzz", "--non-interactive"], place);
  let ours: Record<string, unknown>;
  try {
    ours = stackConfig(readProject(place.work), "fuzz");
  } catch {
    return "refused";
  }
  if (code !== 0) return "refused";
  const theirs = JSON.parse(stdout) as Record<string, EngineValue>;
  const read = Object.fromEntries(
    Object.entries(theirs).map(([key, { value, objectValue, secret }]) => [
      key,
      secret ? "[secret]" : (objectValue ?? value),
    ]),
  );
  const same = isDeepStrictEqual(comparable(read), comparable(ours));
  return same
    ? "taken"
    : {
        property: "a review reads the settings that the engine does",
        detail: `${JSON.stringify(read).slice(0, 1_500)}\n--- the review\n${JSON.stringify(ours).slice(0, 1_500)}`,
      };
}

/**
 * Values as texts, which is what the engine hands on of those that are no object or list; dates without fractions of
 * seconds, which nothing reads.
 */
function comparable(value: unknown, top = true): unknown {
  if (Array.isArray(value)) return value.map((inner) => comparable(inner, false));
  if (typeof value === "object" && value !== null)
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [
        key,
        comparable(inner, top && !(typeof inner === "object" && inner !== null)),
      ]),
    );
  const dated =
    typeof value === "string"
      ? /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.\d+)? ([+-]\d\d)(\d\d) \S+$/.exec(value)
      : null;
  if (dated) return new Date(`${dated[1]}T${dated[2]}${dated[3]}:${dated[4]}`).toISOString();
  return top && typeof value !== "string" ? JSON.stringify(value) : value;
}

/** What the engine may take of an input: 4 GB of addresses, 30 s of processor time. One of a few lines can ask for all there is. */
const limited = 'ulimit -v 4000000; ulimit -t 30; exec "$0" "$@"';

let made = false;

async function engine(words: readonly string[], place: Place): Promise<{ code: number; stdout: string }> {
  const folder = process.env[engineVariable];
  if (folder === undefined) throw new Error(`${engineVariable} does not name the folder of an engine`);
  const env = {
    ...place.environment(),
    PATH: `${folder}:${process.env["FUZZ_PATH"]}`,
    PULUMI_BACKEND_URL: `file://${place.home}`,
    PULUMI_HOME: join(place.home, ".pulumi"),
    PULUMI_CONFIG_PASSPHRASE: "fuzz",
    PULUMI_SKIP_UPDATE_CHECK: "true",
  };
  const run = (list: readonly string[]): Promise<{ code: number; stdout: string }> =>
    new Promise((resolve, reject) => {
      const child = spawn("/bin/sh", ["-c", limited, join(folder, "pulumi"), ...list], {
        cwd: place.work,
        env,
        stdio: ["ignore", "pipe", "ignore"],
      });
      let stdout = "";
      child.stdout.setEncoding("utf8").on("data", (data: string) => (stdout += data));
      child.on("error", reject);
      child.on("close", (code) => resolve({ code: code ?? 1, stdout }));
    });
  return run(words);
}

export const engineFiles: Kind = kind({
  name: "engine-files",
  share: 3,
  inputs: texts(files, "yaml"),
  right: files.map((file) => ({ text: JSON.stringify(file), yaml: true })),
  attempt,
});
