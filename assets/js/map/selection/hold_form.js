/** Holds and releases seats: fills the page's own forms, so that the server answers with the basket. */

const ANSWER_MS = 15_000;

/** Sets the hidden inputs of one name. */
function setFields(form, name, values) {
  form.querySelectorAll(`[name="${name}"]`).forEach((input) => input.remove());
  for (const value of values) {
    form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
  }
}

/** Creates the two actions. @param {{hold: HTMLFormElement, release: HTMLFormElement}} forms @param {import("../view/painter.js").SeatPainter} painter */
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
    /** Requests seats, all or none. They look taken until the basket answers.
     * @param {{i: number}[]} seats @param {number} wheelchairs how many of them are requested as wheelchair spaces */
    hold(seats, wheelchairs = 0) {
      setFields(
        holdForm,
        "seats",
        seats.map(({ i }) => i),
      );
      setFields(holdForm, "wheelchairs", wheelchairs ? [wheelchairs] : []);
      painter.setPending(seats.map(({ i }) => i));
      timer = setTimeout(finish, ANSWER_MS);
      holdForm.requestSubmit();
    },
    /** Releases all of these in one request. */
    release(seats) {
      setFields(
        releaseForm,
        "seats",
        seats.map(({ i }) => i),
      );
      releaseForm.requestSubmit();
    },
    finish,
  };
}
