/** The layout of what floats over the map: the cards beside seats, and the margins around the plan. In CSS pixels. */

/** @import { Margins, Point } from "../types.js" */
/** @import { Camera } from "./camera.js" */

const GAP = 22;
const EDGE = 8;
const wideScreen = matchMedia("(min-width: 56rem)");
const widerScreen = matchMedia("(min-width: 84rem)");
const lowScreen = matchMedia("(max-height: 30rem)");

/**
 * Place a card to the right of the points, to the left where there is no space, never over the map's edge. On a phone the
 * style sheet places it instead.
 * @param {HTMLElement} node
 * @param {Camera} camera
 * @param {Point[]} points of the drawing
 */
export function placeBeside(node, camera, points) {
  if (node.hidden || !points.length) return;
  const pixels = points.map(({ x, y }) => camera.toPixels(x, y));
  const xs = pixels.map(([x]) => x);
  const y = pixels.reduce((sum, [, each]) => sum + each, 0) / pixels.length;
  const { offsetWidth: width, offsetHeight: height } = node;
  const flip = Math.max(...xs) + GAP + width + EDGE > camera.width;
  const left = flip ? Math.max(EDGE, Math.min(...xs) - 2 * GAP - width) : Math.max(...xs);
  const top = Math.min(Math.max(y, height / 2 + EDGE), camera.height - height / 2 - EDGE);
  node.classList.toggle("flip", flip);
  Object.assign(node.style, { left: `${Math.round(left)}px`, top: `${Math.round(top)}px` });
  node.style.setProperty("--off", `${Math.round(Math.min(height / 2 - 14, Math.max(14 - height / 2, y - top)))}px`);
}

/**
 * Return the margins that floating elements need, which are mirrored on a page that is written from right to left. They
 * are fixed by the screen's size, so that the plan does not move when elements appear or disappear.
 * @param {{large: boolean, floors: string[]}} plan
 * @returns {Margins}
 */
export function mapMargins(plan) {
  const margins = unmirroredMargins(plan);
  const isMirrored = document.documentElement.dir === "rtl";
  return isMirrored ? { ...margins, left: margins.right, right: margins.left } : margins;
}

/**
 * Return the margins on a page that is written from left to right. A large plan has narrower ones.
 * @param {{large: boolean, floors: string[]}} plan
 * @returns {Margins}
 */
function unmirroredMargins({ large, floors }) {
  const several = large && floors.length > 1;
  const bar = several && wideScreen.matches && !widerScreen.matches;
  if (lowScreen.matches) {
    return {
      top: bar ? 136 : 8,
      right: 76,
      bottom: 8,
      left: several && !wideScreen.matches ? 328 : large ? 172 : 76,
      verticalShare: 0.5,
    };
  }
  if (wideScreen.matches) {
    return large
      ? { top: bar ? 136 : 76, right: 20, bottom: 78, left: 156, verticalShare: 0.5 }
      : { top: 14, right: 20, bottom: 78, left: 60, verticalShare: 0.5 };
  }
  return { top: large ? 120 : 165, right: 2, bottom: floors.length > 1 ? 124 : 72, left: 2, verticalShare: 0.3 };
}
