/** What the house tells all who wait: over the socket; while that is silent, by a look every five seconds. */

import { watch } from "../../socket.js";

const POLL = 5_000;

/** @param {{room: number, now: string, socket: string, pass: string, page: string}} where `page`: where a newer pass is printed
 * @param {{heard: (now: object) => void, live: (is: boolean) => void}} tell @returns {{look: () => void}} */
export function line(where, tell) {
  let poll = 0, renewed = false, looking = false, isLive = null;

  async function look() {
    if (looking) return;
    looking = true;
    try {
      const answer = await fetch(where.now, { headers: { Accept: "application/json" } });
      if (answer.ok) tell.heard(await answer.json());
    } catch {
      /* next time */
    } finally {
      looking = false;
    }
  }

  function polls() {
    clearTimeout(poll);
    poll = setTimeout(() => (look(), polls()), POLL * (0.8 + Math.random() * 0.4));
  }

  function live(is, why) {
    if (is) clearTimeout(poll), (poll = 0);
    else if (!poll) look(), polls();
    if (is !== isLive) tell.live((isLive = is));
    if (why === "refused") renew();
  }

  /** A page that waited for half a day has an old pass. */
  async function renew() {
    if (renewed) return;
    renewed = true;
    try {
      const pass = / data-pass="([^"]+)"/.exec(await (await fetch(where.page, { cache: "reload" })).text())?.[1];
      if (pass && pass !== where.pass) begin((where.pass = pass)), (renewed = false);
    } catch {
      /* the looks go on */
    }
  }

  const begin = (pass) => watch({ url: where.socket, pass, have: () => null, heard: tell.heard, live });
  const awake = () => document.hidden || look();
  document.addEventListener("visibilitychange", awake);
  addEventListener("pageshow", (event) => event.persisted && look());
  addEventListener("online", look);
  look();
  begin(where.pass);
  return { look };
}
