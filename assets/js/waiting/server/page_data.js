/** Reads the data attributes of a waiting room page, and fills the defaults of a status message. */

/** @param {HTMLElement} main @param {Location} location */
export function readPageData(main, location) {
  const { room, opens, draws, outside, round, roundAt, witness, order, comeIn, zone, city, socket, pass } =
    main.dataset;
  const shows = [...new Set([...document.querySelectorAll("[data-show]")].map((node) => Number(node.dataset.show)))];
  const requested = Number(new URLSearchParams(location.search).get("to"));
  return {
    id: Number(room),
    here: `/waiting-rooms/${room}`,
    to: shows.includes(requested) ? requested : shows[0],
    zone,
    city,
    socket,
    pass,
    opens: Date.parse(opens),
    draws: draws ? Date.parse(draws) : 0,
    drawn: outside !== undefined,
    outside,
    without: order ? order === "without" : null,
    round: Number(round ?? 0),
    roundAt: roundAt ? Date.parse(roundAt) : 0,
    witness,
    comeIn: Number(comeIn) * 60_000,
  };
}

const EMPTY_STATUS = {
  last: 0,
  serving: 0,
  inside: 0,
  n: 0,
  root: "",
  seed: "",
  rate: 0,
  slow: 0,
  fast: 0,
  why: "",
  say: "",
  left: {},
  back: 0,
  calls: [],
  through: [],
  log: [],
  ended: "",
};

/** Adds the fields that a status leaves out while they are empty. */
export const completeStatus = (status) => ({ ...EMPTY_STATUS, ...status });
