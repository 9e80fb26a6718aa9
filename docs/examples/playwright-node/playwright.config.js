/** Where Aisle is, and which Chromium runs: the one that AISLE_CHROMIUM names, else Playwright's own. */

import process from "node:process";
import { defineConfig } from "@playwright/test";

export default defineConfig({
  testDir: "tests",
  // one world for all tests, and one clock
  workers: 1,
  globalSetup: "./reset.js",
  reporter: "list",
  timeout: 60_000,
  expect: { timeout: 15_000 },
  use: {
    baseURL: process.env.AISLE_SITE ?? "http://127.0.0.1:8000",
    launchOptions: { executablePath: process.env.AISLE_CHROMIUM },
  },
});
