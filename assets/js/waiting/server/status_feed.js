/** Receives the waiting room's status: over the socket; while that is down, by polling every five seconds. */

import { openSocket } from "../../socket.js";

const POLL_MS = 5_000;

/** @param {{room: number, now: string, socket: string, pass: string, page: string}} where `page`: its HTML holds a newer token
 * @param {{onStatus: (status: object) => void, onLive: (is: boolean) => void}} callbacks @returns {{fetchNow: () => void}} */
export function openStatusFeed(where, callbacks) {
  let poll = 0;
  let renewed = false;
  let fetching = false;
  let wasLive = null;

  async function fetchNow() {
    if (fetching) return;
    fetching = true;
    try {
      const answer = await fetch(where.now, { headers: { Accept: "application/json" } });
      if (answer.ok) callbacks.onStatus(await answer.json());
    } catch {
      /* next time */
    } finally {
      fetching = false;
    }
  }

  function schedulePoll() {
    clearTimeout(poll);
    poll = setTimeout(() => (fetchNow(), schedulePoll()), POLL_MS * (0.8 + Math.random() * 0.4));
  }

  function setLive(is, why) {
    if (is) (clearTimeout(poll), (poll = 0));
    else if (!poll) (fetchNow(), schedulePoll());
    if (is !== wasLive) callbacks.onLive((wasLive = is));
    if (why === "refused") renewPass();
  }

  /** Fetches a new watch token for a page that was open longer than the old one is valid. */
  async function renewPass() {
    if (renewed) return;
    renewed = true;
    try {
      const pass = / data-pass="([^"]+)"/.exec(await (await fetch(where.page, { cache: "reload" })).text())?.[1];
      if (pass && pass !== where.pass) (connect((where.pass = pass)), (renewed = false));
    } catch {
      /* polling goes on */
    }
  }

  const connect = (pass) =>
    openSocket({ url: where.socket, pass, currentVersion: () => null, onMessage: callbacks.onStatus, onLive: setLive });
  const onVisible = () => document.hidden || fetchNow();
  document.addEventListener("visibilitychange", onVisible);
  addEventListener("pageshow", (event) => event.persisted && fetchNow());
  addEventListener("online", fetchNow);
  fetchNow();
  connect(where.pass);
  return { fetchNow };
}
