/** Alerts a fan whose turn it is by sound and notification, each only if the fan switched it on. */

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
const storeWanted = (isSounding) => {
  try {
    localStorage.setItem(KEY, isSounding ? "on" : "off");
  } catch {
    /* private windows have no storage */
  }
};

/** @param {HTMLElement} page @returns {{alert: (title: string, text: string) => void, remainingSoundMs: () => number}} `remainingSoundMs`: how long the sound still needs */
export function createTurnAlert(page) {
  const button = page.querySelector("[data-sound]");
  const message = page.querySelector("[data-message]");
  const note = page.querySelector('[data-say="call"]');
  let wanted = readWanted();
  let context = null;
  let playedAt = -Infinity;

  const isSounding = () => wanted && context?.state === "running";

  /** Shows what is switched on. After a restart the browser is mute until the page is touched. */
  function show() {
    button.setAttribute("aria-pressed", String(isSounding()));
    button.firstElementChild.textContent = isSounding() ? "Sound is on" : "Turn the sound on";
    const permission = "Notification" in window ? Notification.permission : "denied";
    message.hidden = permission === "denied";
    message.setAttribute("aria-pressed", String(permission === "granted"));
    message.firstElementChild.textContent = permission === "granted" ? "Messages are on" : "Send me a message too";
    const signals = [isSounding() && "A sound", permission === "granted" && "a message"].filter(Boolean).join(" and ");
    note.textContent = signals
      ? `${signals[0].toUpperCase()}${signals.slice(1)} on this device when it is your turn, while this page is open.`
      : "A sound on this device when it is your turn, if you switch it on.";
  }

  async function resumeSound() {
    context ??= new AudioContext();
    context.onstatechange = show;
    if (context.state !== "running") await context.resume().catch(() => {});
    show();
  }

  button.addEventListener("click", async () => {
    const was = isSounding();
    storeWanted((wanted = !was));
    if (wanted) (await resumeSound(), playNotes(context, 0.5));
    show();
  });
  message.addEventListener("click", async () => {
    if (Notification.permission === "default") await Notification.requestPermission();
    show();
  });
  for (const touch of ["pointerup", "keyup"]) {
    addEventListener(
      touch,
      (event) => wanted && context?.state !== "running" && !button.contains(event.target) && resumeSound(),
      { passive: true },
    );
  }
  show();

  return {
    alert(title, text) {
      if (isSounding()) (playNotes(context, 1), (playedAt = performance.now()));
      if (!document.hidden || !("Notification" in window) || Notification.permission !== "granted") return;
      try {
        const shown = new Notification(title, { body: text, tag: "aisle-turn", requireInteraction: true });
        shown.onclick = () => (window.focus(), shown.close());
      } catch {
        /* some phones show messages only for installed pages */
      }
    },
    remainingSoundMs: () => remainingSound(playedAt, performance.now()),
  };
}

/** Milliseconds left of the first four notes: leaving the page would cut them off. @param {number} playedAt @param {number} now ms */
export const remainingSound = (playedAt, now) => Math.max(0, playedAt + FOUR_NOTES - now);

/** Plays four rising notes, twice. Generated here: no file to load. */
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
