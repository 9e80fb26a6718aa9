/** Calls a fan whose turn it is: a sound, a message of the device, and both only if they were asked for by hand. */

const KEY = "aisle.call";
const NOTES = [659.3, 830.6, 987.8, 1318.5], FOUR_NOTES = 1_000;

const kept = () => { try { return localStorage.getItem(KEY) === "on"; } catch { return false; } };
const keep = (on) => { try { localStorage.setItem(KEY, on ? "on" : "off"); } catch { /* private windows forget */ } };

/** @param {HTMLElement} page @returns {{call: (title: string, words: string) => void, sounds: () => number}} `sounds`: for how many ms it should still be heard */
export function calling(page) {
  const button = page.querySelector("[data-sound]"), message = page.querySelector("[data-message]"), says = page.querySelector('[data-say="call"]');
  let wanted = kept(), context = null, rungAt = -Infinity;

  const on = () => wanted && context?.state === "running";

  /** What the buttons say is so: a browser that was started again is mute until it is touched. */
  function show() {
    button.setAttribute("aria-pressed", String(on()));
    button.firstElementChild.textContent = on() ? "Sound is on" : "Turn the sound on";
    const may = "Notification" in window ? Notification.permission : "denied";
    message.hidden = may === "denied";
    message.setAttribute("aria-pressed", String(may === "granted"));
    message.firstElementChild.textContent = may === "granted" ? "Messages are on" : "Send me a message too";
    const ways = [on() && "A sound", may === "granted" && "a message"].filter(Boolean).join(" and ");
    says.textContent = ways ? `${ways[0].toUpperCase()}${ways.slice(1)} on this device when it is your turn, while this page is open.` : "A sound on this device when it is your turn, if you switch it on.";
  }

  async function wake() {
    context ??= new AudioContext();
    context.onstatechange = show;
    if (context.state !== "running") await context.resume().catch(() => {});
    show();
  }

  button.addEventListener("click", async () => {
    const was = on();
    keep((wanted = !was));
    if (wanted) await wake(), ring(context, 0.5);
    show();
  });
  message.addEventListener("click", async () => {
    if (Notification.permission === "default") await Notification.requestPermission();
    show();
  });
  for (const touch of ["pointerup", "keyup"]) addEventListener(touch, (event) => wanted && context?.state !== "running" && !button.contains(event.target) && wake(), { passive: true });
  show();

  return {
    call(title, words) {
      if (on()) ring(context, 1), (rungAt = performance.now());
      if (!document.hidden || !("Notification" in window) || Notification.permission !== "granted") return;
      try {
        const shown = new Notification(title, { body: words, tag: "aisle-turn", requireInteraction: true });
        shown.onclick = () => (window.focus(), shown.close());
      } catch {
        /* some phones show messages only for installed pages */
      }
    },
    sounds: () => toHear(rungAt, performance.now()),
  };
}

/** How much of the first four notes is still to be heard: a page that goes away takes its sound along. @param {number} rungAt @param {number} now ms */
export const toHear = (rungAt, now) => Math.max(0, rungAt + FOUR_NOTES - now);

/** Four notes upwards, twice. Made here: no file to wait for. */
function ring(context, loud) {
  for (let i = 0; i < NOTES.length * 2; i++) {
    const at = context.currentTime + i * 0.16 + (i >= NOTES.length ? 0.35 : 0), tone = context.createOscillator(), gain = context.createGain();
    tone.frequency.value = NOTES[i % NOTES.length];
    gain.gain.setValueAtTime(0, at);
    gain.gain.linearRampToValueAtTime(0.25 * loud, at + 0.02);
    gain.gain.exponentialRampToValueAtTime(0.001, at + 0.5);
    tone.connect(gain).connect(context.destination);
    tone.start(at);
    tone.stop(at + 0.55);
  }
}
