/** The house's look, for fields that live in the payment company's frame: colours as they are under these lights. */

/** A colour as sRGB: the frame knows neither our tokens nor light-dark(). */
function colour(name) {
  const probe = document.body.appendChild(Object.assign(document.createElement("span"), { hidden: true }));
  probe.style.setProperty("color", `var(${name})`);
  const said = getComputedStyle(probe).color;
  probe.remove();
  const pen = Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d");
  pen.fillStyle = said;
  pen.fillRect(0, 0, 1, 1);
  const [r, g, b] = pen.getImageData(0, 0, 1, 1).data;
  return `#${[r, g, b].map((part) => part.toString(16).padStart(2, "0")).join("")}`;
}

const dark = () => {
  const { lights } = document.documentElement.dataset;
  return lights ? lights === "down" : matchMedia("(prefers-color-scheme: dark)").matches;
};

/** Calls `then` whenever the house lights go up or down. */
export function onLights(then) {
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", then);
  new MutationObserver(then).observe(document.documentElement, { attributeFilter: ["data-lights"] });
}

/** Options for `stripe.elements`. */
export function appearance() {
  return {
    locale: document.documentElement.lang,
    appearance: {
      theme: dark() ? "night" : "stripe",
      labels: "above",
      variables: {
        colorPrimary: colour("--ink"), colorBackground: colour("--paper-raised"), colorText: colour("--ink"),
        colorTextSecondary: colour("--ink-2"), colorTextPlaceholder: colour("--ink-3"), colorDanger: colour("--bad"),
        fontFamily: "Archivo, 'Helvetica Neue', Arial, sans-serif", fontSizeBase: "16px", borderRadius: "8px", spacingUnit: "4px",
      },
      rules: { ".Input": { border: `1px solid ${colour("--line-strong")}`, boxShadow: "none" }, ".Label": { fontWeight: "600", fontSize: "14px" } },
    },
  };
}
