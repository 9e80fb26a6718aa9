/** The rules of a row, the same as the server's (app/seating/rules/row_rules.py), so that the map can say before a click what the house
 * would say after it. Pure; the server decides.
 *
 * A picture is a string, one letter a place, in the order in which people sit side by side: `o` open to everybody, `w` an open
 * wheelchair space, `c` an open seat of a companion, `t` an open place at a table that is sold only whole. Any other letter is a
 * place nobody can take, or a gap: it ends a run. What the asking fan holds is open to them. */

export const COMPANIONS = 3;

const range = (start, size) => Array.from({ length: size }, (_, n) => start + n);
const count = (row, places, letter) => places.filter((place) => row[place] === letter).length;

/** The places that would be left without an open neighbour, and had one before. @param {string} row @param {number[]} taken */
export function leftAlone(row, taken) {
  const own = new Set(taken), beside = new Set(taken.filter((place) => row[place] === "o").flatMap((place) => [place - 1, place + 1]));
  const company = (place) => [place - 1, place + 1].some((other) => row[other] === "o" && !own.has(other));
  return [...beside].filter((place) => row[place] === "o" && !own.has(place) && !company(place)).sort((a, b) => a - b);
}

/** How many places `taken` would newly leave on their own. */
export const alone = (row, taken) => leftAlone(row, taken).length;

/** Every way to seat so many side by side, from left to right. @returns {number[][]} */
export function blocks(row, size) {
  const wanted = "o".repeat(Math.max(size, 1)), found = [];
  for (let at = row.indexOf(wanted); at >= 0; at = row.indexOf(wanted, at + 1)) found.push(range(at, wanted.length));
  return found;
}

/** The least number of places that seating so many side by side here must leave on their own; as many as the row has places
 * when they cannot sit side by side. */
export function fewest(row, size) {
  return blocks(row, size).reduce((least, block) => Math.min(least, alone(row, block)), row.length);
}

/** Blocks of as many places that leave fewer on their own, as few as possible, the nearest first; else nothing. @returns {number[][]} */
export function better(row, taken) {
  const least = fewest(row, taken.length), start = taken.length ? Math.min(...taken) : 0;
  if (alone(row, taken) <= least) return [];
  const away = ([first]) => Math.abs(first - start);
  return blocks(row, taken.length).filter((block) => alone(row, block) === least).sort((a, b) => away(a) - away(b));
}

/** What speaks against taking these places, or "". @param {number} wheelchairs how many such spaces the whole party asked for
 * @returns {"" | "wheelchair" | "companion" | "table" | "single"} */
export function judge(row, taken, wheelchairs = 0) {
  const [w, c, t] = ["w", "c", "t"].map((letter) => count(row, taken, letter));
  if (w > wheelchairs) return "wheelchair";
  if (c > wheelchairs * COMPANIONS) return "companion";
  if (t && t < [...row].filter((letter) => letter === "t").length) return "table";
  if (w || c) return "";
  return alone(row, taken) > fewest(row, taken.length) ? "single" : "";
}

/** The best places side by side for a party that wants the place `at`: as many as `size` if they fit, else fewer. The fewest left
 * on their own, then rather to its right. A table that is sold whole is taken whole; a wheelchair space with seats of companions
 * before others, never with a second space. Empty when `at` cannot be asked for. @returns {number[]} */
export function block(row, at, size) {
  if (!row[at] || !"owt".includes(row[at])) return [];
  if (row[at] === "t") return range(0, row.length).filter((place) => row[place] === "t");
  const others = row[at] === "w" ? "co" : "o";
  for (let many = size; many > 0; many--) {
    let best = null, cost = null;
    for (const places of around(row, at, many, others)) {
      const own = [-count(row, places, "c"), alone(row, places), at - places[0]];
      if (!cost || before(own, cost)) [best, cost] = [places, own];
    }
    if (best) return best;
  }
  return [];
}

function around(row, at, size, others) {
  const first = Math.max(0, at - size + 1), last = Math.min(at, row.length - size);
  const every = range(first, Math.max(0, last - first + 1)).map((start) => range(start, size));
  return every.filter((places) => places.every((place) => place === at || others.includes(row[place])));
}

/** Whether one list of numbers comes before another, the first difference deciding. */
function before(one, other) {
  const at = one.findIndex((number, n) => number !== other[n]);
  return at >= 0 && one[at] < other[at];
}
