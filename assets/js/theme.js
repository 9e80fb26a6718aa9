/* The theme: "up" is light, "down" is dark. A classic script in the head, so that it runs before the first paint. */
(() => {
  const root = document.documentElement;
  const KEY = "aisle.lights";

  const readChoice = () => {
    try {
      return localStorage.getItem(KEY);
    } catch {
      return null;
    }
  };

  /** Store the choice for the next page. @param {string} lights */
  const storeChoice = (lights) => {
    try {
      localStorage.setItem(KEY, lights);
    } catch {
      /* private windows have no storage */
    }
  };

  /** Apply a choice; any other text changes nothing. @param {string | null} lights */
  const apply = (lights) => {
    if (lights === "up" || lights === "down") root.dataset.lights = lights;
  };

  apply(readChoice());
  addEventListener("storage", (event) => {
    if (event.key === KEY) apply(event.newValue);
  });
  document.addEventListener("click", (event) => {
    const target = /** @type {Element} */ (event.target);
    if (!target.closest("[data-lamp]")) return;
    const down = root.dataset.lights
      ? root.dataset.lights === "down"
      : matchMedia("(prefers-color-scheme: dark)").matches;
    const choice = down ? "up" : "down";
    apply(choice);
    storeChoice(choice);
  });
})();
