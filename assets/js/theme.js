/* Applies and stores the theme: "up" is light, "down" is dark. A classic script in the head, so that it runs before the first paint. */
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
  const storeChoice = (lights) => {
    try {
      localStorage.setItem(KEY, lights);
    } catch {
      /* private windows have no storage */
    }
  };
  const apply = (lights) => {
    if (lights === "up" || lights === "down") root.dataset.lights = lights;
  };

  apply(readChoice());
  addEventListener("storage", (event) => {
    if (event.key === KEY) apply(event.newValue);
  });
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-lamp]")) return;
    const down = root.dataset.lights
      ? root.dataset.lights === "down"
      : matchMedia("(prefers-color-scheme: dark)").matches;
    apply(down ? "up" : "down");
    storeChoice(root.dataset.lights);
  });
})();
