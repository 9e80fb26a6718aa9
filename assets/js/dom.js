/** Finds and creates elements. */

const SVG = "http://www.w3.org/2000/svg";

/**
 * Return the first element that matches.
 * @template {Element} [E=HTMLElement]
 * @param {ParentNode} root
 * @param {string} selector
 * @returns {E}
 * @throws {Error} there is none
 */
export function find(root, selector) {
  /** @type {E | null} */
  const found = root.querySelector(selector);
  if (!found) throw new Error(`the page has no ${selector}`);
  return found;
}

/**
 * Return all elements that match, in the order of the document.
 * @template {Element} [E=HTMLElement]
 * @param {ParentNode} root
 * @param {string} selector
 * @returns {E[]}
 */
export function findAll(root, selector) {
  /** @type {NodeListOf<E>} */
  const found = root.querySelectorAll(selector);
  return [...found];
}

/**
 * Return the element with this id.
 * @template {Element} [E=HTMLElement]
 * @param {string} id
 * @returns {E}
 * @throws {Error} there is none
 */
export function findById(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no #${id}`);
  return /** @type {E} */ (/** @type {Element} */ (found));
}

/**
 * Return the target of an event or the nearest element around it that matches, or null.
 * @template {Element} [E=HTMLElement]
 * @param {Event} event
 * @param {string} selector
 * @returns {E | null}
 */
export function closestTo(event, selector) {
  const target = /** @type {Element | null} */ (event.target);
  return target?.closest?.(selector) ?? null;
}

/**
 * Set a text only if it differs, so that screen readers do not repeat it.
 * @param {Element | null | undefined} node
 * @param {string | undefined} text
 */
export function setText(node, text) {
  if (node && node.textContent !== text) node.textContent = text ?? "";
}

/**
 * Create an SVG element with these attributes.
 * @template {keyof SVGElementTagNameMap} Name
 * @param {Name} name
 * @param {Record<string, string | number>} [attributes]
 * @returns {SVGElementTagNameMap[Name]}
 */
export function createSvg(name, attributes = {}) {
  const node = document.createElementNS(SVG, name);
  setAttributes(node, attributes);
  return node;
}

/**
 * Set several attributes.
 * @param {Element} node
 * @param {Record<string, string | number>} attributes
 */
export function setAttributes(node, attributes) {
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, String(value));
}
