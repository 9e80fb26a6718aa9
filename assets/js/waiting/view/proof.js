/** Shows how the order was drawn, and whether this device computed the same place. */

import { changedListText, isDifferentClose, recordClose, secondsFormat } from "../../draw/close_record.js";

const count = (n) => n.toLocaleString("en");
const BADGES = {
  same: ["good", "Matches on this device"],
  here: ["info", "Worked out on this device"],
  other: ["warn", "Does not match"],
  changed: ["warn", "Another list than before"],
};

/** Texts of the proof. @param {object} facts status, number, place · closeRecord: what this browser recorded at the close · clock: formats to the second
 *   @returns {{drawn: string, yours: string, seed: string, changed: boolean}} `changed`: the list differs from the recorded one */
export function proofText({ status, number, place, outside, without, closeRecord = null, clock }) {
  const isAfterDraw = number !== null && status.n && number > status.n;
  let drawn = "Everybody who is here by then takes part in one draw.";
  let yours = number === null ? "" : `Your number is ${count(number)}. `;
  if (status.root) {
    drawn = `${status.n === 1 ? "One number was" : `${count(status.n)} numbers were`} in it. Nobody can be added, moved or removed any more.`;
  }
  if (status.seed) {
    drawn = `${status.n === 1 ? "One number was" : `${count(status.n)} numbers were`} in it. The key was opened and put everybody in one order.`;
  }
  if (without) {
    drawn = `${drawn} What was announced for it, ${outside === "witness" ? "the witness's key" : "the public value"}, is not in it.`;
  }
  const changed = isDifferentClose(closeRecord, status);
  if (changed) drawn = changedListText(closeRecord, status, clock);
  if (status.seed && place !== null) {
    yours = isAfterDraw
      ? `You came after the draw: your number ${count(number)} is your place. `
      : `Your number ${count(number)} with that key gives place ${count(place)}. `;
  }
  const closing = isAfterDraw
    ? "One number per browser."
    : `Coming early ${status.seed ? "did" : "does"} not matter. One number per browser.`;
  return {
    drawn,
    yours: yours + closing,
    changed,
    seed: status.seed ? `seed ${status.seed.slice(0, 8)} ${status.seed.slice(8, 16)} … ${status.seed.slice(-8)}` : "",
  };
}

/** Kind and text of the badge. It is "good" only if the announced value is known to be in the draw. */
export function proofBadge({ agreement, outside, without = false }) {
  if (agreement && agreement !== "other" && without) {
    return ["warn", outside === "witness" ? "Drawn without the witness" : "Drawn without the public value"];
  }
  return BADGES[agreement === "same" && without === null ? "here" : agreement] ?? ["", ""];
}

/** Writes the proof. @param {HTMLElement} main @param {object} facts those of proofText · agreement: "same", "here", "other" or "" · outside: the kind
 *   of value that was announced · without: whether the draw went on without it, null while unknown */
export function showProof(main, facts) {
  const element = (name) => main.querySelector(`[data-say="${name}"]`);
  const badge = element("checked");
  if (!badge) return;
  const closeRecord = recordClose(facts.status.q, facts.status);
  const { drawn, yours, seed, changed } = proofText({ ...facts, closeRecord, clock: secondsFormat(main.dataset.zone) });
  const [kind, badgeText] = changed ? BADGES.changed : proofBadge(facts);
  const write = (node, text) => node && node.textContent !== text && (node.textContent = text);
  write(element("proof"), facts.status.seed ? "How the order was drawn" : "How the order is drawn");
  write(
    element("work"),
    facts.without ? "See what that proves" : facts.status.seed ? "Work it out again" : "How the draw works",
  );
  write(element("drawn"), drawn);
  write(element("yours"), yours);
  write(element("seed"), seed);
  if (element("seed")) element("seed").hidden = !seed;
  element("download").hidden = !seed;
  badge.hidden = !badgeText;
  badge.className = `status ${kind}`;
  write(badge.querySelector("span"), badgeText);
}

const CHECKS_A_SECOND = 500;
const MAX_MS = 300_000;
const MIN_MS = 2_000;
const RETRY_MS = 5_000;

/** Finds out whether the draw was made without the value that was announced for it: from the page data, else from draw.json.
 * @param {{here: string, outside?: string, without: boolean | null}} room page data @param {() => void} onChange
 * @returns {(status: object) => boolean | null} null: not known yet */
export function watchMissingValue(
  { here, outside, without },
  onChange,
  { request = fetch, later = (f, ms) => setTimeout(f, ms), random = Math.random } = {},
) {
  let known = without;
  let started = false;

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
      ((started = true),
        later(check, random() * Math.min(MAX_MS, Math.max(MIN_MS, (1000 * status.last) / CHECKS_A_SECOND))));
    }
    return known;
  };
}
