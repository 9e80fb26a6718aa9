/** Where a card stands: to the right of what it is about, to the left where there is no room, never over the map's edge.
 * On a phone the style sheet puts it under the thumb instead. */

const GAP = 22, EDGE = 8;

/** @param {HTMLElement} node @param {import("./camera.js").Camera} camera @param {{x: number, y: number}[]} points of the drawing */
export function beside(node, camera, points) {
  if (node.hidden || !points.length) return;
  const pixels = points.map(({ x, y }) => camera.pixel(x, y)), xs = pixels.map(([x]) => x);
  const y = pixels.reduce((sum, [, each]) => sum + each, 0) / pixels.length, { offsetWidth: wide, offsetHeight: high } = node;
  const flip = Math.max(...xs) + GAP + wide + EDGE > camera.width;
  const left = flip ? Math.max(EDGE, Math.min(...xs) - 2 * GAP - wide) : Math.max(...xs);
  const top = Math.min(Math.max(y, high / 2 + EDGE), camera.height - high / 2 - EDGE);
  node.classList.toggle("flip", flip);
  Object.assign(node.style, { left: `${Math.round(left)}px`, top: `${Math.round(top)}px` });
  node.style.setProperty("--off", `${Math.round(Math.min(high / 2 - 14, Math.max(14 - high / 2, y - top)))}px`);
}
