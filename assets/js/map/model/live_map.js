/** Keeps a picture of the house as it is: socket, snapshots, and, when there is no socket, a look every five seconds. */

import { Statuses, parseSnapshot } from "./seat_state.js";
import { watch } from "../../socket.js";

const POLL = 5_000, SPREAD = 400;

/** @param {{seats: string, socket: string, pass: string, plan: number}} where
 * @param {{changed: (seats: number[], statuses: Statuses, first: boolean) => void, live: (is: boolean, why?: string) => void,
 *   rearranged: () => void, levels?: (digest: string) => void}} tell */
export function follow(where, tell) {
  const statuses = new Statuses();
  let fetching = false, wanted = null, isLive = null, poll = 0, failed = 0;

  /** One fetch at a time; whoever asks meanwhile is served by the next. `at` null: any snapshot, a cached one too. */
  async function fetchSnapshot(at) {
    if (fetching) return void (at !== null && (wanted = Math.max(wanted ?? 0, at)));
    fetching = true;
    try {
      const answer = await fetch(at === null ? where.seats : `${where.seats}?at=${at}`, { cache: at === null ? "default" : "no-store" });
      if (!answer.ok) throw new Error(String(answer.status));
      took(parseSnapshot(await answer.text()));
      failed = 0;
    } catch {
      failed = Math.min(failed + 1, 4);
      if (at !== null) wanted = Math.max(wanted ?? 0, at);
      if (isLive || !statuses.have) setTimeout(() => ask(wanted), POLL * (0.5 + Math.random()) * failed);
    } finally {
      fetching = false;
    }
    if (!failed && wanted !== null) statuses.have.v >= wanted ? (wanted = null) : ask(wanted);
  }

  /** A crowd that lost the same delta does not ask in the same moment. */
  function ask(at) {
    if (at !== null && at === wanted) wanted = null;
    setTimeout(() => fetchSnapshot(at), at === null ? 0 : Math.random() * SPREAD);
  }

  function took(snapshot) {
    if (snapshot.plan !== where.plan) return tell.rearranged();
    const first = statuses.have === null;
    tell.levels?.(snapshot.levels);
    after(statuses.take(snapshot), first);
  }

  function after({ changed, fetch: at }, first = false) {
    if (changed.length || first) tell.changed(changed, statuses, first);
    if (at !== null) ask(at);
  }

  function live(is, why) {
    if (is) poll = clearInterval(poll);
    else poll ||= setInterval(() => document.hidden || fetchSnapshot(null), POLL);
    if (is !== isLive || why) tell.live((isLive = is), why);
  }

  fetchSnapshot(null);
  watch({ url: where.socket, pass: where.pass, have: () => statuses.have, heard: (delta) => after(statuses.hear(delta)), live });
  return statuses;
}
