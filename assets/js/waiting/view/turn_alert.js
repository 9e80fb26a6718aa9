/** Alerts a fan whose turn it is by sound and notification, each only if the fan switched it on. */

import { find } from "../../dom.js";
import { gettext } from "../../language/translate.js";

const KEY = "aisle.call";
const NOTES = [659.3, 830.6, 987.8, 1318.5];
const FOUR_NOTES = 1_000;

const readWanted = () => {
  try {
    return localStorage.getItem(KEY) === "on";
  } catch {
    return false;
  }
};

/** Store for the next page whether the sound is on. @param {boolean} isSounding */
const storeWanted = (isSounding) => {
  try {
    localStorage.setItem(KEY, isSounding ? "on" : "off");
  } catch {
    /* private windows have no storage */
  }
};

/** Return whether messages are allowed: "granted", "denied" or "default". */
const messagePermission = () => ("Notification" in window ? Notification.permission : "denied");

/** Attach the two buttons. @param {HTMLElement} page */
export function createTurnAlert(page) {
  const button = find(page, "[data-sound]");
  const message = find(page, "[data-message]");
  const note = find(page, '[data-say="call"]');
  let wanted = readWanted();
  /** @type {AudioContext | null} */
  let context = null;
  let playedAt = -Infinity;

  const isSounding = () => wanted && context?.state === "running";

  /** Show what is switched on. After a restart the browser is mute until the page is touched. */
  function show() {
    const permission = messagePermission();
    const sounds = isSounding();
    const messages = permission === "granted";
    setButton(button, sounds, sounds ? gettext("Sound is on") : gettext("Turn the sound on"));
    setButton(message, messages, messages ? gettext("Messages are on") : gettext("Send me a message too"));
    message.hidden = permission === "denied";
    note.textContent = signalText(sounds, messages);
  }

  /** Switch the sound of this page on, and return its context. */
  async function resumeSound() {
    const current = context ?? new AudioContext();
    context = current;
    current.onstatechange = show;
    if (current.state !== "running") await current.resume().catch(() => {});
    show();
    return current;
  }

  /** Switch a wanted sound on again when the page is touched. @param {Event} event */
  function onTouch(event) {
    if (wanted && context?.state !== "running" && !button.contains(/** @type {Node} */ (event.target))) resumeSound();
  }

  button.addEventListener("click", async () => {
    wanted = !isSounding();
    storeWanted(wanted);
    if (wanted) playNotes(await resumeSound(), 0.5);
    show();
  });
  message.addEventListener("click", async () => {
    if (Notification.permission === "default") await Notification.requestPermission();
    show();
  });
  for (const touch of ["pointerup", "keyup"]) addEventListener(touch, onTouch, { passive: true });
  show();

  return {
    /**
     * Alert the fan.
     * @param {string} title
     * @param {string} text
     */
    alert(title, text) {
      if (context && isSounding()) {
        playNotes(context, 1);
        playedAt = performance.now();
      }
      if (document.hidden && messagePermission() === "granted") showMessage(title, text);
    },
    /** Return how long the sound still needs, in ms. */
    remainingSoundMs: () => remainingSound(playedAt, performance.now()),
  };
}

/**
 * Return how the fan is called, as text.
 * @param {boolean} sounds
 * @param {boolean} messages
 */
export function signalText(sounds, messages) {
  if (sounds && messages) {
    return gettext("A sound and a message on this device when it is your turn, while this page is open.");
  }
  if (sounds) return gettext("A sound on this device when it is your turn, while this page is open.");
  if (messages) return gettext("A message on this device when it is your turn, while this page is open.");
  return gettext("A sound on this device when it is your turn, if you switch it on.");
}

/**
 * Show whether a button is switched on.
 * @param {HTMLElement} button
 * @param {boolean} isOn
 * @param {string} text
 */
function setButton(button, isOn, text) {
  button.setAttribute("aria-pressed", String(isOn));
  const label = button.firstElementChild;
  if (label) label.textContent = text;
}

/**
 * Show a notification of the browser.
 * @param {string} title
 * @param {string} body
 */
function showMessage(title, body) {
  try {
    const shown = new Notification(title, { body, tag: "aisle-turn", requireInteraction: true });
    shown.onclick = () => {
      window.focus();
      shown.close();
    };
  } catch {
    /* some phones show messages only for installed pages */
  }
}

/**
 * Return the milliseconds left of the first four notes: leaving the page would cut them off.
 * @param {number} playedAt
 * @param {number} now ms
 */
export const remainingSound = (playedAt, now) => Math.max(0, playedAt + FOUR_NOTES - now);

/**
 * Play four rising notes, twice. Generated here: no file to load.
 * @param {AudioContext} context
 * @param {number} volume
 */
function playNotes(context, volume) {
  for (let i = 0; i < NOTES.length * 2; i++) {
    const at = context.currentTime + i * 0.16 + (i >= NOTES.length ? 0.35 : 0);
    const tone = context.createOscillator();
    const gain = context.createGain();
    tone.frequency.value = NOTES[i % NOTES.length];
    gain.gain.setValueAtTime(0, at);
    gain.gain.linearRampToValueAtTime(0.25 * volume, at + 0.02);
    gain.gain.exponentialRampToValueAtTime(0.001, at + 0.5);
    tone.connect(gain).connect(context.destination);
    tone.start(at);
    tone.stop(at + 0.55);
  }
}
