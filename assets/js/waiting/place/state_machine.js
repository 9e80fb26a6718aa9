/** One fan's way through the waiting room: number, place, turn, admission. It knows no page: after every change it calls
 * `onChange`. The phases are in phases.js. */

/** @import { Admission, Call, MachinePorts, Phase, Status, TabEvent } from "../types.js" */

import { placeOf } from "../../draw/permutation.js";
import { AdmissionClient, readAdmission } from "./admission.js";
import { OwnPlace } from "./own_place.js";
import { isFree, isInside, isWaiting } from "./phases.js";
import { isCalled, calledAt, isLetThrough, mergeCalls } from "./position.js";

const OPENING_MS = 3_000;
const OPENING_BEFORE_DRAW_MS = 20_000;
const JUST_CAME_MS = 20_000;
const CROWD = 100;

/** The state of one fan. */
export class FanStateMachine {
  /** @type {Status | null} the newest */
  status = null;
  /** @type {Call[]} */
  calls = [];
  /** @type {number | null} when the time to come in ends, ms; null: unknown */
  until = null;
  /** @type {number | null} when the time inside ends, ms */
  insideUntil = null;
  /** Seconds until the next admission request. */
  seconds = 0;
  /** @type {Phase} */
  phase = "";
  /** @type {number | null} the number whose turn was announced */
  alertedNumber = null;
  /** Whether this page was open before the turn. */
  #hasWaited = false;
  #isCheckingAdmission = false;
  #own;
  #admission;
  #later;
  #random;

