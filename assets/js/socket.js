/** The socket: speaks down only, comes back by itself. Silence is death: the house says something every ten seconds. */

const OPENING = 8_000, SILENCE = 15_000, FIRST = 1_000, LONGEST = 8_000;
const BAD_PASS = 4401, BAD_MESSAGE = 4400, TOO_MANY = 4429;

/** How long to wait before try number `n` (from 0), in ms: doubled each time, and spread over three quarters of it, so
 * that a whole house does not knock in the same moment. */
export const patience = (n, random = Math.random()) => Math.min(LONGEST, FIRST * 2 ** n) * (0.25 + random * 0.75);

/** Watches one map, or one waiting line, for as long as the page lives.
 * @param {{url: string, pass: string, have: () => {e: number, v: number} | null, heard: (message: object) => void,
 *   live: (is: boolean, why?: "refused") => void}} room `have` is what the picture is now, so that a return costs one small message; a line has none */
export function watch({ url, pass, have, heard, live }) {
  let socket = null, tries = 0, silence = 0, again = 0, over = false, away = false;

  function open() {
    clearTimeout(again);
    if (over || away) return;
    try {
      socket = new WebSocket(url);
    } catch {
      return live(false);
    }
    const mine = socket;
    listen(OPENING);
    mine.onopen = () => {
      const at = have();
      listen();
      mine.send(JSON.stringify(at ? { watch: pass, v: at.v, e: at.e } : { watch: pass }));
    };
    mine.onmessage = ({ data }) => {
      listen();
      tries = 0;
      live(true); // an open door is not yet a voice
      heard(JSON.parse(data));
    };
    mine.onclose = ({ code }) => mine === socket && closed(code);
  }

  function listen(patient = SILENCE) {
    clearTimeout(silence);
    silence = setTimeout(drop, patient);
  }

  function drop() {
    const mine = socket;
    closed(0);
    mine?.close(); // its own onclose finds another socket, or none
  }

  function closed(code) {
    clearTimeout(silence);
    socket = null;
    const refused = code === BAD_PASS || code === BAD_MESSAGE;
    live(false, refused ? "refused" : undefined);
    over ||= refused;
    if (over || away) return;
    again = setTimeout(open, code === TOO_MANY ? LONGEST * (1 + Math.random()) : patience(tries++));
  }

  addEventListener("online", () => socket || ((tries = 0), open()));
  document.addEventListener("visibilitychange", () => document.hidden || socket || ((tries = 0), open()));
  addEventListener("offline", () => socket && drop());
  addEventListener("pagehide", () => ((away = true), socket?.close()));
  addEventListener("pageshow", (event) => event.persisted && ((away = false), (tries = 0), open()));
  open();
}
