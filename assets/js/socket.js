/** A receive-only WebSocket that reconnects. It counts as dead after 15 s without a message; the gateway sends one every 10 s. */

/** @typedef {{e: number, v: number}} Version epoch and version of a map */

/**
 * @template Message
 * @typedef {object} Topic what one socket watches
 * @property {string} url
 * @property {string} pass the signed token that allows it
 * @property {() => Version | null} currentVersion so that a reconnect costs one small message; null for a waiting room
 * @property {(message: Message) => void} onMessage
 * @property {(is: boolean, why?: "refused") => void} onLive
 */

const OPENING_MS = 8_000;
const SILENCE_MS = 15_000;
const FIRST_MS = 1_000;
const MAX_MS = 8_000;
const BAD_PASS = 4401;
const BAD_MESSAGE = 4400;
const TOO_MANY = 4429;

/**
 * Return the milliseconds before try number `tries`: doubled each time, three quarters of it random, so that a crowd
 * spreads out.
 * @param {number} tries from 0
 * @param {number} [random] from 0 to 1
 */
export const reconnectDelay = (tries, random = Math.random()) =>
  Math.min(MAX_MS, FIRST_MS * 2 ** tries) * (0.25 + random * 0.75);

/**
 * Watch one map or one waiting room for as long as the page is open.
 * @template Message
 * @param {Topic<Message>} topic
 */
export function openSocket({ url, pass, currentVersion, onMessage, onLive }) {
  /** @type {WebSocket | null} */
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
    current.onclose = ({ code }) => {
      if (current === socket) handleClose(code);
    };
  }

  function openAtOnce() {
    tries = 0;
    open();
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

  /** Report the end of a connection, and schedule the next try unless the server refused. @param {number} code */
  function handleClose(code) {
    clearTimeout(silenceTimer);
    socket = null;
    const refused = code === BAD_PASS || code === BAD_MESSAGE;
    onLive(false, refused ? "refused" : undefined);
    isRefused ||= refused;
    if (isRefused || pageHidden) return;
    retryTimer = setTimeout(open, code === TOO_MANY ? MAX_MS * (1 + Math.random()) : reconnectDelay(tries++));
  }

  addEventListener("online", () => {
    if (!socket) openAtOnce();
  });
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && !socket) openAtOnce();
  });
  addEventListener("offline", () => {
    if (socket) disconnect();
  });
  addEventListener("pagehide", () => {
    pageHidden = true;
    socket?.close();
  });
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    pageHidden = false;
    openAtOnce();
  });
  open();
}
