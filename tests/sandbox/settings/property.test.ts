import assert from "node:assert/strict";
import fc from "fast-check";
import { readSettings } from "../../../checks/readSettings";
import { trustPolicy } from "../../../documents/trustPolicy";
import { admission } from "../../../grants/admission";
import { planGrants } from "../../../grants/grantPlan";
import { grantedGrantees, type GrantedGrantee } from "../../../grants/grantees";
import { readOfferedRole } from "../../../grants/offeredRole";
import { publishedRole } from "../../../grants/publishedRole";
import { evaluateTrust, parsePolicy } from "../../../policypack/iam";
import { roleArn } from "../../../settings/arns";
import type { Settings } from "../../../settings/settings";
import { accountTrusts } from "../../../settings/trust";
import { config, exampleRole } from "../../settings/example";
import { problemsIn } from "../../settings/refused";
import { round, type DrawnCall, type RawRole, type Round } from "./draw";
import { durationMeans, grantsMean, trustMeans, type Call } from "./oracle";
import { arnOf, callers, organization, team, trusting } from "./people";
import { Stage } from "./stage";
import { seed } from "../../seed";

const rounds = 14;
const sizes = { roles: 8, calls: 40 };
const hour = 3_600_000;
/** Before all of the rounds, for what reads settings. */
const earlier = new Date("2026-12-01T12:00:00Z");
/** A round's calls are two hours apart, so that no code of a device is used twice. */
const beginning = (at: number) => new Date(Date.UTC(2027, 0, 20) + at * (sizes.calls + 12) * 2 * hour);

describe("settings drawn at random", () => {
  let stage: Stage;
  before(async function () {
    this.timeout(120_000);
    stage = await Stage.open();
  });
  after(() => stage?.close());

  it(`mean to the emulator what they mean to us (FC_SEED=${seed})`, async function () {
    this.timeout(170_000);
    console.log(`      FC_SEED=${seed}`);
    const drawn = fc.sample(
      round((settings) => problemsIn(stackConfig([settings], new Date("2027-01-20T00:00:00Z"))).length === 0, sizes),
      { seed, numRuns: rounds },
    );
    const counts = { calls: 0, admitted: 0, refusedPairs: 0, tooLong: 0 };
    for (const [at, one] of drawn.entries()) await play(one, beginning(at), counts);
    console.log(
      `      ${counts.calls} calls, ${counts.admitted} of them admitted; ${counts.refusedPairs} calls by ` +
        `grantees whom a preview refuses; ${counts.tooLong} policies too long`,
    );
    assert.ok(counts.calls >= 500, String(counts.calls));
    // A run in which hardly anybody gets in, or hardly anybody does not, would prove little.
    assert.ok(counts.admitted > counts.calls / 20 && counts.admitted < counts.calls * 0.9, String(counts.admitted));
  });

  async function play(
    { roles: raw, grants, calls }: Round,
    start: Date,
    counts: Record<"calls" | "admitted" | "refusedPairs" | "tooLong", number>,
  ): Promise<void> {
    const { roles, account } = readSettings(stackConfig(raw, start), "cross-account-access", earlier);
    const published = Object.fromEntries(
      Object.entries(roles).map(([key, role]) => [key, publishedRole(key, role, roleArn(key, role, account), account)]),
    );
    const sides = ["222222222222", "333333333333"].map((id) => trustedSide(id, grants, Object.keys(roles)));
    for (const [key, role] of Object.entries(roles))
      await stage.makeRole(key, role.path, trustPolicy(role, "aws"), role.session.maxDuration);
    const plans = sides.map((settings) =>
      planGrants(
        settings,
        { s: { name: "o/p/s", roles: published, account: { id: trusting, file: "Pulumi.s.yaml" } } },
        earlier,
      ),
    );
    const granted: Settings[] = [];
    for (const [at, settings] of sides.entries()) {
      const { policies, problems } = plans[at]!;
      const refused: GrantedGrantee[] = [];
      for (const grantee of grantedGrantees(settings.grants)) {
        const policy = policies[grantee.key]!;
        const taken = await stage.grant(settings.account.id, grantee, policy);
        const tooLong = problems.some(
          (problem) =>
            problem.where === "grantee" &&
            problem.grantee.kind === grantee.kind &&
            problem.grantee.name === grantee.name,
        );
        assert.equal(
          taken,
          !tooLong,
          `the length of the policy of ${grantee.key}\n${JSON.stringify({ seed, problems, policy }, undefined, 1)}`,
        );
        if (!taken) refused.push(grantee);
      }
      counts.tooLong += refused.length;
      granted.push({ ...settings, grants: without(settings.grants, refused) });
    }
    for (const [at, drawnCall] of calls.entries()) {
      const key = `role${drawnCall.role}`;
      const role = roles[key]!;
      const moment = new Date(start.getTime() + at * 2 * hour);
      const grantsOf = ({ account: id }: Call["caller"]) => granted.find((side) => side.account.id === id)!;
      const aims = drawnCall.aimed
        ? callers.map(({ name }) => madeCall({ ...drawnCall, caller: name }, role, moment))
        : [];
      const aimed = aims.find((one) => trustMeans(role, one) && grantsMean(grantsOf(one.caller).grants, key, one));
      const call = aimed ?? madeCall(drawnCall, role, moment);
      const settings = grantsOf(call.caller);
      const trusts = trustMeans(role, call);
      const expected =
        trusts && grantsMean(settings.grants, key, call)
          ? durationMeans(role, call)
            ? "admitted"
            : "ValidationError"
          : "AccessDenied";
      const context = () =>
        JSON.stringify(
          {
            seed,
            role: raw[drawnCall.role],
            trust: published[key]!.trustPolicy,
            grants: settings.grants,
            call,
            expected,
          },
          undefined,
          1,
        );
      // What the code says of the documents that it wrote …
      assert.equal(
        evaluated(published[key]!.trustPolicy, call) === "admitted",
        trusts,
        `the evaluation of the trust policy\n${context()}`,
      );
      // … and what the emulator, which knows nothing of either, does.
      const verdict = await stage.call(published[key]!.arn, call);
      assert.equal(verdict, expected, `the emulator\n${context()}`);
      const grantee = granteeOf(call, settings);
      if (
        grantee &&
        admission(readOfferedRole(published[key]).role!.trust, grantee, settings, earlier).refusals.length > 0
      ) {
        counts.refusedPairs += 1;
        assert.notEqual(verdict, "admitted", `a preview says that this grant would do nothing\n${context()}`);
      }
      counts.calls += 1;
      counts.admitted += verdict === "admitted" ? 1 : 0;
    }
    for (const settings of granted)
      for (const grantee of grantedGrantees(settings.grants)) await stage.revoke(settings.account.id, grantee);
    for (const key of Object.keys(roles)) await stage.removeRole(key);
  }
});

