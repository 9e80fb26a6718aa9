/** What the page says in each state, from facts alone. Plain, short; what happened, what was kept, what to do. */

import { figure } from "../clock.js";
import { ended } from "./endings.js";
import { ahead, called } from "./position.js";
import { paceWords, rangeWords } from "./range.js";
import { resting } from "./resting.js";

const DAYS = 172_800, LATE = 120_000, QUIET = 60_000;
const many = (n) => n.toLocaleString("en");

/** @typedef {{state: string, over: string, figure?: string, says: string, estimate?: string[], honest?: string, does?: string[], join?: string, title?: string, tells?: string}} View
 *   `estimate`: before, what matters, after · `does`: which buttons · `join`: what the one for a new place says · `title`: of the window · `tells`: the minute's summary for who cannot see it */

/** @param {object} facts now (the last message, or null) · time (ms) · room {opens, draws, outside, round, witness} · phase · number · place · until ·
 *   clock (ms to "10:24") @returns {View} */
export function viewOf(facts) {
  const { now, phase } = facts;
  if (!now) return { state: "looking", over: "The waiting room", says: "One moment", estimate: ["We look for your place.", "", ""] };
  const special = resting(facts) ?? ended(facts);
  if (special) return special;
  if (now.stage === "closed") return before(facts);
  if (facts.number === null) return { state: "joining", over: "The waiting room is open", says: "We get you a number", estimate: [phase === "asleep" ? "In a few seconds: everybody comes at once just now." : "One moment.", "", ""] };
  if (called(now, facts.number, facts.place)) return turn(facts);
  if (now.stage === "gathering") return gathering(facts);
  if (facts.place === null) return drawing(facts);
  return waiting(facts);
}

function countdown(ms) {
  const seconds = Math.max(0, ms / 1000);
  return seconds >= DAYS ? `${Math.floor(seconds / 86_400)} days` : figure(seconds);
}

function before({ time, room, clock }) {
  if (time >= room.opens) return { state: "joining", over: "The waiting room opens", says: "We get you a number", estimate: [room.draws ? "Within half a minute. Who is first does not matter." : "Within seconds: not everybody in the same moment.", "", ""] };
  const words = room.draws ? ["Everybody who is here by ", clock(room.draws), " gets a place in one draw."] : ["Places are given in the order of coming", "", "."];
  const honest = room.draws ? "Coming early does not matter. This page gets you a number by itself when the room opens." : "This page gets you a number by itself when the room opens. You need not load it again.";
  return { state: "before", over: "The waiting room opens in", figure: countdown(room.opens - time), says: `at ${clock(room.opens, true)}, the time in ${room.city}`, estimate: words, honest, title: `Opens at ${clock(room.opens)}` };
}

function gathering({ now, time, room, number, clock }) {
  const left = room.draws - time, here = now.last > 1 ? `${many(now.last)} numbers are given so far` : "Yours is the first number";
  const estimate = left > 0 ? ["The order is drawn in ", countdown(left), "."] : ["The order is drawn now", "", "."];
  const honest = `${here}, and at ${clock(room.draws)} one draw decides the order of all. Coming early does not matter. You can close this page: your number takes part either way.`;
  return { state: "gathering", over: "You are in the waiting room", figure: many(number), says: "is your number", estimate, honest, title: `Number ${many(number)}`, tells: `Your number is ${many(number)}. ${here}. ${estimate.join("")}` };
}

function outsideWords({ outside, round, witness }) {
  if (outside === "beacon") return `the public beacon's round ${many(round)}`;
  return outside === "witness" ? `the key of ${witness}, who has not seen ours` : "our own sealed key";
}

function drawing({ now, time, room, number }) {
  const late = room.draws && time - room.draws > LATE, n = now.n || now.last, waits = outsideWords(room);
  const estimate = late ? ["The draw is late: ", waits, " is not there yet."] : ["The draw waits for ", waits, "."];
  const mine = now.n && number > now.n ? `You came after the close: your number, ${many(number)}, follows those who are drawn.` : `Your number, ${many(number)}, takes part.`;
  const honest = `Who takes part is fixed, and nobody can know the order before that. ${mine} ${late ? "Nothing is lost: this page goes on by itself." : ""}`.trim();
  return { state: "drawing", over: "The order is being drawn", figure: many(n), says: n === 1 ? "person takes part" : "people take part", estimate, honest, title: "The order is being drawn", tells: `${estimate.join("")} ${mine}` };
}

function waiting({ now, place, time }) {
  const before = ahead(place, now.serving), over = `You are in the waiting room, place ${many(place)}`;
  let estimate = rangeWords(before, now.slow, now.fast), honest = paceWords(now.why, now.rate);
  if (now.stage === "paused") (estimate = ["Nobody is let in just now", "", "."]), (honest = "The line is paused. Your place does not change.");
  else if (time - now.at > QUIET) (estimate = ["We do not know just now how long it takes.", "", ""]), (honest = "The house has said nothing new for a minute. Your place does not change.");
  else if (now.why === "payments" || now.why === "holds") estimate = estimate[2] === "." ? [estimate[0], estimate[1], " now."] : estimate;
  const says = before === 1 ? "person ahead of you" : "people ahead of you";
  return { state: "waiting", over, figure: many(before), says, estimate, honest, title: before ? `${many(before)} ahead of you` : "You are next", tells: `${many(before)} ${says}. ${estimate.join("")}` };
}

function turn({ number, place, phase, until, clock, seconds }) {
  const estimate = until ? ["Come in before ", clock(until), "."] : ["Come in now", "", "."], over = place === null ? `Number ${many(number)} may come in` : `Place ${many(place)} is called`;
  const words = `It is your turn. ${estimate.join("")}`, common = { state: "called", over, says: "It is your turn", estimate, title: until ? `Your turn: come in before ${clock(until)}` : "Your turn: come in", tells: words };
  if (phase === "full") return { ...common, honest: `As many are inside as can be served well. We ask again in ${seconds} seconds, and go on asking.` };
  if (phase === "coming") return { ...common, honest: "We open the door for you." };
  return { ...common, does: ["come"], honest: "The time for choosing seats starts when you come in." };
}
