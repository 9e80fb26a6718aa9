/** A button whose press counts though the button moves meanwhile. */

/**
 * Return whether a point lies in a rectangle.
 * @param {DOMRect} rectangle
 * @param {{clientX: number, clientY: number}} point
 */
function contains({ left, right, top, bottom }, { clientX, clientY }) {
  return clientX >= left && clientX <= right && clientY >= top && clientY <= bottom;
}

/**
 * Let a press of `button` count though an error above moves the button from under the pointer.
 * A pointer that leaves the place where it was pressed takes the press back, as on any button.
 * @param {HTMLElement} button
 */
export function keepPress(button) {
  /** @type {DOMRect | null} */
  let pressed = null;
  button.addEventListener("pointerdown", (event) => {
    pressed = button.getBoundingClientRect();
    button.setPointerCapture(event.pointerId);
  });
  button.addEventListener("click", (event) => {
    const isPointer = event.detail > 0; // 0: by keyboard
    if (isPointer && pressed && !contains(pressed, event) && !contains(button.getBoundingClientRect(), event)) {
      event.preventDefault();
    }
    pressed = null;
  });
}
