/** One fan's way through the line: number, place, turn, door. Knows no page; what happened is told through `changed`. */

import { placeOf } from "../../draw/permutation.js";
import { Door, meaning } from "./admission.js";
import { called, calledAt, letThrough, remember, undrawn } from "./position.js";

const OPENING = 3_000, OPENING_BEFORE_A_DRAW = 20_000, CHECKED_A_SECOND = 500, LONGEST_CHECK = 300_000, JUST_NOW = 20_000;

/** @typedef {"" | "asking" | "asleep" | "joining" | "free" | "coming" | "full" | "in" | "back" | "elsewhere" | "passed" | "over" | "foreign" | "gone"} Phase */

export class Fan {
  number = null;
  place = null;
  now = null;
  calls = [];
  /** @type {number | null} when the time to come in ends, ms; null: nobody knows */ until = null;
  /** @type {number | null} when the time inside ends, as the door said */ ends = null;
  seconds = 0;
  /** @type {Phase} */ phase = "";
  /** @type {"" | "same" | "here" | "other"} whether the house says the same place as this device */ checked = "";
  swapped = false;
  unchecked = false;
  /** @type {number | null} the number that was called aloud */ rung = null;
  #blind = false; // a browser that cannot work it out
  #waited = false; // in this page, for its turn

