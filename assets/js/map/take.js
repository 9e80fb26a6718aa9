/** Taking and giving back: fills the page's own forms, so that the server answers with the basket as it does for everybody. */

import { warn } from "../say.js";

const PATIENCE = 15_000;
const SILENT = "The house did not answer. Nothing is charged. If the seats became yours, they show in a moment; if not, take them again.";

/** @param {HTMLFormElement} form #take @param {import("./painter.js").Painter} painter */
export function taking(form, painter) {
  let timer = 0;

  function done() {
    clearTimeout(timer);
    painter.hurry([]);
  }
  form.addEventListener("htmx:error", () => warn(SILENT));
  form.addEventListener("htmx:finally:request", done); // also after an answer that was only words

  return {
    /** Whether an answer is awaited. */
    get busy() {
      return painter.busy.size > 0;
    },
    /** Asks for seats, all or none. They look taken until the basket answers. */
    take(seats) {
      form.querySelectorAll("[name=seats]").forEach((input) => input.remove());
      for (const { i } of seats) form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "seats", value: i }));
      painter.hurry(seats.map(({ i }) => i));
      timer = setTimeout(done, PATIENCE);
      form.requestSubmit();
    },
    give(seat) {
      document.querySelector(`#basket .basket-line[data-i="${seat.i}"] form`)?.requestSubmit();
    },
    done,
  };
}
