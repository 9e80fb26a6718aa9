/** The statuses of the seats, from snapshots and deltas of the live map. Pure.
 *
 * A version only grows within an epoch. A delta applies to version `p` and leads to `v`; its statuses are absolute. If one does
 * not fit, a snapshot at least as new is fetched, and pending deltas are applied after it. */

/** @import { Delta, Snapshot, SnapshotHead, StatusChange } from "../types.js" */

export const OPEN = 0;
export const HELD = 1;
export const SOLD = 2;
export const KILLED = 3;
/** @type {("open" | "held" | "sold" | "killed")[]} */
export const STATUS_NAMES = ["open", "held", "sold", "killed"];
const MAX_PENDING = 1000;

/**
 * Return the snapshot in the text of /seats: a line of JSON, then one character a seat.
 * @param {string} text
 * @returns {Snapshot}
 * @throws {Error} there are more or fewer seats than the line says
 */
export function parseSnapshot(text) {
  const line = text.indexOf("\n");
  const head = JSON.parse(line < 0 ? text : text.slice(0, line));
  const map = line < 0 ? "" : text.slice(line + 1).trimEnd();
  if (map.length !== head.n) throw new Error(`a map of ${map.length} seats says it has ${head.n}`);
  return { ...head, map };
}

/**
 * Return what to do with a delta: "apply", "ignore", or "fetch" because the statuses are of another epoch or too old for it.
 * @param {{e: number, v: number} | null} head
 * @param {Delta} delta
 */
export function decide(head, delta) {
  if (!head || delta.e !== head.e) return "fetch";
  if (delta.v <= head.v) return "ignore";
  return delta.p <= head.v ? "apply" : "fetch";
}

/** The statuses of all seats of a map. */
export class SeatStatuses {
  /** @type {SnapshotHead | null} null before the first snapshot */
  head = null;
  /** One status a seat. */
  seats = new Uint8Array(0);
  /** @type {Delta[]} too new for the snapshot that there is */
  #pending = [];

  /** Apply a delta. @param {Delta} delta @returns {StatusChange} */
  applyDelta(delta) {
    const verdict = decide(this.head, delta);
    if (this.head && verdict === "apply") return { changed: this.#apply(delta, this.head), fetch: null };
    if (verdict === "ignore") return { changed: [], fetch: null };
    if (this.#pending.length < MAX_PENDING) this.#pending.push(delta); // a snapshot that is newer than all of them replaces any left out
    return { changed: [], fetch: this.#requiredVersion(delta) };
  }

  /** Apply a snapshot, then the pending deltas. An older one of the same epoch changes nothing. @param {Snapshot} snapshot */
  applySnapshot(snapshot) {
    const had = this.head;
    const before = this.seats;
    if (had && snapshot.e === had.e && snapshot.v < had.v) return this.#replay(new Set());
    const { map, ...head } = snapshot;
    this.head = head;
    this.seats = Uint8Array.from(map, (letter) => letter.charCodeAt(0) - 48);
    /** @type {Set<number>} */
    const changed = new Set();
    for (let i = 0; i < this.seats.length; i++) if (this.seats[i] !== before[i]) changed.add(i);
    return this.#replay(changed);
  }

  /**
   * Apply the pending deltas.
   * @param {Set<number>} changed seats that have another status by now
   * @returns {StatusChange}
   */
  #replay(changed) {
    const pending = this.#pending;
    this.#pending = [];
    /** @type {number | null} */
    let fetch = null;
    for (const delta of pending) {
      if (this.head && delta.e < this.head.e) continue; // epochs only rise: the snapshot includes it
      const result = this.applyDelta(delta);
      for (const i of result.changed) changed.add(i);
      if (result.fetch !== null) fetch = Math.max(fetch ?? 0, result.fetch);
    }
    return { changed: [...changed], fetch };
  }

  /**
   * Apply a delta that fits, and return the seats with another status.
   * @param {Delta} delta
   * @param {SnapshotHead} head
   */
  #apply(delta, head) {
    /** @type {number[]} */
    const changed = [];
    STATUS_NAMES.forEach((name, status) => {
      for (const i of delta[name] ?? []) {
        if (i >= this.seats.length || this.seats[i] === status) continue;
        this.seats[i] = status;
        changed.push(i);
      }
    });
    this.head = { ...head, v: delta.v };
    return changed;
  }

  /** Return the least version to fetch: of this epoch the one the delta applies to, of another one the newest. @param {Delta} delta */
  #requiredVersion(delta) {
    return this.head && delta.e === this.head.e ? delta.p : delta.v;
  }
}
