/** Holds and releases seats: fills the page's own forms, so that the server answers with the basket. */

/** @import { SeatPainter } from "../view/painter.js" */

import { findAll } from "../../dom.js";

/** @typedef {ReturnType<typeof createHoldForm>} HoldForm */

const ANSWER_MS = 15_000;

/**
 * Set the hidden inputs of one name.
 * @param {HTMLFormElement} form
 * @param {string} name
 * @param {number[]} values
 */
function setFields(form, name, values) {
  for (const input of findAll(form, `[name="${name}"]`)) input.remove();
  for (const value of values) {
    form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value: String(value) }));
  }
}

/**
 * Create the two actions.
 * @param {{hold: HTMLFormElement, release: HTMLFormElement}} forms
 * @param {SeatPainter} painter
 */
export function createHoldForm({ hold: holdForm, release: releaseForm }, painter) {
  let timer = 0;

  function finish() {
    clearTimeout(timer);
    painter.setPending([]);
  }
  holdForm.addEventListener("htmx:finally:request", finish); // also after an answer that was only a message

  return {
    /** Whether a request is under way. */
    get pending() {
      return painter.pending.size > 0;
    },
    /**
     * Request seats, all or none. They look taken until the basket answers.
     * @param {{i: number}[]} seats
     * @param {number} [wheelchairs] how many of them are requested as wheelchair spaces
     */
    hold(seats, wheelchairs = 0) {
      const numbers = seats.map(({ i }) => i);
      setFields(holdForm, "seats", numbers);
      setFields(holdForm, "wheelchairs", wheelchairs ? [wheelchairs] : []);
      painter.setPending(numbers);
      timer = setTimeout(finish, ANSWER_MS);
      holdForm.requestSubmit();
    },
    /** Release all of these in one request. @param {{i: number}[]} seats */
    release(seats) {
      const numbers = seats.map(({ i }) => i);
      setFields(releaseForm, "seats", numbers);
      releaseForm.requestSubmit();
    },
    finish,
  };
}
