/** An ESLint rule: what people read is a text of the catalogues, so a literal sentence stands only in a call of gettext, ngettext
 * or pgettext, and such a call has its text as a literal. */

/** @import { Rule } from "eslint" */
/** @typedef {any} Node a node of the syntax tree, with its parent */

/** The functions that translate → how many of their first arguments are extracted for the catalogues. */
const TRANSLATES = new Map([
  ["gettext", 1],
  ["ngettext", 2],
  ["pgettext", 2],
]);
/** Functions whose arguments are names for programs: selectors, classes, media queries, and messages for developers. */
const TECHNICAL = [
  ...["find", "findAll", "closestTo", "closest", "matches", "querySelector", "querySelectorAll", "matchMedia"],
  ...["add", "remove", "toggle", "replace", "contains", "debug", "info", "warn", "error"],
];
/** Properties whose values are names for programs. */
const TECHNICAL_PROPERTIES = ["class", "className", "border", "boxShadow", "fontFamily"];
/** What people read, or a screen reader speaks, once it is set. */
const VISIBLE = [
  ...["textContent", "innerText", "title", "alt", "placeholder", "ariaLabel", "aria-label"],
  // the texts of a View of the waiting room; that of its estimate is called `text`
  ...["eyebrow", "figure", "headline", "text", "caveat", "join", "announcement"],
];
/** Functions that show their arguments to people. */
const SHOWS = [
  ...["announcePolite", "announceNow", "setText"],
  ...["append", "prepend", "before", "after", "replaceChildren", "replaceWith"],
];
/** The name of a field, as in `form.append("seats", 3)`. */
const FIELD = /^[a-z][\w-]*$/;

const EXPRESSION = "\0";
const BEFORE = "(?<![\\p{L}\\d\\0_./#:=&?@-])";
const AFTER = "(?![\\p{L}\\d\\0_/(=@-])";
const WORD = `${BEFORE}\\p{L}[\\p{L}’']*${AFTER}`;
/** Not an abbreviation: those are codes. */
const LONG_WORD = `${BEFORE}(?=\\p{L}*\\p{Ll})\\p{L}[\\p{L}’']+${AFTER}`;
const PROSE = new RegExp(
  `${WORD}[,;:.!?]? ${LONG_WORD}|${LONG_WORD}[,;:.!?]? ${WORD}|${LONG_WORD}[,;:.!?]? ${EXPRESSION}|${EXPRESSION}[,;:.!?]? ${LONG_WORD}`,
  "u",
);
const SELECTOR = /^[.#[:*]/;

/** Return the text of a literal, with a sign in the place of each expression; "" where it is no text. @param {Node} node */
function textOf(node) {
  if (node.type === "Literal") return typeof node.value === "string" ? node.value : "";
  return node.quasis.map((/** @type {Node} */ { value }) => value.cooked).join(EXPRESSION);
}

/** Return the name of a function that is called, or of a property. @param {Node} node */
const nameOf = (node) => node?.name ?? node?.property?.name ?? node?.value ?? "";

/** Return whether a text is written here in one piece, so that it can be extracted. @param {Node} node */
const isWritten = (node) => typeof node.value === "string" || node.quasis?.length === 1;

/** Return whether a call adds a field to a form or a query, and no text to an element. @param {Node} call */
function addsField({ callee, arguments: [name, ...values] }) {
  return nameOf(callee) === "append" && values.length === 1 && name.type === "Literal" && FIELD.test(name.value);
}

/** Return the outermost expression of which this literal is a possible result, or a part. @param {Node} node */
function wholeOf(node) {
  for (let at = node; ; at = at.parent) {
    const { parent } = at;
    const passes =
      parent.type === "TemplateLiteral" ||
      parent.type === "LogicalExpression" ||
      (parent.type === "BinaryExpression" && parent.operator === "+") ||
      (parent.type === "ConditionalExpression" && parent.test !== at);
    if (!passes) return at;
  }
}

/** Return the names of the calls, properties and variables around a literal that decide what it is for. @param {Node} whole */
function sinkOf(whole) {
  const { parent } = whole;
  if (parent.type === "AssignmentExpression" && parent.right === whole) return { property: nameOf(parent.left) };
  if (parent.type === "VariableDeclarator") return { property: nameOf(parent.id) };
  if (parent.type === "Property" && parent.value === whole) return { property: nameOf(parent.key) };
  if (parent.type === "CallExpression" && parent.callee !== whole && !addsField(parent)) {
    const [first] = parent.arguments;
    const call = nameOf(parent.callee);
    return call === "setAttribute" && whole !== first ? { property: nameOf(first) } : { call };
  }
  if (parent.type === "NewExpression") return { error: /Error$/.test(nameOf(parent.callee)) };
  return { isSource: /^(Import|Export)/.test(parent.type) };
}

/** Return whether a literal is a text for people outside the catalogues. @param {Node} node */
function isLiteralSentence(node) {
  const text = textOf(node);
  const { property = "", call = "", error, isSource } = sinkOf(wholeOf(node));
  if (!/\p{L}{2}/u.test(text) || error || isSource || TRANSLATES.has(call)) return false;
  if (VISIBLE.includes(property) || SHOWS.includes(call)) return true;
  if (TECHNICAL.includes(call) || TECHNICAL_PROPERTIES.includes(property) || SELECTOR.test(text)) return false;
  return PROSE.test(text);
}

/** @type {Rule.RuleModule} */
export const literalSentences = {
  meta: {
    type: "problem",
    schema: [],
    messages: {
      literal: "People read this text: it belongs in gettext(…).",
      notLiteral: "{{name}} needs a literal text: the catalogues cannot find any other.",
    },
  },
  create(context) {
    const check = (/** @type {Node} */ node) => {
      if (isLiteralSentence(node)) context.report({ node, messageId: "literal" });
    };
    const checkCall = (/** @type {Node} */ node) => {
      const name = nameOf(node.callee);
      const texts = node.arguments.slice(0, TRANSLATES.get(name) ?? 0);
      if (!texts.every(isWritten)) context.report({ node, messageId: "notLiteral", data: { name } });
    };
    return { Literal: check, TemplateLiteral: check, CallExpression: checkCall };
  },
};
