/** Shares a place between the tabs of one browser, and keeps what happened over a reload. "in" (the admitted number) is stored
 * for all tabs, everything else for one tab. */

/** @param {number} room @param {(what: "in" | "gone" | "new") => void} onMessage */
export function syncTabs(room, onMessage) {
  const others = "BroadcastChannel" in window ? new BroadcastChannel(`aisle.line.${room}`) : null;
  const key = (what) => `aisle.${what}.${room}`;
  const storageFor = (what) => (what === "in" ? localStorage : sessionStorage);
  const read = (what) => {
    try {
      return storageFor(what).getItem(key(what));
    } catch {
      return null;
    }
  };
  const store = (what, value) => {
    try {
      value === null ? storageFor(what).removeItem(key(what)) : storageFor(what).setItem(key(what), value);
    } catch {
      /* private windows have no storage */
    }
  };
  if (others) others.onmessage = ({ data }) => onMessage(data);
  return { broadcast: (what) => others?.postMessage(what), read, store };
}
