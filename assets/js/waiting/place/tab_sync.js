/** A place is shared between the tabs of one browser, and what happened is kept over a reload. "in" (the admitted number) is
 * stored for all tabs, everything else for one tab. */

/** @import { StoredName, TabEvent, Tabs } from "../types.js" */

/**
 * Connect this tab with the others.
 * @param {number} room
 * @param {(event: TabEvent) => void} onMessage
 * @returns {Tabs}
 */
export function syncTabs(room, onMessage) {
  const others = "BroadcastChannel" in window ? new BroadcastChannel(`aisle.line.${room}`) : null;
  const key = (/** @type {StoredName} */ name) => `aisle.${name}.${room}`;
  const storageFor = (/** @type {StoredName} */ name) => (name === "in" ? localStorage : sessionStorage);
  if (others) others.onmessage = ({ data }) => onMessage(data);
  return {
    broadcast: (event) => others?.postMessage(event),
    read(name) {
      try {
        return storageFor(name).getItem(key(name));
      } catch {
        return null;
      }
    },
    store(name, value) {
      try {
        if (value === null) storageFor(name).removeItem(key(name));
        else storageFor(name).setItem(key(name), value);
      } catch {
        /* private windows have no storage */
      }
    },
  };
}