  /** @param {object} with room (printed), house (join, comeIn, leave), tabs, time, visible, go, ring, changed, look; number: of the cookie, or null;
   *   later, random: for tests */
  constructor({ later = (f, ms) => setTimeout(f, ms), random = Math.random, place = placeOf, ...rest }) {
    Object.assign(this, { later, random, ...rest, computed: place });
    this.door = new Door({ ask: () => this.house.comeIn({ enough: () => !this.#waits() }), time: this.time, told: (said) => this.#answered(said), later, random });
    if (this.number === null && this.tabs.kept("gone")) this.phase = "gone";
    else this.unchecked = this.number !== null; // a cookie says so, and cookies can be copied
    if (this.number !== null && this.tabs.kept("in") === String(this.number)) this.phase = "asking";
  }

  /** What the house told all. */
  heard(now) {
    if (this.now && now.at < this.now.at) return;
    this.now = now;
    this.calls = remember(this.calls, now.calls);
    this.step();
  }

  /** Whatever can be done now is done; to be called when anything changed, and each second. */
  step() {
    const { now } = this;
    if (!now) return;
    if (this.phase === "asking") this.#askAgain();
    if (this.#inside() && this.ends !== null && this.time() >= this.ends) this.phase = "over";
    if (now.stage === "off" || now.stage === "quiet" || (now.stage === "ended" && now.ended === "staff")) return this.#straight();
    if (now.stage === "closed") this.#opens();
    else if (this.phase === "" && this.number === null && now.stage !== "ended") this.#join();
    if (this.unchecked && now.stage !== "closed") this.#checkSoon();
    this.#turn();
    this.changed();
  }

  /** By hand: a new place, at the end. */
  async joinAgain() {
    this.number = this.place = this.until = this.ends = null;
    this.checked = "";
    this.tabs.keep("gone", null);
    this.tabs.keep("in", null);
    this.door.again();
    await this.#join();
    this.tabs.tell("new");
  }

  /** By hand: in, at once. */
  comeIn() {
    if (this.phase !== "") return;
    this.phase = "coming";
    this.door.look({ visible: true, until: this.until }, true);
    this.changed();
  }

  async giveUp() {
    if ((await this.house.leave()) === null) return;
    this.tabs.keep("gone", "yes");
    this.tabs.keep("in", null);
    this.tabs.tell("gone");
    this.#end("gone");
  }

  /** Another tab of this browser did it. */
  elsewhere(what) {
    if (what === "in" && this.#waits()) this.#end("elsewhere");
    if (what === "gone" && this.#waits()) this.#end("gone");
    if (what === "new") (this.number = this.readNumber()), (this.place = null), (this.phase = ""), this.door.again(), this.#worth();
  }

  /** Back on this page after it went to the seats. */
  returned() {
    if (this.phase === "in") this.#end("back");
  }

  #waits = () => ["", "coming", "full"].includes(this.phase) && (this.now?.stage !== "ended" || this.now.ended === "staff");

  #inside = () => this.phase === "in" || this.phase === "back";

  #justCame = () => Number(this.tabs.kept("came") ?? -Infinity) > this.time() - JUST_NOW;

  #end(phase) {
    this.phase = phase;
    if (phase === "gone") this.number = this.place = null;
    this.changed();
  }

  /** At the opening, not everybody in the same moment; before a draw there is no hurry at all. */
  #opens() {
    if (this.phase !== "" || this.time() < this.room.opens) return;
    this.phase = "asleep";
    const { draws, opens } = this.room, spread = draws ? Math.min(OPENING_BEFORE_A_DRAW, Math.max(OPENING, (draws - opens) / 4)) : OPENING;
    this.later(() => this.#join(), this.random() * spread);
  }

  async #join() {
    this.phase = "joining";
    this.changed();
    const answer = await this.house.join(), body = answer ? await answer.json().catch(() => ({})) : {};
    this.phase = "";
    if (answer?.status !== 200) {
      this.phase = "asleep"; // not open yet by its own clock, or over: the next message says which
      this.later(() => ((this.phase = ""), this.look()), 1_000 * (1 + this.random()));
      return this.changed();
    }
    this.#has(body);
    this.look();
  }

  async #has({ number, place }) {
    this.number = number;
    await this.#worth();
    if (typeof place === "number") this.#compare(place);
    this.step();
  }

  /** What the number is worth, worked out on this device. */
  async #worth() {
    const { now, number, room } = this;
    if (number === null || !now || this.place !== null || this.#blind || undrawn(now, room.drawn)) return;
    try {
      const place = now.seed ? await this.computed(now.seed, now.n, number) : number;
      if (this.number !== number || this.place !== null) return;
      this.place = place;
      this.checked ||= now.seed ? "here" : "";
      if (now.seed) this.#checkSoon();
    } catch {
      this.#blind = true;
      this.#checkSoon(); // then the house says it
    }
    this.step();
  }

  /** Asks the house once what it says; so many at a time as it likes to answer. */
  #checkSoon() {
    if (this.checking) return;
    this.checking = true;
    this.unchecked = false;
    const crowd = (this.now?.last ?? 0) / CHECKED_A_SECOND;
    this.later(async () => {
      if (!this.#waits() || this.number === null || this.checked === "same" || called(this.now, this.number, this.place)) return (this.checking = false); // a called one is the door's business
      const answer = await this.house.join({ enough: () => !this.#waits() }), body = answer?.status === 200 ? await answer.json() : {};
      this.checking = false;
      if (!this.#waits() || !body.number) return;
      if (body.number !== this.number) return (this.swapped = true), (this.place = null), (this.checked = ""), this.#has(body);
      if (typeof body.place === "number") this.#compare(body.place);
      this.step();
    }, this.random() * Math.min(LONGEST_CHECK, Math.max(2_000, crowd * 1000)));
  }

  #compare(place) {
    if (this.place === null) this.place = place;
    else if (this.now.seed) this.checked = this.place === place ? "same" : "other";
    if (this.checked === "other") this.place = place; // the door goes by the house's
  }

  #turn() {
    if (this.place === null) this.#worth();
    if (!this.#waits() || this.number === null) return;
    if (!called(this.now, this.number, this.place)) return void (this.#waited = true);
    const at = this.place === null || letThrough(this.now, this.number) ? null : calledAt(this.place, this.calls);
    this.until = at === null ? null : at + this.room.comeIn;
    if (this.rung !== this.number && this.#fresh()) (this.rung = this.number), this.ring();
    this.door.look({ visible: this.visible(), until: this.until });
  }

  /** Whether the turn is news: not for a page that was opened long after, and is looked at while the door is asked. */
  #fresh = () => (this.until === null ? this.#waited || !this.visible() : this.time() < this.until);

  /** Came in before, and opens this page again: only the door knows whether that still holds. It is told, and nobody is taken anywhere. */
  async #askAgain() {
    if (this.asked) return;
    this.asked = true;
    const answer = await this.house.comeIn({ enough: () => this.phase !== "asking" });
    if (!answer || this.phase !== "asking") return;
    const said = meaning(answer.status, await answer.json().catch(() => ({})));
    this.phase = "";
    if (said.is === "in" || said.is === "over") return this.#isIn(said.is === "in" ? "back" : "over", said.until);
    this.tabs.keep("in", null);
    this.step();
  }

  #isIn(phase, ends) {
    this.ends = ends ?? null;
    this.#end(phase);
  }

  #answered({ is, until, to, seconds, place }) {
    if (!this.#waits()) return;
    if (is === "wait") return (this.phase = "full"), (this.seconds = seconds), this.changed();
    if (is === "early" || is === "ended") {
      if (typeof place === "number") this.#compare(place);
      return (this.phase = ""), this.look();
    }
    if (is === "in" || is === "over") this.#isIn(is, until);
    else (this.until = until ?? this.until), this.#end(is);
    if (is !== "in") return;
    this.tabs.tell("in");
    this.tabs.keep("in", String(this.number));
    this.go(to);
  }

  /** Nobody has to wait: to the seats, unless the seats have just sent this fan here. */
  #straight() {
    this.changed();
    if (this.phase === "free" || !(this.#waits() || this.phase === "asleep") || this.#justCame()) return;
    this.phase = "free";
    this.tabs.keep("came", String(this.time()));
    this.later(() => this.go(), this.random() * (this.now.last > 100 ? 10_000 : 500));
  }
}
