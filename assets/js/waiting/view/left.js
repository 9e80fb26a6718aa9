/** What is left of each price level, and whether so many can still sit together in it. */

const many = (n) => n.toLocaleString("en");

/** @param {number} left @param {number} together the most that can sit together; 0 is unknown @param {number} size of the party
 * @returns {[string, string]} what kind of news, and the words; none where nobody knows */
export function togetherWords(left, together, size) {
  if (left === 0) return ["warn", "Sold out"];
  if (left < size) return ["warn", left === 1 ? "Only 1" : `Only ${left}`];
  if (size === 1) return ["good", "Left"];
  if (!together) return ["", ""];
  return together >= size ? ["good", `${size} together`] : ["warn", `Not ${size} together`];
}

/** What a party is told that can no longer sit together anywhere, as title and words; null while it can, or where nobody knows.
 * @param {{name: string, left: number, together: number}[]} levels @param {number} size */
export function partyWords(levels, size) {
  const left = levels.reduce((sum, level) => sum + level.left, 0);
  if (size < 2 || left === 0 || levels.some(({ left, together }) => left && !together)) return null;
  const best = levels.reduce((most, level) => (level.together > most.together ? level : most));
  if (best.together >= size) return null;
  const title = `No ${size} together any more.`;
  if (left < size) return [title, `${left === 1 ? "One seat is" : `${many(left)} seats are`} left in the whole house. A smaller party can still come.`];
  const most = best.together === 1 ? "Only single seats are left" : `At most ${best.together} can sit together, in ${best.name}`;
  return [title, `${most}. You can keep your place and sit apart, or come with fewer.`];
}

/** Writes one performance's counts. @param {Element} table its [data-show] @param {number[][] | undefined} counts [idx, left, together] @param {number} size */
export function showLeft(table, counts, size) {
  const known = new Map((counts ?? []).map(([idx, left, together]) => [idx, { left, together }]));
  return [...table.querySelectorAll("tr[data-idx]")].map((row) => {
    const seats = Number(row.dataset.seats), { left, together } = known.get(Number(row.dataset.idx)) ?? { left: counts ? 0 : null, together: 0 };
    const [kind, words] = left === null ? ["", ""] : togetherWords(left, together, size), status = row.querySelector(".status");
    row.classList.toggle("none", left === 0);
    row.classList.toggle("unknown", left === null);
    row.querySelector(".meter rect").setAttribute("width", seats && left ? Math.max(1.5, (100 * left) / seats).toFixed(1) : 0);
    write(row.querySelector(".left"), left ? `${many(left)} left` : "");
    status.hidden = !words;
    status.className = `status ${kind}`;
    write(status.querySelector("span"), words);
    return { name: row.dataset.name, left: left ?? 0, together };
  });
}

function write(node, words) {
  if (node.textContent !== words) node.textContent = words;
}
