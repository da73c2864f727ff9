/** Arrow keys in a map: Tab stops at one box, and each arrow key moves to the nearest box in its direction. */
import { all } from "./dom";

const directions: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

export function steerMap(within: ParentNode): void {
  // The listener is not on the svg element itself: with it, Chromium would make that element a Tab stop too.
  for (const map of all<HTMLElement>(".drawing", within)) {
    const boxes = all<SVGAElement>("a[data-x]", map);
    const stop = (box: SVGAElement) => boxes.forEach((one) => one.setAttribute("tabindex", one === box ? "0" : "-1"));
    // Begins at a box that needs a decision, if there is one.
    const first = boxes.find((box) => box.matches(".differs")) ?? boxes[0];
    if (first) stop(first);
    map.addEventListener("focusin", ({ target }) => {
      const box = (target as Element).closest<SVGAElement>("a[data-x]");
      if (box) stop(box);
    });
    map.addEventListener("keydown", (event) => {
      const direction = directions[event.key];
      const from = (event.target as Element).closest<SVGAElement>("a[data-x]");
      if (!direction || !from || event.altKey || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      nearest(
        from,
        boxes.filter((box) => !box.classList.contains("dim")),
        direction,
      )?.focus();
    });
  }
}

/** The nearest box in a direction. A box to the side counts as farther away. */
function nearest(
  from: SVGAElement,
  boxes: readonly SVGAElement[],
  [dx, dy]: readonly [number, number],
): SVGAElement | undefined {
  let best: { box: SVGAElement; distance: number } | undefined;
  for (const box of boxes) {
    const x = Number(box.dataset["x"]) - Number(from.dataset["x"]);
    const y = Number(box.dataset["y"]) - Number(from.dataset["y"]);
    const ahead = x * dx + y * dy;
    const distance = ahead + 3 * Math.abs(x * dy + y * dx);
    if (ahead > 0 && (!best || distance < best.distance)) best = { box, distance };
  }
  return best?.box;
}
