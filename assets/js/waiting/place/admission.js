/** Coming in: once a place is called, when to ask the door, and what its answer means. */

const LAST = 60_000, JITTER = 1_500, EARLY = 3_000;

/** Whether to go now: at once for who looks; else in the last minute that the place is kept. Where nobody knows how long
 * that is, or staff let them through, a page waits to be looked at: the time inside is not begun for an empty chair.
 * @param {{visible: boolean, until: number | null, now: number}} at ms */
export const goes = ({ visible, until, now }) => visible || (until !== null && until - now <= LAST);

/** What the door said. @returns {{is: "in" | "wait" | "early" | "passed" | "foreign" | "ended" | "over", seconds?: number, until?: number, to?: string, place?: number}} */
export function meaning(status, body) {
  const until = body.until ? Date.parse(body.until) : undefined;
  if (status === 202) return { is: "wait", seconds: body.seconds ?? 2 };
  if (status === 200) return { is: "in", until, to: body.to };
  if (body.error === "pass_over") return { is: "over", until };
  if (body.error === "place_passed") return { is: "passed", until };
  if (status === 410) return { is: "ended" };
  return status === 403 ? { is: "foreign" } : { is: "early", place: body.place };
}

/** Asks the door, one question at a time, until it is through or told off.
 * @param {{ask: () => Promise<Response | null>, time: () => number, told: (answer: object) => void, later?: (f: () => void, ms: number) => void, random?: () => number}} door */
export class Door {
  #asking = false;
  #over = false;

  constructor({ ask, time, told, later = (f, ms) => setTimeout(f, ms), random = Math.random }) {
    Object.assign(this, { ask, time, told, later, random });
  }

  /** To be called whenever something changed. @param {{visible: boolean, until: number | null}} at @param {boolean} [pressed] by hand: no waiting */
  look(at, pressed = false) {
    if (this.#asking || this.#over || !(pressed || goes({ ...at, now: this.time() }))) return;
    this.#asking = true;
    pressed ? this.#go() : this.later(() => this.#go(), this.random() * JITTER);
  }

  /** A new place, a new turn. */
  again() {
    this.#over = false;
  }

  async #go() {
    const answer = await this.ask();
    const said = answer && meaning(answer.status, await answer.json().catch(() => ({})));
    if (said?.is === "wait") {
      this.told(said);
      return this.later(() => this.#go(), said.seconds * 1000 * (1 + this.random() / 2));
    }
    const later = said?.is === "early" || said?.is === "ended"; // the line's next message says more
    later ? this.later(() => (this.#asking = false), EARLY) : (this.#asking = false);
    this.#over = Boolean(said) && !later;
    if (said) this.told(said);
  }
}
