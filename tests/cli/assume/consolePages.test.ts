import assert from "node:assert/strict";
import { destinationPage } from "../../../cli/assume/consoleLink";

const role = (partition = "aws") => `arn:${partition}:iam::111111111111:role/deploy`;

describe("the page of the console", () => {
  for (const [destination, partition, region, page] of [
    [undefined, "aws", undefined, "https://console.aws.amazon.com/"],
    [undefined, "aws", "eu-west-1", "https://console.aws.amazon.com/console/home?region=eu-west-1"],
    ["s3", "aws", undefined, "https://console.aws.amazon.com/s3/home"],
    ["s3", "aws", "eu-west-1", "https://console.aws.amazon.com/s3/home?region=eu-west-1"],
    ["s3", "aws-cn", "cn-north-1", "https://console.amazonaws.cn/s3/home?region=cn-north-1"],
    ["s3", "aws-us-gov", "us-gov-west-1", "https://console.amazonaws-us-gov.com/s3/home?region=us-gov-west-1"],
    ["/ec2/home#Instances:", "aws", undefined, "https://console.aws.amazon.com/ec2/home#Instances:"],
    [
      "https://eu-west-1.console.aws.amazon.com/ec2/home?region=eu-west-1",
      "aws",
      undefined,
      "https://eu-west-1.console.aws.amazon.com/ec2/home?region=eu-west-1",
    ],
  ] as const)
    it(`${destination} in ${partition}, ${region}`, () =>
      assert.equal(destinationPage(destination, role(partition), region), page));
  for (const destination of [
    "https://example.com/",
    "https://console.aws.amazon.com.example.com/",
    "https://example.com/console.aws.amazon.com",
    "https://console.aws.amazon.com@example.com/",
    "https://a@console.aws.amazon.com/",
    "https://fakeconsole.aws.amazon.com/",
    "http://console.aws.amazon.com/",
    "//example.com/",
    "/\\example.com",
    "\\\\example.com",
    "javascript:alert(1)",
    "https://console.amazonaws.cn/",
    "",
    " s3",
  ])
    it(`never ${JSON.stringify(destination)}`, () => {
      let page: string | undefined;
      try {
        page = destinationPage(destination, role(), undefined);
      } catch (error) {
        assert.match(String(error), /--destination: found .*, expected a service such as s3, or a page of https:/);
      }
      if (page !== undefined) assert.equal(new URL(page).host, "console.aws.amazon.com");
    });
});
