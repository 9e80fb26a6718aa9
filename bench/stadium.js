/** The script that bench/stadium.py runs in the page that it measures. */

const OPEN_SOCKETS = [];
const Real = WebSocket;
window.WebSocket = class extends Real {
  constructor(...given) {
    super(...given);
    OPEN_SOCKETS.push(this);
  }
};

/** The time at which the sections were painted and the map was live, in ms since the page load began; 0 before. */
window.usable = 0;
(function look() {
  const live = document.querySelector(".activity-line .live:not(.lost)");
  const painted = document.querySelector('.plan .section:not([data-level=""])[data-level]');
  if (live && painted) requestAnimationFrame(() => (window.usable = performance.now()));
  else requestAnimationFrame(look);
})();

/** Call `act` in each of `count` frames. @returns {Promise<number[]>} how long each took, in ms */
function frames(count, act) {
  return new Promise((done) => {
    const times = [];
    let before = 0;
    requestAnimationFrame(function next(now) {
      if (before) times.push(now - before);
      before = now;
      if (times.length >= count) return done(times);
      act(times.length);
      requestAnimationFrame(next);
    });
  });
}

/** Drag the map with one finger there and back for so many frames, 14 pixels a frame. */
async function pan(count) {
  const plan = document.querySelector(".plan");
  const hand = { pointerId: 7, pointerType: "touch", bubbles: true, button: 0 };
  plan.setPointerCapture = () => {}; // a simulated pointer cannot be captured
  let x = 200;
  let y = 400;
  const at = (type) => plan.dispatchEvent(new PointerEvent(type, { ...hand, clientX: x, clientY: y }));
  at("pointerdown");
  const times = await frames(count, (n) => {
    x += n % 120 < 60 ? -14 : 14;
    y += n % 160 < 80 ? 3 : -3;
    at("pointermove");
  });
  at("pointerup");
  return times;
}

/** Change 500 seats in every thirtieth of `count` frames, most of them in view, the others all over the stadium; return
 * the times of these frames and of the one after each. */
async function delta(count) {
  const facts = document.getElementById("seat-map").dataset;
  const head = JSON.parse((await (await fetch(facts.seats)).text()).split("\n")[0]);
  const seen = [...document.querySelectorAll(".plan .seat")].slice(0, 300).map(({ dataset }) => Number(dataset.i));
  const all = [...seen, ...Array.from({ length: 500 - seen.length }, (_, n) => Math.floor((n * head.n) / 500))];
  let v = head.v;
  const times = await frames(count, (n) => {
    if (n % 30) return;
    const data = JSON.stringify({ e: head.e, p: 0, v: (v += 1000), [n % 60 ? "open" : "held"]: all });
    OPEN_SOCKETS.at(-1).onmessage(new MessageEvent("message", { data }));
  });
  return times.filter((_, n) => n > 30 && n % 30 < 2);
}

const counted = () => ({
  nodes: document.querySelectorAll("*").length,
  seats: document.querySelectorAll(".plan .seat").length,
});

Object.assign(window, { frames, pan, delta, counted });
