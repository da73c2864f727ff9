import assert from "node:assert/strict";
import { consoleUrl } from "../../documents/consoleUrl";
import { deployable } from "../../settings/partitions";

const role = { path: "/", name: "deploy", account: "111111111111", partition: "aws" } as const;

describe("the console's link", () => {
  it("goes to the sign-in page of the partition", () => {
    const hosts = deployable.map((partition) => new URL(consoleUrl({ ...role, partition })!).host);
    assert.deepEqual(hosts, [
      "signin.aws.amazon.com",
      "signin.amazonaws.cn",
      "signin.amazonaws-us-gov.com",
      "eusc-de-east-1.signin.amazonaws-eusc.eu",
    ]);
  });

  it("names the role with its path, and shows its name", () => {
    const query = new URL(consoleUrl({ ...role, path: "/teams/web/" })!).searchParams;
    assert.deepEqual(Object.fromEntries(query), {
      account: "111111111111",
      roleName: "teams/web/deploy",
      displayName: "deploy",
    });
  });

  it("is there up to 64 characters of path and name, and not beyond", () => {
    assert.ok(consoleUrl({ ...role, name: "x".repeat(64) }));
    assert.ok(consoleUrl({ ...role, path: "/teams/", name: "x".repeat(57) }));
    assert.equal(consoleUrl({ ...role, path: "/teams/", name: "x".repeat(58) }), undefined);
  });
});
