/** Reads what a project is from its files. A separate bundle: YAML takes longer to load than most calls need. */
import { createHash } from "node:crypto";
import { existsSync, readdirSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { hasEntries } from "../../../settings/entryFolders";
import { allowedAccount, oneLine, readProject, stackConfig, type Project } from "../../../settings/projectFiles";
import { regionForm } from "../../../settings/partitions";
import { isProject, projectName, stackOf, UnusableProject } from "./find";

/** What identifies a project: it decides which stacks are asked, and who answers. */
export interface Identity {
  /** The folder, with links resolved. */
  readonly folder: string;
  readonly name: string;
  /** The backend that Pulumi.yaml names; undefined when it names none, and the person's own is used. */
  readonly backend?: string;
}

/**
 * Reads the identity of a project.
 *
 * @throws UnusableProject when a file cannot be read, or it is not certain which files the engine reads
 */
export function identify(folder: string): Identity {
  try {
    const real = realpathSync(folder);
    const other = ["Pulumi.json", "Pulumi.yml"].find((file) => existsSync(join(real, file)));
    if (other !== undefined)
      throw new Error(
        `it has ${other} beside Pulumi.yaml, and the engine reads one of them. Remove the one that is not meant`,
      );
    const { name, backend } = readProject(real);
    if (!isProject(real))
      throw new Error(
        `Pulumi.yaml has the name ${JSON.stringify(name)}, expected ${projectName}, or a stack's file with settings under that name`,
      );
    return { folder: real, name, ...(backend !== undefined && { backend }) };
  } catch (error) {
    throw new UnusableProject(`The project in ${folder} cannot be used: ${oneLine(error)}.`);
  }
}

/** A text that is equal exactly when name and backend are equal. */
export function fingerprint({ name, backend }: Identity): string {
  return createHash("sha256")
    .update(JSON.stringify([name, backend ?? null]))
    .digest("hex");
}

/** The stacks that offer roles, each with the account in its file: `trusting (111111111111)`. */
export function stacksOffering(folder: string): string[] {
  let project: Project;
  try {
    project = readProject(folder);
    return readdirSync(project.stackFolder).flatMap((file) => {
      const stack = stackOf(file);
      return stack !== undefined && offers(project, stack) ? [`${stack} (${accountOf(project, stack)})`] : [];
    });
  } catch {
    return [];
  }
}

/** Whether a stack's settings offer roles; one whose settings cannot be read may. */
export function offersRoles(folder: string, stack: string): boolean {
  try {
    return offers(readProject(folder), stack);
  } catch {
    return true;
  }
}

/** Where a project's stack files are; its own folder where Pulumi.yaml cannot be read. */
export function stackFolder(folder: string): string {
  try {
    return readProject(folder).stackFolder;
  } catch {
    return folder;
  }
}

/** The region of a stack, by its `aws:region`; undefined when its file does not say one. */
export function stackRegion(folder: string, stack: string): string | undefined {
  try {
    const region = stackConfig(readProject(folder), stack)["aws:region"];
    return typeof region === "string" && regionForm.test(region) ? region : undefined;
  } catch {
    return undefined;
  }
}

function offers(project: Project, stack: string): boolean {
  try {
    if (hasEntries(project.folder, stack, "roles")) return true;
    return Object.hasOwn(stackConfig(project, stack), `${project.name}:roles`);
  } catch {
    return true;
  }
}

function accountOf(project: Project, stack: string): string {
  try {
    return allowedAccount(project, stack);
  } catch {
    return "its file does not say which account";
  }
}
