import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface, type Interface } from "node:readline";
import { findPython } from "../../../../sandbox/python";

/** A call that is tried. Policies are given by their place in a list. */
export interface Tried {
  readonly caller: {
    readonly arn: string;
    readonly account: string;
    readonly name: string;
    readonly isRole: boolean;
    /** The ARN of a role's session. */
    readonly session?: string;
  };
  readonly service: string;
  readonly context: Readonly<Record<string, string | readonly string[]>>;
  /** All of them have to be allowed. */
  readonly actions: readonly string[];
  readonly resource: string;
  /** The account of the resource. */
  readonly owner: string;
  readonly held: readonly number[];
  readonly boundary?: number;
  readonly trust?: number;
  /** The policy of a resource that is no role. */
  readonly policy?: number;
  /** The session's policy. */
  readonly narrowed?: number;
  /** Policies of the organization, one at each place. */
  readonly forbids?: readonly number[];
  readonly limits?: readonly number[];
}

/** The emulator's evaluation of policies, in a process of its own. */
export class Referee {
  private constructor(
    private readonly child: ChildProcess,
    private readonly lines: AsyncIterableIterator<string>,
    private readonly reader: Interface,
  ) {}

  static async start(): Promise<Referee> {
    const { command } = await findPython();
    const child = spawn(command, [join(__dirname, "referee.py")], { stdio: ["pipe", "pipe", "inherit"] });
    const reader = createInterface({ input: child.stdout });
    return new Referee(child, reader[Symbol.asyncIterator]() as AsyncIterableIterator<string>, reader);
  }

  async decide(policies: readonly object[], calls: readonly Tried[]): Promise<readonly boolean[]> {
    this.child.stdin!.write(`${JSON.stringify({ policies, calls })}\n`);
    const answer = await this.lines.next();
    if (answer.done === true) throw new Error("the referee ended before it answered");
    return JSON.parse(answer.value) as boolean[];
  }

  stop(): void {
    this.reader.close();
    this.child.stdin!.end();
  }
}
