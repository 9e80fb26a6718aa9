/** How the order was drawn, beside the line it made: this device works the place out itself, and compares. */

import { alarm, differs, hear, seconds } from "../../draw/close_record.js";

const many = (n) => n.toLocaleString("en");
const LOOKS = { same: ["good", "Matches on this device"], here: ["info", "Worked out on this device"], other: ["warn", "Does not match"], changed: ["warn", "Another list than before"] };

/** @param {object} facts now, number, place; heard: what this browser heard first of the close; clock: a time to the second
 *   @returns {{drawn: string, yours: string, seed: string, changed: boolean}} `changed`: another list is told than it heard of */
export function proofWords({ now, number, place, outside, without, heard = null, clock }) {
  const early = number !== null && now.n && number > now.n;
  let drawn = "Everybody who is here by then takes part in one draw.", yours = number === null ? "" : `Your number is ${many(number)}. `;
  if (now.root) drawn = `${now.n === 1 ? "One number was" : `${many(now.n)} numbers were`} in it. Nobody can be added, moved or removed any more.`;
  if (now.seed) drawn = `${now.n === 1 ? "One number was" : `${many(now.n)} numbers were`} in it. The key was opened and put everybody in one order.`;
  if (without) drawn = `${drawn} What was announced for it, ${outside === "witness" ? "the witness's key" : "the public value"}, is not in it.`;
  const changed = differs(heard, now);
  if (changed) drawn = alarm(heard, now, clock);
  if (now.seed && place !== null) yours = early ? `You came after the draw: your number ${many(number)} is your place. ` : `Your number ${many(number)} with that key gives place ${many(place)}. `;
  const rest = early ? "One number per browser." : `Coming early ${now.seed ? "did" : "does"} not matter. One number per browser.`;
  return { drawn, yours: yours + rest, changed, seed: now.seed ? `seed ${now.seed.slice(0, 8)} ${now.seed.slice(8, 16)} … ${now.seed.slice(-8)}` : "" };
}

/** What the mark beside it says, as kind and words. A draw without what was announced has no good mark, nor one of which that is not known yet. */
export function lookOf({ checked, outside, without = false }) {
  if (checked && checked !== "other" && without) return ["warn", outside === "witness" ? "Drawn without the witness" : "Drawn without the public value"];
  return LOOKS[checked === "same" && without === null ? "here" : checked] ?? ["", ""];
}

/** @param {HTMLElement} main @param {object} facts also checked: "same", "here", "other" or ""; outside: what was announced; without: whether
 *   it was drawn without that, null while nobody knows */
export function showProof(main, facts) {
  const part = (name) => main.querySelector(`[data-say="${name}"]`), status = part("checked");
  if (!status) return;
  const heard = hear(facts.now.q, facts.now), { drawn, yours, seed, changed } = proofWords({ ...facts, heard, clock: seconds(main.dataset.zone) });
  const [kind, words] = changed ? LOOKS.changed : lookOf(facts);
  const write = (node, said) => node && node.textContent !== said && (node.textContent = said);
  write(part("proof"), facts.now.seed ? "How the order was drawn" : "How the order is drawn");
  write(part("work"), facts.without ? "See what that proves" : facts.now.seed ? "Work it out again" : "How the draw works");
  write(part("drawn"), drawn);
  write(part("yours"), yours);
  write(part("seed"), seed);
  if (part("seed")) part("seed").hidden = !seed;
  part("download").hidden = !seed;
  status.hidden = !words;
  status.className = `status ${kind}`;
  write(status.querySelector("span"), words);
}
