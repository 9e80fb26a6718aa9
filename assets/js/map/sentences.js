/** What the map says to ears about where the keys are. */

import { list, partName, special, spoken, where } from "./text.js";

const IS = { held: "held by someone", sold: "sold", killed: "not for sale" };

/** "Stalls, row H, seat 26, A, 84 euros, open, next to the aisle, 27 is open too. Takes 26 and 27, 168 euros."
 * @param {import("./model/seat_chunks.js").Seat} seat @param {object} all as the keyboard has it */
export function seatSentence(seat, { house, painter, choose, levels, currency }) {
  const level = levels.get(painter.level[seat.i]), look = painter.look(seat.i).split(" ")[0], open = (each) => each && painter.isOpen(each);
  const status = look === "mine" ? "yours" : look === "open" && !open(seat) ? "open, but not what you look for" : IS[look] ?? "open";
  const words = [where([seat]), level?.name === seat.section ? "" : level?.name, level && spoken(level.amount, currency), status];
  if (seat.flags) words.push(special(seat.flags).toLowerCase());
  const said = () => words.filter(Boolean).join(", ");
  if (!open(seat)) return `${said()}.`;
  const { seats: wish, note } = choose.wish(seat), beside = [house.seats[seat.left], house.seats[seat.right]].filter(open).map(({ label }) => label);
  if (wish.length < 2 && beside.length) words.push(`${list(beside)} ${beside.length > 1 ? "are" : "is"} open too`);
  const takes = wish.length > 1 ? `Takes ${list(wish.map(({ label }) => label))}, ${spoken(choose.card.sum(choose.leveled(wish)), currency)}.` : "";
  return [`${said()}.`, takes, note].filter(Boolean).join(" ");
}

/** "Section 112, lower tier, 503 left, 64 to 84 euros. Enter goes in." @param {import("./model/sections.js").Part} part */
export function partSentence(part, { painter, levels, currency }) {
  const found = painter.counts.wanted(part), count = found.reduce((sum, [, each]) => sum + each, 0), left = painter.left(part);
  const amounts = found.map(([level]) => levels.get(level)?.amount).filter((amount) => amount !== undefined);
  const least = Math.min(...amounts), most = Math.max(...amounts);
  const price = amounts.length && (least === most ? spoken(least, currency) : `${spoken(least, currency)} to ${spoken(most, currency)}`);
  const words = count || !left ? `${count ? count.toLocaleString("en") : "none"} left` : "nothing of what you look for";
  const name = partName(part), way = part.kind === "standing" ? "Standing, Enter chooses how many" : "Enter goes in";
  return `${[name, part.floor.toLowerCase(), words, price].filter(Boolean).join(", ")}. ${way}.`;
}
