/** Rules for the style sheets: stylelint-config-standard, and below it each deviation with its reason. */

// One value of a shorthand, which may be a function: calc(0.75rem + env(safe-area-inset-bottom)).
const VALUE = String.raw`(?:[\w-]*\((?:[^()]|\([^()]*\))*\)|[^\s()]+)`;
// Four values of which the second, right, and the fourth, left, differ.
const DIFFERENT_SIDES = new RegExp(`^${VALUE}\\s+(${VALUE})\\s+${VALUE}\\s+(?!\\1$)${VALUE}$`);

export default {
  extends: ["stylelint-config-standard"],
  rules: {
    // The tokens and docs give OKLCH lightness from 0 to 1, hue in degrees without a unit and alpha from 0 to 1.
    // The hue and chroma of an event are plain numbers too (--event-h, --event-c).
    "lightness-notation": "number",
    "hue-degree-notation": "number",
    "alpha-value-notation": "number",
    // Font names in --font keep their capitals; system colours and currentColor are spelt as in their specifications.
    "value-keyword-case": ["lower", { camelCaseSvgKeywords: true, ignoreProperties: [/^--font/] }],
    // One way to write a font name: in quotes.
    "font-family-name-quotes": "always-unless-keyword",
    // Safari needs these with a prefix.
    "property-no-vendor-prefix": [
      true,
      { ignoreProperties: ["-webkit-mask", "-webkit-text-size-adjust", "-webkit-user-select"] },
    ],
    // A component keeps the states of an element beside it. The rule then reports pairs whose specificity differs,
    // so that their order has no effect.
    "no-descending-specificity": null,
    // Pages are mirrored in languages that are written from right to left (assets/css/base/writing.css).
    "property-disallowed-list": [
      [
        /^(left|right)$/,
        /^(scroll-)?(margin|padding|border|inset)-(left|right)/,
        /^border-(top|bottom)-(left|right)-radius$/,
      ],
      { message: (property) => `${property}: name start or end, as pages are mirrored (docs/translating.md)` },
    ],
    "declaration-property-value-disallowed-list": [
      {
        "/^(text-align|float|clear)$/": [/^(left|right)$/],
        "/^(margin|padding|inset)$/": [DIFFERENT_SIDES],
        "/^(background|mask|-webkit-mask|transform-origin)/": [/\b(left|right)\b/],
      },
      {
        message: (property, value) =>
          `${property}: ${value}: the sides differ, and pages are mirrored (docs/translating.md)`,
      },
    ],
  },
  overrides: [
    {
      // Scripts place the card on the map, which is the same in every language.
      files: ["assets/css/seating/map/seat-card.css"],
      rules: { "property-disallowed-list": null },
    },
  ],
};
