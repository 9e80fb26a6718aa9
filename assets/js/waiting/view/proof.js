/** The proof: how the order was drawn, and whether this device computed the same place. */

/** @import { Badge, CloseRecord } from "../../draw/types.js" */
/** @import { Agreement, Room, Status } from "../types.js" */

import { find, setText } from "../../dom.js";
import { changedListText, isDifferentClose, recordClose, secondsFormat } from "../../draw/close_record.js";

/**
 * @typedef {object} ProofFacts
 * @property {Status} status
 * @property {number | null} number
 * @property {number | null} place
 * @property {Agreement} agreement
 * @property {string | undefined} outside the kind of value that was announced
 * @property {boolean | null} without whether the draw went on without it; null while unknown
 */

/**
 * @typedef {object} MissingValuePorts
 * @property {(url: string) => Promise<Pick<Response, "json">>} [request]
 * @property {(f: () => void, ms: number) => void} [later]
 * @property {() => number} [random]
 */

const CHECKS_A_SECOND = 500;
const MAX_MS = 300_000;
const MIN_MS = 2_000;
const RETRY_MS = 5_000;

const count = (/** @type {number} */ n) => n.toLocaleString("en");
/** @type {Record<string, Badge>} */
const BADGES = {
  same: ["good", "Matches on this device"],
  here: ["info", "Worked out on this device"],
  other: ["warn", "Does not match"],
  changed: ["warn", "Another list than before"],
};

/**
 * Return the texts of the proof.
 * @param {Omit<ProofFacts, "agreement">} facts
 * @param {CloseRecord | null} closeRecord what this browser recorded at the close
 * @param {(ms: number) => string} clock formats to the second
 */
export function proofText({ status, number, place, outside, without }, closeRecord, clock) {
  const isAfterDraw = number !== null && status.n > 0 && number > status.n;
  const isChanged = isDifferentClose(closeRecord, status);
  const missing = outside === "witness" ? "the witness's key" : "the public value";
  const { seed } = status;
  let drawn = drawText(status);
  if (without) drawn = `${drawn} What was announced for it, ${missing}, is not in it.`;
  if (closeRecord && isChanged) drawn = changedListText(closeRecord, status, clock);
  const closing = isAfterDraw
    ? "One number per browser."
    : `Coming early ${seed ? "did" : "does"} not matter. One number per browser.`;
  return {
    drawn,
    yours: ownText(status, number, place, isAfterDraw) + closing,
    /** Whether the list differs from the recorded one. */
    changed: isChanged,
    seed: seed ? `seed ${seed.slice(0, 8)} ${seed.slice(8, 16)} … ${seed.slice(-8)}` : "",
  };
}

/** Return how far the draw is, as text. @param {Status} status */
function drawText({ n, root, seed }) {
  const numbers = n === 1 ? "One number was" : `${count(n)} numbers were`;
  if (seed) return `${numbers} in it. The key was opened and put everybody in one order.`;
  if (root) return `${numbers} in it. Nobody can be added, moved or removed any more.`;
  return "Everybody who is here by then takes part in one draw.";
}

/**
 * Return what the draw means for the fan's number, as text; "" without a number.
 * @param {Status} status
 * @param {number | null} number
 * @param {number | null} place
 * @param {boolean} isAfterDraw whether the number was given after the close
 */
function ownText({ seed }, number, place, isAfterDraw) {
  if (number === null) return "";
  if (!seed || place === null) return `Your number is ${count(number)}. `;
  if (isAfterDraw) return `You came after the draw: your number ${count(number)} is your place. `;
  return `Your number ${count(number)} with that key gives place ${count(place)}. `;
}

/**
 * Return the badge. It is "good" only if the announced value is known to be in the draw.
 * @param {Pick<ProofFacts, "agreement" | "outside" | "without">} facts
 * @returns {Badge}
 */
export function proofBadge({ agreement, outside, without }) {
  if (agreement && agreement !== "other" && without) {
    return ["warn", outside === "witness" ? "Drawn without the witness" : "Drawn without the public value"];
  }
  return BADGES[agreement === "same" && without === null ? "here" : agreement] ?? ["", ""];
}

/**
 * Write the proof, where the page has one.
 * @param {HTMLElement} main
 * @param {ProofFacts} facts
 */
export function showProof(main, facts) {
  const { status, without } = facts;
  /** @type {(name: string) => HTMLElement | null} */
  const element = (name) => main.querySelector(`[data-say="${name}"]`);
  const badge = element("checked");
  if (!badge) return;
  const closeRecord = recordClose(status.q, status);
  const { drawn, yours, seed, changed } = proofText(facts, closeRecord, secondsFormat(main.dataset.zone));
  const [kind, badgeText] = changed ? BADGES.changed : proofBadge(facts);
  const work = without ? "See what that proves" : status.seed ? "Work it out again" : "How the draw works";
  setText(element("proof"), status.seed ? "How the order was drawn" : "How the order is drawn");
  setText(element("work"), work);
  setText(element("drawn"), drawn);
  setText(element("yours"), yours);
  const seedLine = element("seed");
  setText(seedLine, seed);
  if (seedLine) seedLine.hidden = !seed;
  find(main, '[data-say="download"]').hidden = !seed;
  badge.hidden = !badgeText;
  badge.className = `status ${kind}`;
  setText(badge.querySelector("span"), badgeText);
}

/**
 * Return a function that tells whether the draw was made without the value that was announced for it: from the page data,
 * else from draw.json.
 * @param {Pick<Room, "here" | "outside" | "without">} room
 * @param {() => void} onChange called once that is known
 * @param {MissingValuePorts} [ports]
 * @returns {(status: Pick<Status, "seed" | "last">) => boolean | null} null: not known yet
 */
export function watchMissingValue({ here, outside, without }, onChange, ports = {}) {
  const { request = fetch, later = (f, ms) => setTimeout(f, ms), random = Math.random } = ports;
  let known = without;
  let started = false;

  /** Read draw.json until it has the draw. */
  async function check() {
    try {
      const { draw } = await (await request(`${here}/draw.json`)).json();
      if (!draw.seed) throw new Error("not drawn yet");
      known = draw.without !== null;
      onChange();
    } catch {
      later(check, RETRY_MS * (1 + random()));
    }
  }

  return (status) => {
    if (!status.seed || !outside || outside === "none") return false; // nothing was announced
    if (known === null && !started) {
      started = true;
      later(check, random() * Math.min(MAX_MS, Math.max(MIN_MS, (1000 * status.last) / CHECKS_A_SECOND)));
    }
    return known;
  };
}
