/** Which seats one click takes: a party sits side by side, around the seat that was pointed at. */

/** @param {import("./house.js").House} house @param {(seat: object) => boolean} isOpen
 * @returns {object[]} at most `size` open neighbours with `seat` among them, rather to its right; in the order of the row */
export function party(house, seat, size, isOpen) {
  const seats = [seat];
  for (const side of ["right", "left"]) {
    for (let next = house.seats[seat[side]]; next && seats.length < size && isOpen(next); next = house.seats[next[side]])
      side === "right" ? seats.push(next) : seats.unshift(next);
  }
  return seats;
}

/** How many together: the stepper over the map, kept for the next page. */
export class Size {
  /** @param {HTMLElement | null} stepper two buttons and an output; without one a party is one @param {number} most */
  constructor(stepper, most) {
    [this.stepper, this.most] = [stepper, most];
    this.now = stepper ? Math.min(most, Number(sessionStorage.getItem("party")) || 1) : 1;
    const [fewer, more] = stepper?.querySelectorAll("button") ?? [];
    fewer?.addEventListener("click", () => this.set(this.now - 1));
    more?.addEventListener("click", () => this.set(this.now + 1));
    this.#print();
  }

  set(size) {
    this.now = Math.min(this.most, Math.max(1, size));
    sessionStorage.setItem("party", String(this.now));
    this.#print();
  }

  #print() {
    if (!this.stepper) return;
    const [fewer, more] = this.stepper.querySelectorAll("button");
    this.stepper.querySelector("output").textContent = this.now === 1 ? "1 seat" : `${this.now} together`;
    [fewer.disabled, more.disabled] = [this.now === 1, this.now === this.most];
  }
}
