/** ESLint rules: the recommended ones, and those that keep one statement a line. Layout is left to prettier. */

import js from "@eslint/js";
import { defineConfig, globalIgnores } from "eslint/config";
import globals from "globals";
import { literalSentences } from "./tests/assets/rules/literal_sentences.js";

const RULES = {
  "consistent-return": "off", // tsc checks what a function returns
  curly: ["error", "multi-line"],
  eqeqeq: "error",
  "no-else-return": "error",
  "no-implicit-coercion": ["error", { allow: ["!!"] }],
  "no-multi-assign": "error",
  "no-return-assign": "error",
  "no-sequences": "error",
  "no-unused-expressions": "error",
  "no-unused-private-class-members": "off", // does not count `||=` as a use
  "no-unused-vars": ["error", { ignoreRestSiblings: true }],
  "no-var": "error",
  "no-void": "error",
  "object-shorthand": "error",
  "one-var": ["error", "never"],
  "prefer-arrow-callback": "error",
  "prefer-const": "error",
  "prefer-template": "error",
};

const STRIPE_SCRIPT = Object.fromEntries(
  ["ORIGIN", "Frame", "dress", "askBank", "Elements", "IntegrationError"].map((name) => [name, "readonly"]),
);

export default defineConfig([
  globalIgnores(["var/", ".venv/"]),
  js.configs.recommended,
  { rules: RULES },
  {
    files: ["assets/js/**", "app/dev/fake_stripe/assets/**", "bench/**", "docs/site/**"],
    languageOptions: { globals: globals.browser },
  },
  {
    files: ["assets/js/**"],
    plugins: { aisle: { rules: { "literal-sentences": literalSentences } } },
    rules: { "aisle/literal-sentences": "error" },
  },
  {
    files: ["assets/js/theme.js", "assets/js/language/{local_times,own_language}.js"],
    languageOptions: { sourceType: "script" },
  },
  { files: ["docs/site/**"], languageOptions: { globals: { mermaid: "readonly" } } },
  {
    // served as one script, in which each file uses what the others declare
    files: ["app/dev/fake_stripe/assets/host/**"],
    languageOptions: { sourceType: "script", globals: STRIPE_SCRIPT },
    rules: { "no-redeclare": ["error", { builtinGlobals: false }], "no-unused-vars": ["error", { vars: "local" }] },
  },
  { files: ["tests/assets/**", "docs/examples/**", "*.config.js"], languageOptions: { globals: globals.node } },
]);
