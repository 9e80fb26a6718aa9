/** Draws the line as rows of seats, each standing for a round number of people. */

const SVG = "http://www.w3.org/2000/svg";
const CELL = 21;
const WIDE = 36;
const HIGH = 6;
const SEAT =
  "M-7.4 5.2V-2.2C-7.4-5.6-5.2-7.4-2-7.4H2C5.2-7.4 7.4-5.6 7.4-2.2V5.2C7.4 6.5 6.5 7.4 5.2 7.4H-5.2C-6.5 7.4-7.4 6.5-7.4 5.2Z";
const NICE = [1, 2, 5];

/** The smallest of 1, 2, 5, 10, 20, 50 ... that is at least this. */
export function roundNumber(min) {
  for (let ten = 1; ; ten *= 10) for (const n of NICE) if (n * ten >= min) return n * ten;
}

/** The seats in the order of places. As the line moves, one seat stands for fewer people, so that progress is visible.
 * @returns {{each: number, high: number, seats: ("in" | "ahead" | "you" | "behind")[]}} */
export function queueSeats({ place, serving, last }) {
  const capacity = WIDE * HIGH;
  const before = place - serving - 1;
  const each = roundNumber(Math.max(1, before / (capacity * 0.7)));
  const mine = Math.floor((place - 1) / each);
  const first = Math.max(0, mine - Math.floor(capacity * 0.85));
  const end = Math.min(first + capacity, Math.max(mine + 1, Math.ceil(last / each)));
  const seats = [];
  for (let i = first; i < end; i++) {
    seats.push(i === mine ? "you" : (i + 1) * each <= serving ? "in" : i < mine ? "ahead" : "behind");
  }
  const high = seats.length <= WIDE ? 1 : seats.length <= WIDE * 3 ? 3 : HIGH;
  return { each, high, seats };
}

/** Draws the seats into the svg, column by column, with an aisle after the third row. */
export function drawQueue(svg, { high, seats }) {
  const make = (name, attributes) => {
    const node = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
    return node;
  };
  const word = 26;
  const aisle = high === HIGH ? 34 : 0;
  const top = aisle ? 12 : 12 + word;
  let mine = [];
  const nodes = seats.map((kind, i) => {
    const row = i % high;
    const x = 10.5 + Math.floor(i / high) * CELL;
    const y = top + row * 22 + (row > 2 ? aisle : 0);
    if (kind === "in") return make("circle", { class: "in", cx: x, cy: y, r: 2.6 });
    if (kind !== "you") return make("path", { class: kind, transform: `translate(${x} ${y})`, d: SEAT });
    const seat = make("g", { transform: `translate(${x} ${y})` });
    seat.append(
      make("path", { class: "you", transform: "scale(1.32)", d: SEAT }),
      make("path", { class: "tick", d: "M-4.2.2-1.2 3.2 4.3-3" }),
    );
    const label = make("text", { class: "you-word", x: Math.min(736, Math.max(20, x)), y: aisle ? 89 : 20 });
    label.textContent = "You";
    mine = [seat, label];
    return make("g", {});
  });
  svg.setAttribute("viewBox", `0 0 ${WIDE * CELL} ${top + (high - 1) * 22 + aisle + 12}`);
  svg.style.setProperty("--px", Math.max(1, ((WIDE * CELL) / (svg.clientWidth || WIDE * CELL)) * 0.8));
  svg.replaceChildren(...nodes, ...mine);
}
