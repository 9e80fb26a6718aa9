/** Admission requests once a place is called: when to send one, and what the response means. */

/** @import { Admission, AdmissionAnswer } from "../types.js" */

/** @typedef {{visible: boolean, until: number | null}} Turn whether the page is visible; until when the place is kept, ms */

/**
 * @typedef {object} AdmissionPorts
 * @property {() => Promise<Response | null>} ask
 * @property {() => number} time
 * @property {(admission: Admission) => void} onAnswer
 * @property {(f: () => void, ms: number) => void} [later]
 * @property {() => number} [random]
 */

const LAST_MS = 60_000;
const JITTER_MS = 1_500;
const EARLY_MS = 3_000;

/**
 * Return whether to send the request now: at once on a visible page, else in the last minute that the place is kept. A
 * hidden page with no known end waits until it is visible, so that the time inside does not run unused.
 * @param {Turn & {now: number}} at ms
 */
export const shouldEnter = ({ visible, until, now }) => visible || (until !== null && until - now <= LAST_MS);

/**
 * Return what the response to an admission request means.
 * @param {number} status
 * @param {AdmissionAnswer} body
 * @returns {Admission}
 */
export function parseAdmission(status, body) {
  const until = body.until ? Date.parse(body.until) : undefined;
  if (status === 202) return { is: "wait", seconds: body.seconds ?? 2 };
  if (status === 200) return { is: "in", until, to: body.to };
  if (body.error === "pass_over") return { is: "over", until };
  if (body.error === "place_passed") return { is: "passed", until };
  if (status === 410) return { is: "ended" };
  return status === 403 ? { is: "foreign" } : { is: "early", place: body.place };
}

/** Return what a response means. @param {Response} response */
export async function readAdmission(response) {
  return parseAdmission(response.status, await response.json().catch(() => ({})));
}

/** Sends one admission request at a time, until the fan is in or refused for good. */
export class AdmissionClient {
  #asking = false;
  #finished = false;

  /** @param {AdmissionPorts} ports */
  constructor({ ask, time, onAnswer, later = (f, ms) => setTimeout(f, ms), random = Math.random }) {
    this.ask = ask;
    this.time = time;
    this.onAnswer = onAnswer;
    this.later = later;
    this.random = random;
  }

  /**
   * Send the request if it is time; call it after every change.
   * @param {Turn} at
   * @param {boolean} [byHand] sends at once
   */
  check(at, byHand = false) {
    if (this.#asking || this.#finished || !(byHand || shouldEnter({ ...at, now: this.time() }))) return;
    this.#asking = true;
    if (byHand) this.#send();
    else this.later(() => this.#send(), this.random() * JITTER_MS);
  }

  /** Allow requests again, for a new place. */
  reset() {
    this.#finished = false;
  }

  /** Send the request; while it is full inside, again and again. */
  async #send() {
    const response = await this.ask();
    const result = response && (await readAdmission(response));
    if (result?.is === "wait") {
      this.onAnswer(result);
      return this.later(() => this.#send(), (result.seconds ?? 0) * 1000 * (1 + this.random() / 2));
    }
    const later = result?.is === "early" || result?.is === "ended"; // the next status says more
    if (later) this.later(() => this.#rest(), EARLY_MS);
    else this.#rest();
    this.#finished = Boolean(result) && !later;
    if (result) this.onAnswer(result);
  }

  #rest() {
    this.#asking = false;
  }
}
