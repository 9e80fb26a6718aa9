/** What the page says between the close and the draw. */

const LATE = 120_000, COMES = 5_000;
const many = (n) => n.toLocaleString("en");

function outsideWords({ outside, round, witness }) {
  if (outside === "beacon") return `the public beacon's round ${many(round)}`;
  return outside === "witness" ? `the key of ${witness}, who has not seen ours` : "our own sealed key";
}

/** @param {object} facts see view.js @returns {import("./status_text.js").View} */
export function drawing({ now, time, room, number, clock }) {
  const n = now.n || now.last, after = Boolean(now.n) && number > now.n, waits = outsideWords(room);
  const late = room.draws > 0 && time - room.draws > LATE, due = !late && room.roundAt > 0 && time < room.roundAt + COMES;
  const part = n === 1 ? "number takes part" : "numbers take part";
  const mine = after ? `You came after the close: your number, ${many(number)}, follows those who are drawn.` : `Your number, ${many(number)}, takes part.`;
  let estimate = ["The draw waits for ", waits, "."], fixed = "Who takes part is fixed, and nobody can know the order before that.";
  if (late) estimate = ["The draw is late: ", waits, " is not there yet."];
  if (due) (estimate = ["The order is drawn at ", clock(room.roundAt, true, true), "."]), (fixed = `Who takes part is fixed. T${waits.slice(1)} decides the order, and nobody can know it before.`);
  if (room.outside === "none") fixed = "Who takes part is fixed."; // we do know the key
  const honest = `${fixed} ${mine} ${late ? "Nothing is lost: this page goes on by itself." : ""}`.trim();
  const large = after ? { figure: many(number), says: "is your number" } : { figure: many(n), says: part };
  return { state: "drawing", over: "The order is being drawn", ...large, estimate, honest, title: "The order is being drawn", tells: `${many(n)} ${part}. ${estimate.join("")} ${mine}` };
}
