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
  edge(from: string, to: string): { readonly points: readonly Point[] };
}

/** A rectangle, by its centre, in units of the drawing. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A point of the drawing. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/**
 * The way of an arrow: level stretches, each from its start to its end. Between two of them is a curve. Boxes stand in
 * columns. An arrow is level as long as it is in a column, and bends between columns alone, so that it never runs
 * behind a box that it has nothing to do with.
 */
export type Way = readonly (readonly [from: Point, to: Point])[];

/** A placed graph. */
export interface Placed {
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly (MapNode & Box & { readonly lines: readonly string[] })[];
  readonly edges: readonly (MapEdge & { readonly way: Way })[];
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
  const boxes = lined.map(({ id }) => graph.node(id));
  return {
    width: Math.ceil(width),
    height: Math.ceil(height),
    nodes: lined.map((node) => ({ ...node, ...pick(graph.node(node.id)) })),
    edges: edges
      .filter(({ from, to }) => from !== to)
      .map((edge) => ({
        ...edge,
        way: wayOf(graph.node(edge.from), graph.node(edge.to), graph.edge(edge.from, edge.to).points, boxes),
      })),
    frames: accounts.map((account) => {
      const box = pick(graph.node(`frame ${account.id}`));
      return { ...account, ...box, label: short(account.title, Math.floor((box.width - 24) / letter.second)) };
    }),
  };
}

function wayOf(from: Box, to: Box, points: readonly Point[], boxes: readonly Box[]): Way {
  const forward = from.x <= to.x ? 1 : -1;
  /** Half of the width of the column at a place; 0 where there is no box. */
  const half = (x: number) =>
    boxes.reduce((most, box) => (Math.abs(box.x - x) < 1 ? Math.max(most, box.width / 2) : most), 0);
  const level = (x: number, y: number, start: number, end: number) =>
    [
      { x: x + forward * start, y },
      { x: x + forward * end, y },
    ] as const;
  return [
    level(from.x, from.y, from.width / 2, half(from.x)),
    // The first and the last point are at the boxes' borders.
    ...points
      .slice(1, -1)
      .filter(({ x }) => (x - from.x) * forward > 1 && (to.x - x) * forward > 1)
      .map(({ x, y }) => level(x, y, -half(x), half(x))),
    level(to.x, to.y, -half(to.x), -to.width / 2),
  ];
}

function pick({ x, y, width, height }: Box): Box {
  return { x, y, width, height };
}

function short(text: string, most = longestLine): string {
  const shown = visible(cut(text, 200));
  return shown.length > most ? `${shown.slice(0, most - 1).replace(/[\ud800-\udbff]$/, "")}…` : shown;
}
