/** The colours of the current theme for Stripe's fields, which are in a frame. */

/** Return a colour token as sRGB: the frame knows neither our tokens nor light-dark(). @param {string} name */
function colour(name) {
  const probe = document.body.appendChild(Object.assign(document.createElement("span"), { hidden: true }));
  probe.style.setProperty("color", `var(${name})`);
  const computed = getComputedStyle(probe).color;
  probe.remove();
  const context = Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d");
  if (!context) return computed;
  context.fillStyle = computed;
  context.fillRect(0, 0, 1, 1);
  const [r, g, b] = context.getImageData(0, 0, 1, 1).data;
  return `#${[r, g, b].map((part) => part.toString(16).padStart(2, "0")).join("")}`;
}

const isDark = () => {
  const { lights } = document.documentElement.dataset;
  return lights ? lights === "down" : matchMedia("(prefers-color-scheme: dark)").matches;
};

/** Call `callback` whenever the theme changes. @param {() => void} callback */
export function onThemeChange(callback) {
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", callback);
  new MutationObserver(callback).observe(document.documentElement, { attributeFilter: ["data-lights"] });
}

/**
 * Return options for `stripe.elements`: language and look.
 * @param {string} [locale] the page's language; "" where the payment company has it not
 */
export function appearance(locale) {
  return {
    locale: locale || "auto",
    appearance: {
      theme: isDark() ? "night" : "stripe",
      labels: "above",
      variables: {
        colorPrimary: colour("--ink"),
        colorBackground: colour("--paper-raised"),
        colorText: colour("--ink"),
        colorTextSecondary: colour("--ink-2"),
        colorTextPlaceholder: colour("--ink-3"),
        colorDanger: colour("--bad"),
        fontFamily: "Archivo, 'Helvetica Neue', Arial, sans-serif",
        fontSizeBase: "16px",
        borderRadius: "8px",
        spacingUnit: "4px",
      },
      rules: {
        ".Input": { border: `1px solid ${colour("--line-strong")}`, boxShadow: "none" },
        ".Label": { fontWeight: "600", fontSize: "14px" },
      },
    },
  };
}
