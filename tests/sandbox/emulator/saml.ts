import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { installEmulator } from "../../../sandbox/emulator/install";

/** Identity providers that sign. */
export interface Signers {
  /** Makes a provider. Gives its certificate, in base64. */
  provide(name: string): Promise<string>;
  /** Signs one element of a response. Gives the response in base64. */
  sign(xml: string, by: string, what?: "Response" | "Assertion"): Promise<string>;
  stop(): void;
}

/** Starts the process that has the providers' keys. */
export async function startSigners(): Promise<Signers> {
  const child = spawn(await installEmulator(), [join(__dirname, "saml.py")], { stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ask = async (question: object): Promise<string> => {
    child.stdin.write(`${JSON.stringify(question)}\n`);
    const answer = await lines.next();
    if (answer.done === true) throw new Error("the signers ended before they answered");
    return JSON.parse(answer.value) as string;
  };
  return {
    provide: (name) => ask({ provider: name }),
    sign: (xml, by, what = "Assertion") => ask({ sign: xml, by, what }),
    stop: () => child.stdin.end(),
  };
}

/** What a response says. */
export interface Said {
  readonly issuer?: string;
  readonly audience?: string;
  readonly recipient?: string;
  readonly subject?: string;
  /** Seconds from now. */
  readonly begins?: number;
  readonly ends?: number;
  readonly confirmedUntil?: number;
  readonly attributes?: Readonly<Record<string, string | readonly string[]>>;
  readonly status?: string;
}

const names = 'xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"';
const at = (seconds: number) => new Date(Date.now() + seconds * 1000).toISOString().replace(/\.\d+Z$/, "Z");

/** A response that is not signed yet. */
export function response(said: Said = {}): string {
  const { issuer = "https://idp.example.com", audience = "https://signin.aws.amazon.com/saml" } = said;
  const { recipient = "https://signin.aws.amazon.com/saml", subject = "alice@example.com" } = said;
  const { begins = -60, ends = 300, confirmedUntil = 300, attributes = {}, status = "Success" } = said;
  const attribute = ([name, values]: [string, string | readonly string[]]) =>
    `<saml:Attribute Name="https://aws.amazon.com/SAML/Attributes/${name}">${[values]
      .flat()
      .map((value) => `<saml:AttributeValue>${value}</saml:AttributeValue>`)
      .join("")}</saml:Attribute>`;
  return (
    `<samlp:Response ${names} ID="_response" Version="2.0" IssueInstant="${at(0)}"><saml:Issuer>${issuer}</saml:Issuer>` +
    `<samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:${status}"/></samlp:Status>` +
    `<saml:Assertion ID="_assertion" Version="2.0" IssueInstant="${at(0)}"><saml:Issuer>${issuer}</saml:Issuer>` +
    `<saml:Subject><saml:NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent">${subject}</saml:NameID>` +
    `<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData ` +
    `NotOnOrAfter="${at(confirmedUntil)}" Recipient="${recipient}"/></saml:SubjectConfirmation></saml:Subject>` +
    `<saml:Conditions NotBefore="${at(begins)}" NotOnOrAfter="${at(ends)}"><saml:AudienceRestriction><saml:Audience>` +
    `${audience}</saml:Audience></saml:AudienceRestriction></saml:Conditions><saml:AttributeStatement>` +
    `${Object.entries(attributes).map(attribute).join("")}</saml:AttributeStatement></saml:Assertion></samlp:Response>`
  );
}

/** The document of a provider. */
export function metadata(certificate: string, entity = "https://idp.example.com"): string {
  return (
    `<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="${entity}"><IDPSSODescriptor ` +
    'protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"><KeyDescriptor use="signing"><KeyInfo ' +
    `xmlns="http://www.w3.org/2000/09/xmldsig#"><X509Data><X509Certificate>${certificate}</X509Certificate></X509Data>` +
    "</KeyInfo></KeyDescriptor></IDPSSODescriptor></EntityDescriptor>"
  );
}
