/** The waiting room's page: follows the status, shows what it means for this fan, and asks for admission at their turn. */

/** @import { Facts, Status } from "./waiting/types.js" */

import { announcePolite } from "./announce.js";
import { closestTo, find, findAll, findById } from "./dom.js";
import { joinParts, joinSentences } from "./language/sentences.js";
import { gettext, ngettext } from "./language/translate.js";
import { readNumber } from "./place_cookie.js";
import { queueApi } from "./waiting/server/api.js";
import { completeStatus, readPageData } from "./waiting/server/page_data.js";
import { openStatusFeed } from "./waiting/server/status_feed.js";
import { FanStateMachine } from "./waiting/place/state_machine.js";
import { syncTabs } from "./waiting/place/tab_sync.js";
import { createErrorBanner } from "./waiting/view/error_banner.js";
import { showProof, watchMissingValue } from "./waiting/view/proof.js";
import { drawQueue, queueSeats } from "./waiting/view/queue_rows.js";
import { showRemaining } from "./waiting/view/remaining.js";
import { createRenderer } from "./waiting/view/render.js";
import { keptText, statusView } from "./waiting/view/status_text.js";
import { statusClock, timeFormat } from "./waiting/view/time_format.js";
import { createTurnAlert } from "./waiting/view/turn_alert.js";

const HOUR = 3_600_000;
const WITH_PLACE = ["gathering", "drawing", "waiting", "called"];
const main = findById("main");
const room = readPageData(main, location);
const clock = statusClock();
const page = createRenderer(main);
const format = timeFormat(clock.time);
const updateRemaining = showRemaining(main, room.to, page, format);
const turnAlert = createTurnAlert(main);
const kept = () => keptText(facts());
const banner = createErrorBanner(page, kept);
const isValueMissing = watchMissingValue(room, draw);
const rows = find(main, ".rows");
/** @type {HTMLDetailsElement} */
const giveUp = find(document, ".give-up");

for (const node of findAll(document, "[data-show]")) node.hidden = Number(node.dataset.show) !== room.to;
for (const node of findAll(document, "[data-other]")) node.hidden = Number(node.dataset.other) === room.to;
find(main, '[data-do="seats"]').setAttribute("href", `/performances/${room.to}`);

const ownNumber = () => readNumber(document.cookie, room.id);
const tabs = syncTabs(room.id, (event) => machine.onOtherTab(event));
const machine = new FanStateMachine({
  room,
  tabs,
  api: queueApi(room.here, room.to, banner.setProblem),
  time: clock.time,
  number: ownNumber(),
  readNumber: ownNumber,
  visible: () => !document.hidden,
  refresh: () => feed.fetchNow(),
  onChange: draw,
  alert: () =>
    turnAlert.alert(gettext("It is your turn"), gettext("{event}: come in now.", { event: main.dataset.title ?? "" })),
  navigate: (to = `/performances/${room.to}`) => setTimeout(() => location.assign(to), turnAlert.remainingSoundMs()),
});

/** Return what the view depends on. @returns {Facts} */
function facts() {
  const { status, phase, number, place, until, insideUntil, seconds, alertedNumber } = machine;
  const fan = { status, phase, number, place, until, insideUntil, seconds, alertedNumber };
  return { ...fan, room, time: clock.time(), clock: format, isAway: banner.isAway() };
}

/** Show the current state. */
function draw() {
  const { status, number, place, agreement } = machine;
  page.write(statusView(facts()));
  banner.refresh();
  page.notice("swapped", replacedText());
  if (number !== null && WITH_PLACE.includes(main.dataset.state ?? "")) giveUp.hidden = false;
  else page.hide(giveUp);
  if (!status) return;
  page.writeText("kept", number === null ? gettext("Your place will be kept.") : gettext("Your place is kept."));
  page.writeText("still", returnText(place ?? number));
  page.notice("message", status.say ? [status.say] : null);
  showProof(main, { status, number, place, agreement, outside: room.outside, without: isValueMissing(status) });
  drawPlace(status, place);
}

/** Return how a fan comes back to their place, as text. @param {number | null} place */
function returnText(place) {
  if (place === null) return gettext("Reload, sleep, lose the signal: come back in this browser.");
  return gettext("Reload, sleep, lose the signal: come back in this browser and you are still {place}.", { place });
}

/** Return the notice that the number is another one now, or null. */
function replacedText() {
  if (!machine.isReplaced || !machine.number) return null;
  return [
    gettext("The number that was here belongs to another browser."),
    gettext("This one has a number of its own: {number}.", { number: machine.number }),
  ];
}

/** Give the place up, once. @param {HTMLElement | null} button */
async function leave(button) {
  if (!button || button.ariaBusy === "true") return;
  button.ariaBusy = "true";
  await machine.giveUp();
  button.ariaBusy = "false";
  giveUp.open = false;
}

let drawnKey = "";

/**
 * Draw the line with the fan in it, if anything in it has changed.
 * @param {Status} status
 * @param {number | null} place
 */
function drawPlace({ serving, last }, place) {
  rows.hidden = place === null || main.dataset.state !== "waiting";
  const key = `${place} ${serving} ${last} ${rows.hidden} ${rows.clientWidth}`;
  if (place === null || rows.hidden || key === drawnKey) return;
  drawnKey = key;
  const seats = queueSeats({ place, serving, last });
  const ahead = Math.max(0, place - serving - 1);
  const called = ngettext("{count} called", "{count} called", serving);
  rows.setAttribute("aria-label", joinParts(called, ngettext("{count} ahead of you", "{count} ahead of you", ahead)));
  page.writeText("in", serving ? called : gettext("Nobody is called yet"));
  page.writeText("scale", ngettext("One seat is one person", "One seat is {count} people", seats.each));
  /** @type {SVGSVGElement} */
  const svg = find(rows, "svg");
  drawQueue(svg, seats);
}

const source = { now: `${room.here}/now`, socket: room.socket, pass: room.pass, page: room.here };
const feed = openStatusFeed(source, {
  onStatus(message) {
    if (message.q !== room.id) return;
    const status = completeStatus(message);
    clock.update(status.at);
    updateRemaining(status);
    machine.applyStatus(status);
  },
  onLive(is) {
    const badge = find(document, "[data-live]");
    const early = clock.time() < room.opens - HOUR; // nothing is published yet
    badge.textContent = is ? gettext("Live") : early ? "" : gettext("Not live");
    badge.classList.toggle("lost", !is && !early);
    banner.setLive(is || early);
    if (!is && !early) announcePolite(joinSentences(gettext("No live updates just now."), kept()));
  },
});

document.addEventListener("click", (event) => {
  const what = closestTo(event, "[data-do]")?.dataset.do;
  if (what === "come") machine.enter();
  if (what === "join") machine.joinAgain();
  if (what === "leave") leave(closestTo(event, "button"));
});
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) machine.step();
});
addEventListener("pageshow", (event) => {
  if (event.persisted) machine.onReturn();
});
addEventListener("resize", () => {
  if (machine.status) draw();
});
setInterval(() => machine.step(), 1_000);
draw();
