/** The protocol of the live map, pure: what a snapshot and a delta do to the picture a browser has.
 *
 * A version only grows within an epoch. A delta is laid upon version `p` and leads to `v`; its statuses are absolute.
 * Whatever does not fit is healed in one way: by a snapshot at least as new, after which kept deltas are judged again. */

export const OPEN = 0, HELD = 1, SOLD = 2, KILLED = 3;
export const NAMES = ["open", "held", "sold", "killed"];
const KEPT = 1000;

/** What the text of /seats says: a line of JSON, then one character a seat.
 * @returns {{e: number, v: number, plan: number, levels: string, n: number, map: string}} */
export function parseSnapshot(text) {
  const line = text.indexOf("\n");
  const head = JSON.parse(line < 0 ? text : text.slice(0, line));
  const map = line < 0 ? "" : text.slice(line + 1).trimEnd();
  if (map.length !== head.n) throw new Error(`a map of ${map.length} seats says it has ${head.n}`);
  return { ...head, map };
}

/** What to do with a delta: "apply", "ignore", or "fetch" because the picture is of another epoch or too old for it. */
export function judge(have, delta) {
  if (!have || delta.e !== have.e) return "fetch";
  if (delta.v <= have.v) return "ignore";
  return delta.p <= have.v ? "apply" : "fetch";
}

export class Statuses {
  /** Epoch, version, plan and levels digest of the picture; null before the first snapshot. */
  have = null;
  /** One status a seat. */
  seats = new Uint8Array(0);
  #kept = [];

  /** Hears a delta. `changed`: seats that are now something else · `fetch`: the version a snapshot must have at least, if one is needed. */
  hear(delta) {
    const verdict = judge(this.have, delta);
    if (verdict === "apply") return { changed: this.#apply(delta), fetch: null };
    if (verdict === "ignore") return { changed: [], fetch: null };
    if (this.#kept.length < KEPT) this.#kept.push(delta); // a snapshot newer than all of them makes up for any left out
    return { changed: [], fetch: this.#wanted(delta) };
  }

  /** Takes a snapshot, then the deltas that arrived meanwhile. An older one of the same epoch changes nothing. */
  take(snapshot) {
    const had = this.have, before = this.seats;
    if (had && snapshot.e === had.e && snapshot.v < had.v) return this.#again(new Set());
    const { map, ...have } = snapshot;
    this.have = have;
    this.seats = Uint8Array.from(map, (letter) => letter.charCodeAt(0) - 48);
    const changed = new Set();
    for (let i = 0; i < this.seats.length; i++) if (this.seats[i] !== before[i]) changed.add(i);
    return this.#again(changed);
  }

  #again(changed) {
    const kept = this.#kept;
    this.#kept = [];
    let fetch = null;
    for (const delta of kept) {
      if (delta.e < this.have.e) continue; // epochs only rise: this one was answered by what was just taken
      const heard = this.hear(delta);
      for (const i of heard.changed) changed.add(i);
      if (heard.fetch !== null) fetch = Math.max(fetch ?? 0, heard.fetch);
    }
    return { changed: [...changed], fetch };
  }

  #apply(delta) {
    const changed = [];
    NAMES.forEach((name, status) => {
      for (const i of delta[name] ?? []) {
        if (i >= this.seats.length || this.seats[i] === status) continue;
        this.seats[i] = status;
        changed.push(i);
      }
    });
    this.have = { ...this.have, v: delta.v };
    return changed;
  }

  /** Of another epoch the newest word is wanted, of this one whatever the delta was laid upon. */
  #wanted(delta) {
    return this.have && delta.e === this.have.e ? delta.p : delta.v;
  }
}
