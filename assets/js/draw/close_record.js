/** What this browser heard of the close, when it first heard of it: kept by room, and compared with whatever is told later. */

const key = (room) => `aisle.root.${room}`;
const many = (n) => n.toLocaleString("en");
const short = (root) => `${root.slice(0, 8)} … ${root.slice(-8)}`;
const without = new Map(); // where nothing can be stored: as long as the page is open

/** @typedef {{root: string, n: number, log: [number, string], at: number, drawn: boolean}} Heard `log`: the newest line then, and how its
 *   hash began · `at`: ms, by this device's clock · `drawn`: whether the order was known already */

/** Keeps what is told first; before the close there is nothing. @returns {Heard | null} what was heard first */
export function hear(room, { root, n, log, seed }, { at = Date.now(), store = storage() } = {}) {
  const before = kept(room, store);
  if (before || !root) return before;
  const heard = { root, n, log: [...log], at, drawn: Boolean(seed) };
  without.set(room, heard);
  try {
    store?.setItem(key(room), JSON.stringify(heard));
  } catch { /* private windows forget */ }
  return heard;
}

function kept(room, store) {
  if (without.has(room)) return without.get(room);
  try {
    const heard = JSON.parse(store?.getItem(key(room)) ?? "null");
    if (heard) without.set(room, heard);
    return heard;
  } catch {
    return null;
  }
}

function storage() {
  try {
    return globalThis.localStorage ?? null;
  } catch {
    return null;
  }
}

/** For tests: a browser that has heard nothing. */
export const forget = () => without.clear();

/** Whether another list is told now than this browser heard of. */
export const differs = (heard, { root, n }) => Boolean(heard && root) && (heard.root !== root || heard.n !== n);

/** Whether it heard before anybody could know the order. `comes`: ms, when the beacon's round comes; 0 for what has no time. */
export const early = (heard, comes) => !heard.drawn && (!comes || heard.at < comes);

/** How the script is asked to compare. @returns {string} */
export function asked(heard, { kind, comes }) {
  if (!heard?.log.length) return "";
  return ` --kept${kind !== "none" && early(heard, comes) ? "-before" : ""} ${heard.log[0]}:${heard.log[1]}`;
}

/** Loud. @param {(ms: number) => string} clock */
export function alarm(heard, { root, n }, clock) {
  return `Another list is told now. At ${clock(heard.at)} this browser heard of ${many(heard.n)} numbers with the fingerprint ${short(heard.root)}; now they are ${many(n)} with ${short(root)}. Somebody changed the list. Keep this browser's data, and say so in public.`;
}

/** @param {Heard | null} heard @param {{root: string, n: number, kind: string, comes: number, witness: string}} facts */
export function heardWords(heard, facts, clock) {
  const { kind, comes, witness } = facts;
  if (!heard) return "This browser has kept nothing of the close, and cannot say when it was.";
  if (differs(heard, facts)) return alarm(heard, facts, clock);
  const said = `This browser heard the fingerprint at ${clock(heard.at)}`, same = "It is still the same.";
  if (kind === "none") return `${said}. ${same}`;
  if (kind === "witness" && !heard.drawn) return `${said}, before the draw. ${same} If ${witness} told their key only afterwards, nobody chose the close by it.`;
  if (kind === "beacon" && comes && early(heard, comes)) return `${said}, before the beacon's round (${clock(comes)}). ${same} So the list was closed in time.`;
  const after = kind === "beacon" && comes && !heard.drawn ? `, not before the beacon's round (${clock(comes)})` : ", not before the draw";
  return `${said}${after}. It cannot say whether the list was closed in time; somebody who heard it before can.`;
}

/** To the second, at the venue. @returns {(ms: number) => string} */
export function seconds(zone) {
  const format = new Intl.DateTimeFormat("en-GB", { timeZone: zone || undefined, hour: "2-digit", minute: "2-digit", second: "2-digit" });
  return (ms) => format.format(ms);
}
