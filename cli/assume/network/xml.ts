/** Reads the XML of AWS's query services: elements and text, without attributes and mixed content. */

/** The content of an element: its text, or its children by name. Each name has a list, since it may repeat. */
export type Xml = string | { readonly [name: string]: readonly Xml[] };

/** The deepest nesting of an answer of AWS. */
const deepest = 50;

/** Parses a document. Gives undefined for another form, such as an HTML page. */
export function parseXml(text: string): Xml | undefined {
  const tag = /<(\/?)([A-Za-z_][\w.:-]*)(?:\s[^<>]*?)?(\/?)>|<\?[^]*?\?>|<!--[^]*?-->/g;
  const root: Open = { name: "", children: {}, text: "" };
  const path: Open[] = [root];
  let last = 0;
  for (let found = tag.exec(text); found !== null; found = tag.exec(text)) {
    const [whole, closing, name, empty] = found;
    const open = path.at(-1)!;
    open.text += text.slice(last, found.index);
    last = found.index + whole.length;
    if (name === undefined) continue;
    if (closing) {
      if (path.length < 2 || open.name !== name) return undefined;
      path.pop();
      add(path.at(-1)!, name, valueOf(open));
    } else if (empty) add(open, name, "");
    else if (path.push({ name, children: {}, text: "" }) > deepest) return undefined;
  }
  return path.length === 1 && Object.keys(root.children).length === 1 && text.slice(last).trim() === ""
    ? root.children
    : undefined;
}

interface Open {
  readonly name: string;
  readonly children: Record<string, Xml[]>;
  text: string;
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

function add(parent: Open, name: string, value: Xml): void {
  if (Object.hasOwn(parent.children, name)) parent.children[name]!.push(value);
  else Object.defineProperty(parent.children, name, { value: [value], enumerable: true });
}

function valueOf({ children, text }: Open): Xml {
  return Object.keys(children).length > 0 ? children : decode(text);
}

const entities: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };

function decode(text: string): string {
  return text.replace(
    /&(?:#x([0-9a-fA-F]{1,6})|#(\d{1,7})|(lt|gt|amp|quot|apos));/g,
    (_, hex?: string, decimal?: string, name?: string) => {
      if (name !== undefined) return entities[name]!;
      const code = hex === undefined ? Number(decimal) : parseInt(hex, 16);
      return code <= 0x10ffff ? String.fromCodePoint(code) : "\ufffd";
    },
  );
}
