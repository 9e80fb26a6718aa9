/** The rules of a row, the same as the server's (app/seating/rules/row_rules.py), so that the map can show before a click what the
 * server would answer. Pure; the server decides.
 *
 * A row is a string, one letter a place, in the order in which people sit side by side: `o` open to all, `w` an open
 * wheelchair space, `c` an open seat of a companion, `t` an open place at a table that is sold only whole. Any other letter is a
 * place that is not open, or a gap. What the asking fan holds is open to them. */

export const COMPANIONS_PER_SPACE = 3;

/**
 * Return `size` whole numbers from `start` on.
 * @param {number} start
 * @param {number} size
 */
const range = (start, size) => Array.from({ length: size }, (_, n) => start + n);
/**
 * Return how many of the places have a letter.
 * @param {string} row
 * @param {number[]} places
 * @param {string} letter
 */
const count = (row, places, letter) => places.filter((place) => row[place] === letter).length;

/**
 * Return the open places that would lose their last open neighbour.
 * @param {string} row
 * @param {number[]} taken
 */
export function isolatedPlaces(row, taken) {
  const own = new Set(taken);
  const beside = new Set(taken.filter((place) => row[place] === "o").flatMap((place) => [place - 1, place + 1]));
  const isOpen = (/** @type {number} */ place) => row[place] === "o" && !own.has(place);
  return [...beside].filter((place) => isOpen(place) && !isOpen(place - 1) && !isOpen(place + 1)).sort((a, b) => a - b);
}

/**
 * Return how many places `taken` would newly isolate.
 * @param {string} row
 * @param {number[]} taken
 */
export const isolatedCount = (row, taken) => isolatedPlaces(row, taken).length;

/**
 * Return all blocks of `size` open places side by side, from left to right.
 * @param {string} row
 * @param {number} size
 */
export function adjacentBlocks(row, size) {
  const wanted = "o".repeat(Math.max(size, 1));
  const found = [];
  for (let at = row.indexOf(wanted); at >= 0; at = row.indexOf(wanted, at + 1)) found.push(range(at, wanted.length));
  return found;
}

/**
 * Return the least number of places that any block of `size` isolates; the length of the row if there is no such block.
 * @param {string} row
 * @param {number} size
 */
export function minIsolated(row, size) {
  return adjacentBlocks(row, size).reduce((min, block) => Math.min(min, isolatedCount(row, block)), row.length);
}

/**
 * Return the blocks of the same size that isolate the fewest places, the nearest first; none if `taken` is as good.
 * @param {string} row
 * @param {number[]} taken
 */
export function betterBlocks(row, taken) {
  const min = minIsolated(row, taken.length);
  const start = taken.length ? Math.min(...taken) : 0;
  if (isolatedCount(row, taken) <= min) return [];
  const away = (/** @type {number[]} */ [first]) => Math.abs(first - start);
  return adjacentBlocks(row, taken.length)
    .filter((block) => isolatedCount(row, block) === min)
    .sort((a, b) => away(a) - away(b));
}

/**
 * Return the rule that taking these places breaks, or "".
 * @param {string} row
 * @param {number[]} taken
 * @param {number} [wheelchairs] how many wheelchair spaces the whole party asked for
 * @returns {"" | "wheelchair" | "companion" | "table" | "single"}
 */
export function findViolation(row, taken, wheelchairs = 0) {
  const [w, c, t] = ["w", "c", "t"].map((letter) => count(row, taken, letter));
  if (w > wheelchairs) return "wheelchair";
  if (c > wheelchairs * COMPANIONS_PER_SPACE) return "companion";
  if (t && t < [...row].filter((letter) => letter === "t").length) return "table";
  if (w || c) return "";
  return isolatedCount(row, taken) > minIsolated(row, taken.length) ? "single" : "";
}

/**
 * Return the best places side by side for a party that wants the place `at`: as many as `size` if they fit, else fewer.
 * The fewest isolated, then rather to its right. A table that is sold whole is taken whole; a wheelchair space with
 * companion seats before others, never with a second space. None when `at` cannot be requested.
 * @param {string} row
 * @param {number} at
 * @param {number} size
 */
export function bestBlock(row, at, size) {
  if (!row[at] || !"owt".includes(row[at])) return [];
  if (row[at] === "t") return range(0, row.length).filter((place) => row[place] === "t");
  const others = row[at] === "w" ? "co" : "o";
  for (let tried = size; tried > 0; tried--) {
    /** @type {number[] | null} */
    let best = null;
    /** @type {number[]} */
    let cost = [];
    for (const places of blocksAround(row, at, tried, others)) {
      const own = [-count(row, places, "c"), isolatedCount(row, places), at - places[0]];
      if (!best || precedes(own, cost)) [best, cost] = [places, own];
    }
    if (best) return best;
  }
  return [];
}

/**
 * Return the blocks that contain the place `at` and else only places with these letters.
 * @param {string} row
 * @param {number} at
 * @param {number} size
 * @param {string} others
 */
function blocksAround(row, at, size, others) {
  const first = Math.max(0, at - size + 1);
  const last = Math.min(at, row.length - size);
  const every = range(first, Math.max(0, last - first + 1)).map((start) => range(start, size));
  return every.filter((places) => places.every((place) => place === at || others.includes(row[place])));
}

/**
 * Return whether one list of numbers comes before another, the first difference deciding.
 * @param {number[]} one
 * @param {number[]} other
 */
function precedes(one, other) {
  const at = one.findIndex((number, n) => number !== other[n]);
  return at >= 0 && one[at] < other[at];
}
