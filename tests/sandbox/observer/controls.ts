import { request } from "node:http";
import { mfaSerial, type Person } from "../../../sandbox/world";
import type { Access } from "./access";

/** A way in which somebody would call AssumeRole. It is tried on every role of every account, and nothing comes of it. */
export interface Attempt {
  /** How answers call it; each once. */
  readonly name: string;
  /** The ARN of a user, who calls with a long-lived key, or of a role, which calls with a session of an hour. */
  readonly principal: string;
  /** Seconds since the code of an MFA device was entered; without MFA unless given. */
  readonly mfaAge?: number;
  /** 127.0.0.1 unless given. */
  readonly sourceIp?: string;
  /** Parameters of AssumeRole besides `RoleArn`, as the query protocol writes them (`SourceIdentity`, `Tags.member.1.Key`). */
  readonly parameters?: Readonly<Record<string, string>>;
}

/** Each person without MFA (`alice`), and those who have a device also with a code of this moment (`alice+mfa`). */
export function attemptsOf(people: readonly Person[]): Attempt[] {
  return people.flatMap((person) => {
    const plain = {
      name: person.profile,
      principal: mfaSerial(person).replace(":mfa/", ":user/"),
      parameters: { RoleSessionName: person.user },
    };
    return person.mfaSeed === undefined ? [plain] : [plain, { ...plain, name: `${person.profile}+mfa`, mfaAge: 0 }];
  });
}

/**
 * Who may assume which role now, and what all identities hold: one request, judged by the emulator's own evaluation of policies.
 *
 * @param endpoint of an emulator whose world has `controls`
 */
export async function accessNow(endpoint: string, attempts: readonly Attempt[]): Promise<Access> {
  return JSON.parse(await control(endpoint, "access", JSON.stringify(attempts))) as Access;
}

/** A copy of an emulator with all that it holds, which changes nothing in the first; it ends with it at the latest. */
export interface Fork {
  readonly endpoint: string;
  /** Of this process's own making: to be ended by a signal. */
  readonly pid: number;
}

/** Forks an emulator whose world has `controls`; some 10 ms. */
export async function forkEmulator(endpoint: string): Promise<Fork> {
  return JSON.parse(await control(endpoint, "fork", "")) as Fork;
}

/** Lets every change of IAM count from now on, in an emulator whose world has `controls` and `propagation`. */
export async function settle(endpoint: string): Promise<void> {
  await control(endpoint, "settle", "");
}

function control(endpoint: string, what: string, body: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const call = request(
      `${endpoint}/_emulator/${what}`,
      { method: "POST", agent: false, headers: { "content-length": Buffer.byteLength(body) } },
      (answer) => {
        let text = "";
        answer.setEncoding("utf8").on("data", (part: string) => (text += part));
        answer.on("end", () =>
          answer.statusCode === 200
            ? resolve(text)
            : reject(new Error(`the emulator's ${what}: ${answer.statusCode} ${text}`)),
        );
        answer.on("error", reject);
      },
    );
    call.on("error", reject);
    call.end(body);
  });
}
