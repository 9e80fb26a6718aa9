/** Taking and giving back: fills the page's own forms, so that the server answers with the basket as it does for everybody. */

const PATIENCE = 15_000;

/** Fields of one name, each a hidden input. */
function fill(form, name, values) {
  form.querySelectorAll(`[name="${name}"]`).forEach((input) => input.remove());
  for (const value of values) form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
}

/** @param {{take: HTMLFormElement, give: HTMLFormElement}} forms @param {import("../view/painter.js").Painter} painter */
export function taking({ take: form, give: back }, painter) {
  let timer = 0;

  function done() {
    clearTimeout(timer);
    painter.hurry([]);
  }
  form.addEventListener("htmx:finally:request", done); // also after an answer that was only words

  return {
    /** Whether an answer is awaited. */
    get busy() {
      return painter.busy.size > 0;
    },
    /** Asks for seats, all or none. They look taken until the basket answers.
     * @param {{i: number}[]} seats @param {number} wheelchairs how many of them are wheelchair spaces asked for as such */
    take(seats, wheelchairs = 0) {
      fill(form, "seats", seats.map(({ i }) => i));
      fill(form, "wheelchairs", wheelchairs ? [wheelchairs] : []);
      painter.hurry(seats.map(({ i }) => i));
      timer = setTimeout(done, PATIENCE);
      form.requestSubmit();
    },
    /** Gives back all of these, in one request. */
    give(seats) {
      fill(back, "seats", seats.map(({ i }) => i));
      back.requestSubmit();
    },
    done,
  };
}
