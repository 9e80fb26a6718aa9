/** Runs the waiting room's page: follows the status, shows what it means for this fan, and asks for admission at their turn. */

import { announcePolite } from "./announce.js";
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
const main = document.getElementById("main");
const room = readPageData(main, location);
const clock = statusClock();
const page = createRenderer(main);
const format = timeFormat(room.zone, clock.time);
const updateRemaining = showRemaining(main, room.to, page, format);
const turnAlert = createTurnAlert(main);
const facts = () => ({ ...machine, room, time: clock.time(), clock: format, isAway: banner.isAway() });
const kept = () => keptText(facts());
const banner = createErrorBanner(page, kept);
const isValueMissing = watchMissingValue(room, draw);
const rows = main.querySelector(".rows");
const giveUp = document.querySelector(".give-up");

for (const node of document.querySelectorAll("[data-show]")) node.hidden = Number(node.dataset.show) !== room.to;
for (const node of document.querySelectorAll("[data-other]")) node.hidden = Number(node.dataset.other) === room.to;
main.querySelector('[data-do="seats"]').href = `/performances/${room.to}`;

const ownNumber = () => readNumber(document.cookie, room.id);
const tabs = syncTabs(room.id, (what) => machine.onOtherTab(what));
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
  alert: () => turnAlert.alert("It is your turn", `${main.dataset.title}: come in now.`),
  navigate: (to = `/performances/${room.to}`) => setTimeout(() => location.assign(to), turnAlert.remainingSoundMs()),
});

function draw() {
  const { status, number, place, agreement, isReplaced } = machine;
  page.write(statusView(facts()));
  banner.refresh();
  page.notice(
    "swapped",
    isReplaced && number
      ? [
          "The number that was here belongs to another browser.",
          `This one has a number of its own: ${number.toLocaleString("en")}.`,
        ]
      : null,
  );
  if (number !== null && ["gathering", "drawing", "waiting", "called"].includes(main.dataset.state)) {
    giveUp.hidden = false;
  } else page.hide(giveUp);
  if (!status) return;
  page.setText("kept", number === null ? "Your place will be kept." : "Your place is kept.");
  page.setText("still", number === null ? "" : ` and you are still ${(place ?? number).toLocaleString("en")}`);
  page.notice("message", status.say ? [status.say] : null);
  showProof(main, { status, number, place, agreement, outside: room.outside, without: isValueMissing(status) });
  drawPlace(status, place);
}

async function leave(button) {
  if (button.ariaBusy === "true") return;
  button.ariaBusy = "true";
  await machine.giveUp();
  button.ariaBusy = "false";
  giveUp.open = false;
}

let drawnKey = "";
function drawPlace({ serving, last }, place) {
  rows.hidden = place === null || main.dataset.state !== "waiting";
  const key = `${place} ${serving} ${last} ${rows.hidden} ${rows.clientWidth}`;
  if (rows.hidden || key === drawnKey) return;
  drawnKey = key;
  const seats = queueSeats({ place, serving, last });
  const each = seats.each === 1 ? "One seat is one person" : `One seat is ${seats.each.toLocaleString("en")} people`;
  rows.setAttribute(
    "aria-label",
    `${serving.toLocaleString("en")} called, ${Math.max(0, place - serving - 1).toLocaleString("en")} ahead of you`,
  );
  page.setText("in", serving ? `${serving.toLocaleString("en")} called` : "Nobody is called yet");
  page.setText("scale", each);
  drawQueue(rows.querySelector("svg"), seats);
}

const feed = openStatusFeed(
  { ...room, room: room.id, now: `${room.here}/now`, page: room.here },
  {
    onStatus(status) {
      if (status.q !== room.id) return;
      clock.update(status.at);
      updateRemaining(completeStatus(status));
      machine.applyStatus(completeStatus(status));
    },
    onLive(is) {
      const badge = document.querySelector("[data-live]");
      const early = clock.time() < room.opens - HOUR; // nothing is published yet
      badge.textContent = is ? "Live" : early ? "" : "Not live";
      badge.classList.toggle("lost", !is && !early);
      banner.setLive(is || early);
      if (!is && !early) announcePolite(`No live updates just now. ${kept()}`.trim());
    },
  },
);

document.addEventListener("click", ({ target }) => {
  const what = target.closest("[data-do]")?.dataset.do;
  if (what === "come") machine.enter();
  if (what === "join") machine.joinAgain();
  if (what === "leave") leave(target.closest("button"));
});
document.addEventListener("visibilitychange", () => document.hidden || machine.step());
addEventListener("pageshow", (event) => event.persisted && machine.onReturn());
addEventListener("resize", () => machine.status && draw());
setInterval(() => machine.step(), 1_000);
draw();
