/** What the page says in each state, from facts alone. Plain, short; what happened, what was kept, what to do. */

import { figure } from "../../clock.js";
import { drawing } from "./drawing.js";
import { ended } from "./endings.js";
import { late } from "./keeping.js";
import { ahead, called } from "../place/position.js";
import { paceWords, rangeWords } from "./wait_estimate.js";
import { resting } from "./resting.js";
import { spoken } from "./time_format.js";

const DAYS = 172_800, QUIET = 60_000;
const many = (n) => n.toLocaleString("en");

/** @typedef {{state: string, over: string, figure?: string, says: string, estimate?: string[], honest?: string, does?: string[], busy?: boolean, join?: string, title?: string, tells?: string, loud?: boolean}} View
 *   `estimate`: before, what matters, after · `does`: which buttons · `busy`: they were pressed · `join`: what the one for a new place says · `title`: of the window · `tells`: the minute's summary for who cannot see it ·
 *   `loud`: it cannot wait */

/** @param {object} facts now (the last message, or null) · time (ms) · room {opens, draws, outside, round, roundAt, witness} · phase · number · place · until ·
 *   ends · rung (the number that was called aloud) · away (the house does not answer) · clock (ms to "10:24") @returns {View} */
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
  const words = room.draws ? ["Everybody who is here by ", clock(room.draws, true), " gets a place in one draw."] : ["Places are given in the order of coming", "", "."];
  const honest = room.draws ? "Coming early does not matter. This page gets you a number by itself when the room opens." : "This page gets you a number by itself when the room opens. You need not load it again.";
  const says = `at ${clock(room.opens, true)}, the time in ${room.city}`;
  return { state: "before", over: "The waiting room opens in", figure: countdown(room.opens - time), says, estimate: words, honest, title: `Opens at ${clock(room.opens, true)}`, tells: `The waiting room opens in ${spoken(room.opens - time)}, ${says}. ${words.join("")}` };
}

function gathering({ now, time, room, number, clock }) {
  const left = room.draws - time, here = now.last > 1 ? `${many(now.last)} numbers are given so far` : "Yours is the first number";
  const estimate = left > 0 ? ["The order is drawn in ", countdown(left), "."] : ["The order is drawn now", "", "."];
  const honest = `${here}, and at ${clock(room.draws, true)} one draw decides the order of all. Coming early does not matter. You can close this page: your number takes part either way.`;
  return { state: "gathering", over: "You are in the waiting room", figure: many(number), says: "is your number", estimate, honest, title: `Number ${many(number)}`, tells: `Your number is ${many(number)}. ${here}. The order is drawn ${left > 0 ? `in ${spoken(left)}` : "now"}.` };
}

function waiting({ now, place, time }) {
  const before = ahead(place, now.serving), over = `You are in the waiting room, place ${many(place)}`;
  let estimate = rangeWords(before, now.slow, now.fast), honest = paceWords(now.why, now.rate);
  if (now.stage === "paused") (estimate = ["Nobody is let in just now", "", "."]), (honest = "The line is paused. Your place does not change.");
  else if (now.stage === "early") (estimate = ["Nobody is let in before the sale begins", "", "."]), (honest = "Your place does not change. This page goes on by itself.");
  else if (time - now.at > QUIET) (estimate = ["We do not know just now how long it takes.", "", ""]), (honest = "The house has said nothing new for a minute. Your place does not change.");
  else if (now.why === "payments" || now.why === "holds") estimate = estimate[0] === "About " ? [estimate[0], estimate[1], " now."] : estimate;
  const says = before === 1 ? "person ahead of you" : "people ahead of you";
  return { state: "waiting", over, figure: many(before), says, estimate, honest, title: before ? `${many(before)} ahead of you` : "You are next", tells: `${many(before)} ${says}. ${estimate.join("")}` };
}

function turn(facts) {
  const { number, place, phase, until, clock, seconds, rung, away } = facts;
  const estimate = until ? ["Come in before ", clock(until), "."] : ["Come in now", "", "."], over = place === null ? `Number ${many(number)} may come in` : `Place ${many(place)} is called`;
  const words = `It is your turn. ${estimate.join("")}`, common = { state: "called", over, says: "It is your turn", estimate, title: until ? `Your turn: come in before ${clock(until)}` : "Your turn: come in", tells: words, loud: rung === number };
  if (late(facts)) return { state: "late", over, says: "Your turn has probably passed", estimate: [away ? "We ask as soon as the house can be reached." : "We ask the door.", "", ""], honest: `The time to come in ended at ${clock(until, true)}.`, title: "Your turn has probably passed" };
  if (phase === "full" && away) return { ...common, does: ["come"], busy: true, honest: "We ask again as soon as the house can be reached." };
  if (phase === "full") return { ...common, does: ["come"], busy: true, estimate: ["You are at the door", "", "."], honest: `As many are inside as can be served well. We ask again in ${seconds === 1 ? "a second" : `${seconds} seconds`}, and go on asking. Your turn does not pass meanwhile.` };
  if (phase === "coming") return { ...common, does: ["come"], busy: true, honest: "We open the door for you." };
  return { ...common, does: ["come"], honest: "The time for choosing seats starts when you come in." };
}
