/** What people decided about operations that take roles, hand out credentials or data, or say who may do what. */
import { readFileSync } from "node:fs";
import { catalogueFile } from "../catalogueFolder";

/** The kinds of operations: see the top of judgements.txt. */
export type JudgedKind = "role" | "credentials" | "data" | "access";

/** An action, and what was decided about it. */
export interface Judgement {
  readonly kind: JudgedKind;
  readonly action: string;
  /** One of the words that judgements.txt explains. */
  readonly verdict: string;
  /** A sentence. An address behind it in the file says where it was read. */
  readonly reason: string;
}

/** A file of judgements, read. */
export interface Judged {
  readonly all: readonly Judgement[];
  /** By the prefixes of services. */
  readonly receivers: ReadonlyMap<string, readonly string[]>;
}

let known: Judged | undefined;

/** All judgements of a kind that count, in the order of the file. */
export function judgements(kind: JudgedKind): readonly Judgement[] {
  return counting().all.filter((one) => one.kind === kind);
}

/** The services that a role may be passed to with the actions of a prefix, such as `ecs-tasks.amazonaws.com`. */
export function receivers(prefix: string): readonly string[] {
  return counting().receivers.get(prefix) ?? [`${prefix}.amazonaws.com`];
}

/** Those that count: judging/harmless.txt has the others. */
function counting(): Judged {
  return (known ??= readJudgements(readFileSync(catalogueFile("judgements.txt"), "utf8")));
}

/** Reads judgements.txt, or judging/harmless.txt, which has the same form. */
export function readJudgements(text: string): Judged {
  const all: Judgement[] = [];
  const receivers = new Map<string, readonly string[]>();
  let heading = { kind: "", verdict: "", reason: "" };
  for (const line of rowsOf(text)) {
    const section = /^\[(\S+) ?([^\]]*)\] ?(.*?)(?: https:\S+)?$/.exec(line);
    if (section !== null) {
      heading = { kind: section[1]!, verdict: section[2]!, reason: section[3]! };
      continue;
    }
    const [prefix, ...names] = line.split(" ");
    if (heading.kind === "services")
      receivers.set(
        prefix!,
        names.map((name) => `${name}.amazonaws.com`),
      );
    else
      for (const name of names)
        all.push({ ...heading, kind: heading.kind as JudgedKind, action: `${prefix!}:${name}` });
  }
  return { all, receivers };
}

/** The rows of a text of the catalogue: one goes on in lines that are indented. Comments and empty lines are left out. */
export function rowsOf(text: string): string[] {
  return text
    .replace(/\n +/g, " ")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"));
}
