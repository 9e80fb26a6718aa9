/** The sentence on how long it takes: all of it or parts of it matter most and are bold. */

/** @import { Estimate } from "../types.js" */

import { withNodes } from "../../language/translate.js";

/** Return an estimate as text. @param {Estimate} [estimate] */
export const estimateText = (estimate) => parts(estimate, (text) => text).join("");

/** Return an estimate as nodes. @param {Estimate} [estimate] */
export const estimateNodes = (estimate) =>
  parts(estimate, (text) => Object.assign(document.createElement("b"), { textContent: text, dir: "auto" }));

/**
 * Return the parts of an estimate in their order.
 * @param {Estimate | undefined} estimate
 * @param {(text: string) => string | Node} emphasize makes a bold part
 */
function parts(estimate, emphasize) {
  if (!estimate?.text) return [];
  const { text, bold = {} } = estimate;
  if (bold === true) return [emphasize(text)];
  return withNodes(text, Object.fromEntries(Object.entries(bold).map(([name, fact]) => [name, emphasize(fact)])));
}
