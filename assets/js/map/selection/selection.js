/** Selection of seats: the pointer or the keyboard points at a seat, the card shows it, a click or the button holds or releases it. */

/** @import { ChoiceContext, Point, Seat, SeatChoice } from "../types.js" */
/** @import { Plan } from "../model/plan.js" */
/** @import { Section } from "../model/sections.js" */
/** @import { Camera } from "../view/camera.js" */
/** @import { SeatPainter } from "../view/painter.js" */
/** @import { HoldForm } from "./hold_form.js" */
/** @import { PartySize } from "./party_size.js" */
/** @import { SeatCard } from "./seat_card.js" */
/** @import { StandingCard } from "./standing_card.js" */

import { announcePolite } from "../../announce.js";
import { OPEN } from "../model/seat_state.js";
import { chooseSeats } from "./party_selection.js";

const HOVER_MS = 110;
const LEAVE_MS = 260;
const REACH_UNITS = 12;
const FAR_PITCH = 9;
const ROW_PITCH = 12.5;
const TOUCH_PITCH = 30;
const DOUBLE_CLICK_MS = 350;
const FINGER_PX = 22;

/**
 * @typedef {object} SelectionParts
 * @property {Plan} plan
 * @property {SeatPainter} painter
 * @property {Camera} camera
 * @property {SeatCard} card
 * @property {HoldForm} holdForm
 * @property {PartySize} size
 * @property {StandingCard} standing
 * @property {number} max how many seats one fan may take
 * @property {() => boolean} isOn whether the sale is open
 * @property {string} singles the rule on single seats: "off", "warn" or "refuse"
 * @property {(seat: Seat) => void} refuse says why a seat cannot be taken
 */

/** What the fan points at, and what a click takes. */
export class SeatSelection {
  #timer = 0;
  /** @type {Seat | null} the seat that is pointed at once the pointer rests */
  #nextPointed = null;
  #pinned = false;
  /** @type {{seat: Seat | null, at: number}} the last request */
  #acted = { seat: null, at: 0 };
  /** @type {Seat | null} pressed while a request is under way */
  #queued = null;
  /** @type {Section | null} the section that is pointed at, from afar */
  #section = null;
  /** @type {Seat | null} */
  pointed = null;

