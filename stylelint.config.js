/** Rules for the style sheets: stylelint-config-standard, and below it each deviation with its reason. */
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
  },
};
