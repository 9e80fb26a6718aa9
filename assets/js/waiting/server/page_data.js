/** The data attributes of a waiting room page, and the defaults of a status message. */

/** @import { Room, Status, StatusMessage } from "../types.js" */

import { findAll } from "../../dom.js";

const MINUTE = 60_000;

/**
 * Return the data of the page.
 * @param {HTMLElement} main
 * @param {Location} location
 * @returns {Room}
 */
export function readPageData(main, location) {
  const { room, opens = "", draws, outside, round, roundAt, order, comeIn } = main.dataset;
  const { witness = "", zone = "", city = "", socket = "", pass = "" } = main.dataset;
  const shows = findAll(document, "[data-show]").map((node) => Number(node.dataset.show));
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
    comeIn: Number(comeIn) * MINUTE,
  };
}

/** @type {Omit<Status, "q" | "at" | "stage">} */
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

/** Return a status with the fields that it leaves out while they are empty. @param {StatusMessage} message @returns {Status} */
export const completeStatus = (message) => ({ ...EMPTY_STATUS, ...message });
