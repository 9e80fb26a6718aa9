/** Runs one fan's way through the waiting room: number, place, turn, admission. It knows no page: after every change it calls `onChange`.
 *
 * | phase       | meaning                                               | next phase
 * |-------------|-------------------------------------------------------|-----------
 * | ""          | waits: for a number, the draw or the turn             | joining, asleep, coming, full, in, over, passed, foreign, elsewhere, gone, free
 * | "asking"    | was admitted before; asks whether that still holds    | back, over; "" if not
 * | "asleep"    | joins later: at the opening, or after a failed join   | joining, "", free
 * | "joining"   | a request for a number is under way                   | "" with the number, asleep without
 * | "coming"    | the fan pressed "Come in"                             | full, in, over, passed, foreign, elsewhere, gone; "" if too early
 * | "full"      | called, but no room inside yet; the request repeats   | in, over, passed, foreign, elsewhere, gone; "" if too early
 * | "in"        | admitted; the browser goes to the seats               | back, over
 * | "back"      | admitted, and back on this page                       | over
 * | "free"      | no fan has to wait; the browser goes to the seats     | none
 * | "elsewhere" | admitted in another tab                               | joining (new place)
 * | "passed"    | the time to come in has run out                       | joining (new place)
 * | "over"      | the time inside has ended                             | joining (new place)
 * | "foreign"   | the place belongs to another browser, or was used     | joining (new place)
 * | "gone"      | the fan gave up the place                             | joining (new place)
 *
 * Starts as "gone" if this tab remembers that, as "asking" if this browser was admitted with this number, else as "". A new
 * place taken in another tab leads from every phase to "". */

import { placeOf } from "../../draw/permutation.js";
import { AdmissionClient, parseAdmission } from "./admission.js";
import { isCalled, calledAt, isLetThrough, mergeCalls, awaitsDraw } from "./position.js";

const OPENING_MS = 3_000;
const OPENING_BEFORE_DRAW_MS = 20_000;
const COMPARISONS_PER_SECOND = 500;
const MAX_COMPARISON_MS = 300_000;
const JUST_CAME_MS = 20_000;

/** @typedef {"" | "asking" | "asleep" | "joining" | "free" | "coming" | "full" | "in" | "back" | "elsewhere" | "passed" | "over" | "foreign" | "gone"} Phase */

export class FanStateMachine {
  number = null;
  place = null;
  status = null;
  calls = [];
  /** @type {number | null} when the time to come in ends, ms; null: unknown */ until = null;
  /** @type {number | null} when the time inside ends, ms */ insideUntil = null;
  seconds = 0;
  /** @type {Phase} */ phase = "";
  /** @type {"" | "same" | "here" | "other"} whether the server names the same place as this device computed */ agreement =
    "";
  isReplaced = false;
  mustCompare = false;
  /** @type {number | null} the number whose turn was announced */ alertedNumber = null;
  #cannotCompute = false; // this browser cannot compute the draw
  #hasWaited = false; // this page was open before the turn

