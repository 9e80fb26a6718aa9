/* House lights: up is light, down is dark. A classic script in the head, so that the choice is there before the first paint. */
(() => {
  const root = document.documentElement, KEY = "aisle.lights";
  const kept = () => { try { return localStorage.getItem(KEY); } catch { return null; } };
  const keep = (lights) => { try { localStorage.setItem(KEY, lights); } catch { /* private windows forget */ } };
  const show = (lights) => { if (lights === "up" || lights === "down") root.dataset.lights = lights; };

  show(kept());
  addEventListener("storage", (event) => { if (event.key === KEY) show(event.newValue); });
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-lamp]")) return;
    const down = root.dataset.lights ? root.dataset.lights === "down" : matchMedia("(prefers-color-scheme: dark)").matches;
    show(down ? "up" : "down");
    keep(root.dataset.lights);
  });
})();
