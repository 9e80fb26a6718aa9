/** Records of the close of a draw as this browser first received it, by room; later ones are compared with them. */

/** @import { Close, CloseRecord, LogHead, OutsideKind } from "./types.js" */

import { formatExactTime } from "../language/format.js";
import { joinSentences } from "../language/sentences.js";
import { gettext, ngettext } from "../language/translate.js";

/** @typedef {Pick<Storage, "getItem" | "setItem">} RecordStore */

const key = (/** @type {number} */ room) => `aisle.root.${room}`;
const short = (/** @type {string} */ root) => `${root.slice(0, 8)} … ${root.slice(-8)}`;
/** @type {Map<number, CloseRecord>} without storage: as long as the page is open */
const memory = new Map();

/**
 * Record the close once, and return the first record; null before the close.
 * @param {number} room
 * @param {Close & {log: LogHead, seed: string}} close
 * @param {{at?: number, store?: RecordStore | null}} [options]
 * @returns {CloseRecord | null}
 */
export function recordClose(room, { root, n, log, seed }, { at = Date.now(), store = storage() } = {}) {
  const existing = storedRecord(room, store);
  if (existing || !root) return existing;
  /** @type {CloseRecord} */
  const record = { root, n, log: [...log], at, drawn: Boolean(seed) };
  memory.set(room, record);
  try {
    store?.setItem(key(room), JSON.stringify(record));
  } catch {
    /* private windows have no storage */
  }
  return record;
}

/**
 * Return the record of a room, or null.
 * @param {number} room
 * @param {RecordStore | null} store
 * @returns {CloseRecord | null}
 */
function storedRecord(room, store) {
  const known = memory.get(room);
  if (known) return known;
  try {
    const record = JSON.parse(store?.getItem(key(room)) ?? "null");
    if (record) memory.set(room, record);
    return record;
  } catch {
    return null;
  }
}

/** Return the storage of this browser; null where it has none. */
function storage() {
  try {
    return globalThis.localStorage ?? null;
  } catch {
    return null;
  }
}

/** Forget the records that are kept in memory; for tests. */
export const clearRecords = () => memory.clear();

/**
 * Return whether root or size differ from the record.
 * @param {CloseRecord | null} record
 * @param {Close} close
 */
export const isDifferentClose = (record, { root, n }) =>
  record !== null && Boolean(root) && (record.root !== root || record.n !== n);

/**
 * Return whether the record is from before the order could be known.
 * @param {CloseRecord} record
 * @param {number} roundAt ms, when the beacon's round is due; 0 without one
 */
const isBeforeDraw = (record, roundAt) => !record.drawn && (!roundAt || record.at < roundAt);

/**
 * Return the option with which the verifying script compares this record; "" without one.
 * @param {CloseRecord | null} record
 * @param {{kind: OutsideKind, roundAt: number}} facts
 */
export function compareOption(record, { kind, roundAt }) {
  if (!record?.log.length) return "";
  return ` --kept${kind !== "none" && isBeforeDraw(record, roundAt) ? "-before" : ""} ${record.log[0]}:${record.log[1]}`;
}

/** Return a time to the second. @param {number} ms */
const exactTime = (ms) => formatExactTime(new Date(ms));

/**
 * Return the alarm for a list that differs from the record.
 * @param {CloseRecord} record
 * @param {Close} close
 */
export function changedListText(record, { root, n }) {
  return joinSentences(
    gettext("Another list is told now."),
    // Translators: fingerprints are hexadecimal numbers.
    ngettext(
      "At {time} this browser heard of {count} number with the fingerprint {fingerprint}.",
      "At {time} this browser heard of {count} numbers with the fingerprint {fingerprint}.",
      record.n,
      { time: exactTime(record.at), fingerprint: short(record.root) },
    ),
    // Translators: about the numbers that are in the other list.
    ngettext(
      "Now it is {count} number with the fingerprint {fingerprint}.",
      "Now it is {count} numbers with the fingerprint {fingerprint}.",
      n,
      { fingerprint: short(root) },
    ),
    gettext("Somebody changed the list."),
    gettext("Keep this browser's data, and say so in public."),
  );
}

/**
 * Return what the record proves, as text.
 * @param {CloseRecord | null} record
 * @param {Close & {kind: OutsideKind, roundAt: number, witness: string}} facts
 */
export function closeText(record, facts) {
  const { kind, roundAt, witness } = facts;
  if (!record) return gettext("This browser has kept nothing of the close, and cannot say when it was.");
  if (isDifferentClose(record, facts)) return changedListText(record, facts);
  const times = { time: exactTime(record.at), due: exactTime(roundAt) };
  const unchanged = gettext("It is still the same.");
  if (kind === "none") {
    return joinSentences(gettext("This browser heard the fingerprint at {time}.", times), unchanged);
  }
  if (kind === "witness" && !record.drawn) {
    return joinSentences(
      gettext("This browser heard the fingerprint at {time}, before the draw.", times),
      unchanged,
      gettext("If {witness} told their key only afterwards, nobody chose the close by it.", { witness }),
    );
  }
  if (kind === "beacon" && roundAt && isBeforeDraw(record, roundAt)) {
    return joinSentences(
      gettext("This browser heard the fingerprint at {time}, before the beacon's round ({due}).", times),
      unchanged,
      gettext("So the list was closed in time."),
    );
  }
  return joinSentences(
    kind === "beacon" && roundAt && !record.drawn
      ? gettext("This browser heard the fingerprint at {time}, not before the beacon's round ({due}).", times)
      : gettext("This browser heard the fingerprint at {time}, not before the draw.", times),
    gettext("It cannot say whether the list was closed in time; somebody who heard it before can."),
  );
}
