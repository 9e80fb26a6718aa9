/** Applies snapshots and deltas of the live map to the statuses of the seats. Pure.
 *
 * A version only grows within an epoch. A delta applies to version `p` and leads to `v`; its statuses are absolute. If one does
 * not fit, a snapshot at least as new is fetched, and pending deltas are applied after it. */

export const OPEN = 0;
export const HELD = 1;
export const SOLD = 2;
export const KILLED = 3;
export const STATUS_NAMES = ["open", "held", "sold", "killed"];
const MAX_PENDING = 1000;

/** Parses the text of /seats: a line of JSON, then one character a seat.
 * @returns {{e: number, v: number, plan: number, levels: string, n: number, map: string}} */
export function parseSnapshot(text) {
  const line = text.indexOf("\n");
  const head = JSON.parse(line < 0 ? text : text.slice(0, line));
  const map = line < 0 ? "" : text.slice(line + 1).trimEnd();
  if (map.length !== head.n) throw new Error(`a map of ${map.length} seats says it has ${head.n}`);
  return { ...head, map };
}

/** What to do with a delta: "apply", "ignore", or "fetch" because the statuses are of another epoch or too old for it. */
export function decide(head, delta) {
  if (!head || delta.e !== head.e) return "fetch";
  if (delta.v <= head.v) return "ignore";
  return delta.p <= head.v ? "apply" : "fetch";
}

export class SeatStatuses {
  /** Epoch, version, plan and levels digest; null before the first snapshot. */
  head = null;
  /** One status a seat. */
  seats = new Uint8Array(0);
  #pending = [];

  /** Applies a delta. `changed`: seats with another status · `fetch`: the least version of the snapshot that is needed, or null. */
  applyDelta(delta) {
    const verdict = decide(this.head, delta);
    if (verdict === "apply") return { changed: this.#apply(delta), fetch: null };
    if (verdict === "ignore") return { changed: [], fetch: null };
    if (this.#pending.length < MAX_PENDING) this.#pending.push(delta); // a snapshot that is newer than all of them replaces any left out
    return { changed: [], fetch: this.#requiredVersion(delta) };
  }

  /** Applies a snapshot, then the pending deltas. An older one of the same epoch changes nothing. */
  applySnapshot(snapshot) {
    const had = this.head;
    const before = this.seats;
    if (had && snapshot.e === had.e && snapshot.v < had.v) return this.#replay(new Set());
    const { map, ...head } = snapshot;
    this.head = head;
    this.seats = Uint8Array.from(map, (letter) => letter.charCodeAt(0) - 48);
    const changed = new Set();
    for (let i = 0; i < this.seats.length; i++) if (this.seats[i] !== before[i]) changed.add(i);
    return this.#replay(changed);
  }

  #replay(changed) {
    const pending = this.#pending;
    this.#pending = [];
    let fetch = null;
    for (const delta of pending) {
      if (delta.e < this.head.e) continue; // epochs only rise: the snapshot includes it
      const result = this.applyDelta(delta);
      for (const i of result.changed) changed.add(i);
      if (result.fetch !== null) fetch = Math.max(fetch ?? 0, result.fetch);
    }
    return { changed: [...changed], fetch };
  }

  #apply(delta) {
    const changed = [];
    STATUS_NAMES.forEach((name, status) => {
      for (const i of delta[name] ?? []) {
        if (i >= this.seats.length || this.seats[i] === status) continue;
        this.seats[i] = status;
        changed.push(i);
      }
    });
    this.head = { ...this.head, v: delta.v };
    return changed;
  }

  /** The least version to fetch: of this epoch the one the delta applies to, of another one the newest. */
  #requiredVersion(delta) {
    return this.head && delta.e === this.head.e ? delta.p : delta.v;
  }
}
