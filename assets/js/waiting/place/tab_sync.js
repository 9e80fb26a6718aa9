/** Tabs of one browser share a place: what happened in one is known in the others, and after a reload. That this browser
 * came in ("in": its number) is known to every tab, later ones too; the rest to one tab. */

/** @param {number} room @param {(what: "in" | "gone" | "new") => void} heard */
export function tabs(room, heard) {
  const others = "BroadcastChannel" in window ? new BroadcastChannel(`aisle.line.${room}`) : null, key = (what) => `aisle.${what}.${room}`;
  const memory = (what) => (what === "in" ? localStorage : sessionStorage);
  const kept = (what) => { try { return memory(what).getItem(key(what)); } catch { return null; } };
  const keep = (what, value) => { try { value === null ? memory(what).removeItem(key(what)) : memory(what).setItem(key(what), value); } catch { /* private windows forget */ } };
  if (others) others.onmessage = ({ data }) => heard(data);
  return { tell: (what) => others?.postMessage(what), kept, keep };
}
