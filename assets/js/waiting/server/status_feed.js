/** The waiting room's status: received over the socket; while that is down, by polling every five seconds. */

/** @import { StatusMessage } from "../types.js" */

import { openSocket } from "../../socket.js";

/**
 * @typedef {object} FeedSource
 * @property {string} now address of the status
 * @property {string} socket
 * @property {string} pass the token that allows to watch
 * @property {string} page address of the page: its HTML has a newer token
 */

/**
 * @typedef {object} FeedCallbacks
 * @property {(status: StatusMessage) => void} onStatus
 * @property {(is: boolean) => void} onLive
 */

const POLL_MS = 5_000;

/**
 * Follow the status for as long as the page is open.
 * @param {FeedSource} where
 * @param {FeedCallbacks} callbacks
 */
export function openStatusFeed(where, callbacks) {
  const language = document.documentElement.lang;
  let { pass } = where;
  let poll = 0;
  let renewed = false;
  let fetching = false;
  /** @type {boolean | null} */
  let wasLive = null;

  /** Fetch the status, unless a request for it is under way. */
  async function fetchNow() {
    if (fetching) return;
    fetching = true;
    try {
      const answer = await fetch(where.now, { headers: { Accept: "application/json", "X-Language": language } });
      if (answer.ok) callbacks.onStatus(await answer.json());
    } catch {
      /* next time */
    } finally {
      fetching = false;
    }
  }

  function schedulePoll() {
    clearTimeout(poll);
    poll = setTimeout(pollNow, POLL_MS * (0.8 + Math.random() * 0.4));
  }

  function pollNow() {
    fetchNow();
    schedulePoll();
  }

  /**
   * Follow the socket: poll only while it is down.
   * @param {boolean} is
   * @param {"refused"} [why]
   */
  function setLive(is, why) {
    if (is) {
      clearTimeout(poll);
      poll = 0;
    } else if (!poll) pollNow();
    if (is !== wasLive) {
      wasLive = is;
      callbacks.onLive(is);
    }
    if (why === "refused") renewPass();
  }

  /** Fetch a new watch token for a page that was open longer than the old one is valid. */
  async function renewPass() {
    if (renewed) return;
    renewed = true;
    try {
      const html = await (await fetch(where.page, { cache: "reload", headers: { "X-Language": language } })).text();
      const next = / data-pass="([^"]+)"/.exec(html)?.[1];
      if (!next || next === pass) return;
      pass = next;
      connect();
      renewed = false;
    } catch {
      /* polling goes on */
    }
  }

  function connect() {
    const { onStatus: onMessage } = callbacks;
    openSocket({ url: where.socket, pass, currentVersion: () => null, onMessage, onLive: setLive });
  }

  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) fetchNow();
  });
  addEventListener("pageshow", (event) => {
    if (event.persisted) fetchNow();
  });
  addEventListener("online", fetchNow);
  fetchNow();
  connect();
  return { fetchNow };
}
