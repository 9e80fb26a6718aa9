/** Opens a receive-only WebSocket that reconnects. It counts as dead after 15 s without a message; the gateway sends one every 10 s. */

const OPENING_MS = 8_000;
const SILENCE_MS = 15_000;
const FIRST_MS = 1_000;
const MAX_MS = 8_000;
const BAD_PASS = 4401;
const BAD_MESSAGE = 4400;
const TOO_MANY = 4429;

/** Milliseconds before try number `tries` (from 0): doubled each time, three quarters of it random, so that a crowd spreads out. */
export const reconnectDelay = (tries, random = Math.random()) =>
  Math.min(MAX_MS, FIRST_MS * 2 ** tries) * (0.25 + random * 0.75);

/** Watches one map or one waiting room for as long as the page is open.
 * @param {{url: string, pass: string, currentVersion: () => {e: number, v: number} | null, onMessage: (message: object) => void,
 *   onLive: (is: boolean, why?: "refused") => void}} topic
 *   `currentVersion`: epoch and version of the map, so that a reconnect costs one small message; null for a waiting room */
export function openSocket({ url, pass, currentVersion, onMessage, onLive }) {
  let socket = null;
  let tries = 0;
  let silenceTimer = 0;
  let retryTimer = 0;
  let isRefused = false;
  let pageHidden = false;

  function open() {
    clearTimeout(retryTimer);
    if (isRefused || pageHidden) return;
    try {
      socket = new WebSocket(url);
    } catch {
      return onLive(false);
    }
    const current = socket;
    expectMessage(OPENING_MS);
    current.onopen = () => {
      const at = currentVersion();
      expectMessage();
      current.send(JSON.stringify(at ? { watch: pass, v: at.v, e: at.e } : { watch: pass }));
    };
    current.onmessage = ({ data }) => {
      expectMessage();
      tries = 0;
      onLive(true); // not at `open`: only a message proves that the topic is served
      onMessage(JSON.parse(data));
    };
    current.onclose = ({ code }) => current === socket && handleClose(code);
  }

  function expectMessage(timeout = SILENCE_MS) {
    clearTimeout(silenceTimer);
    silenceTimer = setTimeout(disconnect, timeout);
  }

  function disconnect() {
    const current = socket;
    handleClose(0);
    current?.close(); // its own onclose finds another socket, or none
  }

  function handleClose(code) {
    clearTimeout(silenceTimer);
    socket = null;
    const refused = code === BAD_PASS || code === BAD_MESSAGE;
    onLive(false, refused ? "refused" : undefined);
    isRefused ||= refused;
    if (isRefused || pageHidden) return;
    retryTimer = setTimeout(open, code === TOO_MANY ? MAX_MS * (1 + Math.random()) : reconnectDelay(tries++));
  }

  addEventListener("online", () => socket || ((tries = 0), open()));
  document.addEventListener("visibilitychange", () => document.hidden || socket || ((tries = 0), open()));
  addEventListener("offline", () => socket && disconnect());
  addEventListener("pagehide", () => ((pageHidden = true), socket?.close()));
  addEventListener("pageshow", (event) => event.persisted && ((pageHidden = false), (tries = 0), open()));
  open();
}
