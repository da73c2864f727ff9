import assert from "node:assert/strict";
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { renderDiagnosis } from "../../../cli/assume/diagnosis/render";
import { accountNamesIn } from "../../../cli/assume/accountNames";
import { accountsIn } from "../../../cli/shared/accountsFile";
import { rendered } from "../../../cli/shared/lines";
import { UnusableFile } from "../../../settings/yamlForm";

describe("the accounts.yaml of a project", () => {
  let folder: string;
  let told: string[];
  const names = () => accountNamesIn(folder, (line) => told.push(line));
  const write = (text: string | Buffer) => writeFileSync(join(folder, "accounts.yaml"), text);
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "accounts-"));
    told = [];
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("may be left out", () => {
    assert.deepEqual([accountsIn(folder, new Date()), names(), told], [{}, {}, []]);
    assert.deepEqual(
      accountNamesIn(undefined, () => assert.fail()),
      {},
    );
  });

  it("gives names", () => {
    write('"111111111111": { name: shop }\n"222222222222": { name: people }\n');
    assert.deepEqual([names(), told], [{ "111111111111": "shop", "222222222222": "people" }, []]);
  });

  for (const [what, make, said] of [
    ["another form", () => write("shop: 7\n"), /accounts\.yaml:1: shop: /],
    [
      "bytes that are no text",
      () => write(Buffer.from([0xff, 0xfe, 0x00])),
      /accounts\.yaml: found bytes that are not UTF-8/,
    ],
    ["a folder in its place", () => mkdirSync(join(folder, "accounts.yaml")), /accounts\.yaml: found a folder/],
    ["more than a megabyte", () => write("#".repeat(1_000_001)), /accounts\.yaml: found more than 1 MB/],
  ] as const)
    it(`with ${what} is refused by a review; where names are only words, they are left out, and why is told`, () => {
      make();
      assert.throws(
        () => accountsIn(folder, new Date()),
        (error) => error instanceof UnusableFile && said.test(error.message),
      );
      assert.deepEqual(names(), {});
      assert.equal(told.length, 1);
      assert.match(told[0]!, /^The names of accounts are left out: .*accounts\.yaml/);
    });

  it("names the accounts of an explained call", () => {
    const head = (accountNames: Readonly<Record<string, string>>) =>
      rendered(
        renderDiagnosis(
          { outcome: "allowed", findings: [], possible: [], missing: [] },
          {
            accountNames,
            call: {
              roleArn: "arn:aws:iam::111111111111:role/deploy",
              sessionName: "s",
              tags: {},
              duration: 3600,
              mfa: true,
            },
            caller: {
              arn: "arn:aws:iam::222222222222:user/alice",
              kind: "user",
              account: "222222222222",
              principal: "arn:aws:iam::222222222222:user/alice",
            },
          },
        ),
        false,
      ).split("\n")[0];
    assert.equal(
      head({ "111111111111": "shop", "222222222222": "people" }),
      "the user alice of 222222222222 (people) may assume arn:aws:iam::111111111111:role/deploy (shop)",
    );
    assert.equal(head({}), "the user alice of 222222222222 may assume arn:aws:iam::111111111111:role/deploy");
  });
});
