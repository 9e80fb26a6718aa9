/** Writes seats, sections and prices as text, as the templates do, and as sentences for screen readers. */

const STATUS_TEXT = { held: "held by someone", sold: "sold", killed: "not for sale" };
const FEATURES = { w: "wheelchair space", c: "companion seat", r: "restricted view", a: "next to the aisle" };

const hasName = (row) => row.replace(/^-+$/, "") !== "";

/** "26", "26 and 27", "26, 27 and 28". */
export function joinWithAnd(words) {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}

/** "row H"; "Table 12" for a row whose name is a word; "" for one without a name. As in app/venues/seat_names.py. */
function rowName(row) {
  return !hasName(row) ? "" : row.includes(" ") ? row : `row ${row}`;
}

/** "H 26", "12-26" where rows are numbers, "26" where they have no name. */
const shortSeat = (row, label) => (!label || !hasName(row) ? label : `${row}${/\d$/.test(row) ? "-" : " "}${label}`);

/** "Stalls, row H, seat 26"; of several seats in one row "Stalls, row H, 26 and 27"; of a standing place "Floor". */
export function seatText(seats) {
  const [{ section, row }] = seats;
  const labels = joinWithAnd(seats.map(({ label }) => label).filter(Boolean));
  return [section, rowName(row), labels && (seats.length === 1 ? `seat ${labels}` : labels)].filter(Boolean).join(", ");
}

/** "Section 112" where its name is a number, else its name. */
export const sectionName = ({ name }) => (/^\d/.test(name) ? `Section ${name}` : name);

/** "Tables, Table 12": where a whole table stands. */
export const rowText = ({ section, row }) => [section, rowName(row)].filter(Boolean).join(", ");

/** "Table 12"; "this table" where it has no name. */
export const tableName = ({ row }) => (hasName(row) ? (row.includes(" ") ? row : `table ${row}`) : "this table");

/** "Stalls P 24 and 25". Seats of one row. */
export function shortSeatText(seats) {
  const [{ section, row, label }, ...others] = seats;
  return joinWithAnd([`${section} ${shortSeat(row, label)}`.trimEnd(), ...others.map((seat) => seat.label)]);
}

/** "10 or 11", "10 and 11, or 12 and 13": one of a few. */
export const joinWithOr = (words) => words.join(words.some((each) => each.includes(" ")) ? ", or " : " or ");

/** "Restricted view, next to the aisle", "" when nothing is special. */
export function featuresText(flags) {
  const words = [...flags]
    .map((flag) => FEATURES[flag])
    .filter(Boolean)
    .join(", ");
  return words && words[0].toUpperCase() + words.slice(1);
}

/** "1,204 left", "none left". */
export const leftText = (count) => (count ? `${count.toLocaleString("en")} left` : "None left");

/** "40 of these", "none of these": of those that pass the filter. */
export const matchingText = (count) => `${count ? count.toLocaleString("en") : "none"} of these`;

/** Money: "€84.00", "CHF 84.00", "free" for nothing. `minor` in minor units. */
export function formatMoney(minor, currency) {
  if (minor === 0) return "free";
  const digits = decimals(currency);
  const amount = (minor / 10 ** digits).toLocaleString("en", {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  return `${SIGNS[currency] ?? `${currency}\u00a0`}${amount}`;
}
// as in app/events/currencies.py: a browser's digits of a currency differ from its minor units
const SIGNS = { EUR: "€", USD: "$", GBP: "£", JPY: "¥", KRW: "₩", INR: "₹", AUD: "A$", CAD: "CA$" };
const NO_DECIMALS = "BIF CLP DJF GNF ISK JPY KMF KRW MGA PYG RWF UGX VND VUV XAF XOF XPF";
const THREE_DECIMALS = "BHD IQD JOD KWD LYD OMR TND";
const decimals = (currency) => (NO_DECIMALS.includes(currency) ? 0 : THREE_DECIMALS.includes(currency) ? 3 : 2);

/** Money for screen readers: "84 euros", "free". */
export function spokenMoney(minor, currency) {
  if (minor === 0) return "free";
  const digits = decimals(currency);
  const minDigits = minor % 10 ** digits === 0 ? 0 : digits;
  const format = {
    style: "currency",
    currency,
    currencyDisplay: "name",
    minimumFractionDigits: minDigits,
    maximumFractionDigits: digits,
  };
  return new Intl.NumberFormat("en", format).format(minor / 10 ** digits);
}

/** "Stalls, row H, seat 26, A, 84 euros, open, next to the aisle, 27 is open too. Takes 26 and 27, 168 euros."
 * @param {object} seat @param {object} all as in keyboard.js */
export function describeSeat(seat, { plan, painter, selection, levels, currency }) {
  const level = levels.get(painter.level[seat.i]);
  const look = painter.lookOf(seat.i).split(" ")[0];
  const open = (each) => each && painter.isOpen(each);
  const status =
    look === "mine"
      ? "yours"
      : look === "open" && !open(seat)
        ? "open, but not what you look for"
        : (STATUS_TEXT[look] ?? "open");
  const words = [
    seatText([seat]),
    level?.name === seat.section ? "" : level?.name,
    level && spokenMoney(level.amount, currency),
    status,
  ];
  if (seat.flags) words.push(featuresText(seat.flags).toLowerCase());
  const sentence = () => words.filter(Boolean).join(", ");
  if (!open(seat)) return `${sentence()}.`;
  const { seats: choice, note } = selection.choiceFor(seat);
  const neighbours = [plan.seats[seat.left], plan.seats[seat.right]].filter(open).map(({ label }) => label);
  if (choice.length < 2 && neighbours.length) {
    words.push(`${joinWithAnd(neighbours)} ${neighbours.length > 1 ? "are" : "is"} open too`);
  }
  const takesText =
    choice.length > 1
      ? `Takes ${joinWithAnd(choice.map(({ label }) => label))}, ${spokenMoney(selection.card.total(selection.withLevels(choice)), currency)}.`
      : "";
  return [`${sentence()}.`, takesText, note].filter(Boolean).join(" ");
}

/** "Section 112, lower tier, 503 left, 64 to 84 euros. Enter goes in." @param {object} section */
export function describeSection(section, { painter, levels, currency }) {
  const byLevel = painter.counts.openByLevel(section);
  const count = byLevel.reduce((sum, [, each]) => sum + each, 0);
  const left = painter.openCount(section);
  const amounts = byLevel.map(([level]) => levels.get(level)?.amount).filter((amount) => amount !== undefined);
  const min = Math.min(...amounts);
  const max = Math.max(...amounts);
  const price =
    amounts.length &&
    (min === max ? spokenMoney(min, currency) : `${spokenMoney(min, currency)} to ${spokenMoney(max, currency)}`);
  const words = count || !left ? `${count ? count.toLocaleString("en") : "none"} left` : "nothing of what you look for";
  const name = sectionName(section);
  const hint = section.kind === "standing" ? "Standing, Enter chooses how many" : "Enter goes in";
  return `${[name, section.floor.toLowerCase(), words, price].filter(Boolean).join(", ")}. ${hint}.`;
}
