/**
 * What to do where the engine says that it cannot read the state of a stack; undefined where it says something else.
 *
 * @param stderr what the engine says on standard error
 */
export function damagedStateAdvice(stderr: string, stack: string): string | undefined {
  if (!/failed to load checkpoint/i.test(stderr)) return undefined;
  const file = `${stack.split("/").at(-1)}.json`;
  return (
    `The stack's state is cut or damaged. Where the backend is a folder, the state before is whole and lies beside it in .pulumi/stacks:` +
    ` copy ${file}.bak to ${file}, then run pulumi up --refresh --stack ${stack} (docs/recovery.md, "The state file is cut").`
  );
}
