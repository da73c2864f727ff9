import assert from "node:assert/strict";
import { chooseTrials } from "./choose";
import { faults } from "./kinds";
import { operations } from "./operations";
import type { Rehearsed } from "./stage";
import { breaches, remarks, table } from "./table";
import type { Result } from "./trial";

const fine: Result = {
  operation: "narrow-trusted",
  point: { key: "iam:GetGroup deployers", earlier: 1 },
  fault: "500",
  code: 1,
  recovery: { how: "same", hung: false, cleared: false, outputs: [] },
  reached: true,
  hung: false,
  leftOver: 0,
  pending: [],
  wrong: [],
  leaked: [],
  mixed: [],
  mixedAfter: [],
  output: "",
};

describe("faults: what the table says", () => {
  const cases: [title: string, result: Partial<Result>, breach: RegExp | undefined][] = [
    ["nothing of a recovery by the same command", {}, undefined],
    ["a difference with exit code 0", { wrong: ["missing: bob"] }, /^wrong, exit 0: .*\n {4}missing: bob$/],
    ["a leak", { leaked: ["mallory"] }, /^leaked: .*\n {4}mallory$/],
    ["a mixture that stays after a failure", { mixed: ["x"], mixedAfter: ["x"] }, /^mixed after failure/],
    ["no mixture meanwhile", { mixed: ["x"] }, undefined],
    ["a command that hung", { hung: true }, /^hung/],
    ["a process that stayed", { leftOver: 1 }, /^processes left/],
    ["a call that never came", { reached: false }, /^never reached/],
  ];
  for (const [title, result, breach] of cases) {
    it(`${title}${breach ? " must not be" : " is no breach"}`, () => {
      const found = breaches([{ ...fine, ...result }]);
      if (breach) assert.match(found.join("\n"), breach);
      else assert.deepEqual(found, []);
    });
  }

  it("how to see it again", () => {
    assert.match(
      breaches([{ ...fine, hung: true }]).join(),
      /npm run faults -- --only narrow-trusted --kinds 500 --at 'iam:GetGroup deployers#1'/,
    );
    assert.match(
      remarks([{ ...fine, recovery: { ...fine.recovery, how: "manual" } }]).join(),
      /^manual: npm run faults/,
    );
    assert.match(remarks([{ ...fine, pending: ["creating urn:x"] }]).join(), /^pending left: [^]*creating urn:x/);
    assert.deepEqual(remarks([fine]), []);
  });

  it("each operation in a row, and all together", () => {
    const rows = table([fine, { ...fine, operation: "widen-trusted", wrong: ["x"] }], {
      "narrow-trusted": 4,
      "widen-trusted": 9,
      "up-trusted": 8,
    })
      .split("\n")
      .map((line) => line.split(/ {2,}/));
    const column = rows[0]!.indexOf("wrong, exit 0");
    assert.deepEqual(
      rows.map((row) => [row[0], row[1], row[2], row[column]]),
      [
        ["operation", "points", "trials", "wrong, exit 0"],
        ["narrow-trusted", "4", "1", "0"],
        ["widen-trusted", "9", "1", "1"],
        ["up-trusted", "8", "0", "0"],
        ["all", "21", "2", "1"],
      ],
    );
  });
});

describe("faults: which trials are chosen", () => {
  const rehearsed = operations.slice(0, 2).map(
    (operation) =>
      ({
        operation,
        points: [
          { key: "iam:CreateGroup a", earlier: 0 },
          { key: "iam:GetGroup a", earlier: 0 },
          { key: "iam:GetGroup a", earlier: 1 },
        ],
      }) as unknown as Rehearsed,
  );
  const names = (choice: Omit<Parameters<typeof chooseTrials>[1], "seed">, seed = 1) =>
    chooseTrials(rehearsed, { ...choice, seed }).map(
      ({ rehearsed: { operation }, point, fault }) => `${operation.name} ${point.key}#${point.earlier} ${fault.name}`,
    );

  it("all kinds at all calls unless something is said", () => assert.equal(names({}).length, 2 * 3 * faults.length));
  it("some kinds, at some calls", () => {
    assert.deepEqual(names({ kinds: ["lost"], at: "GetGroup a#1" }), [
      "up-trusting iam:GetGroup a#1 lost",
      "up-trusted iam:GetGroup a#1 lost",
    ]);
    assert.throws(() => names({ kinds: ["lots"] }), /--kinds: found lots, expected some of 500-once, /);
  });
  it("the first of each operation, and each so many", () => {
    assert.deepEqual(names({ kinds: ["lost"], first: 3, every: 2 }), [
      "up-trusting iam:CreateGroup a#0 lost",
      "up-trusting iam:GetGroup a#1 lost",
      "up-trusted iam:CreateGroup a#0 lost",
      "up-trusted iam:GetGroup a#1 lost",
    ]);
  });
  it("so many in all, the same by the same seed", () => {
    assert.equal(names({ points: 10 }, 7).length, 10);
    assert.deepEqual(names({ points: 10 }, 7), names({ points: 10 }, 7));
    assert.notDeepEqual(names({ points: 10 }, 7), names({ points: 10 }, 8));
    assert.equal(names({ points: 1000 }).length, names({}).length);
  });
});
