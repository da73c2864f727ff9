/** A repository with a pipeline on the sandbox: an issuer of tokens, a bucket of states, and the steps of the workflows. */
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { createHmac, randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { stringify } from "yaml";
import { execute, type Outcome } from "../../../sandbox/execute";
import { copyProject } from "../../../sandbox/project";
import { openTemporarySandbox, person, root, type Sandbox } from "../../../sandbox/sandbox";
import { trustedAccount, trustingAccount } from "../../../sandbox/world";
import type { Purpose } from "../../../pipeline/names";
import { openProxy, type Proxy } from "../observer/proxy";
import { stepOf } from "../../pipeline/workflow";

const issuer = "token.actions.githubusercontent.com";
export const accounts = { trusting: trustingAccount, trusted: trustedAccount } as const;
export const bucket = "access-states";

/** What a token says of a job; what is not given is right for the environment. */
export interface Claims {
  readonly sub?: string;
  readonly aud?: string;
  /** Seconds from now. */
  readonly expires?: number;
  /** Signed by nobody whom AWS knows. */
  readonly forged?: boolean;
}

/** The subject of a job of this repository. */
export const subjectOf = (environment: string) => `repo:shop/access:environment:${environment}`;

export const environments: Readonly<Record<Purpose, string>> = {
  preview: "access-preview",
  deploy: "access-deployment",
  review: "access-review",
};

/** The steps of each job that sign in and work, by the workflow that has them. */
const jobs = {
  preview: ["preview.yml", "preview", "Profiles that may read", "Preview"],
  deploy: ["up.yml", "deploy", "Profiles that may deploy", "Deploy"],
  review: ["review.yml", "review", "Profiles that may read", "Review"],
} as const;

export class Stage {
  private constructor(
    readonly sandbox: Sandbox,
    readonly proxy: Proxy,
    /** The repository's checkout. */
    readonly project: string,
    private readonly secret: string,
    private readonly tokens: Server,
  ) {}

  static async open(): Promise<Stage> {
    const secret = randomBytes(24).toString("base64url");
    const sandbox = await openTemporarySandbox({ adjust: (world) => ({ ...world, issuers: { [issuer]: secret } }) });
    const proxy = await openProxy(sandbox.endpoint, {});
    const project = await copyProject(join(sandbox.directory, "repository"));
    for (const name of ["cross-account", "cli", "checks", "documents", "grants", "transitions"])
      symlinkSync(join(root, name), join(project, name));
    mkdirSync(join(project, "pipeline"));
    for (const name of ["main.cjs", "run.cjs"])
      symlinkSync(join(root, "pipeline", name), join(project, "pipeline", name));
    writeFileSync(join(project, "pipeline", "Pulumi.yaml"), readFileSync(join(root, "pipeline", "Pulumi.yaml")));
    // Gives each job a token of its environment, as the forge does.
    const tokens = createServer((request, response) => {
      const { searchParams, pathname } = new URL(request.url!, "http://localhost");
      const claims = { sub: subjectOf(pathname.slice(1)), aud: searchParams.get("audience")! };
      response.end(JSON.stringify({ value: stage.token(claims) }));
    });
    await new Promise<void>((resolve) => tokens.listen(0, "127.0.0.1", resolve));
    const stage = new Stage(sandbox, proxy, project, secret, tokens);
    const s3 = new S3Client({
      endpoint: sandbox.endpoint,
      region: "eu-west-1",
      forcePathStyle: true,
      credentials: person(sandbox, "trusting"),
    });
    const place = { LocationConstraint: "eu-west-1" } as const;
    await s3.send(new CreateBucketCommand({ Bucket: bucket, CreateBucketConfiguration: place }));
    s3.destroy();
    return stage;
  }

  async close(): Promise<void> {
    this.tokens.close();
    await this.proxy.close();
    await this.sandbox.remove();
  }

  /** A token of the forge. */
  token({ sub = "", aud = "sts.amazonaws.com", expires = 300, forged = false }: Claims): string {
    const now = Math.floor(Date.now() / 1000);
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const text = `${part({ alg: "HS256", typ: "JWT" })}.${part({ iss: `https://${issuer}`, sub, aud, exp: now + expires })}`;
    return `${text}.${createHmac("sha256", forged ? "somebody else's" : this.secret)
      .update(text)
      .digest("base64url")}`;
  }

  /** Writes the settings of a stack of the pipeline's roles. */
  writeRoles(stack: keyof typeof accounts, settings: Readonly<Record<string, object | string>> = {}): void {
    const own = {
      subjects: Object.fromEntries(Object.entries(environments).map(([purpose, name]) => [purpose, subjectOf(name)])),
      deploys: { path: "/access/", ...(stack === "trusted" && { users: ["alice"] }) },
      states: { account: trustingAccount, bucket },
      ...settings,
    };
    this.write(join("pipeline", `Pulumi.${stack}.yaml`), stack, "cross-account-pipeline", own);
  }

  /** Writes the settings of a stack of the access itself. */
  writeAccess(stack: keyof typeof accounts, sections: Readonly<Record<string, object>>): void {
    this.write(`Pulumi.${stack}.yaml`, stack, "cross-account-access", sections);
  }

  private write(
    file: string,
    stack: keyof typeof accounts,
    project: string,
    sections: Readonly<Record<string, unknown>>,
  ) {
    const config = {
      "aws:region": "eu-west-1",
      "aws:profile": stack,
      "aws:allowedAccountIds": [accounts[stack]],
      ...Object.fromEntries(Object.entries(sections).map(([key, value]) => [`${project}:${key}`, value])),
    };
    writeFileSync(join(this.project, file), stringify({ config }, { version: "1.1" }));
  }

  /** What an administrator types in the folder of the pipeline's roles. */
  async administrator(...args: readonly string[]): Promise<Outcome> {
    const cwd = join(this.project, "pipeline");
    return execute("pulumi", [...args, "--non-interactive", "--color", "never"], { cwd, env: this.sandbox.env });
  }

  /** The environment of a job, which has no key of AWS. */
  jobEnvironment(purpose: Purpose): NodeJS.ProcessEnv {
    // What the workflow has to say itself.
    const { PULUMI_CONFIG_PASSPHRASE: _, PULUMI_FALLBACK_TO_STATE_SECRETS_MANAGER: __, ...env } = this.sandbox.env;
    const backend = `s3://${bucket}?region=eu-west-1&profile=state&endpoint=${this.proxy.url}&s3ForcePathStyle=true`;
    const port = (this.tokens.address() as AddressInfo).port;
    return {
      ...env,
      AWS_ENDPOINT_URL: this.proxy.url,
      AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
      PULUMI_BACKEND_URL: backend,
      ACTIONS_ID_TOKEN_REQUEST_URL: `http://127.0.0.1:${port}/${environments[purpose]}`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: "the job's",
      GITHUB_RUN_ID: "42",
    };
  }

  /** Runs the steps of a job as the workflow has them. @param change changes the last step's script */
  async job(purpose: Purpose, change = (script: string) => script, more: NodeJS.ProcessEnv = {}): Promise<Outcome> {
    const temporary = join(this.sandbox.directory, "runner");
    rmSync(temporary, { recursive: true, force: true });
    mkdirSync(temporary);
    const files = Object.fromEntries(
      ["GITHUB_ENV", "GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY"].map((name) => [name, join(temporary, name)]),
    );
    const env = {
      ...this.jobEnvironment(purpose),
      ...files,
      RUNNER_TEMP: temporary,
      STATE_ACCOUNT: trustingAccount,
      ...more,
    };
    const [file, job, profiles, work] = jobs[purpose];
    const run = (script: string, env: NodeJS.ProcessEnv) =>
      execute("bash", ["-e", "-c", script], { cwd: this.project, env });
    const signedIn = await run(stepOf(file, job, profiles).run, env);
    if (signedIn.code !== 0) return signedIn;
    const [, config] = /^AWS_CONFIG_FILE=(.+)$/m.exec(readFileSync(files["GITHUB_ENV"]!, "utf8"))!;
    const step = stepOf(file, job, work);
    // What a step writes down for all is so here, too.
    const literal = Object.entries(step.env ?? {}).filter(([, value]) => !value.includes("${{"));
    return run(change(step.run), { ...env, ...Object.fromEntries(literal), AWS_CONFIG_FILE: config! });
  }

  /** Asks for the credentials of a role as a job does. */
  async credentials(account: string, purpose: Purpose, claims?: Claims): Promise<Outcome> {
    const arn = `arn:aws:iam::${account}:role/cross-account-pipeline/cross-account-${purpose}`;
    const given = claims && { AWS_ID_TOKEN: this.token({ sub: subjectOf(environments[purpose]), ...claims }) };
    const env = { ...this.jobEnvironment(purpose), ...given };
    return execute(process.execPath, ["pipeline/run.cjs", "credentials", arn], { cwd: this.project, env });
  }
}
