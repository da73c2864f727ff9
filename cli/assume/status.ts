/** `--status`: whose session the environment holds, and what is remembered. Asks nobody but those who keep it. */
import { inWords } from "../../settings/duration";
import { rendered } from "../shared/lines";
import { writeOut } from "../shared/output";
import { accountNamesIn } from "./accountNames";
import { exitCodes } from "./failure";
import { marker, fingerprint } from "./output/environment";
import { say } from "./output/messages";
import { askAll } from "./remember/places";
import { rememberedRole } from "./roles/publishedRoles";
import { parseRoleArn } from "./roles/roleArn";

/** Prints it. @returns the exit code: whether the environment holds a session that is not over */
export async function status(env: NodeJS.ProcessEnv): Promise<number> {
  const { line, live } = sessionLine(env, new Date());
  const kept = await remembered(env);
  await writeOut(rendered([line, ...kept], false));
  return live ? exitCodes.success : exitCodes.credentials;
}

/** What the environment says of its session. Keys that somebody set since are not this command's. */
function sessionLine(env: NodeJS.ProcessEnv, now: Date): { readonly line: string; readonly live: boolean } {
  const [role, accessKeyId] = [env[marker.role], env["AWS_ACCESS_KEY_ID"]];
  const arn = role === undefined ? undefined : parseRoleArn(role);
  if (arn === undefined || !accessKeyId || fingerprint({ accessKeyId }) !== env[marker.session])
    return { line: "This environment holds no session of this command.", live: false };
  const name = accountNamesIn(rememberedRole(arn.arn, env)?.project, (line) => say(line))[arn.account];
  const source = env[marker.sourceProfile];
  const whose =
    `${arn.arn}${name === undefined ? "" : ` (account ${name})`}` +
    `${source === undefined ? "" : `, by the profile ${source}`}`;
  const left = Math.floor((Date.parse(env["AWS_CREDENTIAL_EXPIRATION"] ?? "") - now.getTime()) / 1000);
  if (Number.isNaN(left)) return { line: `${whose}: it is not known when the session ends`, live: true };
  return left <= 0 ? { line: `${whose}: over`, live: false } : { line: `${whose}: ${inWords(left)} left`, live: true };
}

async function remembered(env: NodeJS.ProcessEnv): Promise<string[]> {
  const { kept, problems } = await askAll(env, "status");
  return [
    ...kept.map(({ name, left }) => `remembered: ${name}: ${inWords(left)} left`),
    ...problems.map((problem) => `remembered: not known: ${problem}`),
  ];
}
