/** The waiting room's page: hears the line, says what it means for this fan, and comes in when it is their turn. */

import { tell } from "./announce.js";
import { calling } from "./waiting/view/turn_alert.js";
import { numberIn } from "./waiting/place/cookie.js";
import { printed, whole } from "./waiting/server/page_data.js";
import { drawnWithout } from "./waiting/view/drawn.js";
import { Fan } from "./waiting/place/state_machine.js";
import { houseOf } from "./waiting/server/api.js";
import { keeps } from "./waiting/view/keeping.js";
import { line } from "./waiting/server/status_feed.js";
import { showProof } from "./waiting/view/proof.js";
import { drawRows, seatsOf } from "./waiting/view/queue_rows.js";
import { seatsLeft } from "./waiting/view/remaining.js";
import { show } from "./waiting/view/render.js";
import { tabs } from "./waiting/place/tab_sync.js";
import { lineClock, wall } from "./waiting/view/time_format.js";
import { notices } from "./waiting/view/error_banner.js";
import { viewOf } from "./waiting/view/status_text.js";

const HOUR = 3_600_000;
const main = document.getElementById("main"), room = printed(main, location), clock = lineClock();
const page = show(main), says = wall(room.zone, clock.time), left = seatsLeft(main, room.to, page, says), calls = calling(main);
const facts = () => ({ ...fan, room, time: clock.time(), clock: says, away: trouble.away() }), kept = () => keeps(facts());
const trouble = notices(page, kept), without = drawnWithout(room, draw);
const rows = main.querySelector(".rows"), giveUp = document.querySelector(".give-up");

for (const node of document.querySelectorAll("[data-show]")) node.hidden = Number(node.dataset.show) !== room.to;
for (const node of document.querySelectorAll("[data-other]")) node.hidden = Number(node.dataset.other) === room.to;
main.querySelector('[data-do="seats"]').href = `/performances/${room.to}`;

const ways = tabs(room.id, (what) => fan.elsewhere(what));
const fan = new Fan({
  room, tabs: ways, house: houseOf(room.here, room.to, trouble.asking), time: clock.time, number: numberIn(document.cookie, room.id),
  readNumber: () => numberIn(document.cookie, room.id), visible: () => !document.hidden, look: () => heard.look(), changed: draw,
  ring: () => calls.call("It is your turn", `${main.dataset.title}: come in now.`),
  go: (to = `/performances/${room.to}`) => setTimeout(() => location.assign(to), calls.sounds()),
});

function draw() {
  const { now, number, place, checked, swapped } = fan;
  page.write(viewOf(facts()));
  trouble.again();
  page.notice("swapped", swapped && number ? ["The number that was here belongs to another browser.", `This one has a number of its own: ${number.toLocaleString("en")}.`] : null);
  if (number !== null && ["gathering", "drawing", "waiting", "called"].includes(main.dataset.state)) giveUp.hidden = false;
  else page.hide(giveUp);
  if (!now) return;
  page.words("kept", number === null ? "Your place will be kept." : "Your place is kept.");
  page.words("still", number === null ? "" : ` and you are still ${(place ?? number).toLocaleString("en")}`);
  page.notice("message", now.say ? [now.say] : null);
  showProof(main, { now, number, place, checked, outside: room.outside, without: without(now) });
  picture(now, place);
}

async function leave(button) {
  if (button.ariaBusy === "true") return;
  button.ariaBusy = "true";
  await fan.giveUp();
  button.ariaBusy = "false";
  giveUp.open = false;
}

let drawn = "";
function picture({ serving, last }, place) {
  rows.hidden = place === null || main.dataset.state !== "waiting";
  const what = `${place} ${serving} ${last} ${rows.hidden} ${rows.clientWidth}`;
  if (rows.hidden || what === drawn) return;
  drawn = what;
  const seats = seatsOf({ place, serving, last }), each = seats.each === 1 ? "One seat is one person" : `One seat is ${seats.each.toLocaleString("en")} people`;
  rows.setAttribute("aria-label", `${serving.toLocaleString("en")} called, ${Math.max(0, place - serving - 1).toLocaleString("en")} ahead of you`);
  page.words("in", serving ? `${serving.toLocaleString("en")} called` : "Nobody is called yet");
  page.words("scale", each);
  drawRows(rows.querySelector("svg"), seats);
}

const heard = line({ ...room, room: room.id, now: `${room.here}/now`, page: room.here }, {
  heard(now) {
    if (now.q !== room.id) return;
    clock.hear(now.at);
    left(whole(now));
    fan.heard(whole(now));
  },
  live(is) {
    const light = document.querySelector("[data-live]"), early = clock.time() < room.opens - HOUR; // nothing is told yet
    light.textContent = is ? "Live" : early ? "" : "Not live";
    light.classList.toggle("lost", !is && !early);
    trouble.live(is || early);
    if (!is && !early) tell(`No live updates just now. ${kept()}`.trim());
  },
});

document.addEventListener("click", ({ target }) => {
  const what = target.closest("[data-do]")?.dataset.do;
  if (what === "come") fan.comeIn();
  if (what === "join") fan.joinAgain();
  if (what === "leave") leave(target.closest("button"));
});
document.addEventListener("visibilitychange", () => document.hidden || fan.step());
addEventListener("pageshow", (event) => event.persisted && fan.returned());
addEventListener("resize", () => fan.now && draw());
setInterval(() => fan.step(), 1_000);
draw();
