/** Whether the draw was made without what had been announced for it: printed in the page, or looked for once it is drawn. */

const LOOKS_A_SECOND = 500, LONGEST = 300_000, SHORTEST = 2_000, AGAIN = 5_000;

/** @param {{here: string, outside?: string, without: boolean | null}} room as printed @param {() => void} changed
 * @returns {(now: object) => boolean | null} null: drawn, and not known yet */
export function drawnWithout({ here, outside, without }, changed, { ask = fetch, later = (f, ms) => setTimeout(f, ms), random = Math.random } = {}) {
  let known = without, looks = false;

  async function look() {
    try {
      const { draw } = await (await ask(`${here}/draw.json`)).json();
      if (!draw.seed) throw new Error("not drawn yet");
      known = draw.without !== null;
      changed();
    } catch {
      later(look, AGAIN * (1 + random()));
    }
  }

  return (now) => {
    if (!now.seed || !outside || outside === "none") return false; // nothing was announced
    if (known === null && !looks) (looks = true), later(look, random() * Math.min(LONGEST, Math.max(SHORTEST, (1000 * now.last) / LOOKS_A_SECOND)));
    return known;
  };
}