/** A trusting stack with drawn roles; hours and units of the drawing made into what a file says. */
function stackConfig(raw: readonly RawRole[], start: Date): Record<string, string> {
  const roles = raw.map(
    (settings, at) =>
      [
        `role${at}`,
        {
          ...exampleRole(),
          ...inFile(settings, start),
          review: { owner: "a@example.com", reason: "drawn", by: "2036-01-01" },
        },
      ] as const,
  );
  return config(trusting, { roles: Object.fromEntries(roles) });
}

function inFile(settings: RawRole, start: Date): RawRole {
  const {
    window,
    organization: unit,
    trusts,
    ...rest
  } = settings as {
    window?: { from?: number; until?: number };
    organization?: { id: string; paths?: string[] };
    trusts?: RawRole[];
  } & RawRole;
  const moment = (hours: number | undefined) =>
    hours === undefined ? undefined : `${new Date(start.getTime() + hours * hour).toISOString().slice(0, 16)}Z`;
  return {
    ...rest,
    ...(window && { window: { from: moment(window.from), until: moment(window.until) } }),
    ...(unit && { organization: { id: unit.id, paths: unit.paths?.map((path) => `${unit.id}/${path}`) } }),
    ...(trusts && { trusts: trusts.map((trust) => inFile(trust, start)) }),
  };
}

/** The settings of a trusted account. Its organization is told to half of them, which must not change a verdict. */
function trustedSide(id: string, grants: Round["grants"], all: readonly string[]): Settings {
  const reference = (role: string) => ({ stack: "s", role });
  const drawn = grants.map(
    ({ to, roles, mfa }, at) =>
      [
        `g${at}`,
        {
          to,
          roles: roles.map((role) => reference(`role${role}`)),
          ...(mfa && { mfa: (to["roles"] ?? to["permissionSets"]) ? undefined : mfa }),
        },
      ] as const,
  );
  const own =
    id === "222222222222" ? Object.fromEntries(drawn) : { g: { to: { users: ["dave"] }, roles: all.map(reference) } };
  const groups = id === "222222222222" ? { [team.name]: { members: team.members } } : {};
  return readSettings(
    config(id, { grants: own, groups, ...(id === "222222222222" && { organization }) }),
    "cross-account-access",
    earlier,
  );
}

