/** Translates the texts of scripts. The page's language loads its catalogue first; English needs none. */

import { formatNumber } from "./format.js";

/** @typedef {Record<string, string | number>} FactsOfText facts by the name that a text has in braces */

const root = globalThis.document?.documentElement; // tests have none
const CONTEXT_END = "\u0004";
const CATEGORIES = ["zero", "one", "two", "few", "many", "other"];
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;
const plurals = new Intl.PluralRules(root?.dataset.locale ?? "en");
const forms = CATEGORIES.filter((category) =>
  plurals.resolvedOptions().pluralCategories.includes(/** @type {any} */ (category)),
);

/** @type {Record<string, string | string[]>} */
const texts = /** @type {any} */ (globalThis).aisleTexts ?? {};

/** Keep a name of the other direction from moving the words around it. @param {string} name */
function isolate(name) {
  return name && (root?.dir === "rtl" || RIGHT_TO_LEFT.test(name)) ? `\u2068${name}\u2069` : name;
}

/**
 * Put facts in the place of their names; a name without a fact stays.
 * @param {string} text
 * @param {FactsOfText} facts
 */
function fill(text, facts) {
  return text.replace(/\{(\w+)\}/g, (name, key) => {
    const fact = facts[key];
    return fact === undefined ? name : typeof fact === "number" ? formatNumber(fact) : isolate(fact);
  });
}

/**
 * Return the translation of a text with its facts: gettext("Only {section} is left.", { section: "Stalls" }).
 * @param {string} text
 * @param {FactsOfText} [facts]
 */
export function gettext(text, facts = {}) {
  return fill(/** @type {string} */ (texts[text] ?? text), facts);
}

/**
 * Return the translation of a text that means something else in another context.
 * @param {string} context
 * @param {string} text
 * @param {FactsOfText} [facts]
 */
export function pgettext(context, text, facts = {}) {
  return fill(/** @type {string} */ (texts[context + CONTEXT_END + text] ?? text), facts);
}

/**
 * Return the translation in the plural form of a number, which is the fact `count` too.
 * @param {string} one
 * @param {string} many
 * @param {number} count
 * @param {FactsOfText} [facts]
 */
export function ngettext(one, many, count, facts = {}) {
  const translated = texts[one];
  const form = translated
    ? translated[Math.min(forms.indexOf(plurals.select(count)), translated.length - 1)]
    : count === 1
      ? one
      : many;
  return fill(form, { count, ...facts });
}

/**
 * Return a text in parts, with nodes in the place of some names: for sentences with an element inside.
 * @param {string} text translated, with the names of the nodes still in braces
 * @param {Record<string, string | Node>} nodes by name
 * @returns {(string | Node)[]}
 */
export function withNodes(text, nodes) {
  return text.split(/(\{\w+\})/).map((part) => nodes[part.slice(1, -1)] ?? part);
}
