/** The number of this browser and its place: computed on this device, and compared once with the server's. */

/** @import { Agreement, JoinAnswer, PlaceOf, QueueApi, Room, Status } from "../types.js" */

import { awaitsDraw, isCalled } from "./position.js";

/**
 * @typedef {object} OwnPlacePorts
 * @property {Room} room
 * @property {QueueApi} api
 * @property {() => Status | null} status the newest
 * @property {() => boolean} isWaiting whether a place still matters
 * @property {() => void} onChange
 * @property {PlaceOf} placeOf
 * @property {(f: () => void, ms: number) => void} later
 * @property {() => number} random
 */

const COMPARISONS_PER_SECOND = 500;
const MIN_COMPARISON_MS = 2_000;
const MAX_COMPARISON_MS = 300_000;

/** Number and place. */
export class OwnPlace {
  /** @type {number | null} */
  place = null;
  /** @type {Agreement} */
  agreement = "";
  /** Whether the number that was here belongs to another browser. */
  isReplaced = false;
  /** Whether the number must be compared even where the place need not be: cookies can be copied. */
  mustCompare;
  #isComparing = false;
  #cannotCompute = false;

  /**
   * @param {number | null} number from the cookie
   * @param {OwnPlacePorts} ports
   */
  constructor(number, ports) {
    this.number = number;
    this.mustCompare = number !== null;
    this.ports = ports;
  }

  /** Forget number and place. */
  clear() {
    this.number = null;
    this.place = null;
  }

  /** Take the number of a join, and find its place. @param {JoinAnswer} answer */
  async set({ number, place }) {
    this.number = number ?? null;
    await this.compute();
    if (typeof place === "number") this.compare(place);
    this.ports.onChange();
  }

  /** Compute the place of the number on this device, if that is possible by now. */
  async compute() {
    const { number } = this;
    const status = this.ports.status();
    if (number === null || !status || this.place !== null || this.#cannotCompute) return;
    if (awaitsDraw(status, this.ports.room.drawn)) return;
    try {
      const place = status.seed ? await this.ports.placeOf(status.seed, status.n, number) : number;
      if (this.number !== number || this.place !== null) return;
      this.place = place;
      this.agreement ||= status.seed ? "here" : "";
      if (status.seed) this.scheduleComparison();
    } catch {
      this.#cannotCompute = true;
      this.scheduleComparison(); // then the server names it
    }
    this.ports.onChange();
  }

  /** Ask the server once for the place, to compare. The more fans, the longer the spread. */
  scheduleComparison() {
    if (this.#isComparing) return;
    this.#isComparing = true;
    this.mustCompare = false;
    const crowd = (this.ports.status()?.last ?? 0) / COMPARISONS_PER_SECOND;
    const spread = Math.min(MAX_COMPARISON_MS, Math.max(MIN_COMPARISON_MS, crowd * 1000));
    this.ports.later(() => this.#askServer(), this.ports.random() * spread);
  }

  /** Return whether there is something to compare. Once a place is called, the admission request decides. */
  #isWorthAsking() {
    const status = this.ports.status();
    if (!this.ports.isWaiting() || this.number === null || this.agreement === "same") return false;
    return status !== null && !isCalled(status, this.number, this.place);
  }

  /** Compare number and place with the server's. */
  async #askServer() {
    if (!this.#isWorthAsking()) {
      this.#isComparing = false;
      return;
    }
    const response = await this.ports.api.join({ isCancelled: () => !this.ports.isWaiting() });
    /** @type {JoinAnswer} */
    const answer = response?.status === 200 ? await response.json() : {};
    this.#isComparing = false;
    if (!this.ports.isWaiting() || !answer.number) return;
    if (answer.number !== this.number) {
      this.isReplaced = true;
      this.place = null;
      this.agreement = "";
      return this.set(answer);
    }
    if (typeof answer.place === "number") this.compare(answer.place);
    this.ports.onChange();
  }

  /** Take the server's place: admission goes by it. @param {number} place */
  compare(place) {
    if (this.place === null) this.place = place;
    else if (this.ports.status()?.seed) this.agreement = this.place === place ? "same" : "other";
    if (this.agreement === "other") this.place = place;
  }
}
