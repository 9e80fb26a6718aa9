/** Records the close of a draw as this browser first received it, by room, and compares later ones with it. */

const key = (room) => `aisle.root.${room}`;
const count = (n) => n.toLocaleString("en");
const short = (root) => `${root.slice(0, 8)} … ${root.slice(-8)}`;
const memory = new Map(); // without storage: as long as the page is open

/** @typedef {{root: string, n: number, log: [number, string], at: number, drawn: boolean}} CloseRecord `log`: number and beginning of the
 *   hash of the newest log line · `at`: ms, by this device's clock · `drawn`: whether the order was known already */

/** Records the close once; before the close there is none. @returns {CloseRecord | null} the first record */
export function recordClose(room, { root, n, log, seed }, { at = Date.now(), store = storage() } = {}) {
  const existing = storedRecord(room, store);
  if (existing || !root) return existing;
  const record = { root, n, log: [...log], at, drawn: Boolean(seed) };
  memory.set(room, record);
  try {
    store?.setItem(key(room), JSON.stringify(record));
  } catch {
    /* private windows have no storage */
  }
  return record;
}

function storedRecord(room, store) {
  if (memory.has(room)) return memory.get(room);
  try {
    const record = JSON.parse(store?.getItem(key(room)) ?? "null");
    if (record) memory.set(room, record);
    return record;
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

/** Forgets the records that are kept in memory; for tests. */
export const clearRecords = () => memory.clear();

/** Whether root or size differ from the record. */
export const isDifferentClose = (record, { root, n }) =>
  Boolean(record && root) && (record.root !== root || record.n !== n);

/** Whether the record is from before the order could be known. `roundAt`: ms, when the beacon's round is due; 0 without one. */
export const isBeforeDraw = (record, roundAt) => !record.drawn && (!roundAt || record.at < roundAt);

/** The option with which the verifying script compares this record. @returns {string} */
export function compareOption(record, { kind, roundAt }) {
  if (!record?.log.length) return "";
  return ` --kept${kind !== "none" && isBeforeDraw(record, roundAt) ? "-before" : ""} ${record.log[0]}:${record.log[1]}`;
}

/** The alarm for a list that differs from the record. @param {(ms: number) => string} clock */
export function changedListText(record, { root, n }, clock) {
  return `Another list is told now. At ${clock(record.at)} this browser heard of ${count(record.n)} numbers with the fingerprint ${short(record.root)}; now they are ${count(n)} with ${short(root)}. Somebody changed the list. Keep this browser's data, and say so in public.`;
}

/** What the record proves. @param {CloseRecord | null} record @param {{root: string, n: number, kind: string, roundAt: number, witness: string}} facts */
export function closeText(record, facts, clock) {
  const { kind, roundAt, witness } = facts;
  if (!record) return "This browser has kept nothing of the close, and cannot say when it was.";
  if (isDifferentClose(record, facts)) return changedListText(record, facts, clock);
  const text = `This browser heard the fingerprint at ${clock(record.at)}`;
  const unchanged = "It is still the same.";
  if (kind === "none") return `${text}. ${unchanged}`;
  if (kind === "witness" && !record.drawn) {
    return `${text}, before the draw. ${unchanged} If ${witness} told their key only afterwards, nobody chose the close by it.`;
  }
  if (kind === "beacon" && roundAt && isBeforeDraw(record, roundAt)) {
    return `${text}, before the beacon's round (${clock(roundAt)}). ${unchanged} So the list was closed in time.`;
  }
  const after =
    kind === "beacon" && roundAt && !record.drawn
      ? `, not before the beacon's round (${clock(roundAt)})`
      : ", not before the draw";
  return `${text}${after}. It cannot say whether the list was closed in time; somebody who heard it before can.`;
}

/** Formats times to the second, in the venue's zone. @returns {(ms: number) => string} */
export function secondsFormat(zone) {
  const format = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone || undefined,
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  });
  return (ms) => format.format(ms);
}
