/** The bank's question (3-D Secure): a dialog over the whole page, whose content is a frame. */

/** Show the dialog; resolve when the fan has answered it or closed it, which counts as "no". */
function askBank(clientSecret) {
  const [intent] = clientSecret.split("_secret_");
  const path = `/challenge/${intent}?client_secret=${encodeURIComponent(clientSecret)}`;
  const before = document.activeElement;
  const frame = new Frame(path, "Your bank's question", () => ({}));
  const dialog = document.createElement("dialog");
  dialog.setAttribute("aria-label", "Your bank asks whether this is you");
  dress(dialog, {
    position: "fixed",
    inset: "0",
    width: "100%",
    height: "100%",
    "max-width": "none",
    "max-height": "none",
    margin: "0",
    padding: "0",
    border: "0",
    background: "rgb(10 12 16 / 0.55)",
    overflow: "hidden",
  });
  dress(frame.element, { width: "100%", height: "100%", border: "0", display: "block", "color-scheme": "light" });
  dialog.append(frame.element);
  document.body.append(dialog);
  dialog.showModal();
  frame.element.focus();
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    frame.tell("leave");
  });
  return new Promise((resolve) => {
    frame.on("answered", () => {
      dialog.close();
      frame.remove();
      dialog.remove();
      before?.focus?.();
      resolve();
    });
  });
}