  /** @param {object} with room (page data), api (join, enter, leave), tabs, time, visible, navigate, alert, onChange, refresh;
   *   number: from the cookie, or null · later, random, place: replaced in tests */
  constructor({ later = (f, ms) => setTimeout(f, ms), random = Math.random, place = placeOf, ...rest }) {
    Object.assign(this, { later, random, ...rest, placeOf: place });
    this.admission = new AdmissionClient({
      ask: () => this.api.enter({ isCancelled: () => !this.#isWaiting() }),
      time: this.time,
      onAnswer: (result) => this.#handleAnswer(result),
      later,
      random,
    });
    if (this.number === null && this.tabs.read("gone")) this.phase = "gone";
    else this.mustCompare = this.number !== null; // cookies can be copied
    if (this.number !== null && this.tabs.read("in") === String(this.number)) this.phase = "asking";
  }

  /** Takes the newest status of the waiting room; an older one is ignored. */
  applyStatus(status) {
    if (this.status && status.at < this.status.at) return;
    this.status = status;
    this.calls = mergeCalls(this.calls, status.calls);
    this.step();
  }

  /** Does what can be done now. Call it after every change, and once a second. */
  step() {
    const { status } = this;
    if (!status) return;
    if (this.phase === "asking") this.#checkAdmission();
    if (this.#isInside() && this.insideUntil !== null && this.time() >= this.insideUntil) this.phase = "over";
    if (status.stage === "off" || status.stage === "quiet" || (status.stage === "ended" && status.ended === "staff")) {
      return this.#goToSeats();
    }
    if (status.stage === "closed") this.#joinAtOpening();
    else if (this.phase === "" && this.number === null && status.stage !== "ended") this.#join();
    if (this.mustCompare && status.stage !== "closed") this.#scheduleComparison();
    this.#checkTurn();
    this.onChange();
  }

  /** Takes a new place at the end of the line, on the fan's request. */
  async joinAgain() {
    this.number = this.place = this.until = this.insideUntil = null;
    this.agreement = "";
    this.tabs.store("gone", null);
    this.tabs.store("in", null);
    this.admission.reset();
    await this.#join();
    this.tabs.broadcast("new");
  }

  /** Asks for admission at once, on the fan's request. */
  enter() {
    if (this.phase !== "") return;
    this.phase = "coming";
    this.admission.check({ visible: true, until: this.until }, true);
    this.onChange();
  }

  /** Gives the place up. */
  async giveUp() {
    if ((await this.api.leave()) === null) return;
    this.tabs.store("gone", "yes");
    this.tabs.store("in", null);
    this.tabs.broadcast("gone");
    this.#setPhase("gone");
  }

  /** Follows what another tab of this browser did. @param {"in" | "gone" | "new"} event */
  onOtherTab(event) {
    if (event === "in" && this.#isWaiting()) this.#setPhase("elsewhere");
    if (event === "gone" && this.#isWaiting()) this.#setPhase("gone");
    if (event === "new") {
      ((this.number = this.readNumber()),
        (this.place = null),
        (this.phase = ""),
        this.admission.reset(),
        this.#computePlace());
    }
  }

  /** The browser came back to this page from the seats. */
  onReturn() {
    if (this.phase === "in") this.#setPhase("back");
  }

  #isWaiting = () =>
    ["", "coming", "full"].includes(this.phase) && (this.status?.stage !== "ended" || this.status.ended === "staff");

  #isInside = () => this.phase === "in" || this.phase === "back";

  #justCame = () => Number(this.tabs.read("came") ?? -Infinity) > this.time() - JUST_CAME_MS;

  #setPhase(phase) {
    this.phase = phase;
    if (phase === "gone") this.number = this.place = null;
    this.onChange();
  }

  /** Joins at the opening, at a random moment of a few seconds; before a draw the spread is longer. */
  #joinAtOpening() {
    if (this.phase !== "" || this.time() < this.room.opens) return;
    this.phase = "asleep";
    const { draws, opens } = this.room;
    const spread = draws ? Math.min(OPENING_BEFORE_DRAW_MS, Math.max(OPENING_MS, (draws - opens) / 4)) : OPENING_MS;
    this.later(() => this.#join(), this.random() * spread);
  }

  async #join() {
    this.phase = "joining";
    this.onChange();
    const response = await this.api.join();
    const body = response ? await response.json().catch(() => ({})) : {};
    this.phase = "";
    if (response?.status !== 200) {
      this.phase = "asleep"; // not open yet by the server's clock, or over: the next status says which
      this.later(() => ((this.phase = ""), this.refresh()), 1_000 * (1 + this.random()));
      return this.onChange();
    }
    this.#setNumber(body);
    this.refresh();
  }

  async #setNumber({ number, place }) {
    this.number = number;
    await this.#computePlace();
    if (typeof place === "number") this.#compare(place);
    this.step();
  }

  /** Computes the place of the number on this device. */
  async #computePlace() {
    const { status, number, room } = this;
    if (number === null || !status || this.place !== null || this.#cannotCompute || awaitsDraw(status, room.drawn)) {
      return;
    }
    try {
      const place = status.seed ? await this.placeOf(status.seed, status.n, number) : number;
      if (this.number !== number || this.place !== null) return;
      this.place = place;
      this.agreement ||= status.seed ? "here" : "";
      if (status.seed) this.#scheduleComparison();
    } catch {
      this.#cannotCompute = true;
      this.#scheduleComparison(); // then the server names it
    }
    this.step();
  }

  /** Asks the server once for the place, to compare. The more fans, the longer the spread. */
  #scheduleComparison() {
    if (this.isComparing) return;
    this.isComparing = true;
    this.mustCompare = false;
    const crowd = (this.status?.last ?? 0) / COMPARISONS_PER_SECOND;
    this.later(
      async () => {
        if (
          !this.#isWaiting() ||
          this.number === null ||
          this.agreement === "same" ||
          isCalled(this.status, this.number, this.place)
        ) {
          return (this.isComparing = false);
        } // once called, the admission request decides
        const response = await this.api.join({ isCancelled: () => !this.#isWaiting() });
        const body = response?.status === 200 ? await response.json() : {};
        this.isComparing = false;
        if (!this.#isWaiting() || !body.number) return;
        if (body.number !== this.number) {
          return ((this.isReplaced = true), (this.place = null), (this.agreement = ""), this.#setNumber(body));
        }
        if (typeof body.place === "number") this.#compare(body.place);
        this.step();
      },
      this.random() * Math.min(MAX_COMPARISON_MS, Math.max(2_000, crowd * 1000)),
    );
  }

  #compare(place) {
    if (this.place === null) this.place = place;
    else if (this.status.seed) this.agreement = this.place === place ? "same" : "other";
    if (this.agreement === "other") this.place = place; // admission goes by the server's place
  }

  #checkTurn() {
    if (this.place === null) this.#computePlace();
    if (!this.#isWaiting() || this.number === null) return;
    if (!isCalled(this.status, this.number, this.place)) return void (this.#hasWaited = true);
    const at = this.place === null || isLetThrough(this.status, this.number) ? null : calledAt(this.place, this.calls);
    this.until = at === null ? null : at + this.room.comeIn;
    if (this.alertedNumber !== this.number && this.#isNews()) ((this.alertedNumber = this.number), this.alert());
    this.admission.check({ visible: this.visible(), until: this.until });
  }

  /** Whether the turn is news: not for a visible page that was opened long after it. */
  #isNews = () => (this.until === null ? this.#hasWaited || !this.visible() : this.time() < this.until);

  /** Asks whether an earlier admission still holds, and shows the answer without leaving this page. */
  async #checkAdmission() {
    if (this.admissionAsked) return;
    this.admissionAsked = true;
    const response = await this.api.enter({ isCancelled: () => this.phase !== "asking" });
    if (!response || this.phase !== "asking") return;
    const result = parseAdmission(response.status, await response.json().catch(() => ({})));
    this.phase = "";
    if (result.is === "in" || result.is === "over") {
      return this.#setInside(result.is === "in" ? "back" : "over", result.until);
    }
    this.tabs.store("in", null);
    this.step();
  }

  #setInside(phase, insideUntil) {
    this.insideUntil = insideUntil ?? null;
    this.#setPhase(phase);
  }

  #handleAnswer({ is, until, to, seconds, place }) {
    if (!this.#isWaiting()) return;
    if (is === "wait") return ((this.phase = "full"), (this.seconds = seconds), this.onChange());
    if (is === "early" || is === "ended") {
      if (typeof place === "number") this.#compare(place);
      return ((this.phase = ""), this.refresh());
    }
    if (is === "in" || is === "over") this.#setInside(is, until);
    else ((this.until = until ?? this.until), this.#setPhase(is));
    if (is !== "in") return;
    this.tabs.broadcast("in");
    this.tabs.store("in", String(this.number));
    this.navigate(to);
  }

  /** Goes to the seats because no fan has to wait, unless the seats page sent this fan here a moment ago. */
  #goToSeats() {
    this.onChange();
    if (this.phase === "free" || !(this.#isWaiting() || this.phase === "asleep") || this.#justCame()) return;
    this.phase = "free";
    this.tabs.store("came", String(this.time()));
    this.later(() => this.navigate(), this.random() * (this.status.last > 100 ? 10_000 : 500));
  }
}
