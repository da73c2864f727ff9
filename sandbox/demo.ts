import { GetObjectCommand, PutObjectCommand, S3Client, S3ServiceException } from "@aws-sdk/client-s3";
import { AssumeRoleCommand, STSClient, STSServiceException, type Credentials } from "@aws-sdk/client-sts";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import pc from "picocolors";
import { administrativeAccess } from "../policypack/rules/administrative-access";
import { execute, type Outcome } from "./execute";
import { changeSettings, copyProject } from "./project";
import { mfaCode, openTemporarySandbox, person, type Sandbox } from "./sandbox";
import { mfaSerial } from "./world";

const bucket = "web-shop-artifacts";
const role = "arn:aws:iam::111111111111:role/deploy";
const region = "eu-west-1";
const failures: string[] = [];
/** Aborted by Ctrl-C and similar signals: then what runs is ended, and nothing more is started. */
const interruption = new AbortController();

/** Shows everything once, in the order in which people do it. Each step says what it expects. */
async function demo(sandbox: Sandbox): Promise<void> {
  const project = await copyProject(join(sandbox.directory, "project"));
  const pulumi = async (...args: string[]) => {
    console.log(pc.bold(`\n$ pulumi ${args.join(" ")}`));
    const colour = pc.isColorSupported ? "always" : "never";
    const options = { cwd: project, env: sandbox.env, signal: interruption.signal };
    return execute(
      "pulumi",
      [...args, "--suppress-progress", "--suppress-outputs", "--color", colour],
      options,
      abridged(),
    );
  };
  const pack = ["--policy-pack", "policypack"];

  title("1. The trusting account 111111111111 offers the role deploy");
  expect("it deploys", succeeded(await pulumi("up", "--yes", "--stack", "trusting", ...pack)));

  title("2. The trusted account 222222222222 grants it to the group deployers, with alice in it");
  expect("it deploys", succeeded(await pulumi("up", "--yes", "--stack", "trusted", ...pack)));

  title("3. Alice assumes the role with a code of her MFA device, and uses the three credentials");
  const session = await assume(sandbox, "alice", true);
  expect("alice gets credentials for one hour", session.credentials !== undefined, session.refusal);
  if (session.credentials) {
    const s3 = s3Client(sandbox, session.credentials);
    expect(
      "she reads an artifact",
      await allowed(s3.send(new GetObjectCommand({ Bucket: bucket, Key: "catalogue.json" }))),
    );
    expect(
      "she writes a release",
      await allowed(s3.send(new PutObjectCommand({ Bucket: bucket, Key: "releases/1.1.txt", Body: "1.1\n" }))),
    );
    expect(
      "she cannot write anywhere else",
      await denied(s3.send(new PutObjectCommand({ Bucket: bucket, Key: "catalogue.json", Body: "x" }))),
    );
  }

  title("4. Nobody else gets in");
  const mallory = await assume(sandbox, "mallory", true);
  expect("mallory, who has MFA but no grant, is denied", mallory.code === "AccessDenied", mallory.refusal);
  const withoutMfa = await assume(sandbox, "alice", false);
  expect("alice without MFA is denied", withoutMfa.code === "AccessDenied", withoutMfa.refusal);

  title("5. A change that attaches AdministratorAccess is stopped before it is deployed");
  const managed = ["cross-account-access:roles", "deploy", "policies", "managed"];
  await changeSettings(project, "trusting", managed, ["arn:aws:iam::aws:policy/AdministratorAccess"]);
  const preview = await pulumi("preview", "--stack", "trusting", ...pack);
  expect(
    `the preview fails (exit code ${preview.code}) and names the rule`,
    preview.code !== 0 && preview.stdout.includes(administrativeAccess.name),
  );
  await changeSettings(project, "trusting", managed, undefined);

  title("6. Everything is taken away again");
  expect("the grant is gone", succeeded(await pulumi("destroy", "--yes", "--stack", "trusted")));
  expect("the role is gone", succeeded(await pulumi("destroy", "--yes", "--stack", "trusting")));
  const afterwards = await assume(sandbox, "alice", false);
  expect("alice is denied", afterwards.code === "AccessDenied", afterwards.refusal);
}

