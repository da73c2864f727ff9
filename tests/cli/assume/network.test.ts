import assert from "node:assert/strict";
import { joinFiles } from "../../../cli/assume/credentials/awsFiles";
import { query } from "../../../cli/assume/network/query";
import { proxyFor } from "../../../cli/assume/network/post";
import { endpointOf, type EndpointQuestion } from "../../../cli/assume/network/region";
import { child, members, parseXml, textOf } from "../../../cli/assume/network/xml";

const files = joinFiles(
  "[profile local]\nservices = here\nendpoint_url = http://127.0.0.1:1\n[services here]\nsts =\n  endpoint_url = http://127.0.0.1:2\n",
  "",
);
const at = (question: Partial<EndpointQuestion>) => {
  const { url, region } = endpointOf({ service: "sts", partition: "aws", env: {}, files, ...question });
  return `${url.origin} ${region}`;
};

describe("the address of a service", () => {
  for (const [question, expected] of [
    [{ region: "eu-west-1" }, "https://sts.eu-west-1.amazonaws.com eu-west-1"],
    [{}, "https://sts.us-east-1.amazonaws.com us-east-1"],
    [{ partition: "aws-cn" }, "https://sts.cn-north-1.amazonaws.com.cn cn-north-1"],
    [{ partition: "aws-us-gov", service: "iam" }, "https://iam.us-gov.amazonaws.com us-gov-west-1"],
    [{ service: "iam", region: "eu-west-1" }, "https://iam.amazonaws.com us-east-1"],
    [
      { env: { AWS_ENDPOINT_URL: "http://localhost:1", AWS_ENDPOINT_URL_STS: "http://localhost:2" } },
      "http://localhost:2 us-east-1",
    ],
    [
      { env: { AWS_ENDPOINT_URL: "http://localhost:1", AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: "true" } },
      "https://sts.us-east-1.amazonaws.com us-east-1",
    ],
    [{ profile: "local" }, "http://127.0.0.1:2 us-east-1"],
    [{ profile: "local", service: "iam" }, "http://127.0.0.1:1 us-east-1"],
    [
      { region: "eu-west-1", env: { AWS_USE_FIPS_ENDPOINT: "true" } },
      "https://sts-fips.eu-west-1.amazonaws.com eu-west-1",
    ],
  ] as [Partial<EndpointQuestion>, string][]) {
    it(`${JSON.stringify(question)}: ${expected}`, () => assert.equal(at(question), expected));
  }
  it("a region of another partition", () =>
    assert.throws(
      () => at({ partition: "aws-cn", region: "eu-west-1" }),
      /role is in the partition aws-cn, the region eu-west-1 in aws/,
    ));
  it("a region that is none", () =>
    assert.throws(
      () => at({ region: "evil.example.com/" }),
      /Found the region "evil\.example\.com\/", expected one such as eu-west-1/,
    ));
  it("an address that is none", () =>
    assert.throws(
      () => at({ env: { AWS_ENDPOINT_URL: "file:///etc" } }),
      /AWS_ENDPOINT_URL: found "file:\/\/\/etc", expected an address/,
    ));
});

describe("the proxy", () => {
  const url = new URL("https://sts.eu-west-1.amazonaws.com");
  it("HTTPS_PROXY, for https alone", () => {
    assert.equal(proxyFor(url, { HTTPS_PROXY: "proxy:3128" })?.host, "proxy:3128");
    assert.equal(proxyFor(new URL("http://127.0.0.1:1"), { HTTPS_PROXY: "proxy:3128" }), undefined);
  });
  it("NO_PROXY", () => {
    for (const exempt of ["*", ".amazonaws.com", "x, sts.eu-west-1.amazonaws.com"])
      assert.equal(proxyFor(url, { https_proxy: "http://proxy:1", NO_PROXY: exempt }), undefined, exempt);
    assert.ok(proxyFor(url, { https_proxy: "http://proxy:1", NO_PROXY: "amazonaws.co" }));
  });
});

describe("credentials that no request can carry", () => {
  const asked = (keys: object) =>
    query(
      { service: "sts", action: "GetCallerIdentity" },
      { accessKeyId: "AKIA", secretAccessKey: "s", ...keys },
      { url: new URL("http://127.0.0.1:1"), region: "eu-west-1" },
    );
  for (const strange of ["a\nb", "a\u0000", "é", "a b", "\u202e", "\ud800"]) {
    it(JSON.stringify(strange), async () => {
      for (const keys of [{ accessKeyId: strange }, { sessionToken: strange }]) {
        await assert.rejects(
          asked(keys),
          (error: Error) =>
            !error.message.includes(strange) &&
            /^The credentials have a character in their access key id or session token/.test(error.message),
        );
      }
    });
  }
  it("others are sent", () => assert.rejects(asked({ sessionToken: "Fwo/+=" }), /ECONNREFUSED/));
});

describe("answers in XML", () => {
  it("elements, lists, entities and comments", () => {
    const xml = parseXml(
      '<?xml version="1.0"?>\n<!-- c --><A xmlns="u:x"><B>1 &lt; 2 &amp;amp; ' +
        "&#65;&#x42;</B><L><member><K>a</K></member><member><K>b</K></member></L><E/></A>",
    );
    assert.equal(textOf(xml, "A", "B"), "1 < 2 &amp; AB");
    assert.deepEqual(
      members(xml, "A", "L").map((one) => textOf(one, "K")),
      ["a", "b"],
    );
    assert.equal(textOf(xml, "A", "E"), "");
    assert.equal(child(xml, "A", "None", "Deeper"), undefined);
  });
  for (const text of [
    "",
    "plain",
    "<A>",
    "<A></B>",
    "</A>",
    "<A/><B/>",
    "<p>a<br>b</p>",
    "<A>".repeat(60) + "</A>".repeat(60),
    "<A>".repeat(500_000) + "</A>".repeat(500_000),
    "<A>".repeat(500_000),
    "<!DOCTYPE html><html><p>a<br></html>",
    "<A>a & b</A>",
    "<A><![CDATA[a</A>",
    "<A><!-- a</A>",
    '{"a":1}',
  ]) {
    it(`${JSON.stringify(text.slice(0, 20))} is none`, () => assert.equal(parseXml(text), undefined));
  }
  it("entities that a document declares are not read, however often they name each other", () => {
    const declared = ["a", "b", "c"].map((name, at) => `<!ENTITY ${name} "${`&${"xab"[at]};`.repeat(1000)}">`).join("");
    const outside = '<!ENTITY d SYSTEM "file:///etc/passwd">';
    const xml = parseXml(`<?xml version="1.0"?><!DOCTYPE A [${declared}${outside}]><A>&c;&d;&lt;</A>`);
    assert.equal(textOf(xml, "A"), "&c;&d;<");
  });
  it("text that is marked as such, and characters that XML does not have", () => {
    assert.equal(textOf(parseXml("<A><![CDATA[<b> &amp;]]></A>"), "A"), "<b> &amp;");
    assert.equal(textOf(parseXml("<A>a\u001b[2J\u0000b\uffff</A>"), "A"), "a\ufffd[2J\ufffdb\ufffd");
    assert.equal(textOf(parseXml(`<A>${"\r".repeat(2_000_000)}</A>`), "A")?.length, 2_000_000);
  });
  it("a name that objects have is a name", () =>
    assert.equal(
      textOf(parseXml("<constructor><__proto__>x</__proto__></constructor>"), "constructor", "__proto__"),
      "x",
    ));
});
