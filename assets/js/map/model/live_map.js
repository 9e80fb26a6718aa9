/** Keeps the statuses of a map current: by socket and snapshots, or by polling every five seconds without a socket. */

import { SeatStatuses, parseSnapshot } from "./seat_state.js";
import { openSocket } from "../../socket.js";

const POLL_MS = 5_000;
const SPREAD_MS = 400;

/** Follows a map for as long as the page is open. @param {{seats: string, socket: string, pass: string, plan: number}} where
 * @param {{changed: (seats: number[], statuses: SeatStatuses, first: boolean) => void, live: (is: boolean, why?: string) => void,
 *   rearranged: () => void, levels?: (digest: string) => void}} callbacks */
export function followMap(where, callbacks) {
  const statuses = new SeatStatuses();
  let fetching = false;
  let wanted = null;
  let wasLive = null;
  let poll = 0;
  let failed = 0;

  /** Fetches one snapshot at a time; a request meanwhile leads to another fetch. `at`: its least version; null: any, also a cached one. */
  async function fetchSnapshot(at) {
    if (fetching) return void (at !== null && (wanted = Math.max(wanted ?? 0, at)));
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
      if (at !== null) wanted = Math.max(wanted ?? 0, at);
      if (wasLive || !statuses.head) setTimeout(() => fetchSoon(wanted), POLL_MS * (0.5 + Math.random()) * failed);
    } finally {
      fetching = false;
    }
    if (!failed && wanted !== null) statuses.head.v >= wanted ? (wanted = null) : fetchSoon(wanted);
  }

  /** Fetches after a short random pause, so that browsers that lost the same delta spread out. */
  function fetchSoon(at) {
    if (at !== null && at === wanted) wanted = null;
    setTimeout(() => fetchSnapshot(at), at === null ? 0 : Math.random() * SPREAD_MS);
  }

  function receive(snapshot) {
    if (snapshot.plan !== where.plan) return callbacks.rearranged();
    const first = statuses.head === null;
    callbacks.levels?.(snapshot.levels);
    report(statuses.applySnapshot(snapshot), first);
  }

  function report({ changed, fetch: at }, first = false) {
    if (changed.length || first) callbacks.changed(changed, statuses, first);
    if (at !== null) fetchSoon(at);
  }

  function setLive(is, why) {
    if (is) poll = clearInterval(poll);
    else poll ||= setInterval(() => document.hidden || fetchSnapshot(null), POLL_MS);
    if (is !== wasLive || why) callbacks.live((wasLive = is), why);
  }

  fetchSnapshot(null);
  openSocket({
    url: where.socket,
    pass: where.pass,
    currentVersion: () => statuses.head,
    onMessage: (delta) => report(statuses.applyDelta(delta)),
    onLive: setLive,
  });
  return statuses;
}