  /** @param {SelectionParts} parts */
  constructor(parts) {
    this.plan = parts.plan;
    this.painter = parts.painter;
    this.camera = parts.camera;
    this.card = parts.card;
    this.holdForm = parts.holdForm;
    this.size = parts.size;
    this.standing = parts.standing;
    this.max = parts.max;
    this.isOn = parts.isOn;
    this.singles = parts.singles;
    this.refuse = parts.refuse;
    this.card.button.addEventListener("click", () => this.toggle(this.pointed));
    this.card.node.addEventListener("mousedown", (event) => event.preventDefault()); // the map keeps the focus, so the card stays
    this.card.node.addEventListener("pointerenter", () => clearTimeout(this.#timer));
    this.card.node.addEventListener("pointerleave", (event) => {
      if (event.pointerType !== "touch" && !this.#pinned) this.#pointLater(null, LEAVE_MS);
    });
    this.size.addEventListener("change", () => this.refresh());
  }

  /** Return the seats that a click would hold. @param {Seat} seat */
  choiceFor(seat) {
    const { painter, plan } = this;
    const statuses = painter.statuses.seats;
    /** @type {ChoiceContext} */
    const context = {
      size: this.size.value,
      remaining: this.max - painter.mine.size,
      isOpen: (each) => painter.isOpen(each),
      isFree: ({ i }) => statuses[i] === OPEN && !painter.mine.has(i) && !painter.pending.has(i),
      isMine: ({ i }) => painter.mine.has(i),
      mine: [...painter.mine].map((i) => plan.seats[i]).filter(Boolean),
      singles: this.singles,
    };
    return chooseSeats(plan, seat, context);
  }

  /** Return the seats that a click on an own seat would release: a whole table together. @param {Seat} seat @returns {SeatChoice} */
  #mineChoice(seat) {
    const table = seat.table === "whole";
    const seats = table ? this.plan.row(seat).filter(({ i }) => this.painter.mine.has(i)) : [seat];
    return { seats, wheelchairs: 0, table, note: "", refused: false };
  }

  /** Return whether a seat was taken a moment ago: it is requested all the same, so that the server explains it. @param {Seat} seat */
  wasJustTaken(seat) {
    return this.#isTaken(seat) && this.painter.wasJustOpen(seat) && this.painter.mine.size < this.max;
  }

  /** @param {Seat} seat */
  #isTaken(seat) {
    const look = this.painter.lookOf(seat.i);
    return look === "held" || look === "sold";
  }

  /** Return the seats with their levels. @param {Seat[]} seats */
  withLevels(seats) {
    return seats.map((seat) => ({ ...seat, level: this.painter.level[seat.i] }));
  }

  /**
   * Point at a seat, or at none: null.
   * @param {Seat | null} seat
   * @param {boolean} [pinned] whether the card stays until the next call
   */
  pointAt(seat, pinned = false) {
    clearTimeout(this.#timer);
    this.pointed = seat;
    this.#nextPointed = seat;
    this.#pinned = pinned && seat !== null;
    this.#section = null;
    if (!seat) {
      this.painter.setPreview([]);
      return this.card.hide();
    }
    this.standing.hide();
    const mine = this.painter.mine.has(seat.i);
    const choice = mine ? this.#mineChoice(seat) : this.choiceFor(seat);
    this.painter.setPreview(mine ? [] : choice.seats);
    if (!choice.seats.length && !choice.note) return this.card.hide();
    const action = mine ? "give" : this.isOn() && choice.seats.length && !choice.refused ? "take" : "look";
    this.card.show({ ...choice, seats: this.withLevels(choice.seats.length ? choice.seats : [seat]) }, action);
  }

  /** Follow the pointer; the card opens once it rests. @param {Point | null} at */
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

  /** Follow the pointer from afar, over sections. @param {Section | null} section */
  #hoverSection(section) {
    clearTimeout(this.#timer);
    this.#section = section;
    const showOrHide = () => (section && this.standing.node.hidden ? this.#showSection(section) : this.card.hide());
    this.#timer = setTimeout(showOrHide, section ? HOVER_MS : LEAVE_MS);
  }

  /** @param {Section} section */
  #showSection(section) {
    const { counts } = this.painter;
    this.card.showSection(section, counts.openByLevel(section), counts.isFiltered);
  }

  /**
   * Point at a seat, or at none, after a pause.
   * @param {Seat | null} seat
   * @param {number} wait ms
   */
  #pointLater(seat, wait) {
    clearTimeout(this.#timer);
    this.#nextPointed = seat;
    if (seat && !this.painter.mine.has(seat.i) && this.card.node.hidden) {
      this.painter.setPreview(this.choiceFor(seat).seats);
    }
    this.#timer = setTimeout(() => this.pointAt(seat), wait);
  }

  /**
   * Handle a tap: from afar it zooms in, on a standing area it opens the card; on a seat a mouse holds it, a finger opens
   * the card.
   * @param {Point & {touch: boolean}} at
   */
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

  /** @param {Section | null} section */
  #enter(section) {
    this.pointAt(null);
    if (section) this.camera.reveal(section);
  }

  /**
   * Open the card of a standing area.
   * @param {Section} section
   * @param {Point & {hand?: boolean}} at
   */
  openStanding(section, at) {
    this.pointAt(null);
    this.standing.show(section, at);
  }

  /**
   * Hold the seat with its party, or release it; the second half of a double click does nothing. One request at a time: the
   * last seat pressed meanwhile comes next.
   * @param {Seat | null} seat
   */
  toggle(seat) {
    const now = performance.now();
    if (!seat || !this.isOn() || (seat === this.#acted.seat && now - this.#acted.at < DOUBLE_CLICK_MS)) return;
    if (this.holdForm.pending) {
      this.#queued = this.painter.pending.has(seat.i) ? null : seat;
      return;
    }
    const mine = this.painter.mine.has(seat.i);
    const choice = mine ? this.#mineChoice(seat) : this.#holdChoice(seat);
    if (!choice.seats.length) return this.#refuse(seat, choice.note);
    this.#acted = { seat, at: now };
    this.pointAt(null);
    if (mine) this.holdForm.release(choice.seats);
    else this.holdForm.hold(choice.seats, choice.wheelchairs);
  }

  /** Return the seats to request for a click on one that is not the fan's. @param {Seat} seat @returns {SeatChoice} */
  #holdChoice(seat) {
    if (!this.wasJustTaken(seat)) return this.choiceFor(seat);
    return { seats: [seat], wheelchairs: 0, table: false, note: "", refused: false };
  }

  /**
   * Say why a seat cannot be taken.
   * @param {Seat} seat
   * @param {string} note
   */
  #refuse(seat, note) {
    if (!note) return this.refuse(seat);
    this.pointAt(seat, true);
    announcePolite(note);
  }

  /** Update the cards after a change of statuses or party. */
  refresh() {
    const next = this.holdForm.pending ? null : this.#queued;
    const { pointed } = this;
    if (next) {
      this.#queued = null;
      this.toggle(next);
    }
    this.standing.refresh();
    if (this.#section && !this.card.node.hidden) this.#showSection(this.#section);
    if (!pointed || pointed !== this.pointed || this.card.node.hidden) return;
    if (!this.#isTaken(pointed)) return this.pointAt(pointed, this.#pinned);
    this.painter.setPreview([]);
    this.card.showGone(pointed);
  }
}
