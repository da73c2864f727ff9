/** Places a graph: the library dagre decides the positions of boxes, frames and arrows. */
import stringWidth from "string-width";
import { cut, visible } from "../../../../settings/visible";
import type { AccessGraph, FramedAccount, MapEdge, MapNode } from "./graph";

/** The part of dagre that is used. Its own types are for the ES module, but Node.js loads the CommonJS one. */
interface Dagre {
  readonly graphlib: { readonly Graph: new (options: { compound: boolean }) => DagreGraph };
  readonly layout: (graph: DagreGraph) => void;
}
interface DagreGraph {
  setGraph(options: Readonly<Record<string, string | number>>): void;
  setDefaultEdgeLabel(label: () => object): void;
  setNode(id: string, size: { width?: number; height?: number }): void;
  setParent(id: string, frame: string): void;
  setEdge(from: string, to: string): void;
  graph(): { readonly width?: number; readonly height?: number };
  node(id: string): Box;
  edge(from: string, to: string): { readonly points: Placed["edges"][number]["points"] };
}

/** A rectangle, by its centre, in units of the drawing. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A placed graph. */
export interface Placed {
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly (MapNode & Box & { readonly lines: readonly string[] })[];
  readonly edges: readonly (MapEdge & { readonly points: readonly { readonly x: number; readonly y: number }[] })[];
  /** `label` is as much of the title as fits. */
  readonly frames: readonly (Box & FramedAccount & { readonly label: string })[];
}

/** The most letters of a line in a box. The box's title has the whole text. */
const longestLine = 26;
const letter = { first: 8.4, second: 6.4 };
/** The width that a box needs besides its text, for its mark and for space. */
const padding = 40;

// eslint-disable-next-line @typescript-eslint/no-require-imports -- see above
const { graphlib, layout } = require("@dagrejs/dagre") as Dagre;

/** Places boxes, frames and arrows. */
export function place({ nodes, edges, accounts }: AccessGraph): Placed {
  const graph = new graphlib.Graph({ compound: true });
  graph.setGraph({ rankdir: "LR", nodesep: 36, edgesep: 10, ranksep: 96, marginx: 12, marginy: 12 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const { id } of accounts) graph.setNode(`frame ${id}`, {});
  const lined = nodes.map((node) => ({
    ...node,
    lines: [node.label, ...(node.detail === undefined ? [] : [node.detail])].map((line) => short(line)),
  }));
  for (const { id, lines, account } of lined) {
    const width =
      Math.max(stringWidth(lines[0]!) * letter.first, stringWidth(lines[1] ?? "") * letter.second) + padding;
    graph.setNode(id, { width: Math.max(96, Math.ceil(width)), height: lines.length > 1 ? 44 : 34 });
    if (account !== undefined && accounts.some(({ id: framed }) => framed === account))
      graph.setParent(id, `frame ${account}`);
  }
  for (const { from, to } of edges) if (from !== to) graph.setEdge(from, to);
  layout(graph);
  const { width = 0, height = 0 } = graph.graph();
  return {
    width: Math.ceil(width),
    height: Math.ceil(height),
    nodes: lined.map((node) => ({ ...node, ...pick(graph.node(node.id)) })),
    edges: edges
      .filter(({ from, to }) => from !== to)
      .map((edge) => ({ ...edge, points: graph.edge(edge.from, edge.to).points })),
    frames: accounts.map((account) => {
      const box = pick(graph.node(`frame ${account.id}`));
      return { ...account, ...box, label: short(account.title, Math.floor((box.width - 24) / letter.second)) };
    }),
  };
}

function pick({ x, y, width, height }: Box): Box {
  return { x, y, width, height };
}

function short(text: string, most = longestLine): string {
  const shown = visible(cut(text, 200));
  return shown.length > most ? `${shown.slice(0, most - 1).replace(/[\ud800-\udbff]$/, "")}…` : shown;
}
