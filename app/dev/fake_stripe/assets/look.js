/** Applies the `appearance` that the page passed to Stripe.js, through the CSSOM. */

const root = document.documentElement;
const NAMES = {
  colorPrimary: "--primary",
  colorBackground: "--background",
  colorText: "--text",
  colorDanger: "--danger",
  colorTextSecondary: "--quiet",
  colorTextPlaceholder: "--placeholder",
  colorBorder: "--edge",
  fontFamily: "--font",
  fontSizeBase: "--size",
  fontWeightMedium: "--medium",
  borderRadius: "--radius",
  spacingUnit: "--unit",
  focusOutline: "--ring",
  gridRowSpacing: "--rows",
  gridColumnSpacing: "--columns",
};
const PARTS = /^\.(Input|Label|Error|Block)(--invalid|--empty)?(:focus|:hover|:disabled|::placeholder)?$/;
const rules = new CSSStyleSheet();
document.adoptedStyleSheets = [rules];

/** Apply the appearance; return the frame's colour scheme, "light" or "dark". */
export function wear(appearance = {}, fonts = []) {
  const { theme = "stripe", variables = {} } = appearance;
  for (const [name, property] of Object.entries(NAMES)) {
    if (variables[name]) root.style.setProperty(property, variables[name]);
    else root.style.removeProperty(property);
  }
  const dark = theme === "night" || (variables.colorBackground && lightness(variables.colorBackground) < 0.45);
  root.dataset.scheme = dark ? "dark" : "light";
  follow(appearance.rules ?? {});
  fonts.filter((font) => font.family && font.src).forEach(borrow);
  return root.dataset.scheme;
}

function follow(wanted) {
  rules.replaceSync("");
  for (const [selector, styles] of Object.entries(wanted)) {
    if (!PARTS.test(selector)) continue;
    const rule = rules.cssRules[rules.insertRule(`${selector} {}`, rules.cssRules.length)];
    for (const [name, value] of Object.entries(styles)) {
      rule.style.setProperty(
        name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`),
        value,
      );
    }
  }
}

async function borrow({ family, src, weight = "normal", style = "normal" }) {
  try {
    document.fonts.add(await new FontFace(family, src, { weight, style }).load());
  } catch {
    /* the font cannot be loaded from here: keep ours */
  }
}

/** Return the lightness of a colour: 0 is black, 1 is white. */
function lightness(color) {
  const brush = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  brush.fillStyle = color;
  brush.fillRect(0, 0, 1, 1);
  const [red, green, blue] = brush.getImageData(0, 0, 1, 1).data;
  return (0.299 * red + 0.587 * green + 0.114 * blue) / 255;
}
