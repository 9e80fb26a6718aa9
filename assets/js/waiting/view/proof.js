/** The proof: how the order was drawn, and whether this device computed the same place. */

/** @import { Badge, CloseRecord } from "../../draw/types.js" */
/** @import { Agreement, Room, Status } from "../types.js" */

import { find, setText } from "../../dom.js";
import { changedListText, isDifferentClose, recordClose } from "../../draw/close_record.js";
import { joinSentences } from "../../language/sentences.js";
import { gettext, ngettext } from "../../language/translate.js";

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

/** Return the badge of an agreement, or of another list than the recorded one. @param {Agreement | "changed"} is @returns {Badge} */
function agreementBadge(is) {
  if (is === "same") return ["good", gettext("Matches on this device")];
  if (is === "here") return ["info", gettext("Worked out on this device")];
  if (is === "other") return ["warn", gettext("Does not match")];
  return is === "changed" ? ["warn", gettext("Another list than before")] : ["", ""];
}

/**
 * Return the texts of the proof.
 * @param {Omit<ProofFacts, "agreement">} facts
 * @param {CloseRecord | null} closeRecord what this browser recorded at the close
 */
export function proofText({ status, number, place, outside, without }, closeRecord) {
  const isAfterDraw = number !== null && status.n > 0 && number > status.n;
  const isChanged = isDifferentClose(closeRecord, status);
  const { seed } = status;
  const drawn = joinSentences(drawText(status), without ? missingText(outside) : "");
  const early = seed ? gettext("Coming early did not matter.") : gettext("Coming early does not matter.");
  return {
    drawn: closeRecord && isChanged ? changedListText(closeRecord, status) : drawn,
    yours: joinSentences(
      ownText(status, number, place, isAfterDraw),
      isAfterDraw ? "" : early,
      gettext("One number per browser."),
    ),
    /** Whether the list differs from the recorded one. */
    changed: isChanged,
    seed: seed ? `${seed.slice(0, 8)} ${seed.slice(8, 16)} … ${seed.slice(-8)}` : "",
  };
}

/** Return how far the draw is, as text. @param {Status} status */
function drawText({ n, root, seed }) {
  if (!seed && !root) return gettext("Everybody who is here by then takes part in one draw.");
  return joinSentences(
    ngettext("One number was in it.", "{count} numbers were in it.", n),
    seed
      ? gettext("The key was opened and put everybody in one order.")
      : gettext("Nobody can be added, moved or removed any more."),
  );
}

/** Return which announced value is not in the draw, as text. @param {string | undefined} outside */
const missingText = (outside) =>
  outside === "witness"
    ? gettext("What was announced for it, the witness's key, is not in it.")
    : gettext("What was announced for it, the public value, is not in it.");

/**
 * Return what the draw means for the fan's number, as text; "" without a number.
 * @param {Status} status
 * @param {number | null} number
 * @param {number | null} place
 * @param {boolean} isAfterDraw whether the number was given after the close
 */
function ownText({ seed }, number, place, isAfterDraw) {
  if (number === null) return "";
  if (!seed || place === null) return gettext("Your number is {number}.", { number });
  if (isAfterDraw) return gettext("You came after the draw: your number {number} is your place.", { number });
  return gettext("Your number {number} with that key gives place {place}.", { number, place });
}

/**
 * Return the badge. It is "good" only if the announced value is known to be in the draw.
 * @param {Pick<ProofFacts, "agreement" | "outside" | "without">} facts
 * @returns {Badge}
 */
export function proofBadge({ agreement, outside, without }) {
  if (agreement && agreement !== "other" && without) {
    const isWitness = outside === "witness";
    return ["warn", isWitness ? gettext("Drawn without the witness") : gettext("Drawn without the public value")];
  }
  return agreementBadge(agreement === "same" && without === null ? "here" : agreement);
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
  const { drawn, yours, seed, changed } = proofText(facts, closeRecord);
  const [kind, badgeText] = changed ? agreementBadge("changed") : proofBadge(facts);
  setText(element("proof"), status.seed ? gettext("How the order was drawn") : gettext("How the order is drawn"));
  setText(element("work"), linkText(Boolean(status.seed), without));
  setText(element("drawn"), drawn);
  setText(element("yours"), yours);
  const seedLine = element("seed");
  setText(seedLine, seed);
  if (seedLine?.parentElement) seedLine.parentElement.hidden = !seed;
  find(main, '[data-say="download"]').hidden = !seed;
  badge.hidden = !badgeText;
  badge.className = `status ${kind}`;
  setText(badge.querySelector("span"), badgeText);
}

/**
 * Return the text of the link to the page of the draw.
 * @param {boolean} isDrawn
 * @param {boolean | null} without
 */
function linkText(isDrawn, without) {
  if (without) return gettext("See what that proves");
  return isDrawn ? gettext("Work it out again") : gettext("How the draw works");
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
