/** What a page of the waiting room was printed with, and one message of the line made whole. */

/** @param {HTMLElement} main @param {Location} at */
export function printed(main, at) {
  const { room, opens, draws, outside, round, roundAt, witness, order, comeIn, zone, city, socket, pass } = main.dataset;
  const shows = [...new Set([...document.querySelectorAll("[data-show]")].map((node) => Number(node.dataset.show)))];
  const asked = Number(new URLSearchParams(at.search).get("to"));
  return {
    id: Number(room), here: `/waiting-rooms/${room}`, to: shows.includes(asked) ? asked : shows[0], zone, city, socket, pass,
    opens: Date.parse(opens), draws: draws ? Date.parse(draws) : 0, drawn: outside !== undefined, outside, without: order ? order === "without" : null, round: Number(round ?? 0), roundAt: roundAt ? Date.parse(roundAt) : 0, witness,
    comeIn: Number(comeIn) * 60_000,
  };
}

const NOTHING = { last: 0, serving: 0, inside: 0, n: 0, root: "", seed: "", rate: 0, slow: 0, fast: 0, why: "", say: "", left: {}, back: 0, calls: [], through: [], log: [], ended: "" };

/** What was not told is nothing. */
export const whole = (now) => ({ ...NOTHING, ...now });
