import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeEstate, type EstateAccount } from "../../../bench/review/estate";
import { writeProject } from "../../../bench/review/project";
import { serveEstate, type EstateServer, type ServerOptions } from "../../../bench/review/server";
import { gather, type GatherOptions } from "../../../cli/review/evidence/gather";

const size = { accounts: 20, roles: 20, users: 50 };

describe("the evidence of many accounts", () => {
  let folder: string;
  let server: EstateServer;
  let estate: EstateAccount[];
  let env: NodeJS.ProcessEnv;
  async function open(options: ServerOptions, accounts = size.accounts): Promise<void> {
    close();
    folder = mkdtempSync(join(tmpdir(), "estate-"));
    estate = makeEstate({ ...size, accounts });
    server = await serveEstate(estate, options);
    env = writeProject(folder, estate, server.url);
  }
  function close(): void {
    server?.close();
    if (folder) rmSync(folder, { recursive: true, force: true });
  }
  after(close);
  const read = (options: Partial<GatherOptions> = {}) => gather({ project: folder, env, ...options });
  const requests = () =>
    [...server.asked.values()].map((actions) => [...actions.values()].reduce((sum, one) => sum + one));

  it("is all of it, and what it says agrees", async () => {
    await open({ used: 1 });
    const { accounts, stacks, missing } = await read();
    assert.deepEqual(missing, []);
    assert.deepEqual(
      accounts.map(({ iam }) => [iam!.users.length, iam!.roles.length, iam!.groups.length]),
      Array.from({ length: 20 }, () => [50, 20, 10]),
    );
    for (const { stack, documents } of estate) {
      const { state, account } = stacks.find(({ name }) => name === stack)!;
      const sorted = Object.fromEntries(
        Object.entries(documents.groups).map(([name, { members }]) => [name, { members: [...members].sort() }]),
      );
      assert.deepEqual(
        JSON.parse(JSON.stringify(state!.documents)),
        JSON.parse(JSON.stringify({ ...documents, groups: sorted })),
      );
      const { iam, usage } = accounts.find(({ id }) => id === account.id)!;
      for (const role of iam!.roles) assert.deepEqual(role.trust, documents.roles[role.arn]!.trust);
      const next = String(100_000_000_000 + ((Number(account.id) - 100_000_000_000 + 1) % 20));
      assert.deepEqual(Object.keys(usage[`arn:aws:iam::${account.id}:role/role-0`]!.callers!), [
        `arn:aws:iam::${next}:user/user-0`,
      ]);
    }
  });

  it("takes the same few requests of every account, one at a time, of at most so many accounts at once", async () => {
    await open({ used: 1 });
    await read({ concurrency: 4 });
    // Identity, organization, two pages of the walk (50 entries each, of 81), roles, the report, services of one role, its callers in two regions.
    const expected = {
      GetCallerIdentity: 1,
      DescribeOrganization: 1,
      GetAccountAuthorizationDetails: 2,
      ListRoles: 1,
      GenerateCredentialReport: 1,
      GetCredentialReport: 1,
      GenerateServiceLastAccessedDetails: 1,
      GetServiceLastAccessedDetails: 1,
      LookupEvents: 2,
    };
    for (const [account, actions] of server.asked) assert.deepEqual(Object.fromEntries(actions), expected, account);
    assert.equal(server.asked.size, 20);
    assert.equal(server.mostOfOne, 1);
    assert.ok(server.mostAccounts <= 4 && server.mostAccounts > 1, String(server.mostAccounts));
  });

  it("grows by the account: half as many accounts are half as many requests", async () => {
    const total = async (accounts: number) => {
      await open({}, accounts);
      assert.deepEqual((await read()).missing, []);
      return requests().reduce((sum, one) => sum + one);
    };
    assert.equal(await total(20), 2 * (await total(10)));
  });

  it("is complete when AWS throttles one request in five", async () => {
    await open({ throttleEvery: 5 });
    const { missing, accounts } = await read();
    assert.deepEqual(missing, []);
    assert.ok(server.throttled >= 20, String(server.throttled));
    assert.ok(
      accounts.every(
        ({ iam, credentials }) =>
          iam!.roles.every(({ maxSessionDuration }) => maxSessionDuration === 3600) && credentials,
      ),
    );
  });

  it("interrupted in the middle, ends without asking anybody else, and leaves nothing", async () => {
    await open({});
    const before = readdirSync(folder, { recursive: true });
    const ended = new AbortController();
    const waiting = read({
      signal: ended.signal,
      concurrency: 2,
      progress: (done) => done === 5 && ended.abort(new Error("interrupted")),
    });
    await assert.rejects(waiting, /interrupted/);
    const asked = requests().length;
    // What was under way has come to its end by then, and would have begun the next.
    await new Promise((resolve) => setTimeout(resolve, 300));
    assert.equal(requests().length, asked);
    assert.ok(asked <= 7, String(asked));
    assert.deepEqual(readdirSync(folder, { recursive: true }), before);
  });
});
