/** Draws a placed graph as SVG. Boxes that open something are links, so the map works without the script too. */
import { roleVerdicts } from "../../formats/words";
import { accountId } from "../ids";
import { html, type Markup } from "../markup";
import { verdictMarks } from "../parts";
import type { Placed, Point, Way } from "./layout";

/** The heads of the arrows; once per page. */
export const arrowHeads = html`<svg class="heads" aria-hidden="true" focusable="false" width="0" height="0">
  <defs>${["as-approved", "differs", "unknown", "added", "forbidden"].map(arrowHead)}</defs>
</svg>`;

/** A wider drawing is not scaled down to the page, since nobody could read it. It scrolls. */
const widest = 1500;

/** @param title what the drawing shows, for screen readers */
export function draw({ width, height, frames, edges, nodes }: Placed, title: string): Markup {
  return html`<svg
    class="map${width > widest ? " wide" : ""}"
    role="group"
    aria-label="${title}"
    viewBox="0 0 ${width} ${height}"
    width="${width}"
    height="${height}"
  >
    ${frames.map(
      ({ id, title: whole, label, x, y, width: w, height: h }) =>
        html`<g class="frame" data-of="${accountId(id)}"
          ><rect x="${round(x - w / 2)}" y="${round(y - h / 2)}" width="${round(w)}" height="${round(h)}" rx="10" /><a
            href="#${accountId(id)}"
            data-x="${round(x)}"
            data-y="${round(y - h / 2)}"
            ><title>${whole}</title><text x="${round(x - w / 2 + 12)}" y="${round(y - h / 2 + 16)}">${label}</text></a
          ></g
        >`,
    )}
    ${edges.map(arrow)} ${nodes.map(drawNode)}
  </svg>`;
}

function arrowHead(kind: string): Markup {
  return html`<marker
    id="head-${kind}"
    class="head ${kind}"
    viewBox="0 0 8 8"
    refX="7"
    refY="4"
    markerWidth="8"
    markerHeight="8"
    markerUnits="userSpaceOnUse"
    orient="auto"
    ><path d="${kind === "forbidden" ? "M1 1 7 7M7 1 1 7" : "M0 0 8 4 0 8z"}"
  /></marker>`;
}

function arrow({ way, verdict, added, forbidden, of }: Placed["edges"][number]): Markup {
  const sign = forbidden ? "forbidden" : added ? "added" : undefined;
  const [kind, head] = sign === undefined ? [verdict, verdict] : [`${verdict} ${sign}`, sign];
  return html`<path
    class="arrow ${kind}"
    data-of="${of.join(" ")}"
    d="${pathAlong(way)}"
    marker-end="url(#head-${head})"
  />`;
}

function drawNode({
  kind,
  verdict,
  opens,
  filter,
  of,
  label,
  title,
  lines,
  x,
  y,
  width,
  height,
}: Placed["nodes"][number]): Markup {
  const left = round(x - width / 2);
  // The accessible name repeats the visible text. The tooltip has the whole label, even if the visible one is cut.
  const rest = `${title}${verdict === undefined ? "" : `, ${roleVerdicts[verdict]}`}`;
  const said = `${lines.join(" ")}, ${rest}`;
  const text = left + (verdict === undefined ? 14 : 28);
  const mark =
    verdict !== undefined &&
    html`<text class="mark" x="${left + 10}" y="${round(y + 5)}">${verdictMarks[verdict]}</text> `;
  const inner = html`<title>${label}, ${rest}</title
    ><rect
      x="${left}"
      y="${round(y - height / 2)}"
      width="${width}"
      height="${height}"
      rx="${kind === "principal" ? height / 2 : 7}"
    />${mark}<text x="${text}" y="${round(lines.length > 1 ? y - 2 : y + 5)}">${lines[0]}</text
    >${lines.length > 1 && html` <text class="detail" x="${text}" y="${round(y + 13)}">${lines[1]}</text>`}`;
  const shared = html`class="node ${kind} ${verdict ?? "neutral"}" data-of="${of.join(" ")}" data-x="${round(x)}"
  data-y="${round(y)}" aria-label="${said}"`;
  if (opens !== undefined) return html`<a ${shared} href="#${opens}">${inner}</a> `;
  return filter === undefined
    ? html`<g ${shared} role="img">${inner}</g> `
    : html`<a ${shared} href="#roles" data-filter="${filter}">${inner}</a> `;
}

/** Level stretches, with curves between them. */
function pathAlong(way: Way): string {
  const at = ({ x, y }: Point) => `${round(x)} ${round(y)}`;
  return way
    .map(([from, to], i) => {
      const before = way[i - 1]?.[1];
      const middle = before && (before.x + from.x) / 2;
      const start = before
        ? `C${at({ x: middle!, y: before.y })} ${at({ x: middle!, y: from.y })} ${at(from)}`
        : `M${at(from)}`;
      return `${start}H${round(to.x)}`;
    })
    .join("");
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
