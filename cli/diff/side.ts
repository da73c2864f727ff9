/** The settings of all stacks of a project, as one side of a difference. */
import type { Settings } from "../../settings/settings";
import { stackSettings } from "../../settings/entryFiles";
import type { Project } from "../../settings/projectFiles";
import { readStackFile, stackNames } from "../review/evidence/stacks/stackFiles";

/** A stack and its settings. */
export interface SideStack {
  readonly name: string;
  /** One and the same object on both sides where nothing was changed. */
  readonly settings: Settings;
  /** What the settings were read from. */
  readonly source: string;
}

/** One side: the settings of a project at one moment. */
export interface Side {
  /** The project's name. */
  readonly project: string;
  readonly stacks: readonly SideStack[];
}

/** Settings that cannot be used, with a line for each stack. */
export class RefusedSettings extends Error {
  override readonly name = "RefusedSettings";

  constructor(readonly lines: readonly string[]) {
    super(lines.join("\n"));
  }
}

/**
 * Reads the settings of all stacks of a project. Dates may be past, since what they end is compared too.
 *
 * @param known stacks of the other side. Those that are written the same are not read again
 * @throws RefusedSettings when those of a stack cannot be used
 */
export function readSide(project: Project, known: readonly SideStack[] = []): Side {
  const read = stackNames(project).map((name) => {
    const source = sourceOf(project, name);
    const same = known.find((one) => one.name === name && one.source === source);
    return { name, source, ...(same ?? readStackFile(project, name)) };
  });
  const refused = read.flatMap((one) => ("problem" in one ? [`${one.name}: ${one.problem}`] : []));
  if (refused.length > 0) throw new RefusedSettings(refused);
  return {
    project: project.name,
    stacks: read.map(({ name, settings, source }) => ({ name, settings: settings!, source })),
  };
}

/** All that the settings of a stack are read from; empty when its file cannot be read. */
function sourceOf(project: Project, name: string): string {
  try {
    const { config, problems } = stackSettings(project, name);
    return problems.length > 0 ? "" : JSON.stringify([project.name, config]);
  } catch {
    return "";
  }
}
