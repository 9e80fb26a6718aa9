/** Selects seats: the pointer or the keyboard points at a seat, the card shows it, a click or the button holds or releases it. */

import { announcePolite } from "../../announce.js";
import { chooseSeats } from "./party_selection.js";
import { OPEN } from "../model/seat_state.js";

const HOVER_MS = 110;
const LEAVE_MS = 260;
const REACH_UNITS = 12;
const FAR_PITCH = 9;
const ROW_PITCH = 12.5;
const TOUCH_PITCH = 30;
const DOUBLE_CLICK_MS = 350;
const FINGER_PX = 22;

export class SeatSelection {
  /** @param {{plan: import("../model/plan.js").Plan, painter: import("../view/painter.js").SeatPainter, camera: import("../view/camera.js").Camera,
   *   card: import("./seat_card.js").SeatCard, holdForm: object, size: import("./party_selection.js").PartySize, standing: import("./standing_card.js").StandingCard,
   *   max: number, isOn: () => boolean, singles: string, refuse: (seat: object) => void}} all */
  constructor(all) {
    Object.assign(this, all);
    this.card.button.addEventListener("click", () => this.toggle(this.pointed));
    this.card.node.addEventListener("mousedown", (event) => event.preventDefault()); // the map keeps the focus, so the card stays
    this.card.node.addEventListener("pointerenter", () => clearTimeout(this.#timer));
    this.card.node.addEventListener(
      "pointerleave",
      (event) => event.pointerType !== "touch" && !this.#pinned && this.#pointLater(null, LEAVE_MS),
    );
    this.size.addEventListener("change", () => this.refresh());
  }
  #timer = 0;
  #nextPointed = null;
  #pinned = false;
  #acted = { seat: null, at: 0 };
  #queued = null;
  #section = null;
  /** The seat that is pointed at, or null. */
  pointed = null;

  /** The seats that a click would hold. @returns {import("./party_selection.js").SeatChoice} */
  choiceFor(seat) {
    const { painter, plan } = this;
    const isMine = ({ i }) => painter.mine.has(i);
    const mine = [...painter.mine].map((i) => plan.seats[i]).filter(Boolean);
    const isFree = ({ i }) => painter.statuses.seats[i] === OPEN && !painter.mine.has(i) && !painter.pending.has(i);
    const isOpen = (each) => painter.isOpen(each);
    const context = {
      size: this.size.value,
      remaining: this.max - painter.mine.size,
      isOpen,
      isFree,
      isMine,
      mine,
      singles: this.singles,
    };
    return chooseSeats(this.plan, seat, context);
  }

  /** The seats that a click on an own seat would release: a whole table together. */
  #mineChoice(seat) {
    const table = seat.table === "whole";
    const seats = table ? this.plan.row(seat).filter(({ i }) => this.painter.mine.has(i)) : [seat];
    return { seats, wheelchairs: 0, table, note: "", refused: false };
  }

  /** Whether a seat was taken a moment ago: it is requested all the same, so that the server explains it. */
  wasJustTaken(seat) {
    return this.#isTaken(seat) && this.painter.wasJustOpen(seat) && this.painter.mine.size < this.max;
  }

  #isTaken(seat) {
    return this.painter.lookOf(seat.i) === "held" || this.painter.lookOf(seat.i) === "sold";
  }

  /** Adds the level to each seat. */
  withLevels(seats) {
    return seats.map((seat) => ({ ...seat, level: this.painter.level[seat.i] }));
  }

