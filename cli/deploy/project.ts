/** Which stacks are meant, and what their settings say. */
import { orderOf, type CircleStep, type Needs } from "./order";
import type { Account } from "../../settings/account";
import { nearestName } from "../../settings/problems";
import { readProject, type Project } from "../../settings/projectFiles";
import type { Settings } from "../../settings/settings";
import { stackOfProject } from "../shared/project/find";
import { readStackFile, stackNames } from "../review/evidence/stacks/stackFiles";

/** A request that cannot be carried out; nothing was touched. */
export class Unusable extends Error {
  override readonly name = "Unusable";

  /** @param lines the message; what was found is not escaped yet */
  constructor(readonly lines: readonly string[]) {
    super(lines.join("\n"));
  }
}

/** A stack of the run. */
export interface ChosenStack {
  /** As it was typed, or by its file: what the engine is asked for. */
  readonly name: string;
  readonly account: Account;
  readonly profile?: string;
  readonly settings: Settings;
}

/** The stacks of the run, by the names of their files, and their order. */
export interface Chosen {
  readonly project: Project;
  readonly stacks: ReadonlyMap<string, ChosenStack>;
  readonly needs: Needs;
}

/**
 * Reads the settings of the stacks that are meant.
 *
 * @param typed the stacks; undefined for all of the project
 * @throws Unusable when a stack is none of this project, its settings are refused, or the grants go around in a circle
 */
export function chooseStacks(folder: string, typed: readonly string[] | undefined): Chosen {
  const project = readProject(folder);
  const known = stackNames(project);
  const names = new Map((typed ?? known).map((name) => [ownName(name, project, known), name]));
  if (names.size === 0) throw new Unusable([`No stack of ${folder} has settings of ${project.name}.`]);
  const refused: string[] = [];
  const stacks = new Map<string, ChosenStack>();
  for (const [own, name] of names) {
    const { account, profile, settings, problem } = readStackFile(project, own);
    if (account !== undefined && settings !== undefined)
      stacks.set(own, { name, account, settings, ...(profile !== undefined && { profile }) });
    else refused.push(`${own}: ${problem ?? "its account is not known"}`);
  }
  if (refused.length > 0) throw new Unusable(["the settings cannot be used; nothing was touched:", ...refused]);
  const { needs, circle } = orderOf(
    [...stacks].map(([name, { settings }]) => ({ name, references: referencesOf(settings, project) })),
  );
  if (circle !== undefined) throw new Unusable([circleText(circle)]);
  return { project, stacks, needs };
}

function ownName(typed: string, { name, folder }: Project, known: readonly string[]): string {
  const own = stackOfProject(typed, name);
  if (own === undefined || typed.split("/").length > 3)
    throw new Unusable([`found ${JSON.stringify(typed)}, a stack of another project; expected one of ${name}.`]);
  if (known.includes(own)) return own;
  const nearest = nearestName(own, known);
  throw new Unusable([
    `found ${JSON.stringify(typed)}, and there is no Pulumi.${own}.yaml in ${folder}. ` +
      (nearest === undefined ? `The stacks are: ${known.join(", ") || "none"}.` : `Did you mean ${nearest}?`),
  ]);
}

function referencesOf({ grants }: Settings, { name }: Project) {
  return Object.entries(grants).flatMap(([grant, { roles }]) =>
    roles.flatMap(({ stack, arnUntilDeployed }, at) => {
      const own = stackOfProject(stack, name);
      const path = `grants.${grant}.roles[${at}]`;
      return own === undefined ? [] : [{ stack: own, path, later: arnUntilDeployed !== undefined }];
    }),
  );
}

function circleText(circle: readonly CircleStep[]): string {
  const stacks = [...circle, circle[0]!].map(({ stack }) => stack).join(" needs ");
  const [{ stack, path }] = circle as readonly [CircleStep];
  return (
    `the grants go around in a circle, so that no stack can be the first: ${stacks}. Give one of them ` +
    `arnUntilDeployed, such as ${path} of ${stack} (docs/settings.md, "Grants").`
  );
}
