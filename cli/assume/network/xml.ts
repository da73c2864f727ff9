/** Reads the XML of AWS's query services: elements and text, without attributes and mixed content. */
import { parseXml as parse, XmlElement } from "@rgrove/parse-xml";

/** The content of an element: its text, or its children by name. Each name has a list, since it may repeat. */
export type Xml = string | { readonly [name: string]: readonly Xml[] };

/** The deepest nesting of an answer of AWS. */
const deepest = 50;
/** XML allows none of these. A message with one is still shown. */
// eslint-disable-next-line no-control-regex -- they are what is looked for
const forbidden = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

/** Parses a document. Gives undefined for another form, such as an HTML page. Entities of its own are not read. */
export function parseXml(text: string): Xml | undefined {
  try {
    // The parser copies the whole text for each carriage return.
    const whole = text.replace(forbidden, "\ufffd").replace(/\r\n?/g, "\n");
    const { root } = parse(whole, { ignoreUndefinedEntities: true });
    return root ? { [root.name]: [contentOf(root, 1)] } : undefined;
  } catch {
    // It is not well-formed, or too deep for the parser or for us.
    return undefined;
  }
}

/** @throws RangeError when it is nested too deeply */
function contentOf(element: XmlElement, depth: number): Xml {
  if (depth >= deepest) throw new RangeError("the answer is nested too deeply");
  // Without a prototype, since `__proto__` is a name like any other.
  const children = Object.create(null) as Record<string, Xml[]>;
  for (const one of element.children)
    if (one instanceof XmlElement) (children[one.name] ??= []).push(contentOf(one, depth + 1));
  return Object.keys(children).length > 0 ? children : element.text;
}

/** The first child under a path of names; undefined when there is none. */
export function child(xml: Xml | undefined, ...names: readonly string[]): Xml | undefined {
  return names.reduce<Xml | undefined>((at, name) => (typeof at === "object" ? at[name]?.[0] : undefined), xml);
}

/** The text under a path of names; undefined when there is none. */
export function textOf(xml: Xml | undefined, ...names: readonly string[]): string | undefined {
  const found = child(xml, ...names);
  return typeof found === "string" ? found : undefined;
}

/** The `member` elements under a path of names. */
export function members(xml: Xml | undefined, ...names: readonly string[]): readonly Xml[] {
  const list = child(xml, ...names);
  return typeof list === "object" ? (list["member"] ?? []) : [];
}