  /** Points at a seat, or at none: null. A pinned card stays until the next call. */
  pointAt(seat, pinned = false) {
    clearTimeout(this.#timer);
    if (seat) this.standing.hide();
    [this.pointed, this.#pinned, this.#nextPointed, this.#section] = [seat, pinned && seat !== null, seat, null];
    const mine = seat && this.painter.mine.has(seat.i);
    const choice = seat && (mine ? this.#mineChoice(seat) : this.choiceFor(seat));
    this.painter.setPreview(choice && !mine ? choice.seats : []);
    if (!choice || !(choice.seats.length || choice.note)) return this.card.hide();
    const action = mine ? "give" : this.isOn() && choice.seats.length && !choice.refused ? "take" : "look";
    this.card.show({ ...choice, seats: this.withLevels(choice.seats.length ? choice.seats : [seat]) }, action);
  }

  /** Follows the pointer; the card opens once it rests. */
  hover(at) {
    if (this.#pinned) return;
    const far = this.plan.large && this.camera.pitch <= FAR_PITCH;
    const section = at && far ? this.plan.sectionAt(at.x, at.y) : null;
    if (section !== this.#section) this.#hoverSection(section);
    if (section) return;
    const seat = at && this.camera.pitch > FAR_PITCH ? this.plan.nearestSeat(at.x, at.y, REACH_UNITS) : null;
    const target = seat && (this.painter.mine.has(seat.i) || this.painter.isOpen(seat)) ? seat : null;
    if (target !== this.#nextPointed) this.#pointLater(target, target ? HOVER_MS : LEAVE_MS);
  }

  /** Follows the pointer from afar, over sections. */
  #hoverSection(section) {
    clearTimeout(this.#timer);
    this.#section = section;
    this.#timer = setTimeout(
      () => (section && this.standing.node.hidden ? this.#showSection(section) : this.card.hide()),
      section ? HOVER_MS : LEAVE_MS,
    );
  }

  #showSection(section) {
    const { counts } = this.painter;
    this.card.showSection(section, counts.openByLevel(section), counts.isFiltered);
  }

  #pointLater(seat, wait) {
    clearTimeout(this.#timer);
    this.#nextPointed = seat;
    if (seat && !this.painter.mine.has(seat.i) && this.card.node.hidden) {
      this.painter.setPreview(this.choiceFor(seat).seats);
    }
    this.#timer = setTimeout(() => this.pointAt(seat), wait);
  }

  /** Handles a tap: from afar it zooms in, on a standing area it opens the card; on a seat a mouse holds it, a finger opens the card. */
  tap({ x, y, touch }) {
    const { plan, camera } = this;
    const { pitch } = camera;
    const target = plan.nearestSeat(x, y, REACH_UNITS);
    const section = target && pitch > ROW_PITCH ? null : plan.sectionAt(x, y);
    if (section?.kind === "standing" && !target) return this.openStanding(section, { x, y, hand: true });
    this.standing.hide();
    if (plan.large && pitch <= FAR_PITCH) return this.#enter(plan.sectionAt(x, y, FINGER_PX / camera.at.k));
    if (pitch <= ROW_PITCH || (touch && pitch < TOUCH_PITCH)) return camera.centerOn(target?.x ?? x, target?.y ?? y);
    if (!target) return this.pointAt(null);
    if (touch) this.pointAt(target, true);
    else this.toggle(target);
  }

  #enter(section) {
    this.pointAt(null);
    if (section) this.camera.reveal(section);
  }

  /** Opens the card of a standing area. @param {import("../model/sections.js").Section} section @param {{x: number, y: number, hand?: boolean}} at */
  openStanding(section, at) {
    this.pointAt(null);
    this.standing.show(section, at);
  }

  /** Holds the seat with its party, or releases it; the second half of a double click does nothing. One request at a time: the
   * last seat pressed meanwhile comes next. Returns whether a request was sent. */
  toggle(seat) {
    const now = performance.now();
    if (!seat || !this.isOn() || (seat === this.#acted.seat && now - this.#acted.at < DOUBLE_CLICK_MS)) return false;
    if (this.holdForm.pending) return ((this.#queued = this.painter.pending.has(seat.i) ? null : seat), false);
    const mine = this.painter.mine.has(seat.i);
    const choice = mine
      ? this.#mineChoice(seat)
      : this.wasJustTaken(seat)
        ? { seats: [seat], wheelchairs: 0 }
        : this.choiceFor(seat);
    if (!choice.seats.length) return (this.#refuse(seat, choice.note), false);
    this.#acted = { seat, at: now };
    this.pointAt(null);
    if (mine) this.holdForm.release(choice.seats);
    else this.holdForm.hold(choice.seats, choice.wheelchairs);
    return true;
  }

  #refuse(seat, note) {
    if (!note) return this.refuse(seat);
    this.pointAt(seat, true);
    announcePolite(note);
  }

  /** Updates the cards after a change of statuses or party. */
  refresh() {
    const next = this.holdForm.pending ? null : this.#queued;
    const { pointed } = this;
    if (next) ((this.#queued = null), this.toggle(next));
    this.standing.refresh();
    if (this.#section && !this.card.node.hidden) this.#showSection(this.#section);
    if (!pointed || pointed !== this.pointed || this.card.node.hidden) return;
    if (!this.#isTaken(pointed)) return this.pointAt(pointed, this.#pinned);
    this.painter.setPreview([]);
    this.card.showGone(pointed);
  }
}