/** The grants as they stand where some grantees have not got their policies. */
function without(grants: Settings["grants"], refused: readonly GrantedGrantee[]): Settings["grants"] {
  const kept = (kind: GrantedGrantee["kind"], names: readonly string[]) =>
    names.filter((name) => !refused.some((grantee) => grantee.kind === kind && grantee.name === name));
  return Object.fromEntries(
    Object.entries(grants).map(([key, { to, ...rest }]) => [
      key,
      {
        ...rest,
        to: {
          groups: kept("group", to.groups),
          users: kept("user", to.users),
          roles: kept("role", to.roles),
          permissionSets: kept("permission-set", to.permissionSets),
        },
      },
    ]),
  );
}

/** A call as it is made: what a drawing leaves to the role is what the role asks for. */
function madeCall(drawn: DrawnCall, { session, trusts, network }: Settings["roles"][string], at: Date): Call {
  const caller = callers.find(({ name }) => name === drawn.caller)!;
  const asked = (pattern: string) =>
    pattern.replaceAll("${aws:username}", caller.name).replaceAll("*", "x").replaceAll("?", "l");
  const short = caller.name.slice(0, 20);
  const name = drawn.name === "fit" ? (session.namePattern ? asked(session.namePattern) : short) : drawn.name;
  const { sourceIdentity: wanted, tags: wantedTags } = session;
  const identity = wanted === undefined ? undefined : wanted === "required" ? short : asked(wanted.matching);
  const tags =
    drawn.tags === "fit"
      ? Object.fromEntries(Object.entries(wantedTags?.required ?? {}).map(([key, values]) => [key, values[0] ?? "x"]))
      : drawn.tags;
  const transitive = (drawn.transitive === "fit" ? (wantedTags?.transitive ?? []) : drawn.transitive).filter(
    (key) => key in tags,
  );
  const where = accountTrusts({ trusts }).find(({ account }) => account === caller.account)?.network ?? network;
  const suitable = where?.vpcEndpoints
    ? { vpce: where.vpcEndpoints[0]! }
    : {
        ip: where?.sourceIps?.includes("203.0.113.0/24")
          ? "203.0.113.9"
          : where?.sourceIps?.includes("198.51.100.1")
            ? "198.51.100.1"
            : "2001:db8::7",
      };
  const from = drawn.from === "fit" ? suitable : drawn.from;
  const mfaAge =
    caller.mfaSeed === undefined || drawn.mfa === "none" ? undefined : drawn.mfa === "code" ? 0 : drawn.mfa;
  return {
    caller,
    at,
    mfaAge,
    name: name.padEnd(2, "x").slice(0, 64),
    sourceIdentity: drawn.sourceIdentity === "fit" ? identity?.padEnd(2, "x") : drawn.sourceIdentity,
    tags,
    transitive,
    ip: "ip" in from ? from.ip : undefined,
    vpce: "vpce" in from ? from.vpce : undefined,
    duration: drawn.duration,
  };
}

function evaluated(trust: unknown, call: Call): string {
  const ours = call.caller.account === "222222222222" ? organization : undefined;
  return evaluateTrust(parsePolicy(trust, "trust").document!, {
    principal: arnOf(call.caller),
    mfa: call.mfaAge === undefined ? "never" : { ageSeconds: call.mfaAge },
    now: call.at,
    sessionName: call.name,
    sourceIdentity: call.sourceIdentity ?? null,
    sourceIp: call.ip ?? null,
    sourceVpce: call.vpce ?? null,
    sourceVpc: null,
    organizationId: ours?.id ?? null,
    organizationPath: ours?.path ?? null,
    principalTags: call.caller.tags ?? null,
    sessionTags: call.tags,
    transitiveTagKeys: call.transitive,
  }).verdict;
}

/** As whom the settings of its account know the caller. */
function granteeOf({ caller }: Call, { grants }: Settings) {
  const set = /^AWSReservedSSO_(.+)_[0-9a-f]{16}$/.exec(caller.name)?.[1];
  const [kind, name] = set === undefined ? [caller.kind, caller.name] : ["permission-set", set];
  return grantedGrantees(grants).find((grantee) => grantee.kind === kind && grantee.name === name);
}
