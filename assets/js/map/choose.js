/** Choosing: a pointer or the keyboard points at a seat, the card says what it is, a click or the button takes it or gives it back. */

import { party } from "./party.js";

const RESTS = 110, LEAVES = 260, REACH = 12, NEAR = 30, TWICE = 350;

export class Choose {
  /** @param {{house: import("./house.js").House, painter: import("./painter.js").Painter, camera: import("./camera.js").Camera,
   *   card: import("./card.js").Card, take: object, size: import("./party.js").Size, most: number, sale: string}} all */
  constructor(all) {
    Object.assign(this, all);
    this.card.button.addEventListener("click", () => this.act(this.pointed));
    this.card.node.addEventListener("mousedown", (event) => event.preventDefault()); // the plan keeps the focus, and so the card
    this.card.node.addEventListener("pointerenter", () => clearTimeout(this.#timer));
    this.card.node.addEventListener("pointerleave", (event) => event.pointerType !== "touch" && !this.#pinned && this.#later(null, LEAVES));
  }
  #timer = 0;
  #next = null;
  #pinned = false;
  #acted = { seat: null, at: 0 };
  #queued = null;
  /** The seat pointed at. */
  pointed = null;

  /** The seats a click on this one would take: none, one, or a party. */
  wish(seat) {
    const room = this.most - this.painter.mine.size, size = Math.min(this.size.now, room);
    if (!this.painter.isOpen(seat) || size < 1) return [];
    return party(this.house, seat, seat.flags.includes("w") ? 1 : size, (other) => this.painter.isOpen(other) && !other.flags.includes("w"));
  }

  /** A seat that went under the hand is asked for all the same: the house says what happened, and in which words. */
  lately(seat) {
    return this.painter.look(seat.i) === "held" && this.painter.wasOpen(seat) && this.painter.mine.size < this.most;
  }

  leveled(seats) {
    return seats.map((seat) => ({ ...seat, level: this.painter.level[seat.i] }));
  }

  /** Points at a seat, or at nothing. A pinned card stays until something else is pointed at. */
  point(seat, pinned = false) {
    clearTimeout(this.#timer);
    [this.pointed, this.#pinned, this.#next] = [seat, pinned && seat !== null, seat];
    const mine = seat && this.painter.mine.has(seat.i), seats = !seat ? [] : mine ? [seat] : this.wish(seat);
    this.painter.preview(mine ? [] : seats);
    if (!seats.length) return this.card.hide();
    this.card.show(this.leveled(seats), mine ? "give" : this.sale === "on" ? "take" : "look");
  }

  /** A pointer passes: the card waits until it rests. */
  hover(at) {
    if (this.#pinned) return;
    const seat = at && this.camera.pitch > 9 ? this.house.near(at.x, at.y, REACH) : null;
    const worth = seat && (this.painter.mine.has(seat.i) || this.painter.isOpen(seat)) ? seat : null;
    if (worth !== this.#next) this.#later(worth, worth ? RESTS : LEAVES);
  }

  #later(seat, wait) {
    clearTimeout(this.#timer);
    this.#next = seat;
    if (seat && !this.painter.mine.has(seat.i) && this.card.node.hidden) this.painter.preview(this.wish(seat));
    this.#timer = setTimeout(() => this.point(seat), wait);
  }

  /** A tap from afar comes closer; on a seat a mouse takes it, a finger asks first. */
  tap({ x, y, touch }) {
    const { pitch } = this.camera, near = this.house.near(x, y, REACH);
    if (pitch <= 12.5 || (touch && pitch < NEAR)) return this.camera.look(near?.x ?? x, near?.y ?? y);
    if (!near) return this.point(null);
    if (touch) this.point(near, true);
    else this.act(near);
  }

  /** Takes the seat with its party, or gives it back; never by the second half of a double click. One answer at a time:
   * what is pressed meanwhile comes next. */
  act(seat) {
    const now = performance.now();
    if (!seat || this.sale !== "on" || (seat === this.#acted.seat && now - this.#acted.at < TWICE)) return false;
    if (this.take.busy) return (this.#queued = this.painter.busy.has(seat.i) ? null : seat), false;
    const mine = this.painter.mine.has(seat.i), seats = mine || this.lately(seat) ? [seat] : this.wish(seat);
    if (!seats.length) return this.refuse(seat), false;
    this.#acted = { seat, at: now };
    this.point(null);
    if (mine) this.take.give(seat);
    else this.take.take(seats);
    return true;
  }

  /** The picture changed: what was pointed at may be something else now. */
  again() {
    const next = this.take.busy ? null : this.#queued;
    if (next) (this.#queued = null), this.act(next);
    if (this.pointed && !this.card.node.hidden) this.point(this.pointed, this.#pinned);
  }
}
