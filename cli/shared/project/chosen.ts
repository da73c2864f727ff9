/**
 * The project whose stacks decide what a role's name means. It must be one that the person named or trusts: the present
 * folder may be anybody's, and its Pulumi.yaml may let any backend answer.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { visible } from "../../../settings/visible";
import { quotePosix } from "../../assume/output/quoting";
import { homeFolder } from "../homeFolder";
import { typedHere } from "../invocation";
import { findProject, UnusableProject, type ProjectQuestion } from "./find";
import type { Identity } from "./identity";
import { keepTrusted, readTrusted, type TrustedProject } from "./trusted";

/** Names a backend whose projects are trusted in any folder, while PULUMI_BACKEND_URL names it too. */
export const trustedBackendVariable = "CROSS_ACCOUNT_TRUSTED_BACKEND";

/** The project, and an environment in which the engine asks exactly the backend that was checked. */
export interface ChosenProject {
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
}

/** Asks the person at the terminal; gives undefined without a terminal. */
export type Ask = (question: string) => Promise<string | undefined>;

/**
 * Finds the project, and makes sure that it may be asked.
 *
 * @throws UnusableProject that says what the project is and how to trust it
 */
export async function chosenProject(question: ProjectQuestion, ask: Ask): Promise<ChosenProject> {
  const { env } = question;
  const found = findProject(question);
  const project = lazyIdentity().identify(found.folder);
  const chosen = { folder: project.folder, env: withBackend(project, env) };
  // Either the person named the project for this call, or a backend answers that the person trusts.
  if (found.by === "option" || (env["PULUMI_BACKEND_URL"] && env["PULUMI_BACKEND_URL"] === env[trustedBackendVariable]))
    return chosen;
  const known = readTrusted(project.folder, env);
  if (known?.fingerprint === lazyIdentity().fingerprint(project)) return chosen;
  if (found.by === "variable" && known === undefined) {
    keepWherePossible(project, env);
    return chosen;
  }
  const answer = await ask(questionAbout(project, known, env));
  if (answer === undefined || !/^y(es)?$/i.test(answer)) throw new UnusableProject(refusalOf(project, known, env));
  trust(project, env);
  return chosen;
}

/** Trusts a project in its present state. @throws UnusableProject when that cannot be stored */
export function trust(project: Identity, env: NodeJS.ProcessEnv): void {
  const { folder, name, backend } = project;
  keepTrusted(
    {
      folder,
      name,
      backend: backend === undefined ? null : shown(backend),
      fingerprint: lazyIdentity().fingerprint(project),
      at: new Date().toISOString(),
    },
    env,
  );
}

/** A project in words, without its secrets. */
export function inWords({ name, backend }: Pick<Identity, "name" | "backend">, env: NodeJS.ProcessEnv): string {
  const named = backend === undefined ? "no backend" : `the backend ${shown(backend)}`;
  const [before, login] = [env["PULUMI_BACKEND_URL"], signedIn(env)];
  const own = `; the one that you are signed in to is asked${login === undefined ? "" : `, ${shown(login)}`}`;
  const asked = before ? `; PULUMI_BACKEND_URL counts before that, ${shown(before)}` : backend === undefined ? own : "";
  return visible(`${name}, whose Pulumi.yaml names ${named}${asked}`);
}

/** The question for the person, one fact per line. */
function questionAbout(project: Identity, known: TrustedProject | undefined, env: NodeJS.ProcessEnv): string {
  const stacks = lazyIdentity().stacksOffering(project.folder);
  return [
    known === undefined
      ? "Roles would be looked up in a project that you have not used yet:"
      : `Roles would be looked up in a project that has changed: ${change(project, known)}.`,
    `  folder   ${visible(project.folder)}`,
    `  project  ${inWords(project, env)}`,
    `  stacks   ${stacks.length > 0 ? visible(`${stacks.join(", ")}, by their files`) : "none that offers roles"}`,
    "Whoever answers for them decides which role in which account you ask for. Trust it from now on? [y/N] ",
  ].join("\n");
}

function refusalOf(project: Identity, known: TrustedProject | undefined, env: NodeJS.ProcessEnv): string {
  const folder = visible(project.folder);
  const plain = folder === project.folder;
  const word = /^[\w+/=.,:@%-]+$/.test(folder) ? folder : quotePosix(folder);
  const why =
    known === undefined
      ? `The project in ${folder} is none that you have trusted`
      : `The project in ${folder} is no longer what you trusted: ${change(project, known)}`;
  const next = plain
    ? `${typedHere()} trust ${word}; or, for this once, add --project ${word}`
    : `${typedHere()} trust, in that folder`;
  return (
    `${why}, and its stacks would decide which role in which account you ask for. It is the project ` +
    `${inWords(project, env)}. Look at it, then: ${next}.`
  );
}

function change({ name, backend }: Identity, known: TrustedProject): string {
  const words = (text: string | null) => (text === null ? "none" : text);
  const now = backend === undefined ? null : shown(backend);
  const what =
    known.name !== name
      ? `its name was ${known.name}, and is ${name}`
      : `its backend was ${words(known.backend)}, and is ${words(now)}${known.backend === now ? " with another password" : ""}`;
  return visible(`${what} (${known.at.slice(0, 10)})`);
}

/** The person chose the folder in the environment, so its present state is trusted. The next call compares with it. */
function keepWherePossible(project: Identity, env: NodeJS.ProcessEnv): void {
  try {
    trust(project, env);
  } catch {
    // Without a home nothing is stored, and the choice holds for this call.
  }
}

/** An environment in which the engine asks the backend that was checked, even if the file changes meanwhile. */
function withBackend({ backend }: Identity, env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const asked = env["PULUMI_BACKEND_URL"] || backend || signedIn(env);
  return asked === undefined ? env : { ...env, PULUMI_BACKEND_URL: asked };
}

/** The backend that the person is signed in to; undefined when that cannot be read. */
export function signedIn(env: NodeJS.ProcessEnv): string | undefined {
  try {
    const file = join(
      env["PULUMI_CREDENTIALS_PATH"] || env["PULUMI_HOME"] || join(homeFolder() ?? "/", ".pulumi"),
      "credentials.json",
    );
    const { current } = JSON.parse(readFileSync(file, "utf8")) as { current?: unknown };
    return typeof current === "string" && current !== "" ? current : undefined;
  } catch {
    return undefined;
  }
}

/** An address without its password. */
function shown(address: string): string {
  return address
    .replace(/(:\/\/[^/@:]*):[^/@]*@/, "$1:…@")
    .replace(/([?&](?:password|passwd|secret|token|key|sig)[^=&]*=)[^&]*/gi, "$1…");
}

function lazyIdentity(): typeof import("./identity") {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- an ARN needs no project
  return require("./identity") as typeof import("./identity");
}
