import type { Ended } from "./command";
import type { Operation } from "./operations";
import { recipe } from "./recipes";
import { commandOf, type Scene } from "./stage";
import { pendingIn } from "./whole";

/** How a deployment was brought to its end. */
export interface Recovery {
  /** `none`: it came through by itself; `manual`: nothing that is said anywhere helped. */
  readonly how: "none" | "same" | "cancel" | "printed" | "manual";
  readonly hung: boolean;
  /** What was done about operations that were pending. */
  readonly cleared: boolean;
  readonly outputs: readonly string[];
}

/** Commands that errors print. */
const printed = /pulumi import \S.*?--stack \S+/;
/** How often an error may name a command, one for each thing that is there already. */
const most = 4;

/**
 * Does what people do: the same command again; `pulumi cancel` where the engine says that the stack is locked; the
 * command that the error prints;
 * and, when it has come through, what the documents say about operations that are pending.
 */
export async function recover(scene: Scene, operation: Operation, first: Ended): Promise<Recovery> {
  const outputs: string[] = [];
  const type = async (line: string): Promise<void> => {
    const { code, stdout, stderr } = await scene.type(line);
    outputs.push(`$ ${line}\n${stdout}${stderr}exit code ${code}`);
  };
  const again = async (): Promise<Ended> => {
    const ended = await scene.run(commandOf(operation));
    outputs.push(`$ again\n${ended.output}exit code ${ended.code}`);
    return ended;
  };
  let [last, how]: [Ended, Recovery["how"]] = [first, "none"];
  if (last.code !== 0) [last, how] = [await again(), "same"];
  if (last.code !== 0 && last.output.includes("is currently locked by")) {
    for (const line of recipe("locked", { STACK: operation.stack })) await type(line);
    [last, how] = [await again(), "cancel"];
  }
  for (let turn = 0; turn < most && last.code !== 0; turn += 1) {
    const line = printed.exec(last.output)?.[0];
    if (line === undefined) break;
    await type(line);
    [last, how] = [await again(), "printed"];
  }
  const pending = last.code === 0 && (await pendingIn(scene.directory, operation.stack)).length > 0;
  if (pending) for (const line of recipe("pending", { STACK: operation.stack })) await type(line);
  return { how: last.code === 0 ? how : "manual", hung: last.hung, cleared: pending, outputs };
}
