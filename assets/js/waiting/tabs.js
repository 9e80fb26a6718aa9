/** Tabs of one browser share a place: what happened in one is known in the others, and after a reload. */

/** @param {number} room @param {(what: "in" | "gone" | "new") => void} heard */
export function tabs(room, heard) {
  const others = "BroadcastChannel" in window ? new BroadcastChannel(`aisle.line.${room}`) : null, key = (what) => `aisle.${what}.${room}`;
  const kept = (what) => { try { return sessionStorage.getItem(key(what)); } catch { return null; } };
  const keep = (what, value) => { try { value === null ? sessionStorage.removeItem(key(what)) : sessionStorage.setItem(key(what), value); } catch { /* private windows forget */ } };
  if (others) others.onmessage = ({ data }) => heard(data);
  return { tell: (what) => others?.postMessage(what), kept, keep };
}