/**
 * Prints the engine's output, but only the first of a policy pack's findings: AdministratorAccess breaks nearly every
 * rule.
 */
function abridged(): (line: string) => void {
  let findings = 0;
  return (line) => {
    const text = stripVTControlCharacters(line);
    if (text.trim() === "" || text.startsWith("Loading policy packs")) return;
    if (/^ +- \[(mandatory|advisory)\]/.test(text)) findings += 1;
    if (/^\S/.test(text)) {
      if (findings > 1) console.log(`  │         … and ${findings - 1} findings more`);
      findings = 0;
    }
    if (findings <= 1) console.log(`  │ ${line}`);
  };
}

/** One call of AssumeRole with a person's long-lived keys. */
async function assume(
  sandbox: Sandbox,
  profile: string,
  withMfa: boolean,
): Promise<{ credentials?: Credentials; code?: string; refusal?: string }> {
  interruption.signal.throwIfAborted();
  const caller = person(sandbox, profile);
  const sts = new STSClient({ endpoint: sandbox.endpoint, region, credentials: caller });
  const mfa = withMfa ? { SerialNumber: mfaSerial(caller), TokenCode: mfaCode(caller) } : {};
  console.log(
    pc.bold(
      `\n$ aws sts assume-role --profile ${profile} --role-arn ${role} --role-session-name ${profile}` +
        `${withMfa ? " --serial-number … --token-code …" : ""}`,
    ),
  );
  try {
    const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn: role, RoleSessionName: profile, ...mfa }));
    return Credentials ? { credentials: Credentials } : {};
  } catch (error) {
    if (!(error instanceof STSServiceException)) throw error;
    return { code: error.name, refusal: error.message };
  }
}

function s3Client({ endpoint }: Sandbox, { AccessKeyId, SecretAccessKey, SessionToken }: Credentials): S3Client {
  const credentials = {
    accessKeyId: AccessKeyId ?? "",
    secretAccessKey: SecretAccessKey ?? "",
    sessionToken: SessionToken ?? "",
  };
  return new S3Client({ endpoint, region, credentials, forcePathStyle: true });
}

async function allowed(call: Promise<unknown>): Promise<boolean> {
  return call.then(
    () => true,
    () => false,
  );
}

/** Whether the call was denied. Any other error would prove nothing. */
async function denied(call: Promise<unknown>): Promise<boolean> {
  return call.then(
    () => false,
    (error: unknown) => error instanceof S3ServiceException && error.name === "AccessDenied",
  );
}

function succeeded({ code }: Outcome): boolean {
  return code === 0;
}

function expect(what: string, held: boolean, detail?: string): void {
  console.log(`${held ? pc.green("  ✔") : pc.red("  ✘ expected:")} ${what}${detail ? pc.dim(` — ${detail}`) : ""}`);
  if (!held) failures.push(what);
}

function title(text: string): void {
  console.log(pc.cyan(pc.bold(`\n${text}`)));
}

async function main(): Promise<void> {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => interruption.abort());
  const sandbox = await openTemporarySandbox({ note: (line) => console.error(line), signal: interruption.signal });
  console.log(
    `Pulumi ${sandbox.engine.version} deploys; two AWS accounts are on an emulator; the AWS plugin is the sandbox's stand-in.`,
  );
  const started = Date.now();
  try {
    await demo(sandbox);
  } finally {
    await sandbox.remove();
  }
  const seconds = Math.round((Date.now() - started) / 1000);
  if (failures.length > 0) {
    console.error(pc.red(`\n${failures.length} expectations did not hold (${seconds} s): ${failures.join("; ")}.`));
    process.exitCode = 1;
  } else {
    console.log(pc.green(`\nEvery expectation held (${seconds} s). Nothing is left behind.`));
  }
}

main().catch((error: unknown) => {
  if (interruption.signal.aborted) {
    console.error("\nInterrupted; the sandbox is taken down.");
    process.exitCode = 130;
  } else {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  }
});