  /** @param {MachinePorts} ports */
  constructor(ports) {
    const { later = (f, ms) => setTimeout(f, ms), random = Math.random, place = placeOf, room, api, tabs } = ports;
    this.ports = ports;
    this.room = room;
    this.#later = later;
    this.#random = random;
    this.#own = new OwnPlace(ports.number, {
      room,
      api,
      status: () => this.status,
      isWaiting: () => this.#isWaiting(),
      onChange: () => this.step(),
      placeOf: place,
      later,
      random,
    });
    this.#admission = new AdmissionClient({
      ask: () => api.enter({ isCancelled: () => !this.#isWaiting() }),
      time: ports.time,
      onAnswer: (admission) => this.#handleAnswer(admission),
      later,
      random,
    });
    if (this.number === null && tabs.read("gone")) this.phase = "gone";
    if (this.number !== null && tabs.read("in") === String(this.number)) this.phase = "asking";
  }

  /** The number of this browser, or null. */
  get number() {
    return this.#own.number;
  }

  /** Its place, or null. */
  get place() {
    return this.#own.place;
  }

  /** Whether the server names the same place as this device computed. */
  get agreement() {
    return this.#own.agreement;
  }

  /** Whether the number that was here belongs to another browser. */
  get isReplaced() {
    return this.#own.isReplaced;
  }

  /** Take the newest status of the waiting room; an older one is ignored. @param {Status} status */
  applyStatus(status) {
    if (this.status && status.at < this.status.at) return;
    this.status = status;
    this.calls = mergeCalls(this.calls, status.calls);
    this.step();
  }

  /** Do what can be done now. Call it after every change, and once a second. */
  step() {
    const { status } = this;
    if (!status) return;
    if (this.phase === "asking") this.#checkAdmission();
    if (isInside(this.phase) && this.insideUntil !== null && this.ports.time() >= this.insideUntil) this.phase = "over";
    if (isFree(status)) return this.#goToSeats(status);
    if (status.stage === "closed") this.#joinAtOpening();
    else if (this.phase === "" && this.number === null && status.stage !== "ended") this.#join();
    if (this.#own.mustCompare && status.stage !== "closed") this.#own.scheduleComparison();
    this.#checkTurn(status);
    this.ports.onChange();
  }

  /** Take a new place at the end of the line, on the fan's request. */
  async joinAgain() {
    const { tabs } = this.ports;
    this.#own.clear();
    this.#own.agreement = "";
    this.until = null;
    this.insideUntil = null;
    tabs.store("gone", null);
    tabs.store("in", null);
    this.#admission.reset();
    await this.#join();
    tabs.broadcast("new");
  }

  /** Ask for admission at once, on the fan's request. */
  enter() {
    if (this.phase !== "") return;
    this.phase = "coming";
    this.#admission.check({ visible: true, until: this.until }, true);
    this.ports.onChange();
  }

  /** Give the place up. */
  async giveUp() {
    const { api, tabs } = this.ports;
    if ((await api.leave()) === null) return;
    tabs.store("gone", "yes");
    tabs.store("in", null);
    tabs.broadcast("gone");
    this.#setPhase("gone");
  }

  /** Follow what another tab of this browser did. @param {TabEvent} event */
  onOtherTab(event) {
    if (event === "in" && this.#isWaiting()) this.#setPhase("elsewhere");
    if (event === "gone" && this.#isWaiting()) this.#setPhase("gone");
    if (event !== "new") return;
    this.#own.clear();
    this.#own.number = this.ports.readNumber();
    this.phase = "";
    this.#admission.reset();
    this.#own.compute();
  }

  /** Note that the browser came back to this page from the seats. */
  onReturn() {
    if (this.phase === "in") this.#setPhase("back");
  }

  #isWaiting() {
    return isWaiting(this.phase, this.status);
  }

  /** Return whether the seats page sent this fan here a moment ago. */
  #justCame() {
    return Number(this.ports.tabs.read("came") ?? -Infinity) > this.ports.time() - JUST_CAME_MS;
  }

  /** @param {Phase} phase */
  #setPhase(phase) {
    this.phase = phase;
    if (phase === "gone") this.#own.clear();
    this.ports.onChange();
  }

  /** Join at the opening, at a random moment of a few seconds; before a draw the spread is longer. */
  #joinAtOpening() {
    const { draws, opens } = this.room;
    if (this.phase !== "" || this.ports.time() < opens) return;
    this.phase = "asleep";
    const spread = draws ? Math.min(OPENING_BEFORE_DRAW_MS, Math.max(OPENING_MS, (draws - opens) / 4)) : OPENING_MS;
    this.#later(() => this.#join(), this.#random() * spread);
  }

  /** Ask for a number; after a failed request sleep, and ask for a newer status. */
  async #join() {
    this.phase = "joining";
    this.ports.onChange();
    const response = await this.ports.api.join();
    const body = response ? await response.json().catch(() => ({})) : {};
    this.phase = "";
    if (response?.status !== 200) {
      this.phase = "asleep"; // not open yet by the server's clock, or over: the next status says which
      this.#later(() => this.#wake(), 1_000 * (1 + this.#random()));
      return this.ports.onChange();
    }
    this.#own.set(body);
    this.ports.refresh();
  }

  #wake() {
    this.phase = "";
    this.ports.refresh();
  }

  /** Announce the turn and ask for admission, once the place is called. @param {Status} status */
  #checkTurn(status) {
    if (this.place === null) this.#own.compute();
    const { number, place } = this;
    if (!this.#isWaiting() || number === null) return;
    if (!isCalled(status, number, place)) {
      this.#hasWaited = true;
      return;
    }
    const at = place === null || isLetThrough(status, number) ? null : calledAt(place, this.calls);
    this.until = at === null ? null : at + this.room.comeIn;
    if (this.alertedNumber !== number && this.#isNews()) {
      this.alertedNumber = number;
      this.ports.alert();
    }
    this.#admission.check({ visible: this.ports.visible(), until: this.until });
  }

  /** Return whether the turn is news: not for a visible page that was opened long after it. */
  #isNews() {
    return this.until === null ? this.#hasWaited || !this.ports.visible() : this.ports.time() < this.until;
  }

  /** Ask whether an earlier admission still holds, and show the answer without leaving this page. */
  async #checkAdmission() {
    if (this.#isCheckingAdmission) return;
    this.#isCheckingAdmission = true;
    const response = await this.ports.api.enter({ isCancelled: () => this.phase !== "asking" });
    if (!response || this.phase !== "asking") return;
    const { is, until } = await readAdmission(response);
    this.phase = "";
    if (is === "in" || is === "over") return this.#setInside(is === "in" ? "back" : "over", until);
    this.ports.tabs.store("in", null);
    this.step();
  }

  /**
   * @param {"in" | "back" | "over"} phase
   * @param {number | undefined} insideUntil
   */
  #setInside(phase, insideUntil) {
    this.insideUntil = insideUntil ?? null;
    this.#setPhase(phase);
  }

  /** Follow the answer to an admission request. @param {Admission} admission */
  #handleAnswer({ is, until, to, seconds = 0, place }) {
    const { tabs, refresh, navigate, onChange } = this.ports;
    if (!this.#isWaiting()) return;
    switch (is) {
      case "wait":
        this.phase = "full";
        this.seconds = seconds;
        return onChange();
      case "early":
      case "ended":
        if (typeof place === "number") this.#own.compare(place);
        this.phase = "";
        return refresh();
      case "over":
        return this.#setInside("over", until);
      case "passed":
      case "foreign":
        this.until = until ?? this.until;
        return this.#setPhase(is);
      case "in":
        this.#setInside("in", until);
        tabs.broadcast("in");
        tabs.store("in", String(this.number));
        navigate(to);
    }
  }

  /** Go to the seats because no fan has to wait, unless the seats page sent this fan here a moment ago. @param {Status} status */
  #goToSeats(status) {
    this.ports.onChange();
    if (this.phase === "free" || !(this.#isWaiting() || this.phase === "asleep") || this.#justCame()) return;
    this.phase = "free";
    this.ports.tabs.store("came", String(this.ports.time()));
    this.#later(() => this.ports.navigate(), this.#random() * (status.last > CROWD ? 10_000 : 500));
  }
}
