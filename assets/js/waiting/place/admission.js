/** Requests admission once a place is called: when to send the request, and what the response means. */

const LAST_MS = 60_000;
const JITTER_MS = 1_500;
const EARLY_MS = 3_000;

/** Whether to send the request now: at once on a visible page, else in the last minute that the place is kept. A hidden page
 * with no known end waits until it is visible, so that the time inside does not run unused.
 * @param {{visible: boolean, until: number | null, now: number}} at ms */
export const shouldEnter = ({ visible, until, now }) => visible || (until !== null && until - now <= LAST_MS);

/** Reads the response to an admission request. @returns {{is: "in" | "wait" | "early" | "passed" | "foreign" | "ended" | "over", seconds?: number, until?: number, to?: string, place?: number}} */
export function parseAdmission(status, body) {
  const until = body.until ? Date.parse(body.until) : undefined;
  if (status === 202) return { is: "wait", seconds: body.seconds ?? 2 };
  if (status === 200) return { is: "in", until, to: body.to };
  if (body.error === "pass_over") return { is: "over", until };
  if (body.error === "place_passed") return { is: "passed", until };
  if (status === 410) return { is: "ended" };
  return status === 403 ? { is: "foreign" } : { is: "early", place: body.place };
}

/** Sends one admission request at a time, until the fan is in or refused for good.
 * @param {{ask: () => Promise<Response | null>, time: () => number, onAnswer: (response: object) => void, later?: (f: () => void, ms: number) => void, random?: () => number}} door */
export class AdmissionClient {
  #asking = false;
  #finished = false;

  constructor({ ask, time, onAnswer, later = (f, ms) => setTimeout(f, ms), random = Math.random }) {
    Object.assign(this, { ask, time, onAnswer, later, random });
  }

  /** Sends the request if it is time; call it after every change. @param {{visible: boolean, until: number | null}} at @param {boolean} [byHand] sends at once */
  check(at, byHand = false) {
    if (this.#asking || this.#finished || !(byHand || shouldEnter({ ...at, now: this.time() }))) return;
    this.#asking = true;
    byHand ? this.#send() : this.later(() => this.#send(), this.random() * JITTER_MS);
  }

  /** Allows requests again, for a new place. */
  reset() {
    this.#finished = false;
  }

  async #send() {
    const response = await this.ask();
    const result = response && parseAdmission(response.status, await response.json().catch(() => ({})));
    if (result?.is === "wait") {
      this.onAnswer(result);
      return this.later(() => this.#send(), result.seconds * 1000 * (1 + this.random() / 2));
    }
    const later = result?.is === "early" || result?.is === "ended"; // the next status says more
    later ? this.later(() => (this.#asking = false), EARLY_MS) : (this.#asking = false);
    this.#finished = Boolean(result) && !later;
    if (result) this.onAnswer(result);
  }
}
