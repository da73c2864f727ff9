import type { Event } from "@aws-sdk/client-cloudtrail";
import assert from "node:assert/strict";
import { callersOf, named, readCallers } from "../../../../cli/review/evidence/accounts/assumptions";
import type { Clients } from "../../../../cli/review/evidence/accounts/clients";
import { isOpen } from "../../../../cli/review/evidence/accounts/openRoles";

const own = "111111111111";
const trust = (Principal: unknown, Effect = "Allow") => ({
  Version: "2012-10-17",
  Statement: [{ Effect, Action: "sts:AssumeRole", Principal }],
});

describe("roles that others may assume", () => {
  const cases: readonly (readonly [string, boolean, unknown])[] = [
    ["another account", true, trust({ AWS: "222222222222" })],
    ["another account by its root", true, trust({ AWS: "arn:aws:iam::222222222222:root" })],
    [
      "a user of another account beside its own",
      true,
      trust({ AWS: [`arn:aws:iam::${own}:root`, "arn:aws:iam::222222222222:user/alice"] }),
    ],
    ["everybody", true, trust("*")],
    ["every AWS principal", true, trust({ AWS: "*" })],
    ["a deleted user", true, trust({ AWS: "AIDAJQABLZS4A3QDU576Q" })],
    [
      "everybody but some",
      true,
      { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", NotPrincipal: { AWS: own } }] },
    ],
    ["a trust that is no policy", true, "no JSON"],
    ["its own account", false, trust({ AWS: own })],
    ["a service", false, trust({ Service: "ec2.amazonaws.com" })],
    ["an identity provider", false, trust({ Federated: `arn:aws:iam::${own}:saml-provider/x` })],
    ["another account that is denied", false, trust({ AWS: "222222222222" }, "Deny")],
  ];
  for (const [title, open, document] of cases)
    it(`${title}: ${open ? "yes" : "no"}`, () => assert.equal(isOpen({ trust: document }, own), open));
});

describe("who assumed a role, by CloudTrail", () => {
  const now = new Date("2026-11-24T00:00:00Z");
  const at = (day: number) => new Date(Date.UTC(2026, 10, day));
  const event = (day: number, userIdentity: object, more: object = {}): Event => ({
    EventTime: at(day),
    CloudTrailEvent: JSON.stringify({ eventName: "AssumeRole", userIdentity, ...more }),
  });
  const alice = { type: "IAMUser", arn: "arn:aws:iam::111111111111:user/alice" };

  it("each caller with the last time", () => {
    const { callers } = callersOf(
      [
        event(20, alice),
        event(19, { type: "AWSAccount", principalId: "AIDABOB", accountId: "222222222222" }),
        event(18, alice),
      ],
      true,
      now,
    );
    assert.deepEqual(callers, { [alice.arn]: at(20), AIDABOB: at(19) });
  });

  it("a role rather than its sessions, wherever it is", () => {
    const session = {
      type: "AssumedRole",
      arn: "arn:aws:sts::111111111111:assumed-role/ci/run",
      sessionContext: { sessionIssuer: { arn: "arn:aws:iam::111111111111:role/team/ci" } },
    };
    assert.deepEqual(
      Object.keys(
        callersOf([event(20, session), event(19, { type: "AWSAccount", principalId: "AROACI:run-7" })], true, now)
          .callers,
      ),
      ["arn:aws:iam::111111111111:role/team/ci", "AROACI"],
    );
  });

  it("nobody who was refused, no other call, no service, nothing that cannot be read", () => {
    const others = [
      event(20, alice, { errorCode: "AccessDenied" }),
      event(19, alice, { eventName: "GetRole" }),
      event(18, { type: "AWSService", invokedBy: "ec2.amazonaws.com" }),
      event(17, {}),
      { EventTime: at(16), CloudTrailEvent: "{" },
      { EventTime: at(15) },
    ];
    assert.deepEqual(callersOf(others, true, now).callers, {});
  });

  it("reaches as far back as all was read", () => {
    assert.equal(callersOf([event(20, alice)], true, now).callersSince.toISOString(), "2026-08-26T00:00:00.000Z");
    assert.deepEqual(callersOf([event(20, alice), event(12, alice)], false, now).callersSince, at(12));
  });

  it("with names for ids, as far as they are known", () => {
    const usage = {
      callers: { AIDABOB: at(3), "arn:aws:iam::222222222222:user/bob": at(1), AIDAEVE: at(2) },
      services: {},
    };
    assert.deepEqual(named(usage, new Map([["AIDABOB", "arn:aws:iam::222222222222:user/bob"]])), {
      services: {},
      callers: { AIDAEVE: at(2), "arn:aws:iam::222222222222:user/bob": at(3) },
    });
    assert.deepEqual(named({ services: {} }, new Map()), { services: {} });
  });
});

describe("a look-up in CloudTrail", () => {
  const now = new Date("2026-11-24T00:00:00Z");
  const arns = ["one", "other"].map((name) => `arn:aws:iam::111111111111:role/${name}`);
  /** Clients whose CloudTrail tells of nobody; `asked` gets the regions and the times of its requests. */
  const clients = (asked: (readonly [string, number])[], abortSignal?: AbortSignal, answered = () => {}) =>
    ({
      sending: { ...(abortSignal && { abortSignal }) },
      cloudTrail: (region: string) => ({
        send: () => {
          asked.push([region, Date.now()]);
          answered();
          return Promise.resolve({});
        },
      }),
    }) as unknown as Clients;

  it("is made at once; the next one in a region waits, one in another does not", async () => {
    const asked: (readonly [string, number])[] = [];
    const read = await readCallers(clients(asked), ["eu-west-1", "us-east-1"], arns, now);
    assert.deepEqual([...read.keys()], arns);
    const at = (region: string) => asked.flatMap(([one, time]) => (one === region ? [time] : []));
    for (const region of ["eu-west-1", "us-east-1"]) {
      const [first, second, ...more] = at(region);
      assert.deepEqual(more, []);
      // A timer may end a millisecond early, and the clock has no fractions.
      assert.ok(second! - first! >= 548, `${region}: ${second! - first!}`);
    }
    assert.equal(asked[1]![0], "us-east-1");
  });

  it("that waits ends with a signal", async () => {
    const asked: (readonly [string, number])[] = [];
    const ended = new AbortController();
    const interrupt = () => setImmediate(() => ended.abort());
    const waiting = readCallers(clients(asked, ended.signal, interrupt), ["eu-west-1"], arns, now);
    await assert.rejects(waiting, { name: "AbortError" });
    assert.equal(asked.length, 1);
  });
});

describe("who assumed roles, in several regions", () => {
  const now = new Date("2026-11-24T00:00:00Z");
  const role = `arn:aws:iam::${own}:role/deploy`;
  const alice = "arn:aws:iam::222222222222:user/alice";
  const event: Event = {
    EventTime: new Date("2026-11-20T00:00:00Z"),
    CloudTrailEvent: JSON.stringify({ eventName: "AssumeRole", userIdentity: { type: "IAMUser", arn: alice } }),
  };
  /** CloudTrails by region: their events, or undefined for one that refuses. */
  const trails = (regions: Readonly<Record<string, readonly Event[] | undefined>>, asked: string[] = []) =>
    ({
      sending: {},
      cloudTrail: (region: string) => ({
        send: () => {
          asked.push(region);
          const Events = regions[region];
          return Events === undefined
            ? Promise.reject(Object.assign(new Error(`no ${region}`), { name: "AccessDeniedException" }))
            : Promise.resolve({ Events });
        },
      }),
    }) as never;

  it("a call in any of them counts", async () => {
    const read = await readCallers(trails({ a: [], b: [event] }), ["a", "b"], [role], now);
    assert.deepEqual(read.get(role), {
      callers: { [alice]: event.EventTime },
      callersSince: new Date("2026-08-26T00:00:00Z"),
      regions: ["a", "b"],
      unreadRegions: [],
    });
  });

  it("one that refuses costs that region alone, and is not asked again", async () => {
    const asked: string[] = [];
    const other = `${role}-2`;
    const read = await readCallers(trails({ a: undefined, b: [event] }, asked), ["a", "b"], [role, other], now);
    assert.deepEqual(asked, ["a", "b", "b"]);
    for (const arn of [role, other]) {
      const { callers, regions, unreadRegions } = read.get(arn)!;
      assert.deepEqual([callers, regions, unreadRegions], [{ [alice]: event.EventTime }, ["b"], ["a"]]);
    }
  });

  it("when all refuse, nothing is known", () =>
    assert.rejects(readCallers(trails({ a: undefined, b: undefined }), ["a", "b"], [role], now), /no a/));
});
