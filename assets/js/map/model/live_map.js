/** The statuses of a map, kept current: by socket and snapshots, or by polling every five seconds without a socket. */

/** @import { Delta, Snapshot, StatusChange } from "../types.js" */

import { openSocket } from "../../socket.js";
import { SeatStatuses, parseSnapshot } from "./seat_state.js";

/**
 * @typedef {object} MapSource
 * @property {string} seats address of the snapshot
 * @property {string} socket
 * @property {string} pass the token that allows to watch
 * @property {number} plan version of the plan that the page was rendered with
 */

/**
 * @typedef {object} MapCallbacks
 * @property {(seats: number[], statuses: SeatStatuses, first: boolean) => void} changed
 * @property {(is: boolean, why?: string) => void} live
 * @property {() => void} rearranged the plan is another one now
 * @property {(digest: string) => void} [levels] called with each snapshot
 */

const POLL_MS = 5_000;
const SPREAD_MS = 400;

/**
 * Follow a map for as long as the page is open, and return its statuses.
 * @param {MapSource} where
 * @param {MapCallbacks} callbacks
 */
export function followMap(where, callbacks) {
  const statuses = new SeatStatuses();
  let fetching = false;
  /** @type {number | null} the least version that is needed */
  let wanted = null;
  /** @type {boolean | null} */
  let wasLive = null;
  let poll = 0;
  let failed = 0;

  /**
   * Fetch one snapshot at a time; a request meanwhile leads to another fetch.
   * @param {number | null} at its least version; null: any, also a cached one
   */
  async function fetchSnapshot(at) {
    if (fetching) return want(at);
    fetching = true;
    try {
      const answer = await fetch(at === null ? where.seats : `${where.seats}?at=${at}`, {
        cache: at === null ? "default" : "no-store",
      });
      if (!answer.ok) throw new Error(String(answer.status));
      receive(parseSnapshot(await answer.text()));
      failed = 0;
    } catch {
      failed = Math.min(failed + 1, 4);
      want(at);
      if (wasLive || !statuses.head) setTimeout(() => fetchSoon(wanted), POLL_MS * (0.5 + Math.random()) * failed);
    } finally {
      fetching = false;
    }
    if (failed || wanted === null || !statuses.head) return;
    if (statuses.head.v >= wanted) wanted = null;
    else fetchSoon(wanted);
  }

  /** Note that a version is needed. @param {number | null} at */
  function want(at) {
    if (at !== null) wanted = Math.max(wanted ?? 0, at);
  }

  /** Fetch after a short random pause, so that browsers that lost the same delta spread out. @param {number | null} at */
  function fetchSoon(at) {
    if (at !== null && at === wanted) wanted = null;
    setTimeout(() => fetchSnapshot(at), at === null ? 0 : Math.random() * SPREAD_MS);
  }

  /** Apply a snapshot. @param {Snapshot} snapshot */
  function receive(snapshot) {
    if (snapshot.plan !== where.plan) return callbacks.rearranged();
    const first = statuses.head === null;
    callbacks.levels?.(snapshot.levels);
    report(statuses.applySnapshot(snapshot), first);
  }

  /**
   * Report what changed, and fetch what is missing.
   * @param {StatusChange} change
   * @param {boolean} [first] whether these are the first statuses
   */
  function report({ changed, fetch: at }, first = false) {
    if (changed.length || first) callbacks.changed(changed, statuses, first);
    if (at !== null) fetchSoon(at);
  }

  /**
   * Follow the socket: poll only while it is down.
   * @param {boolean} is
   * @param {string} [why]
   */
  function setLive(is, why) {
    if (is) {
      clearInterval(poll);
      poll = 0;
    } else {
      poll ||= setInterval(() => {
        if (!document.hidden) fetchSnapshot(null);
      }, POLL_MS);
    }
    if (is === wasLive && !why) return;
    wasLive = is;
    callbacks.live(is, why);
  }

  fetchSnapshot(null);
  openSocket({
    url: where.socket,
    pass: where.pass,
    currentVersion: () => statuses.head,
    onMessage: (/** @type {Delta} */ delta) => report(statuses.applyDelta(delta)),
    onLive: setLive,
  });
  return statuses;
}
