/** How the order was drawn, beside the line it made: this device works the place out itself, and compares. */

const many = (n) => n.toLocaleString("en");
const LOOKS = { same: ["good", "Matches on this device"], here: ["info", "Worked out on this device"], other: ["warn", "Does not match"] };

/** @param {object} facts now, number, place @returns {{drawn: string, yours: string, seed: string}} */
export function proofWords({ now, number, place }) {
  const early = number !== null && now.n && number > now.n;
  let drawn = "Everybody who is here by then takes part in one draw.", yours = number === null ? "" : `Your number is ${many(number)}. `;
  if (now.root) drawn = `${now.n === 1 ? "One person was" : `${many(now.n)} people were`} here. Nobody can be added, moved or removed any more.`;
  if (now.seed) drawn = `${now.n === 1 ? "One person was" : `${many(now.n)} people were`} here. The key was opened and put everybody in one order.`;
  if (now.seed && place !== null) yours = early ? `You came after the draw: your number ${many(number)} is your place. ` : `Your number ${many(number)} with that key gives place ${many(place)}. `;
  const rest = early ? "One number per browser." : `Coming early ${now.seed ? "did" : "does"} not matter. One number per browser.`;
  return { drawn, yours: yours + rest, seed: now.seed ? `seed ${now.seed.slice(0, 8)} ${now.seed.slice(8, 16)} … ${now.seed.slice(-8)}` : "" };
}

/** @param {HTMLElement} main @param {object} facts also checked: "same", "here", "other" or "" */
export function showProof(main, facts) {
  const part = (name) => main.querySelector(`[data-say="${name}"]`), status = part("checked");
  if (!status) return;
  const { drawn, yours, seed } = proofWords(facts), [kind, words] = LOOKS[facts.checked] ?? ["", ""];
  const write = (node, said) => node && node.textContent !== said && (node.textContent = said);
  write(part("proof"), facts.now.seed ? "How the order was drawn" : "How the order is drawn");
  write(part("work"), facts.now.seed ? "Work it out again" : "How the draw works");
  write(part("drawn"), drawn);
  write(part("yours"), yours);
  write(part("seed"), seed);
  if (part("seed")) part("seed").hidden = !seed;
  part("download").hidden = !seed;
  status.hidden = !words;
  status.className = `status ${kind}`;
  write(status.querySelector("span"), words);
}
