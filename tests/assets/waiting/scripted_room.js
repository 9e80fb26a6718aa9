/** A waiting room with one fan: the server answers from a script, and what is put off waits until a test lets it happen. */

/** @import { JoinAnswer, AdmissionAnswer, Room, StatusMessage, StoredName, TabEvent } from "../../../assets/js/waiting/types.js" */

import { fake, settle } from "../fake.js";
import { completeStatus } from "../../../assets/js/waiting/server/page_data.js";
import { FanStateMachine } from "../../../assets/js/waiting/place/state_machine.js";

export const MINUTE = 60_000;

/** @typedef {"join" | "enter" | "leave"} Request */

/**
 * @typedef {object} Script
 * @property {number | null} [number] of the fan, from the cookie
 * @property {boolean} [drawn] whether the room has a draw
 * @property {Partial<Record<Request, Response[]>>} [answers] in their order; without one it is 409
 * @property {Partial<Record<StoredName, string | null>>} [kept] what the browser has stored
 */

/** A room, its fan and everything that happened. */
export class ScriptedRoom {
  now = 0;
  /** @type {(string | undefined)[]} pages that the fan was taken to */
  went = [];
  rang = 0;
  /** @type {Request[]} */
  asked = [];
  /** @type {[f: () => void, ms: number][]} what is put off */
  waiting = [];
  /** @type {TabEvent[]} sent to the other tabs */
  told = [];
  visible = true;

  /** @param {Script} [script] */
  constructor({ number = null, drawn = false, answers = {}, kept = {} } = {}) {
    this.kept = kept;
    /** @type {(what: Request) => () => Promise<Response>} */
    const ask = (what) => async () => {
      this.asked.push(what);
      return answers[what]?.shift() ?? reply(409);
    };
    /** @type {Room} */
    const room = fake({ opens: 0, drawn, comeIn: 10 * MINUTE });
    this.machine = new FanStateMachine({
      room,
      number,
      readNumber: () => 99,
      time: () => this.now,
      visible: () => this.visible,
      refresh: () => {},
      onChange: () => {},
      api: { join: ask("join"), enter: ask("enter"), leave: ask("leave") },
      alert: () => this.rang++,
      navigate: (to) => this.went.push(to),
      tabs: {
        broadcast: (what) => this.told.push(what),
        read: (what) => this.kept[what] ?? null,
        store: (what, value) => {
          this.kept[what] = value;
        },
      },
      later: (f, ms) => this.waiting.push([f, ms]),
      random: () => 0.5,
      place: async (_, n, number) => n + 1 - number,
    });
  }

  /** Apply a status. @param {Partial<StatusMessage>} facts */
  async hears(facts) {
    this.machine.applyStatus(completeStatus({ q: 1, at: this.now, stage: "open", ...facts }));
    await this.settle();
  }

  /** Let everything happen that was put off. */
  async passes() {
    for (const [f] of this.waiting.splice(0)) f();
    await this.settle();
  }

  settle = settle;
}

/**
 * Return an answer of the server.
 * @param {number} status
 * @param {JoinAnswer | AdmissionAnswer} [body]
 * @returns {Response}
 */
export const reply = (status, body = {}) => fake({ status, json: async () => body });

/**
 * Return the answer to a join.
 * @param {number} number
 * @param {number | null} [place]
 */
export const joined = (number, place = null) => reply(200, { number, place });

/** The answer to an admission request of a fan who may come in. */
export const admitted = reply(200, { until: "2030-01-01T00:00:00Z", to: "/performances/5" });
