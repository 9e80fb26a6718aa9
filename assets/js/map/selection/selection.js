/** Choosing: a pointer or the keyboard points at a seat, the card says what it is, a click or the button takes it or gives it back. */

import { tell } from "../../announce.js";
import { wishOf } from "./party_selection.js";
import { OPEN } from "../model/seat_state.js";

const RESTS = 110, LEAVES = 260, REACH = 12, FAR = 9, ROW = 12.5, NEAR = 30, TWICE = 350, FINGER = 22;

export class Choose {
  /** @param {{house: import("../model/plan.js").House, painter: import("../view/painter.js").Painter, camera: import("../view/camera.js").Camera,
   *   card: import("./seat_card.js").Card, take: object, size: import("./party_selection.js").Size, standing: import("./standing_card.js").Standing,
   *   most: number, isOn: () => boolean, singles: string, refuse: (seat: object) => void}} all */
  constructor(all) {
    Object.assign(this, all);
    this.card.button.addEventListener("click", () => this.act(this.pointed));
    this.card.node.addEventListener("mousedown", (event) => event.preventDefault()); // the plan keeps the focus, and so the card
    this.card.node.addEventListener("pointerenter", () => clearTimeout(this.#timer));
    this.card.node.addEventListener("pointerleave", (event) => event.pointerType !== "touch" && !this.#pinned && this.#later(null, LEAVES));
    this.size.addEventListener("change", () => this.again());
  }
  #timer = 0;
  #next = null;
  #pinned = false;
  #acted = { seat: null, at: 0 };
  #queued = null;
  #part = null;
  /** The seat pointed at. */
  pointed = null;

  /** What a click on this seat would take. @returns {import("./party_selection.js").Wish} */
  wish(seat) {
    const { painter, house } = this, isMine = ({ i }) => painter.mine.has(i), mine = [...painter.mine].map((i) => house.seats[i]).filter(Boolean);
    const isFree = ({ i }) => painter.statuses.seats[i] === OPEN && !painter.mine.has(i) && !painter.busy.has(i), isOpen = (each) => painter.isOpen(each);
    const asking = { size: this.size.now, room: this.most - painter.mine.size, isOpen, isFree, isMine, mine, singles: this.singles };
    return wishOf(this.house, seat, asking);
  }

  /** What a click on one of mine gives back: a table that is sold only whole goes as a whole. */
  #own(seat) {
    const table = seat.table === "whole", seats = table ? this.house.row(seat).filter(({ i }) => this.painter.mine.has(i)) : [seat];
    return { seats, wheelchairs: 0, table, note: "", refused: false };
  }

  /** A seat that went under the hand is asked for all the same: the house says what happened, and in which words. */
  lately(seat) {
    return this.#gone(seat) && this.painter.wasOpen(seat) && this.painter.mine.size < this.most;
  }

  #gone(seat) {
    return this.painter.look(seat.i) === "held" || this.painter.look(seat.i) === "sold";
  }

  leveled(seats) {
    return seats.map((seat) => ({ ...seat, level: this.painter.level[seat.i] }));
  }

  /** Points at a seat, or at nothing. A pinned card stays until something else is pointed at. */
  point(seat, pinned = false) {
    clearTimeout(this.#timer);
    if (seat) this.standing.hide();
    [this.pointed, this.#pinned, this.#next, this.#part] = [seat, pinned && seat !== null, seat, null];
    const mine = seat && this.painter.mine.has(seat.i), wish = seat && (mine ? this.#own(seat) : this.wish(seat));
    this.painter.preview(wish && !mine ? wish.seats : []);
    if (!wish || !(wish.seats.length || wish.note)) return this.card.hide();
    const can = mine ? "give" : this.isOn() && wish.seats.length && !wish.refused ? "take" : "look";
    this.card.show({ ...wish, seats: this.leveled(wish.seats.length ? wish.seats : [seat]) }, can);
  }

  /** A pointer passes: the card waits until it rests. */
  hover(at) {
    if (this.#pinned) return;
    const far = this.house.large && this.camera.pitch <= FAR, part = at && far ? this.house.under(at.x, at.y) : null;
    if (part !== this.#part) this.#pass(part);
    if (part) return;
    const seat = at && this.camera.pitch > FAR ? this.house.near(at.x, at.y, REACH) : null;
    const worth = seat && (this.painter.mine.has(seat.i) || this.painter.isOpen(seat)) ? seat : null;
    if (worth !== this.#next) this.#later(worth, worth ? RESTS : LEAVES);
  }

  /** From afar it is a part of the house that is looked at. */
  #pass(part) {
    clearTimeout(this.#timer);
    this.#part = part;
    this.#timer = setTimeout(() => (part && this.standing.node.hidden ? this.#showPart(part) : this.card.hide()), part ? RESTS : LEAVES);
  }

  #showPart(part) {
    const { counts } = this.painter;
    this.card.part(part, counts.wanted(part), counts.filtered);
  }

  #later(seat, wait) {
    clearTimeout(this.#timer);
    this.#next = seat;
    if (seat && !this.painter.mine.has(seat.i) && this.card.node.hidden) this.painter.preview(this.wish(seat).seats);
    this.#timer = setTimeout(() => this.point(seat), wait);
  }

  /** A tap from afar comes closer, on a standing area it asks how many; on a seat a mouse takes it, a finger asks first. */
  tap({ x, y, touch }) {
    const { house, camera } = this, { pitch } = camera, near = house.near(x, y, REACH), part = near && pitch > ROW ? null : house.under(x, y);
    if (part?.kind === "standing" && !near) return this.stand(part, { x, y, hand: true });
    this.standing.hide();
    if (house.large && pitch <= FAR) return this.#into(house.under(x, y, FINGER / camera.at.k));
    if (pitch <= ROW || (touch && pitch < NEAR)) return camera.look(near?.x ?? x, near?.y ?? y);
    if (!near) return this.point(null);
    if (touch) this.point(near, true);
    else this.act(near);
  }

  #into(part) {
    this.point(null);
    if (part) this.camera.show(part);
  }

  /** How many places in a standing area? @param {import("../model/sections.js").Part} part @param {{x: number, y: number, hand?: boolean}} at */
  stand(part, at) {
    this.point(null);
    this.standing.show(part, at);
  }

  /** Takes the seat with its party, or gives it back; never by the second half of a double click. One answer at a time:
   * what is pressed meanwhile comes next. */
  act(seat) {
    const now = performance.now();
    if (!seat || !this.isOn() || (seat === this.#acted.seat && now - this.#acted.at < TWICE)) return false;
    if (this.take.busy) return (this.#queued = this.painter.busy.has(seat.i) ? null : seat), false;
    const mine = this.painter.mine.has(seat.i), wish = mine ? this.#own(seat) : this.lately(seat) ? { seats: [seat], wheelchairs: 0 } : this.wish(seat);
    if (!wish.seats.length) return this.#refuse(seat, wish.note), false;
    this.#acted = { seat, at: now };
    this.point(null);
    if (mine) this.take.give(wish.seats);
    else this.take.take(wish.seats, wish.wheelchairs);
    return true;
  }

  #refuse(seat, note) {
    if (!note) return this.refuse(seat);
    this.point(seat, true);
    tell(note);
  }

  /** The picture changed: what was pointed at may be something else now. */
  again() {
    const next = this.take.busy ? null : this.#queued, { pointed } = this;
    if (next) (this.#queued = null), this.act(next);
    this.standing.again();
    if (this.#part && !this.card.node.hidden) this.#showPart(this.#part);
    if (!pointed || pointed !== this.pointed || this.card.node.hidden) return;
    if (!this.#gone(pointed)) return this.point(pointed, this.#pinned);
    this.painter.preview([]);
    this.card.gone(pointed);
  }
}
